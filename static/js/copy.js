// <button data-copy="#id" data-copied="Copied"> copies the text of the field or element with that id.
const SHOWN_FOR = 2000;

function select(source) {
  if ("select" in source) {
    source.focus();
    source.select();
    return;
  }
  const range = document.createRange();
  range.selectNodeContents(source);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

// The clipboard API is missing on plain http and may be forbidden; selecting and the old command works there.
async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    return true;
  } catch {
    select(source);
    return document.execCommand("copy");
  }
}

function say(button, text) {
  const word = button.querySelector(".copy-word") ?? button;
  button.dataset.word ??= word.textContent;
  word.textContent = text;
  const announcer = document.getElementById("announcer");
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = text; });
  clearTimeout(Number(button.dataset.timer));
  button.dataset.timer = setTimeout(() => {
    word.textContent = button.dataset.word;
    button.classList.remove("copied");
  }, SHOWN_FOR);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.querySelector(button.dataset.copy);
  if (!source) return;
  const done = await copy(source);
  if (done) button.focus();
  button.classList.toggle("copied", done);
  say(button, done ? button.dataset.copied : button.dataset.copyFailed);
});

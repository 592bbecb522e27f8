// <a href="…/new/" data-dialog="id"> shows the form of that page in a dialog; without scripts it is just a link.
const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

function fill(dialog, found, url) {
  const form = found.querySelector("main form[method=post]");
  form.action = url;
  const body = dialog.querySelector(".side-body");
  body.replaceChildren(document.adoptNode(form));
  dialog.querySelector(".side-title").textContent = found.querySelector("h1").textContent.trim();
  if (!dialog.open) dialog.showModal();
  (body.querySelector("[aria-invalid=true], .is-invalid") ?? body.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
}

async function open(link) {
  const dialog = document.getElementById(link.dataset.dialog);
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return location.assign(link.href);
  fill(dialog, await page(answer), link.href);
}

async function send(dialog, form, button) {
  button?.setAttribute("disabled", "");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (answer.redirected) location.assign(answer.url);
    else fill(dialog, await page(answer), form.action);
  } catch {
    form.submit();
  } finally {
    button?.removeAttribute("disabled");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  }
  const close = event.target.closest("dialog.side [data-close], dialog.side a.btn");
  if (close) {
    event.preventDefault();
    close.closest("dialog").close();
  }
});

document.addEventListener("submit", (event) => {
  const dialog = event.target.closest("dialog.side");
  if (!dialog) return;
  event.preventDefault();
  send(dialog, event.target, event.submitter);
});

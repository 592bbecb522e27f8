// Selecting rows, and what opens in place: without scripts boxes are ticked one by one and opened parts stay open.
document.documentElement.dataset.scripts = "";

const rows = () => [...document.querySelectorAll("input[name=chosen][form=bulk]")];

function count() {
  const all = rows();
  const picked = all.filter((box) => box.checked).length;
  for (const output of document.querySelectorAll("[data-picked]")) output.textContent = picked;
  // What is done with just so many rows.
  for (const act of document.querySelectorAll("[data-picks]")) act.hidden = picked !== Number(act.dataset.picks);
  for (const head of document.querySelectorAll("[data-pick-all]")) {
    head.checked = picked > 0 && picked === all.length;
    head.indeterminate = picked > 0 && picked < all.length;
  }
  // So that what can be taken back stands above the bar.
  const bar = document.getElementById("bulk");
  if (bar) document.documentElement.style.setProperty("--bulk", `${bar.offsetHeight}px`);
}

function pick(boxes, on) {
  for (const box of boxes) box.checked = on;
  count();
}

let last = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest("input[name=chosen][form=bulk]");
  if (box) {
    const all = rows();
    // With Shift all rows between the last one and this one.
    if (event.shiftKey && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      pick(all.slice(from, to + 1), box.checked);
    }
    last = box;
  }
  if (event.target.closest("[data-pick-none]")) pick(rows(), false);
  for (const open of document.querySelectorAll("details.pop[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) pick(rows(), event.target.checked);
  else if (event.target.name === "chosen") count();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details.pop[open]") ?? document.querySelector("details.pop[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

document.addEventListener("htmx:afterSwap", count);
addEventListener("pageshow", count);
count();

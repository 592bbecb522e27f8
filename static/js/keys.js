// "/" and Ctrl or Cmd with K go to the search, "?" lists all keys. Single keys do nothing while somebody is writing,
// and can be turned off in that list (WCAG 2.1.4).
const writes = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
const memory = {
  get off() { try { return localStorage.getItem("keys") === "off"; } catch { return false; } },
  set off(value) { try { localStorage.setItem("keys", value ? "off" : "on"); } catch { /* private mode: for this page only */ } },
};

// Whether this is a key without Ctrl, Alt or Cmd that means something to the page.
export function isSingle(event) {
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  return !modified && !memory.off && !event.defaultPrevented && !writes(event.target) && !document.querySelector("dialog[open]");
}

function find(event) {
  const bar = document.querySelector("[data-search]");
  if (!bar) return;
  event.preventDefault();
  const isInSight = bar.offsetParent !== null; // on a small screen it is in the drawer
  if (!isInSight) document.querySelector("[aria-controls=drawer]").click();
  const search = isInSight ? bar : document.getElementById("search-drawer");
  search.focus();
  search.select();
}

export function help() {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  dialog.querySelector("[data-keys-on]").checked = !memory.off;
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  const palette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (palette || (event.key === "/" && isSingle(event))) find(event);
  else if (event.key === "?" && isSingle(event)) help();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-help]")) help();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) memory.off = !event.target.checked;
});

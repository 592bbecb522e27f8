// A text field with a list of options below it (WAI-ARIA: combobox with list autocomplete). The list comes by htmx into
// `box`; `root` holds both, and has the class "open" while it is shown. An option is chosen by clicking it.
const nothing = () => null;

// `first` names the option that is selected as soon as the list is there, `staysOpen` whether it outlives the focus.
export function combobox(root, input, box, { list, first = nothing, staysOpen = nothing }) {
  let isWanted = true; // what comes after Escape, or after something was chosen, opens nothing
  const options = () => [...box.querySelectorAll("[role=option]")];
  const isOpen = () => root.classList.contains("open");

  function select(option) {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function open() {
    isWanted = true;
    if (!box.firstElementChild) return;
    root.classList.add("open");
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    isWanted = false;
    root.classList.remove("open");
    input.setAttribute("aria-expanded", "false");
    select(null);
  }

  // From the field to the first, from the last back to the field.
  function step(by) {
    const all = options();
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = at < 0 && by < 0 ? all.length - 1 : at + by;
    select(all[next] ?? null);
  }

  function onKey(event) {
    const chosen = box.querySelector("[aria-selected=true]");
    if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      event.preventDefault();
      if (!isOpen()) open();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen && isOpen() && !event.isComposing) {
      event.preventDefault();
      chosen.click();
    }
  }

  function onSwap() {
    select(null);
    if (!isWanted || !root.contains(document.activeElement)) return;
    if (!box.firstElementChild) close();
    open();
    select(first());
    document.getElementById("announcer").textContent = box.firstElementChild?.dataset.said ?? "";
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list);
  input.addEventListener("keydown", onKey);
  input.addEventListener("focus", open);
  input.addEventListener("click", open);
  input.addEventListener("input", () => {
    isWanted = true;
    select(null); // the list is that of what stood there before
  });
  box.addEventListener("htmx:afterSwap", onSwap);
  box.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  root.addEventListener("focusout", (event) => {
    if (!root.contains(event.relatedTarget) && !staysOpen()) close();
  });
  return { close };
}

// The search boxes as comboboxes (WAI-ARIA: list autocomplete, manual selection). Without scripts they are plain forms.
const SMALL = matchMedia("(max-width: 991px)");

function enhance(form) {
  const input = form.querySelector("input[type=search]");
  const box = form.querySelector(".search-found");
  const options = () => [...box.querySelectorAll("[role=option]")];
  const isOpen = () => form.classList.contains("open");

  function choose(option) {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function open() {
    if (!box.firstElementChild) return;
    form.classList.add("open");
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    form.classList.remove("open");
    input.setAttribute("aria-expanded", "false");
    choose(null);
  }

  // From the box to the first, from the last back to the box.
  function step(by) {
    const all = options();
    const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = at < 0 && by < 0 ? all.length - 1 : at + by;
    choose(all[next] ?? null);
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
    choose(null);
    if (!form.contains(document.activeElement)) return;
    open();
    document.getElementById("announcer").textContent = box.firstElementChild?.dataset.said ?? "";
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", `search-list-${form.dataset.searchBox}`);
  input.addEventListener("keydown", onKey);
  input.addEventListener("focus", open);
  input.addEventListener("click", open);
  box.addEventListener("htmx:afterSwap", onSwap);
  box.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget) && !(SMALL.matches && form.dataset.searchBox === "drawer")) close();
  });
}

for (const form of document.querySelectorAll("[data-search-box]")) enhance(form);

// The field in which a company is chosen: its name is typed, suggested below, and its id sent along. Without scripts the
// server looks for the company that is called so.
import { combobox } from "./combobox.js";

function enhance(root) {
  const input = root.querySelector("input[type=text]");
  const box = root.querySelector(".choose-found");
  const list = combobox(root, input, box, {
    list: `${input.id}_list`,
    first: () => box.querySelector("[data-id]"),
  });
  const leave = () => {
    list.close();
    box.replaceChildren();
  };

  box.addEventListener("htmx:afterSwap", () => box.scrollIntoView({ block: "nearest" }));
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[data-id]");
    if (!option) return;
    input.value = option.dataset.name;
    root.querySelector("input[type=hidden]").value = option.dataset.id;
    root.querySelector(".choose-alike")?.remove();
    leave();
  });
  // Nothing is chosen by Enter from the list of what has just been cleared.
  input.addEventListener("input", () => { if (!input.value.trim()) leave(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !box.firstElementChild) htmx.trigger(root, "suggest");
  });
  root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) leave(); });
}

// Of the page, of a field that is edited in its place, of a form in a dialog.
const known = new WeakSet();
document.addEventListener("htmx:afterProcessNode", ({ target }) => {
  if (!target.matches("[data-choose]") || known.has(target)) return;
  known.add(target);
  enhance(target);
});

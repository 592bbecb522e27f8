// What was typed before htmx began to listen is searched for all the same.
function say(input) {
  if (input.value !== input.defaultValue) input.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("htmx:load", () => document.querySelectorAll("input[type=search]").forEach(say), { once: true });

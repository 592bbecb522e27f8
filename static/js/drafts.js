// What was written and not saved: the browser asks before it is lost, and only then.
const WRITTEN = "textarea, input:is(:not([type]), [type=text], [type=email], [type=url], [type=tel], [type=number])";
const FORMS = "main:not(.bare) form[method=post], dialog[open] form[method=post]";
let sent = null; // the form that is on its way
const given = new WeakSet(); // forms that their own Cancel gave up

// Whether something stands in the form that is saved nowhere; one that came back with errors brings it by itself.
export function holds(form) {
  const isRefused = form.querySelector(".is-invalid, [aria-invalid=true]") !== null;
  const saved = (field) => (isRefused ? "" : field.defaultValue.trim());
  return [...form.querySelectorAll(WRITTEN)].some((field) => !field.disabled && field.value.trim() !== saved(field));
}

function guard(event) {
  const forms = [...document.querySelectorAll(FORMS)];
  if (forms.some((form) => form !== sent && !given.has(form) && holds(form))) event.preventDefault();
}

// Only from the first key on: some browsers keep no page for the way back that listens to this.
const watch = () => addEventListener("beforeunload", guard);
if (document.querySelector("main:not(.bare) form .is-invalid")) watch();

document.addEventListener("input", (event) => {
  given.delete(event.target.form);
  watch();
});
document.addEventListener("click", (event) => {
  const cancel = event.target.closest("form[method=post] a.btn");
  if (cancel) given.add(cancel.closest("form"));
});
addEventListener("submit", (event) => { if (!event.defaultPrevented) sent = event.target; });
addEventListener("pageshow", () => { sent = null; });

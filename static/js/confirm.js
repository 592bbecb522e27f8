// <form data-confirm="Delete it?" data-confirm-yes="Delete"> asks first. Without scripts the form is just sent.
const sure = new WeakSet();
let settle = null; // answers the question that is open

// A dialog tells that it was closed a moment later, when the next question may be open already.
function answer(dialog) {
  settle?.(dialog.returnValue === "yes");
  settle = null;
}

export function ask(question, word) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[value=yes]");
  answer(dialog);
  dialog.querySelector("#confirm-question").textContent = question;
  yes.textContent = word || yes.dataset.default;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.onclose = () => { if (!dialog.open) answer(dialog); };
  return new Promise((resolve) => { settle = resolve; });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.confirm || sure.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  if (!(await ask(form.dataset.confirm, form.dataset.confirmYes))) return;
  sure.add(form);
  form.requestSubmit(button);
  sure.delete(form);
}, { capture: true });

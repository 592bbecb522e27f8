// <form data-confirm="Delete it?" data-confirm-yes="Delete"> asks first. Without scripts the form is just sent.
const sure = new WeakSet();

export function ask(question, word) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[value=yes]");
  dialog.querySelector("#confirm-question").textContent = question;
  yes.textContent = word || yes.dataset.default;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
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

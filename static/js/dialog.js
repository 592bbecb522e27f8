// <a href="…/new/" data-dialog="id"> shows the form of that page in a dialog; without scripts it is just a link.
import { ask } from "./confirm.js";
import { holds } from "./drafts.js";
import { failed, isSignIn } from "./failures.js";

const page = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

function fill(dialog, found, url) {
  const form = found.querySelector("main form[method=post]");
  form.action = url;
  const body = dialog.querySelector(".side-body");
  body.replaceChildren(document.adoptNode(form));
  htmx.process(form);
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
    if (isSignIn(answer)) failed(401);
    else if (!answer.ok) failed(answer.status);
    else if (answer.redirected) leave(form, answer.url);
    else fill(dialog, await page(answer), form.action);
  } catch {
    failed(0);
  } finally {
    button?.removeAttribute("disabled");
    if (document.activeElement === document.body) button?.focus();
  }
}

// What is saved is no draft any more.
function leave(form, url) {
  form.remove();
  location.assign(url);
}

// Closes it, and asks first where something was written.
async function close(dialog) {
  const form = dialog.querySelector("form");
  if (!form || !holds(form) || (await ask(dialog.dataset.discard, dialog.dataset.discardYes))) dialog.close();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  }
  const leaving = event.target.closest("dialog.side [data-close], dialog.side a.btn");
  if (!leaving) return;
  event.preventDefault();
  const dialog = leaving.closest("dialog");
  if (leaving.matches("[data-close]")) close(dialog);
  else dialog.close();
});

// Escape; the event "cancel" is the back gesture of a phone, and cannot be prevented twice.
document.addEventListener("keydown", (event) => {
  const dialog = event.key === "Escape" && !event.defaultPrevented && event.target.closest?.("dialog.side");
  if (!dialog) return;
  event.preventDefault();
  close(dialog);
});
document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog.side")) return;
  event.preventDefault();
  close(event.target);
}, { capture: true });

document.addEventListener("submit", (event) => {
  const dialog = event.target.closest("dialog.side");
  if (!dialog) return;
  event.preventDefault();
  send(dialog, event.target, event.submitter);
});

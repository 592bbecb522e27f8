// The header HX-Trigger: {"toast": "Saved"} shows a word in the corner and says it to screen readers.
const SHOWN_FOR = 6000;
const UNDO_SHOWN_FOR = 25000;

export function toast(text) {
  const box = document.createElement("div");
  box.className = "toast show";
  box.setAttribute("role", "status");
  const body = document.createElement("div");
  body.className = "toast-body";
  body.textContent = text;
  box.append(body);
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), SHOWN_FOR);
}

document.addEventListener("toast", (event) => toast(event.detail.value ?? event.detail));

// What can be taken back is offered for a while, and as long as somebody is at it.
function withdraw(offer) {
  if (offer.matches(":hover, :focus-within")) setTimeout(withdraw, SHOWN_FOR, offer);
  else offer.remove();
}
for (const offer of document.querySelectorAll("[data-undo]")) setTimeout(withdraw, UNDO_SHOWN_FOR, offer);

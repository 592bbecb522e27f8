// allauth says here that a passkey was refused, withdrawn or is not supported; its own page would stay silent.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.querySelector("[data-passkey-error]");
  if (note) note.hidden = false;
});

// What a person reads when a request of the page fails: what happened, that nothing is lost, and what to do. htmx swaps
// nothing then, so all that was written still stands. Polls stay silent, and rest while nobody is signed in.
const NAMES = { 0: "away", 401: "signed-out", 403: "refused", 404: "gone", 410: "gone", 413: "large" };
const BUSY = new Set([429, 502, 503, 504]);
const nameOf = (status) => NAMES[status] ?? (BUSY.has(status) ? "busy" : "broken");
const isPoll = ({ verb, triggeringEvent }) => verb === "get" && (!triggeringEvent || triggeringEvent.type === "poll");
let isSignedOut = false;

const shown = () => document.querySelector(".failure");

// Says it where the person is: what lies behind an open dialog is neither seen nor read.
export function failed(status) {
  const name = nameOf(status);
  shown()?.remove();
  const box = document.getElementById("failure").content.firstElementChild.cloneNode(true);
  box.dataset.name = name;
  box.querySelector(".failure-words").append(document.querySelector(`[data-failure=${name}]`).content.cloneNode(true));
  (document.querySelector("dialog[open] .side-body") ?? document.getElementById("toasts")).prepend(box);
}

// Whether an answer of fetch is the sign-in instead of what was asked for.
export function isSignIn(answer) {
  const link = document.querySelector("[data-failure=signed-out]").content.querySelector("a");
  return answer.redirected && new URL(answer.url).pathname === link.getAttribute("href");
}

function onFailure({ detail }) {
  const { status } = detail.xhr;
  isSignedOut = status === 401;
  const { requestConfig, elt } = detail;
  if (isPoll(requestConfig)) return;
  // What happens only once (hx-trigger="… once") may be tried again.
  if (elt["htmx-internal-data"]) elt["htmx-internal-data"].triggeredOnce = false;
  // Said anew at each attempt, but not at each key of a search.
  if (requestConfig.verb !== "get" || shown()?.dataset.name !== nameOf(status)) failed(status);
}
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, onFailure);

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isSignedOut && isPoll(event.detail.requestConfig)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => { isSignedOut = false; }); // perhaps they signed in meanwhile

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (isPoll(detail.requestConfig)) return;
  if (detail.successful) {
    isSignedOut = false;
    shown()?.remove();
  } else if (document.activeElement === document.body) {
    // The button was disabled meanwhile, and with that lost the keyboard.
    detail.requestConfig.triggeringEvent?.submitter?.focus({ preventScroll: true });
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-failure-close]")) shown().remove();
});

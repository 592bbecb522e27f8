// Cards are moved by pointer, by keyboard, or by a question where to; the server draws the board anew each time.
const FAR_ENOUGH = 6; // pixels before a press becomes a drag
const HELD = 250; // milliseconds that a finger rests before it drags instead of scrolling
const EDGE = 48; // pixels at the side of the board in which it scrolls

const board = () => document.querySelector("#board .board");
const lanes = () => [...document.querySelectorAll("#board [data-stage]")];
const laneOf = (card) => card.closest("[data-stage]");
const cardsOf = (lane) => [...lane.querySelectorAll(".deal-card")];
const focusOn = (card) => card?.querySelector(".deal-name").focus();

async function move(card, stage) {
  if (!stage || laneOf(card).dataset.stage === stage) return;
  const { id, dataset } = card;
  const left = board().scrollLeft;
  const lane = lanes().find((each) => each.dataset.stage === stage);
  const place = new Comment();
  card.before(place);
  (lane.querySelector(".lane-cards") ?? lane).prepend(card);
  await htmx.ajax("POST", dataset.deal, {
    target: "#board", swap: "outerHTML", values: { stage, next: location.pathname + location.search },
  }).catch(() => null); // failures.js says why
  if (card.isConnected) place.replaceWith(card); // no new board came: it is where it was
  board().scrollLeft = left;
  focusOn(document.getElementById(id));
}

// --- A question where to
let asked = null;
function ask(card) {
  asked = card;
  const menu = document.getElementById("move-menu");
  for (const button of menu.querySelectorAll("[value]")) {
    if (button.value && button.value === laneOf(card).dataset.stage) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }
  menu.returnValue = "";
  menu.showModal();
}
document.getElementById("move-menu").addEventListener("close", (event) => {
  const stage = event.target.returnValue;
  if (stage && laneOf(asked).dataset.stage !== stage) move(asked, stage);
  else focusOn(asked);
});

// --- Keys
function beside(card, by) {
  const all = lanes();
  const open = all.filter((lane) => lane.querySelector(".lane-cards"));
  const at = open.indexOf(laneOf(card));
  for (let to = at + by; to >= 0 && to < open.length; to += by) {
    const cards = cardsOf(open[to]);
    if (cards.length) return cards[Math.min(cardsOf(open[at]).indexOf(card), cards.length - 1)];
  }
  return null;
}

function shift(card, by) {
  const all = lanes();
  const to = all[all.indexOf(laneOf(card)) + by];
  if (to) move(card, to.dataset.stage);
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".deal-card");
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  const cards = cardsOf(laneOf(card));
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };
  if (event.key === "m") ask(card);
  else if (!(event.key in steps)) return;
  else if (event.key === "ArrowUp" || event.key === "ArrowDown") focusOn(cards[cards.indexOf(card) + steps[event.key]]);
  else if (event.shiftKey) shift(card, steps[event.key]);
  else focusOn(beside(card, steps[event.key]));
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-move]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  ask(link.closest(".deal-card"));
});

// --- Dragging
let drag = null;

function lift(event) {
  const box = drag.card.getBoundingClientRect();
  drag.ghost = drag.card.cloneNode(true);
  drag.ghost.removeAttribute("id");
  drag.ghost.classList.add("deal-ghost");
  drag.ghost.style.width = `${box.width}px`;
  document.getElementById("board").append(drag.ghost);
  drag.dx = drag.x - box.left;
  drag.dy = drag.y - box.top;
  drag.card.classList.add("deal-dragged");
  document.body.classList.add("dragging");
  follow(event);
}

function follow(event) {
  drag.ghost.style.left = `${event.clientX - drag.dx}px`;
  drag.ghost.style.top = `${event.clientY - drag.dy}px`;
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("#board [data-stage]");
  if (under !== drag.over) {
    drag.over?.classList.remove("lane-over");
    under?.classList.add("lane-over");
    drag.over = under;
  }
  const box = board().getBoundingClientRect();
  if (event.clientX > box.right - EDGE) board().scrollLeft += 12;
  if (event.clientX < box.left + EDGE) board().scrollLeft -= 12;
}

function end(drop) {
  if (!drag) return;
  const { card, over, ghost, timer } = drag;
  clearTimeout(timer);
  drag = null;
  if (!ghost) return;
  ghost.remove();
  over?.classList.remove("lane-over");
  card.classList.remove("deal-dragged");
  document.body.classList.remove("dragging");
  addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
  setTimeout(() => dispatchEvent(new MouseEvent("click")), 0); // takes the listener away where no click follows
  if (drop && over) move(card, over.dataset.stage);
}

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("#board .deal-card");
  if (!card || event.button !== 0 || event.target.closest("[data-move]")) return;
  drag = { card, x: event.clientX, y: event.clientY, touch: event.pointerType !== "mouse" };
  if (drag.touch) drag.timer = setTimeout(() => lift(event), HELD);
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR_ENOUGH;
  if (drag.ghost) follow(event);
  else if (far && drag.touch) end(false);
  else if (far) lift(event);
});
document.addEventListener("pointerup", () => end(true));
document.addEventListener("pointercancel", () => end(false));
document.addEventListener("touchmove", (event) => { if (drag?.ghost) event.preventDefault(); }, { passive: false });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") end(false); });
document.addEventListener("dragstart", (event) => { if (event.target.closest("#board")) event.preventDefault(); });

// The rows of <ol data-arrange="address"> are brought into order by their grips; the buttons beside them do it too.
import { failed, isSignIn } from "./failures.js";

document.documentElement.dataset.scripts = "";
let lifted = null;
let before = []; // the rows as they are saved

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

async function save(list) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token());
  body.append("do", "arrange");
  for (const row of list.querySelectorAll("[data-stage]")) body.append("stage", row.dataset.stage);
  const answer = await fetch(list.dataset.arrange, { method: "POST", body }).catch(() => ({ status: 0 }));
  if (answer.ok && !isSignIn(answer)) return location.assign(answer.url);
  before[0].parentNode.prepend(...before);
  return failed(answer.ok ? 401 : answer.status);
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip) return;
  event.preventDefault();
  lifted = grip.closest("[data-stage]");
  before = [...lifted.parentNode.querySelectorAll(":scope > [data-stage]")];
  lifted.classList.add("stage-lifted");
});

document.addEventListener("pointermove", (event) => {
  if (!lifted) return;
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-stage]");
  if (!under || under === lifted || under.parentNode !== lifted.parentNode) return;
  const box = under.getBoundingClientRect();
  under[event.clientY < box.top + box.height / 2 ? "before" : "after"](lifted);
});

document.addEventListener("pointerup", () => {
  if (!lifted) return;
  const list = lifted.closest("[data-arrange]");
  lifted.classList.remove("stage-lifted");
  lifted = null;
  save(list);
});

// <a data-select-all="chosen"> selects all boxes of that name without a new page, or none when all are selected.
const boxes = (link) => [...document.querySelectorAll(`input[type=checkbox][name=${link.dataset.selectAll}]`)];

function name(link) {
  link.dataset.selectSome ??= link.textContent;
  const all = boxes(link).every((box) => box.checked);
  link.textContent = all ? link.dataset.selectNone : link.dataset.selectSome;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-select-all]");
  if (!link) return;
  event.preventDefault();
  const on = !boxes(link).every((box) => box.checked);
  for (const box of boxes(link)) box.checked = on;
  name(link);
});

document.addEventListener("change", (event) => {
  const link = document.querySelector(`[data-select-all="${event.target.name}"]`);
  if (link) name(link);
});

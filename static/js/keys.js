// "/" and Ctrl or Cmd with K go to the search, unless somebody is writing.
const writes = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

document.addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-search]");
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !writes(event.target);
  const palette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!search || !(slash || palette)) return;
  event.preventDefault();
  search.focus();
  search.select();
});

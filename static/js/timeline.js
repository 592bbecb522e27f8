// The pages of records: keys between entries, writing, copying links, news while the page is open. All of it works
// without this file, only slower.
import { isSingle } from "./keys.js";
import { toast } from "./toast.js";

const POLL = 20_000;
const entries = () => [...document.querySelectorAll("[data-entry]")].filter((entry) => entry.checkVisibility?.() ?? entry.offsetParent);
const mainOf = (entry) => entry.querySelector(":scope > details:not(.menu) > summary") ?? entry;

// j and k go from entry to entry, Enter opens the one that has the focus, e opens or closes all.
function step(by) {
  const all = entries();
  const here = all.findIndex((entry) => entry.contains(document.activeElement));
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
  if (!next) return;
  mainOf(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function expandAll() {
  const mails = [...document.querySelectorAll("[data-entry] > details:not(.menu)")];
  const open = mails.some((mail) => !mail.open);
  for (const mail of mails) mail.open = open;
}

const KEYS = { j: () => step(1), k: () => step(-1), e: expandAll };

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") escape(event);
  const act = isSingle(event) && document.querySelector("[data-timeline]") && KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// Escape gives up editing a field, and closes the menu that is open.
function escape(event) {
  const cancel = event.target.closest?.(".fact-editing")?.querySelector("[data-cancel]");
  if (cancel) return cancel.click();
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return undefined;
  menu.open = false;
  return menu.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const fact = event.target.closest(".fact-open");
  if (fact && !event.target.closest("a, button") && !String(getSelection())) fact.querySelector(".fact-edit").click();
});

// A link that is copied instead of followed.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-copy-link]");
  if (!link) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.href);
    toast(link.dataset.copyLink);
  } catch {
    location.assign(link.href);
    return;
  }
  const menu = link.closest("details");
  menu.open = false;
  menu.querySelector("summary").focus();
});

// An entry that an address leads to may lie in a folded conversation.
function unfold() {
  const entry = location.hash.startsWith("#entry-") && document.getElementById(location.hash.slice(1));
  if (!entry) return;
  for (let fold = entry.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  entry.scrollIntoView({ block: "center" });
  mainOf(entry).focus({ preventScroll: true });
}
addEventListener("hashchange", unfold);
unfold();

// On a phone the sections are tabs, which CSS shows by the target of the address.
function tell() {
  const shown = ["#about", "#related"].includes(location.hash) ? location.hash : "#timeline";
  for (const tab of document.querySelectorAll(".record-tabs a")) {
    if (tab.hash === shown) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}
addEventListener("hashchange", tell);
tell();

// Where the stages of a deal do not fit into one row, the one it is at is seen.
const stage = document.querySelector(".stages [aria-current]");
if (stage) stage.parentElement.scrollLeft += stage.getBoundingClientRect().left - (innerWidth - stage.offsetWidth) / 2;

// What is written: marks around the selection, lists, links.
const area = (element) => element.closest("form")?.querySelector("[data-rich]");

function replace(text, from, to, words, select) {
  text.focus();
  text.setSelectionRange(from, to);
  // So that undo works; where it is not known the words are set without it.
  if (!document.execCommand("insertText", false, words)) text.setRangeText(words, from, to, "end");
  text.setSelectionRange(from + select[0], from + select[1]);
}

function mark(text, sign) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const words = value.slice(from, to);
  replace(text, from, to, sign + words + sign, [sign.length, sign.length + words.length]);
}

function list(text, sign) {
  const from = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const lines = text.value.slice(from, text.selectionEnd).split("\n");
  const listed = lines.map((line) => (line.startsWith(sign) ? line.slice(sign.length) : sign + line)).join("\n");
  replace(text, from, text.selectionEnd, listed, [listed.length, listed.length]);
}

function link(text, word) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const words = value.slice(from, to) || word;
  replace(text, from, to, `[${words}](https://)`, [words.length + 3, words.length + 11]);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-rich-mark], [data-rich-line], [data-rich-link]");
  const text = button && area(button);
  if (!text) return;
  if (button.dataset.richMark) mark(text, button.dataset.richMark);
  else if (button.dataset.richLine) list(text, button.dataset.richLine);
  else link(text, button.dataset.richLink);
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-rich]") || !(event.ctrlKey || event.metaKey)) return;
  const sign = { b: "**", i: "*" }[event.key];
  if (sign) {
    event.preventDefault();
    mark(event.target, sign);
  } else if (event.key === "Enter") event.target.form.requestSubmit();
});

const showTools = () => { for (const tools of document.querySelectorAll(".rich-tools")) tools.hidden = false; };
showTools();

// Until somebody writes the composer is one line, which record.css folds where scripts run. Once open it stays so: what
// closes when the focus leaves moves the page under the mouse.
const isCurrent = (tab) => tab.closest("#composer [aria-current]");
document.addEventListener("click", (event) => {
  if (!isCurrent(event.target)) return;
  const composer = event.target.closest("#composer");
  composer.dataset.open = "";
  composer.querySelector("form :is(input:not([type=hidden]), select, textarea)").focus();
});
// What it shows already need not be fetched.
document.addEventListener("htmx:beforeRequest", (event) => { if (isCurrent(event.target)) event.preventDefault(); });

// A change of the tab takes along what was written.
let written = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "composer") written = document.querySelector("#composer [data-rich]")?.value || written;
  if (event.target.id === "timeline") written = "";
});
document.addEventListener("htmx:afterSettle", (event) => {
  showTools();
  const text = document.querySelector("#composer [data-rich]");
  if (event.target.id === "composer" && text && !text.value) text.value = written;
  if (event.target.id?.startsWith("fact-") && document.activeElement === document.body) {
    document.querySelector(`#${event.target.id} .fact-edit`)?.focus();
  }
  // The button that saved was disabled meanwhile, and gone with it is the place of the keyboard.
  if (event.target.id === "timeline" && document.activeElement === document.body) {
    document.querySelector("#composer .is-invalid, #composer [aria-current]")?.focus({ preventScroll: true });
  }
});

// Asks for news as long as somebody looks at the page.
let asked = Date.now();
function poll() {
  const place = document.querySelector("[data-poll]");
  if (document.hidden || !place || Date.now() - asked < POLL - 1000) return;
  asked = Date.now();
  htmx.trigger(place, "poll");
}
setInterval(poll, POLL);
document.addEventListener("visibilitychange", poll);

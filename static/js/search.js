// The search boxes as comboboxes. Without scripts they are plain forms.
import { combobox } from "./combobox.js";

const SMALL = matchMedia("(max-width: 991px)");

for (const form of document.querySelectorAll("[data-search-box]")) {
  const place = form.dataset.searchBox;
  combobox(form, form.querySelector("input[type=search]"), form.querySelector(".search-found"), {
    list: `search-list-${place}`,
    staysOpen: () => SMALL.matches && place === "drawer",
  });
}

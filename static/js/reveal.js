// On a phone the settings menu and tabs are one scrolling line: the page one is on must be in sight.
for (const link of document.querySelectorAll(".settings-menu [aria-current], .tabs-bar [aria-current]")) {
  const line = link.closest(".settings-menu, .nav");
  line.scrollLeft = link.offsetLeft - (line.clientWidth - link.offsetWidth) / 2;
}

// Keys for lists of what waits: j and k go from one to the next, a button's own key presses it in the one that is chosen. Without this, everything is pressed as ever.
"use strict";
(() => {
  const items = [...document.querySelectorAll("[data-item]")];
  for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
  const current = () => items.findIndex((item) => item.contains(document.activeElement));
  const go = (to) => {
    const item = items[Math.max(0, Math.min(items.length - 1, to))];
    if (item) { item.focus(); item.scrollIntoView({ block: "nearest" }); }
  };
  const inField = (at) => at instanceof Element && at.matches("input:not([type=hidden]), textarea, select");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || inField(event.target)) return;
    if (event.key === "j") go(current() + 1);
    else if (event.key === "k") go(current() - 1);
    else if (event.key === "u") document.querySelector("[data-undo]")?.click();
    else if (current() >= 0) items[current()].querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
})();

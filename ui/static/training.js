// While proposals are searched for and there is none yet, the page looks again by itself; without this there is a button for it.
(() => {
  'use strict';
  const PAUSE = 2500;
  if (!document.querySelector('[data-wachten]')) return;
  setTimeout(() => { if (!document.activeElement || document.activeElement === document.body) location.reload(); }, PAUSE);
})();

// Light or dark: what the system asks for, unless the reader chose. Kept in this browser only.
(() => {
  const root = document.documentElement;
  const kept = localStorage.getItem('thema');
  if (kept) root.dataset.theme = kept;
  const dark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const show = () => { const button = document.getElementById('thema'); if (button) button.setAttribute('aria-pressed', String(dark())); };
  // Listened for on the document: the button may be put on the page later.
  document.addEventListener('click', event => {
    if (!event.target.closest('#thema')) return;
    root.dataset.theme = dark() ? 'light' : 'dark';
    localStorage.setItem('thema', root.dataset.theme);
    show();
  });
  addEventListener('DOMContentLoaded', show);
})();

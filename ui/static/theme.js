// Light or dark: what the system asks for, unless the reader chose. Kept in this browser only.
(() => {
  const root = document.documentElement;
  const kept = localStorage.getItem('thema');
  if (kept) root.dataset.theme = kept;
  addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('thema');
    if (!button) return;
    const dark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    const show = () => button.setAttribute('aria-pressed', String(dark()));
    button.addEventListener('click', () => {
      root.dataset.theme = dark() ? 'light' : 'dark';
      localStorage.setItem('thema', root.dataset.theme);
      show();
    });
    show();
  });
})();

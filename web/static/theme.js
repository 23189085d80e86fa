// Chooses the theme before the first paint. In a file of its own, so that no inline script is needed.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('throughline-theme');
  } catch {
    // storage is switched off: the system decides
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();

// Runs before the first paint, so that a dark console never flashes white. A file of its own because the
// content security policy allows no inline script.
(() => {
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const wanted = read('janice-scheme') || 'auto';
  const dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();

// Before the page is painted, so that it never flashes in the other theme.
try {
  const chosen = localStorage.getItem("dragoman-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  /* a browser that keeps nothing follows the system */
}

// Formulas change the width of tables, and the theme looks only when the window changes whether one
// scrolls and must be reached with the keyboard.
window.addEventListener("load", () => {
  window.MathJax?.Hub?.Queue(() => window.dispatchEvent(new Event("resize")));
});

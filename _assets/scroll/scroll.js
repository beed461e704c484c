// What is too wide for the page scrolls inside itself. Here it gets what shows that: a fade on the side where there is more
// (_static/css/scroll.css), and a place in the tab order, so that the arrow keys can scroll it.
(() => {
  const FORMULAS = "div.math mjx-container";
  const BOXES = ".bd-article pre, .pst-scrollable-table-container, .cell_output .text_html, figure.dl-figure";

  function look(box) {
    const hidden = box.scrollWidth - box.clientWidth;
    box.classList.toggle("dl-more-left", box.scrollLeft > 1);
    box.classList.toggle("dl-more-right", hidden - box.scrollLeft > 1);
    if (hidden > 0 && !box.hasAttribute("tabindex")) {
      box.tabIndex = 0;
      box.dataset.dlTabindex = "";
    } else if (hidden <= 0 && "dlTabindex" in box.dataset) {
      box.removeAttribute("tabindex");
      delete box.dataset.dlTabindex;
    }
  }

  const sizes = new ResizeObserver((entries) => entries.forEach((entry) => look(entry.target)));
  function watch(boxes) {
    for (const box of document.querySelectorAll(boxes)) {
      sizes.observe(box);
      box.addEventListener("scroll", () => look(box), { passive: true });
    }
  }
  watch(BOXES);
  addEventListener("load", () => window.MathJax?.startup?.promise?.then(() => watch(FORMULAS))); // before, there are none
})();

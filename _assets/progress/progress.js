// The reader's ticks: which pages are read, kept in this browser's localStorage and nowhere else.
(() => {
  const KEY = "deep-learning-derived.read"; // a JSON list of page names; a browser keeps one storage for all of a host's sites
  const ROOT = new URL(document.documentElement.dataset.content_root ?? "./", location.href).href;

  function load() {
    try {
      const pages = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return new Set(Array.isArray(pages) ? pages : []);
    } catch (error) {
      return error instanceof SyntaxError ? new Set() : null; // null: this browser may keep nothing
    }
  }

  function save(pages) {
    try {
      localStorage.setItem(KEY, JSON.stringify([...pages]));
      return true;
    } catch {
      return false;
    }
  }

  function pageOf(link) {
    const address = link.href.split(/[?#]/)[0];
    return address.startsWith(ROOT) ? address.slice(ROOT.length).replace(/\.html$/, "") : null;
  }

  function showTicks(pages) {
    for (const old of document.querySelectorAll(".dl-tick")) old.remove();
    for (const link of document.querySelectorAll(".bd-sidebar-primary nav a.reference, .dl-ticks a.reference")) {
      if (!pages.has(pageOf(link))) continue;
      const tick = document.createElement("span");
      tick.className = "dl-tick";
      tick.setAttribute("role", "img");
      tick.setAttribute("aria-label", "read");
      tick.textContent = "✓";
      link.append(" ", tick);
    }
  }

  const box = document.querySelector(".dl-progress");

  function show() {
    const pages = load();
    if (!pages) return;
    showTicks(pages);
    if (!box) return;
    box.hidden = false;
    box.querySelector("input").checked = pages.has(box.dataset.page);
    box.querySelector("button").hidden = pages.size === 0;
  }

  function keep(pages, message) {
    const kept = save(pages);
    box.querySelector("[role=status]").textContent = kept ? message : "This browser does not let the page keep a tick.";
    show();
  }

  box?.querySelector("input").addEventListener("change", (event) => {
    const pages = load();
    event.target.checked ? pages.add(box.dataset.page) : pages.delete(box.dataset.page);
    keep(pages, event.target.checked ? "Ticked as read." : "The tick is gone.");
  });
  box?.querySelector("button").addEventListener("click", () => {
    box.querySelector("input").focus();
    keep(new Set(), "All ticks are gone.");
  });
  addEventListener("storage", show); // another tab
  addEventListener("pageshow", show); // also when the reader comes back to a page that the browser had kept
})();

// Shows what a linked term means, or an equation of this page that a link refers to, beside the link: on hover and on
// keyboard focus. Escape closes; the card stays while the pointer is on it. A tap follows the link, as without this script.
(() => {
  const OPEN_AFTER = 200, CLOSE_AFTER = 250; // milliseconds: passing over a link opens nothing, and there is time to reach the card
  const GAP = 6, MARGIN = 12; // pixels
  let shown = null, link = null, timer = 0;

  function cardFor(anchor) {
    const id = decodeURIComponent(anchor.hash.slice(1));
    if (anchor.querySelector(".std-term")) return document.getElementById(`definition-${id}`);
    if (!id.startsWith("equation-") || anchor.getAttribute("href") !== anchor.hash) return null;
    const known = document.getElementById(`definition-${id}`);
    if (known) return known;
    const formula = document.getElementById(id)?.querySelector("mjx-container");
    if (!formula) return null;
    const card = document.createElement("div");
    card.className = "dl-definition dl-definition-equation";
    card.id = `definition-${id}`;
    card.append(formula.cloneNode(true));
    return card;
  }

  function place(card, anchor) {
    const at = anchor.getClientRects()[0] ?? anchor.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.max(MARGIN, Math.min(at.left, width - card.offsetWidth - MARGIN));
    const below = at.bottom + GAP + card.offsetHeight < innerHeight || at.top < card.offsetHeight + GAP;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(below ? at.bottom + GAP : at.top - GAP - card.offsetHeight) + scrollY}px`;
  }

  function show(anchor) {
    const card = cardFor(anchor);
    if (card === shown) return;
    hide();
    if (!card) return;
    document.body.append(card);
    card.setAttribute("role", "tooltip");
    card.classList.add("dl-shown");
    anchor.setAttribute("aria-describedby", card.id);
    [shown, link] = [card, anchor];
    place(card, anchor);
  }

  function hide() {
    clearTimeout(timer);
    shown?.classList.remove("dl-shown");
    [shown, link] = [null, null];
  }

  const later = (action, delay) => { clearTimeout(timer); timer = setTimeout(action, delay); };
  const linkOf = (event) => event.target.closest?.(".bd-article a.reference.internal[href*='#']");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const anchor = linkOf(event);
    if (shown?.contains(event.target) || (anchor && anchor === link)) clearTimeout(timer);
    else if (anchor && cardFor(anchor)) later(() => show(anchor), OPEN_AFTER);
    else later(hide, CLOSE_AFTER);
  });
  document.addEventListener("focusin", (event) => {
    const anchor = linkOf(event);
    if (anchor?.matches(":focus-visible")) { clearTimeout(timer); show(anchor); }
  });
  document.addEventListener("focusout", (event) => { if (event.target === link) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();

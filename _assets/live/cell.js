/* What is seen of one live cell: its editor, its buttons, how far it has got, its output in place of the stored one.

   new dlCell(box, number, {press, stop, reset}) builds it into a code cell of the page; the three are called with the cell.
*/
"use strict";

var dlCell = (() => {
  const HELP = "Ctrl+Enter runs; while you edit, Tab indents and Escape leaves.";

  function element(tag, className, text = "", attributes = {}) {
    const made = document.createElement(tag);
    Object.assign(made, {className, textContent: text});
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const megabytes = bytes => (bytes / 1e6).toFixed(bytes < 1e6 ? 1 : 0);

  class Cell {
    constructor(box, number, does) {
      this.number = number;
      this.stored = box.querySelector(":scope > .cell_output");
      this.editor = dlEditor(box.querySelector(".cell_input pre"), `Code of live cell ${number}`, () => does.press(this));
      this.buttons = Object.fromEntries([["Run", "press"], ["Stop", "stop"], ["Reset", "reset"]].map(([text, what]) => {
        const made = element("button", "", text, {type: "button", "aria-label": `${text} cell ${number}`});
        made.addEventListener("click", () => does[what](this));
        return [what, made];
      }));
      this.progress = element("progress", "", "", {"aria-label": "How much of Python is loaded"});
      this.amount = element("span", "dl-live-amount", "", {"aria-hidden": "true"});
      this.status = element("span", "dl-live-status", "", {role: "status"});
      const help = element("span", "dl-live-help", HELP, {id: `dl-live-help-${number}`});
      this.editor.area.setAttribute("aria-describedby", help.id);
      this.editor.area.addEventListener("input", () => this.show(false));
      this.editor.area.addEventListener("keydown", event => { if (event.key === "Escape") this.buttons.press.focus(); });
      this.output = element("div", "cell_output dl-live-output", "", {"aria-live": "polite"});
      const bar = element("div", "dl-live-bar", "", {role: "group", "aria-label": `Live cell ${number}`});
      bar.append(...Object.values(this.buttons), this.progress, this.amount, this.status, help);
      box.querySelector(":scope > .cell_input").after(bar, this.output);
      this.loading(null);
      this.show(false);
    }

    /** Show the buttons that can do something; the focus never falls on one that goes. */
    show(busy) {
      const {press, stop, reset} = this.buttons, focus = document.activeElement;
      stop.hidden = !busy;
      reset.hidden = busy || !(this.editor.changed || this.output.hasChildNodes());
      this.output.toggleAttribute("aria-busy", busy);
      if (focus?.hidden && (focus === stop || focus === reset)) press.focus();
    }

    /** Say how it stands; with `elsewhere`, add the page's own links to places where it runs. */
    say(text, elsewhere = false) {
      const links = elsewhere ? [...document.querySelectorAll(".dl-launch a[href]")] : [];
      this.status.textContent = links.length ? `${text} It runs in full elsewhere:` : text;
      for (const link of links) this.status.append(" ", element("a", "", link.textContent.trim(), {href: link.href}));
    }

    /** {loaded, total} in bytes, a total of 0 being unknown; null when nothing is being loaded. */
    loading(share) {
      this.progress.hidden = this.amount.hidden = share === null;
      if (share === null) return;
      if (share.total) Object.assign(this.progress, {max: share.total, value: share.loaded});
      else this.progress.removeAttribute("value");
      this.amount.textContent = `${megabytes(share.loaded)}${share.total ? ` of ${megabytes(share.total)}` : ""} MB`;
    }

    clear() {
      this.output.replaceChildren();
      if (this.stored) this.stored.hidden = true;
    }

    write(kind, text) {
      const last = this.output.lastElementChild;
      if (kind !== "html" && last?.dataset.kind === kind) {
        last.firstChild.textContent = (last.firstChild.textContent + text).replace(/[^\n]*\r(?!\n)/g, ""); // as a terminal would
        return;
      }
      const box = element("div", `output ${kind === "html" ? "text_html" : `stream dl-live-${kind}`}`);
      box.dataset.kind = kind;
      if (kind === "html") box.innerHTML = text;
      else box.append(element("pre", "", text));
      this.output.append(box);
    }

    asPrinted() {
      this.editor.set();
      this.output.replaceChildren();
      if (this.stored) this.stored.hidden = false;
      this.say("As printed");
      this.show(false);
    }
  }

  return Cell;
})();

/* The code of a cell, made editable where it stands: a plain text area without colours of its own over the coloured code.

   dlEditor(pre, label, run) returns {source, set(source)}. Tab moves on until the reader has begun to edit, then it indents;
   Escape leaves. Ctrl+Enter and Shift+Enter run.
*/
"use strict";

var dlEditor = (() => {
  const INDENT = "    ";
  const KEYWORDS = "and as assert async await break class continue def del elif else except finally for from global if import in " +
    "is lambda nonlocal not or pass raise return try while with yield";
  const BUILTINS = "abs all any dict enumerate float int isinstance len list map max min print range repr reversed round set " +
    "sorted str sum tuple type zip";
  const words = list => `\\b(?:${list.replaceAll(" ", "|")})\\b`;
  const TOKEN = new RegExp([
    /(?<c1>#.*)/, /(?<s2>(?:\b[rbfuRBFU]{1,2})?(?:'''[^]*?(?:'''|$)|"""[^]*?(?:"""|$)|'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?))/,
    new RegExp(`(?<k>${words(KEYWORDS)})`), new RegExp(`(?<kc>${words("None True False")})`), new RegExp(`(?<nb>${words(BUILTINS)})`),
    /(?<mf>\b\d[\w.]*(?:(?<=[eE])[+-]\d+)?)/, /(?<w>\w+)/, /(?<o>[-+*/%@<>=!&|^~]+)/,
  ].map(part => part.source).join("|"), "g");

  const safe = text => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

  /** `source` as HTML, in the classes of the book's own colours. */
  function coloured(source) {
    let html = "", end = 0;
    for (const match of source.matchAll(TOKEN)) {
      const [kind] = Object.entries(match.groups).find(([, text]) => text !== undefined);
      html += safe(source.slice(end, match.index)) + (kind === "w" ? match[0] : `<span class="${kind}">${safe(match[0])}</span>`);
      end = match.index + match[0].length;
    }
    return html + safe(source.slice(end)) + "\n";
  }

  /** Put `text` in place of the selection, as typing would, so that the browser can undo it. */
  const type = text => document.execCommand("insertText", false, text);

  function indent(area) {
    const {value, selectionStart: start, selectionEnd: end} = area;
    const first = value.lastIndexOf("\n", start - 1) + 1;
    if (!value.slice(start, end).includes("\n")) return type(" ".repeat(INDENT.length - (start - first) % INDENT.length));
    area.setSelectionRange(first, end);
    type(value.slice(first, end).replace(/^(?=.)/gm, INDENT));
  }

  function newLine(area) {
    const before = area.value.slice(area.value.lastIndexOf("\n", area.selectionStart - 1) + 1, area.selectionStart);
    type(`\n${before.match(/^ */)[0]}${/:\s*(#.*)?$/.test(before) ? INDENT : ""}`);
  }

  return (pre, label, run) => {
    const original = pre.textContent.replace(/\n$/, ""), printed = pre.innerHTML;
    const paint = document.createElement("span"), area = document.createElement("textarea");
    paint.className = "dl-live-paint";
    area.setAttribute("aria-label", label);
    Object.assign(area, {spellcheck: false, autocapitalize: "off", autocomplete: "off", wrap: "off", value: original});
    paint.innerHTML = printed;
    pre.classList.add("dl-live-code");
    pre.replaceChildren(paint, area);

    let editing = false;
    const show = () => { paint.innerHTML = area.value === original ? printed : coloured(area.value); };
    area.addEventListener("input", show);
    area.addEventListener("pointerdown", () => { editing = true; });
    area.addEventListener("blur", () => { editing = false; });
    area.addEventListener("keydown", event => {
      if (event.isComposing) return;
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
      let does = null;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.shiftKey)) does = run;
      else if (event.key === "Enter" && plain) does = newLine;
      else if (event.key === "Tab" && plain && editing) does = indent;
      else if (event.key !== "Tab" && event.key !== "Shift") editing = event.key !== "Escape";
      if (!does) return;
      event.preventDefault();
      does(area);
    });
    return {
      area,
      get source() { return area.value; },
      get changed() { return area.value !== original; },
      set(source = original) { area.value = source; show(); },
    };
  };
})();

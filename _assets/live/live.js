/* Live cells: every cell tagged `live` gets Run, Stop and Reset, and a page's cells share one interpreter.

   Run first runs the live cells above that have not run yet; if one of them fails, the next Run goes on without it. Stop ends
   the interpreter, and with it what the cells had defined. Python is loaded when a reader presses Run, not before.
*/
"use strict";

(() => {
  const NO_SERVER = "Live code needs the page to come from a server: make serve, or the published book.";
  const HAS = "Live code has Python’s own modules and what of dlkit needs no more than NumPy.";
  const cells = [], waiting = [], ran = new Set();
  let running = null;

  const busy = cell => cell === running || waiting.includes(cell);
  const show = () => cells.forEach(cell => cell.show(busy(cell)));

  function press(cell) {
    if (location.protocol === "file:") return cell.say(NO_SERVER, true);
    if (busy(cell)) return;
    const above = cells.filter(other => other.number < cell.number && !ran.has(other) && !busy(other));
    for (const next of [...above, cell]) {
      waiting.push(next);
      next.say("Waiting");
    }
    if (!running) work();
  }

  function reset(cell) {
    cell.asPrinted();
    ran.delete(cell);
  }

  /** Run what waits, in order; after a cell that did not get through, nothing more. */
  async function work() {
    while ((running = waiting.shift() ?? null)) {
      const cell = running;
      const error = await run(cell);
      ran.add(cell);
      if (!dlPython.started) ran.clear();
      if (error) {
        const why = `Not run: cell ${cell.number} did not get through. Run again to go on without it.`;
        for (const left of waiting.splice(0)) left.say(why);
      }
    }
    show();
  }

  async function run(cell) {
    let start = 0;
    show();
    cell.say(dlPython.started ? "Running" : "Starting Python");
    const end = await dlPython.run(cell.editor.source, cell.number, data => {
      if ("loaded" in data && !start) cell.loading(data);
      if (data.running) {
        start = performance.now();
        cell.loading(null);
        cell.say("Running");
        cell.clear();
      }
      for (const [kind, text] of data.output ?? []) cell.write(kind, text);
    });
    cell.loading(null);
    tell(cell, end, (performance.now() - start) / 1000);
    return end.error;
  }

  function tell(cell, {error, name, said}, seconds) {
    if (error === null) cell.say(seconds < 0.1 ? "Done" : `Done in ${seconds.toFixed(1)} s`);
    else if (error === "exception") cell.say("Ended with an exception");
    else if (error === "stopped") cell.say("Stopped. The next Run starts Python anew.");
    else if (error === "died") cell.say(`Python gave up (${said}). The next Run starts it anew.`);
    else if (error === "missing") cell.say(`This copy of the book does not have ${name} for live code.`, true);
    else cell.say(HAS, true);
  }

  for (const box of document.querySelectorAll("div.cell.tag_live")) {
    cells.push(new dlCell(box, cells.length + 1, {press, reset, stop: () => dlPython.stop()}));
  }
})();

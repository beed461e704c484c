/* The one interpreter of a page: dlPython.run(source, number, hear) starts it at need; dlPython.stop() ends it and all it knows.

   `hear` is given what the worker says meanwhile: {loaded, total} in bytes, {running}, {output: [[kind, text], …]}.
   The promise of run gives {error: null | "exception" | "import" | "missing" | "died" | "stopped", …}.
*/
"use strict";

var dlPython = (() => {
  const WORKER = new URL("worker.js", document.currentScript.src);
  let worker = null, finish = null;

  function end(how) {
    worker?.terminate();
    worker = null;
    finish?.(how);
  }

  function run(source, number, hear) {
    return new Promise(resolve => {
      finish = resolve;
      worker ??= new Worker(WORKER, {type: "module"});
      worker.onmessage = ({data}) => {
        if (!data.end) hear(data);
        else if (data.end.error === "died") end(data.end);
        else resolve(data.end);
      };
      worker.onerror = event => {
        event.preventDefault();
        end({error: "died", said: event.message || "the worker did not start"});
      };
      worker.postMessage({source, number});
    });
  }

  return {run, stop: () => end({error: "stopped"}), get started() { return worker !== null; }};
})();

// Python for the live cells of one page, in a thread of its own, so that a page can end it: terminating is the only Stop.
import {loadPyodide} from "../pyodide/pyodide.mjs";

const PYTHON = new URL("../pyodide/", import.meta.url).href;
const BYTES = 12_262_932; // of what Python needs to start; tests/book/test_live.py adds the files up
const PAUSE = 50; // milliseconds between two messages of output
const MOST = 20_000; // characters of output of one run: a loop that prints for ever must not fill the page
const WASM = "application/wasm"; // a server may not know it, and the browser then refuses the file

let loaded = 0, total = BYTES;
const load = self.fetch;
self.fetch = async (...request) => {
  const response = await load(...request);
  if (total !== BYTES) total += Number(response.headers.get("Content-Length"));
  if (!response.ok) return response;
  count(response.clone());
  const known = !response.url.endsWith(".wasm") || response.headers.get("Content-Type") === WASM;
  return known ? response : new Response(response.body, {headers: {"Content-Type": WASM}});
};

async function count(copy) {
  for await (const piece of chunks(copy.body.getReader())) {
    loaded += piece.byteLength;
    postMessage({loaded: Math.min(loaded, total), total});
  }
}

async function* chunks(reader) {
  for (let {done, value} = await reader.read(); !done; {done, value} = await reader.read()) yield value;
}

let waiting = [], length = 0, last = 0;

function show(kind, text) {
  if (length > MOST) return;
  length += text.length;
  if (length > MOST) text = `${text.slice(0, MOST - length)}\n… more than ${MOST} characters; the rest is not shown\n`;
  waiting.push([kind, text]);
  if (length > MOST || performance.now() - last > PAUSE) send();
}

function send() {
  if (waiting.length) postMessage({output: waiting});
  waiting = [];
  last = performance.now();
}

const python = start();

async function start() {
  const pyodide = await loadPyodide({indexURL: PYTHON});
  const cell = await load(new URL("cell.py", import.meta.url));
  const names = pyodide.toPy({});
  pyodide.runPython(await cell.text(), {globals: names, filename: "cell.py"});
  names.get("connect")(show);
  return {pyodide, missing: names.get("missing"), run: names.get("run")};
}

/** The package of Pyodide's list that has module `name`, or undefined. */
function packageOf(pyodide, name) {
  return Object.values(pyodide.lockfile.packages).find(entry => entry.imports.includes(name))?.name;
}

/** Whether module `name` could be brought: dlkit lies beside this file, wheels beside Python where the book has them. */
async function bring(pyodide, name) {
  [loaded, total] = [0, 0]; // how much comes is known only when it comes
  if (name === "dlkit") {
    const zip = await fetch(new URL("dlkit.zip", import.meta.url));
    if (zip.ok) pyodide.unpackArchive(await zip.arrayBuffer(), "zip");
    return zip.ok;
  }
  const wanted = packageOf(pyodide, name);
  await pyodide.loadPackage(wanted, {messageCallback() {}, errorCallback() {}}).catch(() => {});
  return wanted in pyodide.loadedPackages;
}

async function work({source, number}) {
  const {pyodide, missing, run} = await python;
  let tried = null;
  for (let name = missing(source); name && name !== tried; name = missing(source)) {
    if (name !== "dlkit" && !packageOf(pyodide, name)) break; // Python says it better
    if (!await bring(pyodide, name)) return {error: "missing", name};
    tried = name;
  }
  postMessage({running: true});
  length = 0;
  const end = JSON.parse(run(source, number, show));
  send();
  return end;
}

addEventListener("message", async ({data}) => {
  try {
    postMessage({end: await work(data)});
  } catch (error) { // Python itself came to an end, or never started
    send();
    postMessage({end: {error: "died", said: String(error.message ?? error).split("\n")[0]}});
  }
});

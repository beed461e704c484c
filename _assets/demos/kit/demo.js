/* Interactive figures. A file of this folder's parent is one of them:

   dlDemo.add("name", {
     title,                      what it is called for those who do not see it
     start: data => state,       the state at the beginning, from the numbers that the page handed over
     settle: state => state,     after every change, for what follows from it; may be left out
     controls: [spec, …],        sliders {key, name, min, max, step, says} and choices {key, name, options}, for state[key]
     draw(figure, state, set),   draws; set({key: value}) changes the state and draws again
     numbers: state => [[name, value], …],   shown below the drawing
     says: state => sentence,    what the figure now shows, in words
     maths: {…},                 its functions, which the tests compare with dlkit
   });

   The static figure stays in the page for print and for readers without JavaScript; it is hidden once this one has drawn itself.
*/
"use strict";

var dlDemo = (() => {
  const {Panel, element} = dlPanel, {Handle, choice, html, slider} = dlHandle;
  const QUIET = 500;  // milliseconds without a change before a screen reader is told
  const maths = {};
  let count = 0;

  /** The drawing of one figure: panels side by side where there is room, below one another where not. */
  class Figure {
    constructor(svg, name) {
      Object.assign(this, {svg, name, handles: new Map(), marks: element(svg, "g"), top: element(svg, "g")});
    }

    begin(width) {
      Object.assign(this, {width, height: 0, seen: new Set(), drawn: 0});
      this.marks.replaceChildren();
    }

    /** A row of panels, each `height` pixels high; below one another where one of them would be narrower than `least`. */
    row(height, all, {least = 240} = {}) {
      const columns = this.width / all.length >= least ? all.length : 1, width = this.width / columns;
      const panels = all.map((axes, k) => {
        const left = columns === 1 ? 0 : k * width, top = this.height + (columns === 1 ? k * height : 0);
        return new Panel(this.marks, {left, top, width, height}, axes, `${this.name}-${this.drawn++}`);
      });
      this.height += columns === 1 ? height * all.length : height;
      return panels;
    }

    /** A handle in `panel`; `key` tells it from the others of this figure. */
    handle(panel, key, spec) {
      if (!this.handles.has(key)) this.handles.set(key, new Handle(this.top, this.handles));
      this.handles.get(key).place(panel, spec);
    }

    end() {
      this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
      this.svg.setAttribute("height", this.height);
    }
  }

  function mount(place, demo) {
    const data = JSON.parse(place.querySelector("script")?.textContent ?? "{}");
    const name = `dl-demo-${count++}`;
    const box = html(place, "div", {role: "group", "aria-label": `Interactive figure: ${demo.title}`});
    const svg = element(box, "svg", {role: "group", "aria-label": "Drawing", "aria-describedby": `${name}-says`});
    const figure = new Figure(svg, name);
    const numbers = html(box, "dl", {class: "dl-demo-numbers"});
    const controls = html(box, "div", {class: "dl-demo-controls"});
    const seen = html(box, "p", {class: "dl-demo-says", "aria-hidden": "true"});
    const heard = html(box, "p", {class: "dl-demo-heard", id: `${name}-says`, "aria-live": "polite"});
    const settled = demo.settle ?? (state => state);
    let state = settled(demo.start(data)), timer = 0;

    function set(change) {
      state = settled({...state, ...change});
      render();
      clearTimeout(timer);
      timer = setTimeout(() => { heard.textContent = seen.textContent; }, QUIET);
    }

    const shows = demo.controls.map(spec => {
      const make = spec.options ? choice : slider;
      return [spec.key, make(controls, spec, value => set({[spec.key]: value}), `${name}-${spec.key}`)];
    });
    const reset = html(controls, "button", {type: "button"}, "Reset");
    reset.addEventListener("click", () => set(demo.start(data)));

    function render() {
      figure.begin(Math.max(240, Math.floor(box.clientWidth)));
      demo.draw(figure, state, set);
      figure.end();
      numbers.replaceChildren();
      for (const [term, value] of demo.numbers(state)) {
        const pair = html(numbers, "div");
        html(pair, "dt", {}, term);
        html(pair, "dd", {}, value);
      }
      for (const [key, show] of shows) show(state[key], state);
      seen.textContent = demo.says(state);
    }

    place.closest(".dl-figure").classList.add("dl-demo-lives");
    render();
    heard.textContent = seen.textContent;
    let width = box.clientWidth;
    new ResizeObserver(() => {
      if (box.clientWidth && box.clientWidth !== width) {
        width = box.clientWidth;
        render();
      }
    }).observe(box);
  }

  function add(name, demo) {
    maths[name] = demo.maths;
    for (const place of document.querySelectorAll(`.dl-demo[data-demo="${name}"]`)) {
      try {
        mount(place, demo);
      } catch (error) {
        place.closest(".dl-figure").classList.remove("dl-demo-lives");  // the static figure stays
        place.querySelector("div")?.remove();
        console.error(`The interactive figure ${name} does not start; its static figure is shown.`, error);
      }
    }
  }

  return {add, maths};
})();

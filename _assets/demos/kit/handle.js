/* What the reader takes hold of: a point of the drawing that can be dragged or moved with the arrow keys, and a slider below. */
"use strict";

var dlHandle = (() => {
  const {element, paint} = dlPanel;
  const STEPS = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity};

  /** The nearest of min, min + step, … up to max, without the dust of floating point. */
  function onGrid(value, {min, max, step}) {
    const count = Math.round((Math.max(min, Math.min(max, value)) - min) / step);
    return Number(Math.min(max, min + count * step).toPrecision(12));
  }

  /** A handle that stays the same element while the drawing around it is made anew, so that it keeps the focus. */
  class Handle {
    constructor(layer, peers) {
      this.peers = peers;
      this.group = element(layer, "g", {role: "slider", tabindex: 0, class: "dl-demo-handle"});
      element(this.group, "circle", {r: 22, fill: "transparent"});  // what a finger hits
      element(this.group, "circle", {r: 13, class: "dl-demo-ring"});
      this.knob = element(this.group, "circle", {r: 8, stroke: "var(--dl-surface)", "stroke-width": 2});
      this.group.addEventListener("keydown", event => this.key(event));
      this.group.addEventListener("pointerdown", event => this.nearest(event).take(event));
      this.group.addEventListener("pointermove", event => this.group.hasPointerCapture(event.pointerId) && this.drag(event));
    }

    /** `spec`: {name, x, y, along: "x" or "y", value, from, min, max, step, says, move, colour}; `name` and `says` are heard.
        The value is counted from `from`, by default 0, on the axis along which the handle moves. */
    place(panel, spec) {
      Object.assign(this, {panel, spec});
      this.group.setAttribute("transform", `translate(${panel.x(spec.x)} ${panel.y(spec.y)})`);
      this.group.style.cursor = spec.along === "x" ? "ew-resize" : "ns-resize";
      this.knob.setAttribute("fill", paint(spec.colour ?? "blue"));
      const heard = {label: spec.name, valuemin: spec.min, valuemax: spec.max, valuenow: spec.value, valuetext: spec.says,
        orientation: spec.along === "x" ? "horizontal" : "vertical"};
      for (const [key, value] of Object.entries(heard)) this.group.setAttribute(`aria-${key}`, value);
    }

    key(event) {
      if (!(event.key in STEPS) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.move(this.spec.value + STEPS[event.key] * this.spec.step);
    }

    take(event) {
      event.preventDefault();
      this.group.focus();
      this.group.setPointerCapture(event.pointerId);
    }

    drag(event) {
      const {along, from = 0} = this.spec, [x, y] = this.pixel(event);
      this.move(this.panel.at(along, along === "x" ? x : y) - from);
    }

    pixel(event) {
      const corner = this.group.ownerSVGElement.getBoundingClientRect();
      return [event.clientX - corner.left, event.clientY - corner.top];
    }

    /** Where handles lie close together the nearest is meant, not the one on top. */
    nearest(event) {
      const [x, y] = this.pixel(event), far = ({panel, spec}) => Math.hypot(panel.x(spec.x) - x, panel.y(spec.y) - y);
      return [...this.peers.values()].reduce((best, peer) => far(peer) < far(best) ? peer : best);
    }

    move(value) {
      const next = onGrid(value, this.spec);
      if (next !== this.spec.value) this.spec.move(next);
    }
  }

  function html(parent, tag, attributes = {}, text = "") {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    parent.append(made);
    return made;
  }

  /** A slider with its name and value: `spec` {key, name, min, max, step, says(value, state)}. Returns a function that shows a value. */
  function slider(parent, spec, move) {
    const row = html(parent, "label", {class: "dl-demo-slider"});
    html(row, "span", {}, spec.name);
    const input = html(row, "input", {type: "range", min: spec.min, max: spec.max, step: spec.step, autocomplete: "off"});
    const value = html(row, "span", {class: "dl-demo-value", "aria-hidden": "true"});
    input.addEventListener("input", () => move(Number(input.value)));
    return (now, state) => {
      input.value = now;
      value.textContent = spec.says(now, state);
      input.setAttribute("aria-valuetext", spec.says(now, state));
    };
  }

  /** One of several: `spec` {key, name, options: [[value, text], …]}. Returns a function that shows a value. */
  function choice(parent, spec, move, group) {
    const box = html(parent, "fieldset", {class: "dl-demo-choice"});
    html(box, "legend", {}, spec.name);
    const inputs = spec.options.map(([value, text]) => {
      const label = html(box, "label");
      const input = html(label, "input", {type: "radio", name: group, autocomplete: "off"});
      label.append(text);
      input.addEventListener("change", () => move(value));
      return [value, input];
    });
    return now => inputs.forEach(([value, input]) => { input.checked = value === now; });
  }

  return {Handle, choice, html, onGrid, slider};
})();

/* One panel of an interactive figure: scales, axes and marks, in pixels of the page.

   A colour is a name of the palette ("blue", "orange", … "grey", "ink"); it is taken from the page's variables, so that a
   drawing follows the theme without being drawn again. Values outside the axes are cut off at the frame.
*/
"use strict";

var dlPanel = (() => {
  const TEXT = 13;  // pixels; text is never smaller

  function element(parent, tag, attributes = {}, text = "") {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    parent.append(made);
    return made;
  }

  const paint = colour => colour === "ink" ? "currentColor" : colour === "none" ? "none" : `var(--dl-${colour})`;

  const stroke = (colour, width, dash = "none") => ({stroke: paint(colour), "stroke-width": width, "stroke-dasharray": dash});

  // Letters need more contrast than lines do.
  const ink = colour => colour === "ink" ? "currentColor" : `color-mix(in srgb, var(--dl-${colour}) 72%, currentColor)`;

  /** A number as it is read: `digits` decimals and a true minus. */
  function number(value, digits = 2) {
    const text = value.toFixed(digits);
    return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
  }

  const raised = power => number(power, 0).replace(/./g, sign => "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"["0123456789−".indexOf(sign)]);

  /** A positive number, given by its logarithm to base 10: 0.031, 20, 1.6·10⁻¹⁵. */
  function scientific(log10) {
    if (Math.abs(log10) < 2.5) return String(Number((10 ** log10).toPrecision(2)));
    const power = Math.floor(log10 + 1e-9), digits = 10 ** (log10 - power);
    return digits.toFixed(1) === "10.0" ? `1.0·10${raised(power + 1)}` : `${digits.toFixed(1)}·10${raised(power)}`;
  }

  /** About `count` round numbers from low to high. */
  function ticks(low, high, count) {
    const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find(factor => factor * power >= rough * 0.999);
    const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return Array.from({length: last - first + 1}, (_, k) => [(first + k) * step, number((first + k) * step, digits)]);
  }

  class Panel {
    /** `box` {left, top, width, height} is the room in pixels; `axes` {x: [low, high], y: …, xlabel, ylabel, xticks, yticks}. */
    constructor(svg, box, axes, name) {
      const left = box.left + (axes.ylabel ? 64 : 44);
      const bottom = box.top + box.height - (axes.xlabel ? 46 : 26);
      Object.assign(this, {axes, left, bottom, right: box.left + box.width - 10, top: box.top + (axes.title ? 28 : 10)});
      this.group = element(svg, "g");
      const frame = element(element(this.group, "clipPath", {id: name}), "rect");
      for (const [key, value] of Object.entries({x: left, y: this.top, width: this.right - left, height: bottom - this.top})) {
        frame.setAttribute(key, value);
      }
      this.frame();
      this.inside = element(this.group, "g", {"clip-path": `url(#${name})`});
    }

    x(value) {
      const [low, high] = this.axes.x;
      return this.left + (value - low) / (high - low) * (this.right - this.left);
    }

    y(value) {
      const [low, high] = this.axes.y;
      return this.bottom - (value - low) / (high - low) * (this.bottom - this.top);
    }

    /** The value of an axis, "x" or "y", at a pixel. */
    at(axis, pixel) {
      const [low, high] = this.axes[axis];
      const share = axis === "x" ? (pixel - this.left) / (this.right - this.left) : (this.bottom - pixel) / (this.bottom - this.top);
      return low + share * (high - low);
    }

    frame() {
      const {axes, left, right, top, bottom} = this, middle = (left + right) / 2;
      this.segment(left, bottom, right, bottom);
      for (const [value, text] of axes.xticks ?? ticks(...axes.x, (right - left) / 48)) {
        this.segment(this.x(value), bottom, this.x(value), bottom + 4);
        this.write(this.x(value), bottom + 18, text);
      }
      const marks = axes.yticks ?? ticks(...axes.y, (bottom - top) / 45);
      if (marks.length) this.segment(left, bottom, left, top);
      for (const [value, text] of marks) {
        this.segment(left - 4, this.y(value), left, this.y(value));
        this.write(left - 8, this.y(value) + 4.5, text, {anchor: "end"});
      }
      if (axes.title) this.write(middle, top - 12, axes.title);
      if (axes.xlabel) this.write(middle, bottom + 38, axes.xlabel);
      if (axes.ylabel) this.write(left - 46, (top + bottom) / 2, axes.ylabel, {turn: true});
    }

    segment(x1, y1, x2, y2) {
      element(this.group, "line", {x1, y1, x2, y2, stroke: "currentColor", "stroke-width": 1});
    }

    write(x, y, text, {colour = "ink", anchor = "middle", turn = false, bold = false} = {}) {
      const turned = turn ? {transform: `rotate(-90 ${x} ${y})`} : {}, weight = bold ? {"font-weight": 600} : {};
      const look = {fill: ink(colour), "text-anchor": anchor, "font-size": TEXT};
      return element(this.group, "text", {x, y, ...look, ...turned, ...weight}, text);
    }

    /** A text at (x, y) of the axes, moved by (right, down) pixels. */
    text(x, y, text, {right = 0, down = 0, ...look} = {}) {
      return this.write(this.x(x) + right, this.y(y) + down, text, look);
    }

    /** The curve y = f(x) over the whole axis, or over `from` … `to`. */
    curve(f, {colour = "blue", width = 2, dash = "none", steps = 240} = {}) {
      const [low, high] = this.axes.x;
      const points = Array.from({length: steps + 1}, (_, k) => low + k / steps * (high - low))
        .map(x => `${this.x(x).toFixed(1)},${Math.max(-1e4, Math.min(1e4, this.y(f(x)))).toFixed(1)}`);
      return element(this.inside, "polyline", {points: points.join(" "), fill: "none", ...stroke(colour, width, dash)});
    }

    line(x1, y1, x2, y2, {colour = "grey", width = 1.5, dash = "none"} = {}) {
      return element(this.inside, "line", {x1: this.x(x1), y1: this.y(y1), x2: this.x(x2), y2: this.y(y2), ...stroke(colour, width, dash)});
    }

    point(x, y, {colour = "blue", radius = 4.5, hollow = false} = {}) {
      const look = hollow ? {fill: "none", ...stroke(colour, 2.5)} : {fill: paint(colour)};
      return element(this.group, "circle", {cx: this.x(x), cy: this.y(y), r: radius, ...look});
    }

    /** A bar from 0 to `y`, `width` wide in units of the axis. */
    bar(x, y, {colour = "blue", width = 0.7, hollow = false} = {}) {
      const ends = [this.y(0), this.y(y)].sort((a, b) => a - b);
      const look = hollow ? {fill: "none", ...stroke(colour, 1.5, "4 3")} : {fill: paint(colour)};
      const place = {x: this.x(x - width / 2), y: ends[0], width: this.x(width) - this.x(0), height: ends[1] - ends[0]};
      return element(this.inside, "rect", {...place, ...look});
    }
  }

  return {Panel, element, number, paint, raised, scientific, ticks};
})();

/* Two step units cut the plane, a third combines them: wire them so that the four corners get the labels of XOR.
   Data: turns [degrees, degrees] and offsets [number, number] of the two lines; output, a name of those below. */
"use strict";

(() => {
  const {number} = dlPanel;
  const CORNERS = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]];  // x₁, x₂, XOR
  const OUTPUTS = {
    AND: (first, second) => first + second - 1.5,
    OR: (first, second) => first + second - 0.5,
    "first, not second": (first, second) => first - second - 0.5,
  };
  const STEP = 0.08;  // between the dots that show where the output is 1

  const step = z => Number(z > 0);

  /** The step unit whose line lies `offset` from the middle of the square, and which is 1 in the direction `turn`. */
  function unit(turn, offset, x1, x2) {
    const angle = turn * Math.PI / 180;
    return step(Math.cos(angle) * (x1 - 0.5) + Math.sin(angle) * (x2 - 0.5) - offset);
  }

  const output = ({turns, offsets, output}, x1, x2) =>
    step(OUTPUTS[output](unit(turns[0], offsets[0], x1, x2), unit(turns[1], offsets[1], x1, x2)));

  const right = state => CORNERS.filter(([x1, x2, label]) => output(state, x1, x2) === label).length;

  const pick = k => ({turns, offsets}) => ({[`turn${k}`]: turns[k], [`offset${k}`]: offsets[k]});
  const wiring = state => ({output: state.output, turns: [state.turn0, state.turn1], offsets: [state.offset0, state.offset1]});

  const dials = [0, 1].flatMap(k => {
    const which = k ? "second" : "first";
    return [
      {key: `turn${k}`, name: `direction of the ${which} unit`, min: 0, max: 345, step: 15, says: value => `${number(value, 0)}°`},
      {key: `offset${k}`, name: `distance of the ${which} line`, min: -0.9, max: 0.9, step: 0.1, says: value => number(value, 1)},
    ];
  });

  dlDemo.add("xor-wiring", {
    title: "XOR from three step units",
    maths: {output: (turns, offsets, name, x1, x2) => output({turns, offsets, output: name}, x1, x2), right},
    start: data => ({output: data.output, ...pick(0)(data), ...pick(1)(data)}),
    controls: [...dials, {key: "output", name: "output unit", options: Object.keys(OUTPUTS).map(name => [name, name])}],

    draw(figure, state) {
      const net = wiring(state), ticks = [0, 1].map(tick => [tick, String(tick)]);
      const height = Math.min(360, figure.width), wide = Math.max(1, (figure.width - 74) / (height - 56));  // a unit is as long both ways
      const axes = {x: [0.5 - wide, 0.5 + wide], y: [-0.5, 1.5], xticks: ticks, yticks: ticks, xlabel: "x₁", ylabel: "x₂"};
      const [plane] = figure.row(height, [axes]);
      for (let x1 = axes.x[0] + STEP / 2; x1 < axes.x[1]; x1 += STEP) {
        for (let x2 = axes.y[0] + STEP / 2; x2 < axes.y[1]; x2 += STEP) {
          if (output(net, x1, x2)) plane.point(x1, x2, {colour: "orange", radius: 2});
        }
      }
      for (const k of [0, 1]) {
        const angle = net.turns[k] * Math.PI / 180, [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        const [fx, fy] = [0.5 + net.offsets[k] * cos, 0.5 + net.offsets[k] * sin];  // foot of the line
        plane.line(fx - 3 * sin, fy + 3 * cos, fx + 3 * sin, fy - 3 * cos, {colour: k ? "green" : "blue", width: 2.5});
        plane.line(fx, fy, fx + 0.16 * cos, fy + 0.16 * sin, {colour: k ? "green" : "blue", width: 2.5});
      }
      for (const [x1, x2, label] of CORNERS) {
        plane.point(x1, x2, {colour: label ? "orange" : "ink", radius: 8, hollow: !label});
        if (output(net, x1, x2) !== label) plane.text(x1, x2, "wrong", {right: 13, down: -9, anchor: "start", bold: true});
      }
    },

    numbers: state => [["corners right", `${right(wiring(state))} of 4`]],

    says(state) {
      const net = wiring(state), count = right(net);
      const corners = CORNERS.map(([x1, x2]) => `${x1}${x2}: ${output(net, x1, x2)}`).join(", ");
      const end = count === 4 ? "All four corners have the label of XOR." : `${count} of 4 corners have the label of XOR.`;
      return `The output at the corners is ${corners}. ${end}`;
    },
  });
})();

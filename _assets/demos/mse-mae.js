/* Squared against absolute error: where the best constant lies while the reader drags a reading away.
   Data: y, the readings; unit. */
"use strict";

(() => {
  const {number} = dlPanel;
  const READING = {min: 0, max: 12, step: 0.1};

  const mean = y => y.reduce((sum, value) => sum + value, 0) / y.length;
  const mse = (y, c) => mean(y.map(value => (value - c) ** 2));
  const mae = (y, c) => mean(y.map(value => Math.abs(value - c)));

  /** The middle reading, or the middle of the two middle ones. */
  function median(y) {
    const sorted = [...y].sort((a, b) => a - b), half = sorted.length / 2;
    return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
  }

  dlDemo.add("mse-mae", {
    title: "squared and absolute error of a constant",
    maths: {mae, mean, median, mse},
    start: data => ({y: data.y, first: data.y, unit: data.unit}),
    controls: [],

    draw(figure, {y, unit}, set) {
      const x = [READING.min, READING.max], left = 44;
      const [readings] = figure.row(120, [{x, y: [0, 1], left, xlabel: `reading (${unit})`, yticks: []}]);
      const marks = (...values) => values.map(value => [value, String(value)]);
      const [squared] = figure.row(150, [
        {x, y: [0, 30], left, title: "MSE of a constant prediction", yticks: marks(0, 15, 30)}]);
      const [absolute] = figure.row(190, [
        {x, y: [0, 6], left, title: "MAE of a constant prediction", xlabel: `constant (${unit})`, yticks: marks(0, 3, 6)}]);
      const kinds = [["mean", mean(y), squared, mse, "blue", 0.92], ["median", median(y), absolute, mae, "orange", 0.5]];
      for (const [name, best, panel, loss, colour, height] of kinds) {
        const before = name === "mean" ? best < median(y) : best <= mean(y);  // the name stands on the side away from the other
        const side = (before && readings.x(best) > 95) || best > 9 ? {right: -7, anchor: "end"} : {right: 7, anchor: "start"};
        readings.line(best, 0, best, 1, {colour, width: 2});
        readings.text(best, height, `${name} ${number(best)}`, {colour, bold: true, down: 4, ...side});
        panel.curve(c => loss(y, c), {colour});
        panel.line(best, 0, best, loss(y, best), {colour, dash: "4 3"});
        panel.point(best, loss(y, best), {colour, radius: 5.5});
      }
      y.forEach((value, k) => figure.handle(readings, k, {...READING, name: `Reading ${k + 1}`, x: value, y: 0, along: "x", value,
        colour: "ink", says: `${number(value, 1)} ${unit}`, move: moved => set({y: y.with(k, moved)})}));
    },

    numbers: ({y, unit}) => [
      ["mean", `${number(mean(y))} ${unit}`],
      ["median", `${number(median(y))} ${unit}`],
      ["least MSE", `${number(mse(y, mean(y)))} ${unit}²`],
      ["least MAE", `${number(mae(y, median(y)))} ${unit}`],
    ],

    says({y, first, unit}) {
      const moves = [mean, median].map(of => of(y) - of(first));
      const best = `The MSE is least at the mean, ${number(mean(y))} ${unit}, the MAE at the median, ${number(median(y))} ${unit}.`;
      if (y.every((value, k) => value === first[k])) return `${best} Nothing has been moved yet.`;
      return `${best} Since the start the mean has moved by ${number(moves[0])} ${unit} and the median by ${number(moves[1])} ${unit}.`;
    },
  });
})();

/* Likelihood of a Gaussian under the reader's mean and standard deviation.
   Data: y, the readings; mean and std to start with; unit. */
"use strict";

(() => {
  const {number} = dlPanel;
  const MEAN = {min: 0, max: 4.5, step: 0.05}, STD = {min: 0.6, max: 2.5, step: 0.02}, READING = {min: -1, max: 5.5, step: 0.1};
  const FOUND = 0.001;  // so near to the lowest NLL counts as found

  const average = values => values.reduce((sum, value) => sum + value, 0) / values.length;
  const density = (y, mean, std) => Math.exp(-((y - mean) ** 2) / (2 * std ** 2)) / Math.sqrt(2 * Math.PI * std ** 2);
  const nll = (y, mean, std) => 0.5 * Math.log(2 * Math.PI * std ** 2) + average(y.map(value => (value - mean) ** 2)) / (2 * std ** 2);

  /** The closed form: the mean, and the root of the mean squared residual. */
  function best(y) {
    const mean = average(y);
    return {mean, std: Math.sqrt(average(y.map(value => (value - mean) ** 2)))};
  }

  /** Four decimals, or as a power of ten. */
  function small(value) {
    if (value >= 0.0005) return number(value, 4);
    const power = Math.floor(Math.log10(value));
    return `${number(value / 10 ** power, 1)} × 10⁻${[...String(-power)].map(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
  }

  const heights = ({y, mean, std}) => y.map(value => density(value, mean, std));
  const product = state => heights(state).reduce((all, height) => all * height, 1);
  const lowest = ({y}) => nll(y, best(y).mean, best(y).std);  // −∞ if all readings are equal
  const excess = state => nll(state.y, state.mean, state.std) - lowest(state);

  dlDemo.add("gaussian-likelihood", {
    title: "likelihood of a Gaussian",
    maths: {best, density, nll},
    start: data => ({y: data.y, mean: data.mean, std: data.std, unit: data.unit, found: null}),
    // What was found was found for these readings.
    settle: state => excess(state) < FOUND ? {...state, found: state.y} : state,
    controls: [
      {key: "mean", name: "mean μ", says: (value, {unit}) => `${number(value)} ${unit}`, ...MEAN},
      {key: "std", name: "standard deviation", says: (value, {unit}) => `${number(value)} ${unit}`, ...STD},
    ],

    draw(figure, state, set) {
      const {y, mean, std, unit} = state, at = height => density(mean + height * std, mean, std);
      const [bell, loss] = figure.row(270, [
        {x: [-1.5, 7], y: [0, 0.75], xlabel: `reading (${unit})`, ylabel: "density"},
        {x: [MEAN.min, MEAN.max], y: [1, 4], xlabel: `μ (${unit})`, ylabel: "NLL",
          yticks: [1, 2, 3, 4].map(tick => [tick, String(tick)])},
      ]);
      bell.curve(value => density(value, mean, std));
      y.forEach((value, k) => {
        const height = density(value, mean, std);
        bell.line(value, 0, value, height, {colour: "orange"});
        bell.point(value, height, {colour: "orange", radius: 4});
        figure.handle(bell, `reading ${k}`, {...READING, name: `Reading ${k + 1}`, x: value, y: 0, along: "x", value,
          colour: "ink", says: `${number(value, 1)} ${unit}`, move: moved => set({y: y.with(k, moved)})});
      });
      figure.handle(bell, "mean", {...MEAN, name: "Mean of the bell", x: mean, y: at(0), along: "x", value: mean,
        says: `${number(mean)} ${unit}`, move: moved => set({mean: moved})});
      figure.handle(bell, "std", {...STD, name: "Standard deviation of the bell", x: mean + std, y: at(1), along: "x",
        value: std, from: mean, says: `${number(std)} ${unit}`, move: moved => set({std: moved})});
      bell.text(mean, at(0), "mean", {down: -19, colour: "blue", bold: true});
      const beside = mean + std < 5 ? {right: 13, down: -3, anchor: "start"} : {down: -19};
      bell.text(mean + std, at(1), "width", {colour: "blue", bold: true, ...beside});

      loss.curve(value => nll(y, value, std));
      const now = nll(y, mean, std), [, high] = loss.axes.y;
      if (state.found === y) {
        loss.line(best(y).mean, 1, best(y).mean, lowest(state), {colour: "green", dash: "4 3"});
        loss.point(best(y).mean, lowest(state), {colour: "green", radius: 10, hollow: true});
        loss.text(best(y).mean, lowest(state), "lowest", {right: 16, down: 10, colour: "green", anchor: "start", bold: true});
      }
      loss.point(mean, Math.min(now, high), {colour: "orange", radius: 5.5});
      if (now > high) {
        const inward = mean > 3.5 ? {right: -12, anchor: "end"} : {right: 12, anchor: "start"};
        loss.text(mean, high, `↑ ${number(now, 1)}`, {down: 14, colour: "orange", ...inward});
      }
    },

    numbers: state => [
      ["likelihood", `${heights(state).map(height => number(height, 3)).join(" × ")} = ${small(product(state))}`],
      ["NLL", number(nll(state.y, state.mean, state.std), 3)],
    ],

    says(state) {
      const {y, mean, std, unit} = state, found = best(y);
      const bell = `The bell stands at ${number(mean)} ${unit} with a standard deviation of ${number(std)} ${unit}.`;
      if (found.std < 1e-9) return `${bell} All readings are equal: the narrower the bell, the lower the NLL, without end.`;
      const loss = `${bell} The NLL is ${number(nll(y, mean, std), 3)}`;
      if (excess(state) >= FOUND) return `${loss}, ${number(excess(state), 3)} above the lowest that a Gaussian can reach.`;
      return `${loss}, the lowest that a Gaussian can reach: ` +
        `the closed form puts it at ${number(found.mean)} ${unit} and ${number(found.std)} ${unit}.`;
    },
  });
})();

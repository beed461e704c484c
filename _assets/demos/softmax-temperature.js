/* Softmax of four logits at a temperature, and the cross-entropy of a label with its gradient.
   Data: z, the logits to start with; label, counted from 0. */
"use strict";

(() => {
  const {number} = dlPanel;
  const LOGIT = {min: -3, max: 3, step: 0.1};

  function logSoftmax(z) {
    const largest = Math.max(...z);  // softmax is shift-invariant
    const sum = Math.log(z.reduce((total, value) => total + Math.exp(value - largest), 0));
    return z.map(value => value - largest - sum);
  }

  const softmax = z => logSoftmax(z).map(Math.exp);
  const crossEntropy = (z, label) => -logSoftmax(z)[label];
  const gradient = (z, label) => softmax(z).map((p, k) => p - (k === label));
  const entropy = z => -logSoftmax(z).reduce((sum, value) => sum + Math.exp(value) * value, 0);
  const inside = ({z, shift, temperature}) => z.map(value => (value + shift) / temperature);

  dlDemo.add("softmax-temperature", {
    title: "softmax and its temperature",
    maths: {crossEntropy, entropy, gradient, logSoftmax, softmax},
    start: data => ({z: data.z, label: data.label, shift: 0, temperature: 1}),
    controls: [
      {key: "temperature", name: "temperature T", min: 0.2, max: 5, step: 0.1, says: value => number(value, 1)},
      {key: "shift", name: "constant c, added to all logits", min: -3, max: 3, step: 0.1, says: value => number(value, 1)},
      {key: "label", name: "label y", options: [0, 1, 2, 3].map(k => [k, String(k + 1)])},
    ],

    draw(figure, state, set) {
      const {z, shift, label} = state, p = softmax(inside(state)), grad = gradient(inside(state), label);
      const classes = {x: [0.4, 4.6], xticks: z.map((_, k) => [k + 1, String(k + 1)])};
      const colour = k => k === label ? "orange" : "blue";
      const [logits, probabilities, pull] = figure.row(this.height(figure.width), [
        {...classes, y: [-6.5, 6.5], title: "logits z + c", yticks: [-6, -3, 0, 3, 6].map(tick => [tick, number(tick, 0)])},
        {...classes, y: [0, 1.12], title: "probabilities ŷ", yticks: [0, 0.5, 1].map(tick => [tick, number(tick, 1)])},
        {...classes, y: [-1.25, 1.25], title: "gradient: ŷ − one-hot", yticks: [-1, 0, 1].map(tick => [tick, number(tick, 0)])},
      ], {least: 190});
      for (const panel of [logits, pull]) panel.line(0.4, 0, 4.6, 0, {colour: "ink", width: 1});
      z.forEach((value, k) => {
        const x = k + 1, look = {colour: colour(k)};
        logits.bar(x, value + shift, look);
        figure.handle(logits, k, {...LOGIT, name: `Logit ${x}`, x, y: value + shift, from: shift, along: "y", value, colour: colour(k),
          says: shift === 0 ? number(value, 1) : `${number(value, 1)}, with the constant ${number(value + shift, 1)}`,
          move: moved => set({z: z.with(k, moved)})});
        probabilities.bar(x, p[k], look);
        probabilities.text(x, p[k], number(p[k]), {down: -5});
        pull.bar(x, grad[k], look);
        pull.text(x, grad[k], number(grad[k]), {down: grad[k] < 0 ? 15 : -5});
      });
      probabilities.bar(label + 1, 1, {colour: "orange", hollow: true, width: 0.8});
    },

    height: width => width < 570 ? 175 : 260,

    numbers: state => [
      ["entropy", `${number(entropy(inside(state)))} of at most ${number(Math.log(4))}`],
      ["cross-entropy", number(crossEntropy(inside(state), state.label), 3)],
    ],

    says(state) {
      const z = inside(state), p = softmax(z), {label, shift, temperature} = state;
      const added = shift === 0 ? "" : `, and a constant of ${number(shift, 1)} added to every logit changes none of them`;
      return `At temperature ${number(temperature, 1)} the four probabilities are ${p.map(value => number(value)).join(", ")}${added}. ` +
        `The label is class ${label + 1}: the cross-entropy is ${number(crossEntropy(z, label), 3)}, and gradient descent raises its logit ` +
        `with a pull of ${number(1 - p[label])}.`;
    },
  });
})();

/* Second moment of the signal and of the gradient through many wide layers, for weights of variance gain/n.
   Data: gain and activation ("ReLU" or "tanh") to start with; layers, how many. */
"use strict";

(() => {
  const {number, raised, scientific} = dlPanel;
  const LEAST = -16, MOST = 16;  // powers of ten that are shown
  const ACTIVATIONS = {
    ReLU: [z => Math.max(z, 0), z => Number(z > 0)],
    tanh: [Math.tanh, z => 1 - Math.tanh(z) ** 2],
  };

  /** E f(z)² for Gaussian z of this variance, by the midpoint rule on ±8 standard deviations. */
  function mean(f, variance, cells = 400) {
    const width = 16 / cells, std = Math.sqrt(variance);
    let sum = 0;
    for (let k = 0; k < cells; k++) {
      const u = -8 + (k + 0.5) * width;
      sum += f(std * u) ** 2 * Math.exp(-u * u / 2);
    }
    return sum * width / Math.sqrt(2 * Math.PI);
  }

  /** Per layer, log10 of the second moment of the pre-activations, from 1; and log10 of that of the gradient, from the last layer back. */
  function depth(activation, gain, layers) {
    const [phi, slope] = ACTIVATIONS[activation], signal = [0], passed = [];
    for (let layer = 1; layer < layers; layer++) {
      const variance = 10 ** signal.at(-1);
      passed.push(Math.log10(gain * mean(slope, variance)));
      signal.push(Math.max(-300, Math.log10(gain * mean(phi, variance))));
    }
    const gradient = [0];
    for (const factor of passed.reverse()) gradient.unshift(gradient[0] + factor);
    return {signal, gradient};
  }

  dlDemo.add("depth-signal", {
    title: "signal and gradient through depth",
    maths: {depth},
    start: data => ({gain: data.gain, activation: data.activation, layers: data.layers}),
    settle: state => ({...state, ...depth(state.activation, state.gain, state.layers)}),
    controls: [
      {key: "activation", name: "activation", options: Object.keys(ACTIVATIONS).map(name => [name, name])},
      {key: "gain", name: "gain: n times the variance of a weight", min: 0.5, max: 3, step: 0.05, says: value => number(value)},
    ],

    draw(figure, {signal, gradient, layers}) {
      const marks = [-16, -8, 0, 8, 16].map(power => [power, power === 0 ? "1" : `10${raised(power)}`]);
      const axes = {x: [1, layers], y: [LEAST, MOST], yticks: marks, xlabel: "layer"};
      const kinds = [[signal, "blue"], [gradient, "orange"]];
      figure.row(260, [{...axes, title: "second moment of z"}, {...axes, title: "second moment of the gradient"}]).forEach((panel, k) => {
        const [values, colour] = kinds[k];
        panel.line(1, 0, layers, 0, {colour: "grey", width: 1});
        panel.curve(layer => values[Math.round(layer) - 1], {colour, steps: layers - 1, width: 2.5});
      });
    },

    numbers: ({signal, gradient, layers}) => [
      [`z in layer ${layers}`, scientific(signal.at(-1))],
      ["gradient in layer 1", scientific(gradient[0])],
    ],

    says({activation, gain, signal, gradient, layers}) {
      const times = power => Math.abs(power) < 0.3 ? "about what it was" : `${scientific(power)} times what it was`;
      return `With ${activation} and gain ${number(gain)}, the signal's second moment in layer ${layers} is ${times(signal.at(-1))}, ` +
        `and the gradient's, back in layer 1, is ${times(gradient[0])}.`;
    },
  });
})();

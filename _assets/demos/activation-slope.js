/* An activation, its tangent at z, and what is left of a gradient after it has passed that slope in several layers.
   Data: z to start with; activation, a name of those below; layers, how many. */
"use strict";

(() => {
  const {number, scientific} = dlPanel;
  const PLACE = {min: -6, max: 6, step: 0.1};

  const sigmoid = z => z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  const inner = z => Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3);  // of the tanh form of the GELU

  // name: [φ, φ′]
  const activations = {
    sigmoid: [sigmoid, z => sigmoid(z) * sigmoid(-z)],
    tanh: [Math.tanh, z => 1 - Math.tanh(z) ** 2],
    ReLU: [z => Math.max(z, 0), z => Number(z > 0)],
    "leaky ReLU": [z => Math.max(z, 0.01 * z), z => z > 0 ? 1 : 0.01],
    softplus: [z => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), sigmoid],
    GELU: [
      z => z / 2 * (1 + Math.tanh(inner(z))),
      z => (1 + Math.tanh(inner(z))) / 2 + z / 2 * (1 - Math.tanh(inner(z)) ** 2) * Math.sqrt(2 / Math.PI) * (1 + 0.134145 * z * z),
    ],
  };

  const value = (name, z) => activations[name][0](z);
  const slope = (name, z) => activations[name][1](z);
  const left = (name, z, layers) => slope(name, z) ** layers;

  /** Three decimals, or a power of ten where they would be lost. */
  const short = x => x === 0 || Math.abs(x) >= 0.001 ? number(x, 3) : (x < 0 ? "−" : "") + scientific(Math.log10(Math.abs(x)));

  dlDemo.add("activation-slope", {
    title: "an activation and its slope",
    maths: {left, slope, value},
    start: data => ({z: data.z, activation: data.activation, layers: data.layers}),
    controls: [
      {key: "activation", name: "activation", options: Object.keys(activations).map(name => [name, name])},
      {...PLACE, key: "z", name: "pre-activation z", says: z => number(z, 1)},
    ],

    draw(figure, {z, activation, layers}, set) {
      const x = [-6, 6], [phi, prime] = figure.row(260, [
        {x, y: [-1.5, 4], title: `φ(z), ${activation}`, xlabel: "z"},
        {x, y: [-0.3, 1.3], title: "slope φ′(z)", xlabel: "z"},
      ]);
      const at = value(activation, z), steep = slope(activation, z);
      for (const panel of [phi, prime]) panel.line(-6, 0, 6, 0, {colour: "grey", width: 1});
      phi.curve(u => value(activation, u), {colour: "blue"});
      phi.line(z - 2, at - 2 * steep, z + 2, at + 2 * steep, {colour: "orange", width: 2.5});
      prime.curve(u => slope(activation, u), {colour: "blue", steps: 600});
      prime.line(z, 0, z, steep, {colour: "orange", width: 2.5});
      prime.point(z, steep, {colour: "orange", radius: 5.5});
      figure.handle(phi, "z", {...PLACE, name: "Pre-activation", x: z, y: Math.min(4, at), along: "x", value: z, colour: "orange",
        says: number(z, 1), move: moved => set({z: moved})});
    },

    numbers: ({z, activation, layers}) => [
      ["φ(z)", short(value(activation, z))],
      ["φ′(z)", short(slope(activation, z))],
      [`φ′(z), ${layers} times`, short(left(activation, z, layers))],
    ],

    says({z, activation, layers}) {
      const steep = slope(activation, z), kept = left(activation, z, layers);
      const what = steep === 0 ? "Nothing passes: a unit that stands here for every example does not learn."
        : `A gradient that passes this slope in ${layers} layers, with weights of 1, is multiplied by ${short(kept)}.`;
      return `At z = ${number(z, 1)} the ${activation} has the slope ${short(steep)}. ${what}`;
    },
  });
})();

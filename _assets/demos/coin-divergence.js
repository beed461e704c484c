/* Cross-entropy of a coin that shows heads with probability p, coded for probability q: entropy and divergence as lengths.
   Data: p and q to start with. */
"use strict";

(() => {
  const {number} = dlPanel;
  const SHARE = {min: 0.01, max: 0.99, step: 0.01, says: value => number(value)};

  const surprise = (share, q) => share === 0 ? 0 : -share * Math.log(q);  // 0 log 0 = 0
  const crossEntropy = (p, q) => surprise(p, q) + surprise(1 - p, 1 - q);
  const entropy = p => crossEntropy(p, p);
  const divergence = (p, q) => crossEntropy(p, q) - entropy(p);

  dlDemo.add("coin-divergence", {
    title: "cross-entropy of a coin",
    maths: {crossEntropy, divergence, entropy},
    start: data => ({p: data.p, q: data.q}),
    controls: [{...SHARE, key: "p", name: "true probability p"}, {...SHARE, key: "q", name: "assumed probability q"}],

    draw(figure, {p, q}, set) {
      const shares = {x: [0, 1], xticks: [0, 0.5, 1].map(tick => [tick, number(tick, 1)])};
      const [against, lengths] = figure.row(270, [
        {...shares, y: [0, 2.5], title: "cross-entropy over q", xlabel: "assumed probability q", ylabel: "nats"},
        {x: [0.4, 3.6], y: [0, 2.5], title: "what it is made of", xticks: [[1, "H(p)"], [2, "KL(p‖q)"], [3, "KL(q‖p)"]]},
      ]);
      const height = crossEntropy(p, q), least = entropy(p);
      against.curve(value => crossEntropy(p, Math.min(0.9999, Math.max(0.0001, value))), {colour: "blue"});
      against.line(0, least, 1, least, {colour: "green", width: 1.5});
      against.text(0.99, least, "H(p)", {colour: "green", anchor: "end", down: 16, bold: true});
      against.line(q, least, q, height, {colour: "orange", width: 4});
      against.point(p, least, {colour: "green", radius: 5.5});
      figure.handle(against, "q", {...SHARE, name: "Assumed probability", x: q, y: Math.min(2.5, height), along: "x", value: q,
        colour: "orange", says: number(q), move: moved => set({q: moved})});
      [[least, "green"], [divergence(p, q), "orange"], [divergence(q, p), "grey"]].forEach(([value, colour], k) => {
        lengths.bar(k + 1, value, {colour});
        lengths.text(k + 1, Math.min(value, 2.25), number(value), {down: -5});
      });
    },

    numbers: ({p, q}) => [
      ["entropy H(p)", number(entropy(p), 3)],
      ["cross-entropy H(p, q)", number(crossEntropy(p, q), 3)],
      ["KL(p‖q)", number(divergence(p, q), 3)],
    ],

    says({p, q}) {
      const coin = `The coin shows heads with probability ${number(p)} and has an entropy of ${number(entropy(p), 3)} nats.`;
      if (p === q) return `${coin} The assumed probability is the true one: the cross-entropy is the entropy, and both divergences are 0.`;
      return `${coin} Assuming ${number(q)} instead costs ${number(divergence(p, q), 3)} nats a toss more. ` +
        `With the roles exchanged the extra cost would be ${number(divergence(q, p), 3)}.`;
    },
  });
})();

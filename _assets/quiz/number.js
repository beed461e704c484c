/* The reader types a number: the right one, a known mistake, which is explained, or another. */
"use strict";

(() => {
  const {make, taken, form} = dlQuiz;
  const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

  /** The number in a text as people write it: 0.25, 0,25, −3, 1/4, 2.5e-4, with or without the unit. NaN where there is none. */
  function read(text, unit) {
    const plain = text.replace(unit, "").replace(/\s/g, "").replace(/[−–]/g, "-").replace(",", ".");
    const [over, under = "1", ...rest] = plain.split("/");
    return !rest.length && NUMBER.test(over) && NUMBER.test(under) ? over / under : NaN;
  }

  /** The answer that a number means: the right one within the tolerance, else the nearest mistake within it, else undefined. */
  function meant(answers, number, tolerance) {
    const off = ({value}) => Math.abs(value - number);
    const near = answers.filter(answer => off(answer) <= tolerance + 1e-12 * Math.abs(answer.value));  // 0.605 − 0.6 > 0.005
    return near.sort((a, b) => b.right - a.right || off(a) - off(b))[0];
  }

  function ask(quiz) {
    const {unit = "", tolerance} = quiz.dataset;
    const field = make("input", {type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false"});
    const show = make("button", {type: "button", hidden: ""}, "Show the answer"), note = make("p");
    const answers = taken(quiz).map(answer => {
      const look = `dl-option dl-${answer.right ? "right" : "wrong"}`;
      return {...answer, box: make("div", {class: look, hidden: ""}, answer.choice, answer.why)};
    });

    function say(text, answer) {
      note.textContent = text;
      for (const {box} of answers) box.hidden = box !== answer?.box;
    }

    function check() {
      const number = read(field.value, unit);
      field.setAttribute("aria-invalid", !Number.isFinite(number));
      if (!Number.isFinite(number)) return say("Type a number, such as 0.25, −3 or 2e6.");
      const answer = meant(answers, number, Number(tolerance));
      say(answer ? "" : `Not ${String(number).replace("-", "−")}. Try once more.`, answer);
      show.hidden = Boolean(answer?.right);
    }

    show.addEventListener("click", () => {
      say("", answers.find(({right}) => right));
      show.hidden = true;
      field.focus();
    });
    const label = make("label", {}, "Your answer ", field, ` ${unit}`);
    form(quiz, check, make("p", {class: "dl-quiz-do"}, label, make("button", {}, "Check"), show),
         make("div", {class: "dl-quiz-said", role: "status"}, note, ...answers.map(({box}) => box)));
  }

  document.querySelectorAll(".dl-quiz[data-kind=number]").forEach(ask);
})();

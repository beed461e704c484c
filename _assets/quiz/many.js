/* The reader chooses all answers that apply; they are checked together, and each is explained. */
"use strict";

(() => {
  const {make, taken, form} = dlQuiz;

  function ask(quiz) {
    const said = make("span", {role: "status"});
    const options = taken(quiz).map(answer => {
      const tick = make("input", {type: "checkbox"});
      tick.addEventListener("change", unmark);
      return {...answer, tick, box: make("div", {}, make("label", {}, tick, answer.name, answer.choice), answer.why)};
    });

    function unmark() {
      said.textContent = "";
      for (const {box, why} of options) {
        box.className = "dl-option";
        why.hidden = true;
      }
    }

    function mark({box, why, tick, right, verdict}) {
      const agrees = tick.checked === right;
      const slip = agrees ? "" : tick.checked ? ", and you chose it" : ", and you left it out";
      box.className = `dl-option dl-${agrees ? "right" : "wrong"}`;
      verdict.textContent = `${right ? "Applies" : "Does not apply"}${slip}. `;
      why.hidden = false;
      return agrees;
    }

    function check() {
      if (!options.some(({tick}) => tick.checked)) {
        said.textContent = "Choose at least one.";
        return;
      }
      const count = options.map(mark).filter(agrees => agrees).length;
      said.textContent = count === options.length ? "All right." : `${count} of ${options.length} right.`;
    }

    unmark();
    form(quiz, check, ...options.map(({box}) => box), make("p", {class: "dl-quiz-do"}, make("button", {}, "Check"), said));
  }

  document.querySelectorAll(".dl-quiz[data-kind=many]").forEach(ask);
})();

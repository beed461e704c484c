/* What the three kinds of self-check (_ext/quiz.py) have in common.

   A question comes as a list of answers, each folded over its explanation, and works so without a script. Nodes are moved
   and never copied: MathJax may be at work on their formulas.
*/
"use strict";

var dlQuiz = (() => {
  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /** The folded answers of a question. */
  const folded = quiz => [...quiz.querySelectorAll(":scope > details.dl-answer")];

  /** Takes the folded answers out of a question: the name and text of each, its explanation with the verdict, whether it is right. */
  function taken(quiz) {
    return folded(quiz).map(answer => {
      const [name, choice, why, verdict] = [".dl-heard", ".dl-choice", ".dl-answer-why", ".dl-verdict"].map(part => answer.querySelector(part));
      answer.remove();
      return {name, choice, why, verdict, right: answer.classList.contains("dl-right"), value: Number(answer.dataset.number)};
    });
  }

  /** Ends a question with a form that calls `check` when the reader asks. */
  function form(quiz, check, ...children) {
    const made = make("form", {class: "dl-quiz-form", novalidate: ""}, ...children);
    made.addEventListener("submit", event => {
      event.preventDefault();
      check();
    });
    quiz.append(made);
  }

  return {make, folded, taken, form};
})();

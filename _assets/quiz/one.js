/* One answer is right: the list stays, and what unfolds is also said to a screen reader. */
"use strict";

(() => {
  const {make, folded} = dlQuiz;

  for (const quiz of document.querySelectorAll(".dl-quiz[data-kind=one]")) {
    const heard = make("p", {class: "dl-heard", role: "status"});
    for (const answer of folded(quiz)) {
      const text = part => answer.querySelector(part).textContent.trim();
      answer.addEventListener("toggle", () => {
        if (answer.open) heard.textContent = `${text(".dl-heard")} ${text(".dl-verdict")}`;
      });
    }
    quiz.append(heard);
  }
})();

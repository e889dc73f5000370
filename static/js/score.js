/* Scoring: <form data-score> with fieldsets [data-crit]. A band button writes the middle of its band into the number; the
   number presses the band it lies in; the sum, the count and what is left are kept in step. Without it the numbers are
   typed and the server counts. */
(function () {
  "use strict";

  function input(crit) { return crit.querySelector(".scorebox input"); }
  function number(value) { var n = parseFloat(value); return isNaN(n) ? null : n; }

  function press(crit) {
    var value = number(input(crit).value);
    crit.querySelectorAll(".bands button").forEach(function (button) {
      var inside = value !== null && value >= Number(button.dataset.low) && value <= Number(button.dataset.high);
      button.setAttribute("aria-pressed", String(inside));
    });
    crit.classList.toggle("todo-crit", value === null);
  }

  function choose(crit, button) {
    var field = input(crit), step = Number(field.step) || 0.5;
    var middle = (Number(button.dataset.low) + Number(button.dataset.high)) / 2;
    field.value = String(Math.round(middle / step) * step);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  function count(form) {
    var sum = 0, done = 0, left = [];
    form.querySelectorAll("[data-crit]").forEach(function (crit) {
      var value = number(input(crit).value);
      press(crit);
      if (value === null) { left.push(crit.dataset.crit); } else { sum += value; done += 1; }
    });
    form.querySelector("[data-score-sum]").textContent = String(Math.round(sum * 10) / 10);
    form.querySelector("[data-score-done]").textContent = String(done);
    var words = left.length > 2 ? left.slice(0, 2).join("、") + " 等 " + left.length + " 项" : left.join("、");
    form.querySelector("[data-score-left]").textContent = left.length ? "还差：" + words : "都评完了，可以提交。提交后不能再改。";
  }

  document.querySelectorAll("form[data-score]").forEach(function (form) {
    form.addEventListener("click", function (event) {
      var button = event.target.closest(".bands button");
      if (button) { choose(button.closest("[data-crit]"), button); }
    });
    form.addEventListener("input", function () { count(form); });
    count(form);
  });
})();

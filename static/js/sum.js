/* Adds up the numbers of a table while they are typed: [data-sum] with data-sum-field (how the names end) and
   data-sum-total; rows ticked for removal do not count. The server says the same when the form is sent. */
(function () {
  "use strict";

  function count(box) {
    var sum = 0, total = Number(box.dataset.sumTotal), said = box.querySelector("[data-sum-said]");
    box.querySelectorAll('input[name$="-' + box.dataset.sumField + '"]').forEach(function (input) {
      var gone = input.closest("tr").querySelector('input[name$="-DELETE"]');
      if (!gone || !gone.checked) { sum += Number(input.value) || 0; }
    });
    if (!said || sum === 0) { return; }
    var rest = total - sum, unit = box.dataset.sumUnit || "";
    said.textContent = "现在合计 " + sum + unit + (!box.dataset.sumTotal ? "。" : rest === 0 ? "，正好。" :
      rest > 0 ? "，还差 " + rest + unit + "。" : "，多了 " + -rest + unit + "。");
    said.classList.toggle("late", Boolean(box.dataset.sumTotal) && rest !== 0);
  }

  document.querySelectorAll("[data-sum]").forEach(function (box) {
    box.addEventListener("input", function () { count(box); });
    box.addEventListener("change", function () { count(box); });
    count(box);
  });
})();

/* Counts 字数 while somebody types, by the rule of kit/wordcount.py. */
(function (root) {
  var space = '\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200f\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000' +
    '\\ufe00-\\ufe0f\\ufeff\\u{e0100}-\\u{e01ef}';
  var wide = '\\u00b7\\u2014\\u2018\\u2019\\u201c\\u201d\\u2026\\u2e80-\\u2fff\\u3001-\\ua4cf\\uac00-\\ud7af' +
    '\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff01-\\uff60\\uffe0-\\uffe6\\u{20000}-\\u{3ffff}';
  var unit = new RegExp('[' + wide + ']|[^' + wide + space + ']+(?:\\u2019[A-Za-z][^' + wide + space + ']*)*', 'gu');

  function count(text) { return (text.match(unit) || []).length; }

  if (typeof module !== 'undefined') { module.exports = count; return; }
  root.wordcount = count;

  function show(slot) {
    var input = document.getElementById(slot.dataset.countFor);
    if (!input) return;
    var now = slot.dataset.countBy === 'words' ? count(input.value) : Array.from(input.value).length;
    var limit = Number(slot.dataset.limit);
    slot.textContent = now + '/' + limit;
    slot.classList.toggle('late', now > limit);
  }
  function all(within) { within.querySelectorAll('[data-count-for]').forEach(show); }

  document.addEventListener('input', function (event) {
    var slot = event.target.id && document.querySelector('[data-count-for="' + CSS.escape(event.target.id) + '"]');
    if (slot) show(slot);
  });
  document.addEventListener('htmx:load', function (event) { all(event.target); });
  all(document);
})(this);

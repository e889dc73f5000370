/* Remarks beside a passage: select words inside a [data-passage] and the button [data-annotate="ID"] stands below them; it
   copies them and the name of their part into the form in #ID. Without it the words are copied by hand. */
(function () {
  "use strict";
  var button = document.querySelector("[data-annotate]"), chosen = null, timer = null;
  if (!button) { return; }
  var reader = button.parentElement;

  function around(node) {
    var element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return element.closest("[data-passage]");
  }

  /* The part of the selection that lies in the paragraph where it begins. */
  function selected() {
    var selection = window.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) { return null; }
    var range = selection.getRangeAt(0).cloneRange(), passage = around(range.startContainer);
    if (!passage || !reader.contains(passage)) { return null; }
    if (!passage.contains(range.endContainer)) { range.setEndAfter(passage.lastChild); }
    var words = range.toString().trim();
    return words && { range: range, words: words, section: passage.dataset.passage };
  }

  function place() {
    chosen = selected();
    button.hidden = !chosen;
    if (!chosen) { return; }
    var box = chosen.range.getBoundingClientRect(), frame = reader.getBoundingClientRect();
    button.style.top = box.bottom - frame.top + reader.scrollTop + 8 + "px";
    button.style.left = Math.max(16, Math.min(box.left - frame.left, frame.width - button.offsetWidth - 16)) + "px";
  }

  document.addEventListener("selectionchange", function () {
    clearTimeout(timer);
    timer = setTimeout(place, 150);
  });
  button.addEventListener("mousedown", function (event) { event.preventDefault(); });  // keeps the selection
  button.addEventListener("click", function () {
    var box = document.getElementById(button.dataset.annotate), section = box.querySelector("[name=section]");
    if (!chosen) { return; }
    box.open = true;
    box.querySelector("[name=quote]").value = chosen.words;
    Array.from(section.options).forEach(function (option) {
      if (option.value.indexOf(chosen.section) === 0) { option.selected = true; }
    });
    button.hidden = true;
    box.querySelector("[name=text]").focus();
  });
})();

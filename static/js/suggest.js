/* The search box proposes names while somebody types: a combobox with a list. htmx fetches the list from the address in
   data-hx-get; without script the box is a plain field and none of these roles are there. */
(function () {
  "use strict";
  var input = document.querySelector("input[data-hx-target='#suggestions']"), list = document.getElementById("suggestions");
  var told = document.getElementById("suggestions-told"), active = -1;
  if (!input || !list) { return; }
  var attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": "false", autocomplete: "off" };
  Object.keys(attributes).forEach(function (name) { input.setAttribute(name, attributes[name]); });
  list.setAttribute("role", "listbox");

  function options() { return list.querySelectorAll("[role=option]"); }
  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) { choose(-1); }
  }
  function choose(index) {
    active = index;
    options().forEach(function (option, place) { option.setAttribute("aria-selected", String(place === index)); });
    var option = options()[index];
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else { input.removeAttribute("aria-activedescendant"); }
  }
  function arrow(step) {
    var count = options().length;
    if (!count) { return; }
    if (list.hidden) { open(true); }
    choose(active < 0 ? (step > 0 ? 0 : count - 1) : (active + step + count + 1) % (count + 1) === count ? -1 : active + step);
  }

  list.addEventListener("htmx:afterSwap", function () {
    var count = options().length, isTyping = document.activeElement === input && input.value.trim();
    open(Boolean(count && isTyping));
    told.textContent = list.hidden ? "" : told.dataset.words.replace("0", count);
  });
  input.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); arrow(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); open(false); }
    if (event.key === "Enter" && !list.hidden && active >= 0) { event.preventDefault(); location.assign(options()[active].dataset.href); }
  });
  input.addEventListener("blur", function () { open(false); });
  list.addEventListener("mousedown", function (event) { event.preventDefault(); });
  list.addEventListener("click", function (event) {
    var option = event.target.closest("[role=option]");
    if (option) { location.assign(option.dataset.href); }
  });
})();

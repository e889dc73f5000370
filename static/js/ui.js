/* Every page: reading preferences, print, show password, "sent once" buttons. Loaded in <head> so that a chosen mode
   is there before the first paint; everything works without it. */
(function () {
  "use strict";
  var root = document.documentElement;

  function get(key) { try { return localStorage.getItem(key); } catch (e) { return null; } }
  function set(key, value) {
    try { if (value === null) { localStorage.removeItem(key); } else { localStorage.setItem(key, value); } } catch (e) { /* private mode */ }
  }
  function mark(name, value) { if (value) { root.setAttribute(name, value); } else { root.removeAttribute(name); } }
  function press(selector, isOn) {
    document.querySelectorAll(selector).forEach(function (button) { button.setAttribute("aria-pressed", String(isOn(button))); });
  }

  function apply() {
    var size = get("fs"), mode = get("mode"), contrast = get("contrast");
    mark("data-mode", mode);
    mark("data-contrast", contrast);
    if (size && !mode) { root.style.setProperty("--scale", size); } else { root.style.removeProperty("--scale"); }
    press("[data-fs]", function (b) { return !mode && b.dataset.fs === (size || "1"); });
    press("[data-toggle-mode]", function (b) { return b.dataset.toggleMode === mode; });
    press("[data-toggle-contrast]", function (b) { return b.dataset.toggleContrast === contrast; });
  }

  function showPassword(button) {
    var input = document.getElementById(button.dataset.eye), show = input.type === "password";
    input.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
    button.textContent = show ? "隐藏" : "显示";
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-fs],[data-toggle-mode],[data-toggle-contrast],[data-print],[data-eye],[data-close],[data-step]");
    if (!button) { return; }
    if (button.dataset.fs) { set("fs", button.dataset.fs === "1" ? null : button.dataset.fs); set("mode", null); }
    if (button.dataset.toggleMode) { set("mode", get("mode") ? null : button.dataset.toggleMode); }
    if (button.dataset.toggleContrast) { set("contrast", get("contrast") ? null : button.dataset.toggleContrast); }
    if (button.hasAttribute("data-print")) {
      document.querySelectorAll("details.data").forEach(function (d) { d.open = true; });
      window.print();
    }
    if (button.dataset.eye) { showPassword(button); }
    if (button.hasAttribute("data-close")) { closeDetails(button.closest("details")); }
    if (button.dataset.step) { step(button); }
    apply();
  });

  function closeDetails(details) { details.open = false; details.querySelector("summary").focus(); }

  function step(button) {
    var input = button.parentElement.querySelector("input"), least = input.min === "" ? -Infinity : Number(input.min);
    var most = input.max === "" ? Infinity : Number(input.max);
    var fresh = input.value === "" && input.hasAttribute("data-from-top");
    input.value = fresh ? most : Math.min(most, Math.max(least, (Number(input.value) || 0) + Number(button.dataset.step)));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* The account menu closes by Escape and by a click elsewhere. */
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) { if (!menu.contains(event.target)) { menu.open = false; } });
  });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && event.target.closest && event.target.closest("details.menu[open]");
    if (menu) { closeDetails(menu); }
  });

  /* One press, one request. The buttons are disabled after the browser has read the form, so the pressed one still counts. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-repeatable") || form.hasAttribute("hx-post")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    setTimeout(function () {
      if (event.defaultPrevented) { return; }
      form.dataset.sent = "1";
      buttonsOf(form).forEach(function (button) { button.disabled = true; });
      if (event.submitter && event.submitter.tagName === "BUTTON") {
        event.submitter.dataset.label = event.submitter.innerHTML;
        event.submitter.textContent = "正在提交";
      }
    }, 0);
  });

  function buttonsOf(form) {
    return Array.prototype.filter.call(form.elements, function (el) { return el.type === "submit" && (!el.disabled || form.dataset.sent); });
  }

  /* Back button: the page comes out of the browser's memory with its buttons still disabled. */
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      buttonsOf(form).forEach(function (button) {
        button.disabled = false;
        if (button.dataset.label) { button.innerHTML = button.dataset.label; }
      });
      delete form.dataset.sent;
    });
  });

  function showCurrent() {
    document.querySelectorAll(".mainnav [aria-current], .tabs [aria-current], .outline [aria-current]").forEach(function (current) {
      var list = current.closest("ul,ol"), box = current.getBoundingClientRect();
      list.scrollLeft += box.left - list.getBoundingClientRect().left - (list.clientWidth - box.width) / 2;
    });
  }

  /* static/js/autosave.js keeps a copy while a form is on its way; the page that answers is the receipt, unless it is the
     form again, the login or an error page. */
  function forgetSentDraft() {
    if (document.querySelector("form[data-autosave], [data-keep-drafts]")) { return; }
    try {
      var key = sessionStorage.getItem("submitted");
      if (key) { localStorage.removeItem(key); sessionStorage.removeItem("submitted"); }
    } catch (e) { /* private mode */ }
  }

  apply();
  document.addEventListener("DOMContentLoaded", function () {
    apply();
    showCurrent();
    var problems = document.querySelector(".notice.err[tabindex]");
    if (problems) { problems.focus(); }
    forgetSentDraft();
  });
  document.addEventListener("htmx:afterSettle", apply);
})();

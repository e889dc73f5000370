/* Every page: reading preferences, print, show password, "sent once" buttons. Loaded in <head> so that a chosen mode
   is there before the first paint; everything works without it. */
(function () {
  "use strict";
  var root = document.documentElement;

  /* The choices stand in a cookie, so that the server draws the next page that way: portal/reading.py. */
  var CHOICES = { size: ["small", "large"], mode: ["elder"], contrast: ["high"], theme: ["light", "dark"] };
  var DARK = { "": "screen and (prefers-color-scheme: dark)", dark: "screen", light: "not all" };

  function chosen(name) { return root.getAttribute("data-" + name) || ""; }
  function choose(name, word) {
    if (word) { root.setAttribute("data-" + name, word); } else { root.removeAttribute("data-" + name); }
    var words = Object.keys(CHOICES).map(chosen).filter(Boolean).join(".");
    document.cookie = "reading=" + words + "; path=" + root.dataset.root + "; max-age=31536000; samesite=lax" +
      (location.protocol === "https:" ? "; secure" : "");
    apply();
  }
  /* Browsers show a page from their memory as it was left: the cookie knows better. */
  function recall() {
    var kept = /(?:^|; )reading=([^;]*)/.exec(document.cookie), words = kept ? kept[1].split(".") : [];
    Object.keys(CHOICES).forEach(function (name) {
      var word = CHOICES[name].filter(function (known) { return words.indexOf(known) >= 0; })[0];
      if (word) { root.setAttribute("data-" + name, word); } else { root.removeAttribute("data-" + name); }
    });
    apply();
  }
  function apply() {
    var dark = document.querySelector("link[data-dark]");
    if (dark) { dark.media = DARK[chosen("theme")]; }
    document.querySelectorAll("[data-reading]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(chosen(button.name) === button.dataset.reading));
    });
  }

  function showPassword(button) {
    var input = document.getElementById(button.dataset.eye), show = input.type === "password";
    input.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
    button.textContent = show ? "隐藏" : "显示";
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-reading],[data-print],[data-eye],[data-close],[data-step]");
    if (!button) { return; }
    if (button.hasAttribute("data-reading")) {
      event.preventDefault();
      var word = button.dataset.reading, isToggle = button.name === "mode" || button.name === "contrast";
      choose(button.name, isToggle && chosen(button.name) === word ? "" : word);
    }
    if (button.hasAttribute("data-print")) {
      document.querySelectorAll("details.data").forEach(function (d) { d.open = true; });
      window.print();
    }
    if (button.dataset.eye) { showPassword(button); }
    if (button.hasAttribute("data-close")) { closeDetails(button.closest("details")); }
    if (button.dataset.step) { step(button); }
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
    recall();
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

  /* A login in another window makes this page's token void; its successor stands in the cookie. */
  document.addEventListener("submit", function (event) {
    var found = document.cookie.match(/(?:^|; )(?:csrftoken|__Host-csrf)=(\w+)/);
    if (found && event.target.matches("[data-again]")) { event.target.elements.csrfmiddlewaretoken.value = found[1]; }
  }, true);

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

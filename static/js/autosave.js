/* Drafts that survive a closed lid: <form data-autosave="URL" data-autosave-owner="user id"> with a [data-savestate] line.

   Every change goes to the URL 0.8 seconds later as JSON, {"data": {name: [value, …]}}, with the CSRF token as a header;
   the answer is {"saved_at": "14:32"} (or {"error": "…"}, shown as it is). What the server has not taken, for want of a
   network or of a login, is kept in this browser under the owner's key and offered back when the page is opened again.
   What came back is offered to other scripts of the page, too: the form gets a "refill" event with the data as its detail.
   After a new login in another window the form goes on with that login's CSRF token.
   A page that answers a sending which arrived with the form again says data-arrived: the copy is no longer needed.
   A form with data-autosave-at="stamp of the draft it shows, or nothing" also keeps the version it was opened with, and does
   not replace what another window has kept since: it says so and goes on in this browser alone.
   Passwords and files are never kept. What the server has taken is removed from the browser: school computers are shared. */
(function () {
  "use strict";
  var DELAY = 800, RETRY = 15000;
  var SKIPPED = ["csrfmiddlewaretoken", "seen", "token", "draft_stamp"];

  function clock() {
    var now = new Date();
    return String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
  }

  function isSkipped(form, name) {
    return SKIPPED.indexOf(name) >= 0 || (name === "version" && form.dataset.autosaveAt === undefined);
  }

  function contents(form) {
    var data = {};
    new FormData(form).forEach(function (value, name) {
      var field = form.elements[name];
      if (typeof value !== "string" || isSkipped(form, name) || (field && field.type === "password")) { return; }
      (data[name] = data[name] || []).push(value);
    });
    return data;
  }

  /* A login elsewhere makes the token of this page void; its successor stands in the cookie. */
  function token(form) {
    var field = form.elements.csrfmiddlewaretoken, found = document.cookie.match(/(?:^|; )(?:csrftoken|__Host-csrf)=(\w+)/);
    if (field && found) { field.value = found[1]; }
    return field ? field.value : "";
  }

  function refill(form, data) {
    form.dispatchEvent(new CustomEvent("refill", { detail: JSON.parse(JSON.stringify(data)) }));
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || isSkipped(form, field.name) || /^(file|password|submit|button|fieldset)$/.test(field.type)) { return; }
      if (field.closest("[data-upload-url]")) { return; }  // upload.js has added the photos; those that came since stay
      var values = data[field.name] || [];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = values.indexOf(field.value) >= 0;
      } else if (field.multiple) {
        Array.prototype.forEach.call(field.options, function (option) { option.selected = values.indexOf(option.value) >= 0; });
      } else if (values.length) {
        field.value = values.length > 1 ? values.shift() : values[0];
      }
    });
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function Draft(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.key = "draft:" + (form.dataset.autosaveOwner || "") + ":" + this.url;
    this.line = document.querySelector("[data-savestate]");
    this.stamp(form.dataset.autosaveAt);
    this.sent = JSON.stringify(contents(form));
    if (form.hasAttribute("data-arrived")) { this.drop(); } else { this.offer(this.key); this.offer(this.key + ":second"); }
    form.addEventListener("input", this.later.bind(this));
    form.addEventListener("change", this.later.bind(this));
    form.addEventListener("submit", this.leave.bind(this));
    window.addEventListener("online", this.save.bind(this));
    window.addEventListener("focus", this.back.bind(this));
    document.addEventListener("visibilitychange", this.hidden.bind(this));
  }

  /* The draft this page goes on from: sent along with the form, so that only this one is dropped. */
  Draft.prototype.stamp = function (stamp) {
    this.after = stamp;
    if (stamp === undefined) { return; }
    if (!this.mark) {
      this.mark = document.createElement("input");
      this.mark.type = "hidden"; this.mark.name = "draft_stamp";
      this.form.append(this.mark);
    }
    this.mark.value = stamp;
  };

  Draft.prototype.say = function (kind, text, link) {
    if (!this.line) { return; }
    this.line.className = "savestate " + kind;
    this.line.textContent = text;
    if (link) {
      var a = document.createElement("a");
      a.href = link; a.target = "_blank"; a.rel = "noopener"; a.textContent = "在新窗口登录";
      this.line.append(" ", a);
    }
  };

  Draft.prototype.keep = function (text) {
    try { localStorage.setItem(this.key, JSON.stringify({ at: clock(), data: JSON.parse(text) })); return true; } catch (e) { return false; }
  };

  Draft.prototype.drop = function () {
    try { localStorage.removeItem(this.key); } catch (e) { /* private mode */ }
  };

  Draft.prototype.later = function () {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.save.bind(this), DELAY);
  };

  Draft.prototype.save = function () {
    var draft = this, text = JSON.stringify(contents(this.form));
    clearTimeout(this.timer);
    if (this.leaving || text === this.sent) { return; }
    if (this.isSecond) { this.keep(text); return; }
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    this.keep(text);
    this.say("busy", "正在保存");
    this.request(text).then(function (answer) {
      draft.sent = text;
      draft.hasMissed = false;
      draft.drop();
      if (draft.after !== undefined) { draft.stamp(answer.stamp); }
      draft.say("ok", (answer.saved_at || clock()) + " 已自动保存");
    }).catch(function (problem) {
      draft.missed(problem);
    }).then(function () {
      draft.busy = false;
      if (draft.again) { draft.again = false; draft.later(); }
    });
  };

  Draft.prototype.request = function (text) {
    return fetch(this.url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      keepalive: text.length < 15000,
      headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token(this.form) },
      body: '{"data":' + text + (this.after === undefined ? "" : ',"after":' + JSON.stringify(this.after)) + "}",
    }).then(function (response) {
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) { throw { login: true }; }
      return response.json().catch(function () { throw { server: true }; }).then(function (answer) {
        if (!response.ok) { throw { server: true, text: answer.error, taken: answer.taken }; }
        return answer;
      });
    });
  };

  Draft.prototype.missed = function (problem) {
    this.hasMissed = true;
    if (problem && problem.taken) {
      this.say("off", problem.text);
      this.drop();
      this.isSecond = true;
      this.key += ":second";
      this.keep(JSON.stringify(contents(this.form)));
      return;
    }
    if (problem && problem.login) {
      this.say("off", "登录过期了，已存在本机。", this.form.dataset.autosaveLogin || location.href);
    } else if (problem && problem.server) {
      this.say("off", problem.text || "网站没有存上，已存在本机，稍后再试");
    } else {
      this.say("off", "没有网络，已存在本机");
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(this.save.bind(this), RETRY);
  };

  Draft.prototype.hidden = function () {
    if (document.visibilityState === "hidden") { this.save(); } else { this.back(); }
  };

  /* From the window with the login, perhaps. */
  Draft.prototype.back = function () {
    if (this.hasMissed) { this.save(); }
  };

  /* A copy stays until the next page shows that the form has arrived (forgetSentDraft in ui.js). */
  Draft.prototype.leave = function (event) {
    var draft = this;
    token(this.form);
    setTimeout(function () {
      if (event.defaultPrevented) { return; }
      clearTimeout(draft.timer);
      draft.leaving = true;
      draft.keep(JSON.stringify(contents(draft.form)));
      try { sessionStorage.setItem("submitted", draft.key); } catch (e) { /* private mode */ }
    }, 0);
  };

  Draft.prototype.offer = function (key) {
    var kept = null;
    function drop() { try { localStorage.removeItem(key); } catch (e) { /* private mode */ } }
    try { kept = JSON.parse(localStorage.getItem(key)); } catch (e) { /* private mode, or not ours */ }
    if (!kept || JSON.stringify(kept.data) === this.sent) { drop(); return; }
    var draft = this, box = document.createElement("div"), words = document.createElement("div");
    box.className = "notice warn mb-3";
    box.setAttribute("role", "status");
    words.append("这台电脑里有一份 " + kept.at + " 没有存到网站的内容。 ");
    words.append(button("恢复这份内容", function () { refill(draft.form, kept.data); box.remove(); drop(); draft.save(); }));
    words.append(" ", button("不要了", function () { drop(); box.remove(); }));
    box.append(words);
    this.form.before(box);
  };

  function button(label, act) {
    var b = document.createElement("button");
    b.type = "button"; b.className = "btn btn-sm btn-line"; b.textContent = label;
    b.addEventListener("click", act);
    return b;
  }

  document.querySelectorAll("form[data-autosave]").forEach(function (form) { new Draft(form); });
})();

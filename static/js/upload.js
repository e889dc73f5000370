/* Several photos at once, each with its own progress, its own reason and its own 重传.

   <div data-upload-url="URL" data-upload-name="photos" data-upload-max="9" data-upload-shown="address of id 0000">
     <ul class="upl"> … <li class="add"><label><input type="file" multiple> … </label></li></ul>
     <p class="upl-state" role="status"></p>
   </div>
   Each file goes alone as multipart field "file" with the CSRF token of the surrounding form; the answer is
   {"id", "thumb", "name"} or {"error": "…"}. A photo that arrived leaves a hidden input (data-upload-name = id) in the form.
   A photo that has not arrived is kept in this browser (IndexedDB), for the owner and the address of the form, so that a closed
   tab loses none; it is gone from there once it has arrived or was taken away, or after a week. What failed for want of a network
   or of a login goes again by itself when the window is back.
   Without this script the same input sends its files with the form. */
(function () {
  "use strict";
  var AT_ONCE = 2, LARGE = 2 * 1024 * 1024, LONGEST = 2560, WEEK = 7 * 24 * 3600 * 1000;

  /* Photos on their way. Every call answers with a promise; without IndexedDB nothing is kept and nothing fails. */
  var kept = {
    open: function () {
      return new Promise(function (done, fail) {
        var asked = indexedDB.open("photos", 1);
        asked.onupgradeneeded = function () { asked.result.createObjectStore("waiting", { keyPath: "id" }); };
        asked.onsuccess = function () { done(asked.result); };
        asked.onerror = fail;
      });
    },
    run: function (mode, act) {
      return kept.open().then(function (db) {
        return new Promise(function (done, fail) {
          var change = db.transaction("waiting", mode), request = act(change.objectStore("waiting"));
          change.oncomplete = function () { db.close(); done(request.result); };
          change.onerror = change.onabort = fail;
        });
      }).catch(function () { return null; });
    },
    put: function (row) { return kept.run("readwrite", function (rows) { return rows.put(row); }); },
    drop: function (id) { return kept.run("readwrite", function (rows) { return rows.delete(id); }); },
    all: function () { return kept.run("readonly", function (rows) { return rows.getAll(); }); },
  };

  function Uploader(box) {
    this.box = box;
    this.list = box.querySelector(".upl");
    this.input = box.querySelector("input[type=file]");
    this.state = box.querySelector(".upl-state");
    this.max = Number(box.dataset.uploadMax || 9);
    this.waiting = [];
    this.running = 0;
    this.input.addEventListener("change", this.chosen.bind(this));
    box.addEventListener("click", this.clicked.bind(this));
    ["dragover", "dragleave", "drop"].forEach(function (name) { box.addEventListener(name, this.dragged.bind(this)); }, this);
    this.input.form.addEventListener("submit", this.submitted.bind(this));
    this.input.form.addEventListener("refill", this.refilled.bind(this));
    window.addEventListener("online", this.again.bind(this));
    window.addEventListener("focus", this.again.bind(this));
    this.count();
    this.bring();
  }

  /* Whose photos, for which form: another account of the same computer sees none of them. */
  Uploader.prototype.key = function () {
    var form = this.input.form;
    return (form.dataset.autosaveOwner || "") + " " + (form.dataset.autosave || location.pathname);
  };

  /* What a closed tab had not sent yet. */
  Uploader.prototype.bring = function () {
    var box = this, key = this.key();
    kept.all().then(function (rows) {
      (rows || []).forEach(function (row) {
        if (Date.now() - row.at > WEEK) { kept.drop(row.id); return; }
        if (row.key === key && box.items().length < box.max) { box.show(new File([row.blob], row.name, { type: row.blob.type }), row.id); }
      });
      box.next();
    });
  };

  Uploader.prototype.again = function () {
    var box = this;
    Array.prototype.slice.call(this.list.querySelectorAll("[data-retry]")).forEach(function (item) { box.retry(item); });
    this.next();
  };

  Uploader.prototype.retry = function (item) {
    item.querySelector("[data-remove]").remove();
    this.queue(item);
  };

  /* Photos that had arrived belong to what autosave.js brings back. */
  Uploader.prototype.refilled = function (event) {
    var box = this, name = this.box.dataset.uploadName || "photos";
    (event.detail[name] || []).forEach(function (id) {
      var known = Array.prototype.some.call(box.list.querySelectorAll("input[type=hidden]"), function (input) { return input.value === id; });
      if (known || box.items().length >= box.max) { return; }
      var item = document.createElement("li"), picture = document.createElement("img");
      item.append(picture);
      box.list.insertBefore(item, box.list.querySelector(".add"));
      box.settle(item, { id: id, thumb: box.box.dataset.uploadShown.replace("0000", id), name: "照片" });
    });
    this.count();
  };

  Uploader.prototype.items = function () { return this.list.querySelectorAll("li:not(.add)"); };

  Uploader.prototype.say = function (text) { if (this.state) { this.state.textContent = text; } };

  Uploader.prototype.chosen = function () {
    this.take(this.input.files);
    this.input.value = "";
  };

  Uploader.prototype.dragged = function (event) {
    event.preventDefault();
    this.box.classList.toggle("is-drop", event.type === "dragover");
    if (event.type === "drop") { this.take(event.dataTransfer.files); }
  };

  Uploader.prototype.take = function (files) {
    var room = this.max - this.items().length, list = Array.prototype.slice.call(files);
    list.slice(0, Math.max(room, 0)).forEach(this.add, this);
    if (list.length > room) { this.say("最多 " + this.max + " 张，多出来的 " + (list.length - Math.max(room, 0)) + " 张没有加进来。"); }
    this.next();
  };

  Uploader.prototype.add = function (file) {
    var id = this.key() + " " + Date.now() + Math.random();
    kept.put({ id: id, key: this.key(), at: Date.now(), name: file.name, blob: file });
    this.show(file, id);
  };

  Uploader.prototype.show = function (file, id) {
    var item = document.createElement("li"), picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = file.name;
    picture.addEventListener("error", function () { picture.hidden = true; });
    item.append(picture);
    item.file = file;
    item.kept = id;
    this.list.insertBefore(item, this.list.querySelector(".add"));
    this.queue(item);
  };

  Uploader.prototype.queue = function (item) {
    item.className = "going";
    this.hasWarned = false;
    delete item.dataset.retry;
    cover(item, "等待上传");
    this.waiting.push(item);
  };

  function cover(item, text, value) {
    var old = item.querySelector(".up"), up = document.createElement("span"), words = document.createElement("b");
    if (old) { old.remove(); }
    up.className = "up";
    words.textContent = text;
    up.append(words);
    if (value !== undefined) {
      var bar = document.createElement("progress");
      bar.className = "meter"; bar.max = 100; bar.value = value; bar.setAttribute("aria-label", text);
      up.append(bar);
    }
    item.append(up);
    return up;
  }

  Uploader.prototype.next = function () {
    this.count();
    while (this.running < AT_ONCE && this.waiting.length) { this.send(this.waiting.shift()); }
  };

  /* A login in another window makes the page's token void; its successor stands in the cookie. */
  function token(form) {
    var found = document.cookie.match(/(?:^|; )(?:csrftoken|__Host-csrf)=(\w+)/);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }

  Uploader.prototype.send = function (item) {
    var box = this;
    this.running += 1;
    smaller(item.file).then(function (file) {
      var form = new FormData(), request = new XMLHttpRequest();
      form.append("file", file, item.file.name);
      request.open("POST", box.box.dataset.uploadUrl);
      request.setRequestHeader("X-CSRFToken", token(box.input.form));
      request.setRequestHeader("Accept", "application/json");
      request.timeout = 120000;
      request.upload.onprogress = function (event) {
        var done = event.lengthComputable ? Math.round(100 * event.loaded / event.total) : 0;
        cover(item, done < 100 ? "正在上传 " + done + "%" : "正在处理", done);
      };
      request.onload = function () { box.answered(item, request); };
      request.onerror = function () { box.failed(item, "网络断了", true); };
      request.ontimeout = function () { box.failed(item, "网络太慢，没有传完", true); };
      request.onloadend = function () { box.running -= 1; box.next(); };
      request.send(form);
    });
  };

  Uploader.prototype.answered = function (item, request) {
    var answer = null;
    try { answer = JSON.parse(request.responseText); } catch (e) { /* an error page, not JSON */ }
    if (request.status < 300 && answer && answer.id) { this.arrived(item, answer); return; }
    if (answer && answer.error) { kept.drop(item.kept); this.failed(item, answer.error); return; }
    if (request.status === 401 || request.status === 403 || request.status === 200) { this.failed(item, "登录过期了，重新登录后再传", true); return; }
    this.failed(item, request.status === 413 ? "照片太大" : "网站没有收下，请再试一次");
  };

  Uploader.prototype.arrived = function (item, answer) {
    var picture = item.querySelector("img");
    kept.drop(item.kept);
    item.className = "";
    item.querySelector(".up").remove();
    URL.revokeObjectURL(picture.src);
    answer.name = answer.name || item.file.name;
    this.settle(item, answer);
    this.input.form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  /* A photo the server has: its small picture, the hidden input that names it, a way to take it off. */
  Uploader.prototype.settle = function (item, answer) {
    var hidden = document.createElement("input"), picture = item.querySelector("img");
    hidden.type = "hidden";
    hidden.name = this.box.dataset.uploadName || "photos";
    hidden.value = answer.id;
    picture.src = answer.thumb;
    picture.hidden = false;
    picture.alt = answer.name;
    item.append(hidden, remover(answer.name));
  };

  function remover(name) {
    var b = document.createElement("button");
    b.type = "button"; b.textContent = "×"; b.dataset.remove = "";
    b.setAttribute("aria-label", "删除照片：" + name);
    return b;
  }

  /* `passes`: for want of a network or of a login, which come back */
  Uploader.prototype.failed = function (item, reason, passes) {
    var again = document.createElement("button");
    item.className = "fail";
    if (passes) { item.dataset.retry = ""; }
    again.type = "button"; again.className = "btn btn-sm btn-line"; again.textContent = "重传"; again.dataset.again = "";
    again.setAttribute("aria-label", "重传：" + item.file.name);
    cover(item, reason).append(again);
    item.append(remover(item.file.name));
  };

  Uploader.prototype.clicked = function (event) {
    var again = event.target.closest("[data-again]"), gone = event.target.closest("[data-remove]"), item;
    if (!again && !gone) { return; }
    item = event.target.closest("li");
    if (again) { this.retry(item); this.next(); return; }
    if (item.kept) { kept.drop(item.kept); }
    item.remove();
    this.count();
    this.input.focus();
    this.input.form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  Uploader.prototype.count = function () {
    var going = this.list.querySelectorAll(".going").length, failed = this.list.querySelectorAll(".fail").length;
    var full = this.items().length >= this.max;
    this.list.querySelector(".add").hidden = full;
    if (going) { this.say("还有 " + going + " 张在上传。"); return; }
    if (failed) { this.say(failed + " 张没有传上，其余照片已保留。"); return; }
    this.say(this.items().length ? "共 " + this.items().length + " 张" + (full ? "，已满。" : "。") : "");
  };

  /* Sending the form now would lose the photos still on their way, and those that failed: of these it warns once. */
  Uploader.prototype.submitted = function (event) {
    var going = this.list.querySelectorAll(".going").length, failed = this.list.querySelectorAll(".fail");
    if (!going && (this.hasWarned || !failed.length)) {
      failed.forEach(function (item) { kept.drop(item.kept); });
      return;
    }
    event.preventDefault();
    this.hasWarned = !going;
    this.say(going ? "还有 " + going + " 张在上传，传完再提交。" : failed.length + " 张没有传上。重传，或者再点一次，不带它们提交。");
    this.box.scrollIntoView({ block: "center" });
  };

  /* A telephone's photograph is five times larger than any page needs; what this browser cannot draw goes as it is. */
  function smaller(file) {
    if (file.size < LARGE || !/^image\/(jpeg|webp)$/.test(file.type) || !window.createImageBitmap) { return Promise.resolve(file); }
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (image) {
      var scale = Math.min(1, LONGEST / Math.max(image.width, image.height)), canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      return new Promise(function (done) {
        canvas.toBlob(function (blob) { done(blob && blob.size < file.size ? blob : file); }, "image/jpeg", 0.88);
      });
    }).catch(function () { return file; });
  }

  document.querySelectorAll("[data-upload-url]").forEach(function (box) { new Uploader(box); });
})();

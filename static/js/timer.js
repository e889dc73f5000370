/* The clock of a defence: <section data-timer> with one <li data-turn="name"> per project. Once the page is open it needs no
   network: it counts by the computer's clock, and a reload finds it where it was. Without script the list of planned times
   stays as it is. Minutes come from the two number fields; ends are told in a sentence, without sound. */
(function () {
  "use strict";
  var PHASES = [
    { key: "talk", name: "现场报告", end: "报告时间到，请停止报告，转入答问。" },
    { key: "question", name: "回答提问", end: "答问时间到，请下一项准备。" },
  ];

  function Timer(box) {
    this.box = box;
    this.key = "timer:" + box.dataset.timer;
    this.turns = Array.prototype.slice.call(document.querySelectorAll("[data-turn]"));
    this.state = this.recall() || { turn: 0, phase: 0, left: null, until: null };
    if (this.state.turn >= this.turns.length) { this.state.turn = 0; }
    if (this.state.left === null) { this.state.left = this.full(); }
    box.hidden = false;
    box.addEventListener("click", this.clicked.bind(this));
    box.addEventListener("change", this.changed.bind(this));
    this.said = "";
    this.show();
    setInterval(this.show.bind(this), 250);
  }

  Timer.prototype.recall = function () {
    try { return JSON.parse(sessionStorage.getItem(this.key)); } catch (e) { return null; }
  };

  Timer.prototype.remember = function () {
    try { sessionStorage.setItem(this.key, JSON.stringify(this.state)); } catch (e) { /* private mode */ }
  };

  Timer.prototype.part = function (name) { return this.box.querySelector("[data-timer-" + name + "]"); };

  Timer.prototype.full = function () {
    var minutes = Number(this.part(PHASES[this.state.phase].key).value);
    return Math.max(0, Math.round((minutes || 0) * 60)) * 1000;
  };

  Timer.prototype.left = function () { return this.state.until === null ? this.state.left : this.state.until - Date.now(); };

  Timer.prototype.go = function (turn, phase) {
    this.state.turn = turn;
    this.state.phase = phase;
    this.state.until = null;
    this.state.left = this.full();
  };

  Timer.prototype.clicked = function (event) {
    var button = event.target.closest("button[data-do]"), state = this.state;
    if (!button) { return; }
    if (button.dataset.do === "run") {
      if (state.until === null) { state.until = Date.now() + state.left; wake(); } else { state.left = this.left(); state.until = null; }
    }
    if (button.dataset.do === "again") { this.go(state.turn, state.phase); }
    if (button.dataset.do === "phase") { this.go(state.turn, 1 - state.phase); state.until = Date.now() + state.left; }
    if (button.dataset.do === "next" && state.turn + 1 < this.turns.length) { this.go(state.turn + 1, 0); }
    if (button.dataset.do === "back" && state.turn > 0) { this.go(state.turn - 1, 0); }
    this.remember();
    this.show();
  };

  /* A new length counts from the next start; a clock that runs is left alone. */
  Timer.prototype.changed = function () {
    if (this.state.until === null) { this.state.left = this.full(); }
    this.remember();
    this.show();
  };

  Timer.prototype.show = function () {
    var state = this.state, phase = PHASES[state.phase], left = this.left(), over = left <= 0;
    var seconds = over ? Math.floor(-left / 1000) : Math.ceil(left / 1000);
    var sentence = over ? phase.end : left <= 60000 && state.until !== null ? "还剩 1 分钟。" : "";
    this.part("name").textContent = this.turns[state.turn].dataset.turn;
    this.part("phase").textContent = phase.name;
    this.part("digits").textContent = (over && seconds ? "+" : "") + two(Math.floor(seconds / 60)) + ":" + two(seconds % 60);
    this.box.classList.toggle("is-over", over);
    if (sentence !== this.said) { this.said = sentence; this.part("said").textContent = sentence; }
    this.box.querySelector("[data-do=run]").textContent = state.until === null ? "开始" : "暂停";
    this.box.querySelector("[data-do=phase]").textContent = state.phase ? "回到报告" : "转入答问";
    this.box.querySelector("[data-do=next]").disabled = state.turn + 1 === this.turns.length;
    this.box.querySelector("[data-do=back]").disabled = state.turn === 0;
    this.turns.forEach(function (row, number) {
      if (number === state.turn) { row.setAttribute("aria-current", "step"); } else { row.removeAttribute("aria-current"); }
    });
  };

  function two(number) { return String(number).padStart(2, "0"); }

  /* Keep the screen on while the clock runs, where the browser can. */
  function wake() {
    if (navigator.wakeLock) { navigator.wakeLock.request("screen").catch(function () { /* not allowed: the clock runs on */ }); }
  }

  document.querySelectorAll("[data-timer]").forEach(function (box) { if (document.querySelector("[data-turn]")) { new Timer(box); } });
})();

// Runs before the app: applies the theme, keeps what is dropped, chosen or pasted until the app asks for it,
// says so when the app cannot start or has broken down, and counts what the page asks of the network.
(function () {
  "use strict";

  var root = document.documentElement;
  var byId = function (id) { return document.getElementById(id); };
  var show = function (id, visible) {
    var element = byId(id);
    if (element) element.hidden = !visible;
  };
  // This script runs in the head, so that the theme is there at the first paint; the body is not there yet.
  var whenParsed = function (action) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", action, { once: true });
    else action();
  };

  // ---- Theme -------------------------------------------------------------------------------------------------

  try {
    var theme = localStorage.getItem("keyglass-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (storageIsForbidden) { /* then the theme of the operating system holds */ }

  // ---- Fonts --------------------------------------------------------------------------------------------------

  // A browser fetches a font when a text first wants it. All are asked for now, so that none is a request of later.
  whenParsed(function () {
    if (!document.fonts || !document.fonts.load) return;
    ["400 1em Inter", "600 1em Inter", "400 1em 'Source Serif 4'", "400 1em 'JetBrains Mono'"].forEach(function (font) {
      document.fonts.load(font).catch(function () { /* then another font serves */ });
    });
  });

  // ---- Input that comes before the app -----------------------------------------------------------------------

  var queue = [];
  // `data-waiting` on the root element lets the style sheet say that something is waiting for the app.
  var receiver = null;
  var keep = function (item) {
    if (receiver) return receiver(item);
    queue.push(item);
    root.dataset.waiting = String(queue.length);
  };
  var keepFiles = function (list) {
    if (list && list.length) keep({ kind: "files", files: Array.from(list) });
    return Boolean(list && list.length);
  };
  var isEditable = function (element) {
    return element instanceof Element && Boolean(element.closest("input, textarea, select, [contenteditable]"));
  };

  // Without this the browser would leave the page and show the dropped file itself. While something is held over the page
  // the event keeps coming; where it leaves, it stops.
  var held;
  function onDragOver(event) {
    event.preventDefault();
    root.dataset.held = "";
    clearTimeout(held);
    held = setTimeout(function () { delete root.dataset.held; }, 500);
  }

  // Folders are walked; each file keeps the path that it lay at. What begins with a dot is the system's own.
  var MOST_FILES = 20000;
  function walk(entries, done) {
    var found = [], waiting = 1;
    var finish = function () { if (--waiting === 0) done(found); };
    var visit = function (entry) {
      if (!entry || entry.name.charAt(0) === "." || found.length >= MOST_FILES) return;
      waiting += 1;
      if (entry.isFile) {
        entry.file(function (file) {
          try { Object.defineProperty(file, "keyglassPath", { value: entry.fullPath.replace(/^\//, "") }); } catch (fixed) { /* then its name */ }
          found.push(file);
          finish();
        }, finish);
        return;
      }
      var reader = entry.createReader();
      var more = function () {
        reader.readEntries(function (some) {
          some.forEach(visit);
          if (some.length) more(); else finish();
        }, finish);
      };
      more();
    };
    entries.forEach(visit);
    finish();
  }

  function onDrop(event) {
    event.preventDefault();
    var data = event.dataTransfer;
    if (!data) return;
    var entries = Array.from(data.items || []).map(function (item) {
      return item.kind === "file" && item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
    }).filter(Boolean);
    if (entries.some(function (entry) { return entry.isDirectory; })) return walk(entries, keepFiles);
    if (keepFiles(data.files)) return;
    var text = data.getData("text/plain");
    if (text) keep({ kind: "text", text: text });
  }

  function onChange(event) {
    if (!(event.target instanceof HTMLInputElement) || event.target.type !== "file") return;
    keepFiles(event.target.files);
    event.target.value = ""; // or choosing the same file again would be no change
  }

  function onPaste(event) {
    var data = event.clipboardData;
    if (!data || isEditable(event.target)) return;
    if (keepFiles(data.files)) return event.preventDefault();
    var text = data.getData("text/plain");
    if (!text) return;
    event.preventDefault();
    keep({ kind: "text", text: text });
  }

  var inputs = { dragover: onDragOver, drop: onDrop, change: onChange, paste: onPaste };
  Object.keys(inputs).forEach(function (name) { addEventListener(name, inputs[name]); });

  // ---- Starting ----------------------------------------------------------------------------------------------

  var state = "starting"; // then "running", "failed" or "panicked"

  window.keyglassBoot = {
    queue: queue,

    // The app is ready: `callback` gets every kept item in order, and from now on each new one at once.
    take: function (callback) {
      receiver = callback;
      if (state === "starting") state = "running";
      delete root.dataset.waiting;
      show("loading", false);
      queue.splice(0).forEach(function (item) { callback(item); });
    },

    // The app cannot start. The reason goes to the console; the page says what the user can do.
    failed: function (reason) {
      if (state !== "starting") return;
      state = "failed";
      console.error("Keyglass could not start:", reason);
      whenParsed(function () {
        show("loading", false);
        show("wasm-failed", true);
      });
    },
  };

  if (typeof WebAssembly !== "object") window.keyglassBoot.failed("this browser has no WebAssembly");

  // The app's script was not loaded, does not match its integrity hash, or is not understood by an old browser.
  addEventListener("error", function (event) {
    var script = event.target instanceof HTMLScriptElement ? event.target.src : event.filename;
    if (script && new URL(script, location.href).origin === location.origin) {
      window.keyglassBoot.failed(event.message || "cannot load " + script);
    }
  }, true);

  // ---- Breaking down -----------------------------------------------------------------------------------------

  // Called by the app's panic hook. `message` says where in the program it broke, never what was in a file.
  window.keyglassPanic = function (message) {
    if (state === "panicked") return; // the first one is the cause
    state = "panicked";
    var version = document.querySelector('meta[name="version"]');
    var report = [
      "Keyglass " + (version ? version.content : "of unknown version"),
      navigator.userAgent,
      "",
      String(message),
    ].join("\n");
    whenParsed(function () { showPanic(report); });
  };

  function showPanic(report) {
    show("loading", false);
    show("app", false);
    var section = byId("panic");
    var text = byId("panic-report");
    if (!section || !text) return;
    text.value = report;
    section.hidden = false;
    section.tabIndex = -1;
    section.focus();
    byId("panic-restart").addEventListener("click", function () { location.reload(); });
    byId("panic-copy").addEventListener("click", function (event) { copy(text, event.currentTarget); });
  }

  function copy(text, button) {
    var done = function () { button.textContent = "Copied"; };
    // What remains where the clipboard is closed to scripts: the report is selected, Ctrl+C copies it.
    var select = function () {
      text.focus();
      text.select();
      if (document.execCommand("copy")) done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text.value).then(done, select);
    else select();
  }

  // ---- The seal: what was asked of the network since a file was opened ---------------------------------------

  var opened = Infinity; // when; before anything is opened nothing is counted
  var requests = 0;
  var violations = 0;
  var listeners = [];
  var tell = function () { listeners.forEach(function (listener) { listener(); }); };

  // What stays in this browser is no request: data and blob addresses never reach the network.
  var countEntries = function (entries) {
    var found = entries.filter(function (entry) {
      return entry.startTime > opened && !/^(data|blob):/.test(entry.name);
    }).length;
    requests += found;
    return found;
  };

  var observer = null;
  if (typeof PerformanceObserver === "function") {
    observer = new PerformanceObserver(function (list) { if (countEntries(list.getEntries())) tell(); });
    observer.observe({ type: "resource" });
  }
  document.addEventListener("securitypolicyviolation", function () {
    if (opened === Infinity) return;
    violations += 1;
    tell();
  });

  window.keyglassSeal = {
    reset: function () {
      if (observer) observer.takeRecords(); // they are of before
      opened = performance.now();
      requests = 0;
      violations = 0;
      tell();
    },
    // `undefined` where the browser offers no way to count, so that the page does not claim a zero.
    count: function () {
      if (!observer) return undefined;
      countEntries(observer.takeRecords());
      return requests;
    },
    violations: function () { return violations; },
    onchange: function (callback) { listeners.push(callback); },
  };
})();

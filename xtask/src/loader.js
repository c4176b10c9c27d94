
// Starts the app. The same script serves the page and its workers; FILE and INTEGRITY are filled in by the build.
(function () {
  "use strict";

  // A worker asks for nothing over the network: the page hands it the compiled module as its first message.
  if (typeof DedicatedWorkerGlobalScope === "function" && self instanceof DedicatedWorkerGlobalScope) {
    self.addEventListener("message", function (event) {
      event.stopImmediatePropagation();
      __wbg_finalize_init(new WebAssembly.Instance(event.data, __wbg_get_imports()), event.data);
    }, { once: true });
    return;
  }

  var script = document.currentScript.src;
  // For whoever starts a worker: `new Worker(keyglassScript)`, then `postMessage(keyglassModule)`.
  window.keyglassScript = script;
  if (typeof WebAssembly !== "object") return; // boot.js has said so

  fetch(new URL("FILE", script), { integrity: "INTEGRITY" })
    .then(function (response) {
      if (!response.ok) throw new Error("cannot load FILE: status " + response.status);
      // Browsers keep the compiled code of a streamed module, and refuse to stream one with the wrong type.
      if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.compileStreaming(response);
      return response.arrayBuffer().then(function (bytes) { return WebAssembly.compile(bytes); });
    })
    .then(function (module) {
      window.keyglassModule = module;
      return WebAssembly.instantiate(module, __wbg_get_imports()).then(function (instance) { __wbg_finalize_init(instance, module); });
    })
    .catch(function (error) { window.keyglassBoot.failed(error); });
})();

// What the page does before the app, without it, and after it has broken down.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, dropFiles, dropRealFile, mounted, openApp, paste, pick } from "./harness.mjs";

const WASM = "**/*.wasm";
const SCRIPT = "**/keyglass-*.js";

/** Opens the page and holds the app back, as a slow network does. */
async function openBeforeApp(t, options = {}) {
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  const opened = await openApp(t, {
    ...options,
    before: (page) => page.route(WASM, async (route) => {
      await released;
      await route.continue();
    }),
  });
  t.after(release);
  return { ...opened, release };
}

/** What boot.js has kept: names of files, and texts. */
function kept(page) {
  return page.evaluate(() => keyglassBoot.queue.map(({ kind, files, text }) => (
    kind === "files" ? files.map((file) => file.name) : text
  )));
}

test("what is dropped, chosen and pasted before the app is there is kept in order", async (t) => {
  const { page, url } = await openBeforeApp(t);
  await dropFiles(page, [{ name: "a.json", content: "{}" }, { name: "b.json", content: "{}" }]);
  await pick(page, [{ name: "c.json", content: "{}" }]);
  await paste(page, "{\"KeyMetadata\": {}}");
  await dropRealFile(page, "package.json");
  await page.waitForFunction(() => keyglassBoot.queue.length === 4);
  assert.deepEqual(await kept(page), [["a.json", "b.json"], ["c.json"], "{\"KeyMetadata\": {}}", ["package.json"]]);
  assert.equal(page.url(), url, "the browser showed the dropped file instead of the page");
});

test("the app is handed what was kept, and what comes later at once", async (t) => {
  const { page } = await openBeforeApp(t);
  await paste(page, "first");
  const taken = await page.evaluate(() => {
    window.items = [];
    keyglassBoot.take((item) => items.push(item));
    return items;
  });
  assert.deepEqual(taken, [{ kind: "text", text: "first" }]);
  await paste(page, "second");
  assert.deepEqual(await kept(page), []);
  assert.deepEqual(await page.evaluate(() => items.map((item) => item.text)), ["first", "second"]);
  assert.equal(await page.locator("#loading").isVisible(), false);
});

const FAILURES = {
  "the WASM cannot be loaded": (page) => page.route(WASM, (route) => route.abort()),
  "the WASM is not there": (page) => page.route(WASM, (route) => route.fulfill({ status: 404, body: "" })),
  "the WASM is not the one the page was built with": (page) => page.route(WASM, (route) => (
    route.fulfill({ contentType: "application/wasm", body: Buffer.from("\0asm\x01\0\0\0", "latin1") })
  )),
  "the script is not the one the page was built with": (page) => page.route(SCRIPT, (route) => (
    route.fulfill({ contentType: "text/javascript", body: "document.title = 'foreign'" })
  )),
  "the browser has no WebAssembly": (page) => page.addInitScript(() => { delete window.WebAssembly; }),
};

for (const [what, before] of Object.entries(FAILURES)) {
  test(`the page says so when ${what}`, async (t) => {
    const { page } = await openApp(t, { before });
    await page.locator("#wasm-failed").waitFor({ state: "visible" });
    assert.equal(await page.locator("#loading").isVisible(), false);
    assert.notEqual(await page.title(), "foreign");
    assert.deepEqual(await axe(page), []);
  });
}

test("a panic leaves a report to copy and a way to start again", async (t) => {
  const { page } = await openApp(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await mounted(page);
  await page.evaluate(() => {
    keyglassPanic("panicked at src/app/main.rs:1:1: <b>broken</b>");
    keyglassPanic("a later one");
  });
  assert.equal(await page.locator("#app").isVisible(), false);
  const report = await page.locator("#panic-report").inputValue();
  assert.match(report, /^Keyglass \d+\.\d+\.\d+\n.*Chrome.*\n\npanicked at src\/app\/main\.rs:1:1: <b>broken<\/b>$/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "panic");
  assert.deepEqual(await axe(page), []);

  await page.locator("#panic-copy").click();
  await page.getByText("Copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), report);

  await Promise.all([page.waitForEvent("load"), page.locator("#panic-restart").click()]);
  await mounted(page);
});

test("requests are counted from the moment a file is opened", async (t) => {
  const { page } = await openBeforeApp(t);
  const seal = () => page.evaluate(() => [keyglassSeal.count(), keyglassSeal.violations()]);
  await page.evaluate(() => fetch("index.html"));
  assert.deepEqual(await seal(), [0, 0], "nothing is open yet");

  await page.evaluate(() => keyglassSeal.reset());
  assert.deepEqual(await seal(), [0, 0], "what came before does not count");

  await page.evaluate(() => {
    window.told = 0;
    keyglassSeal.onchange(() => { window.told += 1; });
    return fetch("index.html?again");
  });
  await page.waitForFunction(() => window.told === 1);
  assert.deepEqual(await seal(), [1, 0]);

  await page.evaluate(() => fetch("https://example.org/").catch(() => undefined));
  await page.waitForFunction(() => keyglassSeal.violations() === 1);

  await page.evaluate(() => keyglassSeal.reset());
  assert.deepEqual(await seal(), [0, 0]);
});

test("the chosen theme is there before the first paint", async (t) => {
  const before = (page) => page.addInitScript(() => {
    localStorage.setItem("keyglass-theme", "dark");
    addEventListener("DOMContentLoaded", () => { window.themeAtFirst = document.documentElement.dataset.theme; });
  });
  const { page } = await openApp(t, { before });
  assert.equal(await page.evaluate(() => window.themeAtFirst), "dark");
});

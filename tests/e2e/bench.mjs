// Whole exports in a browser, for `cargo xtask bench`: from the choice of the file to the complete list, beside
// JSON.parse of the same text and of each policy in it, in the same page.

import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { openApp, mounted } from "./harness.mjs";

const files = process.env.KEYGLASS_BENCH_FILES.split("\n");
const lines = [];
const say = (line) => lines.push(line);

test("whole exports", { timeout: 1_800_000 }, async (t) => {
say("| file | JSON.parse | listed | of JSON.parse | judged | longest block while listing | longest block | JS heap | keystroke, 95th percentile |");
say("|---|---|---|---|---|---|---|---|---|");
for (const file of files) {
  const { page } = await openApp(t);
  await mounted(page);
  const text = await readFile(file, "utf8");
  await page.evaluate(() => document.body.append(Object.assign(document.createElement("input"), { type: "file", id: "bench" })));
  // Stopped before the app hears of it: this one is for JSON.parse alone.
  await page.evaluate(() => document.getElementById("bench").addEventListener("change", (event) => event.stopPropagation()));
  await page.setInputFiles("#bench", file);
  const parse = await page.evaluate(async () => {
    const text = await document.getElementById("bench").files[0].text();
    const start = performance.now();
    for (const line of text.split("\n")) if (line) JSON.parse(JSON.parse(line).Policy);
    const spent = performance.now() - start;
    document.getElementById("bench").remove();
    return spent;
  });
  await page.evaluate(() => {
    window.blocks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.blocks.push([entry.startTime, entry.duration])))
      .observe({ type: "longtask" });
  });
  const keys = text.split("\n").filter(Boolean).length;
  const done = page.evaluate((keys) => new Promise((resolve) => {
    let listed = 0;
    let start = 0;
    // Putting the file into the page takes this test a while before the app can hear of it.
    addEventListener("change", () => { start = performance.now(); look(); }, { capture: true, once: true });
    const look = () => {
      const title = document.querySelector(".keys-page h1")?.textContent;
      const words = document.querySelector(".progress p")?.textContent ?? "";
      if (!listed && title === `${keys.toLocaleString("en")} keys` && !words.startsWith("Reading")) listed = performance.now() - start;
      if (listed && !words) resolve({ listed, judged: performance.now() - start, start });
      else setTimeout(look, 20);
    };
  }), keys);
  page.setDefaultTimeout(0);
  await page.setInputFiles("#picker", file);
  const { listed, judged, start } = await done;
  const blocks = await page.evaluate(() => window.blocks);
  const longest = (until) => Math.max(0, ...blocks.filter(([at]) => at < start + until).map(([, duration]) => duration));
  const heap = await page.evaluate(() => performance.memory.usedJSHeapSize);

  const strokes = [];
  const words = ["rotation:off", "rotation:off region:us-east-1", "api", "", "Key 12", "-manager:aws"];
  const typed = words.flatMap((word) => [word.slice(0, 1), word.slice(0, 2), word.slice(0, 3), word]);
  for (const query of [...typed, ...typed]) {
    strokes.push(await page.evaluate((query) => new Promise((resolve) => {
      const input = document.getElementById("keys-query");
      const start = performance.now();
      input.value = query;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    }), query));
    await page.waitForTimeout(150);
  }
  strokes.sort((one, other) => one - other);
  const p95 = strokes[Math.ceil(strokes.length * 0.95) - 1];
  const ms = (time) => `${time.toFixed(0)} ms`;
  say(`| ${keys} keys, ${(text.length / 1048576).toFixed(1)} MB | ${ms(parse)} | ${ms(listed)} | ${(listed / parse).toFixed(1)}× | ${(judged / 1000).toFixed(1)} s | ${ms(longest(listed))} | ${ms(longest(judged))} | ${(heap / 1048576).toFixed(0)} MB | ${ms(p95)} |`);
  await page.context().close();
}
await writeFile(process.env.KEYGLASS_BENCH, lines.join("\n"));
});

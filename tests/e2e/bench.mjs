// Whole exports in a browser, for `cargo xtask bench`: from the choice of the file to the complete list, beside
// JSON.parse of the same text and of each policy in it, in the same page.

import { readFile, stat } from "node:fs/promises";
import { openApp, mounted } from "./harness.mjs";

const cleanup = [];
const t = { after: (action) => cleanup.push(action) };
const files = process.argv.slice(2);

console.log("| file | JSON.parse | listed | of JSON.parse | judged | longest block while listing | longest block | JS heap |");
console.log("|---|---|---|---|---|---|---|---|");
for (const file of files) {
  const { page } = await openApp(t);
  await mounted(page);
  const text = await readFile(file, "utf8");
  const parse = (await stat(file)).size > 400e6 ? NaN : await page.evaluate((text) => {
    const start = performance.now();
    for (const line of text.split("\n")) if (line) JSON.parse(JSON.parse(line).Policy);
    return performance.now() - start;
  }, text);
  await page.evaluate(() => {
    window.blocks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.blocks.push([entry.startTime, entry.duration])))
      .observe({ type: "longtask" });
  });
  const keys = text.split("\n").filter(Boolean).length;
  const done = page.evaluate((keys) => new Promise((resolve) => {
    const start = performance.now();
    let listed = 0;
    const look = () => {
      const title = document.querySelector(".keys-page h1")?.textContent;
      const words = document.querySelector(".progress p")?.textContent ?? "";
      if (!listed && title === `${keys} keys` && !words.startsWith("Reading")) listed = performance.now() - start;
      if (listed && !words) resolve({ listed, judged: performance.now() - start, start });
      else setTimeout(look, 20);
    };
    look();
  }), keys);
  await page.setInputFiles("#picker", file);
  const { listed, judged, start } = await done;
  const blocks = await page.evaluate(() => window.blocks);
  const longest = (until) => Math.max(0, ...blocks.filter(([at]) => at < start + until).map(([, duration]) => duration));
  const heap = await page.evaluate(() => performance.memory.usedJSHeapSize);
  console.log(`| ${keys} keys, ${(text.length / 1048576).toFixed(1)} MB | ${parse.toFixed(0)} ms | ${listed.toFixed(0)} ms | ${(listed / parse).toFixed(1)}× | ${(judged / 1000).toFixed(1)} s | ${longest(listed).toFixed(0)} ms | ${longest(judged).toFixed(0)} ms | ${(heap / 1048576).toFixed(0)} MB |`);

  const strokes = [];
  for (const query of ["r", "ro", "rotation:off", "rotation:off region:us-east-1", "api", ""]) {
    strokes.push(await page.evaluate((query) => new Promise((resolve) => {
      const input = document.getElementById("keys-query");
      const start = performance.now();
      input.value = query;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    }), query));
  }
  console.log(`|   keystroke to painted list | | ${Math.max(...strokes).toFixed(0)} ms at most of ${strokes.length} | | | | | |`);
  await page.context().close();
}
for (const action of cleanup) await action().catch(() => {});
process.exit(0);

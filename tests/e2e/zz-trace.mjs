import { test } from "node:test";
import { openApp, mounted } from "./harness.mjs";
const file = process.env.FILE, keys = Number(process.env.N), WAIT = Number(process.env.WAIT ?? 0);
test("trace", { timeout: 200000 }, async (t) => {
  for (let round = 0; round < 3; round++) {
  const { page } = await openApp(t);
  await mounted(page);
  await page.waitForTimeout(WAIT);
  await page.evaluate(() => {
    window.blocks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((e) => window.blocks.push([e.startTime, e.duration]))).observe({ type: "longtask" });
  });
  const done = page.evaluate((keys) => new Promise((resolve) => {
    let start = 0; const log = []; let last = "";
    addEventListener("change", () => { start = performance.now(); look(); }, { capture: true, once: true });
    const look = () => {
      const title = document.querySelector(".keys-page h1")?.textContent;
      const words = document.querySelector(".progress p")?.textContent ?? "";
      const now = title + " | " + words;
      if (now !== last) { log.push([Math.round(performance.now() - start), now]); last = now; }
      if (title === `${keys.toLocaleString("en")} keys` && !words) resolve({ log, blocks: window.blocks.map(([a, d]) => [Math.round(a - start), Math.round(d)]) });
      else setTimeout(look, 1);
    };
  }), keys);
  await page.setInputFiles("#picker", file);
  const { log, blocks } = await done;
  console.log("ROUND", round);
  for (const l of log) console.log(l.join("  "));
  console.log("blocks", JSON.stringify(blocks));
  await page.context().close();
  }
});

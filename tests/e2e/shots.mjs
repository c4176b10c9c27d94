// Takes the pictures of the README, docs/images/*.png: `cargo xtask shots`. The same page gives the same pictures.

import { execFileSync } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { TITLES, dropFiles, headed, mounted, openApp, screenshot } from "./harness.mjs";

const IMAGES = "docs/images";

// Ages are counted from here, so that a picture does not change with the day it is taken.
const TODAY = "2026-01-15T12:00:00Z";

const SHOTS = {
  "start": { width: 1280, height: 860 },
  "key-light": { width: 1440, height: 1000, button: "The ACM default key", title: TITLES["acm-default-key"] },
  "key-dark": { width: 1440, height: 1000, colorScheme: "dark", button: "A key open to everyone", title: TITLES["public-key"] },
};

test("estate", async (t) => {
  const keys = execFileSync("cargo", ["run", "--quiet", "--release", "--example", "fleet", "480"]);
  const { page } = await openApp(t, { width: 1440, height: 1000, before: (page) => page.clock.setFixedTime(TODAY) });
  await mounted(page);
  await dropFiles(page, [{ name: "export.jsonl", content: keys }]);
  await headed(page, "480 keys");
  await mkdir(IMAGES, { recursive: true });
  await copyFile(await screenshot(page, "estate", { animations: "disabled", caret: "hide" }), join(IMAGES, "estate.png"));
});

for (const [name, { button, title, ...options }] of Object.entries(SHOTS)) {
  test(name, async (t) => {
    const { page } = await openApp(t, { ...options, before: (page) => page.clock.setFixedTime(TODAY) });
    await mounted(page);
    if (button) {
      await page.getByRole("button", { name: button }).click();
      await headed(page, title);
    }
    await mkdir(IMAGES, { recursive: true });
    await copyFile(await screenshot(page, name, { animations: "disabled", caret: "hide" }), join(IMAGES, `${name}.png`));
  });
}

// axe finds nothing wrong, in each theme, on each page and in each of its states.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TITLES, axe, dropFiles, headed, key, mounted, openApp, openKeys, sample } from "./harness.mjs";

async function manyKeys() {
  const all = [];
  for (let number = 1; number <= 500; number += 1) {
    const name = ["acm-default-key", "public-key", "locked-out-key"][number % 3];
    all.push(await key({ Id: `key-${number}`, Description: `Key of team ${number}` }, name));
  }
  return JSON.stringify(all);
}

const STATES = {
  "the start": (page) => mounted(page),
  "the seed key": async (page) => openKeys(page, [await sample()]),
  "a marked phrase": async (page) => {
    await openKeys(page, [await sample()]);
    await page.locator("#statement-1 .phrase").nth(2).click();
    await page.locator(".line.marked").waitFor();
  },
  "the whole record": async (page) => {
    await openKeys(page, [await sample()]);
    await page.getByRole("button", { name: "Whole record" }).click();
  },
  "a public key": async (page) => openKeys(page, [await sample("public-key")], TITLES["public-key"]),
  "everything unfolded": async (page) => {
    await openKeys(page, [await sample("locked-out-key")], TITLES["locked-out-key"]);
    await page.locator("details").evaluateAll((all) => all.forEach((details) => { details.open = true; }));
  },
  "500 keys": async (page) => openKeys(page, [await manyKeys()], "500 keys"),
  "a key whose policy cannot be read": async (page) => (
    openKeys(page, [JSON.stringify(await key({ Policy: "{JSON policy document see https://docs.aws.amazon.com/}" }))])
  ),
  "a key without a policy": async (page) => openKeys(page, [JSON.stringify(await key({ Policy: null }))]),
  "a policy alone": async (page) => openKeys(page, [JSON.parse(await sample("public-key")).Policy], "A key policy"),
  "error notices": async (page) => {
    await mounted(page);
    await dropFiles(page, [{ name: "bad.json", content: `{\n  "Arn": oops, ${"x".repeat(200)}` }, { name: "empty.json", content: "" }]);
    await page.locator(".notice").nth(1).waitFor();
  },
  "the rules": async (page) => {
    await mounted(page);
    await page.getByRole("link", { name: "Rules" }).click();
    await headed(page, "223 rules");
    await page.locator(".rule .name a").nth(2).click();
    await page.locator(".rule.chosen").waitFor();
    await page.locator("summary").first().click();
  },
  "a key that is not open": async (page) => {
    await page.goto(page.url().replace(/#.*|$/, "#/key/7"));
    await page.getByText("No key is open here").waitFor();
  },
  "the paste dialog": async (page) => {
    await page.getByRole("button", { name: "Paste text" }).click();
    await page.locator("dialog[open]").waitFor();
  },
  "the help dialog": async (page) => {
    await page.getByRole("button", { name: "Shortcuts ?" }).click();
    await page.locator("dialog[open]").waitFor();
  },
};

const NARROW = ["the start", "the seed key", "500 keys", "the rules", "error notices"];

for (const colorScheme of ["light", "dark"]) {
  for (const [what, reach] of Object.entries(STATES)) {
    test(`${what}, ${colorScheme}`, async (t) => {
      const { page } = await openApp(t, { colorScheme });
      await mounted(page);
      await reach(page);
      assert.deepEqual(await axe(page), []);
    });
  }
  for (const what of NARROW) {
    test(`${what}, ${colorScheme}, 360 pixels wide`, async (t) => {
      const { page } = await openApp(t, { colorScheme, width: 360, height: 740 });
      await mounted(page);
      await STATES[what](page);
      assert.deepEqual(await axe(page), []);
    });
  }
}

test("each page has one main part, one first heading, and no level of headings is skipped", async (t) => {
  for (const what of ["the start", "the seed key", "500 keys", "the rules"]) {
    const { page } = await openApp(t);
    await STATES[what](page);
    const levels = await page.locator("h1:visible, h2:visible, h3:visible, h4:visible").evaluateAll((all) => (
      all.map((heading) => Number(heading.localName[1]))
    ));
    assert.equal(levels.filter((level) => level === 1).length, 1, what);
    levels.reduce((before, level) => {
      assert.ok(level <= before + 1, `${what}: ${before} is followed by ${level}`);
      return level;
    }, 0);
    assert.equal(await page.locator("main:visible").count(), 1, what);
  }
});

test("targets are at least 24 by 24 pixels, or stand in a line of text", async (t) => {
  const { page } = await openApp(t, { width: 360, height: 740 });
  await openKeys(page, [await sample()]);
  const small = await page.locator("button, summary, label.button, .chip, [role=tab]").evaluateAll((all) => all.flatMap((target) => {
    const { width, height } = target.getBoundingClientRect();
    return width === 0 || (width >= 23.9 && height >= 23.9) ? [] : [`${target.className || target.textContent}: ${width} × ${height}`];
  }));
  assert.deepEqual(small, []);
});

// Where things stand: on narrow and wide screens, in each theme, on paper.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TITLES, dropFiles, headed, key, mounted, openApp, openKeys, sample } from "./harness.mjs";

const WIDTHS = [320, 360, 768, 1440, 2560];

const PAGES = {
  "the start": (page) => mounted(page),
  "the seed key": async (page) => openKeys(page, [await sample()]),
  "the public key": async (page) => openKeys(page, [await sample("public-key")], TITLES["public-key"]),
  "the locked-out key": async (page) => openKeys(page, [await sample("locked-out-key")], TITLES["locked-out-key"]),
  "the list": async (page) => (
    openKeys(page, [`${await sample()}\n${await sample("public-key")}\n${await sample("locked-out-key")}`], "3 keys")
  ),
  "the rules, unfolded": async (page) => {
    await mounted(page);
    await page.getByRole("link", { name: "Rules" }).click();
    await headed(page, "223 rules");
    await page.locator("details").evaluateAll((all) => all.forEach((details) => { details.open = true; }));
  },
  "a key of long words": async (page) => {
    const long = "x".repeat(300);
    const record = await key({ Description: long, CustomKeyStoreId: long, Tags: { [long]: long }, [long]: [long], KeyState: long, Id: long });
    const policy = JSON.parse(record.Policy);
    Object.assign(policy.Statement[0], { Sid: long, Principal: { AWS: [`arn:aws:iam::111122223333:role/${long}`, long] }, Action: [long] });
    await openKeys(page, [JSON.stringify({ ...record, Policy: JSON.stringify(policy) })], long);
  },
  "error notices": async (page) => {
    await mounted(page);
    await dropFiles(page, [{ name: `${"x".repeat(200)}.json`, content: `{"Arn": oops${"x".repeat(200)}` }]);
    await page.locator(".notice").waitFor();
  },
  "the help dialog": async (page) => {
    await mounted(page);
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor();
  },
};

for (const [what, reach] of Object.entries(PAGES)) {
  test(`${what} fits every width`, async (t) => {
    const { page } = await openApp(t);
    await reach(page);
    const wide = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const { shown, needed, culprits } = await page.evaluate(() => {
        const { clientWidth, scrollWidth } = document.documentElement;
        const clipped = (element) => {
          for (let at = element.parentElement; at && at !== document.documentElement; at = at.parentElement) {
            if (getComputedStyle(at).overflowX !== "visible") return true;
          }
          return false;
        };
        const beyond = [...document.querySelectorAll("#app *")].filter((element) => (
          element.getBoundingClientRect().right > clientWidth + 1 && !clipped(element)
        ));
        return { shown: clientWidth, needed: scrollWidth, culprits: beyond.slice(0, 3).map((element) => element.outerHTML.slice(0, 80)) };
      });
      if (needed > shown) wide.push({ width, needed, culprits });
    }
    assert.deepEqual(wide, []);
  });
}

test("on a wide screen the source stands beside the text and stays, on a narrow one it follows it", async (t) => {
  const { page } = await openApp(t, { width: 1440, height: 800 });
  await openKeys(page, [await sample()]);
  const box = (selector) => page.locator(selector).boundingBox();
  const [text, source, bar] = [await box(".reading-column"), await box(".source"), await box(".bar")];
  assert.ok(source.x >= text.x + text.width - 1, "not beside the text");
  assert.ok(Math.abs(source.y + source.height - 800) <= 2, "not as high as the window");
  await page.locator("#field-Tags").scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const later = await box(".source");
  assert.ok(Math.abs(later.y - bar.height) <= 2, `the source went to ${later.y}`);

  await page.setViewportSize({ width: 768, height: 800 });
  const [below, above] = [await box(".source"), await box(".reading-column")];
  assert.ok(below.y >= above.y + above.height - 1, "not below the text");
  assert.equal(Math.round(below.width), 768);
});

/** The ground of the page: light or dark. */
const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT = "rgb(251, 250, 247)";
const DARK = "rgb(20, 23, 26)";

test("the theme is that of the system until one is chosen, and the choice stays", async (t) => {
  const { page } = await openApp(t, { colorScheme: "dark" });
  await mounted(page);
  assert.equal(await ground(page), DARK);
  await page.emulateMedia({ colorScheme: "light" });
  assert.equal(await ground(page), LIGHT);
  await page.emulateMedia({ colorScheme: "dark" });

  const button = page.getByRole("button", { name: /^Theme/ });
  for (const [name, color] of [["light", LIGHT], ["dark", DARK], ["system", DARK]]) {
    await button.click();
    await page.getByRole("button", { name: `Theme: ${name}. Switch` }).waitFor();
    assert.equal(await ground(page), color);
    await page.reload();
    await mounted(page);
    assert.equal(await button.getAttribute("aria-label"), `Theme: ${name}. Switch`);
    assert.equal(await ground(page), color);
  }
  await page.emulateMedia({ colorScheme: "light" });
  assert.equal(await ground(page), LIGHT, "“system” did not follow the system");
});

for (const colorScheme of ["light", "dark"]) {
  test(`on paper there is no bar, and the whole source in black on white, from ${colorScheme}`, async (t) => {
    const { page } = await openApp(t, { colorScheme, width: 1280, height: 800 });
    await openKeys(page, [await sample()]);
    await page.keyboard.press("t");
    if (colorScheme === "dark") await page.keyboard.press("t");
    await page.waitForFunction((name) => document.documentElement.dataset.theme === name, colorScheme);
    await page.emulateMedia({ media: "print", colorScheme });
    for (const width of [718, 1280]) {
      await page.setViewportSize({ width, height: 1000 });
      for (const hidden of [".bar", ".skip", ".copy >> nth=0", "[role=group]"]) {
        assert.equal(await page.locator(hidden).isVisible(), false, `${hidden} is on the paper`);
      }
      const found = await page.evaluate(() => {
        const pane = document.getElementById("source-text");
        const lines = [...document.querySelectorAll(".line")];
        const clipped = [pane, pane.parentElement, ...lines].filter((element) => (
          getComputedStyle(element).overflow !== "visible"
          || (element !== pane.parentElement && element.scrollWidth > document.documentElement.clientWidth)
        ));
        const tops = lines.map((line) => line.getBoundingClientRect().top);
        return {
          lines: lines.length, clipped: clipped.length,
          inOrder: tops.every((top, index) => index === 0 || top > tops[index - 1]),
          inside: lines.at(-1).getBoundingClientRect().bottom <= pane.getBoundingClientRect().bottom + 1,
          below: pane.getBoundingClientRect().top >= document.querySelector(".reading-column").getBoundingClientRect().bottom - 1,
          sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          colors: [document.body, pane, document.querySelector("h1"), document.querySelector(".line code")].map((element) => (
            getComputedStyle(element)[element.matches("body, #source-text") ? "backgroundColor" : "color"]
          )),
        };
      });
      const clear = "rgba(0, 0, 0, 0)";
      assert.deepEqual(found, {
        lines: 71, clipped: 0, inOrder: true, inside: true, below: true, sideways: 0,
        colors: ["rgb(255, 255, 255)", clear, "rgb(0, 0, 0)", "rgb(0, 0, 0)"],
      });
    }
  });
}

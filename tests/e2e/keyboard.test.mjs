// The whole page by keyboard alone: every way in, through and out, and no key taken from the browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TITLES, headed, mounted, openApp, openKeys, returned, sample } from "./harness.mjs";

/** What has the focus, as a screen reader names it. */
const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  if (at === document.body) return "nothing";
  return at.id || at.getAttribute("aria-label") || at.innerText.trim().split("\n")[0];
});

const isFocused = (page, id) => page.waitForFunction((id) => document.activeElement.id === id, id);

const theme = (page) => page.evaluate(() => document.documentElement.dataset.theme ?? "system");

async function openSeed(t, options) {
  const opened = await openApp(t, options);
  await openKeys(opened.page, [await sample()]);
  return opened;
}

test("from the start through a sample and back, without a mouse", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  const stops = [];
  for (let presses = 0; presses < 11; presses += 1) {
    await page.keyboard.press("Tab");
    stops.push(await focused(page));
  }
  assert.deepEqual(stops, [
    "Skip to the content", "Keyglass", "open-files", "Rules", "Profile", "Shortcuts", "Theme: system. Switch", "start-files", "Paste text",
    "What can be dropped, and how to get it", "The ACM default key",
  ]);
  await page.keyboard.press("Enter");
  await headed(page, TITLES["acm-default-key"]);

  for (const [press, id] of [["n", "finding-1"], ["n", "finding-2"], ["n", "finding-3"], ["n", "finding-3"], ["p", "finding-2"], ["s", "source-text"]]) {
    await page.keyboard.press(press);
    await isFocused(page, id);
  }
  for (const name of ["light", "dark", "system"]) {
    await page.keyboard.press("t");
    await page.waitForFunction((name) => (document.documentElement.dataset.theme ?? "system") === name, name);
    assert.equal(await page.locator("#app > [role=status]").textContent(), `Theme: ${name}`);
  }
  await page.keyboard.press("u");
  await headed(page, "Who can use this key,and what is wrong with it?");
  assert.equal(new URL(page.url()).hash, "#/");
});

test("p on a fresh page begins with the last finding", async (t) => {
  const { page } = await openSeed(t);
  await page.keyboard.press("p");
  await isFocused(page, "finding-3");
});

test("the link past the bar leads to the content and leaves the page where it is", async (t) => {
  const { page } = await openSeed(t);
  await page.locator(".skip").focus();
  const box = await page.locator(".skip").boundingBox();
  assert.ok(box.y >= 0, "the link is not in view while it has the focus");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(200);
  assert.equal(await page.locator("#title").textContent(), TITLES["acm-default-key"]);
  assert.equal(await focused(page), "title");
  assert.equal(new URL(page.url()).hash, "#/key/1");
});

for (const close of ["Escape", "the button"]) {
  test(`the help is closed by ${close}, and the focus is where it was`, async (t) => {
    const { page } = await openSeed(t);
    await page.keyboard.press("n");
    await isFocused(page, "finding-1");
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor();
    assert.equal(await page.locator("dialog[open] h2").textContent(), "Shortcuts");
    assert.deepEqual(await page.locator("dialog .shortcuts th").allTextContents(), ["o", "n", "p", "]", "[", "/", "s", "w", "u", "t", "?", "Ctrl V", "↑ ↓"]);
    assert.equal(await page.evaluate(() => document.querySelector("dialog").contains(document.activeElement)), true);
    await page.keyboard.press("t");
    assert.equal(await theme(page), "system", "keys act behind the dialog");
    if (close === "Escape") await page.keyboard.press("Escape");
    else {
      await page.getByRole("button", { name: "Close" }).focus();
      await page.keyboard.press("Enter");
    }
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.waitForTimeout(100);
    assert.equal(await focused(page), "finding-1");
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor();
  });
}

test("the paste dialog takes letters as letters, and Escape closes it", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  const button = page.getByRole("button", { name: "Paste text" });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor();
  await page.locator("#paste-text").focus();
  await page.keyboard.type("notsup?[]");
  assert.equal(await page.locator("#paste-text").inputValue(), "notsup?[]");
  assert.equal(await page.locator("#dialog-title").textContent(), "Paste text");
  assert.equal(await theme(page), "system");
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.equal(await focused(page), "Paste text");
});

test("[ and ] go from key to key, and u up to the list", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [`${await sample()}\n${await sample("public-key")}`], "2 keys");
  await page.getByRole("link", { name: TITLES["public-key"] }).focus();
  await page.keyboard.press("Enter");
  await headed(page, TITLES["public-key"]);
  for (const [press, title] of [["]", "acm-default-key"], ["]", "acm-default-key"], ["[", "public-key"], ["[", "public-key"]]) {
    await page.keyboard.press(press);
    await headed(page, TITLES[title]);
  }
  await page.keyboard.press("u");
  assert.equal(await returned(page, "2 keys"), TITLES["public-key"]);
  await page.keyboard.press("u");
  await headed(page, "Who can use this key,and what is wrong with it?");
});

test("another key begins with its first finding and the first line of its source", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [`${await sample("public-key")}\n${await sample()}`], "2 keys");
  await page.getByRole("link", { name: TITLES["public-key"] }).click();
  await headed(page, TITLES["public-key"]);
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  await isFocused(page, "finding-2");
  await page.keyboard.press("s");
  await isFocused(page, "source-text");
  for (let line = 0; line < 5; line += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("]");
  await headed(page, TITLES["acm-default-key"]);
  assert.equal(await page.locator(".line.marked").count(), 0);
  await page.keyboard.press("n");
  await isFocused(page, "finding-1");
  await page.keyboard.press("s");
  await isFocused(page, "source-text");
  await page.keyboard.press("ArrowDown");
  await page.locator(".line.marked").waitFor();
  assert.equal(await page.locator(".line").nth(0).getAttribute("class"), "line marked");
  // Of the whole record nothing is said phrase by phrase, and its places are none of the policy.
  await page.getByRole("button", { name: "Whole record" }).click();
  await page.locator("#source-text").focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("button", { name: "Policy", exact: true }).click();
  assert.equal(await page.locator(".line.marked").count(), 0);
});

test("single keys can be switched off, and stay off", async (t) => {
  const { page } = await openSeed(t);
  await page.keyboard.press("?");
  const box = page.getByLabel("Single keys do these things");
  assert.equal(await box.isChecked(), true);
  await box.focus();
  await page.keyboard.press("Space");
  assert.equal(await box.isChecked(), false);
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });

  const dead = async () => {
    for (const press of ["t", "?", "n", "s", "u"]) await page.keyboard.press(press);
    await page.waitForTimeout(150);
    assert.equal(await theme(page), "system");
    assert.equal(await page.locator("dialog").count(), 0);
  };
  await dead();
  assert.equal(await page.locator("#title").textContent(), TITLES["acm-default-key"]);
  await page.reload();
  await mounted(page);
  await dead();

  await page.getByRole("button", { name: "Shortcuts ?" }).click();
  assert.equal(await box.isChecked(), false);
  await box.click();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("t");
  await page.waitForFunction(() => document.documentElement.dataset.theme === "light");
});

test("what the browser does with keys stays the browser's", async (t) => {
  const { page } = await openSeed(t);
  // Told to listeners, not typed: the browser would print, close and open windows.
  const prevented = await page.evaluate(() => {
    const taken = [];
    for (const target of [document.body, document.getElementById("source-text"), document.querySelector(".phrase")]) {
      const tell = (key, modifiers) => {
        const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers });
        if (!target.dispatchEvent(event)) taken.push(`${JSON.stringify(modifiers)} ${key}`);
      };
      for (const key of ["f", "p", "n", "o", "s", "t", "u", "[", "]", "?", "g", "c", "a"]) {
        for (const modifier of ["ctrlKey", "metaKey", "altKey"]) tell(key, { [modifier]: true });
      }
      for (const key of ["'", "F3", "F5", "F6", "Tab", "Escape", "PageDown", "Home", "End", "ArrowRight"]) tell(key, {});
    }
    return taken;
  });
  assert.deepEqual(prevented, []);
  const taken = await page.evaluate(() => {
    const event = new KeyboardEvent("keydown", { key: "n", bubbles: true, cancelable: true });
    return !document.body.dispatchEvent(event);
  });
  assert.equal(taken, true, "or nothing was listening at all");
});

test("Tab goes through the whole page and out again; what has the focus is in view and under no bar", async (t) => {
  const { page } = await openSeed(t, { width: 1440, height: 700 });
  const stops = [];
  for (let presses = 0; presses < 150 && stops.at(-1)?.name !== "BODY"; presses += 1) {
    await page.keyboard.press("Tab");
    await page.waitForTimeout(5);
    stops.push(await page.evaluate(() => {
      const at = document.activeElement;
      if (at === document.body) return { name: "BODY" };
      const seen = at.matches(".hidden-input") ? at.parentElement : at;
      const [box] = seen.getClientRects();
      const x = Math.max(0, box.left) + Math.min(box.width, 200) / 2;
      const y = (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2;
      const top = document.elementFromPoint(x, y);
      const style = getComputedStyle(seen);
      return {
        name: at.id || at.className || at.textContent,
        seen: Boolean(top) && (seen.contains(top) || top.contains(seen)),
        outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        source: Boolean(at.closest("#source-text")),
      };
    }));
  }
  assert.equal(stops.at(-1).name, "BODY", "Tab never left the page");
  const inPage = stops.slice(0, -1);
  assert.deepEqual(inPage.filter((stop) => !stop.seen), [], "covered or out of view");
  assert.deepEqual(inPage.filter((stop) => !stop.outline), [], "the focus is not to be seen");
  assert.equal(inPage.filter((stop) => stop.name.startsWith("phrase")).length, 28);
  assert.deepEqual(inPage.filter((stop) => stop.source).map((stop) => stop.name), ["source-text", "flag medium", "flag medium"]);

  await page.locator("#source-text").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Whole record");
});

test("a slash leads to the search, from a key's page too", async (t) => {
  const { page } = await openApp(t);
  const other = (await sample()).replaceAll("key/", "key/0");
  await openKeys(page, [await sample(), other], "2 keys");
  await page.keyboard.press("/");
  await isFocused(page, "keys-query");
  await page.keyboard.type("/x");
  assert.equal(await page.locator("#keys-query").inputValue(), "/x");
  await page.locator("#keys-query").fill("");
  await page.locator(".keys tbody th a").first().click();
  await page.locator(".verdict").waitFor();
  await page.keyboard.press("/");
  await isFocused(page, "keys-query");
});

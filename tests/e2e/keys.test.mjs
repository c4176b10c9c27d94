// Several keys at once: their list, the way into it and back, and what stays out of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TITLES, dropFiles, headed, key, mounted, openApp, openKeys, returned, sample } from "./harness.mjs";

const SAMPLES = ["acm-default-key", "locked-out-key", "public-key"];
const texts = () => Promise.all(SAMPLES.map((name) => sample(name)));
const array = async () => [`[${(await texts()).join(",")}]`];

/** The rows of the list as people read them. */
const rows = (page) => page.locator(".keys tbody tr").evaluateAll((all) => all.map((row) => [
  row.querySelector("th a").textContent,
  ...[...row.querySelectorAll("td:not(.pick)")].map((cell) => [...cell.querySelectorAll("li"), cell]
    .filter((part, index, parts) => part !== cell || parts.length === 1).map((part) => part.textContent.trim()).join(", ")),
]));

const ROWS = [
  [TITLES["public-key"], "◆ public", "◆ 1 critical, ▲ 2 high, ■ 1 medium", "111122223333", "eu-central-1", "customer", "Enabled", "off", "—"],
  [TITLES["locked-out-key"], "✓ no", "◆ 1 critical, ▲ 1 high, ■ 1 medium, ● 1 info", "111122223333", "us-east-1", "customer", "Enabled", "on", "—"],
  [TITLES["acm-default-key"], "✓ no", "■ 2 medium, ● 1 info", "123456789012", "us-west-2", "AWS", "Enabled", "—", "—"],
];

const FORMS = {
  "an array": array,
  "JSON Lines": async () => [(await texts()).map((text) => JSON.stringify(JSON.parse(text))).join("\n")],
  "three files": texts,
};

for (const [what, make] of Object.entries(FORMS)) {
  test(`the keys of ${what} are listed, the worst first`, async (t) => {
    const { page } = await openApp(t);
    await openKeys(page, await make(), "3 keys");
    assert.equal(new URL(page.url()).hash, "#/keys");
    assert.equal(await page.title(), "Keys · Keyglass");
    assert.equal(await page.locator(".lead").textContent(), "One of them is public. The worst come first.");
    assert.deepEqual(await rows(page), ROWS);
    assert.equal(await page.locator(".notices").count(), 0);
  });
}

test("the links of the list lead to the keys, and Back to the list", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, await array(), "3 keys");
  for (const [name, , , , region] of ROWS) {
    await page.getByRole("link", { name }).click();
    await headed(page, name);
    assert.equal(await page.locator(".facts-line li").nth(2).textContent(), region);
    await page.goBack();
    assert.equal(await returned(page, "3 keys"), name);
    assert.deepEqual(await rows(page), ROWS);
  }
  await page.goForward();
  await headed(page, TITLES["acm-default-key"]);
  await page.locator(".crumbs a", { hasText: "3 keys" }).click();
  assert.equal(await returned(page, "3 keys"), TITLES["acm-default-key"]);
});

test("the steps in the bar go through the keys in the order of the list", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, await array(), "3 keys");
  await page.getByRole("link", { name: ROWS[0][0] }).click();
  await headed(page, ROWS[0][0]);
  assert.equal(await page.getByRole("link", { name: "Previous key" }).count(), 0);
  for (const row of ROWS.slice(1)) {
    await page.getByRole("link", { name: "Next key" }).click();
    await headed(page, row[0]);
  }
  assert.equal(await page.getByRole("link", { name: "Next key" }).count(), 0);
  await page.getByRole("link", { name: "Previous key" }).click();
  await headed(page, ROWS[1][0]);
});

test("a reload keeps nothing, and says so under the address of a key", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, await array(), "3 keys");
  await page.getByRole("link", { name: ROWS[0][0] }).click();
  await headed(page, ROWS[0][0]);
  await page.goto(page.url().replace(/#.*/, "#/key/1"));
  await page.reload();
  await mounted(page);
  assert.equal(await page.locator("#title").textContent(), "No key is open here");
  assert.match(await page.locator(".lead").textContent(), /^Keyglass keeps nothing between visits\./);
  assert.equal(await page.locator(".seal").count(), 0);
  assert.equal(await page.getByText("111122223333").count(), 0);
  await page.getByRole("link", { name: "go to the start" }).click();
  await page.getByRole("button", { name: "Paste text" }).waitFor();
});

test("a key that is opened under its own address is shown there, named in the tab and given the focus", async (t) => {
  const { page } = await openApp(t, { hash: "#/key/1" });
  await mounted(page);
  assert.equal(await page.title(), "Key 1 · Keyglass");
  await dropFiles(page, [{ name: "key.json", content: await sample() }]);
  await page.locator(".key-page").waitFor();
  assert.equal(await page.locator("#title").textContent(), TITLES["acm-default-key"]);
  await headed(page, TITLES["acm-default-key"]);
});

test("the address of the list shows the start while nothing is open", async (t) => {
  const { page } = await openApp(t, { hash: "#/keys" });
  await mounted(page);
  assert.equal(await page.locator("#title").innerText(), "Who can use this key,\nand what is wrong with it?");
});

test("the address of a rule leads to it on a first visit", async (t) => {
  const { page } = await openApp(t, { hash: "#/rules/KMS-CON-021" });
  await mounted(page);
  await page.waitForFunction(() => document.activeElement.id === "rule-KMS-CON-021");
  assert.equal(await page.locator(".rule.chosen h2").textContent(), "The condition names another Region");
  assert.equal(await page.locator(".rule").count(), 223);
  const box = await page.locator(".rule.chosen").boundingBox();
  const bar = await page.locator(".bar").boundingBox();
  assert.ok(box.y >= bar.height && box.y < 800, `the rule is at ${box.y}`);
});

test("keys opened one after the other stay open, each on its own page", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [await sample()]);
  await dropFiles(page, [{ name: "second.json", content: await sample("public-key") }]);
  await headed(page, TITLES["public-key"]);
  assert.equal(new URL(page.url()).hash, "#/key/2");
  await page.goBack();
  await headed(page, TITLES["acm-default-key"]);
  await page.getByRole("link", { name: "Keyglass" }).click();
  await page.getByRole("link", { name: "2 keys are open" }).click();
  await headed(page, "2 keys");
});

test("the same file again opens nothing twice and goes to the key that is there", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, await array(), "3 keys");
  await dropFiles(page, [{ name: "copy.json", content: await sample("locked-out-key") }]);
  await headed(page, TITLES["locked-out-key"]);
  assert.equal(await page.locator("#app > [role=status]").textContent(), "This key is open already");
  assert.equal(await page.locator(".crumbs a").first().textContent(), "3 keys");

  // Where it is on the page already, nothing moves, so the page must say it.
  await dropFiles(page, [{ name: "copy.json", content: await sample("locked-out-key") }]);
  await page.waitForTimeout(300);
  assert.equal(await page.locator("#title").textContent(), TITLES["locked-out-key"]);
  assert.equal(await page.locator(".crumbs a").first().textContent(), "3 keys");
});

test("500 keys are listed in order, and each can be opened", async (t) => {
  const all = [];
  for (let number = 1; number <= 500; number += 1) {
    const name = number % 100 === 0 ? "public-key" : SAMPLES[number % 2];
    all.push(await key({ Id: `key-${number}`, Description: `Key of team ${number}` }, name));
  }
  const { page } = await openApp(t);
  await openKeys(page, [JSON.stringify(all)], "500 keys");
  assert.equal(await page.locator(".lead").textContent(), "5 of them are public. The worst come first.");
  const names = (await rows(page)).map(([name]) => name);
  assert.equal(new Set(names).size, 500);
  assert.deepEqual(names.slice(0, 6), [100, 200, 300, 400, 500, 1].map((number) => `Key of team ${number}`));
  await page.getByRole("link", { name: "Key of team 498", exact: true }).click();
  await headed(page, "Key of team 498");
  assert.equal(await page.locator(".arn code").textContent(), "arn:aws:kms:us-west-2:123456789012:key/key-498");
});

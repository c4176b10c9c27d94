// A phrase and the JSON that says it are marked together, whichever of the two is pointed at.

import assert from "node:assert/strict";
import { test } from "node:test";
import { marks, openApp, openKeys, sample } from "./harness.mjs";

const CALLER = [[14, "\"kms:CallerAccount\" : \"123456789012\""]];
const VIA = [[15, "\"kms:ViaService\" : \"acm.us-east-1.amazonaws.com\""]];

async function openSeed(t, options) {
  const opened = await openApp(t, { width: 1440, height: 900, ...options });
  await openKeys(opened.page, [await sample()]);
  return opened;
}

/** A phrase of the sentence of a statement. */
const phrase = (page, statement, text) => page.locator(`#statement-${statement} .sentence .phrase`, { hasText: text });

/** What is marked among sentences and chips. */
const said = (page) => page.locator(".phrase.marked, .chip.marked").allTextContents();

/** Waits until exactly these lines are marked; of the brackets that close what is marked, a test below speaks. */
async function marked(page, expected) {
  const open = (lines) => lines.map(([line, text]) => [line, text.replace(/[\s\]}]+$/, "")]);
  const wanted = JSON.stringify(open(expected));
  const now = async () => open(await marks(page));
  for (let tries = 0; tries < 20 && JSON.stringify(await now()) !== wanted; tries += 1) await page.waitForTimeout(25);
  assert.deepEqual(await now(), open(expected));
}

/** Where nothing answers to the pointer. */
const away = (page) => page.mouse.move(3, 500);

const PHRASES = [
  [1, "Anyone", [[7, "\"Principal\" : {"], [8, "\"AWS\" : \"*\""], [9, "}"]]],
  [1, "create grants", [[10, "\"Action\" : \"kms:CreateGrant\""]]],
  [1, "the caller is in account", CALLER],
  [1, "the request comes through ACM", VIA],
  [1, "every operation of the grant", [[18, "\"kms:GrantOperations\" : \"Decrypt\""]]],
  [1, "the grant is for an AWS", [[21, "\"kms:GrantIsForAWSResource\" : \"true\""]]],
  [2, "every operation of the grant", [[38, "\"kms:GrantOperations\" : [ \"Encrypt\", \"ReEncryptFrom\", \"ReEncryptTo\" ]"]]],
  [4, "Nobody", [[60, "\"Principal\" : {"], [61, "\"AWS\" : \"*\""], [62, "}"]]],
  [4, "re-encrypt with this key", [[63, "\"Action\" : \"kms:ReEncrypt*\""]]],
  [4, "the data moves", [[67, "\"kms:ReEncryptOnSameKey\" : \"false\""]]],
];

test("pointing at a phrase marks the lines that say it, and leaving it unmarks them", async (t) => {
  const { page } = await openSeed(t);
  assert.deepEqual(await marks(page), []);
  for (const [statement, text, expected] of PHRASES) {
    await phrase(page, statement, text).hover();
    await marked(page, expected);
    await away(page);
    await marked(page, []);
  }
});

test("the bracket that closes what is marked is marked as the one that opens it is", async (t) => {
  const { page } = await openSeed(t);
  await phrase(page, 1, "Anyone").hover();
  assert.deepEqual(await marks(page), [[7, "\"Principal\" : {"], [8, "\"AWS\" : \"*\""], [9, "}"]]);
  await phrase(page, 3, "describe this key").hover();
  const actions = "\"Action\" : [ \"kms:DescribeKey\", \"kms:ListGrants\", \"kms:RevokeGrant\", \"kms:GetKeyPolicy\" ]";
  assert.deepEqual(await marks(page), [[50, actions]]);
});

test("the focus on a phrase marks the same lines", async (t) => {
  const { page } = await openSeed(t);
  for (const [statement, text, expected] of PHRASES) {
    await phrase(page, statement, text).focus();
    await marked(page, expected);
  }
  await page.locator("#title").focus();
  await marked(page, []);
});

test("a chip marks its own entry and no more", async (t) => {
  const { page } = await openSeed(t);
  await page.locator("#statement-3 .chip", { hasText: "kms:RevokeGrant" }).hover();
  await marked(page, [[50, "\"kms:RevokeGrant\""]]);
  assert.deepEqual(await said(page), ["kms:RevokeGrant"]);
});

test("what is marked is scrolled into view, in the source alone", async (t) => {
  const { page } = await openSeed(t, { height: 600 });
  await page.locator("#statement-4 .sentence").scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  await phrase(page, 4, "the data moves").focus();
  await marked(page, [[67, "\"kms:ReEncryptOnSameKey\" : \"false\""]]);
  const inside = await page.waitForFunction(() => {
    const line = document.querySelector(".line.marked").getBoundingClientRect();
    const pane = document.getElementById("source-text").getBoundingClientRect();
    return pane.height > 100 && line.top >= pane.top && line.bottom <= Math.min(pane.bottom, innerHeight);
  });
  assert.ok(inside);
  assert.equal(await page.evaluate(() => scrollY), before, "the page itself was scrolled");
});

test("a click pins the mark: it stays when the pointer leaves, until another is pinned", async (t) => {
  const { page } = await openSeed(t);
  await phrase(page, 1, "the caller is in account").click();
  await marked(page, CALLER);
  await away(page);
  await page.waitForTimeout(100);
  assert.deepEqual(await marks(page), CALLER, "the mark went with the pointer");
  await phrase(page, 4, "the data moves").hover();
  await page.waitForTimeout(100);
  assert.deepEqual(await marks(page), CALLER, "the pointer alone took the pinned mark away");
  await phrase(page, 1, "the request comes through ACM").click();
  await marked(page, VIA);
});

test("Enter and the space bar pin as a click does", async (t) => {
  const { page } = await openSeed(t);
  for (const [press, text, expected] of [["Enter", "the caller is in account", CALLER], [" ", "the request comes", VIA]]) {
    await phrase(page, 1, text).focus();
    const scrolled = await page.evaluate(() => scrollY);
    await page.keyboard.press(press);
    assert.equal(await page.evaluate(() => scrollY), scrolled);
    await page.locator("#title").evaluate((title) => title.focus({ preventScroll: true }));
    await page.waitForTimeout(100);
    assert.deepEqual(await marks(page), expected);
  }
});

test("clicking JSON marks the phrases that say it", async (t) => {
  const { page } = await openSeed(t);
  const account = "the caller is in account 123456789012";
  await page.locator(".line").nth(13).getByText("\"123456789012\"").click();
  await marked(page, CALLER);
  assert.deepEqual(await said(page), [account, account], "the sentence and the test below it");
  assert.deepEqual(await page.locator("#statement-1 .phrase.marked").count(), 2);

  await page.locator(".line").nth(49).getByText("\"kms:ListGrants\"").click();
  await marked(page, [[50, "\"Action\" : [ \"kms:DescribeKey\", \"kms:ListGrants\", \"kms:RevokeGrant\", \"kms:GetKeyPolicy\" ]"]]);
  assert.deepEqual(await said(page), ["describe this key, read its policy, list its grants and revoke its grants"]);
});

test("arrow keys in the source move from line to line and mark what speaks of it", async (t) => {
  const { page } = await openSeed(t);
  await page.keyboard.press("s");
  await page.waitForFunction(() => document.activeElement.id === "source-text");
  await page.keyboard.press("ArrowDown");
  await marked(page, [[1, "{"]]);
  // Two at once: the second comes before the first is drawn.
  await page.evaluate(() => {
    for (let line = 2; line <= 3; line += 1) document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true }));
  });
  for (let line = 4; line <= 7; line += 1) await page.keyboard.press("ArrowDown");
  await marked(page, PHRASES[0][2]);
  assert.deepEqual(await said(page), ["Anyone"]);
  for (let line = 8; line <= 10; line += 1) await page.keyboard.press("ArrowDown");
  await marked(page, PHRASES[1][2]);
  assert.deepEqual(await said(page), ["create grants for this key"]);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await marked(page, PHRASES[0][2]);
  for (let line = 8; line < 90; line += 1) await page.keyboard.press("ArrowDown");
  await marked(page, [[71, "}"]]);
});

test("the place of a finding marks its line, the flag in the source leads back", async (t) => {
  const { page } = await openSeed(t);
  await page.locator("#finding-2 button.place").click();
  await marked(page, [[35, "\"kms:ViaService\" : \"acm.us-east-1.amazonaws.com\""]]);
  const lines = await page.locator(".line").evaluateAll((all) => all.flatMap((line, index) => {
    const flag = line.querySelector(".flag");
    return flag ? [[index + 1, flag.getAttribute("aria-label")]] : [];
  }));
  assert.deepEqual(lines, [[15, "Medium finding on this line"], [35, "Medium finding on this line"]]);
  for (const [flag, finding] of [[1, "finding-2"], [0, "finding-1"]]) {
    await page.locator(".flag").nth(flag).click();
    await page.waitForFunction((id) => document.activeElement.id === id, finding);
    const box = await page.locator(`#${finding}`).boundingBox();
    const bar = await page.locator(".bar").boundingBox();
    assert.ok(box.y >= bar.y + bar.height && box.y < 900, `the finding is at ${box.y}`);
  }
});

test("a policy on one long line is laid out, and marked where it then stands", async (t) => {
  const { page } = await openApp(t);
  const record = JSON.parse(await sample());
  record.Policy = JSON.stringify(JSON.parse(record.Policy));
  await openKeys(page, [JSON.stringify(record)]);
  assert.match(await page.locator(".source-head p").textContent(), /^\d\d lines · laid out; in the file it is one line$/);
  await phrase(page, 1, "the caller is in account").hover();
  const [[line, text], ...more] = await marks(page);
  assert.deepEqual([text, more], ["\"kms:CallerAccount\": \"123456789012\"", []]);
  assert.equal(await page.locator(".line code").nth(line - 1).textContent(), "          \"kms:CallerAccount\": \"123456789012\",");
});

test("the whole record is shown as it stands in the file, and nothing in it is marked", async (t) => {
  const { page } = await openSeed(t);
  await page.getByRole("button", { name: "Whole record" }).click();
  assert.equal(await page.locator(".source-head p").textContent(), "23 lines · as it stands in the file");
  assert.deepEqual(await page.locator(".line code").allTextContents(), (await sample()).trimEnd().split("\n"));
  await phrase(page, 1, "the caller is in account").hover();
  assert.deepEqual(await marks(page), []);
});

test("a record on one line is laid out", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [JSON.stringify(JSON.parse(await sample()))]);
  await page.getByRole("button", { name: "Whole record" }).click();
  assert.equal(await page.locator(".source-head p").textContent(), "23 lines · laid out; in the file it is one line");
  const lines = await page.locator(".line code").allTextContents();
  assert.equal(JSON.parse(lines.join("\n")).ResourceType, "AWS.KMS.Key");
});

// Two records side by side: of one key at two times, or of two keys.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, headed, openApp, openKeys, screenshot } from "./harness.mjs";

const ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const ROOT = { Sid: "Root", Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" };
const OPEN = { Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" };

const record = (statements, fields = {}) => JSON.stringify({
  ResourceType: "AWS.KMS.Key", AccountId: "111122223333", Id: ID, Arn: `arn:aws:kms:us-east-1:111122223333:key/${ID}`,
  Description: "Payments", KeyManager: "CUSTOMER", KeyState: "Enabled", KeyRotationEnabled: true,
  Policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }), ...fields,
});

const before = record([ROOT]);
const after = record([OPEN, ROOT], { KeyRotationEnabled: false });
const section = (page, title) => page.locator(".compare-page section", { has: page.getByRole("heading", { name: title, exact: true }) });

test("a key that is opened twice leads to what changed", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [before, after], "2 keys");
  assert.match(await page.locator(".notices").textContent(), /their pages lead to what changed/);
  await page.locator(".keys tbody th a").first().click();
  await page.getByRole("link", { name: "what changed" }).click();
  await headed(page, "What changed");
  assert.equal(new URL(page.url()).hash, "#/compare/1/2");
  const rows = await page.locator(".compared tbody tr").allInnerTexts();
  assert.deepEqual(rows.map((row) => row.split(/\s/)[0]), ["Verdict", "KeyRotationEnabled"]);
  assert.match(rows[1], /true\s+false/);
  const access = section(page, "Who may do what");
  assert.match(await access.textContent(), /Won.*decrypt with this key was not allowed, is allowed/);
  assert.match(await access.textContent(), /Proven over all requests, for the key policies alone/);
  assert.doesNotMatch(await access.textContent(), /Lost/);
  assert.match(await section(page, "Statements").textContent(), /Only after.*Statement 1\. Anyone may decrypt/);
  assert.match(await section(page, "Findings").textContent(), /Only after.*KMS-POL-001/);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "compare");
  // The other way round, and back.
  await page.getByRole("link", { name: "The other way round" }).click();
  await page.waitForFunction(() => location.hash === "#/compare/2/1");
  assert.match(await access.textContent(), /Lost.*decrypt with this key was allowed, is not allowed/);
  await page.goBack();
  await page.goBack();
  await headed(page, "Payments");
});

test("what changed between two exports is found", async (t) => {
  const { page } = await openApp(t);
  const other = before.replaceAll(ID, ID.replace("1234abcd", "abcd1234"));
  await openKeys(page, [[before, other].join("\n"), [record([ROOT], { KeyState: "Disabled" }), other].join("\n")], "3 keys");
  // Nothing is wrong with the files.
  assert.equal(await page.locator(".status").textContent(), "3 keys opened, 1 was open already");
  assert.match(await page.locator(".notice .file").textContent(), /1 key shown$/);
  await page.getByRole("link", { name: "Show them" }).click();
  await page.waitForFunction(() => document.getElementById("keys-shown").textContent.startsWith("2 of 3"));
  assert.equal(await page.getByLabel("Search").inputValue(), "changed:yes");
  await page.locator(".keys tbody th a").first().click();
  await page.getByRole("link", { name: "what changed" }).click();
  await headed(page, "What changed");
  const rows = await page.locator(".compared tbody tr").allInnerTexts();
  assert.deepEqual(rows.map((row) => row.split(/\s/)), [["KeyState", "Enabled", "Disabled"]]);
});

test("two selected keys are compared, on a narrow screen too", async (t) => {
  const { page } = await openApp(t, { viewport: { width: 360, height: 800 } });
  const other = before.replaceAll(ID, ID.replace("1234abcd", "abcd1234"));
  const foreign = before.replaceAll(ID, ID.replace("1234abcd", "ffff1234")).replaceAll("111122223333", "444455556666");
  await openKeys(page, [before, other, foreign], "3 keys");
  const boxes = page.locator(".keys tbody input[type=checkbox]");
  await boxes.nth(0).check();
  assert.equal(await page.getByRole("link", { name: "Compare" }).count(), 0);
  await boxes.nth(1).check();
  await page.getByRole("link", { name: "Compare" }).click();
  await headed(page, "Two keys compared");
  assert.match(await section(page, "Who may do what").textContent(), /The same in both\.\s*Proven over all requests/);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  // Whose root user a policy names is another thing in another account.
  await page.goto(page.url().replace(/#.*/, "#/compare/1/3"));
  await page.getByText("Not compared").waitFor();
  await page.goto(page.url().replace(/#.*/, "#/compare/1/9"));
  await headed(page, "No key is open here");
});

// The page of rules, the profile, and what a profile mutes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TITLES, axe, dropFiles, openApp, openKeys, sample, screenshot } from "./harness.mjs";

const shown = (page) => page.locator(".rules > li .name a").allTextContents();
const ROLE = "arn:aws:iam::111122223333:role/App";

test("rules are found by words, ids of other tools, group, severity and control", async (t) => {
  const { page, violations } = await openApp(t, { hash: "#/rules" });
  const all = (await shown(page)).length;
  assert.ok(all > 200, `${all}`);
  const search = page.getByLabel("Search");
  await search.fill("KMS-GRA-016");
  await page.locator(".rules-count", { hasText: "1 rule matches." }).waitFor();
  assert.deepEqual(await shown(page), ["KMS-GRA-016"]);
  await search.fill("kms_cmk_rotation_enabled");
  assert.deepEqual(await shown(page), ["KMS-CFG-001"]);
  await search.fill("no rule has this word");
  assert.equal(await page.locator(".rules-count").textContent(), "No rule matches.");
  await search.fill("");
  await page.getByLabel("Group").selectOption("GRA");
  assert.ok((await shown(page)).every((id) => id.startsWith("KMS-GRA-")));
  await page.getByLabel("Severity").selectOption("high");
  const grants = await shown(page);
  assert.ok(grants.length > 0 && grants.length < 19, `${grants}`);
  await page.getByLabel("Group").selectOption("");
  await page.getByLabel("Severity").selectOption("");
  await page.getByLabel("Control").selectOption("Security Hub KMS.4");
  assert.deepEqual(await shown(page), ["KMS-CFG-001"]);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(violations, []);
});

test("every rule has an address, and its example can be tried", async (t) => {
  const { page } = await openApp(t, { hash: "#/rules/KMS-ACT-003" });
  const rule = page.locator("#rule-KMS-ACT-003");
  await rule.waitFor();
  assert.match(await rule.getAttribute("class"), /chosen/);
  await rule.getByRole("button", { name: "Try it" }).click();
  await page.locator(".finding", { hasText: "KMS-ACT-003" }).first().waitFor();
  assert.equal(await page.locator(".finding", { hasText: "KMS-ACT-003" }).count(), 1);
});

const MUTE = { keyglassProfile: 1, mutes: [{ rule: "KMS-POL-001", reason: "The honeypot of the blue team" }] };
const publicRules = (page) => page.locator(".finding", { hasText: "KMS-POL-001" }).count();

test("a dropped profile mutes with its reason, and what it mutes stays counted", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [await sample("public-key")], TITLES["public-key"]);
  assert.equal(await publicRules(page), 1);
  await dropFiles(page, [{ name: "profile.json", content: JSON.stringify(MUTE) }]);
  const muted = page.locator(".muted-findings");
  await muted.waitFor();
  assert.equal(await muted.locator("summary").textContent(), "1 finding is muted by the profile");
  await muted.locator("summary").click();
  assert.match(await muted.textContent(), /The honeypot of the blue team/);
  // The verdict is of the key, not of what somebody accepts.
  assert.match(await page.locator(".verdict").textContent(), /Public/);
  await screenshot(page, "muted");
  assert.deepEqual(await axe(page), []);
});

test("an expired mute says nothing any more", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [await sample("public-key")], TITLES["public-key"]);
  const past = { ...MUTE, mutes: [{ ...MUTE.mutes[0], expires: "2020-01-01" }] };
  await dropFiles(page, [{ name: "profile.json", content: JSON.stringify(past) }]);
  await page.getByRole("button", { name: /Profile/ }).first().click();
  await page.locator("#profile-text").waitFor();
  assert.match(await page.locator("#profile-text").inputValue(), /2020-01-01/);
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(await page.locator(".muted-findings").count(), 0);
  assert.equal(await publicRules(page), 1);
});

test("a profile is edited in its dialog, told where it is wrong, saved, and taken away", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [await sample("public-key")], TITLES["public-key"]);
  const open = () => page.getByRole("button", { name: /Profile/ }).first().click();
  await open();
  await page.locator("#profile-text").fill(JSON.stringify(MUTE, null, 2));
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as a file" }).click(),
  ]);
  assert.equal(file.suggestedFilename(), "keyglass-profile.json");
  await page.getByRole("button", { name: "Use it" }).click();
  await page.locator(".muted-findings").waitFor();
  await open();
  await page.getByRole("button", { name: "Use none" }).click();
  await page.locator(".muted-findings").waitFor({ state: "detached" });
  assert.equal(await publicRules(page), 1);
  await open();
  await page.locator("#profile-text").fill('{"keyglassProfile": 1, "ownAcounts": []}');
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("ownAcounts").first().waitFor();
});

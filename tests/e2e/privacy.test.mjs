// Nothing of a file leaves the tab, whatever is done with it, and the page tells when something would.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TITLES, dropFiles, dropRealFile, headed, key, mounted, openApp, openKeys, returned, sample } from "./harness.mjs";

const SEAL = "Nothing leaves this tab · 0 requests since you opened the file";
const ROUTES = /^#\/(keys|key\/\d+|rules(\/KMS-[A-Z]+-\d+)?)?$/;

/** Points at everything that answers to it, and scrolls through the page meanwhile. */
async function pointAtEverything(page) {
  const targets = await page.locator(".phrase, .chip, .place, .flag, .copy, summary, main a").all();
  assert.ok(targets.length > 50, `only ${targets.length} to point at`);
  for (const target of targets) if (await target.isVisible()) await target.hover();
}

async function visitRules(page) {
  await page.getByRole("link", { name: "Rules" }).click();
  await headed(page, "223 rules");
  await page.locator("summary").first().click();
  await page.locator(".rule .name a").last().click();
  await page.locator(".rule.chosen").waitFor();
  await page.goBack();
  await page.goBack();
  await headed(page, TITLES["acm-default-key"]);
}

async function useDialogs(page) {
  await page.getByRole("button", { name: "Shortcuts ?" }).click();
  await page.locator("dialog input[type=checkbox]").click();
  await page.locator("dialog input[type=checkbox]").click();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("link", { name: "Keyglass" }).click();
  await page.getByRole("button", { name: "Paste text" }).click();
  await page.locator("#paste-text").fill(await sample("public-key"));
  await page.getByRole("button", { name: "Read it" }).click();
  await headed(page, TITLES["public-key"]);
}

test("from the drop on there is no request, whatever is done with the key", async (t) => {
  const { page, requests, violations, consoleErrors, pageErrors } = await openApp(t, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const visited = [];
  page.on("framenavigated", (frame) => visited.push(frame.url()));
  await mounted(page);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const before = requests.length;
  assert.ok(before > 5, "the page's own files were not recorded");
  assert.equal(await page.locator(".seal").count(), 0, "nothing is open yet");

  await dropRealFile(page, "static/samples/acm-default-key.json");
  await headed(page, TITLES["acm-default-key"]);
  assert.equal(await page.locator(".seal").textContent(), SEAL);

  await pointAtEverything(page);
  const theme = page.getByRole("button", { name: /^Theme/ });
  for (let round = 0; round < 3; round += 1) await theme.click();
  await page.getByRole("button", { name: "Whole record" }).click();
  await page.getByRole("button", { name: "Copy the ARN" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "arn:aws:kms:us-west-2:123456789012:key/1");
  await visitRules(page);
  await useDialogs(page);
  await page.locator(".crumbs a").first().click();
  await returned(page, "2 keys");
  await page.waitForTimeout(500);

  assert.deepEqual(requests.slice(before), []);
  assert.equal(await page.locator(".seal").textContent(), SEAL);
  assert.deepEqual({ violations, consoleErrors, pageErrors }, { violations: [], consoleErrors: [], pageErrors: [] });
  const hashes = visited.map((address) => new URL(address).hash);
  assert.ok(hashes.length >= 8, `only ${hashes} were visited`);
  assert.deepEqual(hashes.filter((hash) => !ROUTES.test(hash)), [], "an address holds more than a route");
});

test("nothing of a file is kept in the browser, nor in the title of the tab", async (t) => {
  const { page } = await openApp(t);
  const secret = "velvet-otter";
  await openKeys(page, [JSON.stringify(await key({ Id: secret, Description: `the ${secret}` }))], `the ${secret}`);
  await page.keyboard.press("t");
  await page.locator(".phrase").first().click();
  const kept = await page.evaluate(async () => ({
    local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie,
    databases: await indexedDB.databases(), caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length, history: JSON.stringify(history.state),
  }));
  assert.deepEqual(kept, {
    local: { "keyglass-theme": "light" }, session: {}, cookies: "", databases: [], caches: [], workers: 0, history: "null",
  });
  assert.equal((await page.title() + page.url()).includes(secret), false);
});

test("a jump to a field leaves the address as it is", async (t) => {
  const { page } = await openApp(t);
  const old = await key({ KeyState: "PendingDeletion", DeletionDate: "2100-01-01T00:00:00.000Z", KeyManager: "CUSTOMER" });
  await openKeys(page, [JSON.stringify(old)]);
  const place = page.locator("a.place").first();
  const name = (await place.textContent()).replace("field ", "");
  await place.click();
  await page.waitForFunction((id) => document.activeElement.id === id, `field-${name}`);
  assert.equal(new URL(page.url()).hash, "#/key/1");
});

test("the seal tells of a request, and the security policy stops one to another site", async (t) => {
  const { page, violations } = await openApp(t);
  await openKeys(page, [await sample()]);
  await page.evaluate(() => fetch("static/samples/public-key.json").catch(() => undefined));
  await page.getByText("1 request since you opened the file").waitFor();
  assert.equal(await page.locator(".seal.broken").count(), 1);
  const outcome = await page.evaluate(() => fetch("https://example.org/").then(() => "sent", () => "stopped"));
  assert.equal(outcome, "stopped");
  for (let tries = 0; tries < 40 && violations.length === 0; tries += 1) await page.waitForTimeout(25);
  assert.equal(violations.length, 1);
  assert.match(violations[0], /^connect-src: https:\/\/example\.org/);
});

test("links to other sites take no address along and give no hold on the page", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [await sample("public-key")], TITLES["public-key"]);
  const links = await page.locator("main a[href^='http']").evaluateAll((all) => all.map((link) => (
    [new URL(link.href).host, link.target, link.rel, link.textContent.endsWith("(opens another site)")]
  )));
  assert.ok(links.length > 2);
  for (const [host, ...rest] of links) {
    assert.match(host, /(^|\.)(amazon|aws\.amazon|amazonaws)\.com$/);
    assert.deepEqual(rest, ["_blank", "noreferrer noopener", true]);
  }
});

test("closing all leaves nothing on the page", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [`${await sample()}\n${await sample("public-key")}`], "2 keys");
  await page.getByRole("button", { name: "Close all" }).click();
  await page.getByRole("button", { name: "Paste text" }).waitFor();
  const text = await page.locator("body").textContent();
  for (const word of ["123456789012", "111122223333", "Reports bucket", "are open"]) {
    assert.equal(text.includes(word), false, `“${word}” is still there`);
  }
  assert.equal(await page.locator(".seal").count(), 0);
  await page.goBack();
  assert.equal(await page.getByText("123456789012").count(), 0);
  await dropFiles(page, [{ name: "again.json", content: await sample() }]);
  await headed(page, TITLES["acm-default-key"]);
});

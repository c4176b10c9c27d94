// Whole estates: the list with its search, facets and columns, the overview, large files, archives and joined parts.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { test } from "node:test";
import { axe, dropFiles, headed, mounted, openApp, openKeys, returned, screenshot } from "./harness.mjs";

const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2"];
const hex = (number, digits) => number.toString(16).padStart(digits, "0");

/** A key of an estate: each 20th is public, each 3rd does not rotate, each 50th is about to be deleted. */
function resource(number) {
  const account = `1111000000${10 + (number % 7)}`;
  const region = REGIONS[number % 3];
  const id = `${hex(number, 8)}-12ab-34cd-56ef-1234567890ab`;
  const root = { Sid: "Root", Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*", Resource: "*" };
  const open = { Sid: "Open", Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" };
  return JSON.stringify({
    ResourceType: "AWS.KMS.Key", AccountId: account, Arn: `arn:aws:kms:${region}:${account}:key/${id}`, Id: id,
    Description: `Key number ${number}`, KeyManager: "CUSTOMER", KeySpec: "SYMMETRIC_DEFAULT", KeyUsage: "ENCRYPT_DECRYPT",
    Origin: "AWS_KMS", KeyState: number % 50 === 0 ? "PendingDeletion" : "Enabled", KeyRotationEnabled: number % 3 !== 0,
    DeletionDate: number % 50 === 0 ? "2027-01-15T00:00:00Z" : null, Tags: { team: number % 2 ? "search" : "payments" },
    Policy: JSON.stringify({ Version: "2012-10-17", Statement: number % 20 === 0 ? [root, open] : [root] }),
  });
}

const estate = (keys) => Array.from({ length: keys }, (_, number) => resource(number)).join("\n");
const shown = (page) => page.locator("#keys-shown").textContent();

test("an estate is narrowed by words, terms and facets, and the address keeps what says nothing of anybody", async (t) => {
  const { page, violations } = await openApp(t);
  await openKeys(page, [estate(240)], "240 keys");
  assert.equal(await shown(page), "All 240 are shown.");
  const search = page.getByLabel("Search");
  await search.fill("rotation:off public:yes");
  assert.equal(await shown(page), "4 of 240 keys are shown.");
  assert.equal(new URL(page.url()).hash, "#/keys/rotation:off+public:yes");
  await search.fill("rotation:off account:111100000010");
  assert.equal(new URL(page.url()).hash, "#/keys/rotation:off");
  await search.fill("\"number 17\"");
  assert.equal(await shown(page), "11 of 240 keys are shown.");
  assert.equal(new URL(page.url()).hash, "#/keys");
  await search.fill("no such key");
  assert.equal(await shown(page), "No key matches.");
  await search.fill("");
  await page.getByRole("button", { name: /^yes 12$/ }).click();
  assert.equal(await search.inputValue(), "public:yes");
  assert.equal(await page.locator(".keys tbody tr").count(), 12);
  assert.equal(await page.getByRole("button", { name: /^yes 12$/ }).getAttribute("aria-pressed"), "true");
  // Into a key and back: the filter is still there.
  await page.locator(".keys tbody th a").first().click();
  await page.locator(".verdict").waitFor();
  const at = page.url();
  await page.keyboard.press("]");
  await page.waitForFunction((at) => location.href !== at, at);
  await page.locator(".verdict").waitFor();
  await page.goBack();
  await page.goBack();
  await returned(page, "240 keys");
  assert.equal(await search.inputValue(), "public:yes");
  await page.getByRole("button", { name: /^yes 12$/ }).click();
  assert.equal(await shown(page), "All 240 are shown.");
  await search.fill("rule:KMS-POL-001 -region:us-east-1");
  assert.equal(await shown(page), "8 of 240 keys are shown.");
  await screenshot(page, "inventory");
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(violations, []);
});

test("the list is sorted by its heads, columns come and go, and arrow keys step from key to key", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [estate(60)], "60 keys");
  const first = () => page.locator(".keys tbody th a").first().textContent();
  assert.equal(await first(), "Key number 0");
  await page.getByRole("button", { name: "Region", exact: true }).click();
  assert.equal(await page.locator(".keys th[aria-sort]").getAttribute("aria-sort"), "ascending");
  assert.match(await page.locator(".keys tbody tr").first().textContent(), /ap-southeast-2/);
  await page.getByRole("button", { name: "Region", exact: true }).click();
  assert.match(await page.locator(".keys tbody tr").first().textContent(), /us-east-1/);
  await page.locator(".columns summary").click();
  await page.locator(".columns").getByLabel("Region").uncheck();
  assert.equal(await page.locator(".keys thead th", { hasText: "Region" }).count(), 0);
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.locator(".keys tbody th a").first().focus();
  const start = await focused();
  await page.keyboard.press("ArrowDown");
  const next = await focused();
  assert.notEqual(next, start);
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(), start);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await headed(page, next);
});

test("the overview counts what there is, and each mark leads to its keys", async (t) => {
  const { page, violations } = await openApp(t);
  const last = JSON.parse(resource(239));
  last.Policy = last.Policy.replace("]}", `,${JSON.stringify({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::444455556666:role/a,b" }, Action: "kms:Decrypt", Resource: "*" })}]}`);
  await openKeys(page, [`${estate(239)}\n${JSON.stringify(last)}`], "240 keys");
  await page.getByRole("link", { name: "Overview" }).click();
  await headed(page, "Overview");
  const row = (name) => page.locator(".panel tr", { has: page.locator("th", { hasText: name }) }).first();
  assert.match(await row("PendingDeletion").textContent(), /5$/);
  assert.match(await row("off").textContent(), /80$/);
  assert.match(await row("The whole world may use the key").textContent(), /12$/);
  assert.equal(await page.locator(".timeline li").count(), 5);
  await screenshot(page, "overview");
  assert.deepEqual(await axe(page), []);
  await row("The whole world may use the key").getByRole("link").click();
  await headed(page, "240 keys");
  assert.equal(await page.getByLabel("Search").inputValue(), "rule:KMS-POL-001");
  assert.equal(await shown(page), "12 of 240 keys are shown.");
  await page.goBack();
  await headed(page, "Overview");
  await page.getByRole("link", { name: "12 public" }).click();
  await headed(page, "240 keys");
  assert.equal(await page.getByLabel("Search").inputValue(), "public:yes");
  assert.equal(await shown(page), "12 of 240 keys are shown.");
  for (const title of ["Named by the most policies", "Accounts that reach into others"]) {
    await page.goBack();
    await headed(page, "Overview");
    const panel = page.locator(".panel", { has: page.getByRole("heading", { name: title }) });
    const last = panel.locator("tr").last();
    const [name, count] = [await last.getByRole("link").textContent(), await last.locator(".number").textContent()];
    assert.ok(Number(count) > 0 && Number(count) < 240, `${title}: ${count}`);
    await last.getByRole("link").click();
    await headed(page, "240 keys");
    assert.ok((await page.getByLabel("Search").inputValue()).includes(name.replace(",", "*")));
    assert.match(await shown(page), new RegExp(`^${count} of 240 keys (is|are) shown`));
    // Names of a file stay out of the address.
    assert.ok(!page.url().includes(name), page.url());
  }
  assert.deepEqual(violations, []);
});

test("keys are selected one by one or all that are shown, and their ARNs copied", async (t) => {
  const { page, requests } = await openApp(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await openKeys(page, [estate(240)], "240 keys");
  const before = requests.length;
  const bar = page.locator(".selection");
  assert.equal(await bar.count(), 0);
  await page.getByLabel("Select Key number 20", { exact: true }).check();
  await page.getByLabel("Select Key number 40", { exact: true }).press("Space");
  assert.match(await bar.textContent(), /^2 keys selected/);
  assert.equal(await page.locator(".keys tr.selected").count(), 2);
  assert.deepEqual(await axe(page), []);
  await bar.getByRole("button", { name: "Copy the ARNs" }).click();
  await page.locator(".status", { hasText: "Copied 2 ARNs" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(copied.split("\n").map((arn) => arn.split("/")[1].slice(0, 8)), ["00000014", "00000028"]);
  // What is selected stays so when the list is narrowed, and "all" is what is shown.
  await page.getByLabel("Search").fill("rule:KMS-POL-001");
  await page.getByLabel("Select all that are shown").check();
  assert.match(await bar.textContent(), /^12 keys selected/);
  await page.getByLabel("Search").fill("");
  assert.equal(await page.getByLabel("Select all that are shown").isChecked(), false);
  await bar.getByRole("button", { name: "Clear" }).click();
  assert.equal(await bar.count(), 0);
  assert.deepEqual(requests.slice(before), []);
});

test("the keys of a multi-Region set stand side by side, with what they differ in", async (t) => {
  const { page } = await openApp(t);
  const id = "mrk-1234abcd12ab34cd56ef1234567890ab";
  const replica = (region, fields) => JSON.stringify({ ...JSON.parse(resource(1)), Id: id, Arn: `arn:aws:kms:${region}:111100000011:key/${id}`, ...fields });
  await openKeys(page, [[replica("us-east-1"), replica("eu-west-1", { KeyState: "Disabled" }), resource(2)].join("\n")], "3 keys");
  await page.getByRole("link", { name: "Overview" }).click();
  await headed(page, "Overview");
  const table = page.getByRole("region", { name: "Multi-Region keys" });
  assert.deepEqual(await table.locator("thead th").allTextContents(), ["Key", "us-east-1", "eu-west-1", "Differ in"]);
  assert.deepEqual(await table.locator("tbody tr > *").allTextContents(), [id, "Enabledrotation on · public: no", "Disabledrotation on · public: no", "state"]);
  assert.deepEqual(await axe(page), []);
  await table.getByRole("link", { name: "Disabled" }).click();
  await page.waitForFunction(() => document.querySelector(".key-page .facts-line")?.textContent.includes("eu-west-1"));
});

test("a list of more than 5,000 keys is drawn around what is in view", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  await dropFiles(page, [{ name: "estate.jsonl", content: estate(5_200) }]);
  await page.waitForFunction(() => document.getElementById("title")?.textContent === "5,200 keys" && !document.querySelector(".progress, [data-drawing]"), null, { timeout: 60_000 });
  assert.ok((await page.locator(".keys tbody tr").count()) < 400);
  // From row to row by the keyboard, beyond what is drawn at once: the row that has the focus stays in the page.
  await page.locator(".keys tbody th a").first().focus();
  for (let row = 0; row < 70; row += 1) {
    await page.keyboard.press("ArrowDown");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  }
  assert.ok(await page.evaluate(() => document.activeElement.closest(".keys tbody:not(.spacer)") && document.querySelector(".table-frame").scrollTop > 50 * 57));
  await page.locator(".table-frame.long").evaluate((frame) => { frame.scrollTop = frame.scrollHeight; });
  // The last row is there, above the lower edge of the frame.
  await page.waitForFunction(() => {
    const rows = document.querySelectorAll(".keys tbody:not(.spacer) tr");
    const edge = document.querySelector(".table-frame").getBoundingClientRect().bottom;
    const last = rows[rows.length - 1].getBoundingClientRect();
    return document.querySelector(".keys tbody.spacer + tbody") && last.bottom <= edge + 1 && last.bottom > edge - 100;
  });
  await page.getByLabel("Search").fill("\"number 5199\"");
  assert.equal(await shown(page), "1 of 5,200 keys are shown.");
});

test("a large file shows how far it is, its first keys can be used, and it can be stopped", async (t) => {
  const { page, requests } = await openApp(t);
  await mounted(page);
  const line = `${resource(1)}\n`;
  const before = requests.length;
  await dropFiles(page, [{ name: "large.jsonl", parts: [[estate(300) + "\n", 1], [line, 90_000]] }]);
  await page.locator(".progress", { hasText: "Reading large.jsonl" }).waitFor();
  await page.locator("#title", { hasText: "300 keys" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.waitForFunction(() => !document.querySelector(".progress, [data-drawing]"), null, { timeout: 60_000 });
  assert.match(await page.locator(".notice").textContent(), /You stopped here; what follows was not read\./);
  assert.equal(await page.locator("#title").textContent(), "300 keys");
  assert.deepEqual(requests.slice(before), []);
});

const ARN = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const METADATA = { KeyMetadata: { AWSAccountId: "111122223333", KeyId: ARN.split("/")[1], Arn: ARN, Description: "Joined", KeyManager: "CUSTOMER", KeyState: "Enabled" } };

test("parts of one key from several files, one of them packed, make one key", async (t) => {
  const { page, violations } = await openApp(t);
  const files = [
    { name: "key.json", content: JSON.stringify(METADATA) },
    { name: "policy.json", content: JSON.stringify({ Policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" }] }), PolicyName: "default" }) },
    { name: "grants.json.gz", content: gzipSync(JSON.stringify({ Grants: [{ KeyId: ARN, GrantId: "g", GranteePrincipal: "arn:aws:iam::111122223333:role/App", Operations: ["Decrypt"] }] })) },
    { name: "rotation.json", content: JSON.stringify({ KeyId: ARN, KeyRotationEnabled: false }) },
  ];
  await mounted(page);
  await dropFiles(page, files);
  await headed(page, "Joined");
  assert.match(await page.locator(".verdict").textContent(), /Public/);
  const parts = page.locator(".origins");
  await parts.locator("summary").click();
  assert.equal(await parts.locator("summary").textContent(), "Put together from 4 files");
  assert.match(await parts.textContent(), /grants\.json/);
  assert.deepEqual(await axe(page), []);
  // The same again changes nothing; a file that disagrees is told with both.
  await dropFiles(page, files);
  await headed(page, "Joined");
  assert.equal(await page.locator(".conflicts").count(), 0);
  await dropFiles(page, [{ name: "other.json", content: JSON.stringify({ KeyMetadata: { ...METADATA.KeyMetadata, KeyState: "Disabled" } }) }]);
  await page.locator(".conflicts li").waitFor();
  assert.match(await page.locator(".conflicts li").textContent(), /^KeyState differs: "Enabled" in key\.json, line 1; "Disabled" in other\.json, line 1\. The first is used\.$/);
  assert.deepEqual(violations, []);
});

test("a template in YAML is read with its functions", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  await dropFiles(page, [{ name: "template.yaml", content: `AWSTemplateFormatVersion: 2010-09-09
Resources:
  Vault:
    Type: AWS::KMS::Key
    Properties:
      Description: From a template
      KeyPolicy:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' }
            Action: kms:*
            Resource: '*'
` }]);
  await headed(page, "From a template");
  assert.match(await page.locator(".verdict").textContent(), /Not public/);
});

for (const [what, content, says] of [
  ["a broken gzip file", Buffer.from("\x1f\x8bnonsense", "latin1"), /does not unpack/],
  ["a broken ZIP archive", Buffer.from("PK\x03\x04nonsense"), /The ZIP archive is broken/],
]) {
  test(`${what} gives a clear message and no harm`, async (t) => {
    const { page, pageErrors, violations } = await openApp(t);
    await mounted(page);
    await dropFiles(page, [{ name: "bad", content }]);
    await page.locator(".notice").waitFor();
    assert.match(await page.locator(".notice").textContent(), says);
    assert.deepEqual({ pageErrors, violations }, { pageErrors: [], violations: [] });
  });
}

/** The rows of a long list that are to be seen in its frame. */
const seen = (page) => page.locator(".table-frame.long").evaluate((frame) => {
  const box = frame.getBoundingClientRect();
  const head = frame.querySelector("thead").getBoundingClientRect().bottom;
  return [...frame.querySelectorAll("tbody th")].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= head - 1 && bottom <= box.bottom + 1;
  }).length;
});

test("a long list that was scrolled has rows in view whatever follows: sorting, narrowing, a key and back", async (t) => {
  const { page, violations } = await openApp(t);
  await mounted(page);
  await dropFiles(page, [{ name: "export.jsonl", content: estate(6_000) }]);
  await headed(page, "6,000 keys");
  const frame = page.locator(".table-frame.long");
  const scroll = async () => {
    await frame.evaluate((frame) => { frame.scrollTop = 57 * 3_000; });
    await page.waitForFunction(() => document.querySelector(".keys tbody:not(.spacer) tr").ariaRowIndex > 2_000);
  };
  const atTop = () => page.waitForFunction(() => document.querySelector(".table-frame.long").scrollTop === 0 && document.querySelector(".keys tbody:not(.spacer) tr").ariaRowIndex === "2");
  await scroll();
  assert.ok(await seen(page) > 3);
  await page.getByRole("button", { name: "Account" }).click();
  await atTop();
  assert.ok(await seen(page) > 3, "after sorting");
  assert.equal(await page.locator("#app > [role=status]").textContent(), "Sorted");
  assert.doesNotMatch(await page.locator(".lead").textContent(), /worst/);
  await scroll();
  await page.getByRole("button", { name: /^us-east-1/ }).click();
  await atTop();
  assert.ok(await seen(page) > 3, "after narrowing");
  await page.getByRole("button", { name: /^us-east-1/ }).click();
  await scroll();
  const link = page.locator(".keys tbody th a").nth(20);
  const title = await link.textContent();
  await link.click();
  await headed(page, title);
  await page.goBack();
  assert.equal(await returned(page, "6,000 keys"), title);
  assert.ok(await seen(page) > 3, "after a key");
  assert.deepEqual(violations, []);
});

test("a key is shown from its head at once, and back is where one was", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [estate(300)], "300 keys");
  const link = page.locator(".keys tbody th a").nth(200);
  await link.evaluate((link) => scrollTo(0, scrollY + link.getBoundingClientRect().top - 400));
  await page.waitForTimeout(300);
  const place = () => page.evaluate(() => document.activeElement.getBoundingClientRect().top);
  await link.focus();
  const before = await place();
  const title = await link.textContent();
  await link.click();
  await headed(page, title);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.goBack();
  assert.equal(await returned(page, "300 keys"), title);
  await page.waitForTimeout(300);
  const after = await place();
  assert.ok(after > 0 && after < page.viewportSize().height, `from ${before} to ${after}`);
});

test("who reads a key while a file comes in is left at it", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  await dropFiles(page, [{ name: "export.jsonl", content: estate(30_000) }]);
  await page.locator(".keys tbody th a").first().click();
  await page.locator(".verdict").waitFor();
  const at = page.url();
  assert.match(at, /#\/key\//);
  await page.locator(".status", { hasText: "30,000 keys opened" }).waitFor();
  assert.equal(page.url(), at);
  assert.equal(await page.locator(".verdict").count(), 1);
});

test("a row that is pressed while others come in is the one that is opened", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  await dropFiles(page, [{ name: "export.jsonl", content: estate(60_000) }]);
  const link = page.locator(".keys tbody th a").nth(12);
  await link.hover();
  await page.mouse.down();
  await page.waitForTimeout(700);
  await page.mouse.up();
  await page.locator(".verdict").waitFor();
  assert.match(page.url(), /#\/key\//);
});

test("what could not be read is read about once, and a term that there is not is told", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [`${estate(5)}\n{"broken`], "5 keys");
  assert.equal(await page.locator(".notice").count(), 1);
  await page.locator(".notices").getByRole("button", { name: "Close" }).click();
  assert.equal(await page.locator(".notices").count(), 0);
  await page.getByLabel("Search").fill("foo:bar");
  assert.equal(await shown(page), "No key matches: there is no term foo:");
  await page.getByLabel("Search").fill('"foo: bar"');
  assert.equal(await shown(page), "No key matches.");
});

test("pasted text that holds no key is there to be mended", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  const paste = async (text) => {
    await page.getByRole("button", { name: "Paste text" }).click();
    const area = page.locator("#paste-text");
    const before = await area.inputValue();
    await area.fill(text);
    await page.getByRole("button", { name: "Read it" }).click();
    return before;
  };
  assert.equal(await paste(`${resource(1)} and more`.slice(5)), "");
  await page.locator(".notices").waitFor();
  assert.equal(await paste(resource(1)), `${resource(1)} and more`.slice(5));
  await headed(page, "Key number 1");
});

test("a place leads to its line where the source lies below", async (t) => {
  const { page } = await openApp(t, { width: 768, height: 900 });
  await openKeys(page, [resource(20)], "Key number 20");
  await page.locator(".finding .place").first().click();
  await page.waitForFunction(() => {
    const box = document.querySelector(".source .line.marked")?.getBoundingClientRect();
    return box && box.top >= 0 && box.bottom <= innerHeight;
  });
});

test("a link is shown once its file is open", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  await page.evaluate(() => { location.hash = "#/key/11/ask/stranger/Decrypt"; });
  await page.getByRole("heading", { name: "No key is open here" }).waitFor();
  await dropFiles(page, [{ name: "a.jsonl", content: estate(40) }]);
  await headed(page, "Key number 10");
  assert.equal(new URL(page.url()).hash, "#/key/11/ask/stranger/Decrypt");
});

test("two values of a facet are shown together, and the way up says how many", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [estate(240)], "240 keys");
  const value = (name) => page.locator(".facets button", { hasText: name }).first();
  await value("us-east-1").click();
  assert.equal(await shown(page), "80 of 240 keys are shown.");
  // The others are there to be chosen besides, with their counts.
  await page.waitForTimeout(300);
  await page.locator('.facets[aria-busy="false"]').waitFor();
  assert.match(await value("eu-west-1").innerText(), /80/);
  await value("eu-west-1").click();
  assert.equal(await page.getByLabel("Search").inputValue(), "region:us-east-1,eu-west-1");
  assert.equal(await shown(page), "160 of 240 keys are shown.");
  await page.locator(".keys tbody th a").first().click();
  await page.locator(".verdict").waitFor();
  assert.equal(await page.locator(".crumbs a").first().innerText(), "160 of 240 keys");
  await page.getByRole("link", { name: "160 of 240 keys" }).click();
  await returned(page, "240 keys");
  await value("us-east-1").click();
  assert.equal(await page.getByLabel("Search").inputValue(), "region:eu-west-1");
});

test("no cell of the list runs into its neighbour", async (t) => {
  const undecided = (number) => resource(number).replace("kms:Decrypt", "kms:Encrypt kms:Decrypt");
  for (const width of [360, 768, 1440]) {
    const { page } = await openApp(t, { viewport: { width, height: 900 } });
    await openKeys(page, [[20, 40, 60].map(undecided).join("\n")], "3 keys");
    await page.locator(".answer.undecided").first().waitFor();
    const ends = await page.locator(".answer.undecided").evaluateAll((all) =>
      all.map((answer) => [answer.getBoundingClientRect().right, answer.closest("td").nextElementSibling.getBoundingClientRect().left]));
    for (const [right, next] of ends) assert.ok(right <= next, `${width}: ${right} ${next}`);
  }
});

test("a printed list says that it is narrowed", async (t) => {
  const { page } = await openApp(t);
  await openKeys(page, [estate(40)], "40 keys");
  await page.getByLabel("Search").fill("public:yes");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#keys-shown").isVisible(), true);
  assert.equal(await page.getByLabel("Search").isVisible(), true);
  assert.equal(await page.locator(".pick input").first().isVisible(), false);
});

// What cannot be read is named, with its place and its reason; the page goes on, and the next file opens.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { TITLES, dropFiles, dropRealFile, headed, key, mounted, openApp, openKeys, paste, pick, sample } from "./harness.mjs";

const EMPTY = { consoleErrors: [], pageErrors: [], violations: [] };

/** Waits for the notices and gives them file by file: the name, then each problem. */
async function notices(page) {
  await page.waitForFunction(() => document.activeElement?.id === "notices", undefined, { timeout: 60_000 });
  return page.locator(".notice").evaluateAll((all) => all.map((notice) => [
    notice.querySelector(".file").textContent,
    ...[...notice.querySelectorAll("li")].map((item) => [...item.childNodes]
      .filter((node) => node.nodeName !== "PRE").map((node) => node.textContent).join("")),
  ]));
}

/** The page still works: the seed key opens. */
async function opensSeed(page) {
  await dropRealFile(page, "static/samples/acm-default-key.json");
  await headed(page, TITLES["acm-default-key"]);
  assert.equal(await page.locator(".statement").count(), 4);
  assert.equal(await page.locator(".finding").count(), 3);
  assert.equal(await page.locator("#panic").isVisible(), false);
}

const BAD = {
  "text that is not JSON": {
    content: "{\n  \"Arn\": \"x\",\n  \"Id\":oops\n}",
    says: "line 3, column 8: Not JSON: expected a value, found “o”.",
    excerpt: "  \"Id\":oops\n       ^",
  },
  "JSON that is cut off": {
    content: "{\n  \"Arn\": \"x\",\n",
    says: /^line 3, column 1: Not JSON: .*end/,
  },
  "other resources": {
    content: JSON.stringify([1, 2, 3].map((number) => ({ ResourceType: "AWS.S3.Bucket", ResourceId: number }))),
    says: "Valid JSON, but no KMS key in it: 3 × AWS.S3.Bucket resource.",
  },
  "an empty file": { content: "", says: "The file is empty: there is nothing to read." },
  "white space": { content: " \n\t\n", says: "The file is empty: there is nothing to read." },
  "an empty list": { content: "[]", says: "Valid JSON, but no KMS key in it: an empty array." },
  "a PNG image": {
    content: Buffer.from("89504e470d0a1a0a0000000d494844520000000100000001", "hex"),
    says: "This is a PNG image, not JSON text. Keyglass reads exported keys as JSON.",
  },
  "text that is not UTF-8": {
    content: Buffer.from("{\"Id\": \"caf\xe9\"}", "latin1"),
    says: "line 1, column 12: The file is not UTF-8 text: a byte here belongs to no character. Save it as UTF-8.",
  },
  "100 MB of zeros": {
    parts: [["\0", 100 << 20]],
    says: "This is a file of NUL bytes, not JSON text. Keyglass reads exported keys as JSON.",
  },
  "one string of 50 MB": {
    parts: [["\"", 1], ["x", 50 << 20], ["\"", 1]],
    says: "Valid JSON, but no KMS key in it: a string of 52428800 bytes.",
  },
  "a file of 257 MB, which is read in parts": {
    parts: [[" ", 257 << 20]],
    says: "The file is empty: there is nothing to read.",
  },
  "lists within lists, 100,000 deep": {
    parts: [["[", 100_000], ["]", 100_000]],
    says: /^line 1, column 1\d\d: Not JSON: nested deeper than 128 levels: Keyglass stops here\.$/,
  },
  "objects within objects, 100,000 deep": {
    parts: [["{\"a\":", 100_000], ["1", 1], ["}", 100_000]],
    says: /^line 1, column 6\d\d: Not JSON: nested deeper than 128 levels: Keyglass stops here\.$/,
  },
};

for (const [what, { content, parts, says, excerpt }] of Object.entries(BAD)) {
  test(`${what}: the page says what is wrong and goes on`, async (t) => {
    const { page, consoleErrors, pageErrors, violations } = await openApp(t);
    await mounted(page);
    await dropFiles(page, [{ name: "bad.json", content, parts }]);
    const [[file, problem, ...more], ...others] = await notices(page);
    assert.deepEqual([file, more, others], ["bad.json", [], []]);
    if (says instanceof RegExp) assert.match(problem, says);
    else assert.equal(problem, says);
    if (excerpt) assert.equal(await page.locator(".excerpt").textContent(), excerpt);
    assert.equal(await page.locator("#title").innerText(), "Who can use this key,\nand what is wrong with it?");
    await opensSeed(page);
    assert.deepEqual({ consoleErrors, pageErrors, violations }, EMPTY);
  });
}

test("a folder is walked, and what it holds is opened under its path", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "keyglass-"));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "deep"));
  await writeFile(join(folder, "deep", "key.json"), await sample());
  await writeFile(join(folder, ".hidden"), "not read");
  const { page, pageErrors } = await openApp(t);
  await mounted(page);
  await dropRealFile(page, folder);
  await headed(page, TITLES["acm-default-key"]);
  assert.equal(await page.locator(".crumbs > span").first().textContent(), `${basename(folder)}/deep/key.json`);
  assert.equal(await page.locator(".notice").count(), 0);
  assert.deepEqual(pageErrors, []);
});

test("what is wrong with pasted text is said too, wherever it was pasted", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  await paste(page, "hello");
  assert.deepEqual(await notices(page), [["Pasted text", "line 1, column 1: Not JSON: expected a value, found “h”."]]);
  await page.getByRole("button", { name: "Paste text" }).click();
  await page.locator("#paste-text").fill("42");
  await page.getByRole("button", { name: "Read it" }).click();
  await page.getByText("Valid JSON, but no KMS key in it: a number.").waitFor();
  assert.equal(await page.locator("dialog").count(), 0);
  await opensSeed(page);
});

test("a policy that is not JSON: the fields are shown, and what is wrong with the policy", async (t) => {
  const Policy = "{JSON policy document see https://docs.aws.amazon.com/}";
  const { page } = await openApp(t);
  await openKeys(page, [JSON.stringify(await key({ Policy }))]);
  assert.equal(await page.locator("#verdict-title").innerText(), "?Public or not: cannot be told.");
  const wrong = "The policy is not JSON: expected a member name in double quotes, found “J”.";
  assert.equal(await page.locator(".because").textContent(), wrong);
  assert.equal(await page.locator(".strip dd").first().textContent(), "Not known", "an unknown is told as none");
  assert.equal(await page.locator("#statements-title span").textContent(), "none can be read");
  assert.deepEqual(await page.locator(".finding h3").allTextContents(), ["The policy is not valid JSON", "AWS manages this key and its policy"]);
  assert.equal(await page.locator(".finding .message").first().textContent(), wrong);
  assert.equal(await page.locator(".finding .place").first().evaluate((place) => place.firstChild.textContent), "line 1, column 2");
  assert.equal(await page.locator(".field").count(), 20);
  assert.equal(await page.locator("#field-Region .value").textContent(), "us-west-2");
  assert.deepEqual(await page.locator(".line code").allTextContents(), [Policy]);
  assert.equal(await page.locator(".source-head p").textContent(), "1 line · as exported");
});

test("one bad record among 500 is named with its place, and the 499 others are shown", async (t) => {
  const records = [];
  for (let number = 1; number <= 500; number += 1) {
    records.push(JSON.stringify(await key({ Id: `key-${number}`, Description: `Key ${number}` })));
  }
  records[316] = records[316].replace("\"Enabled\":true", "\"Enabled\":yes");
  for (const [name, text] of [["lines.jsonl", records.join("\n")], ["array.json", `[\n${records.join(",\n")}\n]`]]) {
    const { page } = await openApp(t);
    await mounted(page);
    await dropFiles(page, [{ name, content: text }]);
    await headed(page, "499 keys");
    assert.equal(await page.locator(".keys tbody tr").count(), 499);
    const line = name === "array.json" ? 318 : 317;
    const column = records[316].indexOf("yes") + 1;
    assert.equal(await page.locator(".notice .file").textContent(), `${name} · 499 keys shown, 1 problem`);
    const problems = await page.locator(".notice li").allTextContents();
    assert.equal(problems.length, 1);
    assert.ok(problems[0].startsWith(`line ${line}, column ${column}: This record was skipped: `), problems[0]);
    const [excerpt, pointer] = (await page.locator(".excerpt").textContent()).split("\n");
    assert.equal(excerpt.slice(pointer.length - 1).startsWith("yes"), true, `${excerpt}\n${pointer}`);
    assert.equal(await page.getByRole("link", { name: "Key 317", exact: true }).count(), 0);
  }
});

test("good and bad files together: each bad one is named, each good one is opened", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  await pick(page, [
    { name: "empty.json", content: "" },
    { name: "public.json", content: await sample("public-key") },
    { name: "picture.png", content: "\x89PNG" },
    { name: "seed.json", content: await sample() },
    { name: "number.json", content: "1" },
  ], "#start-files");
  await headed(page, "2 keys");
  const names = await page.locator(".notice .file").allTextContents();
  assert.deepEqual(names.sort(), ["empty.json", "number.json", "picture.png"]);
});

const MARKUP = "<img src=x onerror=alert(1)>";
const SCRIPT = "javascript:alert(1)";

test("markup in a file is text on the page and nothing else", async (t) => {
  const { page, consoleErrors, pageErrors, violations, requests } = await openApp(t);
  const dialogs = [];
  page.on("dialog", (dialog) => { dialogs.push(dialog.message()); dialog.dismiss(); });
  await mounted(page);
  const before = requests.length;
  const statement = {
    Sid: MARKUP, Effect: "Allow", Principal: { AWS: [MARKUP, SCRIPT], Service: SCRIPT }, Action: [MARKUP, SCRIPT],
    Resource: MARKUP, Condition: { StringEquals: { [MARKUP]: SCRIPT, "aws:PrincipalOrgID": MARKUP } }, [MARKUP]: SCRIPT,
  };
  const hostile = {
    ...await key(), Description: MARKUP, Id: MARKUP, KeyState: MARKUP, KeyManager: SCRIPT, Region: MARKUP, AccountId: MARKUP,
    Arn: SCRIPT, Tags: { [MARKUP]: SCRIPT, [SCRIPT]: MARKUP }, [MARKUP]: SCRIPT, "</script><script>alert(1)</script>": [MARKUP],
    Policy: JSON.stringify({ Version: "2012-10-17", Id: MARKUP, Statement: [statement] }),
  };
  await dropFiles(page, [{ name: `${MARKUP}.json`, content: JSON.stringify(hostile) }]);
  await headed(page, MARKUP);
  assert.equal(await page.locator(".sid").textContent(), MARKUP);
  assert.equal(await page.locator(".arn code").textContent(), SCRIPT);
  assert.deepEqual(await page.locator(".tags li").allTextContents(), [`${MARKUP}=${SCRIPT}`, `${SCRIPT}=${MARKUP}`]);
  assert.ok((await page.locator(".field dt").allTextContents()).includes(MARKUP));
  assert.equal(await page.locator(".crumbs > span").first().textContent(), `${MARKUP}.json`);
  assert.ok((await page.locator(".source code", { hasText: MARKUP }).count()) >= 5);
  await page.getByRole("button", { name: "Whole record" }).click();

  const inert = async () => {
    const made = page.locator("#app").locator("img, script, iframe, object, embed, base, form, meta, link, style, [onerror], [style]");
    assert.equal(await made.count(), 0);
    const addresses = await page.locator("#app a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    assert.deepEqual(addresses.filter((address) => !/^(#|https:\/\/[a-z.]+\.com\/)/.test(address)), []);
  };
  await inert();
  await dropFiles(page, [
    { name: `${MARKUP}.json`, content: `[{"ResourceType": "${MARKUP}"}, {"${MARKUP}": 1}, "${SCRIPT}", ${MARKUP}]` },
  ]);
  const [[file, problem]] = await notices(page);
  assert.equal(file, `${MARKUP}.json`);
  assert.match(problem, /^line 1, column \d+: Not JSON: expected a value, found “<”\.$/);
  assert.ok((await page.locator(".excerpt").textContent()).includes(MARKUP));
  await inert();
  await dropFiles(page, [{ name: "others.json", content: JSON.stringify([
    JSON.parse(await sample()), JSON.parse(await sample("public-key")), { ResourceType: MARKUP }, { [MARKUP]: 1 },
  ]) }]);
  await headed(page, "3 keys");
  assert.equal(await page.locator(".notice li").nth(1).textContent(), `Not a KMS key, left out: ${MARKUP} resource, an object with ${MARKUP}.`);
  assert.equal(await page.getByRole("link", { name: MARKUP, exact: true }).count(), 1);
  await inert();
  assert.deepEqual(dialogs, []);
  assert.deepEqual(requests.slice(before), []);
  assert.deepEqual({ consoleErrors, pageErrors, violations }, EMPTY);
});

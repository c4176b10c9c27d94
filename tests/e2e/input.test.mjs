// Every way into the page leads to the same key, shown whole.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TITLES, dropFiles, dropRealFile, headed, mounted, openApp, paste, pick, sample } from "./harness.mjs";

const SEED = "static/samples/acm-default-key.json";

const SENTENCES = [
  "Anyone may create grants for this key, if the caller is in account 123456789012, the request comes through ACM in us-east-1, every operation of the grant is Decrypt, and the grant is for an AWS service’s resource.",
  "Anyone may create grants for this key, if the caller is in account 123456789012, the request comes through ACM in us-east-1, every operation of the grant is Encrypt, ReEncryptFrom or ReEncryptTo, and the grant is for an AWS service’s resource.",
  "Anyone may describe this key, read its policy, list its grants and revoke its grants, if the caller is in account 123456789012.",
  "Nobody may re-encrypt with this key, if the data moves between this key and another key.",
];

const STATEMENTS = [
  ["Allow", "Allow creation of decryption grants"],
  ["Allow", "Allow creation of encryption grant"],
  ["Allow", "Allowed operations for the key owner"],
  ["Deny", "Deny re-encryption to any other key"],
];

// Name, value and meaning, in the order of the page. Ages change with the day of the test.
const FIELDS = [
  ["AccountId", "123456789012", "The account that owns the key."],
  ["Arn", "arn:aws:kms:us-west-2:123456789012:key/1", "The key’s full name: partition, Region, account and id."],
  ["Description", TITLES["acm-default-key"], "Free text of whoever made the key; it shows in CloudTrail."],
  ["Id", "1", "The key’s id within its account and Region."],
  ["KeyManager", "AWS", "AWS made this key for one of its services in your account. You can read its policy, not change it."],
  ["Region", "us-west-2", "The Region that the key lives in."],
  ["ResourceId", "arn:aws:kms:us-west-2:123456789012:key/1", "Panther’s name for the resource: the ARN."],
  ["ResourceType", "AWS.KMS.Key", "Panther’s name for the kind of resource."],
  ["DeletionDate", "null", "No deletion is scheduled."],
  ["Enabled", "true", "The key can be used."],
  ["KeyState", "Enabled", "The key can be used."],
  ["TimeCreated", "2019-01-01T00:00:00.000Z", "1 January 2019, N years ago."],
  ["ExpirationModel", "null", "Only imported key material can expire."],
  ["KeyRotationEnabled", "null", "Not asked: Panther asks for rotation only on customer managed keys. AWS rotates its own keys every year."],
  ["KeyUsage", "ENCRYPT_DECRYPT", "For encrypting and decrypting."],
  ["Origin", "AWS_KMS", "KMS made the key material, and it never leaves KMS."],
  ["ValidTo", "null", "The key material does not expire."],
  ["CloudHsmClusterId", "null", "The key is not in a CloudHSM cluster."],
  ["CustomKeyStoreId", "null", "The key is not in a custom key store."],
  ["Tags", "null", "Unknown: Panther does not ask for tags on the default ACM key."],
];

const texts = (page, selector) => page.locator(selector).allTextContents();

/** Asserts that the page shows the seed key, all of it. */
async function showsSeed(page) {
  await headed(page, TITLES["acm-default-key"]);
  assert.equal(await page.title(), "Key 1 · Keyglass");
  assert.equal(await page.locator("#verdict-title").innerText(), "✓Not public.");
  assert.deepEqual(await texts(page, ".because"), [
    "Statements 1, 2 and 3 speak of everyone, but kms:CallerAccount confines each to callers in account 123456789012.",
  ]);
  assert.deepEqual(await texts(page, ".strip dd"), ["None", "Not asked", "223 rules, 26 undecided"]);

  const findings = await page.locator(".finding").evaluateAll((items) => items.map((item) => [
    item.querySelector(".severity").lastChild.textContent,
    item.querySelector("h3").textContent,
    [...item.querySelector(".place").childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join(""),
  ]));
  assert.deepEqual(findings, [
    ["Medium", "The condition names another Region", "statement 1 · line 15"],
    ["Medium", "The condition names another Region", "statement 2 · line 35"],
    ["Info", "AWS manages this key and its policy", "field KeyManager"],
  ]);
  assert.deepEqual(await texts(page, ".finding .message"), [
    ...[1, 2].map((number) => (
      `Statement ${number} names acm.us-east-1.amazonaws.com, but this key lives in us-west-2, so this statement never allows anything.`
    )),
    "AWS made this key for one of its services: its policy, rotation and deletion are AWS’s to decide.",
  ]);

  assert.deepEqual(await texts(page, ".sentence"), SENTENCES);
  const statements = await page.locator(".statement h3").evaluateAll((heads) => heads.map((head) => (
    [head.querySelector(".effect").textContent, head.querySelector(".sid").textContent]
  )));
  assert.deepEqual(statements, STATEMENTS);

  assert.equal(await page.locator("#fields-title span").textContent(), "20 fields of the file");
  const fields = await page.locator(".field").evaluateAll((rows) => rows.map((row) => [
    row.querySelector("dt").textContent,
    row.querySelector(".value").firstChild.textContent,
    row.querySelector(".meaning")?.textContent.replace(/\d+ years ago/, "N years ago"),
  ]));
  assert.deepEqual(fields, FIELDS);

  const policy = JSON.parse(await sample()).Policy;
  assert.equal(await page.locator(".source-head p").textContent(), "71 lines · as exported");
  assert.deepEqual(await texts(page, ".source .line code"), policy.split("\n"));
}

const WAYS = {
  "dropping it, as a script does": async (page) => dropFiles(page, [{ name: "key.json", content: await sample() }]),
  "dropping it, as a person does": (page) => dropRealFile(page, SEED),
  "choosing it on the start page": (page) => pick(page, [SEED], "#start-files"),
  "choosing it in the bar": (page) => pick(page, [SEED], "#open-files"),
  "pasting it with nothing focused": async (page) => paste(page, await sample()),
  "pasting it with a link focused": async (page) => {
    await page.getByRole("link", { name: "Rules" }).focus();
    await paste(page, await sample());
  },
  "pasting it in the dialog": async (page) => {
    await page.getByRole("button", { name: "Paste text" }).click();
    await page.getByLabel("A key, several keys, or a key policy, as JSON").fill(await sample());
    await page.getByRole("button", { name: "Read it" }).click();
  },
  "its sample button": (page) => page.getByRole("button", { name: "The ACM default key" }).click(),
};

for (const [what, enter] of Object.entries(WAYS)) {
  test(`the key is opened by ${what}`, async (t) => {
    const { page, consoleErrors, pageErrors, violations } = await openApp(t);
    await mounted(page);
    await enter(page);
    await showsSeed(page);
    assert.equal(await page.locator("dialog").count(), 0);
    assert.equal(await page.getByText("SAMPLE", { exact: true }).count(), what === "its sample button" ? 1 : 0);
    assert.deepEqual({ consoleErrors, pageErrors, violations }, { consoleErrors: [], pageErrors: [], violations: [] });
  });
}

test("the key is opened by Ctrl+V, from the clipboard of the machine", async (t) => {
  const { page } = await openApp(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await mounted(page);
  await page.evaluate((text) => navigator.clipboard.writeText(text), await sample());
  await page.keyboard.press("Control+V");
  await showsSeed(page);
});

test("what was dropped before the app was there is opened when it is", async (t) => {
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  t.after(() => release());
  const before = (page) => page.route("**/*.wasm", async (route) => {
    await released;
    await route.continue();
  });
  const { page } = await openApp(t, { before });
  await dropRealFile(page, SEED);
  await page.getByText("Your files are waiting for the reader.").waitFor();
  release();
  await showsSeed(page);
});

test("the public sample says who can use it and why", async (t) => {
  const { page } = await openApp(t);
  await page.getByRole("button", { name: "A key open to everyone" }).click();
  await headed(page, TITLES["public-key"]);
  assert.equal(await page.locator("#verdict-title").innerText(), "◆Public.");
  assert.deepEqual(await texts(page, ".because"), [
    "Anyone with an AWS account may decrypt with this key and describe it (statement 2): aws:PrincipalOrgID and kms:ViaService do not fix who calls.",
  ]);
  assert.equal(await page.locator(".finding").first().locator(".severity").innerText(), "◆\nCritical");
  assert.match(await page.locator(".finding").first().locator("button.place").innerText(), /^statement 2 · line \d+/);
  assert.equal(await page.locator(".statement").count(), 3);
  assert.equal(await page.locator(".source-head p").textContent(), "37 lines · as exported");
});

test("the sample of the administrator who is gone says so", async (t) => {
  const { page } = await openApp(t);
  await page.getByRole("button", { name: "An administrator who is gone" }).click();
  await headed(page, TITLES["locked-out-key"]);
  assert.equal(await page.locator("#verdict-title").innerText(), "✓Not public.");
  assert.deepEqual(await texts(page, ".tag.dead"), ["deleted role", "unknown"]);
  assert.deepEqual(await texts(page, ".strip dd"), ["1", "On", "223 rules, 29 undecided"]);
  assert.equal(await page.locator(".statement").count(), 2);
  assert.equal(await page.locator(".source-head p").textContent(), "20 lines · as exported");
});

test("dropping on an open key opens the other one beside it", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  await dropRealFile(page, SEED);
  await headed(page, TITLES["acm-default-key"]);
  await dropFiles(page, [{ name: "other.json", content: await sample("public-key") }], "#source-text");
  await headed(page, TITLES["public-key"]);
  assert.equal(await page.locator(".crumbs a").first().textContent(), "2 keys");
});

test("what is dropped while a dialog is open is not hidden behind it", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  await page.keyboard.press("?");
  await page.locator("dialog[open]").waitFor();
  await dropRealFile(page, SEED);
  await headed(page, TITLES["acm-default-key"]);
  assert.equal(await page.locator("dialog").count(), 0);
});

test("from the drop to the painted page is a moment", async (t) => {
  const text = await sample();
  const taken = [];
  for (let round = 0; round < 3; round += 1) {
    const { page } = await openApp(t);
    await mounted(page);
    taken.push(await page.evaluate(([text, heading]) => new Promise((painted) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "key.json"));
      new MutationObserver((_, observer) => {
        if (document.querySelector(".key-page h1")?.textContent !== heading) return;
        observer.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => painted(performance.now() - start)));
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
      const start = performance.now();
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }), [text, TITLES["acm-default-key"]]));
  }
  t.diagnostic(`from drop to paint: ${taken.map((time) => `${time.toFixed(0)} ms`).join(", ")}`);
  assert.ok(Math.min(...taken) < 2000, `${taken} ms`);
});

test("the page shows that it takes what is held over it", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  const held = () => page.evaluate(() => getComputedStyle(document.body, "::after").content);
  assert.equal(await held(), "none");
  await page.evaluate(() => document.body.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true })));
  assert.equal(await held(), '"Drop to open"');
  await page.waitForFunction(() => getComputedStyle(document.body, "::after").content === "none");
});

// Who can, Ask, Check us, and the ways between them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { TITLES, axe, dropFiles, headed, key, mounted, openApp, openKeys } from "./harness.mjs";

/** Opens the page with one of its samples. */
async function sampled(t, button, title, options) {
  const app = await openApp(t, options);
  await mounted(app.page);
  await app.page.getByRole("button", { name: button }).click();
  await headed(app.page, title);
  return app;
}

const open = (t, options) => sampled(t, "A key open to everyone", TITLES["public-key"], options);
const acm = (t, options) => sampled(t, "The ACM default key", TITLES["acm-default-key"], options);

/** The cell of a row and a column, by their heads. */
const cell = (page, row, column) =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: row }) }).locator(`td[data-label="${column}"] button`);

const decision = (page) => page.locator(".decision").innerText();

/** A key with these statements. */
const withPolicy = async (statements) =>
  JSON.stringify(await key({ Id: "9", Policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) }));

test("every cell of the grid has words, and opens to its reasons", async (t) => {
  const { page } = await open(t);
  const texts = await page.locator(".grid td .way").allInnerTexts();
  assert.ok(texts.length >= 20);
  assert.deepEqual(texts.filter((text) => !text.trim()), []);
  const stranger = cell(page, "Anyone else with an AWS account", "Decrypt");
  assert.match(await stranger.innerText(), /^if …/);
  assert.equal(await stranger.getAttribute("aria-expanded"), "false");
  await stranger.focus();
  await page.keyboard.press("Enter");
  assert.equal(await stranger.getAttribute("aria-expanded"), "true");
  assert.match(await page.locator("#opened-cell").innerText(), /through S3 in any Region/);
  // Another cell opens in its place.
  await cell(page, "Everyone else in", "Grants").click();
  assert.equal(await page.locator("#opened-cell").count(), 1);
  assert.match(await page.locator("#opened-cell").innerText(), /IAM policy of the account/);
  assert.equal(await stranger.getAttribute("aria-expanded"), "false");
});

test("what the file does not show stands under the grid", async (t) => {
  const { page } = await acm(t);
  const words = await page.locator(".unseen").innerText();
  for (const gate of ["IAM policies", "Grants", "Organization policies", "VPC endpoint policies"]) assert.ok(words.includes(gate), gate);
});

test("a verdict and a finding show the request that proves them", async (t) => {
  const { page } = await open(t);
  for (const place of [".verdict .shown", ".finding"]) {
    await page.locator("#ask-who").fill("arn:aws:iam::111122223333:user/Nobody");
    await page.locator(place).getByRole("button", { name: "Show me" }).first().click();
    await page.waitForFunction(() => document.activeElement?.id === "ask-answer");
    assert.equal(await page.locator("#ask-who").inputValue(), "arn:aws:iam::444455556666:role/AnotherRole");
    assert.match(await decision(page), /Allowed by this policy\./);
  }
});

test("not public is shown by a stranger who is refused", async (t) => {
  const { page } = await acm(t);
  await page.locator(".verdict .shown").getByRole("button").click();
  assert.match(await decision(page), /Not allowed by this policy/);
  assert.equal(await page.locator(".steps > li").count(), 4);
});

test("the answer follows each change of the question", async (t) => {
  const { page } = await open(t);
  assert.match(await decision(page), /Not allowed/);
  await page.getByLabel("kms:ViaService").selectOption({ label: "s3.eu-central-1.amazonaws.com" });
  assert.match(await decision(page), /Allowed by this policy/);
  await page.getByLabel("aws:PrincipalOrgID").selectOption({ index: 2 });
  assert.match(await decision(page), /Not allowed/);
  await page.locator("#ask-who").fill("arn:aws:iam::111122223333:role/Any");
  assert.match(await decision(page), /Left to the IAM policies/);
  await page.locator("#ask-who").fill("111122223333");
  assert.match(await decision(page), /Allowed by this policy/);
  await page.locator("#ask-what").fill("s3:GetObject");
  assert.match(await decision(page), /KMS has no action of this name/);
});

test("a question is linked only while it holds nothing of the file", async (t) => {
  const { page, url } = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy a link to this question" }).click();
  assert.equal(await copied(), `${url}#/key/1/ask/stranger/Decrypt`);
  await page.getByLabel("kms:ViaService").selectOption({ index: 1 });
  assert.equal(await page.getByRole("button", { name: "Copy a link to this question" }).count(), 0);
  await page.getByRole("button", { name: "Copy this question as text" }).click();
  const question = JSON.parse(await copied());
  assert.equal(question.action, "kms:Decrypt");
  assert.equal(question.context["kms:ViaService"].length, 1);
  await page.evaluate(() => { location.hash = "#/key/1/ask/unsigned/Encrypt"; });
  await page.waitForFunction(() => document.querySelector("#ask-what")?.value === "kms:Encrypt");
  assert.equal(await page.locator("#ask-who").inputValue(), "");
});

test("the policy is saved as it is in the file, with the commands of AWS", async (t) => {
  const { page, requests } = await acm(t);
  const before = requests.length;
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save policy.json" }).click();
  const saved = await saving;
  assert.equal(saved.suggestedFilename(), "policy.json");
  const record = JSON.parse(await readFile("static/samples/acm-default-key.json", "utf8"));
  assert.equal(await readFile(await saved.path(), "utf8"), record.Policy);
  const commands = (await page.locator(".commands pre").allInnerTexts()).join("\n");
  for (const command of ["check-no-public-access --resource-type AWS::KMS::Key", "check-access-not-granted", "validate-policy"]) {
    assert.ok(commands.includes(command), command);
  }
  assert.deepEqual(requests.slice(before).filter((request) => !request.startsWith("blob:")), []);
});

test("text of the file stays text in the grid and in the question", async (t) => {
  const { page, pageErrors, violations } = await openApp(t);
  await mounted(page);
  const evil = "<img src=x onerror=alert(1)>";
  await openKeys(page, [await withPolicy([
    { Sid: evil, Effect: "Allow", Principal: { AWS: `arn:aws:iam::111122223333:role/${evil}` }, Action: "kms:*", Resource: "*" },
    { Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*", Condition: { StringEquals: { "aws:PrincipalTag/a": evil } } },
  ])]);
  const options = await page.getByLabel("aws:PrincipalTag/a").locator("option").allInnerTexts();
  assert.ok(options.includes(evil));
  await page.getByLabel("aws:PrincipalTag/a").selectOption({ label: evil });
  assert.match(await decision(page), /Allowed/);
  assert.equal(await page.locator("main img").count(), 0);
  assert.deepEqual(pageErrors, []);
  assert.deepEqual(violations, []);
});

test("text without effect is listed with its reason, and found in the source", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  const root = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" };
  await openKeys(page, [await withPolicy([root, { ...root, Action: "kms:Decrypt" }])]);
  await page.locator(".idle summary").click();
  assert.match(await page.locator(".idle li").innerText(), /Statement 2 changes nothing: statement 1 settles all of it already/);
  await page.locator(".idle li button").click();
  assert.ok(await page.locator(".source .line.marked").count() > 3);
});

test("what a template leaves open is called open, and not nothing", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  const allow = { Effect: "Allow", Principal: { AWS: { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root" } }, Action: "kms:*", Resource: "*" };
  const template = {
    Conditions: { C: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] } },
    Resources: { Key: { Type: "AWS::KMS::Key", Properties: { KeyPolicy: {
      Version: "2012-10-17",
      Statement: [allow, { "Fn::If": ["C", { ...allow, Principal: "*" }, { Ref: "AWS::NoValue" }] }],
    } } } },
  };
  await dropFiles(page, [{ name: "template.json", content: JSON.stringify(template) }]);
  await page.locator(".effect").nth(1).waitFor();
  assert.deepEqual(await page.locator(".effect").allInnerTexts(), ["ALLOW", "OPEN"]);
  assert.deepEqual(await page.locator(".parts").evaluateAll((parts) => parts.map((part) => part.checkVisibility())), [true, false]);
  assert.match(await page.locator(".steps > li").nth(1).innerText(), /^2 Open\s+may apply: whether it applies cannot be told/);
  assert.match(await page.locator(".unseen").innerText(), /^Not in this grid.*\n+The template\. What it leaves open of this policy\./);
});

test("w goes to who can, and Tab from there to the cells", async (t) => {
  const { page } = await acm(t);
  await page.keyboard.press("w");
  await page.waitForFunction(() => document.activeElement?.id === "who-title");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("way")));
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in an opened cell and an answer, ${colorScheme}`, async (t) => {
    const { page } = await open(t, { colorScheme });
    await cell(page, "Anyone else with an AWS account", "Decrypt").click();
    await page.locator(".verdict .shown").getByRole("button").click();
    assert.deepEqual(await axe(page), []);
  });
}

for (const width of [320, 360, 768, 1440]) {
  test(`nothing sticks out at ${width} pixels`, async (t) => {
    const { page } = await open(t, { width });
    await cell(page, "Everyone else in", "Decrypt").click();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });
}

test("principals that may do the same share a line, however many", async (t) => {
  const { page } = await openApp(t);
  await mounted(page);
  const roles = Array.from({ length: 60 }, (_, index) => `arn:aws:iam::111122223333:role/app-${index}`);
  await openKeys(page, [await withPolicy([{ Effect: "Allow", Principal: { AWS: roles }, Action: "kms:Decrypt", Resource: "*" }])]);
  assert.equal(await page.locator(".grid tbody th").count(), 1);
  assert.match(await page.locator(".grid tbody th").innerText(), /and 56 more/);
});

test("Back undoes a jump within the page, and a second one leaves it", async (t) => {
  const { page } = await acm(t);
  const top = () => page.evaluate(() => Math.round(scrollY));
  const jump = page.locator(".steps a").first();
  await jump.scrollIntoViewIfNeeded();
  const before = await top();
  await jump.click();
  await page.waitForFunction((before) => Math.abs(scrollY - before) > 300, before);
  await page.goBack();
  await page.waitForFunction((before) => Math.abs(scrollY - before) < 50, before);
  assert.equal(new URL(page.url()).hash, "#/key/1");
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: /^Who can use this key/ }).waitFor();
});

test("on a narrow page the source is gone to with the focus, and Back returns", async (t) => {
  const { page } = await open(t, { viewport: { width: 360, height: 740 } });
  const place = page.locator("button.place").first();
  await place.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  await place.click();
  await page.waitForFunction((before) => scrollY > before + 600, before);
  assert.equal(await page.evaluate(() => document.activeElement.id), "source-text");
  await page.goBack();
  await page.waitForFunction((before) => Math.abs(scrollY - before) < 50, before);
});

test("Ask answers what a key policy decides, and speaks of grants where one could help", async (t) => {
  const { page } = await acm(t);
  const ask = async (who, what) => {
    await page.locator("#ask-who").fill(who);
    await page.locator("#ask-what").fill(what);
    return decision(page);
  };
  assert.match(await ask("arn:aws:iam::777788889999:role/x", "kms:Decrypt"), /Not allowed by this policy. A grant may/);
  assert.match(await ask("arn:aws:iam::777788889999:role/x", "kms:PutKeyPolicy"), /Not allowed by this policy.$/);
  assert.match(await ask("", "kms:Decrypt"), /Not allowed by this policy.$/);
  assert.match(await ask("arn:aws:iam::111122223333:root", "kms:CreateKey"), /no key policy decides this action/);
});

// What the browser tests stand on: the built page served under a subpath, a browser, and recorders of what it does.
//
// `cargo xtask test` sets KEYGLASS_DIST (the built page) and CHROME (a Chromium or Chrome program).

import { after } from "node:test";
import { createServer } from "node:http";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, extname, join, resolve, sep } from "node:path";
import { chromium } from "playwright-core";

const DIST = resolve(process.env.KEYGLASS_DIST ?? "dist");
const SHOTS = resolve("target/shots");
const SUBPATH = "/some/sub/path/";

// Chromium is kept from calling its maker: a test must see the page's requests and no others.
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm", ".json": "application/json", ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8", ".csv": "text/csv; charset=utf-8",
};

// Started by the first test that needs them, ended after the last one of the test file.
let server;
let browser;

after(async () => {
  await (await browser)?.close();
  (await server)?.close();
});

/** The address of the page. */
async function address() {
  server ??= new Promise((ready) => {
    const listening = createServer(answer).listen(0, "127.0.0.1", () => ready(listening));
  });
  return `http://127.0.0.1:${(await server).address().port}${SUBPATH}`;
}

// As `_headers` has hosts say: what carries its hash in its name never changes.
const HASHED = /-[0-9a-f]{12}\.\w+$/;

/** What the server was asked for, in order: what a browser keeps is not asked for again. */
export const served = [];

async function answer(request, response) {
  served.push(request.url);
  const { pathname } = new URL(request.url, "http://localhost");
  const path = join(DIST, pathname.endsWith("/") ? `${pathname.slice(SUBPATH.length)}index.html` : pathname.slice(SUBPATH.length));
  try {
    if (!pathname.startsWith(SUBPATH) || !path.startsWith(DIST + sep)) throw new Error("outside the page");
    const content = await readFile(path);
    response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream", ...(HASHED.test(path) && { "Cache-Control": "public, max-age=31536000, immutable" }) }).end(content);
  } catch {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("not found");
  }
}

function launch() {
  browser ??= chromium.launch({ executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: FLAGS });
  return browser;
}

/**
 * Opens the page in a profile of its own, closed when the test `t` ends.
 *
 * `before(page)` runs before the navigation, to route requests or add scripts; `hash` is appended to the address.
 * Returns the page and what is recorded from before its first request: `consoleErrors` (warnings too), `pageErrors`,
 * `requests` (addresses) and `violations` of the Content Security Policy, all of them texts in arrays.
 */
export async function openApp(t, options = {}) {
  const { colorScheme = "light", width = 1280, height = 800, reducedMotion = "reduce", hash = "", before, ...rest } = options;
  const context = await (await launch()).newContext({ colorScheme, reducedMotion, viewport: { width, height }, ...rest });
  context.setDefaultTimeout(10_000);
  t.after(() => context.close());
  const page = await context.newPage();
  const recorded = { consoleErrors: [], pageErrors: [], requests: [], violations: [] };

  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) recorded.consoleErrors.push(message.text());
  });
  page.on("pageerror", (error) => recorded.pageErrors.push(String(error)));
  context.on("request", (request) => recorded.requests.push(request.url()));
  await page.exposeFunction("recordViolation", (text) => recorded.violations.push(text));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      window.recordViolation(`${event.effectiveDirective}: ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber}`);
    }, true);
  });
  await before?.(page);

  const url = await address();
  await page.goto(url + hash);
  return { page, url, ...recorded };
}

/** Waits until the app has drawn itself. */
export async function mounted(page) {
  await page.waitForFunction(() => document.querySelector("#app")?.childElementCount > 0);
}

/** The text of a sample key; most tests open the first one. */
export function sample(name = "acm-default-key") {
  return readFile(`static/samples/${name}.json`, "utf8");
}

/** The titles of the sample keys. */
export const TITLES = {
  "acm-default-key": "Default master key that protects my ACM private keys when no other key is defined",
  "public-key": "Reports bucket, shared with the organization",
  "locked-out-key": "payments-vault",
};

/** A key as Panther exports it: a sample with other fields, its id (and that of its ARN) among them. */
export async function key({ Id, ...fields } = {}, name) {
  const record = JSON.parse(await sample(name));
  if (Id !== undefined) fields = { ...fields, Id, Arn: record.Arn.replace(/[^/]*$/, Id) };
  return { ...record, ...fields };
}

/** Drops texts on the page, each as a file, and waits until `heading` is the heading of the page. */
export async function openKeys(page, texts, heading = TITLES["acm-default-key"]) {
  await mounted(page);
  await dropFiles(page, texts.map((content, index) => ({ name: `file-${index + 1}.json`, content })));
  await headed(page, heading);
}

/** Waits until `heading` is the heading of the page, has the focus as after every move, and all keys are judged. */
export async function headed(page, heading) {
  await page.waitForFunction((heading) => {
    const title = document.getElementById("title");
    const settled = !document.querySelector(".progress, [data-drawing]");
    return settled && title?.textContent === heading && document.activeElement === title;
  }, heading);
}

/** Waits for the list that is gone back to: the row of the key that was left has the focus, and is in view. */
export async function returned(page, heading) {
  await page.waitForFunction((heading) => {
    const settled = !document.querySelector(".progress, [data-drawing]");
    const row = document.activeElement.closest(".keys tbody tr")?.getBoundingClientRect();
    const seen = row && row.top >= 0 && row.bottom <= innerHeight;
    return settled && seen && document.getElementById("title")?.textContent === heading;
  }, heading);
  return page.evaluate(() => document.activeElement.textContent);
}

/** The lines that are marked in the source: their numbers, each with the text on it that is marked. */
export function marks(page) {
  return page.locator(".source .line").evaluateAll((lines) => lines.flatMap((line, index) => {
    if (!line.classList.contains("marked")) return [];
    return [[index + 1, [...line.querySelectorAll("code .marked")].map((token) => token.textContent).join("").trim()]];
  }));
}

/**
 * Drops files on the page as a script can: `files` are `{ name, content }`, the content a string or a Buffer, or
 * `{ name, parts }`, the parts `[text, times]`, which the page itself puts together: for large files.
 */
export async function dropFiles(page, files, selector = "body") {
  const packed = files.map(({ name, content, parts }) => ({
    name, parts, content: parts ? undefined : Buffer.from(content).toString("base64"),
  }));
  await page.evaluate(([files, selector]) => {
    const data = new DataTransfer();
    for (const { name, content, parts } of files) {
      const pieces = parts ? parts.map(([text, times]) => text.repeat(times))
        : [Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))];
      data.items.add(new File(pieces, name));
    }
    const target = document.querySelector(selector);
    for (const type of ["dragenter", "dragover", "drop"]) {
      target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }, [packed, selector]);
}

/** Drops files or folders of this machine as a person does, through the browser itself. */
export async function dropRealFile(page, ...paths) {
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize();
  const data = { items: [], files: paths.map((path) => resolve(path)), dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: width / 2, y: height / 2, data });
  }
  await session.detach();
}

/** Chooses files in the file input: paths, or `{ name, content }`. */
export async function pick(page, files, selector = "#picker") {
  const chosen = files.map((file) => (typeof file === "string" ? resolve(file) : {
    name: basename(file.name), mimeType: file.mimeType ?? "application/octet-stream", buffer: Buffer.from(file.content),
  }));
  await page.setInputFiles(selector, chosen);
}

/** Pastes text, as Ctrl+V does where the focus is. */
export async function paste(page, text) {
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let axeSource;

/** What axe finds wrong with the page as it is now, one line for each element; empty when all is well. */
export async function axe(page) {
  axeSource ??= readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(await axeSource);
  // Rows out of view are not laid out, and axe would take them for targets without a size: what is met is rows in view.
  await page.evaluate(() => document.querySelectorAll("table.keys tbody").forEach((block) => (block.style.contentVisibility = "visible")));
  const { violations } = await page.evaluate((tags) => axe.run(document, { runOnly: { type: "tag", values: tags } }), TAGS);
  return violations.flatMap(({ id, impact, help, nodes }) => nodes.map(({ target, failureSummary }) => {
    const reason = failureSummary.split("\n").slice(1).map((line) => line.trim()).join("; ");
    return `${id} (${impact}): ${help}, at ${target.join(" ")}: ${reason}`;
  }));
}

/** Writes a picture of the page to target/shots/. */
export async function screenshot(page, name, options = {}) {
  await mkdir(SHOTS, { recursive: true });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const path = join(SHOTS, `${name}.png`);
  await page.screenshot({ path, ...options });
  return path;
}

// The page starts, under any path, and asks for nothing but its own files.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mounted, openApp, served } from "./harness.mjs";

test("the app starts without an error, from its own files alone", async (t) => {
  const { page, url, consoleErrors, pageErrors, requests, violations } = await openApp(t);
  await mounted(page);
  assert.deepEqual(pageErrors, []);
  assert.deepEqual(consoleErrors, []);
  assert.deepEqual(violations, []);
  assert.deepEqual(requests.filter((request) => !request.startsWith(url) && !request.startsWith("data:")), []);
});

test("each file is downloaded once", async (t) => {
  const before = served.length;
  const { page } = await openApp(t);
  await mounted(page);
  // The threads that judge run the page's own script, which the browser has kept.
  await page.waitForFunction(() => performance.getEntriesByType("resource").length > 5);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const asked = served.slice(before);
  assert.deepEqual(asked, [...new Set(asked)]);
});

// The page starts, under any path, and asks for nothing but its own files.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mounted, openApp } from "./harness.mjs";

test("the app starts without an error, from its own files alone", async (t) => {
  const { page, url, consoleErrors, pageErrors, requests, violations } = await openApp(t);
  await mounted(page);
  assert.deepEqual(pageErrors, []);
  assert.deepEqual(consoleErrors, []);
  assert.deepEqual(violations, []);
  assert.deepEqual(requests.filter((request) => !request.startsWith(url) && !request.startsWith("data:")), []);
});

test("each file is downloaded once", async (t) => {
  const { page, requests } = await openApp(t);
  await mounted(page);
  assert.deepEqual(requests, [...new Set(requests)]);
});

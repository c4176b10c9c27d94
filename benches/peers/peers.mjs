// The linter of @cloud-copilot/iam-policy on the policies of an export, for `cargo xtask bench`: one line of JSON.
//
// node peers.mjs FOLDER_WITH_NODE_MODULES EXPORT.jsonl

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, file] = process.argv.slice(2);
const name = "@cloud-copilot/iam-policy";
const require = createRequire(join(folder, "peers.js"));
const { lintResourcePolicy } = require(name);
const { version } = JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"));
const policies = readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line).Policy);
lintResourcePolicy(JSON.parse(policies[0]));
const start = performance.now();
const findings = policies.reduce((sum, policy) => sum + (lintResourcePolicy(JSON.parse(policy))?.length ?? 0), 0);
console.log(JSON.stringify({ name, what: "every finding of its linter", version, seconds: (performance.now() - start) / 1000, findings }));

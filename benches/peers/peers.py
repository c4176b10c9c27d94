"""Other tools on the policies of an export, for `cargo xtask bench`: one line of JSON for each tool that is installed.

python peers.py EXPORT.jsonl
"""

import json
import logging
import sys
import time
from importlib.metadata import version


def policies(path):
    with open(path, encoding="utf-8") as export:
        return [(key["Policy"], key["AccountId"]) for key in map(json.loads, export)]


def parliament(keys):
    """Every finding of its linter."""
    from parliament import analyze_policy_string

    return sum(len(analyze_policy_string(policy).findings) for policy, _ in keys)


def prowler(keys):
    """What its check on public keys asks of a policy."""
    from prowler.providers.aws.services.iam.lib.policy import is_policy_public

    return sum(bool(is_policy_public(json.loads(policy), account)) for policy, account in keys)


def main():
    logging.disable(logging.CRITICAL)
    keys = policies(sys.argv[1])
    for tool in (parliament, prowler):
        name = tool.__name__
        try:
            # The first call loads what the tool reads once.
            tool(keys[:1])
            start = time.perf_counter()
            findings = tool(keys)
            seconds = time.perf_counter() - start
            told = {"version": version(name), "seconds": seconds, "findings": findings}
        except Exception as error:
            told = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({"name": name, "what": tool.__doc__.strip(".").lower(), **told}))


main()

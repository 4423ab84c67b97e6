# SPDX-License-Identifier: Apache-2.0
"""Runs the tests in a booted container, in order, and reports for each whether it passed."""

from __future__ import annotations

import argparse
import sys
import time
import traceback

import dispatch_tests
import hang_tests
import hostile_tests
import identity_tests
import journal_tests
import life_tests
import metrics_tests
import message_tests
import own_kind_tests
import package_tests
import reload_tests
import start_tests
import text_tests
import unit_tests
import upgrade_tests
from machine import Machine

# They build on each other: the first of the life tests starts the daemon that the others examine.
WHOLE = [
    *unit_tests.TESTS, *life_tests.TESTS, *reload_tests.TESTS, *hang_tests.TESTS, *journal_tests.TESTS,
    *start_tests.TESTS, *text_tests.TESTS, *own_kind_tests.TESTS,
    *dispatch_tests.TESTS, *metrics_tests.TESTS,
]
SUITES = {
    "whole": WHOLE, "package": package_tests.TESTS, "upgrade": upgrade_tests.TESTS,
    # The unit is set up as for the others.
    "hostile": [unit_tests.TESTS[0], *hostile_tests.TESTS, *identity_tests.TESTS],
    "messages": [unit_tests.TESTS[0], *message_tests.TESTS],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leader", type=int, required=True, help="the process id of the container's systemd")
    parser.add_argument("--suite", choices=SUITES, default="whole")
    parser.add_argument("names", nargs="*", help="parts of the names of the tests to run (default: all)")
    options = parser.parse_args()
    machine = Machine(options.leader)
    print("booted:", machine.output("systemctl", "--version").splitlines()[0], flush=True)

    passed = failed = 0
    for test in SUITES[options.suite]:
        name = test.__name__.replace("_", " ")
        if options.names and not any(part.replace("_", " ") in name for part in options.names):
            continue
        started = time.monotonic()
        try:
            test(machine)
        except Exception as error:  # A test that breaks is a test that fails.
            failed += 1
            detail = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
            print(f"FAIL  {name} ({time.monotonic() - started:.1f} s)", flush=True)
            for line in (detail or traceback.format_exc()).splitlines():
                print(f"      {line}", flush=True)
        else:
            passed += 1
            print(f"PASS  {name} ({time.monotonic() - started:.1f} s)", flush=True)
    if failed:
        print("The journal's last lines:")
        print(machine.run("journalctl", "--no-pager", "--lines=60", check=False).stdout)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

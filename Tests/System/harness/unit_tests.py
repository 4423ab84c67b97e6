# SPDX-License-Identifier: Apache-2.0
"""The unit itself: valid, sandboxed, documented; and a start that must fail."""

from __future__ import annotations

import re

from life import ENDPOINT, credentials_file, scenario
from machine import Machine

UNIT = "awaitd.service"
UNIT_FILES = [f"/usr/lib/systemd/system/{name}" for name in (UNIT, "awaitd-watches.path", "awaitd-watches.service")]
WATCHES = "/etc/awaitd/watches.yaml"
DROP_INS = "/run/systemd/system/awaitd.service.d"


def the_host_is_prepared_as_a_package_would(machine: Machine) -> None:
    machine.run("systemd-sysusers")
    machine.run("journalctl", "--update-catalog")
    assert "awaitd" in machine.output("getent", "passwd", "awaitd")
    machine.write("/etc/awaitd/aws-credentials", credentials_file(), 0o600)
    machine.write("/etc/simulator/scenario.json", scenario())
    machine.write(
        f"{DROP_INS}/test.conf",
        "[Service]\n"
        f"Environment=AWS_ENDPOINT_URL={ENDPOINT}\n"
        "LoadCredential=aws-credentials:/etc/awaitd/aws-credentials\n"
        # A system call outside the filter kills the process instead of failing quietly.
        "SystemCallErrorNumber=kill\n",
    )
    machine.run("systemctl", "daemon-reload")
    # Also keeps the stopped unit loaded, so that its result can still be queried.
    machine.run("systemctl", "enable", UNIT)


def the_unit_is_valid(machine: Machine) -> None:
    said = machine.run("systemd-analyze", "verify", "--man=no", *UNIT_FILES)
    about = [line for line in (said.stdout + said.stderr).splitlines() if "awaitd" in line]
    assert not about, "\n".join(about)


def the_sandbox_is_tight(machine: Machine) -> None:
    machine.run("systemd-analyze", "security", "--no-pager", "--threshold=11", UNIT)
    machine.run("systemd-analyze", "security", "--no-pager", "--threshold=11", "awaitd-watches.service")
    machine.run("systemd-analyze", "security", "--no-pager", "--threshold=9", "awaitd-dispatch.service")


def every_notice_is_in_the_catalog(machine: Machine) -> None:
    listed = [line for line in machine.output("journalctl", "--list-catalog").splitlines() if "awaitd:" in line]
    assert len(listed) >= 12, listed


def a_bad_watch_file_fails_the_start(machine: Machine) -> None:
    machine.write(WATCHES, "defaults: {region: us-east-1}\nwatches:\n  - kind: evaluatoin\n    id: ev-1\n")
    place = machine.place()
    assert machine.run("systemctl", "start", UNIT, check=False).returncode != 0, "the start succeeded"

    shown = machine.shown(UNIT, "ActiveState", "Result", "ExecMainStatus", "NRestarts")
    assert shown == {"ActiveState": "failed", "Result": "exit-code", "ExecMainStatus": "78", "NRestarts": "0"}, shown
    rejected = machine.journal("AWAITD_EVENT=config-rejected", since=place)
    assert len(rejected) == 1, f"{len(rejected)} entries say config-rejected"
    assert rejected[0]["PRIORITY"] == "3"
    assert re.search(r"watches\.yaml:3:\d+: error: ", rejected[0]["MESSAGE"]), rejected[0]["MESSAGE"]
    said = "\n".join(str(entry["MESSAGE"]) for entry in machine.journal(f"--unit={UNIT}", since=place))
    assert "'evaluation'" in said, f"no suggestion for the near miss:\n{said}"
    status = machine.run("systemctl", "status", "--no-pager", UNIT, check=False).stdout
    assert "78" in status and "CONFIG" in status, status
    machine.run("systemctl", "reset-failed", UNIT)


def a_missing_watch_file_fails_the_start(machine: Machine) -> None:
    machine.remove(WATCHES)
    assert machine.run("systemctl", "start", UNIT, check=False).returncode != 0, "the start succeeded"
    assert machine.shown(UNIT, "ExecMainStatus") == {"ExecMainStatus": "78"}
    machine.run("systemctl", "reset-failed", UNIT)


TESTS = [
    the_host_is_prepared_as_a_package_would,
    the_unit_is_valid,
    the_sandbox_is_tight,
    every_notice_is_in_the_catalog,
    a_bad_watch_file_fails_the_start,
    a_missing_watch_file_fails_the_start,
]

# SPDX-License-Identifier: Apache-2.0
"""`awaitd doctor`: each of the ways to break an installation is named, and the command it gives mends it."""

from __future__ import annotations

import datetime
import hashlib
import json

from life import ENDPOINT
from machine import Machine, until
from start_tests import SIMULATOR, play
from unit_tests import UNIT, WATCHES

HEAD = f"defaults: {{region: us-east-1, endpoint: '{ENDPOINT}', poll: {{initial: 200ms, max: 1s}}}}\n"
LIST = HEAD + "limits: {listings: never}\nwatches:\n  - {name: one, kind: evaluation, id: ev-1}\n"
RESOURCES = [{"kind": "evaluation", "id": "ev-1", "timeline": [{"at": 0, "status": "INPROGRESS"}]}]
AWS = "/var/lib/awaitd/.aws"
FOLDER = "/etc/systemd/system/awaitd.service.d"


def examined(machine: Machine) -> dict[str, dict]:
    """What is wrong, by subject."""
    done = machine.run("awaitd", "doctor", "--json", check=False, timeout=15)
    report = json.loads(done.stdout)
    assert report["well"] == (done.returncode == 0), done.stdout
    return {check["subject"]: check for check in report["checks"] if check["verdict"] == "wrong"}


def named(machine: Machine, subject: str, *words: str) -> str:
    """Waits until it is wrong, in these words; returns the command."""
    def found() -> dict | None:
        check = examined(machine).get(subject)
        return check if check and all(word in check["text"] for word in words) else None

    check = until(found, f"{subject} to be wrong: {words}", seconds=40)
    assert check["fix"], check
    shown = machine.run("awaitd", "doctor", check=False, timeout=15).stdout
    assert f"  $ {check['fix']}" in shown and all(len(line) <= 80 for line in shown.splitlines() if "$ " not in line), shown
    return check["fix"]


def mended(machine: Machine, fix: str) -> None:
    machine.run("sh", "-c", fix, timeout=60)
    until(lambda: not examined(machine), "all to be well again", seconds=40)


def fault(machine: Machine, **fields: object) -> None:
    machine.request("POST", f"{ENDPOINT}/_simulator/faults", {"to": 3600, **fields})


def without_faults(machine: Machine) -> None:
    machine.request("DELETE", f"{ENDPOINT}/_simulator/faults")
    until(lambda: not examined(machine), "all to be well again", seconds=60)


def a_sound_installation_is_well(machine: Machine) -> None:
    play(machine, LIST, RESOURCES)
    until(lambda: not examined(machine), "all to be well", seconds=40)
    shown = machine.output("awaitd", "doctor")
    assert "Nothing is wrong" in shown and "exposure" in shown, shown
    assert len(shown.splitlines()) <= 24, shown


def credentials_that_aws_does_not_know(machine: Machine) -> None:
    fault(machine, fault="unrecognized-client")
    fix = named(machine, "credentials", "UnrecognizedClientException")
    assert fix == "sudo -H -u awaitd aws configure", fix
    without_faults(machine)


def a_clock_that_is_an_hour_off(machine: Machine) -> None:
    fault(machine, fault="clock-skew", seconds=3600)
    assert named(machine, "clock", "behind") == "timedatectl set-ntp true"
    without_faults(machine)


def permissions_that_are_missing(machine: Machine) -> None:
    fault(machine, fault="denied")
    assert named(machine, "aws", "unauthorized", "AccessDenied") == "awaitd iam-policy"
    without_faults(machine)


def a_list_that_the_daemon_may_not_read(machine: Machine) -> None:
    machine.run("chmod", "0600", WATCHES)
    fix = named(machine, "list", WATCHES)
    assert fix == f"chmod a+r {WATCHES}", fix
    machine.run("sh", "-c", fix)
    machine.run("systemctl", "reload-or-restart", UNIT)
    until(lambda: not examined(machine), "all to be well again", seconds=40)


def a_disk_without_room(machine: Machine) -> None:
    machine.run("systemctl", "stop", UNIT)
    machine.run("mount", "-t", "tmpfs", "-o", "size=32m,mode=0750", "tmpfs", "/var/lib/awaitd")
    try:
        machine.run("chown", "awaitd:awaitd", "/var/lib/awaitd")
        machine.run("systemctl", "start", UNIT)
        machine.run("dd", "if=/dev/zero", "of=/var/lib/awaitd/ballast", "bs=1M", "count=64", check=False)
        assert named(machine, "record", "/var/lib/awaitd", "full").startswith("sudo du "), "the command"
    finally:
        machine.run("systemctl", "stop", UNIT)
        machine.run("umount", "/var/lib/awaitd")
    machine.run("systemctl", "start", UNIT)
    until(lambda: not examined(machine), "all to be well again", seconds=40)


def a_journal_that_does_not_run(machine: Machine) -> None:
    sockets = ["systemd-journald.socket", "systemd-journald-dev-log.socket", "systemd-journald-audit.socket"]
    for unit in (*sockets, "systemd-journald.service"):
        machine.run("systemctl", "stop", unit, check=False)
    fix = named(machine, "journal", "is not running")
    machine.run("systemctl", "start", *sockets[1:], check=False)
    mended(machine, fix)


def a_path_unit_that_is_masked(machine: Machine) -> None:
    machine.run("systemctl", "stop", "awaitd-watches.path")
    machine.run("systemctl", "mask", "awaitd-watches.path")
    fix = named(machine, "path unit", "masked")
    mended(machine, fix)
    assert machine.run("systemctl", "is-active", "awaitd-watches.path").stdout == "active\n"


def nobody_answers(machine: Machine) -> None:
    machine.run("systemctl", "stop", SIMULATOR)
    fix = named(machine, "network", "127.0.0.1")
    assert fix
    play(machine, LIST, RESOURCES)
    until(lambda: not examined(machine), "all to be well again", seconds=60)


def a_sign_in_that_has_ended(machine: Machine) -> None:
    machine.write(
        f"{AWS}/config",
        "[profile corp]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = reader\nregion = us-east-1\n"
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n",
    )
    past = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    name = hashlib.sha1(b"corp", usedforsecurity=False).hexdigest()
    machine.write(
        f"{AWS}/sso/cache/{name}.json",
        json.dumps({"startUrl": "https://corp.awsapps.com/start", "region": "us-east-1", "accessToken": "t", "expiresAt": past}),
    )
    machine.run("chown", "-R", "awaitd:awaitd", AWS)
    machine.write(WATCHES, HEAD + "watches:\n  - {name: one, kind: evaluation, id: ev-1, profile: corp}\n")
    fix = named(machine, "credentials", "corp", "sign-in")
    assert fix == "sudo -H -u awaitd aws sso login --sso-session corp", fix
    machine.run("rm", "-r", AWS)
    machine.write(WATCHES, LIST)
    until(lambda: not examined(machine), "all to be well again", seconds=60)


def a_drop_in_that_keeps_it_from_starting(machine: Machine) -> None:
    machine.write(f"{FOLDER}/bad.conf", "[Service]\nUser=nobody-of-this-name\n")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", UNIT, check=False)
    fix = named(machine, "unit")
    assert f"{FOLDER}/bad.conf" in fix, fix
    machine.run("systemctl", "reset-failed", UNIT, check=False)
    mended(machine, fix)
    # One that systemd complains of, and that has no effect.
    machine.write(f"{FOLDER}/odd.conf", "[Service]\nNoSuchSetting=yes\n")
    machine.run("systemctl", "daemon-reload")
    mended(machine, named(machine, "drop-in", "NoSuchSetting"))
    machine.run("rm", "-r", FOLDER)
    machine.run("systemctl", "daemon-reload")
    machine.write(WATCHES, "watches: []\n")
    for unit in (UNIT, SIMULATOR):
        machine.run("systemctl", "stop", unit, check=False)


TESTS = [
    a_sound_installation_is_well,
    credentials_that_aws_does_not_know,
    a_clock_that_is_an_hour_off,
    permissions_that_are_missing,
    a_list_that_the_daemon_may_not_read,
    a_disk_without_room,
    a_journal_that_does_not_run,
    a_path_unit_that_is_masked,
    nobody_answers,
    a_sign_in_that_has_ended,
    a_drop_in_that_keeps_it_from_starting,
]

# SPDX-License-Identifier: Apache-2.0
"""From the spool to the units: lasting faults, attackers, a hanging journal, instances, users."""

from __future__ import annotations

import json
import time

from hang_tests import shorten_the_queue_to_the_journal
from life import ENDPOINT
from machine import Machine, until
from start_tests import HOOK, KEYS, SIMULATOR, play
from unit_tests import DROP_INS, UNIT

STATE = "/var/lib/awaitd"
SERVICE = "awaitd-dispatch.service"
# One for which awaitd-dispatch.service has a folder, and one that systemd-escape would change.
INSTANCES = ["dispatch", "ml-team"]
NOTHING = "defaults: {region: us-east-1}\nwatches: []\n"
FAILED = {"kind": "evaluation", "id": "ev-1", "timeline": [{"at": 0, "status": "FAILED"}]}
USER = "somebody"
AS_DAEMON = ["setpriv", "--reuid=awaitd", "--regid=awaitd", "--init-groups"]


def started(machine: Machine) -> list[str]:
    return machine.run("cat", "/run/started", check=False).stdout.splitlines()


def put(machine: Machine, name: str, unit: str, user: str = "awaitd") -> int:
    """Puts an entry into the spool as the daemon does, under its name only once it is complete; returns the result."""
    entry = f"AWAITD_STARTS={unit}\nAWAITD_WATCH=job\nAWAITD_STATE=failed\nAWAITD_EVENT_ID={name}\n"
    script = 'printf %s "$1" >"$2/.draft" && mv "$2/.draft" "$2/$3"'
    # Not with runuser, which logs to the journal, and that may hang.
    become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
    return machine.run(*become, "sh", "-c", script, "sh", entry, f"{STATE}/spool", name, check=False).returncode


def within(machine: Machine, folder: str) -> list[str]:
    return machine.output("ls", f"{STATE}/{folder}").split()


def runs(machine: Machine, since: int) -> int:
    """How often the dispatcher has been run since then."""
    lines = machine.journal("--boot", f"--unit={SERVICE}", "SYSLOG_IDENTIFIER=systemd", since=since)
    return sum(str(line["MESSAGE"]).startswith("Starting ") for line in lines)


def the_spool_is_the_daemons_alone(machine: Machine) -> None:
    machine.write("/usr/lib/systemd/system/awaitd-on-change@.service", HOOK)
    machine.run("systemctl", "daemon-reload")
    play(machine, (
        f"defaults: {{region: us-east-1, endpoint: '{ENDPOINT}', on: {{failed: awaitd-on-change@.service}}}}\nwatches:\n"
        "  - {name: first, kind: evaluation, id: ev-1}\n"
    ), [FAILED])
    until(lambda: len(started(machine)) == 1, "the started unit")
    for folder in ("spool", "starting", "started"):
        # The group's bits are those of the access list's mask: what it gives to root.
        said = machine.output("stat", "--format=%a %U", f"{STATE}/{folder}")
        assert said == "770 awaitd\n", f"{folder}: {said}"
    machine.run("useradd", "--groups", "awaitd,awaitd-control", "member", check=False)
    assert put(machine, "0-member", "awaitd-on-change@member.service", user="member") != 0, "a member may write there"
    assert machine.shown(SERVICE, "CapabilityBoundingSet") == {"CapabilityBoundingSet": ""}
    assert until(lambda: within(machine, "started"), "the trace of it") and not within(machine, "starting")


def an_entry_that_cannot_be_moved_starts_nothing_and_does_not_spin(machine: Machine) -> None:
    machine.run("rm", "-f", "/run/started")
    # Nothing can be renamed from one mount to another.
    machine.run("mount", "--bind", f"{STATE}/starting", f"{STATE}/starting")
    place = machine.place()
    try:
        assert put(machine, "1", "awaitd-on-change@1.service") == 0
        until(lambda: runs(machine, place), "the dispatcher")
        time.sleep(5)
        assert started(machine) == [] and within(machine, "spool") == ["1"]
        assert runs(machine, place) == 1, f"{runs(machine, place)} runs within five seconds"
        said = " ".join(str(entry["MESSAGE"]) for entry in machine.journal(f"--unit={SERVICE}", since=place))
        assert f"{STATE}/spool/1: " in said, said
    finally:
        machine.run("umount", "--lazy", f"{STATE}/starting")
    until(lambda: len(started(machine)) == 1, "what had to wait", seconds=15)
    assert machine.shown("awaitd-dispatch.path", "ActiveState") == {"ActiveState": "active"}


def an_entry_that_cannot_be_put_aside_starts_its_unit_twice_at_most(machine: Machine) -> None:
    machine.run("rm", "-f", "/run/started")
    machine.run("mount", "--bind", f"{STATE}/started", f"{STATE}/started")
    place = machine.place()
    try:
        assert put(machine, "2", "awaitd-on-change@2.service") == 0
        until(lambda: runs(machine, place) >= 3, "three runs", seconds=30)
    finally:
        machine.run("umount", "--lazy", f"{STATE}/started")
    until(lambda: within(machine, "starting") == [], "the entry to be put aside", seconds=15)
    assert len(started(machine)) == 2, started(machine)


def what_is_no_entry_is_taken_away_and_said_once(machine: Machine) -> None:
    machine.run("rm", "-f", "/run/started")
    place = machine.place()
    machine.run(*AS_DAEMON, "mkdir", f"{STATE}/spool/0")
    until(lambda: within(machine, "spool") == [], "the folder to go")
    # A folder that is not empty, and a name that is not UTF-8.
    machine.run(*AS_DAEMON, "mkdir", "-p", f"{STATE}/spool/0/1")
    machine.run(*AS_DAEMON, "sh", "-c", f'touch "{STATE}/spool/$(printf "a\\377")"')
    assert put(machine, "3", "awaitd-on-change@3.service") == 0
    until(lambda: len(started(machine)) == 1, "the started unit", seconds=15)
    until(lambda: within(machine, "spool") == [], "an empty spool")
    until(lambda: machine.shown(SERVICE, "ActiveState") == {"ActiveState": "inactive"}, "its end", seconds=15)
    before = runs(machine, place)
    time.sleep(1)
    assert runs(machine, place) == before, "it is run again and again"
    said = [entry["MESSAGE"] for entry in machine.journal("--boot", "AWAITD_EVENT=unit-refused", since=place)]
    assert len(said) == 3, said


def a_list_that_is_not_roots_is_not_believed(machine: Machine) -> None:
    machine.run("rm", "-f", "/run/started")
    machine.write("/usr/lib/systemd/system/theirs@.service", HOOK)
    machine.write("/etc/awaitd/units.allow", "theirs@.service\n")
    machine.run("systemctl", "daemon-reload")
    machine.run("chown", "member", "/etc/awaitd")
    place = machine.place()
    try:
        assert put(machine, "20", "theirs@1.service awaitd-on-change@20.service") == 0
        until(lambda: len(started(machine)) == 1, "the started unit", seconds=20)
    finally:
        machine.run("chown", "root", "/etc/awaitd")
    why = "/etc/awaitd belongs to the user with the id"
    until(lambda: any(why in str(entry["MESSAGE"]) for entry in machine.journal(f"--unit={SERVICE}", since=place)), why)
    assert put(machine, "21", "theirs@2.service") == 0
    until(lambda: len(started(machine)) == 2, "what the same list allows when it is root's", seconds=20)


def a_journal_that_hangs_does_not_hold_up_the_units(machine: Machine) -> None:
    machine.run("rm", "-f", "/run/started")
    shorten_the_queue_to_the_journal(machine)
    machine.run("systemctl", "kill", "--signal=SIGSTOP", "systemd-journald.service")
    try:
        for number in range(4, 16):
            assert put(machine, str(number), f"awaitd-on-change@{number}.service") == 0
        until(lambda: within(machine, "spool") + within(machine, "starting") == [], "an empty spool", seconds=40)
    finally:
        machine.run("systemctl", "kill", "--signal=SIGCONT", "systemd-journald.service")
    until(lambda: len(started(machine)) == 12, "the started units", seconds=20)
    time.sleep(2)
    assert len(started(machine)) == 12, started(machine)


def an_instance_has_its_own_units_started(machine: Machine) -> None:
    machine.write("/etc/awaitd/units.allow", "page@.service\n")
    for name in ("theirs@", "page@"):
        machine.write(f"/usr/lib/systemd/system/{name}.service", HOOK)
    machine.write("/run/systemd/system/awaitd@.service.d/test.conf", machine.output("cat", f"{DROP_INS}/test.conf"))
    machine.run("systemctl", "daemon-reload")
    for instance in INSTANCES:
        start_instance(machine, instance)


def start_instance(machine: Machine, instance: str) -> None:
    machine.run("rm", "-f", "/run/started")
    machine.write(f"/etc/awaitd/{instance}/watches.yaml", (
        f"defaults: {{region: us-east-1, endpoint: '{ENDPOINT}', poll: {{initial: 200ms, max: 1s}}}}\nwatches:\n"
        "  - {name: theirs, kind: evaluation, id: ev-1, on: {failed: [theirs@.service, page@%w.service]}}\n"
    ))
    machine.write(f"/etc/awaitd/{instance}/units.allow", "theirs@.service\n")
    owner = machine.output("stat", "--format=%U", "/run/awaitd-dispatch")
    place, unit = machine.place(), f"awaitd@{instance}.service"
    machine.run("systemctl", "enable", "--now", unit)
    until(lambda: len(started(machine)) == 1, "the started unit")
    assert started(machine)[0].startswith("theirs failed "), started(machine)

    def told(event: str) -> list[dict]:
        return machine.journal("--boot", f"--unit={unit}", f"AWAITD_EVENT={event}", since=place)

    until(lambda: told("unit-started") and told("unit-refused"), "the word about both")
    assert [entry["AWAITD_UNIT"] for entry in told("unit-refused")] == ["page@theirs.service"]
    assert f"/etc/awaitd/{instance}/units.allow" in told("unit-refused")[0]["MESSAGE"]
    assert all(entry["AWAITD_INSTANCE"] == instance for entry in told("unit-refused"))

    runtime, state = f"/run/awaitd@{instance}", f"/var/lib/awaitd@{instance}"
    # It does not see the folders of the others; the common home folder has nothing of theirs.
    process = machine.shown(unit, "MainPID")["MainPID"]
    seen = set(machine.output("ls", f"/proc/{process}/root/var/lib").split())
    assert seen <= {"awaitd", f"awaitd@{instance}"}, seen
    assert machine.run("test", "-e", f"/proc/{process}/root/var/lib/awaitd/awaitd.sqlite", check=False).returncode != 0
    assert machine.output("stat", "--format=%G", f"{runtime}/io.awaitd") == "awaitd-control\n"
    watches = json.loads(machine.output("awaitd", "status", "--json", "--runtime-directory", runtime))["watches"]
    assert [watch["name"] for watch in watches] == ["theirs"]
    assert "theirs" in machine.output("awaitd", "history", "--state-directory", state)
    machine.write(f"/etc/awaitd/{instance}/watches.yaml", NOTHING)
    until(lambda: told("watch-removed"), "the saved list to be noticed")

    machine.run("systemctl", "disable", "--now", unit)
    assert machine.shown(f"awaitd-dispatch@{instance}.path", "ActiveState") == {"ActiveState": "inactive"}
    # The folder with the environment of root's units is root's, before and after.
    assert owner == machine.output("stat", "--format=%U", "/run/awaitd-dispatch") == "root\n"
    assert machine.run("test", "-e", runtime, check=False).returncode != 0, "its folder outlives it"


def a_users_own_daemon_has_the_users_units_started(machine: Machine) -> None:
    machine.run("useradd", "--create-home", USER, check=False)
    number = machine.output("id", "-u", USER).strip()
    home, runtime = f"/home/{USER}", f"/run/user/{number}"
    # What a login would create.
    machine.run("install", "-d", "-m", "0700", "-o", USER, "-g", USER, runtime)
    machine.write(f"/run/systemd/system/user@{number}.service.d/test.conf", (
        f"[Service]\nPAMName=\nEnvironment=XDG_RUNTIME_DIR={runtime}\n"
    ))
    machine.write(f"{home}/.config/awaitd/watches.yaml", NOTHING)
    machine.write(f"{home}/.config/systemd/user/awaitd-on-x.service", (
        "[Service]\nType=oneshot\nEnvironmentFile=%t/awaitd-dispatch/%n.env\n"
        "ExecStart=/bin/sh -c 'echo \"$AWAITD_WATCH $AWAITD_STATE\" >>%t/started'\n"
    ))
    machine.write(f"{home}/.config/systemd/user/awaitd.service.d/test.conf", (
        f"[Service]\nEnvironment=AWS_ENDPOINT_URL={ENDPOINT}\n"
        + "".join(
            f"Environment={name}={KEYS[0][key]}\n" for name, key in (
                ("AWS_ACCESS_KEY_ID", "access_key_id"), ("AWS_SECRET_ACCESS_KEY", "secret_access_key"),
                ("AWS_SESSION_TOKEN", "session_token"),
            )
        )
    ))
    machine.run("chown", "-R", f"{USER}:", home)
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", f"user@{number}.service")

    def as_user(*command: str, check: bool = True) -> str:
        return machine.run(
            "runuser", "-u", USER, "--", "env", f"XDG_RUNTIME_DIR={runtime}", *command, check=check
        ).stdout

    as_user("systemctl", "--user", "enable", "--now", "awaitd.service")
    for unit in ("awaitd.service", "awaitd-watches.path", "awaitd-dispatch.path"):
        assert as_user("systemctl", "--user", "is-active", unit, check=False) == "active\n", unit
    # Saving the file is enough.
    machine.write(f"{home}/.config/awaitd/watches.yaml", (
        "defaults: {region: us-east-1, poll: {initial: 200ms, max: 1s}}\nwatches:\n"
        "  - {name: mine, kind: evaluation, id: ev-1, on: {failed: awaitd-on-x.service}}\n"
    ))
    until(lambda: machine.run("cat", f"{runtime}/started", check=False).stdout == "mine failed\n", "the started unit")
    assert [watch["name"] for watch in json.loads(as_user("awaitd", "status", "--json"))["watches"]] == ["mine"]
    assert as_user("stat", "--format=%a", f"{home}/.local/state/awaitd/spool") == "700\n"
    as_user("systemctl", "--user", "stop", "awaitd.service")
    machine.run("systemctl", "stop", f"user@{number}.service", UNIT, SIMULATOR, check=False)


TESTS = [
    the_spool_is_the_daemons_alone,
    an_entry_that_cannot_be_moved_starts_nothing_and_does_not_spin,
    an_entry_that_cannot_be_put_aside_starts_its_unit_twice_at_most,
    what_is_no_entry_is_taken_away_and_said_once,
    a_list_that_is_not_roots_is_not_believed,
    a_journal_that_hangs_does_not_hold_up_the_units,
    an_instance_has_its_own_units_started,
    a_users_own_daemon_has_the_users_units_started,
]

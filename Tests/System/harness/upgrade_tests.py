# SPDX-License-Identifier: Apache-2.0
"""From version 0.1.0 to this one, while it is busy: nothing lost, nothing told twice, what is refused now is said; and back."""

from __future__ import annotations

import json
import re

import stream
from life import ENDPOINT, credentials_file, scenario
from life_tests import told
from machine import Machine, until
from package_tests import active, apt, process, version
from peer import Peer
from start_tests import HOOK
from stream import Stream
from unit_tests import UNIT

OLD, NEW = "/var/tmp/old.deb", "/var/tmp/new.deb"
RECORD = "/var/lib/awaitd/awaitd.sqlite"
TEAM = "/etc/awaitd/watches.d/10-team.yaml"
PORT = 9_177
# As the manual of 0.1 teaches it: a kind of one's own, and limits in a drop-in.
LIMITS = "limits:\n  rate: unlimited\n"
DROP_IN = f"""\
{LIMITS}kinds:
  - name: glue-job-run
    service: glue
    protocol: json-1.1
    operation: GetJobRun
    target: AWSGlue
    id: JobName/RunId
    status: JobRun.JobRunState
    reason: JobRun.ErrorMessage
    started: JobRun.StartedOn
    finished: JobRun.CompletedOn
    statuses: {{RUNNING: in-progress, SUCCEEDED: completed, FAILED: failed}}
watches:
  - name: load
    kind: glue-job-run
    id: load/jr_1
    endpoint: http://127.0.0.1:{PORT}
    on: {{in-progress: noted@.service, completed: noted@.service, failed: [noted@.service, all.target]}}
"""


def install(machine: Machine, package: str, *options: str) -> str:
    """What the administrator has changed below /etc stays, as with unattended upgrades."""
    return apt(machine, "--option", "Dpkg::Options::=--force-confold", "install", *options, package)


def run(state: str) -> dict:
    return {"JobRun": {"JobRunState": state, "StartedOn": 1.7e9, "ErrorMessage": "row 18"}}


def noted(machine: Machine) -> list[str]:
    lines = machine.run("cat", "/run/started", check=False).stdout.splitlines()
    return [line.rsplit(" ", 1)[0] for line in lines]


def events(machine: Machine, watch: str, since: int) -> list[str]:
    entries = told(machine, f"AWAITD_WATCH={watch}", since=since)
    return [entry["AWAITD_STATE"] for entry in entries if entry["AWAITD_EVENT"] == "transition"]


def the_whole_way(machine: Machine) -> None:
    with Peer(machine, PORT, run("RUNNING")) as glue:
        upgrade(machine, glue)


def upgrade(machine: Machine, glue: Peer) -> None:
    install(machine, OLD)
    assert version(machine) == "0.1.0"
    machine.write("/etc/simulator/credentials", credentials_file(), 0o600)
    machine.write(
        "/run/systemd/system/awaitd.service.d/test.conf",
        f"[Service]\nEnvironment=AWS_ENDPOINT_URL={ENDPOINT}\n"
        "LoadCredential=aws-credentials:/etc/simulator/credentials\n",
    )
    machine.write("/etc/systemd/system/noted@.service", HOOK)
    machine.write("/etc/awaitd/units.allow", "noted@.service\n")
    machine.write(TEAM, DROP_IN)
    machine.run("systemctl", "stop", UNIT)
    machine.run("systemctl", "daemon-reload")
    machine.run("useradd", "--groups", "awaitd", "ops")
    # Long enough for two upgrades.
    stream.LONG = 75.0
    busy = Stream(machine, scenario())
    busy.begin()
    machine.run("runuser", "-u", "ops", "--", "awaitd", "status")
    until(lambda: noted(machine) == ["load in-progress"], "the unit of the first state")

    # The new version refuses the list, so the old one goes on.
    before = process(machine)
    said = install(machine, NEW)
    assert version(machine) != "0.1.0"
    assert re.search(rf"^{TEAM}:1:\d+: error: .*limits", said, re.MULTILINE), said
    for part in (f"{UNIT} runs on as it is, as version 0.1.0", f"systemctl restart {UNIT}",
                 "ops is in the group awaitd-control now", "all.target would not be started"):
        assert part in said, f"{part!r} is not in: {said}"
    assert process(machine) == before, "it is another process"
    assert active(machine, UNIT, "awaitd-dispatch.path") == {UNIT: "active", "awaitd-dispatch.path": "active"}
    assert machine.output("id", "-nG", "ops").split() == ["ops", "awaitd", "awaitd-control"]
    # It still tells, and its units are still started.
    place, count = machine.place(), len(busy.entries())
    glue.answers(run("SUCCEEDED"))
    until(lambda: noted(machine) == ["load in-progress", "load completed"], "the unit of the end", 20)
    assert events(machine, "load", busy.place) == ["in-progress", "completed"]
    until(lambda: len(busy.entries()) > count, "the old daemon to go on telling", 20)
    assert not machine.journal(f"--unit={UNIT}", "AWAITD_EVENT=started", since=place)

    # What was said, done.
    text = machine.output("cat", TEAM)
    machine.write(TEAM, text.removeprefix(LIMITS))
    assert "OK" in machine.output("awaitd", "check", "/etc/awaitd/watches.yaml")
    machine.run("systemctl", "restart", UNIT)
    after = process(machine)
    assert after not in ("0", before)
    for user in ("ops", "awaitd"):
        machine.run("runuser", "-u", user, "--", "awaitd", "status")
    assert machine.output("stat", "--format=%a %U:%G", "/run/awaitd/io.awaitd") == "660 awaitd:awaitd-control\n"
    busy.end(process=after)
    assert events(machine, "load", busy.place) == ["in-progress", "completed"], "it was told again"
    assert noted(machine) == ["load in-progress", "load completed"], "its unit was started again"


def it_has_a_busy_record_after_it(machine: Machine) -> None:
    notices = [json.loads(line) for line in machine.output("awaitd", "history", "--json").splitlines()]
    ids = [notice["AWAITD_EVENT_ID"] for notice in notices]
    assert len(ids) == len(set(ids)) > 2 * stream.COUNT, len(ids)
    places = [int(notice["AWAITD_SEQ"]) for notice in notices]
    assert places == sorted(set(places)), places
    assert "OK" in machine.output("awaitd", "check", "/etc/awaitd/watches.yaml")


def a_list_that_is_good_is_upgraded_at_once(machine: Machine) -> None:
    apt(machine, "purge", "awaitd")
    machine.run("sh", "-c", "rm -rf /run/awaitd-dispatch /run/systemd/system/awaitd-dispatch*")
    install(machine, OLD)
    machine.run("systemctl", "stop", UNIT)
    busy = Stream(machine, scenario())
    busy.begin()
    before = process(machine)
    said = install(machine, NEW)
    after = process(machine)
    assert after not in ("0", before), said
    assert "runs on as it is" not in said, said
    assert active(machine, UNIT, "awaitd-watches.path", "awaitd-dispatch.path") == dict.fromkeys(
        [UNIT, "awaitd-watches.path", "awaitd-dispatch.path"], "active")
    busy.end(process=after)


def a_downgrade_refuses_and_touches_nothing(machine: Machine) -> None:
    machine.run("systemctl", "start", UNIT)
    machine.run("systemctl", "stop", UNIT)
    before = machine.output("sha256sum", RECORD)
    notices = machine.output("awaitd", "history", "--json")
    install(machine, OLD, "--allow-downgrades")
    assert version(machine) == "0.1.0"
    machine.run("systemctl", "restart", UNIT, check=False)
    shown = machine.shown(UNIT, "ActiveState", "ExecMainStatus")
    assert shown == {"ActiveState": "failed", "ExecMainStatus": "78"}, shown
    assert machine.output("sha256sum", RECORD) == before, "it has changed the record"
    # And forth again.
    install(machine, NEW)
    machine.run("systemctl", "reset-failed", UNIT, check=False)
    machine.run("systemctl", "restart", UNIT)
    assert machine.output("awaitd", "history", "--json") == notices
    machine.run("systemctl", "stop", UNIT, "simulator.service", check=False)


TESTS = [
    the_whole_way,
    it_has_a_busy_record_after_it,
    a_list_that_is_good_is_upgraded_at_once,
    a_downgrade_refuses_and_touches_nothing,
]

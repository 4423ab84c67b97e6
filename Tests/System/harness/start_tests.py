# SPDX-License-Identifier: Apache-2.0
"""Units started on transitions: by the real path unit, the real root service and the real manager."""

from __future__ import annotations

import json
import time

from life import ACCESS_KEY, ENDPOINT, SECRET_KEY, SESSION_TOKEN, credentials_file
from machine import Machine, until
from unit_tests import DROP_INS, UNIT, WATCHES

SIMULATOR = "starts-simulator.service"
# The daemon's credentials, as the unit of these tests sets them.
KEYS = [{"access_key_id": ACCESS_KEY, "secret_access_key": SECRET_KEY, "session_token": SESSION_TOKEN}]
JOBS = 340
STATES = ("PENDING", "INPROGRESS", "COMPLETED")
HOOK = """\
[Unit]
Description=Write down what happened to %I
CollectMode=inactive-or-failed
[Service]
Type=oneshot
EnvironmentFile=/run/awaitd-dispatch/%n.env
ExecStart=/bin/sh -c 'echo "$AWAITD_WATCH $AWAITD_STATE $AWAITD_EVENT_ID" >>/run/started'
"""


def started_units(machine: Machine, since: int) -> list[dict]:
    return machine.journal("--boot", f"--unit={UNIT}", "AWAITD_EVENT=unit-started", since=since)


def play(machine: Machine, watches: str, resources: list[dict]) -> int:
    """Starts a simulator and the daemon with a list; returns the place in the journal before that."""
    # One by one: systemd 262 stops none of several if one of them is not loaded.
    for unit in (UNIT, SIMULATOR, "simulator.service"):
        machine.run("systemctl", "stop", unit, check=False)
    machine.run("sh", "-c", "rm -rf /var/lib/awaitd/* /run/started")
    machine.write("/etc/simulator/starts.json", json.dumps({"credentials": KEYS, "resources": resources}))
    machine.run(
        "systemd-run", "--quiet", f"--unit={SIMULATOR}", "--collect", "/usr/libexec/awaitd-simulator",
        "--scenario", "/etc/simulator/starts.json", "--port", ENDPOINT.rsplit(":", 1)[1],
    )
    until(lambda: machine.answers(f"{ENDPOINT}/_simulator/counts"), "the simulator")
    place = machine.place()
    machine.write(WATCHES, watches)
    machine.run("systemctl", "start", UNIT)
    return place


def every_transition_of_a_thousand_a_minute_starts_its_unit(machine: Machine) -> None:
    machine.write("/usr/lib/systemd/system/awaitd-on-change@.service", HOOK)
    machine.run("systemctl", "daemon-reload")
    head = (
        f"defaults: {{region: us-east-1, endpoint: '{ENDPOINT}', poll: {{initial: 500ms, max: 1s}},\n"
        "  on: {pending: &, in-progress: &, completed: &}}\n".replace("&", "awaitd-on-change@.service")
        + "limits: {rate: unlimited, concurrency: 64, listings: never}\nwatches:\n"
    )
    steps = [0, 15, 30]
    resources = [
        {
            "kind": "evaluation", "id": f"ev-{number}",
            "timeline": [{"at": at + 5 + number % 12, "status": status} for at, status in zip(steps, STATES)],
        }
        for number in range(JOBS)
    ]
    watches = "".join(f"  - {{name: job {number}, kind: evaluation, id: ev-{number}}}\n" for number in range(JOBS))
    began = time.monotonic()
    place = play(machine, head + watches, resources)
    wanted = JOBS * len(STATES)

    def lines() -> list[str]:
        return machine.run("cat", "/run/started", check=False).stdout.splitlines()

    try:
        until(lambda: len(lines()) >= wanted, f"{wanted} started units", seconds=150)
    except AssertionError as error:
        told = len(started_units(machine, place))
        raise AssertionError(f"{error}: there are {len(lines())}, and {told} are told") from None
    took = time.monotonic() - began
    time.sleep(1)
    found = lines()
    assert len(found) == len(set(found)) == wanted, f"{len(found)} starts, {len(set(found))} different, {wanted} wanted"
    events = {line.rsplit(" ", 1)[1] for line in found}
    told = machine.journal("--boot", f"--unit={UNIT}", "AWAITD_EVENT=transition", since=place)
    assert events == {entry["AWAITD_EVENT_ID"] for entry in told}
    said = started_units(machine, place)
    assert len(said) == wanted and {entry["AWAITD_CAUSE_ID"] for entry in said} == events, len(said)
    assert machine.shown("awaitd-dispatch.path", "ActiveState", "Result") == {"ActiveState": "active", "Result": "success"}
    print(f"      {wanted} units in {took:.0f} s")


def a_unit_finds_what_happened_and_what_nobody_allows_is_refused(machine: Machine) -> None:
    machine.write("/usr/lib/systemd/system/page@.service", HOOK)
    machine.write("/usr/lib/systemd/system/page-plain.service", HOOK)
    machine.write("/etc/awaitd/units.allow", "page@.service\n")
    machine.run("systemctl", "daemon-reload")
    watches = (
        f"defaults: {{region: us-east-1, endpoint: '{ENDPOINT}', poll: {{initial: 200ms, max: 1s}}}}\nwatches:\n"
        "  - {name: a/b c-%ü, kind: evaluation, id: ev-1,\n"
        "     on: {failed: [page@%w.service, page-plain.service, awaitd-on-missing.service]}}\n"
    )
    place = play(machine, watches, [
        {"kind": "evaluation", "id": "ev-1", "timeline": [{"at": 0, "status": "FAILED", "message": "row \"18\" $HOME"}]}
    ])
    until(lambda: machine.run("cat", "/run/started", check=False).stdout, "the started unit")
    line = machine.output("cat", "/run/started").strip()
    assert line.startswith("a/b c-%ü failed "), line
    said = until(lambda: started_units(machine, place), "the word about it")
    escaped = machine.output("systemd-escape", "--", "a/b c-%ü").strip()
    assert [entry["AWAITD_UNIT"] for entry in said] == [f"page@{escaped}.service"], said

    def refusals() -> list[dict]:
        return machine.journal("--boot", f"--unit={UNIT}", "AWAITD_EVENT=unit-refused", since=place)

    until(lambda: len(refusals()) == 2, "what was refused")
    refused = refusals()
    assert [entry["AWAITD_UNIT"] for entry in refused] == ["page-plain.service", "awaitd-on-missing.service"], refused
    assert "/etc/awaitd/units.allow" in refused[0]["MESSAGE"] and refused[0]["PRIORITY"] == "3"
    assert "there is no such unit" in refused[1]["MESSAGE"], refused[1]


def a_gate_that_does_not_hold_is_closed(machine: Machine) -> None:
    for unit in ("awaitd-on-deploy@.service", "awaitd-on-gate@.service"):
        machine.write(f"/usr/lib/systemd/system/{unit}", HOOK.replace('echo "', f'echo "{unit} ').replace(
            "$AWAITD_EVENT_ID", "$AWAITD_EXPECTATION $AWAITD_UNMET"))
    machine.run("systemctl", "daemon-reload")
    on = "on: {completed: awaitd-on-deploy@.service, unmet: awaitd-on-gate@.service}"
    # The simulator's evaluations have a BinaryAUC of 0.93.
    watches = (
        f"defaults: {{region: us-east-1, endpoint: '{ENDPOINT}', poll: {{initial: 200ms, max: 1s}}, {on}}}\nwatches:\n"
        "  - {name: good, kind: evaluation, id: ev-1, expect: {BinaryAUC: '>= 0.85'}}\n"
        "  - {name: bad, kind: evaluation, id: ev-2, expect: {BinaryAUC: '>= 0.95', Accuracy: '> 0'}}\n"
    )
    done = [{"at": 0, "status": "INPROGRESS"}, {"at": 3, "status": "COMPLETED"}]
    place = play(machine, watches, [{"kind": "evaluation", "id": f"ev-{number}", "timeline": done} for number in (1, 2)])
    until(lambda: len(started_units(machine, place)) == 2, "both units")
    until(lambda: len(machine.output("cat", "/run/started").splitlines()) == 2, "what they wrote")
    lines = sorted(line.rstrip() for line in machine.output("cat", "/run/started").splitlines())
    unmet = "BinaryAUC >= 0.95 (found 0.93); Accuracy > 0 (missing)"
    assert lines == [
        "awaitd-on-deploy@.service good completed met", f"awaitd-on-gate@.service bad completed unmet {unmet}",
    ], lines
    # Nothing else follows.
    time.sleep(2)
    assert len(machine.output("cat", "/run/started").strip().splitlines()) == 2
    (entry,) = machine.journal("--boot", f"--unit={UNIT}", "AWAITD_EXPECTATION=unmet", "AWAITD_EVENT=transition", since=place)
    assert (entry["PRIORITY"], entry["AWAITD_UNMET"]) == ("3", unmet), entry


def a_program_that_fetches_credentials_runs_with_its_drop_in(machine: Machine) -> None:
    key, secret, token = (KEYS[0][name] for name in ("access_key_id", "secret_access_key", "session_token"))
    answer = json.dumps({"Version": 1, "AccessKeyId": key, "SecretAccessKey": secret, "SessionToken": token})
    machine.write("/usr/local/bin/fetch-credentials", f"#!/bin/sh\necho '{answer}'\n", 0o755)
    machine.write("/etc/awaitd/aws-config", "[profile tool]\ncredential_process = /usr/local/bin/fetch-credentials\n")
    example = machine.output("cat", "/usr/share/doc/awaitd/examples/awaitd.service.d/credential-process.conf.example")
    # Programs make other system calls than the daemon: those that the filter refuses fail, as they do on a real host.
    drop_in = f"{example}\nSystemCallErrorNumber=EPERM\n"
    watches = (
        f"defaults: {{region: us-east-1, profile: tool, endpoint: '{ENDPOINT}', poll: {{initial: 200ms, max: 1s}}}}\n"
        "watches: [{name: by tool, kind: evaluation, id: ev-1}]\n"
    )
    done = [{"kind": "evaluation", "id": "ev-1", "timeline": [{"at": 0, "status": "COMPLETED"}]}]
    for text, event in (("[Service]\nEnvironment=AWS_CONFIG_FILE=/etc/awaitd/aws-config\n", "visibility-lost"),
                        (drop_in, "transition")):
        machine.write(f"{DROP_INS}/zz-tool.conf", text)
        machine.run("systemctl", "daemon-reload")
        place = play(machine, watches, done)
        until(lambda: machine.journal("--boot", f"--unit={UNIT}", f"AWAITD_EVENT={event}", since=place), event, 20)
    machine.remove(f"{DROP_INS}/zz-tool.conf")
    machine.run("systemctl", "daemon-reload")


def waiting_in_a_unit_starts_others_by_its_end(machine: Machine) -> None:
    machine.write("/usr/lib/systemd/system/ended@.service", (
        "[Unit]\nDescription=Note how a wait ended\n[Service]\nType=oneshot\n"
        "ExecStart=/bin/sh -c 'echo %I $MONITOR_EXIT_STATUS >>/run/ended'\n"
    ))
    machine.write("/etc/aws-credentials", credentials_file(), 0o600)
    machine.run("systemctl", "daemon-reload")
    machine.run("rm", "-f", "/run/ended")
    play(machine, "defaults: {poll: {initial: 500ms, max: 1s}}\nwatches: []\n", [
        {"kind": "evaluation", "id": "ev-good", "timeline": [{"at": 0, "status": "PENDING"}, {"at": 2, "status": "COMPLETED"}]},
        {"kind": "evaluation", "id": "ev-bad", "timeline": [{"at": 0, "status": "FAILED"}]},
    ])
    for name in ("good", "bad"):
        machine.run(
            "systemd-run", "--quiet", "--collect", f"--unit=wait-{name}",
            "-p", f"OnSuccess=ended@{name}.success.service", "-p",
            # One for each: of several units that start the same one, systemd does not say which it was.
            f"OnFailure=ended@{name}.failure.service", "-E", "AWS_SHARED_CREDENTIALS_FILE=/etc/aws-credentials", "-E",
            f"AWS_ENDPOINT_URL={ENDPOINT}", "/usr/bin/awaitd", "wait", "--region", "us-east-1", f"evaluation:ev-{name}",
        )

    def ends() -> list[str]:
        return sorted(machine.run("cat", "/run/ended", check=False).stdout.splitlines())

    until(lambda: len(ends()) == 2, "both ends")
    assert ends() == ["bad.failure 1", "good.success 0"], ends()
    machine.run("systemctl", "stop", UNIT, SIMULATOR, check=False)


TESTS = [
    every_transition_of_a_thousand_a_minute_starts_its_unit,
    a_unit_finds_what_happened_and_what_nobody_allows_is_refused,
    a_gate_that_does_not_hold_is_closed,
    a_program_that_fetches_credentials_runs_with_its_drop_in,
    waiting_in_a_unit_starts_others_by_its_end,
]

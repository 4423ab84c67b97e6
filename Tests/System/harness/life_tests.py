# SPDX-License-Identifier: Apache-2.0
"""The main test: jobs of every kind run to their end, and the journal has what the contract promises."""

from __future__ import annotations

import re
import time

from life import ENDPOINT, ERROR, JOBS, REGION, SECRETS, Job, Step, watch_file
from machine import Machine, until
from unit_tests import UNIT, WATCHES

SIMULATOR = "simulator.service"
OBSERVED_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
OF_WATCHES = ("transition", "anomaly")


def start_simulator(machine: Machine, scenario: str = "/etc/simulator/scenario.json") -> None:
    """Restarts the simulator and its clock, in a unit of its own."""
    machine.run("systemctl", "stop", SIMULATOR, check=False)
    machine.run(
        "systemd-run", "--quiet", f"--unit={SIMULATOR}", "--collect", "/usr/libexec/awaitd-simulator",
        "--scenario", scenario, "--port", ENDPOINT.rsplit(":", 1)[1],
    )
    until(lambda: machine.answers(f"{ENDPOINT}/_simulator/counts"), "the simulator")


def told(machine: Machine, *matches: str, since: int = 0) -> list[dict]:
    """awaitd's notices since this boot, or since a place in the journal."""
    return machine.journal("--boot", f"--unit={UNIT}", *matches, since=since)


def of_watch(machine: Machine, watch: str) -> list[dict]:
    return [entry for entry in told(machine, f"AWAITD_WATCH={watch}") if entry["AWAITD_EVENT"] in OF_WATCHES]


def the_start_waits_for_ready(machine: Machine) -> None:
    machine.write(WATCHES, watch_file())
    start_simulator(machine)
    machine.run("systemctl", "start", UNIT)
    shown = machine.shown(
        UNIT, "Type", "ActiveState", "SubState", "StatusText", "NRestarts", "ExecMainStartTimestampMonotonic",
        "ActiveEnterTimestampMonotonic",
    )
    assert (shown["Type"], shown["ActiveState"], shown["SubState"]) == ("notify", "active", "running"), shown
    assert shown["StatusText"].startswith(f"Watching {len(JOBS)}"), shown["StatusText"]
    # Active at READY=1, not at the fork: by then it has read its list, opened its state and scheduled its polls.
    assert int(shown["ActiveEnterTimestampMonotonic"]) > int(shown["ExecMainStartTimestampMonotonic"])
    started = until(lambda: told(machine, "AWAITD_EVENT=started"), "the entry `started`")
    assert started[-1]["PRIORITY"] == "6" and "AWAITD_EVENT_ID" not in started[-1], started[-1]


def the_status_says_what_it_does(machine: Machine) -> None:
    def line() -> str | None:
        status = machine.output("systemctl", "status", "--no-pager", UNIT)
        found = re.search(rf'Status: "(Watching {len(JOBS)}: .*\d+ in progress.*)"', status)
        return found and found[1]

    text = until(line, "a status that counts what is in progress")
    assert re.fullmatch(r"Watching \d+: [^\n]{1,280}", text), text


def wait_for_whole_lives(machine: Machine, since: int = 0) -> None:
    """Waits until every step of every job is delivered, in order and once."""
    wanted = {job.watch: [(step.event, step.state, step.status) for step in job.steps] for job in JOBS}

    def histories() -> dict[str, list]:
        all_told: dict[str, list] = {job.watch: [] for job in JOBS}
        for entry in told(machine, since=since):
            if entry.get("AWAITD_EVENT") in OF_WATCHES:
                step = (entry["AWAITD_EVENT"], entry["AWAITD_STATE"], entry["AWAITD_STATUS"])
                all_told[entry["AWAITD_WATCH"]].append(step)
        return all_told

    deadline = time.monotonic() + 30
    while (found := histories()) != wanted and time.monotonic() < deadline:
        time.sleep(0.3)
    wrong = [f"{watch}:\n  told   {found[watch]}\n  wanted {wanted[watch]}" for watch in wanted
             if found[watch] != wanted[watch]]
    assert not wrong, "\n".join(wrong)


def the_whole_life_of_every_kind_is_told(machine: Machine) -> None:
    wait_for_whole_lives(machine)


def every_field_is_as_the_contract_says(machine: Machine) -> None:
    problems = []
    for job in JOBS:
        previous: Step | None = None
        entries = of_watch(machine, job.watch)
        for step, entry in zip(job.steps, entries, strict=True):
            problems += [f"{job.watch}, {step.state}: {what}" for what in differences(job, previous, step, entry)]
            previous = step
    assert not problems, "\n".join(problems)


def differences(job: Job, previous: Step | None, step: Step, entry: dict):
    """How an entry differs from what the contract promises."""
    is_last = step == job.steps[-1]
    wanted = {
        "AWAITD_EVENT": step.event, "AWAITD_WATCH": job.watch, "AWAITD_KIND": job.kind,
        "AWAITD_OPERATION": job.operation, "AWAITD_RESOURCE_ID": job.resource_id, "AWAITD_REGION": REGION,
        "AWAITD_ACCOUNT": "123456789012" if job.by_arn else None,
        "AWAITD_STATE": step.state, "AWAITD_STATUS": step.status, "PRIORITY": step.priority,
        "AWAITD_PREVIOUS_STATE": previous.state if previous else "unseen",
        "AWAITD_PREVIOUS_STATUS": previous.status if previous else None,
        "AWAITD_SKIPPED": step.skipped, "AWAITD_CAVEAT": job.caveat if is_last else None,
        "SYSLOG_IDENTIFIER": "awaitd", "_TRANSPORT": "journal", "_SYSTEMD_UNIT": UNIT,
        **({f"AWAITD_DETAIL_{key}": value for key, value in job.details.items()} if is_last else {}),
    }
    if is_last and job.reason is not None:
        wanted["AWAITD_REASON"] = job.reason
    for name, value in wanted.items():
        if entry.get(name) != value:
            yield f"{name} is {entry.get(name)!r}, not {value!r}"
    for name, pattern in {
        "AWAITD_EVENT_ID": r"[0-9a-f]{32}", "AWAITD_SEQ": r"[1-9]\d*", "AWAITD_OBSERVED_AT": OBSERVED_AT.pattern,
        "MESSAGE_ID": r"[0-9a-f]{32}", "AWAITD_REQUEST_ID": r"\S+",
    }.items():
        if not re.fullmatch(pattern, str(entry.get(name, ""))):
            yield f"{name} is {entry.get(name)!r}"
    message = entry["MESSAGE"]
    if not message.startswith(f"{job.watch}: ") or step.status not in message or "\n" in message:
        yield f"MESSAGE is {message!r}"
    duration = entry.get("AWAITD_DURATION_USEC")
    if is_last and job.has_duration and not re.fullmatch(r"\d{1,9}", str(duration)):
        yield f"AWAITD_DURATION_USEC is {duration!r}"
    if not is_last and duration is not None:
        yield "AWAITD_DURATION_USEC before the end"


def identities_are_unique_and_grow(machine: Machine) -> None:
    stamped = [entry for entry in told(machine) if "AWAITD_SEQ" in entry]
    ids = [entry["AWAITD_EVENT_ID"] for entry in stamped]
    assert len(set(ids)) == len(ids), "an AWAITD_EVENT_ID was used twice"
    places = [int(entry["AWAITD_SEQ"]) for entry in stamped]
    assert places == sorted(set(places)), f"AWAITD_SEQ does not grow: {places}"
    assert all(OBSERVED_AT.fullmatch(entry["AWAITD_OBSERVED_AT"]) for entry in stamped)
    kinds = {(entry["AWAITD_EVENT"], entry["MESSAGE_ID"]) for entry in told(machine) if "AWAITD_EVENT" in entry}
    assert len({event for event, _ in kinds}) == len({number for _, number in kinds}) == len(kinds), kinds


def only_what_failed_is_an_error(machine: Machine) -> None:
    since = int(told(machine, "AWAITD_EVENT=started")[-1]["__REALTIME_TIMESTAMP"])
    errors = machine.journal(f"--unit={UNIT}", "--priority=err", "SYSLOG_IDENTIFIER=awaitd", since=since)
    found = sorted(entry.get("AWAITD_WATCH", entry["MESSAGE"]) for entry in errors)
    assert found == sorted(job.watch for job in JOBS if job.steps[-1].priority == ERROR), found


def a_short_outage_is_not_told(machine: Machine) -> None:
    lost = told(machine, "AWAITD_EVENT=visibility-lost")
    assert not lost, [entry["MESSAGE"] for entry in lost]


def journalctl_explains_it(machine: Machine) -> None:
    text = machine.output("journalctl", "--no-pager", "--catalog", f"--unit={UNIT}", "AWAITD_WATCH=churn")
    assert "Subject: churn is now completed" in text, text
    assert "AWS's status is COMPLETED." in text, text
    assert re.search(r"journalctl -o verbose AWAITD_EVENT_ID=[0-9a-f]{32}", text), text
    assert "@AWAITD" not in text, text


def the_requests_were_aws_own(machine: Machine) -> None:
    counts = machine.request("GET", f"{ENDPOINT}/_simulator/counts")
    assert counts["signature_errors"] == 0 and counts["protocol_errors"] == 0, counts
    assert set(counts["by_operation"]) == {job.operation for job in JOBS}, counts
    assert counts["faults"].get("unavailable", 0) > 0, "the outage was not noticed by anybody"


def no_secret_is_anywhere_in_the_journal(machine: Machine) -> None:
    text = machine.output("journalctl", "--no-pager", "--all", "--output=export")
    found = [secret[:12] for secret in SECRETS if secret in text]
    assert not found, f"in the journal: {found}"
    uris = [entry["AWAITD_DETAIL_LOG_URI"] for entry in told(machine) if "AWAITD_DETAIL_LOG_URI" in entry]
    assert not any("?" in uri for uri in uris), uris


def nothing_is_polled_once_all_is_final(machine: Machine) -> None:
    settled = {job.operation for job in JOBS} - {"GetMLModel"}  # An endpoint may leave its final state again.

    def polls() -> dict[str, int]:
        counts = machine.request("GET", f"{ENDPOINT}/_simulator/counts")["by_operation"]
        return {operation: counts[operation] for operation in settled}

    before = polls()
    time.sleep(1.5)
    assert polls() == before, (before, polls())


def the_sandbox_was_not_run_into(machine: Machine) -> None:
    # With SystemCallErrorNumber=kill, a forbidden call would have ended the daemon.
    shown = machine.shown(UNIT, "NRestarts", "ActiveState", "Result")
    assert shown == {"NRestarts": "0", "ActiveState": "active", "Result": "success"}, shown
    complaints = [entry["MESSAGE"] for entry in told(machine) if "AWAITD_EVENT" not in entry
                  and entry.get("SYSLOG_IDENTIFIER") == "awaitd" and int(entry["PRIORITY"]) <= 4]
    assert not complaints, complaints


def it_sees_and_can_do_nothing_else(machine: Machine) -> None:
    process = machine.shown(UNIT, "MainPID")["MainPID"]
    inside = f"/proc/{process}/root"
    assert machine.output("ls", f"{inside}/var").split() == ["lib", "tmp"]
    assert machine.output("ls", f"{inside}/var/lib").split() == ["awaitd"]
    for path in ("/run/dbus", "/run/user", "/home"):
        assert machine.run("ls", f"{inside}{path}").stdout == "", path
    # Certificates are still there.
    machine.run("test", "-s", f"{inside}/etc/ssl/certs/ca-certificates.crt")
    # No program can be run there, not even as root.
    tried = machine.run("nsenter", f"--target={process}", "--mount", "/bin/true", check=False)
    assert tried.returncode == 126 and "Permission denied" in tried.stderr, tried
    limits = machine.output("grep", "Max core file size", f"/proc/{process}/limits").split()
    assert limits[4:6] == ["0", "0"], limits
    # What may not be dumped belongs to root, and other processes of the same user cannot read it.
    assert machine.output("stat", "--format=%U", f"/proc/{process}/environ") == "root\n"
    become = ["setpriv", "--reuid=awaitd", "--regid=awaitd", "--init-groups"]
    assert machine.run(*become, "cat", f"/proc/{process}/environ", check=False).returncode != 0


def a_stop_is_clean_and_quick(machine: Machine) -> None:
    began = time.monotonic()
    machine.run("systemctl", "stop", UNIT)
    took = time.monotonic() - began
    shown = machine.shown(UNIT, "ActiveState", "Result", "ExecMainCode", "ExecMainStatus")
    wanted = {"ActiveState": "inactive", "Result": "success", "ExecMainCode": "1", "ExecMainStatus": "0"}
    assert shown == wanted, shown
    assert took < 2, f"it took {took:.1f} s"
    last = told(machine, "AWAITD_EVENT=stopping")
    assert len(last) == 1 and last[0]["PRIORITY"] == "6", last


TESTS = [
    the_start_waits_for_ready,
    the_status_says_what_it_does,
    the_whole_life_of_every_kind_is_told,
    every_field_is_as_the_contract_says,
    identities_are_unique_and_grow,
    only_what_failed_is_an_error,
    a_short_outage_is_not_told,
    journalctl_explains_it,
    the_requests_were_aws_own,
    no_secret_is_anywhere_in_the_journal,
    nothing_is_polled_once_all_is_final,
    the_sandbox_was_not_run_into,
    it_sees_and_can_do_nothing_else,
    a_stop_is_clean_and_quick,
]

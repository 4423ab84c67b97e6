# SPDX-License-Identifier: Apache-2.0
"""A new watch list for the running daemon: by `systemctl reload`, by signal, and just by saving the file."""

from __future__ import annotations

import json
import re
import time

from life import JOBS, watch_file
from life_tests import start_simulator, told
from machine import Machine, until
from unit_tests import UNIT, WATCHES

DROP_IN = "/etc/awaitd/watches.d/more.yaml"
BAD = "defaults: {region: us-east-1}\nwatches:\n  - kind: evaluatoin\n    id: ev-1\n"


def extra(name: str) -> str:
    return json.dumps({"watches": [{"name": name, "kind": "evaluation", "id": "ev-1", "region": "us-east-1"}]})


def main_process(machine: Machine) -> str:
    return machine.shown(UNIT, "MainPID")["MainPID"]


def named(machine: Machine, event: str, watch: str, since: int) -> list[dict]:
    return told(machine, f"AWAITD_EVENT={event}", f"AWAITD_WATCH={watch}", since=since)


def the_list_is_watched_while_the_daemon_runs(machine: Machine) -> None:
    machine.write(WATCHES, watch_file())
    start_simulator(machine)
    machine.run("systemctl", "start", UNIT)
    assert machine.shown("awaitd-watches.path", "ActiveState") == {"ActiveState": "active"}
    # From here on only requests and the daemon itself, after a second, reload the list, until saving is tested.
    machine.run("systemctl", "stop", "awaitd-watches.path")


def a_reload_takes_the_new_list_over(machine: Machine) -> None:
    place, process = machine.place(), main_process(machine)
    machine.write(WATCHES, watch_file(JOBS[1:]))
    machine.write(DROP_IN, extra("extra"))
    machine.run("systemctl", "reload", UNIT)
    # It returned when the list was in use: there is nothing to wait for.
    assert machine.shown(UNIT, "StatusText")["StatusText"].startswith(f"Watching {len(JOBS)}: ")
    shown = machine.shown(UNIT, "ActiveState", "SubState", "Result")
    assert shown == {"ActiveState": "active", "SubState": "running", "Result": "success"}, shown
    until(lambda: named(machine, "watch-removed", JOBS[0].watch, place), "the watch to be told as removed")
    until(lambda: named(machine, "watch-added", "extra", place), "the watch to be told as added")
    until(lambda: named(machine, "transition", "extra", place), "the new watch to be read")
    assert main_process(machine) == process, "it is another process"


def a_signal_reloads_too(machine: Machine) -> None:
    place = machine.place()
    machine.write(WATCHES, watch_file())
    machine.run("systemctl", "kill", "--signal=HUP", "--kill-who=main", UNIT)
    until(lambda: named(machine, "watch-added", JOBS[0].watch, place), "the watch to be back")


def a_bad_file_fails_the_reload_and_the_old_list_stays(machine: Machine) -> None:
    place, process = machine.place(), main_process(machine)
    machine.write(WATCHES, BAD)
    assert machine.run("systemctl", "reload", UNIT, check=False).returncode != 0, "the reload succeeded"
    shown = machine.shown(UNIT, "ActiveState", "SubState", "Result", "StatusText")
    text = shown.pop("StatusText")
    assert shown == {"ActiveState": "active", "SubState": "running", "Result": "success"}, shown
    assert re.match(rf"Watching {len(JOBS) + 1}: .*; watch list refused: .*watches\.yaml:3:", text), text
    (rejected,) = until(lambda: told(machine, "AWAITD_EVENT=config-rejected", since=place), "the refusal")
    assert rejected["PRIORITY"] == "3" and re.search(r"watches\.yaml:3:\d+: error: ", rejected["MESSAGE"])
    assert main_process(machine) == process, "it is another process"
    machine.write(WATCHES, watch_file())
    machine.run("systemctl", "reload", UNIT)
    assert "refused" not in machine.shown(UNIT, "StatusText")["StatusText"]


def saving_is_enough(machine: Machine) -> None:
    machine.run("systemctl", "start", "awaitd-watches.path")
    place = machine.place()
    machine.write(DROP_IN, extra("saved"))
    until(lambda: named(machine, "watch-added", "saved", place), "the drop-in to be noticed")
    machine.remove(DROP_IN)
    until(lambda: named(machine, "watch-removed", "saved", place), "its removal to be noticed")


def editors_that_replace_the_file_are_noticed_however_often(machine: Machine) -> None:
    # More often than the default start limit of path units and services; each time a new file under the old name.
    for turn in range(8):
        place = machine.place()
        jobs = JOBS if turn % 2 else JOBS[1:]
        event = "watch-added" if turn % 2 else "watch-removed"
        machine.write(f"{WATCHES}.new", watch_file(jobs))
        machine.run("mv", f"{WATCHES}.new", WATCHES)
        until(lambda: named(machine, event, JOBS[0].watch, place), f"change {turn} to be noticed")
        until(
            lambda: machine.shown("awaitd-watches.service", "ActiveState") == {"ActiveState": "inactive"}
            and machine.shown("awaitd-watches.path", "SubState") == {"SubState": "waiting"},
            "the next change to be waited for",
        )


def many_saves_at_once_are_few_reloads(machine: Machine) -> None:
    place = machine.place()
    for turn in range(20):
        machine.write(DROP_IN, extra(f"turn-{turn}"))
    until(lambda: named(machine, "watch-added", "turn-19", place), "the last save to be in use")
    assert len(told(machine, "AWAITD_EVENT=config-loaded", since=place)) <= 3
    machine.remove(DROP_IN)
    until(lambda: named(machine, "watch-removed", "turn-19", place), "its removal to be noticed")


def a_save_that_the_path_unit_cannot_see_is_noticed(machine: Machine) -> None:
    # The path unit does not watch while its service runs; here that takes so long that a save certainly falls into it.
    slow = "/run/systemd/system/awaitd-watches.service.d/slow.conf"
    machine.write(slow, "[Service]\nExecStartPost=/usr/bin/sleep 1\n")
    machine.run("systemctl", "daemon-reload")
    for turn in range(3):
        place = machine.place()
        machine.write(DROP_IN, extra(f"early-{turn}"))
        until(lambda: named(machine, "watch-added", f"early-{turn}", place), "the first save to be in use")
        machine.write(DROP_IN, extra(f"late-{turn}"))
        until(lambda: named(machine, "watch-added", f"late-{turn}", place), "the second save to be in use")
    machine.remove(slow)
    machine.run("systemctl", "daemon-reload")
    place = machine.place()
    machine.remove(DROP_IN)
    until(lambda: named(machine, "watch-removed", "late-2", place), "its removal to be noticed")


def a_burst_of_saves_ends_with_the_last(machine: Machine) -> None:
    place = machine.place()
    for turn in range(80):
        machine.write(DROP_IN, extra(f"burst-{turn}"))
        time.sleep(0.02)
    until(lambda: named(machine, "watch-added", "burst-79", place), "the last save to be in use")
    names = [watch["name"] for watch in json.loads(machine.output("awaitd", "status", "--json"))["watches"]]
    assert names == [*(job.watch for job in JOBS), "burst-79"], names
    machine.remove(DROP_IN)
    until(lambda: named(machine, "watch-removed", "burst-79", place), "its removal to be noticed")


def saving_a_bad_file_is_told_and_mended_by_saving_again(machine: Machine) -> None:
    place = machine.place()
    machine.write(WATCHES, BAD)
    until(lambda: told(machine, "AWAITD_EVENT=config-rejected", since=place), "the refusal")
    failed = "awaitd-watches.service"
    until(lambda: machine.shown(failed, "ActiveState") == {"ActiveState": "failed"}, "the unit to say so")
    machine.write(WATCHES, watch_file())
    until(lambda: told(machine, "AWAITD_EVENT=config-loaded", since=place), "the mended list")
    until(lambda: machine.shown(failed, "ActiveState") == {"ActiveState": "inactive"}, "the unit to be well")


def it_reloads_as_notify_reload_where_systemd_has_that(machine: Machine) -> None:
    if int(machine.output("systemctl", "--version").split()[1].split(".")[0].split("~")[0]) < 253:
        return
    example = "/usr/share/doc/awaitd/examples/awaitd.service.d/notify-reload.conf.example"
    drop_in = "/run/systemd/system/awaitd.service.d/notify-reload.conf"
    machine.write(drop_in, machine.output("cat", example))
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", UNIT)
    machine.run("systemctl", "stop", "awaitd-watches.path")
    assert machine.shown(UNIT, "Type") == {"Type": "notify-reload"}
    # The command returns when READY=1 has followed the signal, and not before.
    machine.write(DROP_IN, extra("by-signal"))
    machine.run("systemctl", "reload", UNIT)
    names = [watch["name"] for watch in json.loads(machine.output("awaitd", "status", "--json"))["watches"]]
    assert "by-signal" in names, names
    machine.remove(DROP_IN)
    machine.remove(drop_in)
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", UNIT)
    machine.run("systemctl", "start", "awaitd-watches.path")


def the_status_is_for_root_and_the_group(machine: Machine) -> None:
    lines = machine.output("awaitd", "status").splitlines()
    assert lines[0].startswith(f"Watching {len(JOBS)}: "), lines[0]
    watches = json.loads(machine.output("awaitd", "status", "--json"))["watches"]
    assert [watch["name"] for watch in watches] == [job.watch for job in JOBS]
    machine.run("runuser", "-u", "awaitd", "--", "awaitd", "status")
    for name, groups in (("asker", "awaitd-control"), ("outsider", "awaitd")):
        machine.run("useradd", "--groups", groups, name, check=False)
    machine.run("runuser", "-u", "asker", "--", "awaitd", "status")
    # Nor may those who are in the daemon's own group.
    for name in ("nobody", "outsider"):
        refused = machine.run("runuser", "-u", name, "--", "awaitd", "status", check=False)
        assert refused.returncode == 69 and "group awaitd-control" in refused.stderr, refused.stderr
    assert machine.output("stat", "--format=%a %U:%G", "/run/awaitd/io.awaitd") == "660 awaitd:awaitd-control\n"
    assert machine.output("stat", "--format=%a %U:%G", "/run/awaitd") == "751 awaitd:awaitd\n"


def the_list_is_not_watched_without_the_daemon(machine: Machine) -> None:
    machine.run("systemctl", "stop", UNIT)
    assert machine.shown("awaitd-watches.path", "ActiveState") == {"ActiveState": "inactive"}
    assert machine.run("awaitd", "reload", check=False).returncode == 69
    assert machine.run("test", "-e", "/run/awaitd", check=False).returncode != 0, "its folder outlives it"


TESTS = [
    the_list_is_watched_while_the_daemon_runs,
    a_reload_takes_the_new_list_over,
    a_signal_reloads_too,
    a_bad_file_fails_the_reload_and_the_old_list_stays,
    saving_is_enough,
    editors_that_replace_the_file_are_noticed_however_often,
    many_saves_at_once_are_few_reloads,
    a_save_that_the_path_unit_cannot_see_is_noticed,
    a_burst_of_saves_ends_with_the_last,
    saving_a_bad_file_is_told_and_mended_by_saving_again,
    it_reloads_as_notify_reload_where_systemd_has_that,
    the_status_is_for_root_and_the_group,
    the_list_is_not_watched_without_the_daemon,
]

# SPDX-License-Identifier: Apache-2.0
"""The Debian package as its users see it: installed, used, upgraded while running, removed, purged."""

from __future__ import annotations

import json
import re
import time

import doctor_tests
import gate_tests
from life import ENDPOINT, JOBS, credentials_file, scenario, watch_file
from life_tests import start_simulator, told, wait_for_whole_lives
from machine import Machine, until
from reload_tests import BAD
from start_tests import HOOK
from stream import Stream
from unit_tests import UNIT, WATCHES

# The package, and the same one with a higher version, where Tests/System/run puts them.
FIRST, SECOND = "/var/tmp/first.deb", "/var/tmp/second.deb"
PATHS = ["awaitd-watches.path", "awaitd-dispatch.path"]
STATE = "/var/lib/awaitd"


def apt(machine: Machine, *arguments: str) -> str:
    """Without a network: everything that it needs has to be present."""
    done = machine.run(
        "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--yes", "--no-install-recommends",
        "--option", "APT::Sandbox::User=root", *arguments, timeout=120,
    )
    return done.stdout + done.stderr


def version(machine: Machine) -> str:
    return machine.output("dpkg-query", "--show", "--showformat=${Version}", "awaitd")


def process(machine: Machine) -> str:
    return machine.shown(UNIT, "MainPID")["MainPID"]


def active(machine: Machine, *units: str) -> dict[str, str]:
    return {unit: machine.shown(unit, "ActiveState")["ActiveState"] for unit in units}


def it_runs_as_soon_as_it_is_installed(machine: Machine) -> None:
    apt(machine, "install", FIRST)
    assert active(machine, UNIT, *PATHS) == dict.fromkeys([UNIT, *PATHS], "active")
    for unit in (UNIT, *PATHS):
        assert machine.output("systemctl", "is-enabled", unit) == "enabled\n", unit
    # The metrics are off before they are wanted.
    shown = machine.shown("awaitd-metrics.socket", "ActiveState", "UnitFileState")
    assert shown == {"ActiveState": "inactive", "UnitFileState": "disabled"}, shown
    machine.run("test", "-s", "/usr/share/awaitd/prometheus/awaitd.rules.yml")
    machine.run("test", "-s", "/usr/share/awaitd/grafana/awaitd.json")
    assert machine.shown(UNIT, "StatusText")["StatusText"].startswith("Watching 0")
    assert machine.output("stat", "--format=%U:%G %a", STATE) == "awaitd:awaitd 750\n"
    assert machine.output("awaitd", "--version") == f"awaitd {version(machine)}\n"
    assert "OK" in machine.output("awaitd", "check")
    assert [line for line in machine.output("journalctl", "--list-catalog").splitlines() if "awaitd:" in line]


def what_it_must_know_of_aws_is_a_drop_in(machine: Machine) -> None:
    machine.write("/etc/simulator/credentials", credentials_file(), 0o600)
    machine.write("/etc/simulator/scenario.json", scenario())
    machine.write(
        "/run/systemd/system/awaitd.service.d/test.conf",
        f"[Service]\nEnvironment=AWS_ENDPOINT_URL={ENDPOINT}\nSystemCallErrorNumber=kill\n"
        "LoadCredential=aws-credentials:/etc/simulator/credentials\n",
    )
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", UNIT)


def saving_the_watch_file_is_all_there_is_to_do(machine: Machine) -> None:
    start_simulator(machine)
    place, before = machine.place(), process(machine)
    machine.write("/etc/systemd/system/noted@.service", HOOK)
    machine.write("/etc/awaitd/units.allow", "noted@.service\n")
    machine.run("systemctl", "daemon-reload")
    watches = json.loads(watch_file())
    watches["defaults"]["on"] = dict.fromkeys(["completed", "failed", "stopped"], "noted@.service")
    machine.write(WATCHES, json.dumps(watches))
    wait_for_whole_lives(machine, since=place)
    assert process(machine) == before, "it is another process"
    assert machine.output("awaitd", "status").startswith(f"Watching {len(JOBS)}: ")
    # The end of each has started a unit, which got its result.
    ends = {
        f"{job.watch} {step.state}" for job in JOBS for step in job.steps if step.state in watches["defaults"]["on"]
    }

    def noted() -> set[str]:
        lines = machine.run("cat", "/run/started", check=False).stdout.splitlines()
        return {line.rsplit(" ", 1)[0] for line in lines}

    until(lambda: noted() == ends, f"the units of {ends}")


def a_broken_file_is_told_and_mending_it_is_enough(machine: Machine) -> None:
    place, before = machine.place(), process(machine)
    machine.write(WATCHES, BAD)
    (rejected,) = until(lambda: told(machine, "AWAITD_EVENT=config-rejected", since=place), "the refusal")
    assert re.search(r"watches\.yaml:3:\d+: error: ", rejected["MESSAGE"]), rejected["MESSAGE"]
    assert "watch list refused" in machine.shown(UNIT, "StatusText")["StatusText"]
    machine.write(WATCHES, watch_file(JOBS[:3]))
    until(lambda: told(machine, "AWAITD_EVENT=config-loaded", since=place), "the mended list")
    assert machine.shown(UNIT, "StatusText")["StatusText"].startswith("Watching 3: ")
    assert process(machine) == before, "it is another process"


def an_upgrade_under_way_loses_and_repeats_nothing(machine: Machine) -> None:
    machine.run("systemctl", "stop", UNIT)
    stream = Stream(machine, scenario())
    stream.begin()
    old, before = version(machine), process(machine)
    apt(machine, "install", SECOND)
    assert version(machine) != old
    assert process(machine) not in ("0", before), "the new program is not running"
    assert active(machine, UNIT, *PATHS) == dict.fromkeys([UNIT, *PATHS], "active")
    stream.end(process=process(machine))
    assert len(told(machine, "AWAITD_EVENT=started", since=stream.place)) == 2


def an_upgrade_keeps_a_watch_file_of_ones_own(machine: Machine) -> None:
    text = machine.output("cat", WATCHES)
    machine.run("systemctl", "start", UNIT)
    apt(machine, "install", "--allow-downgrades", FIRST)
    assert machine.output("cat", WATCHES) == text
    assert active(machine, UNIT) == {UNIT: "active"}


def removing_it_keeps_what_is_its_users(machine: Machine) -> None:
    history = machine.output("awaitd", "history", "--json")
    apt(machine, "remove", "awaitd")
    assert active(machine, UNIT, *PATHS) == dict.fromkeys([UNIT, *PATHS], "inactive")
    assert machine.run("awaitd", check=False).returncode != 0
    machine.run("test", "-e", WATCHES)
    apt(machine, "install", FIRST)
    assert active(machine, UNIT, *PATHS) == dict.fromkeys([UNIT, *PATHS], "active")
    assert machine.output("awaitd", "history", "--json") == history, "the record is another one"


def purging_it_leaves_nothing_but_the_user(machine: Machine) -> None:
    apt(machine, "purge", "awaitd")
    machine.run("systemctl", "daemon-reload")
    time.sleep(0.5)
    found = machine.output(
        "find", "/", "-xdev", "(", "-path", "/proc", "-o", "-path", "/sys", "-o", "-path", "/usr/libexec", ")",
        "-prune", "-o", "-iname", "*awaitd*", "-print",
    ).split() + machine.output("find", "/run", "-iname", "*awaitd*").split()
    ours = {"/run/systemd/system/awaitd.service.d"}
    left = [path for path in found if path not in ours and not path.startswith("/run/systemd/propagate")]
    assert not left, left
    machine.run("getent", "passwd", "awaitd")
    listed = machine.output("journalctl", "--list-catalog").splitlines()
    assert not [line for line in listed if "awaitd:" in line], "the catalog still has its entries"


TESTS = [
    it_runs_as_soon_as_it_is_installed,
    what_it_must_know_of_aws_is_a_drop_in,
    saving_the_watch_file_is_all_there_is_to_do,
    a_broken_file_is_told_and_mending_it_is_enough,
    *gate_tests.TESTS,
    *doctor_tests.TESTS,
    an_upgrade_under_way_loses_and_repeats_nothing,
    an_upgrade_keeps_a_watch_file_of_ones_own,
    removing_it_keeps_what_is_its_users,
    purging_it_leaves_nothing_but_the_user,
]

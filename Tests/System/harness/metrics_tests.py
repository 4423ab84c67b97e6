# SPDX-License-Identifier: Apache-2.0
"""Metrics over HTTP by the packaged socket: off at first, never down for good, and read by a real Prometheus."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.parse

from life import JOBS, REGION, watch_file
from life_tests import SIMULATOR, start_simulator
from machine import Machine, until
from unit_tests import UNIT, WATCHES

SOCKET = "awaitd-metrics.socket"
ADDRESS = ("127.0.0.1", 9736)
# Where Tests/System/run puts it, if there is one.
PROMETHEUS = "/usr/libexec/prometheus"
RULES = "/usr/share/awaitd/prometheus/awaitd.rules.yml"
DROP_INS = "/run/systemd/system/awaitd-metrics@.service.d"
WATCHED = [job for job in JOBS if job.watch in ("churn", "model")]

# Connections of its three kinds: closed at once, as fast as they come; that send nothing; that are closed in the middle.
BURST = """
import socket, sys, time
address, many, silent, halves = ("127.0.0.1", int(sys.argv[1])), *map(int, sys.argv[2:])
def connect():
    try:
        return socket.create_connection(address, timeout=5)
    except OSError:
        return None
began = time.monotonic()
for number in range(many):
    if connection := connect(): connection.close()
for number in range(halves):
    if connection := connect():
        try:
            connection.sendall(b"GET /metrics HTTP/1.1\\r\\nHo"[: 1 + number % 26])
        except OSError: pass
        connection.close()
left = [connect() for number in range(silent)]
print(time.monotonic() - began)
sys.stdout.flush()
time.sleep(7)
"""
# One request; prints the status, the headers and the body, or 0 without an answer.
SCRAPE = """
import http.client, json, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
try:
    connection.request(sys.argv[2], sys.argv[3])
    answer = connection.getresponse()
    print(json.dumps([answer.status, dict(answer.getheaders()), answer.read().decode()]))
except OSError as error:
    print(json.dumps([0, {}, repr(error)]))
"""


def inside(machine: Machine, program: str, *arguments: object) -> subprocess.Popen[str]:
    """Starts a Python program of this host in the container's network."""
    return subprocess.Popen(
        ["nsenter", "--target", str(machine.leader), "--net", "--", sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    )


def scrape(machine: Machine, method: str = "GET", path: str = "/metrics") -> tuple[int, dict[str, str], str]:
    said, _ = inside(machine, SCRAPE, ADDRESS[1], method, path).communicate(timeout=30)
    status, headers, body = json.loads(said)
    return status, headers, body


def failed_units(machine: Machine) -> str:
    return machine.output("systemctl", "--failed", "--plain", "--no-legend", "--no-pager")


def the_socket_is_off_and_tightly_sandboxed(machine: Machine) -> None:
    machine.write(WATCHES, watch_file(WATCHED))
    start_simulator(machine)
    machine.run("systemctl", "start", UNIT)
    assert machine.shown(SOCKET, "ActiveState", "UnitFileState") == {
        "ActiveState": "inactive", "UnitFileState": "disabled",
    }
    assert scrape(machine)[0] == 0
    machine.run("systemd-analyze", "security", "--no-pager", "--threshold=11", "awaitd-metrics@x.service")
    # A system call outside the filter kills the process instead of failing quietly.
    machine.write(f"{DROP_INS}/test.conf", "[Service]\nSystemCallErrorNumber=kill\n")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "reset-failed", check=False)


def a_scrape_is_answered_by_systemd_alone(machine: Machine) -> None:
    place = machine.place()
    machine.run("systemctl", "enable", "--now", SOCKET)
    status, headers, body = scrape(machine)
    assert status == 200, (status, body)
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8", headers
    assert headers["Connection"] == "close" and headers["Content-Length"] == str(len(body.encode())), headers
    watches = json.loads(machine.output("awaitd", "status", "--json"))["watches"]
    assert sum(int(count) for count in re.findall(r"^awaitd_watches\{.*\} (\d+)$", body, re.MULTILINE)) == len(watches)
    assert f'region="{REGION}"' in body
    assert [scrape(machine, "HEAD")[::2], scrape(machine, path="/")[0], scrape(machine, "PUT")[0]] == [(200, ""), 404, 405]
    # The daemon listens nowhere, and a scrape is no news.
    assert "SocketBindDeny=any" in machine.output("systemctl", "cat", UNIT)
    machine.run("journalctl", "--sync")
    # Without any entry of such a unit it fails.
    noise = machine.run(
        "journalctl", "--no-pager", "--quiet", "--output=cat", f"--since=@{place // 1_000_000}", "--identifier=awaitd",
        "--unit=awaitd-metrics@*", check=False,
    ).stdout
    assert not noise, noise


def without_a_daemon_it_is_503(machine: Machine) -> None:
    machine.run("systemctl", "stop", UNIT)
    status, _, body = scrape(machine)
    assert status == 503 and "awaitd_" not in body, body
    machine.run("systemctl", "start", UNIT)
    until(lambda: scrape(machine)[0] == 200, "metrics again")
    machine.run("systemctl", "kill", "--signal=SIGSTOP", UNIT)
    try:
        began = time.monotonic()
        assert scrape(machine)[0] == 503
        assert time.monotonic() - began < 7
    finally:
        machine.run("systemctl", "kill", "--signal=SIGCONT", UNIT)
    until(lambda: scrape(machine)[0] == 200, "metrics from a daemon that goes on")


def a_burst_does_not_take_the_socket_down(machine: Machine) -> None:
    burst = inside(machine, BURST, ADDRESS[1], 1_000, 20, 100)
    assert burst.stdout
    print(f"      the burst took {float(burst.stdout.readline()):.1f} s", flush=True)
    # Those that send nothing are not even accepted yet, and have places for two of their five seconds. From version 255 on
    # systemd takes 150 connections in two seconds (PollLimitBurst=), which 252 does not know: the others wait meanwhile.
    version = int(machine.output("systemctl", "--version").split()[1])
    until(lambda: scrape(machine)[0] == 200, "a scrape after the burst", 3 if version < 255 else 25)
    time.sleep(5)
    assert scrape(machine)[0] == 200
    burst.wait(30)
    until(lambda: machine.shown(SOCKET, "NConnections")["NConnections"] == "0", "the connections to end", 20)
    assert machine.shown(SOCKET, "ActiveState", "SubState", "Result") == {
        "ActiveState": "active", "SubState": "listening", "Result": "success",
    }
    assert scrape(machine)[0] == 200
    assert not failed_units(machine), failed_units(machine)
    # The smallest input of systemd#15633.
    burst = inside(machine, BURST, ADDRESS[1], 300, 0, 0)
    assert burst.stdout and burst.stdout.readline()
    until(lambda: scrape(machine)[0] == 200, "a scrape after 300 connections", 10)
    burst.wait(30)
    assert not failed_units(machine), failed_units(machine)
    left = machine.output("systemctl", "list-units", "--all", "--plain", "--no-legend", "awaitd-metrics@*")
    assert len(left.splitlines()) <= 1, left


def prometheus_runs(machine: Machine) -> bool:
    """Starts Prometheus with our rules, which scrapes every second; false if there is none."""
    if machine.run("test", "-x", PROMETHEUS, check=False).returncode:
        print("      without Prometheus: Tests/prometheus has none for this host", flush=True)
        return False
    machine.write("/etc/prometheus/prometheus.yml", json.dumps({
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": [RULES],
        "scrape_configs": [{"job_name": "foo", "static_configs": [{"targets": ["%s:%d" % ADDRESS]}]}],
    }))
    machine.run(
        "systemd-run", "--quiet", "--unit=prometheus.service", "--collect", PROMETHEUS,
        "--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/var/tmp/prometheus",
        "--web.listen-address=127.0.0.1:9090",
    )
    return True


def queried(machine: Machine, query: str) -> float | None:
    """The first value of a query; none if it has no result, or Prometheus does not answer."""
    address = f"http://127.0.0.1:9090/api/v1/query?query={urllib.parse.quote(query)}"
    try:
        answer = machine.request("GET", address)
    except subprocess.SubprocessError:
        return None
    result = answer["data"]["result"]  # type: ignore[index]
    return float(result[0]["value"][1]) if result else None


def firing(machine: Machine, alert: str) -> bool:
    return queried(machine, f'count(ALERTS{{alertname="{alert}",alertstate="firing"}})') == 1


def a_real_prometheus_scrapes_it_and_alerts(machine: Machine) -> None:
    machine.run("systemctl", "stop", UNIT)
    machine.run("find", "/var/lib/awaitd", "-name", "awaitd.sqlite*", "-delete")
    machine.write(WATCHES, watch_file([]))
    start_simulator(machine)
    machine.run("systemctl", "start", UNIT)
    if not prometheus_runs(machine):
        return
    try:
        until(lambda: queried(machine, "up") == 1, "a scrape by Prometheus", 30)
        assert not firing(machine, "AwaitdJobFailed")
        # A job that has failed already is told as that when it is first seen: the first event after a start.
        failed = [job for job in JOBS if any(step.state == "failed" for step in job.steps)]
        machine.write(WATCHES, watch_file(failed))
        machine.run("systemctl", "reload", UNIT)
        until(lambda: firing(machine, "AwaitdJobFailed"), "the alert", 60)
        machine.run("systemctl", "stop", UNIT)
        until(lambda: queried(machine, "up") == 0, "Prometheus to see that there is no daemon", 10)
        assert not failed_units(machine), failed_units(machine)
    finally:
        machine.run("systemctl", "stop", "prometheus.service", check=False)


def it_is_as_it_was(machine: Machine) -> None:
    machine.run("systemctl", "disable", "--now", SOCKET)
    assert scrape(machine)[0] == 0
    machine.remove(f"{DROP_INS}/test.conf")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "stop", UNIT, SIMULATOR, check=False)


TESTS = [
    the_socket_is_off_and_tightly_sandboxed,
    a_scrape_is_answered_by_systemd_alone,
    without_a_daemon_it_is_503,
    a_burst_does_not_take_the_socket_down,
    a_real_prometheus_scrapes_it_and_alerts,
    it_is_as_it_was,
]

# SPDX-License-Identifier: Apache-2.0
"""The command itself: options, output, exit statuses, and the demo."""

import json
import signal
import socket
import subprocess

import pytest

from simulator import BINARY, JOB, KINDS, environment, resource, step


def run(*arguments):
    return subprocess.run(
        [BINARY, *arguments], capture_output=True, text=True, timeout=20, env=environment(), check=False
    )


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_ends_with_0_on_signals(start, signal_number):
    assert start().stop(signal_number) == 0


def test_ends_with_0_while_clients_are_connected(start):
    simulator = start()
    with socket.create_connection(("127.0.0.1", simulator.port)):
        assert simulator.stop() == 0


def test_port_file_holds_the_port(start, tmp_path):
    path = tmp_path / "port"
    simulator = start(arguments=["--port-file", str(path)])
    assert path.read_text() == f"{simulator.port}\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["port"]


def test_listens_on_loopback_only(start):
    simulator = start()
    lines = open("/proc/net/tcp").readlines()[1:]
    listening = [row[1] for row in map(str.split, lines) if row[3] == "0A" and row[1].endswith(f":{simulator.port:04X}")]
    assert listening == [f"0100007F:{simulator.port:04X}"]


def test_port_can_be_chosen_but_not_twice(start):
    first = start()
    result = run("--port", str(first.port))
    assert result.returncode != 0 and "listening" not in result.stdout
    assert str(first.port) in result.stderr and "in use" in result.stderr


def test_help_teaches():
    result = run("--help")
    assert result.returncode == 0
    for words in ["--scenario", "/_simulator/lists", "list-lag", "--demo", "--port-file", "/_simulator/counts", "throttle", "AWS_ACCESS_KEY_ID"]:
        assert words in result.stdout, words


@pytest.mark.parametrize(
    "arguments", [["--port", "70000"], ["--port", "-1"], ["--secret-access-key", "x"], ["--demo", "--scenario", "x"]]
)
def test_usage_errors_exit_64(arguments):
    assert run(*arguments).returncode == 64


@pytest.mark.parametrize(
    "scenario, message",
    [
        ("", "not valid JSON"),
        ("[]", "scenario: Expected an object, found an array."),
        ('{"resource": []}', "scenario: There is no member 'resource' here; there are credentials, issuer, resources, faults, qualified_errors"),
        (json.dumps({"resources": [resource("evaluation", step("x", "PENDING"))]}), "resources[0].timeline[0].at"),
    ],
)
def test_bad_scenario_is_said_with_its_place(tmp_path, scenario, message):
    path = tmp_path / "bad.json"
    path.write_text(scenario)
    result = run("--scenario", str(path))
    assert result.returncode == 64 and message in result.stderr and str(path) in result.stderr


@pytest.mark.parametrize("path", ["/nonexistent/scenario.json", "/dev/zero", "/"])
def test_unreadable_scenario_is_said(path):
    result = run("--scenario", path)
    assert result.returncode == 64 and path in result.stderr


def test_demo_has_every_kind(start):
    simulator = start(arguments=["--demo"])
    ids = {
        "evaluation": ["ev-churn-nightly"],
        "ml-model": ["ml-churn", "ml-recommend"],
        "batch-prediction": ["bp-august"],
        "data-source": ["ds-customers"],
        "evaluation-job": [JOB[:-12] + suffix for suffix in ["abcdefghijkl", "mnopqrstuvwx", "0123456789yz"]],
        "training-job": ["nightly-2026-11-20"],
    }
    assert ids.keys() == KINDS.keys()
    for kind, names in ids.items():
        for name in names:
            simulator.get(kind, id=name)
    assert simulator.get("ml-model", id="ml-recommend")["EndpointInfo"]["EndpointStatus"] == "NONE"
    assert simulator.counts["signature_errors"] == 0

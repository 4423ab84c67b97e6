# SPDX-License-Identifier: Apache-2.0
"""What the daemon really says, read by Prometheus' own programs: its linter, and a server that scrapes and alerts."""

import json
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
import yaml

from awaitd import BINARY, environment
from conftest import RULES
from simulator import resource, step, until

HEAD = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nlimits: {rate: 100/s}\n"


def watching(*names):
    return HEAD + "watches:\n" + "".join(f"  - {{name: {name}, kind: evaluation, id: {name}}}\n" for name in names)


def test_the_linter_has_nothing_to_say(start, daemon, awaitd, promtool):
    simulator = start({"resources": []})
    simulator.put(resource("evaluation", step(0, "INPROGRESS"), id="a"), resource("evaluation", step(0, "FAILED"), id="b"))
    running = daemon(watching("a", "b"), endpoint=simulator.url)
    running.wait_for(lambda d: len(d.told("transition")) == 2)
    status, said = promtool("check", "metrics", text=awaitd("metrics").stdout)
    assert (status, said) == (0, "")


class Listener:
    """Does for `awaitd answer-scrape` what awaitd-metrics.socket does: one process for each connection."""

    def __init__(self, directory):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.variables = environment(directory)
        self.failures = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection:
            done = subprocess.run(
                [BINARY, "answer-scrape"], env=self.variables, stdin=connection, stdout=connection, timeout=20, check=False
            )
        self.failures += done.returncode != 0


class Prometheus:
    """A server that scrapes each half second, on a port that was free a moment ago."""

    def __init__(self, program, directory, target):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.url = "http://127.0.0.1:%d" % free.getsockname()[1]
        # As shipped, but for how long a state has to last.
        rules = yaml.safe_load(RULES.read_text())
        for rule in rules["groups"][0]["rules"]:
            if "for" in rule:
                rule["for"] = "1s"
        (directory / "rules.yml").write_text(json.dumps(rules))
        scrape = {"job_name": "anything", "static_configs": [{"targets": [target]}]}
        (directory / "prometheus.yml").write_text(
            json.dumps(
                {
                    "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "500ms"},
                    "rule_files": ["rules.yml"],
                    "scrape_configs": [scrape],
                }
            )
        )
        self.log = (directory / "prometheus.log").open("w")
        self.process = subprocess.Popen(
            [
                program, f"--config.file={directory / 'prometheus.yml'}", f"--storage.tsdb.path={directory / 'tsdb'}",
                f"--web.listen-address={self.url.removeprefix('http://')}",
            ],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, cwd=directory,
        )

    def value(self, query):
        """The value of an expression that has one; nil without any, or before the server answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/query?query={urllib.parse.quote(query)}", timeout=5) as answer:
                result = json.load(answer)["data"]["result"]
        except (OSError, urllib.error.URLError):
            return None
        return float(result[0]["value"][1]) if result else None

    def firing(self, alert):
        return self.value(f'count(ALERTS{{alertname="{alert}", alertstate="firing"}})') == 1

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


@pytest.fixture
def listener(tmp_path):
    listening = Listener(tmp_path)
    yield listening
    listening.socket.close()


def test_a_real_server_scrapes_and_alerts(start, daemon, listener, programs, tmp_path):
    simulator = start({"resources": []})
    simulator.put(resource("evaluation", step(0, "INPROGRESS"), id="a"), resource("evaluation", step(0, "INPROGRESS"), id="b"))
    running = daemon(watching("a", "b"), endpoint=simulator.url)
    running.wait_for(lambda d: len(d.told("transition")) == 2)
    prometheus = Prometheus(programs / "prometheus", tmp_path, listener.address)
    try:
        until(lambda: prometheus.value('awaitd_watches{state="in-progress"}') == 2, 30)
        assert prometheus.value("up") == 1 and not prometheus.firing("AwaitdJobFailed")
        simulator.put(resource("evaluation", step(0, "FAILED"), id="a"))
        until(lambda: prometheus.firing("AwaitdJobFailed"), 20)
        assert prometheus.value('sum(awaitd_watches{state="failed"})') == 1
        running.stop()
        until(lambda: prometheus.value("up") == 0 and prometheus.firing("AwaitdHostDown"), 20)
        until(lambda: prometheus.firing("AwaitdAbsent"), 20)
        assert listener.failures == 0
    finally:
        prometheus.stop()


def test_a_burst_of_connections_does_no_harm(daemon, awaitd, listener):
    """What one process for each connection costs, and that none of them fails whatever its client does."""
    running = daemon("watches: []")
    running.wait_for(lambda d: d.told("started"))
    host, port = listener.address.split(":")
    request = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    for number in range(60):
        with socket.create_connection((host, int(port)), timeout=10) as client:
            client.sendall(request[: number % len(request)])
    time.sleep(0.1)
    with urllib.request.urlopen(f"http://{listener.address}/metrics", timeout=30) as answer:
        assert answer.status == 200
    assert listener.failures == 0

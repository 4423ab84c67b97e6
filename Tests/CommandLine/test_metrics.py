# SPDX-License-Identifier: Apache-2.0
"""`awaitd metrics`, and the answers to Prometheus on a connection that systemd would hand over."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time

import pytest

from awaitd import BINARY, environment
from simulator import resource, step, until

HEAD = (
    "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nlimits: {rate: unlimited, listings: never}\n"
)
GET = b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:9736\r\nAccept: text/plain\r\n\r\n"
TYPE = "text/plain; version=0.0.4; charset=utf-8"
SAMPLE = re.compile(r'^(awaitd_[a-z0-9_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) (\S+)$')
STATES = ["unseen", "pending", "in-progress", "stopping", "completed", "failed", "stopped", "deleted", "unknown"]


def parsed(text):
    """The samples by name and labels; every line is one, or a comment of the format."""
    samples = {}
    for line in text.splitlines():
        if re.match(r"# (HELP|TYPE) awaitd_[a-z0-9_]+ \S", line):
            continue
        match = SAMPLE.match(line)
        assert match, line
        assert match[1] not in samples, f"twice: {line}"
        samples[match[1]] = float(match[2])
    return samples


def metrics(awaitd):
    done = awaitd("metrics")
    assert done.returncode == 0, done.stderr
    return parsed(done.stdout)


@pytest.fixture
def running(start, daemon):
    simulator = start({"resources": []})
    simulator.put(
        resource("evaluation", step(0, "COMPLETED"), id="ev-done"),
        resource("evaluation", step(0, "INPROGRESS"), id="ev-works"),
        resource("data-source", step(0, "FAILED"), id="ds-bad"),
    )
    started = daemon(
        HEAD
        + "watches:\n"
        + "  - {name: done, kind: evaluation, id: ev-done}\n"
        + "  - {name: works, kind: evaluation, id: ev-works}\n"
        + "  - {name: bad, kind: data-source, id: ds-bad}\n",
        endpoint=simulator.url,
    )
    started.wait_for(lambda d: len(d.told("transition")) == 3)
    started.simulator = simulator
    return started


def states(awaitd):
    """How many watches are in which state, by `status`."""
    counts = dict.fromkeys(STATES, 0)
    for watch in json.loads(awaitd("status", "--json").stdout)["watches"]:
        counts[watch["state"]] += 1
    return counts


def counted_states(samples):
    return {state: samples[f'awaitd_watches{{state="{state}"}}'] for state in STATES}


def test_without_a_daemon_there_are_none(awaitd):
    done = awaitd("metrics")
    assert done.returncode == 69 and not done.stdout
    assert "no daemon at" in done.stderr


def test_every_counter_stands_at_zero_from_the_start(daemon, awaitd):
    # Nothing answers there, and the first poll is far off.
    started = daemon(
        "defaults: {region: eu-west-1, poll: {initial: 1h, max: 2h}}\n"
        "watches: [{name: a, kind: evaluation, id: ev-1}, {name: b, kind: training-job, id: t}]\n",
        endpoint="http://127.0.0.1:9",
    )
    started.wait_for(lambda d: d.told("started"))
    samples = metrics(awaitd)
    own = {"awaitd_notices_delivered_total"}
    counters = {name: value for name, value in samples.items() if "_total" in name and name not in own}
    assert not [name for name, value in counters.items() if value], counters
    for service in ("machinelearning", "sagemaker"):
        outcomes = [name for name in counters if name.startswith(f'awaitd_polls_total{{service="{service}",')]
        assert len(outcomes) == 8
        assert f'awaitd_throttles_total{{service="{service}",region="eu-west-1"}}' in counters
    assert counted_states(samples) == dict.fromkeys(STATES, 0) | {"unseen": 2}
    assert abs(samples["awaitd_start_time_seconds"] - time.time()) < 60
    assert samples["awaitd_last_reload_successful"] == samples["awaitd_record_writable"] == 1


def test_what_happens_is_counted(running, awaitd):
    until(lambda: metrics(awaitd)["awaitd_notices_undelivered"] == 0)
    samples = metrics(awaitd)
    assert counted_states(samples) == states(awaitd)
    assert samples['awaitd_transitions_total{state="failed"}'] == 1
    assert samples['awaitd_transitions_total{state="completed"}'] == 1
    assert samples['awaitd_notices_recorded_total{event="transition"}'] == 3
    assert samples["awaitd_expectations_unmet_total"] == 0
    assert samples['awaitd_commits_total{outcome="success"}'] >= 1
    assert samples['awaitd_watches_by_visibility{visibility="visible"}'] == 3
    # Its own messages are among them.
    assert samples["awaitd_notices_delivered_total"] >= 5
    success = 'awaitd_polls_total{service="machinelearning",outcome="success"}'
    assert samples[success] >= 3
    taken = 'awaitd_request_duration_seconds_count{service="machinelearning"}'
    buckets = [value for name, value in samples.items() if "_bucket" in name]
    assert buckets == sorted(buckets) and buckets[-1] == samples[taken]
    assert samples['awaitd_request_duration_seconds_sum{service="machinelearning"}'] > 0

    running.simulator.fault("throttle", count=2)
    throttled = 'awaitd_throttles_total{service="machinelearning",region="us-east-1"}'
    until(lambda: metrics(awaitd)[throttled] == 2)
    samples = metrics(awaitd)
    assert samples['awaitd_polls_total{service="machinelearning",outcome="throttled"}'] == 2
    assert samples['awaitd_lane_requests_per_second{service="machinelearning",region="us-east-1"}'] == float("inf")


def test_reloads_are_counted_and_change_nothing_else(running, awaitd):
    before = metrics(awaitd)
    good = running.path.read_text()
    assert awaitd("reload").returncode == 0
    running.path.write_text("watches: [")
    assert awaitd("reload").returncode == 78
    samples = metrics(awaitd)
    assert samples['awaitd_reloads_total{outcome="success"}'] == 1
    assert samples['awaitd_reloads_total{outcome="rejected"}'] == 1
    assert samples["awaitd_last_reload_successful"] == 0
    running.path.write_text(good)
    assert awaitd("reload").returncode == 0
    samples = metrics(awaitd)
    assert samples["awaitd_last_reload_successful"] == 1
    for name in ('awaitd_transitions_total{state="failed"}', "awaitd_start_time_seconds"):
        assert samples[name] == before[name]
    assert all(samples[name] >= value for name, value in before.items() if "_total" in name)


def test_jobs_that_a_matcher_has_found_count_as_they_are_shown(start, daemon, awaitd):
    simulator = start({"resources": []})
    jobs = [resource("training-job", step(0, "InProgress"), id=f"nightly-{number}") for number in range(3)]
    ends = resource("training-job", step(0, "InProgress"), step(2, "Failed"), id="nightly-bad")
    simulator.put(*jobs, ends)
    started = daemon(
        "defaults: {region: us-east-1, poll: {initial: 100ms, max: 500ms}}\nlimits: {rate: unlimited}\n"
        "watches: [{name: nightly, kind: training-job, match: 'nightly-*'}]\n",
        endpoint=simulator.url,
    )
    started.wait_for(lambda d: d.told("transition", AWAITD_STATE="failed"))
    samples = metrics(awaitd)
    shown = states(awaitd)
    assert shown["failed"] == 1 and shown["in-progress"] == 3
    assert counted_states(samples) == shown
    assert samples["awaitd_matchers"] == 1
    assert samples['awaitd_listings_total{service="sagemaker",outcome="complete"}'] >= 1
    assert samples['awaitd_listing_pages_total{service="sagemaker",outcome="success"}'] >= 1
    assert not any("nightly" in name for name in samples), "no label grows with the list"


# MARK: Over HTTP


class Client:
    """A client of `awaitd answer-scrape`, which systemd would have started for its connection."""

    def __init__(self, directory, path=None):
        self.socket, other = socket.socketpair()
        self.socket.settimeout(20)
        variables = environment(directory)
        arguments = [BINARY, "answer-scrape", *(["--runtime-directory", str(path)] if path else [])]
        with other:
            self.process = subprocess.Popen(
                arguments, env=variables, stdin=other, stdout=other, stderr=subprocess.PIPE, text=True
            )

    def send(self, data):
        self.socket.sendall(data)
        return self

    def response(self):
        """The response to what was sent: status, headers and body; the connection was closed after it."""
        answer = http.client.HTTPResponse(self.socket, method="GET")
        answer.begin()
        body = answer.read()
        assert self.socket.recv(1) == b"", "the connection is closed, and not reset"
        return answer.status, answer.headers, body.decode()

    def rest(self):
        """All that comes until the connection is closed."""
        data = b""
        while part := self.socket.recv(1 << 16):
            data += part
        return data

    def end(self):
        """Hangs up; it is no failure, whatever happened."""
        self.socket.close()
        _, said = self.process.communicate(timeout=20)
        assert self.process.returncode == 0 and not said, said


@pytest.fixture
def connect(tmp_path):
    clients = []

    def connecting(path=None):
        clients.append(Client(tmp_path, path))
        return clients[-1]

    yield connecting
    for client in clients:
        client.socket.close()
        if client.process.poll() is None:
            client.process.kill()
        client.process.communicate()


def test_a_scrape_gets_the_metrics(running, awaitd, connect):
    client = connect().send(GET)
    status, headers, body = client.response()
    assert status == 200
    assert headers.items() == [
        ("Content-Type", TYPE), ("Content-Length", str(len(body.encode()))), ("Connection", "close"),
    ]
    assert parsed(body).keys() == metrics(awaitd).keys()
    client.end()


@pytest.mark.parametrize(
    ("request_line", "status", "more"),
    [
        ("GET /metrics?a=b HTTP/1.0", 200, {}),
        ("GET http://x:1/metrics HTTP/1.1", 200, {}),
        ("GET / HTTP/1.1", 404, {}),
        ("DELETE /x HTTP/1.1", 404, {}),
        ("DELETE /metrics HTTP/1.1", 405, {"Allow": "GET, HEAD"}),
        ("GET /metrics HTTP/3", 505, {}),
        ("hello", 400, {}),
    ],
)
def test_other_requests_are_told_why(running, connect, request_line, status, more):
    client = connect().send(request_line.encode() + b"\r\nHost: x\r\n\r\n")
    found, headers, body = client.response()
    assert found == status and body.endswith("\n")
    assert headers["Content-Length"] == str(len(body.encode())) and headers["Connection"] == "close"
    assert {name: headers[name] for name in more} == more
    client.end()


def test_head_is_answered_without_a_body(running, connect):
    client = connect().send(GET.replace(b"GET", b"HEAD", 1))
    head, body = client.rest().split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n") and body == b""
    length = re.search(rb"Content-Length: (\d+)", head)
    assert length and int(length[1]) > 1_000
    client.end()
    other = connect().send(b"HEAD / HTTP/1.1\r\n\r\n")
    head, body = other.rest().split(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 404 ") and body == b""
    other.end()


def test_a_body_that_is_sent_along_does_not_cost_the_answer(running, connect):
    head = b"POST /metrics HTTP/1.1\r\nContent-Length: 200000\r\n\r\n"
    client = connect().send(head + b"x" * 200_000)
    assert client.response()[0] == 405
    client.end()


def test_a_head_may_come_in_pieces(running, connect):
    client = connect()
    for byte in GET:
        client.send(bytes([byte]))
    assert client.response()[0] == 200
    client.end()


def test_a_head_that_is_too_long_or_too_late_is_told_so(running, connect):
    late = connect().send(GET[:-2])
    began = time.monotonic()
    long = connect().send(b"GET /metrics HTTP/1.1\r\nX: " + b"x" * 20_000)
    assert long.response()[0] == 431
    assert late.response()[0] == 408
    assert 4 < time.monotonic() - began < 8
    long.end()
    late.end()


def test_a_client_that_sends_nothing_is_let_go(running, connect):
    client = connect()
    began = time.monotonic()
    assert client.rest() == b""
    # The socket has waited for three seconds before it was started.
    assert 1.5 < time.monotonic() - began < 5
    client.end()


@pytest.mark.parametrize("sent", [b"", GET[:20], GET])
def test_a_client_that_goes_away_is_no_failure(running, connect, sent):
    connect().send(sent).end()


def test_a_client_that_reads_nothing_is_let_go(running, connect):
    client = connect()
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    client.send(GET)
    assert client.process.wait(15) == 0


def test_without_a_daemon_it_is_503_and_never_old(running, connect, tmp_path):
    running.stop()
    client = connect(tmp_path / "awaitd").send(GET)
    status, headers, body = client.response()
    assert status == 503 and headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "no daemon at" in body and "awaitd_" not in body
    client.end()


def test_a_daemon_that_hangs_is_503_within_five_seconds(running, connect):
    os.kill(running.process.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        client = connect().send(GET)
        assert client.response()[0] == 503
        assert time.monotonic() - began < 5.5
        client.end()
    finally:
        os.kill(running.process.pid, signal.SIGCONT)
    client = connect().send(GET)
    assert client.response()[0] == 200


def test_pipes_will_do(running, tmp_path):
    done = subprocess.run(
        [BINARY, "answer-scrape"], env=environment(tmp_path), input=GET, capture_output=True, timeout=20, check=True
    )
    assert done.stdout.startswith(b"HTTP/1.1 200 OK\r\n") and not done.stderr

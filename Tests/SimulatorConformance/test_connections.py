# SPDX-License-Identifier: Apache-2.0
"""Faults below HTTP, seen through a plain socket and through botocore."""

import socket
import threading
import time

import botocore.exceptions
import pytest

from simulator import resource, step, until

REQUEST = b"GET /evaluation-jobs/x HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def connect(simulator):
    """Opens plain sockets that are closed after the test."""
    opened = []

    def connecting(request=REQUEST):
        connection = socket.create_connection(("127.0.0.1", simulator.port), timeout=10)
        opened.append(connection)
        connection.sendall(request)
        return connection

    yield connecting
    for connection in opened:
        connection.close()


def read(connection):
    """Reads until the end; returns the bytes, and whether the end was a reset."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        return received, True
    return received, False


def split(received):
    head, body = received.split(b"\r\n\r\n", 1)
    length = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return int(length[0].split(b":")[1]), body


def test_reset_before_the_answer(simulator, connect):
    simulator.fault("reset")
    assert read(connect()) == (b"", True)


def test_reset_after_some_bytes(simulator, connect):
    simulator.fault("reset", bytes=5)
    received, reset = read(connect())
    assert reset
    # Bytes sent just before a reset may be lost, but never more arrive than were requested.
    if received:
        assert len(split(received)[1]) <= 5


def test_close_before_the_answer(simulator, connect):
    simulator.fault("close")
    assert read(connect()) == (b"", False)


@pytest.mark.parametrize("bytes, expected", [(0, 0), (7, 7), (None, "half")])
def test_truncated_body(simulator, connect, bytes, expected):
    simulator.fault("truncate", **({} if bytes is None else {"bytes": bytes}))
    received, reset = read(connect())
    length, body = split(received)
    assert not reset
    assert len(body) == (length // 2 if expected == "half" else expected) < length


def test_hang_ends_with_the_client(simulator, connect):
    simulator.fault("hang")
    connection = connect()
    connection.settimeout(0.3)
    with pytest.raises(TimeoutError):
        connection.recv(1)
    connection.close()
    simulator.control("DELETE", "faults")
    until(lambda: established(simulator) == 0)


def established(simulator):
    """How many sockets the simulator's process has open besides those for listening and waiting."""
    lines = open(f"/proc/{simulator.process.pid}/net/tcp").readlines()[1:]
    port = f":{simulator.port:04X}"
    rows = [line.split() for line in lines]
    # 01 is ESTABLISHED and 08 is CLOSE_WAIT (Linux, include/net/tcp_states.h).
    return sum(1 for row in rows if row[1].endswith(port) and row[3] in ("01", "08"))


def test_hang_ends_with_the_simulator(start):
    simulator = start({"faults": [{"fault": "hang"}]})
    with socket.create_connection(("127.0.0.1", simulator.port), timeout=10) as connection:
        connection.sendall(REQUEST)
        until(lambda: simulator.counts["faults"] == {"hang": 1})
        began = time.monotonic()
        assert simulator.stop() == 0
        assert time.monotonic() - began < 5
        assert read(connection)[0] == b""


def test_drip_ends_with_the_simulator(start):
    simulator = start({"faults": [{"fault": "drip", "seconds": 60}]})
    with socket.create_connection(("127.0.0.1", simulator.port), timeout=10) as connection:
        connection.sendall(REQUEST)
        assert connection.recv(1)
        assert simulator.stop() == 0


def test_drip_is_slow_and_whole(simulator):
    simulator.fault("drip", bytes=50, seconds=0.05)
    began = time.monotonic()
    assert simulator.get("evaluation")["Status"] == "PENDING"
    assert time.monotonic() - began > 0.09


def test_delay_is_late_and_whole(simulator):
    simulator.fault("delay", seconds=0.3)
    began = time.monotonic()
    assert simulator.get("evaluation")["Status"] == "PENDING"
    assert time.monotonic() - began > 0.25


def test_others_are_served_while_one_hangs(simulator, connect):
    simulator.fault("hang", count=1)
    connect()
    until(lambda: simulator.counts["faults"] == {"hang": 1})
    assert simulator.get("evaluation")["Status"] == "PENDING"


@pytest.mark.parametrize(
    "fault, exception",
    [
        ({"name": "reset"}, botocore.exceptions.ConnectionClosedError),
        ({"name": "close"}, botocore.exceptions.ConnectionClosedError),
        ({"name": "hang"}, botocore.exceptions.ReadTimeoutError),
    ],
)
def test_botocore_sees_a_broken_connection(simulator, fault, exception):
    simulator.fault(**fault)
    with pytest.raises(exception):
        simulator.get("evaluation", client=simulator.client("machinelearning", read_timeout=1))
    counts = simulator.counts
    assert counts["signature_errors"] == counts["protocol_errors"] == 0


def test_botocore_gets_no_status_out_of_a_truncated_answer(simulator):
    # Whether botocore sees an error or a body without members depends on what arrives first.
    simulator.fault("truncate")
    try:
        answer = simulator.get("evaluation", client=simulator.client("machinelearning", read_timeout=1))
    except botocore.exceptions.BotoCoreError:
        return
    assert "Status" not in answer


def test_connection_is_kept_for_many_requests(simulator):
    simulator.put(resource("evaluation", step(0, "PENDING")))
    client = simulator.client("machinelearning", max_pool_connections=1)
    for _ in range(50):
        simulator.get("evaluation", client=client)
    assert simulator.counts["requests"] == 50
    until(lambda: established(simulator) <= 1)


def test_many_clients_at_once(simulator):
    failures = []

    def poll():
        try:
            client = simulator.client("machinelearning")
            for _ in range(20):
                simulator.get("evaluation", client=client)
        except Exception as error:  # pylint: disable=broad-exception-caught
            failures.append(error)

    threads = [threading.Thread(target=poll) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    counts = simulator.counts
    assert (counts["requests"], counts["signature_errors"]) == (160, 0)

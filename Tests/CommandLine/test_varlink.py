# SPDX-License-Identifier: Apache-2.0
"""The control socket, used by an independent client, PyPI's `varlink`, and by hostile ones."""

import json
import os
import select
import socket
import subprocess
import sys
import threading
import time

import pytest
import varlink

from simulator import resource, step

HEAD = "defaults: {region: us-east-1, poll: {initial: 50ms, max: 100ms}}\nlimits: {rate: unlimited}\n"
FILE = HEAD + "watches:\n  - {name: a, kind: evaluation, id: ev-a}\n  - {name: b, kind: evaluation, id: ev-b}\n"


@pytest.fixture
def started(start, daemon):
    simulator = start({"resources": []})
    simulator.put(*(resource("evaluation", step(0, "PENDING"), id=f"ev-{name}") for name in "ab"))
    running = daemon(FILE, endpoint=simulator.url)
    running.wait_for(lambda d: len(d.told("transition")) == 2)
    running.simulator = simulator
    return running


@pytest.fixture
def client(started):
    return varlink.Client.new_with_address(f"unix:{started.socket}")


def connect(started, timeout=5):
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(timeout)
    line.connect(str(started.socket))
    return line


def call(line, method, **call):
    line.sendall(json.dumps({"method": method, **call}).encode() + b"\0")


def read(line):
    """The next reply; None if the daemon has hung up."""
    text = b""
    while not text.endswith(b"\0"):
        try:
            part = line.recv(65536)
        except ConnectionError:
            return None
        if not part:
            return None
        text += part
    replies = [json.loads(reply) for reply in text[:-1].split(b"\0")]
    return replies[0] if len(replies) == 1 else replies


def test_the_service_says_what_it_is(client):
    with client.open("org.varlink.service") as service:
        info = service.GetInfo()
        assert info["product"] == "awaitd" and info["version"]
        assert info["interfaces"] == ["io.awaitd", "org.varlink.service"]
        for name in info["interfaces"]:
            text = service.GetInterfaceDescription(name)["description"]
            parsed = varlink.Interface(text)
            assert parsed.name == name
        with pytest.raises(varlink.VarlinkError) as error:
            service.GetInterfaceDescription("io.nobody")
        assert error.value.error() == "org.varlink.service.InterfaceNotFound"


def test_every_method_does_what_it_says(started, client):
    with client.open("io.awaitd") as awaitd:
        watches = awaitd.GetStatus()["watches"]
        assert [(w["name"], w["state"], w["status"]) for w in watches] == [("a", "pending", "PENDING"), ("b", "pending", "PENDING")]
        notices = awaitd.GetHistory(None, None)["notices"]
        assert [n["AWAITD_WATCH"] for n in notices] == [n["AWAITD_WATCH"] for n in started.told("transition")]
        assert notices == started.told("transition")
        assert len(awaitd.GetHistory("a", None)["notices"]) == 1
        assert awaitd.GetHistory("a", "2999-01-01T00:00:00Z")["notices"] == []
        assert awaitd.GetHistory(last=1)["notices"] == notices[-1:]
        assert awaitd.Reload() == {}
        assert awaitd.PollNow("a") == {}
        for failing, name, parameters in (
            (lambda: awaitd.PollNow("nobody"), "io.awaitd.UnknownWatch", {"name": "nobody"}),
            (lambda: awaitd.GetHistory("nobody", None), "io.awaitd.UnknownWatch", {"name": "nobody"}),
            (lambda: awaitd.GetHistory(None, "yesterday"), "org.varlink.service.InvalidParameter", {"parameter": "since"}),
        ):
            with pytest.raises(varlink.VarlinkError) as error:
                failing()
            assert error.value.error() == name and dict(error.value.parameters()) == parameters
        started.path.write_text("watches: [{kind: evaluatoin}]\n")
        with pytest.raises(varlink.VarlinkError) as error:
            awaitd.Reload()
        assert error.value.error() == "io.awaitd.Rejected"
        assert "watches.yaml:1:" in error.value.parameters()["diagnostics"][0]


def test_monitor_streams_what_is_told(started, client):
    heard = []

    def listen():
        with client.open("io.awaitd") as awaitd:
            for reply in awaitd.Monitor(_more=True):
                heard.append(reply["notice"])
                if len(heard) == 2:
                    return

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    time.sleep(0.5)
    started.simulator.put(*(resource("evaluation", step(0, "COMPLETED"), id=f"ev-{name}") for name in "ab"))
    listener.join(10)
    assert sorted(n["AWAITD_WATCH"] for n in heard) == ["a", "b"]
    assert all(n["AWAITD_STATE"] == "completed" and "MESSAGE" in n and "AWAITD_EVENT_ID" in n for n in heard)


@pytest.mark.parametrize(
    ("asked", "error", "parameters"),
    [
        ({"method": "io.awaitd.Nonsense"}, "org.varlink.service.MethodNotFound", {"method": "io.awaitd.Nonsense"}),
        ({"method": "io.nobody.Do"}, "org.varlink.service.InterfaceNotFound", {"interface": "io.nobody"}),
        ({"method": "nonsense"}, "org.varlink.service.InterfaceNotFound", {"interface": ""}),
        ({"method": "io.awaitd.PollNow"}, "org.varlink.service.InvalidParameter", {"parameter": "name"}),
        ({"method": "io.awaitd.PollNow", "parameters": {"name": 7}}, "org.varlink.service.InvalidParameter", {"parameter": "name"}),
        ({"method": "io.awaitd.GetHistory", "parameters": {"name": ["a"]}}, "org.varlink.service.InvalidParameter", {"parameter": "name"}),
        ({"method": "io.awaitd.GetHistory", "parameters": {"last": 0}}, "org.varlink.service.InvalidParameter", {"parameter": "last"}),
        ({"method": "io.awaitd.GetHistory", "parameters": {"last": "2"}}, "org.varlink.service.InvalidParameter", {"parameter": "last"}),
        ({"method": "io.awaitd.Monitor"}, "org.varlink.service.ExpectedMore", {}),
    ],
)
def test_what_is_asked_wrongly_is_answered_and_the_line_stays(started, asked, error, parameters):
    line = connect(started)
    line.sendall(json.dumps(asked).encode() + b"\0")
    assert read(line) == {"error": error, "parameters": parameters}
    call(line, "io.awaitd.GetStatus")
    assert len(read(line)["parameters"]["watches"]) == 2


def test_calls_in_a_row_are_answered_in_order_and_oneway_not_at_all(started):
    line = connect(started)
    text = b""
    for number in range(300):
        text += json.dumps({"method": "io.awaitd.PollNow", "parameters": {"name": f"x{number}"}}).encode() + b"\0"
        text += json.dumps({"method": "io.awaitd.PollNow", "parameters": {"name": "a"}, "oneway": True}).encode() + b"\0"
    threading.Thread(target=line.sendall, args=(text,), daemon=True).start()
    received = b""
    while received.count(b"\0") < 300:
        received += line.recv(65536)
    answered = [json.loads(reply)["parameters"]["name"] for reply in received[:-1].split(b"\0")]
    assert answered == [f"x{number}" for number in range(300)]
    assert not select.select([line], [], [], 0.2)[0]


@pytest.mark.parametrize(
    "message",
    [b"\0", b"nonsense\0", b"[]\0", b"{}\0", b'{"method": 1}\0', b'{"method": "x", "parameters": 1}\0',
     b'{"method": "x", "more": "yes"}\0', b"\xff\xfe\0", b"[" * 200_000 + b"\0", b'{"method": ' * 100_000 + b"\0",
     b"x" * (1 << 20) + b"xx\0"],
    # pytest puts a test's id into the environment, which has no room for a megabyte.
    ids=[f"message{number}" for number in range(11)],
)
def test_nonsense_is_hung_up_on(started, message):
    line = connect(started)
    try:
        line.sendall(message)
        assert read(line) is None
    except BrokenPipeError:
        pass
    assert started.process.poll() is None


def test_a_thousand_hostile_connections_harm_no_one(started, awaitd):
    """Silent clients, partial, endless and invalid messages, and clients that ask for much and never read."""
    before = started.simulator.counts["requests"]
    began = time.monotonic()
    lines, refused = [], 0
    for number in range(1_000):
        try:
            line = connect(started)
            line.settimeout(0.2)
            lines.append(line)
            match number % 6:
                case 0: pass
                case 1: line.sendall(b'{"method": "io.awaitd.GetSta')
                case 2: line.sendall(b"x" * 70_000)
                case 3: line.sendall(b'{"method": 17}\0')
                case 4: line.sendall(b'{"method": "io.awaitd.GetStatus"}\0' * 300)
                case 5: line.sendall(b'{"method": "io.awaitd.Monitor", "more": true}\0')
        except OSError:
            refused += 1
        if number % 250 == 249:
            # On a busy machine newcomers may push a client out before it is served; not again and again.
            assert any(awaitd("reload").returncode == 0 for _ in range(5)), "whoever has a right to ask is answered in between"
    took = time.monotonic() - began
    time.sleep(2)
    assert awaitd("status").returncode == 0
    polls = (started.simulator.counts["requests"] - before) / (time.monotonic() - began)
    # Two watches, polled every 100 ms at the slowest.
    assert polls > 12, f"{polls} polls a second during {took} s"
    assert len(os.listdir(f"/proc/{started.process.pid}/fd")) < 150
    for line in lines:
        line.close()
    assert started.stop()[0] == 0


# A flood.

MANY = 5_000
FLOOD_SECONDS = 4
STATUS = b'{"method": "io.awaitd.GetStatus"}\0'


def test_a_flood_starves_neither_polls_nor_the_watchdog_nor_the_stop(start, daemon, awaitd):
    """5,000 watches, and clients that ask for them all and hang up, or do not read."""
    simulator = start({"resources": []})
    simulator.put(*(resource("evaluation", step(0, "PENDING"), id=f"ev-{number}") for number in range(20)))
    watches = "".join(f"  - {{name: w{number}, kind: evaluation, id: ev-{number % 20}}}\n" for number in range(MANY))
    # Twenty of them are polled all the time, the others rarely.
    slow = "defaults: {region: us-east-1, poll: {initial: 1h, max: 1h}}\nlimits: {rate: unlimited}\nwatches:\n"
    fast = "".join(
        f"  - {{name: f{number}, kind: evaluation, id: ev-{number}, poll: {{initial: 100ms, max: 200ms}}}}\n" for number in range(20)
    )
    running = daemon(slow + fast + watches, endpoint=simulator.url, WATCHDOG_USEC="4000000")
    running.wait_for(lambda d: len(d.told("transition")) >= 20, 30)
    running.wait_for(lambda d: d.heard("WATCHDOG=1"), 10)
    before, began = simulator.counts["requests"], time.monotonic()
    refused = asked = 0
    unread = []
    while time.monotonic() - began < FLOOD_SECONDS:
        try:
            line = connect(running, timeout=1)
        except OSError:
            refused += 1
            continue
        line.sendall(STATUS)
        asked += 1
        if asked % 10:
            line.close()
        else:
            unread.append(line)
        time.sleep(0.01)
    took = time.monotonic() - began
    assert awaitd("status").returncode == 0, "a client with a right to ask is answered"
    polls = (simulator.counts["requests"] - before) / took
    assert polls > 40, f"{polls} polls a second, {asked} asked, {refused} refused"
    pings = [at for at, word in running.words if word == "WATCHDOG=1" and at > began - 4]
    gaps = [after - earlier for earlier, after in zip(pings, pings[1:])]
    assert max(gaps) < 4, gaps
    assert "watchdog" not in running.error_path.read_text()
    for _ in range(200):
        try:
            line = connect(running, timeout=1)
            line.sendall(STATUS)
            unread.append(line)
        except OSError:
            break
    code, seconds = running.stop()
    assert (code, seconds < 5) == (0, True), seconds
    for line in unread:
        line.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's connections need root")
def test_one_user_cannot_push_out_another(started):
    folder = started.socket.parent
    folder.chmod(0o755)
    started.socket.chmod(0o666)
    line = connect(started)
    script = (
        "import os, socket, sys, time\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "lines = []\n"
        "for _ in range(200):\n"
        "    line = socket.socket(socket.AF_UNIX); line.connect('io.awaitd'); lines.append(line)\n"
        "print('ready', flush=True); sys.stdin.read()\n"
    )
    # The folder above is closed to others, so it connects by a relative path.
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "ready\n"
        # It has been idle for longer than any of the others'.
        time.sleep(0.3)
        call(line, "io.awaitd.GetStatus")
        assert len(read(line)["parameters"]["watches"]) == 2
        other.stdin.close()
        assert other.wait(10) == 0

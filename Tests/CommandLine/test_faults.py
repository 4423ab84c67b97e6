# SPDX-License-Identifier: Apache-2.0
"""Everything that can go wrong between awaitd and AWS, one fault at a time: its class in the log, and the memory it takes.

`pytest -s Tests/CommandLine/test_faults.py` shows the table.
"""

import concurrent.futures
import dataclasses
import gzip
import json
import os
import pathlib
import re
import time
import zlib
from collections.abc import Callable

from awaitd import Daemon
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker
from hostile import GOOD, Server, answer, chunked, reset
from simulator import Simulator, resource

WATCHES = """
defaults: {region: us-east-1, poll: {initial: 20ms, max: 20ms}}
limits: {rate: unlimited}
watches:
  - {name: w, kind: evaluation, id: ID, endpoint: "ENDPOINT"}
"""
MiB = 1024 * 1024
# A request takes at most 20 s; a hanging one is awaited for as long, with some more for a busy machine.
PATIENCE = 60
# The most memory that one fault may take: a body of 4 MiB, its JSON, and what the allocator keeps.
MEMORY = 24 * MiB
SLOW = {"hang", "drip", "slow body", "slow head", "endless 1xx"}
# Credentials that AWS rejects are retried after half a minute.
SLOW |= {"expired-token", "unrecognized-client", "invalid-signature"}


@dataclasses.dataclass
class Case:
    """A fault: the response to each request, and what it must result in."""

    name: str
    expected: str
    code: str | None
    handle: Callable | bytes | None


def stream(head, piece, count, pause=0.0):
    """Sends a head, then a piece again and again for as long as the client reads."""

    def handle(server, connection, number):
        connection.sendall(head)
        for _ in range(count):
            connection.sendall(piece)
            if pause:
                time.sleep(pause)
        return None

    return handle


def page(text):
    return f"<!DOCTYPE html><html><head><title>{text}</title></head><body>{text}</body></html>".encode()


def padded(text):
    """Valid JSON of just under 4 MiB: a list that repeats one value, and the status."""
    count = (4 * MiB - 100) // (len(text) + 1)
    return b'{"Many":[' + b",".join([text] * count) + b'],"Status":"INPROGRESS"}'


def close_with(data):
    def handle(server, connection, number):
        connection.sendall(data)
        return None

    return handle


NESTED = b'{"Status":"INPROGRESS","Deep":' + b"[" * 10_000 + b"]" * 10_000 + b"}"
DEEP_AND_WIDE = b'{"Status":"INPROGRESS","Deep":' + b"[" * 500 + b"null," * 18_999 + b"null" + b"]" * 500 + b"}"
ENDLESS = stream(answer(b"", length=False, Transfer_Encoding="chunked"), b"10000\r\n" + b" " * 0x10000 + b"\r\n", 1600)
CASES = [
    # Correct responses in another form.
    Case("gzip", "observed", None, answer(gzip.compress(GOOD), Content_Encoding="gzip")),
    Case("deflate", "observed", None, answer(zlib.compress(GOOD), Content_Encoding="deflate")),
    Case("chunked", "observed", None, chunked(GOOD)),
    Case("chunked gzip", "observed", None, chunked(gzip.compress(GOOD)).replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1)),
    Case("HTTP/1.0", "observed", None, close_with(answer(version="HTTP/1.0", length=False))),
    Case("no length, then closed", "observed", None, close_with(answer(length=False))),
    Case("byte order mark", "observed", None, answer(b"\xef\xbb\xbf" + GOOD)),
    Case("bad UTF-8 in a message", "observed", None, answer(b'{"Status":"INPROGRESS","Message":"\xff\xfe\xc3"}')),
    Case("more bytes than promised", "observed", None, close_with(answer(GOOD + b"garbage", length=len(GOOD)))),
    # Broken compression.
    Case("gzip bomb, 100 MiB", "transient", "AnswerTooLarge", answer(gzip.compress(b" " * 100 * MiB), Content_Encoding="gzip")),
    Case("gzip, cut", "transient", "BadAnswer", answer(gzip.compress(GOOD)[:-12], Content_Encoding="gzip")),
    Case("gzip that is none", "transient", "BadAnswer", answer(GOOD, Content_Encoding="gzip")),
    Case("brotli", "transient", "BadAnswer", answer(GOOD, Content_Encoding="br")),
    # Too large.
    Case("100 MiB with a length", "transient", "AnswerTooLarge", stream(answer(b"", length=100 * MiB), b" " * 65_536, 1600)),
    Case("100 MiB in chunks", "transient", "AnswerTooLarge", ENDLESS),
    Case("100 MiB of headers", "transient", "BadAnswer", stream(b"HTTP/1.1 200 OK\r\n", b"X-Pad: " + b"a" * 60_000 + b"\r\n", 1700)),
    Case("one header of 100 MiB", "transient", "BadAnswer", stream(b"HTTP/1.1 200 OK\r\nX-Pad: ", b"a" * 65_536, 1600)),
    Case("just over 4 MiB", "transient", "AnswerTooLarge", answer(GOOD + b" " * (4 * MiB + 1 - len(GOOD)))),
    # Much that no kind names.
    Case("JSON 10,000 deep", "observed", None, answer(NESTED)),
    Case("JSON of 19,000 nulls, 500 deep", "observed", None, answer(DEEP_AND_WIDE)),
    Case("JSON of 4 MiB of nulls", "observed", None, answer(padded(b"null"))),
    Case("JSON of 4 MiB of fractions", "observed", None, answer(padded(b"0.5"))),
    Case("JSON of 4 MiB of objects", "observed", None, answer(padded(b"{}"))),
    Case("JSON strings of 4 MiB", "observed", None, answer(padded(b'"' + b"a" * 500_000 + b'"'))),
    Case("JSON 500,000 deep", "transient", "UnreadableAnswer", answer(b"[" * 500_000 + b"]" * 500_000)),
    Case("an error of 4 MiB", "throttled", "Throttling", answer(b'{"__type":"Throttling","message":"' + b"a" * 4_000_000 + b'"}', status="400 Bad Request")),
    # Not what was asked for.
    Case("UTF-16", "transient", "UnreadableAnswer", answer(GOOD.decode().encode("utf-16"))),
    Case("an empty body", "transient", "UnreadableAnswer", answer(b"")),
    Case("204 without a body", "transient", "UnreadableAnswer", answer(b"", status="204 No Content", length=False)),
    Case("a page with 200", "transient", "UnreadableAnswer", answer(page("Sign in to the hotel"))),
    Case("a page with 503", "transient", "-", answer(page("Try again"), status="503 Service Unavailable")),
    Case("a page with 403", "transient", "-", answer(page("Forbidden"), status="403 Forbidden")),
    Case("a page with 404", "transient", "-", answer(page("Not here"), status="404 Not Found")),
    Case("nothing with 404", "notFound", "-", answer(b"", status="404 Not Found")),
    Case("XML with 404", "rejected", "UnknownOperationException", answer(b"<UnknownOperationException/>", status="404 Not Found")),
    Case("a page with 429", "throttled", "-", answer(page("Slow down"), status="429 Too Many Requests")),
    Case("a page with 413", "transient", "-", answer(page("Too large"), status="413 Too Large")),
    Case("a redirect", "rejected", "RedirectRefused", answer(b"", status="302 Found", Location="https://a.example/?X-Amz-Signature=s")),
    # Not HTTP.
    Case("SSH", "transient", "BadAnswer", close_with(b"SSH-2.0-OpenSSH_9.2\r\n")),
    Case("a status that is no number", "transient", "BadAnswer", close_with(b"HTTP/1.1 abc OK\r\n\r\n")),
    Case("two lengths", "transient", "BadAnswer", close_with(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\n" + GOOD)),
    Case("a negative length", "transient", "BadAnswer", close_with(answer(length=-1))),
    Case("a length of 20 digits", "transient", "BadAnswer", close_with(answer(length=10**20))),
    Case("a chunk that is no number", "transient", "BadAnswer", close_with(answer(b"zz\r\n{}\r\n", length=False, Transfer_Encoding="chunked"))),
    # Responses that do not arrive.
    Case("fewer bytes than promised", "transient", "BadAnswer", close_with(answer(length=len(GOOD) + 100))),
    Case("chunks without an end", "transient", "BadAnswer", close_with(chunked(GOOD, tail=b""))),
    Case("reset in the body", "transient", "ConnectionReset", lambda server, connection, number: (connection.sendall(answer(length=999)), reset(connection))[1]),
    Case("slow body", "transient", "TimedOut", stream(answer(b"", length=MiB), b" ", 600, 0.1)),
    Case("slow head", "transient", "TimedOut", stream(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n", 600, 0.1)),
    Case("endless 1xx", "transient", "TimedOut", stream(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 600, 0.1)),
]  # fmt: skip
# The simulator's faults, with the result of each.
SIMULATED = {
    "throttle": ("throttled", "ThrottlingException"), "internal-error": ("transient", "InternalServerException"),
    "unavailable": ("transient", "ServiceUnavailableException"), "unavailable-html": ("transient", "-"),
    "expired-token": ("credentials", "ExpiredTokenException"),
    "unrecognized-client": ("credentials", "UnrecognizedClientException"),
    "invalid-signature": ("credentials", "InvalidSignatureException"), "clock-skew": ("observed", None),
    "denied": ("denied", "AccessDeniedException"), "not-found": ("notFound", "ResourceNotFoundException"),
    "validation": ("rejected", "InvalidInputException"), "not-json": ("transient", "UnreadableAnswer"),
    "wrong-type": ("transient", "UnreadableAnswer"), "null-status": ("transient", "UnreadableAnswer"),
    "missing-status": ("transient", "UnreadableAnswer"), "numeric-status": ("transient", "UnreadableAnswer"),
    "huge-body": ("transient", "AnswerTooLarge"), "redirect": ("rejected", "RedirectRefused"),
    "reset": ("transient", "ConnectionReset"), "close": ("transient", "ConnectionClosed"),
    "truncate": ("transient", "BadAnswer"), "hang": ("transient", "TimedOut"), "drip": ("transient", "TimedOut"),
}  # fmt: skip


class Row:
    """A daemon that polls one resource, successfully at first, and its log of each poll."""

    def __init__(self, folder, endpoint, id="ev-1"):
        folder.mkdir()
        self.daemon = Daemon(folder, WATCHES.replace("ENDPOINT", endpoint).replace("ID", id), "--debug")

    def lines(self):
        return [line for line in self.daemon.error_path.read_text().splitlines() if "debug: Polled" in line]

    def wait(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition(lines := self.lines()):
            assert self.daemon.process.poll() is None, self.daemon.error_path.read_text()[-2000:]
            assert time.monotonic() < end, f"{len(lines)} polls, at last {lines[-1:]}"
            time.sleep(0.05)
        return lines

    def memory(self, field):
        status = pathlib.Path(f"/proc/{self.daemon.process.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+) kB", status)[1]) * 1024

    def measure(self, begin, name, expected):
        """Polls, then injects the fault; returns class, code, seconds of a poll, and memory beyond the good polls."""
        before = len(self.wait(lambda lines: len(lines) >= 10))
        if os.geteuid() == 0:
            # Of a process that may not be dumped only root may reset the peak.
            pathlib.Path(f"/proc/{self.daemon.process.pid}/clear_refs").write_text("5")
        resident = self.memory("VmRSS")
        began = time.monotonic()
        begin()
        # The poll under way may still succeed.
        count = 1 if name in SLOW else 8
        new = lambda lines: [line for line in lines[before:] if field(line, "class") or expected == "observed"]
        lines = new(self.wait(lambda lines: len(new(lines)) > count if expected == "observed" else len(new(lines)) >= count))
        took = (time.monotonic() - began) / count
        found = {(field(line, "class"), field(line, "error_code")) for line in lines}
        assert len(found) == 1, found
        kind, code = found.pop()
        reason = re.search(r"reason=(.*?) watch=", lines[-1])
        return kind or "observed", code or "-", took, self.memory("VmHWM") - resident, reason[1] if reason else ""


def field(line, name):
    found = re.search(rf" {name}=(\S+)", line)
    return found[1] if found else None


def hostile(case, folder):
    """A row against a server of our own, which responds correctly until the fault begins."""
    begun = []

    def handle(server, connection, number):
        if not begun:
            return answer()
        return case.handle(server, connection, number) if callable(case.handle) else case.handle

    server = Server(handle)
    row = Row(folder, f"http://127.0.0.1:{server.port}")
    try:
        return case.name, case.expected, case.code or "-", *row.measure(lambda: begun.append(1), case.name, case.expected)
    finally:
        row.daemon.kill()
        server.close()


def simulated(name, simulator, folder):
    """A row against the simulator."""
    expected, code = SIMULATED[name]
    row = Row(folder, simulator.url, f"ev-{name}")
    more = {"clock-skew": {"seconds": 3600}}.get(name, {})

    def begin():
        simulator.fault(name, id=f"ev-{name}", **more)

    try:
        return name, expected, code or "-", *row.measure(begin, name, expected)
    finally:
        row.daemon.kill()


def test_each_fault_gets_its_class_in_time_and_in_bounded_memory(tmp_path):
    scenario = {"resources": [resource("evaluation", id=f"ev-{name}") for name in SIMULATED]}
    simulator = Simulator(tmp_path, scenario)
    try:
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            slow_first = sorted(SIMULATED, key=lambda name: name not in SLOW)
            jobs = [pool.submit(simulated, name, simulator, tmp_path / name) for name in slow_first]
            cases = sorted(enumerate(CASES), key=lambda one: one[1].name not in SLOW)
            jobs = [pool.submit(hostile, case, tmp_path / str(index)) for index, case in cases] + jobs
            rows, failures = [], []
            for job in jobs:
                try:
                    rows.append(job.result())
                except AssertionError as error:
                    failures.append(str(error))
    finally:
        simulator.stop()
    print()
    for name, _, _, kind, code, took, memory, reason in rows:
        print(f"{name:28} {kind:12} {code:28} {took:6.2f} s {memory / MiB:6.1f} MiB  {reason[:90]}")
    assert not failures
    wrong = [row for row in rows if (row[3], row[4]) != (row[1], row[2])]
    assert not wrong
    assert not [row for row in rows if row[6] > MEMORY], "in bounded memory"
    assert not [row for row in rows if row[5] > 30], "within the deadline"


def test_codes_mean_what_they_mean_to_botocore(tmp_path):
    """Every code of botocore's retry sets, in a response whose HTTP status says nothing."""
    # botocore lists this one in both sets; throttled is the more specific.
    throttled = ThrottledRetryableChecker._THROTTLED_ERROR_CODES
    expected = dict.fromkeys(TransientRetryableChecker._TRANSIENT_ERROR_CODES, "transient")
    expected |= dict.fromkeys(throttled, "throttled")
    assert len(expected) >= 16
    order = sorted(expected)

    def handle(server, connection, number):
        code = order[(len(server.requests) - 1) % len(order)]
        return answer(json.dumps({"__type": f"com.amazon#{code}", "message": "no"}).encode(), status="400 Bad Request")

    server = Server(handle)
    row = Row(tmp_path / "codes", f"http://127.0.0.1:{server.port}")
    try:
        found = {field(line, "error_code"): field(line, "class") for line in row.wait(lambda lines: len(lines) >= len(order))}
    finally:
        row.daemon.kill()
        server.close()
    assert found == expected
    statuses = {}
    for status in TransientRetryableChecker._TRANSIENT_STATUS_CODES:
        server = Server(lambda server, connection, number, status=status: answer(b"", status=f"{status} No"))
        row = Row(tmp_path / str(status), f"http://127.0.0.1:{server.port}")
        try:
            statuses[status] = field(row.wait(lambda lines: lines)[0], "class")
        finally:
            row.daemon.kill()
            server.close()
    assert set(statuses.values()) == {"transient"}

# SPDX-License-Identifier: Apache-2.0
"""A server in the container's network that answers every request as a file says, which can be changed at any time."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tempfile

from machine import Machine, until

# Answers with the file's bytes; counts requests in a file beside it, and keeps the last one in another.
PROGRAM = """
import http.server, json, pathlib, sys, threading
answer, counted, asked, lock = *map(pathlib.Path, sys.argv[2:5]), threading.Lock()
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        request = {"method": self.command, "path": self.path, "headers": dict(self.headers.items()), "body": sent}
        body = answer.read_bytes()
        with lock:
            asked.write_text(json.dumps(request))
            counted.write_text(str(int(counted.read_text() or 0) + 1))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class Peer:
    """Such a server; to be used with `with`."""

    def __init__(self, machine: Machine, port: int, answer: object) -> None:
        self.machine, self.port = machine, port
        self.url = f"http://127.0.0.1:{port}"
        self.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.folder.name)
        self.answer_file, self.counted, self.asked = (folder / name for name in ("answer", "counted", "asked"))
        self.counted.write_text("0")
        self.answers(answer)

    def answers(self, answer: object) -> None:
        """Sets what is answered from now on: bytes as they are, all else as JSON."""
        draft = self.answer_file.with_suffix(".new")
        draft.write_bytes(answer if isinstance(answer, bytes) else json.dumps(answer).encode())
        draft.rename(self.answer_file)

    def requests(self) -> int:
        return int(self.counted.read_text() or 0)

    def last_request(self) -> dict:
        """The method, path, headers and body of the last request."""
        return json.loads(self.asked.read_text())

    def __enter__(self) -> Peer:
        self.process = subprocess.Popen([
            "nsenter", "--target", str(self.machine.leader), "--net", "--", sys.executable, "-c", PROGRAM, str(self.port),
            str(self.answer_file), str(self.counted), str(self.asked),
        ])
        try:
            until(lambda: self.listens(), "the server")
        except BaseException:
            self.__exit__()
            raise
        return self

    def listens(self) -> bool:
        wanted = f":{self.port:04X} 00000000:0000 0A "
        return wanted in self.machine.output("cat", "/proc/net/tcp")

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()

# SPDX-License-Identifier: Apache-2.0
"""Every service of the table on loopback: matches requests by botocore's models, and answers from Tests/RecordedResponses."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import answers
import table


class RecordedService:
    """A server that answers each kind's operation with a recorded response for a state, and keeps the requests."""

    def __init__(self, ids: dict[str, list[str]], states: list[str]) -> None:
        self.requests: list[dict[str, Any]] = []
        self._ids = ids
        self._states = states
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                status, answer = service.answer(self.command, self.path, dict(self.headers.items()), body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = respond

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        """Closes it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def answer(self, method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, bytes]:
        """Status and body for a request; 400 if no operation of the table matches it."""
        self.requests.append({"method": method, "uri": path, "headers": list(headers.items()), "body": body})
        for kind in table.kinds():
            if named(kind, method, path, headers, body) == self._ids[kind["name"]]:
                return 200, json.dumps(self.expected(kind)["body"]).encode()
        return 400, b'{"__type":"ValidationException","message":"no operation has this request"}'

    def expected(self, kind: table.Kind) -> dict[str, Any]:
        """The recorded response for a kind: that of the first wanted state it has, else its first."""
        recorded = json.loads(answers.path(kind).read_text())["answers"]
        found = [one for state in self._states for one in recorded if one["state"] == state]
        return (found or recorded)[0]


def named(kind: table.Kind, method: str, path: str, headers: dict[str, str], body: str) -> list[str] | None:
    """The members that identify a resource of this kind, if botocore's model says that the request is for its operation."""
    model, metadata = table.operation(kind), table.service(kind["service"]["name"]).metadata
    if method != model.http["method"]:
        return None
    members = model.input_shape.required_members
    if metadata["protocol"] == "json":
        target = f"{metadata['targetPrefix']}.{kind['operation']}"
        content_type = f"application/x-amz-json-{metadata['jsonVersion']}"
        if path != "/" or headers.get("X-Amz-Target") != target or headers.get("Content-Type") != content_type:
            return None
        return [json.loads(body).get(member) for member in members]
    if body or "X-Amz-Target" in headers:
        return None
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", model.http["requestUri"])
    match = re.fullmatch(pattern, path.split("?")[0])
    return [unquote(match[member]) for member in members] if match else None

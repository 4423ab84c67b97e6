# SPDX-License-Identifier: Apache-2.0
"""Every service of the table on loopback: matches requests by botocore's models, and answers from Tests/RecordedResponses."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

import answers
import table


class RecordedService:
    """A server that answers each kind's operation with a recorded response for a state, and keeps the requests."""

    def __init__(self, ids: dict[str, list[str]], states: list[str], is_life: bool = False) -> None:
        """Answers for the first of `states` that a kind has; for one after the other if they are a life."""
        self.requests: list[dict[str, Any]] = []
        self._ids = ids
        self._states = states
        self.is_life = is_life
        self._read: dict[str, int] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode()
                if len(body.encode()) < length:
                    # The daemon was stopped in the middle of it.
                    self.close_connection = True
                    return
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
                return 200, json.dumps(self._next(kind)["body"]).encode()
        return 400, b'{"__type":"ValidationException","message":"no operation has this request"}'

    def _next(self, kind: table.Kind) -> dict[str, Any]:
        if not self.is_life:
            return self.expected(kind)
        life = self.life(kind)
        count = self._read[kind["name"]] = self._read.get(kind["name"], 0) + 1
        return life[min(count, len(life)) - 1]

    def life(self, kind: table.Kind) -> list[dict[str, Any]]:
        """The recorded responses for the states of a life that a kind has, in their order."""
        recorded = json.loads(answers.path(kind).read_text())["answers"]
        plain = {one["state"]: one for one in reversed(recorded) if not one["isWarning"]}
        return [plain[state] for state in self._states if state in plain] or recorded[:1]

    def expected(self, kind: table.Kind) -> dict[str, Any]:
        """The recorded response for a kind: that of the first wanted state it has, else its first."""
        recorded = json.loads(answers.path(kind).read_text())["answers"]
        found = [one for state in self._states for one in recorded if one["state"] == state]
        return (found or recorded)[0]


def named(kind: table.Kind, method: str, path: str, headers: dict[str, str], body: str) -> list[str] | None:
    """The members that identify a resource of this kind, if botocore's model says that the request is for its operation."""
    model, service = table.operation(kind), kind["service"]
    if method != model.http["method"]:
        return None
    if service["protocol"] == "json":
        metadata = table.service(service["name"]).metadata
        target = f"{metadata['targetPrefix']}.{kind['operation']}"
        content_type = f"application/x-amz-json-{metadata['jsonVersion']}"
        if path != "/" or headers.get("X-Amz-Target") != target or headers.get("Content-Type") != content_type:
            return None
        return identified(kind, json.loads(body), {})
    if (body and method != "POST") or "X-Amz-Target" in headers:
        return None
    path, _, query = path.partition("?")
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", model.http["requestUri"])
    match = re.fullmatch(pattern, path)
    if match is None:
        return None
    sent = dict(parse_qsl(query)) | (json.loads(body) if body else {})
    return identified(kind, sent, {name: unquote(text) for name, text in match.groupdict().items()})


def identified(kind: table.Kind, sent: dict[str, Any], in_path: dict[str, str]) -> list[str] | None:
    """The values of the parts of an id, in a path or among the members of a request, if nothing else is amiss there."""
    expected = {part["member"] for part in kind["id"]} - set(in_path) | set(kind["request"]["fixed"])
    if set(sent) != expected or any(str(sent[name]) != value for name, value in kind["request"]["fixed"].items()):
        return None
    values = [in_path.get(part["member"]) or sent[part["member"]] for part in kind["id"]]
    if any(isinstance(value, list) != (part["shape"] == "list") for value, part in zip(values, kind["id"], strict=True)):
        return None
    return [str(value[0] if isinstance(value, list) else value) for value in values]

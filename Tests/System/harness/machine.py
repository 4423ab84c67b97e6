# SPDX-License-Identifier: Apache-2.0
"""The booted container: runs commands in it, writes its files, reads its journal. Every wait is bounded."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import time

ENTER = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd"]


class Machine:
    """A container, identified by the process id of its systemd."""

    def __init__(self, leader: int) -> None:
        self.leader = leader
        self.root = pathlib.Path(f"/proc/{leader}/root")

    def run(self, *command: str, check: bool = True, timeout: float = 30) -> subprocess.CompletedProcess[str]:
        """Runs a command in it; with `check`, a failure is an error that shows the output."""
        done = subprocess.run(
            ["nsenter", "--target", str(self.leader), *ENTER, "--", *command],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, errors="replace",
        )
        if check and done.returncode:
            said = (done.stdout + done.stderr).strip()
            raise AssertionError(f"`{' '.join(command)}` ended with {done.returncode}: {said}")
        return done

    def output(self, *command: str, timeout: float = 30) -> str:
        return self.run(*command, timeout=timeout).stdout

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Writes a file in it, and creates its folders."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def remove(self, path: str) -> None:
        (self.root / path.lstrip("/")).unlink(missing_ok=True)

    def shown(self, unit: str, *properties: str) -> dict[str, str]:
        """Properties of a unit, by name."""
        text = self.output("systemctl", "show", unit, "--property", ",".join(properties))
        return dict(line.split("=", 1) for line in text.splitlines())

    def journal(self, *arguments: str, since: int = 0) -> list[dict]:
        """Entries of the journal, oldest first; `since` is a place from `place()`."""
        # Entries are in the journal only once journald has written them.
        self.run("journalctl", "--sync")
        text = self.output("journalctl", "--no-pager", "--all", "--output=json", *arguments)
        entries = [json.loads(line) for line in text.splitlines()]
        return [entry for entry in entries if int(entry["__REALTIME_TIMESTAMP"]) > since]

    def place(self) -> int:
        """A place in the journal, to continue reading from.

        A time, not a cursor: systemd 252 omits one entry too many after a cursor that its filters hide.
        """
        return time.time_ns() // 1_000

    def answers(self, url: str) -> bool:
        """Whether a server listens there."""
        try:
            self.request("GET", url)
        except subprocess.SubprocessError:
            return False
        return True

    def request(self, method: str, url: str, body: object = None) -> object:
        """Sends a request to a server in its network."""
        program = (
            "import sys, urllib.request as u;"
            "r = u.Request(sys.argv[2], method=sys.argv[1], data=sys.stdin.buffer.read() or None);"
            "sys.stdout.write(u.urlopen(r, timeout=10).read().decode())"
        )
        done = subprocess.run(
            ["nsenter", "--target", str(self.leader), "--net", "--", sys.executable, "-c", program, method, url],
            input="" if body is None else json.dumps(body), capture_output=True, text=True, timeout=20, check=True,
        )
        return json.loads(done.stdout)


def until(condition, what: str, seconds: float = 10):
    """Waits until something is true; returns its value."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.1)
    return value

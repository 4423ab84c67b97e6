# SPDX-License-Identifier: Apache-2.0
"""Runs the awaitd binary as its users do: with a watch file, an environment, and signals."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

from simulator import KEY, SECRET

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("AWAITD_BINARY", str(ROOT / ".build" / "debug" / "awaitd"))


def environment(directory, endpoint=None, **more):
    """An environment with the simulator's credentials and nothing of the caller's own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "LANG")}
    kept |= {"HOME": str(directory), "XDG_RUNTIME_DIR": str(directory), "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    # No test connects beyond this machine.
    kept["AWS_EC2_METADATA_DISABLED"] = "true"
    if endpoint:
        kept["AWS_ENDPOINT_URL"] = endpoint
    kept |= more
    return {name: value for name, value in kept.items() if value is not None}


def run(directory, *arguments, endpoint=None, timeout=30, **more):
    """Runs a command to its end; returns its exit status, output and error text."""
    return subprocess.run(
        [BINARY, *arguments],
        env=environment(directory, endpoint, **more),
        cwd=directory,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


class Daemon:
    """`awaitd run --log json`: reads its notices as they come, and listens on a socket like a service manager."""

    def __init__(self, directory, watches, *arguments, endpoint=None, **more):
        self.path = pathlib.Path(directory) / "watches.yaml"
        if watches is not None:
            self.path.write_text(watches)
        self.notices = []
        self.words = []
        self._lock = threading.Condition()
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify = pathlib.Path(directory) / "notify"
        notify.unlink(missing_ok=True)
        self.manager.bind(str(notify))
        variables = environment(directory, endpoint, NOTIFY_SOCKET=self.manager.getsockname(), **more)
        self.error_path = pathlib.Path(directory) / "stderr"
        with self.error_path.open("w") as error:
            self.process = subprocess.Popen(
                [BINARY, "run", "--config", str(self.path), "--log", "json", *arguments],
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=error,
                text=True,
            )
        self.reader = threading.Thread(target=self._read_notices, daemon=True)
        self.reader.start()
        threading.Thread(target=self._read_words, daemon=True).start()

    def _read_notices(self):
        for line in self.process.stdout:
            if not line.endswith("\n"):
                # A killed daemon may have written half a line.
                continue
            with self._lock:
                self.notices.append(json.loads(line))
                self._lock.notify_all()

    def _read_words(self):
        while True:
            try:
                datagram = self.manager.recv(4096).decode()
            except OSError:
                return
            with self._lock:
                self.words.append((time.monotonic(), datagram))
                self._lock.notify_all()

    def wait_for(self, condition, timeout=20):
        """Waits until the notices and notifications so far satisfy a condition; returns the condition's value."""
        with self._lock:
            if not self._lock.wait_for(lambda: condition(self), timeout):
                raise TimeoutError(f"notices: {self.notices}\nwords: {self.words}\n{self.error_path.read_text()}")
            return condition(self)

    def told(self, event, **fields):
        """The notices of an event with these fields."""
        return [
            notice
            for notice in list(self.notices)
            if notice["AWAITD_EVENT"] == event and all(notice.get(name) == value for name, value in fields.items())
        ]

    @property
    def socket(self):
        """The path of its control socket."""
        return self.path.parent / "awaitd" / "io.awaitd"

    def heard(self, beginning):
        """The notifications to the manager that begin with this."""
        return [word for _, word in list(self.words) if word.startswith(beginning)]

    def life(self, watch):
        """The states that a watch went through, by its notices."""
        return [notice["AWAITD_STATE"] for notice in self.told("transition", AWAITD_WATCH=watch)]

    def stop(self, number=signal.SIGTERM):
        """Stops it; returns the exit status and how long it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(10), time.monotonic() - began

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.manager.close()

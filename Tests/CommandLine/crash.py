# SPDX-License-Identifier: Apache-2.0
"""Runs awaitd with failing writes against a socket that plays the journal, and checks what it delivered.

The daemon under test is the one that is shipped: faults/faults.c is loaded between it and the C library. Notices are
read from a real datagram socket, because what the daemon has sent stays there when it is killed.
"""

import array
import itertools
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading

from awaitd import BINARY, environment
from simulator import resource, step

FOLDER = os.path.join(os.path.dirname(__file__), "faults")
HEAD = "defaults: {region: us-east-1, poll: {initial: 40ms, max: 120ms}}\nlimits: {rate: unlimited}\nwatches:\n"


def build_faults(directory, source="faults.c"):
    """Builds a library that comes between awaitd and the C library; returns its path."""
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    assert compiler, "there is no C compiler; what Swift links with brings one"
    path = str(directory / f"{source}.so")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", path, os.path.join(FOLDER, source), "-ldl", "-lpthread"], check=True, timeout=60)
    return path


def fields_of(datagram):
    """The fields of one entry in the journal's native protocol."""
    fields = {}
    while datagram:
        line, _, datagram = datagram.partition(b"\n")
        name, equals, value = line.partition(b"=")
        if not equals:
            length = int.from_bytes(datagram[:8], "little")
            value, datagram = datagram[8 : 8 + length], datagram[9 + length :]
        fields[name.decode()] = value.decode()
    return fields


class Journal:
    """A socket that plays journald; it outlives the daemons that send to it."""

    def __init__(self, directory):
        self.path = str(directory / "journal")
        self.entries = []
        self.changed = threading.Condition()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            try:
                datagram, ancillary, _, _ = self._socket.recvmsg(1 << 20, socket.CMSG_LEN(4))
            except OSError:
                return
            for _, _, data in ancillary:
                (file,) = array.array("i", data[:4])
                with os.fdopen(file, "rb") as large:
                    large.seek(0)
                    datagram = large.read()
            if not datagram:
                return
            with self.changed:
                self.entries.append(fields_of(datagram))
                self.changed.notify_all()

    def settle(self):
        """Waits until everything sent so far has been read."""
        marker = f"MARKER={os.urandom(8).hex()}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
            own.sendto(marker.encode(), self.path)
        with self.changed:
            assert self.changed.wait_for(lambda: {"MARKER": marker[7:]} in self.entries[-2000:], 10)

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
            own.sendto(b"", self.path)
        self._socket.close()

    def notices(self):
        """The notices about watches, each as often as it was delivered."""
        return [entry for entry in list(self.entries) if "AWAITD_EVENT_ID" in entry]


class Life:
    """One watch, the statuses that its resource goes through, and the states that have to be delivered."""

    def __init__(self, name, kind, statuses, states):
        self.name, self.kind, self.statuses, self.states = name, kind, statuses, states
        letters = "".join(character for character in name if character.isalnum())
        self.id = (
            f"arn:aws:bedrock:us-east-1:123456789012:evaluation-job/{letters:0>12.12}" if kind == "evaluation-job" else name
        )

    def line(self):
        if self.kind == "evaluation-job":
            return f"  - {{name: {self.name}, arn: '{self.id}'}}\n"
        return f"  - {{kind: {self.kind}, id: {self.id}}}\n"

    def resource(self, number):
        status = self.statuses[number]
        if self.kind == "ml-model-endpoint":
            return resource("ml-model", step(0, "COMPLETED"), id=self.id, endpoint=[step(0, status)])
        return resource(self.kind, step(0, status), id=self.id)


def lives(count):
    """Watches of all six kinds in turn, each with three steps."""
    kinds = ["evaluation", "ml-model", "ml-model-endpoint", "batch-prediction", "data-source", "evaluation-job"]
    made = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        fails = number // len(kinds) % 2 == 1
        if kind == "evaluation-job":
            statuses = ["InProgress", "Stopping", "Stopped"]
            states = ["in-progress", "stopping", "stopped"]
        elif kind == "ml-model-endpoint":
            statuses = ["NONE", "UPDATING", "FAILED" if fails else "READY"]
            states = ["pending", "in-progress", "failed" if fails else "completed"]
        else:
            statuses = ["PENDING", "INPROGRESS", "FAILED" if fails else "COMPLETED"]
            states = [status.lower().replace("inprogress", "in-progress") for status in statuses]
        made.append(Life(f"w{number}-{kind[:4]}", kind, statuses, states))
    return made


class Scenario:
    """Dozens of watches whose resources take each step together, once the step before was delivered for all of them.

    So every state is visible for as long as it takes, however often the daemon is killed meanwhile.
    """

    _numbers = itertools.count()

    def __init__(self, directory, simulator, faults, count=36):
        self.directory = directory / f"scenario-{next(self._numbers)}"
        self.directory.mkdir()
        self.folder = self.directory / "state"
        self.simulator, self.faults = simulator, faults
        self.lives = lives(count)
        self.journal = Journal(self.directory)
        self.config = self.directory / "watches.yaml"
        self.config.write_text(HEAD + "".join(life.line() for life in self.lives))
        self.errors = self.directory / "stderr"
        self.step = -1
        self.process = None
        self._told = {life.name: [] for life in self.lives}
        self._seen = 0
        self._ids = {}
        self.advance()

    def advance(self):
        """Makes all resources take their next step; false if there is none."""
        if self.step + 1 == len(self.lives[0].states):
            return False
        self.step += 1
        self.simulator.put(*(life.resource(self.step) for life in self.lives))
        return True

    def start(self, **faults):
        """Starts the daemon; `kill=7` means FAULTS_KILL=7."""
        variables = environment(
            self.directory, self.simulator.url, LD_PRELOAD=self.faults,
            FAULTS_FOLDER=str(self.folder), FAULTS_JOURNAL=self.journal.path,
            **{f"FAULTS_{name.upper()}": str(value) for name, value in faults.items()},
        )
        with self.errors.open("a") as errors:
            self.process = subprocess.Popen(
                [BINARY, "run", "--config", self.config, "--state-directory", self.folder, "--log", "journal"],
                env=variables, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
            )
        return self.process

    def is_told(self):
        """Whether the step was delivered for all watches."""
        entries = self.journal.entries
        while self._seen < len(entries):
            entry = entries[self._seen]
            self._seen += 1
            if entry.get("AWAITD_EVENT") == "transition" and entry["AWAITD_EVENT_ID"] not in self._ids:
                self._ids[entry["AWAITD_EVENT_ID"]] = entry
                self._told[entry["AWAITD_WATCH"]].append(entry["AWAITD_STATE"])
        return all(len(states) > self.step for states in self._told.values())

    def is_over(self):
        """Whether the last state was delivered for all watches, if not all states before it."""
        self.is_told()
        return all(self._told[life.name][-1:] == life.states[-1:] for life in self.lives)

    def drive(self, timeout=60):
        """Continues until everything was delivered or the daemon has ended; true if everything was delivered."""
        while True:
            with self.journal.changed:
                told = self.journal.changed.wait_for(lambda: self.is_told() or self.process.poll() is not None, 0.1)
                is_told = self.is_told()
            if is_told:
                if not self.advance():
                    return True
            elif self.process.poll() is not None:
                return False
            elif not told:
                timeout -= 0.1
                if timeout <= 0:
                    raise TimeoutError(f"step {self.step} was not told in full: {self.missing()}\n{self.words()}")

    def missing(self):
        return [name for name, states in self._told.items() if len(states) <= self.step]

    def words(self):
        """The daemon's other output, for messages."""
        lines = [entry.get("MESSAGE", "") for entry in self.journal.entries if "AWAITD_EVENT_ID" not in entry]
        return "\n".join([*lines[-20:], self.errors.read_text()[-2_000:]])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        """Stops it as a service manager does; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def stop(self):
        """Stops it as a service manager does; true if a write while stopping killed it, and it was started and stopped again.

        One that has barely started is started again too, since it may have more to deliver.
        """
        self.process.send_signal(signal.SIGTERM)
        was_killed = False
        while (status := self.process.wait(20)) in (-signal.SIGTERM, -signal.SIGKILL):
            was_killed = was_killed or status == -signal.SIGKILL
            before = self.starts()
            self.start()
            with self.journal.changed:
                assert self.journal.changed.wait_for(lambda before=before: self.starts() > before, 20), self.words()
            self.process.send_signal(signal.SIGTERM)
        assert status == 0, f"{status}\n{self.words()}"
        return was_killed

    def starts(self):
        """How often the daemon reported that it had started."""
        return sum(entry.get("AWAITD_EVENT") == "started" for entry in list(self.journal.entries))

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        self.journal.close()

    def check(self, is_anew=False, may_skip=False):
        """Checks that everything was delivered, each change under one identity, and that the record agrees.

        `is_anew`: the record was damaged, so it is incomplete. `may_skip`: states that passed while nothing could be
        recorded are reported as skipped.
        """
        self.journal.settle()
        by_id = {}
        for notice in self.journal.notices():
            # Delivered again after a crash, it is identical.
            assert by_id.setdefault(notice["AWAITD_EVENT_ID"], notice) == notice
        assert {notice["AWAITD_EVENT"] for notice in by_id.values()} == {"transition"}
        # In the order of their first delivery, which is that of the record.
        sequences = [int(notice["AWAITD_SEQ"]) for notice in by_id.values()]
        assert sequences == sorted(set(sequences))
        found = {life.name: [] for life in self.lives}
        for notice in by_id.values():
            states = found[notice["AWAITD_WATCH"]]
            assert notice["AWAITD_PREVIOUS_STATE"] == (states[-1] if states else "unseen")
            if may_skip:
                states += filter(None, notice.get("AWAITD_SKIPPED", "").split(","))
            states.append(notice["AWAITD_STATE"])
        assert found == {life.name: life.states for life in self.lives}
        with sqlite3.connect(self.folder / "awaitd.sqlite") as record:
            assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert record.execute("PRAGMA foreign_key_check").fetchall() == []
            rows = record.execute("SELECT event_id, seq, fields FROM notice").fetchall()
            assert record.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
        record.close()
        assert all(json.loads(row[2]) for row in rows)
        recorded = {row[0]: str(row[1]) for row in rows}
        told = {identity: notice["AWAITD_SEQ"] for identity, notice in by_id.items()}
        assert recorded.items() <= told.items() if is_anew else recorded == told

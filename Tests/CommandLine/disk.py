# SPDX-License-Identifier: Apache-2.0
"""The disk at any moment of a run that faults/faults.c has traced: after a kill, and after a power cut."""

import sqlite3
import struct

from crash import fields_of

NAMES = ("awaitd.sqlite", "awaitd.sqlite-wal")


def read_trace(path):
    """The writes of a run, in order: operation, file name, offset, data."""
    content = path.read_bytes()
    position = 0
    while position < len(content):
        operation, name_length, offset, length = struct.unpack_from("<IIQQ", content, position)
        position += 24
        name = content[position : position + name_length].decode().rsplit("/", 1)[-1]
        position += name_length
        has_data = chr(operation) in "WRS"
        data = content[position : position + length] if has_data else b""
        position += len(data)
        yield chr(operation), name, offset, data


def put(image, offset, data):
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset : offset + len(data)] = data


class Disk:
    """The database and its log: what was written, and what of it has surely reached the disk."""

    def __init__(self):
        self.written = {}
        self.durable = {}
        self.pending = {}
        self.told = {}

    def apply(self, operation, name, offset, data):
        """Applies one write; true if it changed one of the two files."""
        if operation == "S":
            fields = fields_of(data)
            if "AWAITD_EVENT_ID" in fields:
                self.told[fields["AWAITD_EVENT_ID"]] = int(fields["AWAITD_SEQ"])
        if name not in NAMES:
            return False
        if operation == "W":
            put(self.written.setdefault(name, bytearray()), offset, data)
            self.pending.setdefault(name, []).append((offset, data))
        elif operation == "Y":
            self.durable[name] = bytearray(self.written.get(name, b""))
            self.pending[name] = []
        elif operation == "T":
            for image in (self.written, self.durable):
                kept = image.setdefault(name, bytearray())
                del kept[offset:]
                kept.extend(bytes(offset - len(kept)))
        elif operation == "U":
            for state in (self.written, self.durable, self.pending):
                state.pop(name, None)
        return True

    def after_kill(self):
        """The files as the next process sees them."""
        return self.written

    def after_power_cut(self, generator):
        """The files when unsynced writes have reached the disk in full, in part, or not at all."""
        images = {}
        for name in self.written:
            image = bytearray(self.durable.get(name, b""))
            for offset, data in self.pending.get(name, []):
                luck = generator.random()
                if luck < 0.4:
                    put(image, offset, data)
                elif luck < 0.6:
                    put(image, offset, data[: generator.randrange(len(data))])
            images[name] = image
        return images

    def check(self, images, folder):
        """Opens the files as a start does, and checks that the record is intact and matches what was delivered."""
        for name in (*NAMES, NAMES[0] + "-shm"):
            (folder / name).unlink(missing_ok=True)
        for name, image in images.items():
            (folder / name).write_bytes(image)
        record = sqlite3.connect(folder / NAMES[0])
        try:
            # What this reader writes need not last.
            record.execute("PRAGMA synchronous = OFF")
            assert record.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            if record.execute("PRAGMA user_version").fetchone() == (0,):
                assert not self.told
                return 0
            rows = record.execute(
                "SELECT event_id, seq, watch_id, (SELECT value ->> 1 FROM json_each(fields) WHERE value ->> 0 = 'AWAITD_STATE')"
                " FROM notice ORDER BY seq"
            ).fetchall()
            untold = {row[0] for row in record.execute("SELECT seq FROM outbox")}
            states = dict(record.execute("SELECT id, state FROM watch"))
        finally:
            record.close()
        recorded = {row[0]: row[1] for row in rows}
        assert self.told.items() <= recorded.items(), "something was told that the disk knows nothing of"
        assert set(recorded.values()) - untold <= set(self.told.values()), "something counts as told and was not"
        assert sorted(recorded.values()) == list(range(1, len(recorded) + 1)), "there is a gap"
        last = {watch: state for _, _, watch, state in rows}
        assert {watch: state for watch, state in states.items() if state != "unseen"} == last
        return len(rows)

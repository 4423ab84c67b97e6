# SPDX-License-Identifier: Apache-2.0
"""Text of every class of Unicode on its way to systemd: what it refuses is never written, so units start and are readable."""

from __future__ import annotations

import json
import unicodedata

from life import ENDPOINT
from machine import Machine, until
from start_tests import SIMULATOR, play
from unit_tests import UNIT, WATCHES

HOOK = """\
[Unit]
Description=Write down what %I is told
CollectMode=inactive-or-failed
[Service]
Type=oneshot
EnvironmentFile=/run/awaitd-dispatch/%n.env
ExecStart=/bin/sh -c 'printf "%%s\\\\t%%s\\\\n" "$AWAITD_WATCH" "$AWAITD_REASON" >>/run/started'
"""


def noncharacter(code: int) -> bool:
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def samples() -> dict[str, list[str]]:
    """The first, a middle and the last character of each general category, and noncharacters of several planes."""
    classes: dict[str, list[str]] = {}
    for code in range(0x110000):
        category = unicodedata.category(chr(code))
        if category != "Cs" and not noncharacter(code):
            classes.setdefault(category, []).append(chr(code))
    picked = {name: [all_of[0], all_of[len(all_of) // 2], all_of[-1]] for name, all_of in classes.items()}
    picked["noncharacter"] = [chr(code) for code in (0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x1FFFF, 0x10FFFE, 0x10FFFF)]
    picked["shell"] = ["$(x)", "`x`", "\"", "'", "\\", "\\n", "%n", "#", ";"]
    return picked


def is_nameable(text: str) -> bool:
    """Whether a watch's name may have it: neither a control, nor a format character, nor a noncharacter."""
    return not any(unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") or noncharacter(ord(each)) for each in text)


def text_of_every_class_starts_its_unit_and_is_readable(machine: Machine) -> None:
    machine.write("/usr/lib/systemd/system/awaitd-on-text@.service", HOOK)
    machine.run("systemctl", "daemon-reload")
    texts = [(name, text) for name, all_of in samples().items() for text in all_of]
    resources, watches = [], []
    for number, (name, text) in enumerate(texts):
        resources.append({
            "kind": "evaluation", "id": f"ev-{number}",
            "timeline": [{"at": 0, "status": "FAILED", "message": f"row {text} has {name}{text}"}],
        })
        # Of two blanks one is kept.
        shown = text if is_nameable(text) and text != " " else ""
        watches.append({"name": f"{number} {name}{shown} x", "kind": "evaluation", "id": f"ev-{number}"})
    head = f"defaults: {{region: us-east-1, endpoint: '{ENDPOINT}', on: {{failed: awaitd-on-text@.service}}}}\nwatches:\n"
    place = play(machine, head + "".join(f"  - {json.dumps(watch, ensure_ascii=False)}\n" for watch in watches), resources)

    def started() -> list[list[str]]:
        return [line.split("\t") for line in machine.run("cat", "/run/started", check=False).stdout.split("\n") if line]

    try:
        until(lambda: len(started()) >= len(texts), "a started unit for each text", seconds=90)
    except AssertionError as error:
        missing = {watch["name"] for watch in watches} - {line[0] for line in started()}
        raise AssertionError(f"{error}: {len(missing)} of {len(texts)} are missing, such as {sorted(missing)[:5]!r}") from None
    assert {line[0] for line in started()} == {watch["name"] for watch in watches}
    for line in started():
        assert line[1].startswith("row ") and " has " in line[1], line

    entries = machine.journal("--boot", f"--unit={UNIT}", "AWAITD_EVENT=transition", since=place)
    assert len(entries) == len(texts), f"{len(entries)} entries"
    for entry in entries:
        # What is not text to journald is a list of numbers here, and so many bytes of "blob data" to people.
        odd = [name for name in entry if name.startswith(("MESSAGE", "AWAITD_")) and not isinstance(entry[name], str)]
        assert not odd, f"{odd} of {entry['AWAITD_WATCH']!r}"
    said = machine.output("journalctl", "--no-pager", "--boot", f"--unit={UNIT}", "--output=verbose")
    assert "blob data" not in said
    failures = machine.output("journalctl", "--no-pager", "--boot", "_PID=1", f"--since=@{place // 1_000_000}")
    assert "Failed to load environment files" not in failures and "invalid UTF-8" not in failures, failures[-2000:]
    assert machine.shown(UNIT, "StatusText")["StatusText"].startswith(f"Watching {len(texts)}: ")


def a_status_of_every_class_is_shown(machine: Machine) -> None:
    for number, text in enumerate(samples()["noncharacter"] + ["\u001b", "\u0085", "\u202e", "\u2028", "é", "\U0001f4a5"]):
        machine.run("systemctl", "stop", UNIT)
        machine.write(WATCHES, f"\"key \\U{ord(text):08X} {number}\": 1\nwatches: []\n")
        machine.run("systemctl", "reset-failed", UNIT, check=False)
        machine.run("systemctl", "start", UNIT, check=False)
        shown = machine.shown(UNIT, "StatusText")["StatusText"]
        assert shown.startswith("Starting failed, the watch list is refused: "), f"{text!r}: {shown!r}"
        assert f" {number}' in a watch file" in shown, f"{text!r}: {shown!r}"
    machine.run("systemctl", "reset-failed", UNIT)
    machine.write(WATCHES, "watches: []\n")
    machine.run("systemctl", "stop", SIMULATOR, check=False)


TESTS = [text_of_every_class_starts_its_unit_and_is_readable, a_status_of_every_class_is_shown]

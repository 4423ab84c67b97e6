# SPDX-License-Identifier: Apache-2.0
"""Runs awaitd on a terminal of its own, and shows what a person would see there."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

import pyte

from awaitd import BINARY, environment

# The few colours and attributes that awaitd uses, as they are called in a picture of a screen.
NAMES = {"brown": "yellow"}


def on_terminal(directory, columns, *arguments, seconds=None, rows=40, endpoint=None, status=None, **variables):
    """The output of a command on a terminal of this size, which ends with `status` if one is given.

    With `seconds` it is stopped after that time, and what it says then is left out.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [BINARY, *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment(directory, endpoint, **({"TERM": "xterm-256color"} | variables)),
        cwd=directory,
    )
    os.close(slave)
    text = b""
    deadline = time.monotonic() + (seconds or 20)
    while time.monotonic() < deadline:
        if select.select([master], [], [], 0.1)[0]:
            try:
                text += os.read(master, 65536)
            except OSError:
                break
    if process.poll() is None and seconds:
        process.terminate()
    ended = process.wait(10)
    os.close(master)
    assert status in (None, ended), (ended, text)
    return text.decode().replace("\r\n", "\n")


def plain(text):
    """A text without colours and the like."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def picture(text, columns, rows=200):
    """What a terminal of this width shows after this output, with `{green}` and the like where it is not as usual.

    A line that is too long is seen to be wrapped.
    """
    screen = pyte.Screen(columns, rows)
    pyte.Stream(screen).feed(text.replace("\n", "\r\n"))
    lines = [_line(screen.buffer[row], columns) for row in range(rows)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _line(cells, columns):
    line, before = "", ""
    for column in range(columns):
        cell = cells[column]
        colour = "" if cell.fg == "default" else NAMES.get(cell.fg, cell.fg)
        now = "+".join(name for name in (colour, "bold" if cell.bold else "") if name)
        if now != before and (cell.data.strip() or not now):
            line += ("{/}" if before else "") + (f"{{{now}}}" if now else "")
            before = now
        line += cell.data
    line += "{/}" if before else ""
    return re.sub(r"[ ]+((?:\{/\})?)$", r"\1", line)

# SPDX-License-Identifier: Apache-2.0
"""Shells complete names, targets, kinds and profiles: real bash, zsh and fish on a terminal, with the generated scripts."""

import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import time

import pytest

from awaitd import BINARY, environment
from simulator import JOB, resource

NAMES = ["nightly/a b", "it's", "$(touch boom)", "star-*", "q\"uote", "back\\slash", "über", "x=y@z", "semi;colon&"]


@pytest.fixture
def home(tmp_path):
    """A home with a watch list, profiles, and awaitd in the path."""
    folder = tmp_path / ".config" / "awaitd"
    folder.mkdir(parents=True)
    entries = [f"  - {{name: {quoted(name)}, kind: evaluation, id: ev-{number}}}" for number, name in enumerate(NAMES)]
    entries += [f"  - {{name: bedrock, arn: '{JOB}'}}", "  - {match: 'churn-*', kind: training-job}"]
    text = "defaults: {region: us-east-1}\nwatches:\n" + "\n".join(entries) + "\n"
    (folder / "watches.yaml").write_text(text)
    aws = tmp_path / "aws-config"
    aws.write_text("[default]\nregion = us-east-1\n[profile ml prod]\nregion = us-east-1\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "awaitd").symlink_to(BINARY)
    for shell in ("bash", "zsh", "fish"):
        script = subprocess.run([BINARY, "--generate-completion-script", shell], capture_output=True, text=True, check=True)
        (tmp_path / f"_awaitd.{shell}").write_text(script.stdout)
    return tmp_path


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def variables(home):
    return environment(
        home, None, HOME=str(home), XDG_CONFIG_HOME=None, XDG_RUNTIME_DIR=str(home / "run"),
        AWS_CONFIG_FILE=str(home / "aws-config"), PATH=f"{home / 'bin'}:{os.environ['PATH']}", TERM="xterm",
        LANG="C.UTF-8", LC_ALL="C.UTF-8",
    )


SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
BEGIN = {
    "bash": "source {home}/_awaitd.bash; PS1='READY> '; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'",
    "zsh": "PS1='READY> '; autoload -Uz compinit; compinit -u -d {home}/dump; fpath=({home}/functions $fpath); "
    "autoload -Uz _awaitd; compdef _awaitd awaitd; unsetopt zle_bracketed_paste; bindkey -e; setopt no_beep",
    "fish": "source {home}/_awaitd.fish; function fish_prompt; printf 'READY> '; end",
}


class Shell:
    """An interactive shell on a terminal of its own, whose `awaitd` prints its arguments when a line is run."""

    def __init__(self, name, home):
        self.parent, child = pty.openpty()
        self.home = home
        folder = home / "functions"
        folder.mkdir(exist_ok=True)
        shutil.copy(home / "_awaitd.zsh", folder / "_awaitd")
        self.process = subprocess.Popen(
            SHELLS[name], stdin=child, stdout=child, stderr=child, env=variables(home), cwd=home, start_new_session=True
        )
        os.close(child)
        self.read(0.3)
        self.send(BEGIN[name].format(home=home) + "\r")
        self.wait("READY> ")
        self.read(0.5)

    def read(self, quiet, limit=10.0):
        """What is printed until nothing was for so long."""
        shown, end = b"", time.monotonic() + limit
        while time.monotonic() < end and select.select([self.parent], [], [], quiet)[0]:
            try:
                shown += os.read(self.parent, 65536)
            except OSError:
                break
        return shown.decode(errors="replace")

    def wait(self, words, limit=10.0):
        shown, end = "", time.monotonic() + limit
        while words not in shown and time.monotonic() < end:
            shown += self.read(0.1, 1)
        assert words in shown, shown
        return shown

    def send(self, text):
        os.write(self.parent, text.encode())

    def arguments(self, typed):
        """The arguments that a command gets after this was typed, TAB and Enter: what was completed, as the shell reads it."""
        out = self.home / "arguments"
        out.unlink(missing_ok=True)
        self.send(typed + "\t")
        shown = self.read(1.2)
        self.send("\x01" + f"{self.home}/show-arguments " + "\r")
        end = time.monotonic() + 5
        while not out.exists() and time.monotonic() < end:
            time.sleep(0.05)
        self.read(0.3)
        assert out.exists(), shown
        return out.read_bytes().decode().split("\0")[:-1]

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.parent)


@pytest.fixture(params=list(SHELLS))
def shell(request, home):
    if not shutil.which(request.param):
        pytest.skip(f"there is no {request.param}")
    show = home / "show-arguments"
    show.write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" >{home}/arguments.new && mv {home}/arguments.new {home}/arguments\n")
    show.chmod(0o755)
    shell = Shell(request.param, home)
    yield shell
    shell.close()


@pytest.mark.parametrize(
    "typed, expected",
    [
        ("awaitd wait evaluation:ev-3", "evaluation:ev-3"),
        ("awaitd wait bedr", "bedrock"),
        (f"awaitd wait {JOB[:-4]}", JOB),
        (f"awaitd wait evaluation-job:{JOB[:-4]}", f"evaluation-job:{JOB}"),
        ("awaitd wait training-job:ch", "training-job:churn-*"),
        ("awaitd wait 'training-job:ch", "training-job:churn-*"),
        ("awaitd status 'nightly/a b", "nightly/a b"),
        ("awaitd status nigh", "nightly/a b"),
        ("awaitd status \"nigh", "nightly/a b"),
        ("awaitd status nightly/a\\ ", "nightly/a b"),
        ("awaitd history star", "star-*"),
        ("awaitd history it", "it's"),
        ("awaitd history \\$", "$(touch boom)"),
        ("awaitd remove q", 'q"uote'),
        ("awaitd remove back", "back\\slash"),
        ("awaitd remove üb", "über"),
        ("awaitd test-notice x=y", "x=y@z"),
        ("awaitd test-notice sem", "semi;colon&"),
        ("awaitd kinds batch-pr", "batch-prediction"),
        ("awaitd history --durations batch-pr", "batch-prediction"),
        ("awaitd wait --profile ml", "ml prod"),
        ("awaitd wait --until in-p", "in-progress"),
        ("awaitd wait batch-pr", "batch-prediction:"),
    ],
)
def test_a_word_is_completed_to_itself(shell, home, typed, expected):
    words = shell.arguments(typed)
    assert words[-1] == expected, words
    assert not (home / "boom").exists()

# SPDX-License-Identifier: Apache-2.0
"""Shells complete names, targets, kinds and profiles: real bash, zsh and fish on a terminal, with the generated scripts."""

import os
import pty
import select
import shutil
import signal
import socket
import subprocess
import time

import pytest

from awaitd import BINARY, environment
from simulator import JOB, until

NAMES = ["nightly/a b", "it's", "$(touch boom)", "star-*", "q\"uote", "back\\slash", "über", "x=y@z", "semi;colon&"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with a watch list, profiles, and awaitd in the path."""
    return made(tmp_path_factory.mktemp("home"))


def made(tmp_path):
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
}
BEGIN = {
    "bash": "source {home}/_awaitd.bash; PS1='READ''Y> '; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'",
    "zsh": "PS1='READ''Y> '; autoload -Uz compinit; compinit -u -d {home}/dump; fpath=({home}/functions $fpath); "
    "autoload -Uz _awaitd; compdef _awaitd awaitd; unset zle_bracketed_paste; bindkey -e; setopt no_beep",
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
        self.read(0.5)
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
        """What a command gets after this, TAB and Enter were typed: what was completed, as the shell reads it."""
        out = self.home / "arguments"
        out.unlink(missing_ok=True)
        self.send(typed + "\t")
        # Both shells write a blank after a word, or ring the bell.
        shown = self.read(0.4, 5)
        end = time.monotonic() + 5
        while shown.rstrip("\t").endswith(typed[-3:]) and time.monotonic() < end:
            shown += self.read(0.2, 1)
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


@pytest.fixture(scope="module", params=list(SHELLS))
def shell(request, home):
    if not shutil.which(request.param):
        pytest.skip(f"there is no {request.param}")
    show = home / "show-arguments"
    show.write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" >{home}/arguments.new && mv {home}/arguments.new {home}/arguments\n")
    show.chmod(0o755)
    shell = Shell(request.param, home)
    yield shell
    shell.close()


CASES = [
    ("awaitd wait evaluation:ev-3", "evaluation:ev-3"),
    ("awaitd wait bedr", "bedrock"),
    (f"awaitd wait {JOB[:-4]}", JOB),
    (f"awaitd wait evaluation-job:{JOB[:-4]}", f"evaluation-job:{JOB}"),
    ("awaitd wait training-job:ch", "training-job:churn-*"),
    ("awaitd wait 'training-job:ch", "training-job:churn-*"),
    ("awaitd wait evaluation-job:", f"evaluation-job:{JOB}"),
    ("awaitd wait arn:", JOB),
    ("awaitd wait \"evaluation-job:arn:aws", f"evaluation-job:{JOB}"),
    ("awaitd wait --timeout 5m bedrock evaluation:ev-3", "evaluation:ev-3"),
    ("awaitd wait --profile 'ml prod' evaluation:ev-3", "evaluation:ev-3"),
    ("awaitd wait training-job:churn-*", "training-job:churn-*"),
    ("awaitd history training-job:ch", "training-job:churn-*"),
    ("awaitd add batch-pr", "batch-prediction:"),
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
]


@pytest.mark.parametrize("typed, expected", CASES)
def test_a_word_is_completed_to_itself(shell, home, typed, expected):
    words = shell.arguments(typed)
    assert words[-1] == expected, words
    assert not (home / "boom").exists()


@pytest.mark.skipif(not shutil.which("fish"), reason="there is no fish")
@pytest.mark.parametrize("typed, expected", CASES)
def test_fish_completes_a_word_to_itself(home, typed, expected):
    script = "source $argv[1]; for word in (complete -C $argv[2]); string split -m 1 \\t -- $word | head -n 1; end"
    result = subprocess.run(
        ["fish", "--no-config", "-c", script, f"{home}/_awaitd.fish", typed],
        env=variables(home), cwd=home, capture_output=True, text=True, timeout=30,
    )
    assert expected in result.stdout.splitlines() and result.stderr == ""
    assert not (home / "boom").exists()


def completed(home, *words, position=None, index=None, **more):
    """What the program prints for a word; the time that it takes."""
    index = len(words) - 1 if index is None else index
    began = time.monotonic()
    result = subprocess.run(
        [BINARY, "---completion", words[1], "--", position or "positional@0", str(index), "0", *words],
        env={**variables(home), **more}, capture_output=True, text=True, timeout=10,
    )
    return result, time.monotonic() - began


def test_bash_keeps_what_is_before_the_colon(home):
    """As bash calls the function, with words that it has taken apart at colons."""
    script = (
        "source {home}/_awaitd.bash; complete -p awaitd; COMP_LINE='awaitd wait evaluation:ev-3' COMP_POINT=27 "
        "COMP_WORDS=(awaitd wait evaluation : ev-3) COMP_CWORD=4; _awaitd_words awaitd ev-3 :; "
        "printf '%s\n' \"${{COMPREPLY[@]}}\"; COMP_LINE=; _awaitd_words awaitd ev-3 :; printf '%s\n' \"${{COMPREPLY[@]}}\"; "
        "COMP_WORDS=(awaitd wait evaluation:ev-3) COMP_CWORD=2; _awaitd_words awaitd evaluation:ev-3 wait; "
        "printf '%s\n' \"${{COMPREPLY[@]}}\"; trap -p RETURN"
    ).format(home=home)
    result = subprocess.run(["bash", "-c", script], env=variables(home), capture_output=True, text=True, timeout=30)
    assert result.stderr == ""
    assert result.stdout.splitlines()[1:] == ["ev-3", "ev-3", "evaluation:ev-3"]
    assert result.stdout.startswith("complete -o filenames -F _awaitd_words awaitd\n")


def test_nothing_typed_offers_names_and_no_resources(home):
    result, _ = completed(home, "awaitd", "wait", "")
    assert sorted(result.stdout.splitlines()) == sorted([*NAMES, "bedrock", "training-job:churn-*"])


def test_names_come_from_the_daemon_too(home, daemon):
    running = daemon("watches:\n  - {name: 'from the daemon', kind: evaluation, id: ev-9, region: us-east-1}\n")
    running.wait_for(lambda seen: seen.heard("READY=1"))
    words = ["awaitd", "status", "--runtime-directory", str(running.socket.parent)]
    for typed in ("from", "'from the", "from\\ th"):
        # A machine that is busy may make it answer too late, which is no error.
        until(lambda: completed(home, *words, typed)[0].stdout == "from the daemon\n", 20)


def test_a_daemon_that_hangs_costs_less_than_a_second(home, tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "io.awaitd"))
        listener.listen(1)
        # The best of three, on a machine that is busy.
        words = ["awaitd", "status", "--runtime-directory", str(folder), "nigh"]
        result, took = min((completed(home, *words) for _ in range(3)), key=lambda run: run[1])
    assert (result.stdout, result.stderr, result.returncode) == ("nightly/a b\n", "", 0)
    assert took < 1


@pytest.mark.parametrize(
    "text", ["watches: [{kind: evaluatoin, id: a}]\n", "\0\0", "watches: [", None], ids=["wrong", "zeros", "cut", "none"]
)
def test_a_list_that_cannot_be_read_is_no_text_on_the_terminal(home, tmp_path, text):
    path = tmp_path / "list.yaml"
    if text is not None:
        path.write_text(text)
    result, _ = completed(home, "awaitd", "wait", "--config", str(path), "evaluation-j")
    assert (result.stdout, result.stderr, result.returncode) == ("evaluation-job:\n", "", 0)


def test_a_wrong_request_is_no_text_on_the_terminal(home):
    for words in (["---completion"], ["---completion", "nonsense", "--", "x"], ["---completion", "wait", "--", "positional@9"]):
        result = subprocess.run([BINARY, *words], env=variables(home), capture_output=True, text=True, timeout=10)
        assert (result.stdout, result.stderr) == ("", "")


def test_a_long_list_is_cut(home, tmp_path):
    path = tmp_path / "long.yaml"
    entries = "".join(f"  - {{name: job-{number}, kind: evaluation, id: e{number}, region: us-east-1}}\n" for number in range(2_000))
    path.write_text("watches:\n" + entries)
    result, took = completed(home, "awaitd", "status", "--config", str(path), "job-")
    assert len(result.stdout.splitlines()) == 500 and took < 1.5
    result, _ = completed(home, "awaitd", "status", f"--config={path}", "job-199")
    assert len(result.stdout.splitlines()) == 11


def test_profiles_come_from_the_shared_files(home):
    words = ["awaitd", "wait", "--profile", ""]
    result, _ = completed(home, *words, position="--profile")
    assert result.stdout.splitlines() == ["default", "ml prod"]

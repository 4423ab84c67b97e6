# SPDX-License-Identifier: Apache-2.0
"""Text of others: what a helper prints, what cannot be seen, what systemd and a terminal would take for something else."""

import json

import pytest

from simulator import resource, step

NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
WORDS = "Cannot-reach-the-vault"
SCRIPT = f"#!/bin/sh\necho '{WORDS} AWS_SECRET_ACCESS_KEY=abcSECRETdef --password hunter2' >&2\nexit 3\n"
LIST = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nwatches:\n  - {name: w, kind: evaluation, id: ev-1}\n"


@pytest.fixture
def helper(tmp_path):
    script = tmp_path / "helper"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(f"[default]\ncredential_process = {script}\n")


def test_the_words_of_a_failing_helper_are_for_people_and_never_for_the_journal(helper, start, daemon, awaitd, tmp_path):
    simulator = start({"resources": [resource("evaluation", step(0, "PENDING"))]})
    running = daemon(LIST, "--debug", endpoint=simulator.url, **NO_KEYS)
    (lost,) = running.wait_for(lambda d: d.told("visibility-lost"))
    assert "credential_process helper ended with exit status 3" in lost["AWAITD_REASON"]
    assert "`awaitd check --credentials`" in lost["AWAITD_REASON"]
    status = awaitd("status", "--json", **NO_KEYS).stdout
    assert "exit status 3" in status
    running.stop()
    told = json.dumps(running.notices) + repr(running.words) + status + running.error_path.read_text()
    record = b"".join(path.read_bytes() for path in (tmp_path / ".local" / "state" / "awaitd").rglob("*") if path.is_file())
    for word in (WORDS, "abcSECRETdef", "hunter2"):
        assert word not in told and word.encode() not in record

    check = awaitd("check", "--credentials", "watches.yaml", endpoint=simulator.url, **NO_KEYS)
    wait = awaitd("wait", "evaluation:ev-1", "--region", "us-east-1", endpoint=simulator.url, **NO_KEYS)
    for done, text in ((check, check.stdout), (wait, wait.stderr)):
        text = " ".join(text.split())
        assert done.returncode == 77 and f"{WORDS} AWS_SECRET_ACCESS_KEY=<redacted> --password <redacted>" in text, text


@pytest.mark.parametrize(("arguments", "shown", "advice"), [
    (["wait", "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl\r"], "abcdefghijkl\\r'", "it ends in \\r"),
    (["wait", "evaluation:ev\u00a01", "--region", "us-east-1"], "'ev<U+00A0>1'", "U+00A0 (a no-break space)"),
    (["wait", "evaluation:a", "--timeout", "5m\r"], "5m\\r", ""),
    (["kinds", "evaluation\u200b"], "'evaluation<U+200B>'", "it ends in U+200B"),
    (["history", "nightly\u00a0"], "", ""),
])
def test_what_cannot_be_seen_in_an_argument_is_shown(awaitd, arguments, shown, advice):
    done = awaitd(*arguments)
    assert done.returncode != 0 and shown in done.stderr and advice in done.stderr, done.stderr
    assert "\r" not in done.stderr


def test_noncharacters_reach_neither_notices_nor_the_manager(start, daemon):
    simulator = start({"resources": [resource("evaluation", step(0, "FAILED", message="row 18 \uffff has \U0001fffe 11"))]})
    running = daemon(LIST, endpoint=simulator.url)
    (failed,) = running.wait_for(lambda d: d.told("transition", AWAITD_STATE="failed"))
    assert failed["AWAITD_REASON"] == "row 18 has 11" and failed["MESSAGE"].endswith(": row 18 has 11")

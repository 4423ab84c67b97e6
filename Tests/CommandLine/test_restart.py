# SPDX-License-Identifier: Apache-2.0
"""A restart repeats nothing that was delivered, delivers what was not, and continues polling."""

import json
import os
import sqlite3
import subprocess
import time

import pytest

from awaitd import BINARY, environment
from simulator import resource, step

HEAD = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nlimits: {rate: unlimited}\n"


def watches(*lines):
    return HEAD + "watches:\n" + "".join(f"  - {line}\n" for line in lines)


def database(tmp_path):
    return tmp_path / ".local" / "state" / "awaitd" / "awaitd.sqlite"


def test_nothing_is_told_twice_and_what_happened_meanwhile_is_told(start, daemon):
    simulator = start({"resources": [resource("evaluation", step(0, "PENDING"), step(2.0, "INPROGRESS"), step(2.5, "COMPLETED"))]})
    simulator.put(resource("data-source", step(0, "PENDING"), step(0.1, "COMPLETED")))
    text = watches("{kind: evaluation, id: ev-1}", "{kind: data-source, id: ds-1}")
    first = daemon(text, endpoint=simulator.url)
    first.wait_for(lambda d: d.life("ev-1") == ["pending"] and d.life("ds-1")[-1:] == ["completed"])
    assert first.stop()[0] == 0
    asked = len([r for r in simulator.control("GET", "requests") if "ds-1" in r["body"]])
    # Longer than the job still takes.
    time.sleep(3.0)
    second = daemon(text, endpoint=simulator.url)
    second.wait_for(lambda d: d.told("transition"))
    (done,) = second.told("transition")
    assert (done["AWAITD_WATCH"], done["AWAITD_STATE"], done["AWAITD_PREVIOUS_STATE"]) == ("ev-1", "completed", "pending")
    assert done["AWAITD_SKIPPED"] == "in-progress"
    assert done["AWAITD_DURATION_USEC"] == "500000"
    assert int(done["AWAITD_SEQ"]) > max(int(n["AWAITD_SEQ"]) for n in first.notices if "AWAITD_SEQ" in n)
    assert not second.told("watch-added") and not second.told("watch-removed")
    assert len([r for r in simulator.control("GET", "requests") if "ds-1" in r["body"]]) == asked, "it had ended"


def test_changes_of_the_list_between_two_runs_are_told(start, daemon):
    simulator = start({"resources": [resource("evaluation"), resource("evaluation", id="ev-2"), resource("data-source")]})
    first = daemon(watches("{kind: evaluation, id: ev-1}", "{name: same, kind: evaluation, id: ev-2}"), endpoint=simulator.url)
    first.wait_for(lambda d: len(d.told("transition")) == 2)
    assert not first.told("watch-added"), "a first list is taken without a word"
    first.stop()
    second = daemon(watches("{name: same, kind: data-source, id: ds-1}"), endpoint=simulator.url)
    second.wait_for(lambda d: d.told("transition"))
    assert sorted(n["AWAITD_WATCH"] for n in second.told("watch-removed")) == ["ev-1", "same"]
    (added,) = second.told("watch-added")
    assert (added["AWAITD_WATCH"], added["AWAITD_RESOURCE_ID"]) == ("same", "ds-1")
    second.stop()
    third = daemon(watches("{name: same, kind: data-source, id: ds-1}", "{kind: evaluation, id: ev-1}"), endpoint=simulator.url)
    (back,) = third.wait_for(lambda d: d.told("watch-added"))
    assert back["AWAITD_WATCH"] == "ev-1" and "AWAITD_SEQ" in back
    third.wait_for(lambda d: simulator.counts["requests"] and any("next poll" in w for _, w in d.words[1:]))
    time.sleep(0.5)
    assert not third.told("transition"), "it continues where it was"


def test_what_was_not_told_is_told_first_and_with_the_same_identity(start, daemon, tmp_path):
    simulator = start({"resources": [resource("evaluation")]})
    text = watches("{kind: evaluation, id: ev-1}")
    first = daemon(text, endpoint=simulator.url)
    (told,) = first.wait_for(lambda d: d.told("transition"))
    assert first.stop()[0] == 0
    with sqlite3.connect(database(tmp_path)) as record:
        assert record.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
        record.execute("INSERT INTO outbox SELECT seq FROM notice")
    record.close()
    second = daemon(text, endpoint=simulator.url)
    (again,) = second.wait_for(lambda d: d.told("transition"))
    assert again == told


def test_what_this_version_cannot_read_does_not_hold_up_the_rest(start, daemon, tmp_path):
    simulator = start({"resources": [resource("evaluation")]})
    text = watches("{kind: evaluation, id: ev-1}")
    first = daemon(text, endpoint=simulator.url)
    (told,) = first.wait_for(lambda d: d.told("transition"))
    assert first.stop()[0] == 0
    strange = "INSERT INTO notice (event_id, observed_at, event, priority, message, fields) VALUES (?, 0, ?, ?, 'x', '[]')"
    with sqlite3.connect(database(tmp_path)) as record:
        record.executemany(strange, [(f"id-{number}", "from-the-future", 5) for number in range(-700, 0)])
        record.executemany(strange, [(f"odd-{number}", "transition", 77) for number in range(-700, 0)])
        record.execute("UPDATE notice SET seq = 5000 WHERE seq = 1")
        record.execute("INSERT INTO outbox SELECT seq FROM notice")
    record.close()
    second = daemon(text, endpoint=simulator.url)
    (again,) = second.wait_for(lambda d: d.told("transition"))
    assert again["AWAITD_EVENT_ID"] == told["AWAITD_EVENT_ID"]
    assert second.stop()[0] == 0
    with sqlite3.connect(database(tmp_path)) as record:
        assert record.execute("SELECT count(*) FROM outbox").fetchone() == (1400,), "they wait for whoever can read them"
    record.close()


def test_state_files_are_private_and_a_second_daemon_is_turned_away(start, daemon, tmp_path):
    simulator = start({"resources": [resource("evaluation")]})
    running = daemon(watches("{kind: evaluation, id: ev-1}"), endpoint=simulator.url)
    running.wait_for(lambda d: d.told("transition"))
    folder = database(tmp_path).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    began = time.monotonic()
    second = subprocess.run(
        [BINARY, "run", "--config", str(running.path)],
        env=environment(tmp_path, simulator.url), capture_output=True, text=True, timeout=20, check=False,
    )
    assert second.returncode == 75 and time.monotonic() - began < 5
    assert f"process {running.process.pid}" in second.stderr
    assert running.stop()[0] == 0


@pytest.mark.parametrize("option", [("--state-directory",), ()])
def test_the_state_folder_can_be_named(start, daemon, tmp_path, option):
    simulator = start({"resources": [resource("evaluation")]})
    folder = tmp_path / "deep" / "er"
    arguments = (*option, str(folder)) if option else ()
    more = {} if option else {"STATE_DIRECTORY": f"{folder}:/elsewhere"}
    running = daemon(watches("{kind: evaluation, id: ev-1}"), *arguments, endpoint=simulator.url, **more)
    running.wait_for(lambda d: d.told("transition"))
    assert (folder / "awaitd.sqlite").exists() and not database(tmp_path).exists()


def test_a_state_folder_that_cannot_be_made_is_73(daemon, tmp_path):
    (tmp_path / "file").write_text("")
    running = daemon(watches("{kind: evaluation, id: ev-1}"), "--state-directory", str(tmp_path / "file" / "deeper"))
    assert running.process.wait(10) == 73
    assert "--state-directory" in running.error_path.read_text()


@pytest.mark.parametrize("what", ["folder", "newer", "foreign"])
def test_what_is_not_ours_is_left_alone_and_78(daemon, tmp_path, what):
    path = database(tmp_path)
    path.parent.mkdir(parents=True)
    if what == "folder":
        path.mkdir()
    else:
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE t (x)")
            other.execute(f"PRAGMA application_id = {0x61776169 if what == 'newer' else 7}")
            other.execute("PRAGMA user_version = 99")
        other.close()
    before = None if what == "folder" else path.read_bytes()
    running = daemon(watches("{kind: evaluation, id: ev-1}"))
    assert running.process.wait(10) == 78
    assert str(path) in running.error_path.read_text()
    assert before is None or path.read_bytes() == before
    assert not list(path.parent.glob("*.corrupt-*"))


@pytest.mark.parametrize("damage", ["garbage", "truncated", "scribbled"])
def test_a_damaged_record_is_set_aside_and_polling_starts_over(start, daemon, tmp_path, damage):
    simulator = start({"resources": [resource("evaluation")]})
    text = watches("{kind: evaluation, id: ev-1}")
    first = daemon(text, endpoint=simulator.url)
    first.wait_for(lambda d: d.told("transition"))
    first.stop()
    path = database(tmp_path)
    content = path.read_bytes()
    if damage == "garbage":
        content = os.urandom(9_000)
    elif damage == "truncated":
        content = content[: len(content) // 2]
    else:
        content = content[:5_000] + os.urandom(len(content) - 5_000)
    path.write_bytes(content)
    second = daemon(text, endpoint=simulator.url)
    second.wait_for(lambda d: d.told("transition"))
    places = [[int(n["AWAITD_SEQ"]) for n in each.told("transition")] for each in (first, second)]
    assert max(places[0]) < min(places[1]), "a place in the record is not given again"
    (aside,) = path.parent.glob("awaitd.sqlite.corrupt-????????T??????Z")
    assert aside.read_bytes() == content
    assert str(aside) in second.error_path.read_text()
    assert any(f"set aside as {aside}" in word for word in second.heard("READY=1")), "systemctl status shows it"
    second.stop()
    third = daemon(text, endpoint=simulator.url)
    third.wait_for(lambda d: any("Watching 1: 1 pending" in w for _, w in d.words))
    assert not third.told("transition")


def test_after_a_restart_the_daemon_still_knows_why_and_the_whole_record(start, daemon, awaitd):
    failed = resource("evaluation", step(0, "PENDING"), step(0.5, "FAILED", message="The bucket is gone"))
    simulator = start({"resources": [failed]})
    text = watches("{kind: evaluation, id: ev-1}")
    first = daemon(text, endpoint=simulator.url)
    first.wait_for(lambda d: d.life("ev-1")[-1:] == ["failed"])
    before = awaitd("status", "--json").stdout
    first.stop()
    second = daemon(text, endpoint=simulator.url)
    second.wait_for(lambda d: any(word.startswith("READY=1") for _, word in d.words))
    (watch,) = json.loads(awaitd("status", "--json").stdout)["watches"]
    assert (watch["state"], watch["reason"]) == ("failed", "The bucket is gone")
    assert watch["since"] and json.loads(before)["watches"][0]["state"] == "failed"
    assert not second.told("transition")


def test_without_a_reader_it_ends_and_the_next_run_tells_the_rest(start, daemon, tmp_path):
    simulator = start({"resources": [resource("evaluation", step(0, "PENDING"), step(2.0, "COMPLETED"))]})
    text = watches("{kind: evaluation, id: ev-1}")
    (tmp_path / "watches.yaml").write_text(text)
    variables = environment(tmp_path, simulator.url)
    with (tmp_path / "stderr").open("w") as error:
        process = subprocess.Popen(
            [BINARY, "run", "--config", "watches.yaml", "--log", "json"],
            cwd=tmp_path, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=error,
        )
    assert json.loads(process.stdout.readline())["AWAITD_EVENT"] == "config-loaded"
    process.stdout.close()
    try:
        assert process.wait(20) == 74
    finally:
        process.kill()
    assert "nothing reads the notices any more" in (tmp_path / "stderr").read_text()
    second = daemon(text, endpoint=simulator.url)
    second.wait_for(lambda d: d.life("ev-1")[-1:] == ["completed"])

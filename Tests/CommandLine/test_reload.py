# SPDX-License-Identifier: Apache-2.0
"""A running daemon adopts another watch list, by signal or by command, and rejects one with errors."""

import os
import re
import signal
import stat
import threading
import time

from simulator import resource, step, until

HEAD = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nlimits: {rate: unlimited}\n"
BAD = HEAD + "watches:\n  - {kind: evaluatoin, id: ev-1}\n"


def watches(*names, head=HEAD):
    return head + "watches:\n" + "".join(f"  - {{name: {name}, kind: evaluation, id: ev-{name}}}\n" for name in names)


def evaluations(start, *names):
    simulator = start({"resources": []})
    simulator.put(*(resource("evaluation", step(0, "PENDING"), id=f"ev-{name}") for name in names))
    return simulator


def running(daemon, simulator, *names):
    started = daemon(watches(*names), endpoint=simulator.url)
    started.wait_for(lambda d: len(d.told("transition")) == len(names) and d.heard("READY=1"))
    return started


def test_the_command_waits_until_the_new_list_is_in_use(start, daemon, awaitd):
    started = running(daemon, evaluations(start, "a", "b", "c"), "a", "b")
    started.path.write_text(watches("b", "c"))
    done = awaitd("reload")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    started.wait_for(lambda d: d.told("watch-removed") and d.told("watch-added") and len(d.told("config-loaded")) == 2)
    (removed,), (added,) = started.told("watch-removed"), started.told("watch-added")
    assert (removed["AWAITD_WATCH"], added["AWAITD_WATCH"]) == ("a", "c")
    assert removed["AWAITD_STATE"] == "pending"
    assert all(name in removed and name in added for name in ("AWAITD_SEQ", "AWAITD_EVENT_ID", "AWAITD_OBSERVED_AT"))
    assert started.told("config-loaded")[1]["MESSAGE"].endswith("watches.yaml: 2 watches, 1 added, 1 removed")
    started.wait_for(lambda d: d.life("c") == ["pending"])
    # Nothing is repeated about watches that stayed, and those that left are no longer polled.
    assert started.life("b") == ["pending"]
    assert started.stop()[0] == 0


def test_the_same_id_in_another_account_is_another_resource(start, daemon, awaitd):
    def datasource(account):
        return HEAD + f"watches:\n  - arn: arn:aws:machinelearning:us-east-1:{account}:datasource/ds-1\n"

    simulator = start({"resources": []})
    simulator.put(resource("data-source", step(0, "COMPLETED"), id="ds-1"))
    started = daemon(datasource("123456789012"), endpoint=simulator.url)
    started.wait_for(lambda d: len(d.told("transition")) == 1)
    started.path.write_text(datasource("210987654321"))
    assert awaitd("reload").returncode == 0
    started.wait_for(lambda d: len(d.told("transition")) == 2)
    (removed,), (added,) = started.told("watch-removed"), started.told("watch-added")
    assert (removed["AWAITD_ACCOUNT"], added["AWAITD_ACCOUNT"]) == ("123456789012", "210987654321")
    assert [told["AWAITD_PREVIOUS_STATE"] for told in started.told("transition")] == ["unseen", "unseen"]
    # Given by its id alone, it may still be the same.
    started.path.write_text(HEAD + "watches:\n  - {kind: data-source, id: ds-1}\n")
    assert awaitd("reload").returncode == 0
    started.wait_for(lambda d: len(d.told("config-loaded")) == 3)
    assert len(started.told("transition")) == 2 and len(started.told("watch-added")) == 1
    assert started.stop()[0] == 0


def test_what_is_kept_of_the_history_follows_the_list(start, daemon, awaitd):
    simulator = evaluations(start, "a", "b", "c")
    started = running(daemon, simulator, "a", "b", "c")
    assert len(awaitd("history", "--json").stdout.splitlines()) == 3
    started.path.write_text(watches("a", "b", "c", head="history: {notices: 2}\n" + HEAD))
    assert awaitd("reload").returncode == 0
    until(lambda: len(awaitd("history", "--json").stdout.splitlines()) == 2)
    started.path.write_text(watches("a", "b", "c", head="history: {notices: 0}\n" + HEAD))
    refused = awaitd("reload")
    assert refused.returncode == 78 and "'notices' must be a whole number from 1 to" in refused.stderr


def test_hanging_up_reloads_and_the_manager_hears_of_it(start, daemon):
    started = running(daemon, evaluations(start, "a", "b"), "a")
    started.path.write_text(watches("a", "b"))
    before = time.monotonic()
    started.process.send_signal(signal.SIGHUP)
    started.wait_for(lambda d: d.told("watch-added") and len(d.heard("READY=1")) == 2)
    (reloading,) = started.heard("RELOADING=1")
    match = re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=(\d+)\nSTATUS=Reloading", reloading)
    assert before * 1_000_000 <= int(match[1]) <= time.monotonic() * 1_000_000
    words = [word for _, word in started.words]
    ready = started.heard("READY=1")[1]
    assert words.index(reloading) < len(words) - 1 - words[::-1].index(ready)
    assert ready.startswith("READY=1\nSTATUS=Watching 2: ")


def test_a_bad_file_changes_nothing_and_everybody_is_told(start, daemon, awaitd):
    simulator = evaluations(start, "a", "b")
    started = running(daemon, simulator, "a")
    started.path.write_text(BAD)
    done = awaitd("reload")
    assert done.returncode == 78
    assert re.search(r"watches\.yaml:4:\d+: error: .*\n +- \{kind: evaluatoin.*\n +\^", done.stderr)
    assert "'evaluation'" in done.stderr and "goes on with the list that it has" in done.stderr
    (rejected,) = started.wait_for(lambda d: d.told("config-rejected"))
    assert rejected["PRIORITY"] == "3" and re.search(r"watches\.yaml:4:\d+: error: ", rejected["MESSAGE"])
    said = started.wait_for(lambda d: len(d.heard("READY=1")) == 2 and d.heard("READY=1")[1])
    assert re.search(r"^STATUS=Watching 1: .*; watch list refused: .*watches\.yaml:4:", said, re.MULTILINE)
    # It is still watched, and the line shows the error until it is fixed.
    simulator.put(resource("evaluation", step(0, "COMPLETED"), id="ev-a"))
    started.wait_for(lambda d: d.life("a") == ["pending", "completed"])
    started.wait_for(lambda d: any("1 completed" in w and "refused" in w for w in d.heard("STATUS=")))
    started.path.write_text(watches("a", "b"))
    assert awaitd("reload").returncode == 0
    assert "refused" not in started.wait_for(lambda d: len(d.heard("READY=1")) == 3 and d.heard("READY=1")[2])
    started.wait_for(lambda d: d.life("b") == ["pending"])


def test_a_missing_file_is_a_bad_file(start, daemon, awaitd):
    started = running(daemon, evaluations(start, "a"), "a")
    started.path.unlink()
    assert awaitd("reload").returncode == 78
    assert started.wait_for(lambda d: d.told("config-rejected"))
    assert started.stop()[0] == 0


def test_another_resource_under_the_same_name_is_another_watch(start, daemon, awaitd):
    simulator = start({"resources": []})
    simulator.put(
        resource("evaluation", step(0, "COMPLETED"), id="ev-old"), resource("evaluation", step(0, "PENDING"), id="ev-new")
    )
    started = daemon(HEAD + "watches: [{name: job, kind: evaluation, id: ev-old}]\n", endpoint=simulator.url)
    started.wait_for(lambda d: d.life("job") == ["completed"])
    started.path.write_text(HEAD + "watches: [{name: job, kind: evaluation, id: ev-new}]\n")
    assert awaitd("reload").returncode == 0
    started.wait_for(lambda d: d.life("job") == ["completed", "pending"])
    assert started.told("watch-removed")[0]["AWAITD_RESOURCE_ID"] == "ev-old"
    assert started.told("watch-added")[0]["AWAITD_RESOURCE_ID"] == "ev-new"
    assert started.told("transition")[1]["AWAITD_PREVIOUS_STATE"] == "unseen"


def test_a_poll_under_way_of_a_watch_that_leaves_is_dropped(start, daemon, awaitd):
    simulator = evaluations(start, "a", "b")
    simulator.fault("hang", count=1)
    started = daemon(watches("a"), endpoint=simulator.url)
    started.wait_for(lambda d: simulator.counts["requests"] > 0)
    started.path.write_text(watches("b"))
    assert awaitd("reload").returncode == 0
    started.wait_for(lambda d: d.life("b") == ["pending"])
    assert started.life("a") == []


def test_a_save_right_after_the_list_was_read_is_noticed(start, daemon, awaitd):
    started = running(daemon, evaluations(start, "a", "b", "c"), "a")
    # Nothing else asks for this, neither after the start nor after a reload.
    started.path.write_text(watches("a", "b"))
    started.wait_for(lambda d: d.life("b") == ["pending"])
    assert awaitd("reload").returncode == 0
    started.path.write_text(watches("a", "b", "c"))
    started.wait_for(lambda d: d.life("c") == ["pending"])
    assert started.stop()[0] == 0


def test_more_polls_at_once_are_allowed_by_a_reload(start, daemon, awaitd):
    names = [f"w{number}" for number in range(12)]

    def limited(concurrency):
        return watches(*names, head=HEAD.replace("unlimited}", f"unlimited, concurrency: {concurrency}}}"))

    simulator = evaluations(start, *names)
    simulator.fault("hang")
    started = daemon(limited(2), endpoint=simulator.url)
    until(lambda: simulator.counts["requests"] == 2)
    started.path.write_text(limited(12))
    assert awaitd("reload").returncode == 0
    until(lambda: simulator.counts["requests"] == 12)


def test_many_reloads_at_once_are_all_answered(start, daemon, awaitd):
    names = [f"w{number}" for number in range(200)]
    started = running(daemon, evaluations(start, *names), *names)
    started.path.write_text(watches(*names[:100]))
    codes = []
    threads = [threading.Thread(target=lambda: codes.append(awaitd("reload").returncode)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        started.process.send_signal(signal.SIGHUP)
    for thread in threads:
        thread.join()
    assert codes == [0] * 20
    started.wait_for(lambda d: len(d.heard("RELOADING=1")) == len(d.heard("READY=1")) - 1)
    # Notices follow the reload that they are of.
    started.wait_for(lambda d: len(d.told("watch-removed")) >= 100)
    assert started.stop()[0] == 0
    assert len(started.told("watch-removed")) == 100


def test_the_socket_is_for_its_group_and_goes_with_the_daemon(start, daemon):
    started = running(daemon, evaluations(start, "a"), "a")
    about = started.socket.stat()
    assert stat.S_ISSOCK(about.st_mode) and stat.S_IMODE(about.st_mode) == 0o660
    assert os.listdir(started.socket.parent) == ["io.awaitd"]
    assert started.stop()[0] == 0
    assert os.listdir(started.socket.parent) == []


def test_a_socket_that_a_killed_daemon_left_is_replaced(start, daemon, awaitd):
    simulator = evaluations(start, "a")
    first = running(daemon, simulator, "a")
    first.kill()
    assert first.socket.exists()
    (first.path.parent / "notify").unlink()
    second = daemon(first.path.read_text(), endpoint=simulator.url)
    # The record has the watch already: nothing is repeated about it.
    second.wait_for(lambda d: any(word.startswith("READY=1") for _, word in d.words))
    assert awaitd("reload").returncode == 0
    assert second.stop()[0] == 0


def test_without_a_daemon_it_says_so_and_what_to_run(awaitd, tmp_path):
    done = awaitd("reload", "--runtime-directory", str(tmp_path))
    assert done.returncode == 69
    assert f"no daemon at {tmp_path}/io.awaitd" in done.stderr and "systemctl start awaitd" in done.stderr


def test_something_else_in_the_sockets_place_is_left_alone(start, daemon, awaitd, tmp_path):
    (tmp_path / "awaitd").mkdir()
    (tmp_path / "awaitd" / "io.awaitd").write_text("mine")
    started = running(daemon, evaluations(start, "a"), "a")
    assert "no socket is in its place" in started.error_path.read_text()
    assert awaitd("reload").returncode == 69
    assert started.stop()[0] == 0
    assert (tmp_path / "awaitd" / "io.awaitd").read_text() == "mine"

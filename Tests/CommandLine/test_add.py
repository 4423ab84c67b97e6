# SPDX-License-Identifier: Apache-2.0
"""`awaitd add` and `awaitd remove`: what they ask AWS, what they write, and what stays."""

import os
import stat
import subprocess
import threading

import pytest
from awaitd import BINARY, environment
from simulator import JOB, resource, step

COMPLETED = {"resources": [resource("evaluation", step(0, "COMPLETED")), resource("evaluation-job", step(0, "InProgress"))]}
LIST = "defaults: {region: us-east-1}\nwatches: []\n"


@pytest.fixture
def listed(tmp_path, awaitd, start):
    """Commands about the list in the test's folder, which a simulator serves."""
    (tmp_path / "watches.yaml").write_text(LIST)
    simulator = start(COMPLETED)

    def command(*arguments, **more):
        name, *rest = arguments
        return awaitd(name, "--config", "watches.yaml", *rest, **{"endpoint": simulator.url, **more})

    command.simulator = simulator
    return command


def added(folder):
    return folder / "watches.d" / "added.yaml"


def test_it_says_what_it_saw_writes_the_watch_and_reloads(tmp_path, daemon, awaitd, start):
    simulator = start(COMPLETED)
    running = daemon(LIST, endpoint=simulator.url)
    running.wait_for(lambda d: d.heard("READY=1"))
    result = awaitd("add", "--config", "watches.yaml", "evaluation:ev-1", "--name", "churn", "--overdue-after", "6h", endpoint=simulator.url)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "evaluation ev-1 in us-east-1: COMPLETED: Evaluation was processed successfully.\nadded churn to watches.d/added.yaml\n"
    assert added(tmp_path).read_text().endswith(
        "watches:\n  - name: churn\n    kind: evaluation\n    id: ev-1\n    region: us-east-1\n    overdue_after: 6h\n"
    )
    running.wait_for(lambda d: d.told("transition", AWAITD_WATCH="churn"))
    result = awaitd("remove", "--config", "watches.yaml", "churn")
    assert (result.returncode, result.stdout, result.stderr) == (0, "removed churn from watches.d/added.yaml\n", "")
    running.wait_for(lambda d: d.told("watch-removed", AWAITD_WATCH="churn"))
    assert os.listdir(tmp_path / "watches.d") == ["added.yaml"]


def test_what_is_expected_is_written_and_read_back(tmp_path, listed):
    expected = ("--expect", "BinaryAUC >= 0.85", "--expect", "MLModelType == BINARY", "--on", "unmet=awaitd-on-page@.service")
    result = listed("add", "evaluation:ev-1", *expected)
    assert result.returncode == 69 and "in place" in result.stderr, result.stderr
    text = added(tmp_path).read_text()
    assert '    expect: {BinaryAUC: ">= 0.85", MLModelType: "== BINARY"}\n    "on": {unmet: awaitd-on-page@.service}\n' in text, text
    assert listed("check").returncode == 0
    result = listed("add", "evaluation:ev-2", "--expect", "BinaryAUC >= 85%")
    assert result.returncode == 64 and "85%" in result.stderr, result.stderr


def test_without_a_daemon_it_is_in_place_and_69(tmp_path, listed):
    result = listed("add", JOB, "--on", "failed=awaitd-on-page@.service")
    assert result.returncode == 69 and "in place, but no daemon at " in result.stderr, result.stderr
    text = added(tmp_path).read_text()
    assert text.endswith(f"  - arn: {JOB}\n    \"on\": {{failed: awaitd-on-page@.service}}\n")
    result = listed("remove", "abcdefghijkl")
    assert result.returncode == 69 and added(tmp_path).read_text().endswith("watches: []\n")


def test_a_daemon_of_another_list_is_69(tmp_path, daemon, awaitd, start):
    running = daemon(LIST, endpoint=start(COMPLETED).url)
    running.wait_for(lambda d: d.heard("READY=1"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "watches.yaml").write_text(LIST)
    result = awaitd("add", "--config", "other/watches.yaml", "evaluation:ev-1", "--anyway", endpoint="http://127.0.0.1:1")
    assert result.returncode == 69 and "reads another watch file" in result.stderr, result.stderr
    assert added(tmp_path / "other").exists()


@pytest.mark.parametrize("target", ["ev-1", "evaluatoin:ev-1", "evaluation:", "evaluation:a b", "arn:aws:s3:::b", "evaluation:e*"])
def test_a_malformed_target_is_64(tmp_path, listed, target):
    assert listed("add", target).returncode == 64
    assert not (tmp_path / "watches.d").exists()


def test_what_is_watched_already_is_78_and_said_where(tmp_path, listed):
    assert listed("add", "evaluation:ev-1").returncode == 69
    before = added(tmp_path).read_bytes()
    for arguments in (["evaluation:ev-1"], ["ev-1"], ["evaluation:ev-1", "--name", "other"], ["evaluation:ev-2", "--name", "ev-1"]):
        result = listed("add", *arguments)
        assert result.returncode == 78 and "watches.d/added.yaml:4:9" in result.stderr, (arguments, result.stderr)
    assert added(tmp_path).read_bytes() == before
    (tmp_path / "watches.yaml").write_text("watches:\n  - kind: evaluation\n    id: m\n    region: us-east-1\n    name: mine\n")
    result = listed("add", "evaluation:m", "--region", "us-east-1")
    assert result.returncode == 78 and "as mine at watches.yaml:5:11" in result.stderr, result.stderr
    result = listed("remove", "mine")
    assert result.returncode == 78 and "watches.yaml:5:11: remove it there" in result.stderr, result.stderr
    result = listed("remove", "unknown")
    assert result.returncode == 1 and "has no 'unknown'" in result.stderr


def test_a_list_with_a_mistake_is_78_and_stays(tmp_path, listed):
    (tmp_path / "watches.d").mkdir()
    (tmp_path / "watches.d" / "a.yaml").write_text("watches: [{kind: evaluatoin, id: a}]\n")
    for command in (["add", "evaluation:ev-1"], ["remove", "x"]):
        result = listed(*command)
        assert result.returncode == 78 and "watches.d/a.yaml:1:18: error: " in result.stderr, result.stderr
    assert os.listdir(tmp_path / "watches.d") == ["a.yaml"]
    assert listed("add", "evaluation:ev-1", timeout=20).stdout == ""


def test_what_aws_does_not_have_is_1_unless_anyway(tmp_path, listed):
    result = listed("add", "evaluation:ev-none")
    assert result.returncode == 1 and "not added (see --anyway)" in result.stderr, result.stderr
    assert not (tmp_path / "watches.d").exists()
    result = listed("add", "evaluation:ev-none", "--anyway")
    assert result.returncode == 69 and "warning: evaluation ev-none in us-east-1 cannot be read now: " in result.stderr
    assert "id: ev-none" in added(tmp_path).read_text()


def test_what_cannot_be_read_now_is_added_with_a_warning(tmp_path, listed):
    listed.simulator.fault("denied")
    result = listed("add", "evaluation:ev-1")
    assert result.returncode == 69 and "warning: " in result.stderr and "AccessDenied" in result.stderr, result.stderr
    result = listed("add", "evaluation:ev-2", endpoint="http://127.0.0.1:1")
    assert result.returncode == 69 and "warning: " in result.stderr
    assert "ev-1" in added(tmp_path).read_text() and "ev-2" in added(tmp_path).read_text()


def test_link_mode_owner_acl_and_attributes_stay(tmp_path, listed):
    folder, target = tmp_path / "watches.d", tmp_path / "git" / "added.yaml"
    folder.mkdir()
    target.parent.mkdir()
    target.write_text("watches: []\n")
    target.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(target, 65534, 65534)
    os.setxattr(target, "user.note", b"mine")
    # An ACL that lets the user 1 read: version 2; tag, permissions, id of user::, user:1, group::, mask::, other::.
    acl = b"\2\0\0\0" + b"".join(
        tag.to_bytes(2, "little") + permissions.to_bytes(2, "little") + identity.to_bytes(4, "little")
        for tag, permissions, identity in ((1, 6, 2**32 - 1), (2, 4, 1), (4, 4, 2**32 - 1), (16, 4, 2**32 - 1), (32, 0, 2**32 - 1))
    )
    try:
        os.setxattr(target, "system.posix_acl_access", acl)
    except OSError:
        acl = None
    before = target.stat()
    (folder / "added.yaml").symlink_to("../git/added.yaml")
    assert listed("add", "evaluation:ev-1").returncode == 69
    after = target.stat()
    assert (folder / "added.yaml").is_symlink() and "ev-1" in target.read_text()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino
    assert os.getxattr(target, "user.note") == b"mine"
    if acl:
        assert os.getxattr(target, "system.posix_acl_access") == acl
    assert os.listdir(target.parent) == ["added.yaml"] and os.listdir(folder) == ["added.yaml"]


def test_a_new_file_is_0644_whatever_the_umask(tmp_path, listed):
    result = subprocess.run(
        ["sh", "-c", 'umask 077; exec "$0" add --config watches.yaml evaluation:ev-1', BINARY],
        cwd=tmp_path, env=environment(tmp_path, listed.simulator.url), capture_output=True, text=True, timeout=30, check=False,
    )
    assert result.returncode == 69, result.stderr
    assert stat.S_IMODE(added(tmp_path).stat().st_mode) == 0o644
    assert stat.S_IMODE(added(tmp_path).parent.stat().st_mode) == 0o755


def test_a_link_to_nothing_gets_its_file(tmp_path, listed):
    (tmp_path / "watches.d").mkdir()
    added(tmp_path).symlink_to("../later.yaml")
    # A link that leads nowhere is a mistake of the list.
    assert listed("add", "evaluation:ev-1").returncode == 78
    assert not (tmp_path / "later.yaml").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_no_right_to_write_is_73_and_says_who_may(tmp_path, listed):
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent != parent.parent and parent.stat().st_mode & 0o005 != 0o005:
            pytest.skip("the test's folder is not for others")
    (tmp_path / "watches.d").mkdir(mode=0o755)
    added(tmp_path).write_text("watches: []\n")
    result = subprocess.run(
        [BINARY, "add", "--config", "watches.yaml", "evaluation:ev-1"], user=65534, group=65534, extra_groups=[],
        cwd=tmp_path, env=environment(tmp_path, listed.simulator.url), capture_output=True, text=True, timeout=30, check=False,
    )
    assert result.returncode == 73, result.stderr
    assert "watches.d/added.yaml: Permission denied; it belongs to root:root (mode 0644), and only root may" in result.stderr
    assert added(tmp_path).read_text() == "watches: []\n"


def test_they_wait_for_each_other(tmp_path, listed):
    results = []

    def run(number):
        results.append(listed("add", f"evaluation:ev-x{number}", "--anyway").returncode)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    text = added(tmp_path).read_text()
    assert results == [69] * 8 and all(f"id: ev-x{number}\n" in text for number in range(8))
    assert os.listdir(tmp_path / "watches.d") == ["added.yaml"]


def test_options_are_checked(listed):
    for arguments in (["--name", ""], ["--name", "a\tb"], ["--overdue-after", "0s"], ["--on", "failed"], ["--on", "faild=a.service"]):
        assert listed("add", "evaluation:ev-1", *arguments).returncode == 64, arguments

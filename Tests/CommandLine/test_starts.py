# SPDX-License-Identifier: Apache-2.0
"""`on:`: from a transition to the units that it starts, with a `systemctl` that only logs its arguments."""

import json
import os
import pathlib
import pwd
import shutil
import struct
import subprocess
import tempfile

import pytest

from simulator import resource, step

LIST = """\
defaults: {region: us-east-1, poll: {initial: 100ms, max: 200ms}, on: {failed: [page.service, sshd.service]}}
limits: {rate: unlimited}
watches:
  - {name: good one, kind: evaluation, id: ev-good, on: {completed: retrain@.service, in-progress: awaitd-on-x.target}}
  - {name: bad, kind: data-source, id: ds-bad}
"""


@pytest.fixture
def systemctl(tmp_path):
    """A program that logs its arguments, and fails for page.service once."""
    path = tmp_path / "systemctl"
    path.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$*" >>{tmp_path}/asked\n'
        f'case $* in *page.service) [ -e {tmp_path}/up ] || exit 5 ;; esac\n'
    )
    path.chmod(0o755)
    return path


@pytest.fixture
def allow():
    """A list of what may be started in a folder that is root's all the way up, which those of pytest are not."""
    if os.geteuid() != 0:
        pytest.skip("a list that the dispatcher trusts is root's")
    folder = pathlib.Path(tempfile.mkdtemp(prefix=".awaitd-test-", dir=pwd.getpwuid(0).pw_dir))
    (folder / "units.allow").write_text("page.service\nretrain@.service\nawaitd-on-x.target\n")
    (folder / "units.allow").chmod(0o644)
    yield folder / "units.allow"
    shutil.rmtree(folder)


@pytest.fixture
def dispatch(awaitd, systemctl, tmp_path, allow):
    """Runs the dispatcher once; returns its notices."""
    (tmp_path / "env").mkdir()

    def dispatching(*more):
        done = awaitd(
            "dispatch", "--log", "json", "--systemctl", str(systemctl), "--allow", str(allow),
            "--state-directory", str(tmp_path / ".local/state/awaitd"), "--environment-directory", str(tmp_path / "env"),
            *more,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return dispatching


def test_what_a_watch_names_is_started_once_and_told(start, daemon, dispatch, tmp_path, allow):
    simulator = start({"resources": []})
    simulator.put(
        resource("evaluation", step(0, "INPROGRESS"), step(1, "COMPLETED"), id="ev-good"),
        resource("data-source", step(0, "FAILED", message='row "18" of $HOME `x`'), id="ds-bad"),
    )
    running = daemon(LIST, endpoint=simulator.url)
    running.wait_for(lambda d: d.life("good one") == ["in-progress", "completed"] and d.life("bad") == ["failed"])
    assert running.stop()[0] == 0

    told = dispatch()
    by_unit = {notice["AWAITD_UNIT"]: notice for notice in told}
    completed = running.told("transition", AWAITD_STATE="completed")[0]
    retrain = rf"retrain@good\x20one-{completed['AWAITD_EVENT_ID']}.service"
    assert completed["AWAITD_STARTS"] == retrain
    assert {unit: notice["AWAITD_EVENT"] for unit, notice in by_unit.items()} == {
        retrain: "unit-started",
        "awaitd-on-x.target": "unit-refused",
        "page.service": "unit-refused",
        "sshd.service": "unit-refused",
    }
    assert by_unit["page.service"]["MESSAGE"] == (
        "did not start page.service for bad: there is no such unit; see `systemctl status page.service`"
    )
    assert f"`sshd.service` in {allow}" in by_unit["sshd.service"]["MESSAGE"]
    assert "only services are started" in by_unit["awaitd-on-x.target"]["MESSAGE"]
    assert by_unit[retrain]["AWAITD_CAUSE_ID"] == completed["AWAITD_EVENT_ID"]
    assert by_unit[retrain]["OBJECT_SYSTEMD_UNIT"] == "awaitd.service"
    asked = (tmp_path / "asked").read_text().splitlines()
    assert len(asked) == 2 and f"start --no-block --quiet --no-ask-password -- {retrain}" in asked
    assert dispatch() == []


def test_a_shell_reads_the_environment_file(start, daemon, dispatch, tmp_path):
    simulator = start({"resources": []})
    (tmp_path / "up").touch()
    simulator.put(resource("data-source", step(0, "FAILED", message='row "18" of $HOME `x` \\n'), id="ds-bad"))
    running = daemon(LIST, endpoint=simulator.url)
    running.wait_for(lambda d: d.life("bad") == ["failed"])
    running.stop()
    dispatch()
    read = subprocess.run(
        ["bash", "-uc", f'. "{tmp_path}/env/page.service.env"; printf "%s\\n" "$AWAITD_REASON" "$AWAITD_WATCH $AWAITD_STATE"'],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()
    assert read == ['row "18" of $HOME `x` \\n', "bad failed"]
    assert (tmp_path / "env/page.service.env").stat().st_mode & 0o777 == 0o640


def test_a_users_units_are_started_by_the_users_manager(start, daemon, dispatch, tmp_path):
    simulator = start({"resources": []})
    simulator.put(resource("data-source", step(0, "FAILED"), id="ds-bad"))
    running = daemon(LIST, endpoint=simulator.url)
    running.wait_for(lambda d: d.life("bad") == ["failed"])
    running.stop()
    told = {notice["AWAITD_UNIT"]: notice for notice in dispatch("--user")}
    assert (tmp_path / "asked").read_text() == "--user start --no-block --quiet --no-ask-password -- page.service\n"
    assert "`systemctl --user status page.service`" in told["page.service"]["MESSAGE"]
    assert told["page.service"]["OBJECT_SYSTEMD_USER_UNIT"] == "awaitd.service"
    assert "OBJECT_SYSTEMD_UNIT" not in told["page.service"]


def test_a_start_that_was_told_survives_the_death_of_the_daemon(start, daemon, dispatch):
    simulator = start({"resources": []})
    simulator.put(resource("evaluation", step(0, "COMPLETED"), id="ev-good"))
    first = daemon(LIST, endpoint=simulator.url)
    first.wait_for(lambda d: d.life("good one") == ["completed"])
    first.kill()
    assert [notice["AWAITD_EVENT"] for notice in dispatch()] == ["unit-started"]
    # The same notice may be delivered again; the same unit is not started again.
    again = daemon(LIST, endpoint=simulator.url)
    again.wait_for(lambda d: d.heard("READY=1"))
    again.stop()
    assert dispatch() == []


def test_units_that_nobody_allows_are_said_when_the_list_is_checked(awaitd, tmp_path):
    (tmp_path / "watches.yaml").write_text(LIST)
    done = awaitd("check", "watches.yaml")
    assert done.returncode == 0
    assert "watches.yaml:4:" in done.stdout + done.stderr
    assert "retrain@.service would not be started" in done.stdout + done.stderr
    (tmp_path / "units.allow").write_text("page.service\nretrain@.service\nsshd.service\n")
    said = awaitd("check", "watches.yaml").stdout
    assert said.count("would not be started") == 1 and "awaitd-on-x.target would not be started: only services" in said


@pytest.fixture
def forged(awaitd, systemctl, tmp_path):
    """Runs the dispatcher once on a spool of entries that a test makes; returns how it ended."""
    for folder in ("state/spool", "state/starting", "state/started", "env"):
        (tmp_path / folder).mkdir(parents=True)

    def dispatching(allow=tmp_path / "units.allow"):
        return awaitd(
            "dispatch", "--log", "json", "--systemctl", str(systemctl), "--allow", str(allow),
            "--state-directory", str(tmp_path / "state"), "--environment-directory", str(tmp_path / "env"),
        )

    return dispatching


def test_what_is_wrong_with_the_spool_is_said_once_and_the_rest_is_started(forged, tmp_path):
    (tmp_path / "state/spool/0/inside").mkdir(parents=True)
    (tmp_path / "state/spool/1").write_text("AWAITD_STARTS=awaitd-on-x.service\n")
    done = forged()
    assert done.returncode == 0 and done.stderr == ""
    assert [json.loads(line)["AWAITD_EVENT"] for line in done.stdout.splitlines()] == ["unit-refused", "unit-started"]
    assert (tmp_path / "asked").read_text().endswith("-- awaitd-on-x.service\n")
    done = forged()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (tmp_path / "state/starting").rmdir()
    done = forged()
    assert done.returncode == 73
    assert done.stderr == f"awaitd dispatch: {tmp_path}/state/starting: No such file or directory\n"


def spoil(allow, how):
    """Makes a list one that cannot be trusted; returns what is said of it."""
    folder = allow.parent
    if how == "owner":
        os.chown(allow, 12_345, 0)
        return f"{allow} belongs to the user with the id 12345, not to root"
    if how == "folder's owner":
        os.chown(folder, 12_345, 0)
        return f"{folder} belongs to the user with the id 12345, not to root"
    if how == "group":
        allow.chmod(0o664)
        return f"{allow} can be written by others than its owner"
    if how == "sticky folder":
        folder.chmod(0o1777)
        return f"{folder} can be written by others than its owner"
    if how == "link":
        allow.rename(folder / "list")
        allow.symlink_to("list")
        return f"{allow} is a link"
    if how == "linked folder":
        folder.rename(f"{folder}.real")
        folder.symlink_to(f"{folder}.real")
        return f"{folder} is a link"
    if how == "pipe":
        allow.unlink()
        os.mkfifo(allow)
        return f"{allow} is no regular file"
    raise AssertionError(how)


@pytest.mark.parametrize("how", ["owner", "folder's owner", "group", "sticky folder", "link", "linked folder", "pipe"])
def test_a_list_that_others_may_have_written_is_not_believed(forged, allow, tmp_path, how):
    reason = spoil(allow, how)
    try:
        (tmp_path / "state/spool/1").write_text("AWAITD_STARTS=retrain@7.service awaitd-on-x.service\n")
        done = forged(allow)
    finally:
        if how == "linked folder":
            allow.parent.unlink()
            pathlib.Path(f"{allow.parent}.real").rename(allow.parent)
    assert done.returncode == 0
    assert done.stderr == f"awaitd dispatch: {allow} is not trusted, so only units named awaitd-on-* are started: {reason}\n"
    refused, started = map(json.loads, done.stdout.splitlines())
    assert refused["AWAITD_EVENT"] == "unit-refused" and refused["MESSAGE"].endswith(f"is not trusted: {reason}")
    assert started["AWAITD_EVENT"] == "unit-started"
    assert (tmp_path / "asked").read_text().splitlines() == [
        "start --no-block --quiet --no-ask-password -- awaitd-on-x.service"
    ]


def test_a_list_that_is_not_there_is_no_reason_to_complain(forged, allow, tmp_path):
    allow.unlink()
    (tmp_path / "state/spool/1").write_text("AWAITD_STARTS=awaitd-on-x.service\n")
    done = forged(allow)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("is_system", [False, True])
def test_the_folders_of_the_spool_are_for_their_owner_and_roots_dispatcher(start, daemon, tmp_path, is_system):
    state = tmp_path / ".local/state/awaitd"
    simulator = start({"resources": []})
    simulator.put(resource("evaluation", step(0, "COMPLETED"), id="ev-good"))
    # As systemd names the folder of a system's service.
    running = daemon(LIST, endpoint=simulator.url, **({"STATE_DIRECTORY": str(state)} if is_system else {}))
    running.wait_for(lambda d: d.life("good one") == ["completed"])
    running.stop()
    # acl(5): the owner, user 0, the group, the mask, others.
    entries = [(1, 7, -1), (2, 7, 0), (4, 0, -1), (16, 7, -1), (32, 0, -1)]
    wanted = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    for name in ("spool", "starting", "started"):
        try:
            found = os.getxattr(state / name, "system.posix_acl_access")
        except OSError:
            # A user's own daemon, or a file system without lists.
            assert (state / name).stat().st_mode & 0o777 == 0o700
        else:
            assert is_system and found == wanted

# SPDX-License-Identifier: Apache-2.0
"""`on:`: from a transition to the units that it starts, with a `systemctl` that only logs its arguments."""

import json
import subprocess

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
def dispatch(awaitd, systemctl, tmp_path):
    """Runs the dispatcher once; returns its notices."""
    (tmp_path / "env").mkdir()
    (tmp_path / "units.allow").write_text("page.service\nretrain@.service\n")

    def dispatching(*more):
        done = awaitd(
            "dispatch", "--log", "json", "--systemctl", str(systemctl), "--allow", str(tmp_path / "units.allow"),
            "--state-directory", str(tmp_path / ".local/state/awaitd"), "--environment-directory", str(tmp_path / "env"),
            *more,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return dispatching


def test_what_a_watch_names_is_started_once_and_told(start, daemon, dispatch, tmp_path):
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
        "awaitd-on-x.target": "unit-started",
        "page.service": "unit-refused",
        "sshd.service": "unit-refused",
    }
    assert by_unit["page.service"]["MESSAGE"] == (
        "did not start page.service for bad: there is no such unit; see `systemctl status page.service`"
    )
    assert f"`sshd.service` in {tmp_path}/units.allow" in by_unit["sshd.service"]["MESSAGE"]
    assert by_unit[retrain]["AWAITD_CAUSE_ID"] == completed["AWAITD_EVENT_ID"]
    assert by_unit[retrain]["OBJECT_SYSTEMD_UNIT"] == "awaitd.service"
    asked = (tmp_path / "asked").read_text().splitlines()
    assert len(asked) == 3 and f"start --no-block --quiet --no-ask-password -- {retrain}" in asked
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
    assert "would not" not in awaitd("check", "watches.yaml").stdout


def test_what_is_wrong_with_the_spool_is_said_and_the_rest_is_started(awaitd, systemctl, tmp_path):
    for folder in ("state/spool/0/inside", "state/starting", "state/started", "env"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "state/spool/1").write_text("AWAITD_STARTS=awaitd-on-x.service\n")

    def dispatching():
        return awaitd(
            "dispatch", "--log", "json", "--systemctl", str(systemctl), "--allow", str(tmp_path / "units.allow"),
            "--state-directory", str(tmp_path / "state"), "--environment-directory", str(tmp_path / "env"),
        )

    done = dispatching()
    assert done.returncode == 73
    assert done.stderr == f"awaitd dispatch: {tmp_path}/state/spool/0: Directory not empty\n"
    assert json.loads(done.stdout)["AWAITD_EVENT"] == "unit-started"
    assert (tmp_path / "asked").read_text().endswith("-- awaitd-on-x.service\n")
    (tmp_path / "state/starting").rmdir()
    done = dispatching()
    assert done.returncode == 73
    assert done.stderr == f"awaitd dispatch: {tmp_path}/state/starting: No such file or directory\n"

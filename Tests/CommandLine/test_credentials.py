# SPDX-License-Identifier: Apache-2.0
"""Credentials from every provider, rotating while watches are polled; `awaitd check --credentials`."""

import grp
import hashlib
import json
import os
import pathlib
import pwd
import re
import socket
import stat
import subprocess
import sys
import tempfile
import time

import pytest
from awaitd import BINARY, Daemon, environment
from simulator import Simulator, resource, step

LIFETIME = 3
ROLE = "arn:aws:iam::123456789012:role/Watcher"
LIST = "defaults: {{region: us-east-1, poll: {{initial: 200ms, max: 300ms}}{more}}}\nlimits: {{rate: unlimited}}\nwatches: [{{kind: evaluation, id: ev-1}}]\n"
NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_EC2_METADATA_DISABLED": "true"}


def scenario(lifetime=LIFETIME, end=12, **issuer):
    """An evaluation that ends after some seconds, and credentials that expire sooner."""
    return {
        "resources": [resource("evaluation", step(0, "PENDING"), step(2, "INPROGRESS"), step(end, "COMPLETED"))],
        "issuer": {"lifetime": lifetime, **issuer},
    }


def config(directory, text):
    folder = pathlib.Path(directory) / ".aws"
    folder.mkdir(exist_ok=True)
    (folder / "config").write_text(text)


def token_file(directory, session="my"):
    """An expired sign-in of the AWS CLI that can be renewed."""
    folder = pathlib.Path(directory) / ".aws" / "sso" / "cache"
    folder.mkdir(parents=True)
    path = folder / (hashlib.sha1(session.encode()).hexdigest() + ".json")
    path.write_text(
        json.dumps(
            {
                "startUrl": "https://example.awsapps.com/start", "region": "us-east-1", "accessToken": "ended",
                "expiresAt": "2020-01-01T00:00:00Z", "clientId": "id", "clientSecret": "secret",
                "refreshToken": "simulated-refresh-token",
            }
        )
    )
    path.chmod(0o600)
    return path


def role(directory, simulator):
    return {}, f", role_arn: '{ROLE}'"


def chain(directory, simulator):
    keys = environment(directory)
    config(
        directory,
        f"[profile p]\nrole_arn = {ROLE}\nsource_profile = q\n[profile q]\nrole_arn = {ROLE}2\nsource_profile = r\n"
        f"[profile r]\naws_access_key_id = {keys['AWS_ACCESS_KEY_ID']}\naws_secret_access_key = {keys['AWS_SECRET_ACCESS_KEY']}\n",
    )
    return NO_KEYS, ", profile: p"


def web_identity(directory, simulator):
    (directory / "token").write_text("header.payload.signature\n")
    return {**NO_KEYS, "AWS_WEB_IDENTITY_TOKEN_FILE": str(directory / "token"), "AWS_ROLE_ARN": ROLE}, ""


def instance(directory, simulator):
    more = {"AWS_EC2_METADATA_DISABLED": None, "AWS_EC2_METADATA_SERVICE_ENDPOINT": simulator.url}
    return {**NO_KEYS, **more}, ""


def container(directory, simulator):
    return {**NO_KEYS, "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{simulator.url}/v2/credentials"}, ""


def pod(directory, simulator):
    (directory / "token").write_text("pod-token")
    return {
        **NO_KEYS,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{simulator.url}/v1/credentials",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(directory / "token"),
    }, ""


def sign_in(directory, simulator):
    token_file(directory)
    config(
        directory,
        "[default]\nsso_session = my\nsso_account_id = 123456789012\nsso_role_name = Watcher\n"
        "[sso-session my]\nsso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n",
    )
    return NO_KEYS, ""


def process(directory, simulator):
    script = directory / "give.py"
    script.write_text(
        "import json, urllib.request\n"
        f"given = json.load(urllib.request.urlopen('{simulator.url}/v2/credentials'))\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': given['AccessKeyId'], 'SecretAccessKey': given['SecretAccessKey'],"
        " 'SessionToken': given['Token'], 'Expiration': given['Expiration']}))\n"
    )
    config(directory, f"[default]\ncredential_process = '{sys.executable}' \"{script}\"\n")
    return NO_KEYS, ""


PLACES = [role, chain, web_identity, instance, container, pod, sign_in, process]


# How long credentials rotate, in seconds; all providers at once.
ROTATION = int(os.environ.get("AWAITD_ROTATION", "60"))


def test_credentials_rotate_every_few_seconds_and_no_watch_fails(tmp_path):
    places = {}
    try:
        for place in PLACES:
            directory = tmp_path / place.__name__
            directory.mkdir()
            simulator = Simulator(directory, scenario(end=ROTATION))
            more, defaults = place(directory, simulator)
            watching = Daemon(directory, LIST.format(more=defaults), endpoint=simulator.url, **more)
            places[place.__name__] = (simulator, watching)
        for name, (simulator, watching) in places.items():
            watching.wait_for(lambda d: "completed" in d.life("ev-1"), ROTATION + 60)
            assert watching.life("ev-1") in (["pending", "in-progress", "completed"], ["in-progress", "completed"]), name
            assert not watching.told("visibility-lost"), name
            counts = simulator.control("GET", "counts")
            assert counts["issued_credentials"] >= ROTATION / LIFETIME * 0.7, (name, counts)
            assert counts["signature_errors"] == 0 and counts["protocol_errors"] == 0, (name, counts)
            # They were replaced before they expired: AWS never rejected any.
            assert counts["expired_credentials"] == 0, (name, counts)
    finally:
        for simulator, watching in places.values():
            watching.kill()
            simulator.stop()


# How often the credentials file is rewritten.
REWRITES = int(os.environ.get("AWAITD_REWRITES", "15"))


def test_a_rewritten_file_never_lets_the_instances_role_in(start, daemon, awaitd, tmp_path):
    simulator = start({"resources": [resource("evaluation", step(0, "INPROGRESS"))]})
    keys = environment(tmp_path)
    text = (
        f"[default]\naws_access_key_id = {keys['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {keys['AWS_SECRET_ACCESS_KEY']}\n"
    )
    role, _ = instance(tmp_path, simulator)
    path = tmp_path / ".aws" / "credentials"
    path.parent.mkdir()
    path.write_text(text)
    started = daemon(LIST.format(more="").replace("200ms", "50ms").replace("300ms", "50ms"), endpoint=simulator.url, **role)
    started.wait_for(lambda d: d.life("ev-1"))
    for number in range(REWRITES):
        # What `helper >file` does: emptied first, and written when the helper has what it wants.
        with path.open("w") as file:
            time.sleep(0.4)
            file.write(text)
        # Now and then it stands still long enough to be taken.
        time.sleep(1.1 if number % 5 == 4 else 0.02 * (number % 5))
    counts = simulator.control("GET", "counts")
    assert counts["issued_credentials"] == 0 and "AgentCredentials" not in counts["by_operation"], counts
    assert counts["signature_errors"] == 0 and counts["by_operation"]["GetEvaluation"] > REWRITES, counts
    assert not started.told("visibility-lost")
    for request in simulator.control("GET", "requests"):
        assert f"Credential={keys['AWS_ACCESS_KEY_ID']}/" in dict(request["headers"])["Authorization"]
    # Its role would have been there.
    path.unlink()
    result = awaitd("check", "--credentials", "watches.yaml", endpoint=simulator.url, **role)
    assert "instance metadata" in result.stdout and result.returncode == 0, result.stdout


def test_orphans_of_a_program_do_not_stay_where_awaitd_is_the_first_process(start, tmp_path):
    if subprocess.run(["unshare", "--pid", "--fork", "true"], capture_output=True).returncode != 0:
        pytest.skip("PID namespaces are not allowed here")
    simulator = start(scenario(lifetime=600, end=60))
    keys = environment(tmp_path)
    script = tmp_path / "give.sh"
    # Both end only after the program.
    script.write_text(
        "#!/bin/sh\n(sleep 0.5 >/dev/null 2>&1 &)\n(setsid sleep 0.2 >/dev/null 2>&1 &)\n"
        f"echo '{{\"Version\": 1, \"AccessKeyId\": \"{keys['AWS_ACCESS_KEY_ID']}\","
        f" \"SecretAccessKey\": \"{keys['AWS_SECRET_ACCESS_KEY']}\"}}'\n"
    )
    script.chmod(0o755)
    config(tmp_path, f"[default]\ncredential_process = '{script}'\n")
    (tmp_path / "watches.yaml").write_text(LIST.format(more=""))
    process = subprocess.Popen(
        ["unshare", "--pid", "--fork", "--kill-child", BINARY, "run", "--config", "watches.yaml", "--log", "json"], cwd=tmp_path,
        env=environment(tmp_path, simulator.url, **NO_KEYS), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 20
        while "GetEvaluation" not in simulator.control("GET", "counts")["by_operation"] and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1.5)
        assert simulator.control("GET", "counts")["by_operation"].get("GetEvaluation", 0) > 0
        (first,) = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        children = pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()
        left = [pathlib.Path(f"/proc/{child}/stat").read_text() for child in children]
        assert not left, left
    finally:
        process.kill()
        process.wait()


def test_an_api_key_that_cannot_be_sent_is_named(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text("defaults: {region: us-east-1}\nwatches: [{kind: guardrail, id: abcdefghij}]\n")
    result = awaitd("check", "--credentials", "w.yaml", AWS_BEARER_TOKEN_BEDROCK="hidden\nkey")
    assert result.returncode == 77, result.stdout
    assert "AWS_BEARER_TOKEN_BEDROCK cannot be used: it has a line break" in " ".join(result.stdout.split())
    assert "hidden" not in result.stdout


def test_a_refreshed_sign_in_is_kept_as_the_cli_keeps_it(start, awaitd, tmp_path):
    simulator = start(scenario(lifetime=600))
    more, _ = sign_in(tmp_path, simulator)
    (tmp_path / "w.yaml").write_text(LIST.format(more=""))
    assert awaitd("check", "--credentials", "w.yaml", endpoint=simulator.url, **more).returncode == 0
    (path,) = (tmp_path / ".aws" / "sso" / "cache").iterdir()
    kept = json.loads(path.read_text())
    assert kept["accessToken"] != "ended" and kept["refreshToken"] != "simulated-refresh-token"
    assert kept["clientId"] == "id" and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", kept["expiresAt"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_source_that_breaks_is_told_once_and_once_when_it_heals_and_holds_no_other_lane(start, daemon):
    simulator = start(scenario(lifetime=2, end=120))
    watches = LIST.format(more="").replace(
        "watches: [", f"watches: [{{name: by-role, kind: evaluation, id: ev-1, role_arn: '{ROLE}'}}, "
    )
    started = daemon(watches, endpoint=simulator.url)
    started.wait_for(lambda d: d.life("by-role") and d.life("ev-1"))
    simulator.control("POST", "issuer", {"refuses": True})
    started.wait_for(lambda d: d.told("visibility-lost"))
    (lost,) = started.told("visibility-lost")
    assert lost["AWAITD_LANE"] == f"machinelearning/us-east-1/role:{ROLE}"
    assert lost["AWAITD_VISIBILITY"] == "unauthorized"
    assert f"assuming the role {ROLE}" in lost["MESSAGE"] and "AccessDenied" in lost["MESSAGE"]
    before = simulator.control("GET", "counts")["by_operation"]["GetEvaluation"]
    time.sleep(2)
    # The other lane goes on, and the broken one is not retried over and over.
    assert simulator.control("GET", "counts")["by_operation"]["GetEvaluation"] > before + 2
    assert simulator.control("GET", "counts")["by_operation"]["AssumeRole"] < 12
    simulator.control("POST", "issuer", {"refuses": False})
    started.wait_for(lambda d: d.told("visibility-restored"), 60)
    assert len(started.told("visibility-lost")) == 1 and len(started.told("visibility-restored")) == 1


def test_a_role_gets_its_external_id(start, awaitd, tmp_path):
    simulator = start(scenario(lifetime=600, external_ids={ROLE: "example-id"}))
    for more, code in ((f", role_arn: '{ROLE}', external_id: example-id", 0), (f", role_arn: '{ROLE}'", 77)):
        (tmp_path / "w.yaml").write_text(LIST.format(more=more))
        result = awaitd("check", "--credentials", "w.yaml", endpoint=simulator.url)
        assert result.returncode == code, result.stdout


def test_a_wrong_external_id_holds_no_watch_with_the_right_one(start, daemon):
    simulator = start(scenario(lifetime=600, end=4, external_ids={ROLE: "example-id"}))
    watches = "".join(
        f"  - {{name: {name}, kind: evaluation, id: ev-1, role_arn: '{ROLE}', external_id: {id}}}\n"
        for name, id in (("right", "example-id"), ("wrong", "another-id"))
    )
    started = daemon(LIST.format(more="").replace("watches: [{kind: evaluation, id: ev-1}]", "watches:\n" + watches), endpoint=simulator.url)
    started.wait_for(lambda d: "completed" in d.life("right"))
    (lost,) = started.wait_for(lambda d: d.told("visibility-lost"))
    assert lost["AWAITD_LANE"] == f"machinelearning/us-east-1/role:{ROLE} external-id:another-id"
    assert not started.life("wrong")


def test_check_says_what_was_passed_over_and_what_was_found(start, awaitd, tmp_path):
    simulator = start(scenario(lifetime=600))
    more, _ = container(tmp_path, simulator)
    (tmp_path / "w.yaml").write_text(LIST.format(more=""))
    result = awaitd("check", "--credentials", "w.yaml", endpoint=simulator.url, **more)
    assert result.returncode == 0 and result.stderr == ""
    for words in (
        "w.yaml: OK, 1 watch\n", "Credentials of the default chain, for 1 watch:", "1. the environment: AWS_ACCESS_KEY_ID is not set",
        "a web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set", f"{tmp_path}/.aws/config does not exist",
        "a container: container credentials at 127.0.0.1", "OK: access key …", "temporary, until ",
    ):
        assert words in result.stdout, result.stdout
    assert "ASIA" not in result.stdout and "simulated/" not in result.stdout


def test_check_without_credentials_is_77_and_says_why(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text(LIST.format(more=", profile: nobody"))
    result = awaitd("check", "--credentials", "w.yaml", **NO_KEYS)
    assert result.returncode == 77
    assert "has no profile 'nobody'" in result.stdout or "does not exist" in result.stdout
    assert "NONE: none of these places has any" in result.stdout
    # Without the option nothing is asked for.
    assert awaitd("check", "w.yaml", **NO_KEYS).returncode == 0


def test_an_api_key_of_bedrock_is_enough_for_bedrock_alone(awaitd, tmp_path):
    bedrock = "{kind: guardrail, id: abcdefghij}"
    for others, code in (("", 0), (", {kind: evaluation, id: ev-1}", 77)):
        (tmp_path / "w.yaml").write_text(f"defaults: {{region: us-east-1}}\nwatches: [{bedrock}{others}]\n")
        result = awaitd("check", "--credentials", "w.yaml", **NO_KEYS, AWS_BEARER_TOKEN_BEDROCK="hidden-key")
        assert result.returncode == code, result.stdout
        assert "Credentials of the default chain, for 1 watch of Bedrock:\n  OK: the API key" in result.stdout
        assert ("NONE: none of these places has any" in result.stdout) == (code == 77)
        assert "hidden-key" not in result.stdout


@pytest.mark.parametrize(
    ("end", "code", "words"),
    [
        (None, 0, "OK: access key …MPLE, without an end\n"), ("2099-01-01T00:00:00Z", 0, "OK: access key …MPLE, until 20"),
        ("2020-01-01T00:00:00Z", 77, "NONE: the access keys of the environment ended at 2020-01-01T00:00:00"),
    ],
)
def test_the_end_of_the_environments_keys_counts(awaitd, tmp_path, end, code, words):
    (tmp_path / "w.yaml").write_text(LIST.format(more=""))
    keys = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": None}
    result = awaitd("check", "--credentials", "w.yaml", **keys, AWS_CREDENTIAL_EXPIRATION=end)
    assert result.returncode == code and words in result.stdout, result.stdout
    assert ("without an end" in result.stdout) == (end is None)


def test_a_role_is_assumed_where_the_watchs_profile_says(start, awaitd, tmp_path):
    simulator = start(scenario(lifetime=600))
    keys = environment(tmp_path)
    config(
        tmp_path,
        f"[default]\nendpoint_url = http://127.0.0.1:9\n[profile p]\nrole_arn = {ROLE}\nsource_profile = k\n"
        f"endpoint_url = {simulator.url}\n[profile k]\naws_access_key_id = {keys['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {keys['AWS_SECRET_ACCESS_KEY']}\n",
    )
    (tmp_path / "w.yaml").write_text(LIST.format(more=", profile: p"))
    result = awaitd("check", "--credentials", "w.yaml", **NO_KEYS)
    assert result.returncode == 0 and simulator.control("GET", "counts")["by_operation"] == {"AssumeRole": 1}, result.stdout


def test_a_broken_profile_is_77_and_says_which_and_shows_no_secret(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text(LIST.format(more=", profile: p"))
    config(tmp_path, f"[profile p]\nrole_arn = {ROLE}\nsource_profile = q\n[profile q]\naws_secret_access_key = hidden-secret\n")
    result = awaitd("check", "--credentials", "w.yaml", **NO_KEYS)
    assert result.returncode == 77
    assert "profile 'q'" in result.stdout and "without an access key id" in result.stdout
    assert "hidden-secret" not in result.stdout


def test_a_program_knows_nothing_of_our_service_manager(start, daemon, tmp_path):
    simulator = start(scenario(lifetime=600, end=3))
    seen = tmp_path / "seen"
    script = tmp_path / "give.sh"
    script.write_text(
        f"#!/bin/sh\nenv > '{seen}'; ls -l /proc/self/fd >> '{seen}'\n"
        "echo '{\"Version\": 1, \"AccessKeyId\": \"AKIDEXAMPLE\", \"SecretAccessKey\": \"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\"}'\n"
    )
    script.chmod(0o755)
    config(tmp_path, f"[default]\ncredential_process = '{script}'\n")
    started = daemon(LIST.format(more=""), endpoint=simulator.url, WATCHDOG_USEC="60000000", **NO_KEYS)
    started.wait_for(lambda d: "completed" in d.life("ev-1"))
    text = seen.read_text()
    assert "NOTIFY_SOCKET" not in text and "WATCHDOG" not in text
    assert "socket:" not in text


def test_a_terminal_of_80_columns_is_enough(start, tmp_path):
    simulator = start(scenario(lifetime=600))
    more, _ = container(tmp_path, simulator)
    (tmp_path / "w.yaml").write_text(LIST.format(more=f", role_arn: '{ROLE}'"))
    controller, terminal = os.openpty()
    subprocess.run(["stty", "cols", "80"], stdin=terminal, check=True)
    process = subprocess.Popen(
        [BINARY, "check", "--credentials", "w.yaml"], cwd=tmp_path, stdout=terminal, stdin=subprocess.DEVNULL,
        env=environment(tmp_path, simulator.url, TERM="xterm", NO_COLOR="1", **more),
    )
    os.close(terminal)
    text = b""
    try:
        while piece := os.read(controller, 65536):
            text += piece
    except OSError:
        pass
    assert process.wait(20) == 0
    lines = text.decode().splitlines()
    assert lines and max(map(len, lines)) <= 80, lines


def test_check_says_whose_view_it_is_and_names_no_value(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text(LIST.format(more=""))
    result = awaitd("check", "--credentials", "w.yaml", AWS_SESSION_TOKEN="hidden-token", AWS_REGION="")
    user = pwd.getpwuid(os.geteuid()).pw_name
    # The lines are wrapped at the terminal's width.
    said = " ".join(result.stdout.split())
    assert f"As seen by the user {user}, with HOME {tmp_path} and the variables AWS_ACCESS_KEY_ID, " in said
    assert "AWS_SESSION_TOKEN." in said and "AWS_REGION" not in said
    assert "`awaitd check --credentials --as-service` asks it" in said
    assert "hidden-token" not in said
    assert "without HOME" in awaitd("check", "--credentials", "w.yaml", HOME=None).stdout


def test_the_daemon_says_what_it_finds_itself(start, daemon, awaitd, tmp_path):
    simulator = start(scenario(lifetime=600))
    service = tmp_path / "service"
    service.mkdir()
    config(service, "[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = hidden-secret\n[profile p]\n")
    started = daemon(LIST.format(more=""), endpoint=simulator.url, **{**NO_KEYS, "HOME": str(service)})
    started.wait_for(lambda d: d.told("started"))
    # This command has other credentials, and needs no watch list.
    result = awaitd("check", "--credentials", "--as-service", **NO_KEYS)
    assert result.returncode == 0 and result.stderr == "", result.stderr
    said = " ".join(result.stdout.split())
    user = pwd.getpwuid(os.geteuid()).pw_name
    assert f"As seen by the daemon at {started.socket}, which runs as the user {user}, with HOME {service} and" in said
    assert "Credentials of the default chain, for 1 watch:" in said and "OK: access key …MPLE, without an end" in said
    assert f"profile 'default' in {service}/.aws/config" in said
    assert "hidden-secret" not in said and "AKIDEXAMPLE" not in said
    # After a reload it is the new list.
    started.path.write_text(LIST.format(more=", profile: p"))
    assert awaitd("reload").returncode == 0
    result = awaitd("check", "--credentials", "--as-service", **NO_KEYS)
    assert result.returncode == 77 and "Credentials of profile 'p', for 1 watch:" in result.stdout
    assert "NONE: " in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code"), [((), 69), (("w.yaml",), 64), (("--config", "w.yaml"), 64)], ids=["no daemon", "path", "list"]
)
def test_asking_the_service_needs_a_daemon_and_no_file(awaitd, tmp_path, arguments, code):
    (tmp_path / "w.yaml").write_text(LIST.format(more=""))
    assert awaitd("check", "--credentials", "--as-service", *arguments).returncode == code
    assert awaitd("check", "--as-service").returncode == 64


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a command as somebody else")
@pytest.mark.parametrize(
    "arguments", [["status"], ["reload"], ["check", "--credentials", "--as-service"]], ids=lambda arguments: arguments[-1]
)
@pytest.mark.parametrize("visible", [True, False], ids=["socket", "folder"])
def test_an_outsider_is_told_who_may_ask(arguments, visible):
    # Not pytest's own folder, which others cannot look into.
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        os.chmod(folder, 0o755)
        runtime = pathlib.Path(folder, "run")
        runtime.mkdir()
        listener.bind(str(runtime / "io.awaitd"))
        listener.listen()
        group = grp.getgrgid(1).gr_name
        for path in (runtime, runtime / "io.awaitd"):
            os.chown(path, 1, 1)
        os.chmod(runtime / "io.awaitd", 0o660)
        os.chmod(runtime, 0o755 if visible else 0o750)
        result = subprocess.run(
            [BINARY, *arguments, "--runtime-directory", str(runtime)], cwd="/", env=environment("/nowhere"), user=65534, group=65534,
            extra_groups=[], capture_output=True, text=True, timeout=20,
        )  # fmt: skip
        if result.returncode in (126, 127):
            pytest.skip("the binary is kept from other users")
        assert result.returncode == 69
        owner, outsider = pwd.getpwuid(1).pw_name, pwd.getpwuid(65534).pw_name
        assert f"you may not ask the daemon at {runtime}/io.awaitd: only root, its user {owner} and the members" in result.stderr
        assert f"the group {group} may" in result.stderr and f"usermod -aG {group} {outsider}" in result.stderr
        assert "no daemon" not in result.stderr and "systemctl" not in result.stderr

# SPDX-License-Identifier: Apache-2.0
"""Messages by webhook, mail and apprise: with the real curl, real receivers on loopback, and a sendmail that keeps its mail."""

import email
import email.policy
import http.server
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

from awaitd import BINARY, environment

EVENT = "0123456789abcdef0123456789abcdef"
HOSTILE = "<!channel> @here *b* <a> \"q\" \\ ü"
NOTICE = {
    "AWAITD_EVENT": "transition", "AWAITD_EVENT_ID": EVENT, "AWAITD_PRIORITY": "3", "AWAITD_WATCH": HOSTILE,
    "AWAITD_MESSAGE": f"{HOSTILE}: INPROGRESS → FAILED after 42min", "AWAITD_STATE": "failed", "AWAITD_KIND": "evaluation",
    "AWAITD_RESOURCE_ID": "ev-1", "AWAITD_REGION": "us-east-1", "AWAITD_OBSERVED_AT": "2026-11-21T10:05:52.123Z",
}
# What nobody may read anywhere, in addresses and headers.
SECRET = "Xy7SecretOfTheTest"
APPRISE = shutil.which("apprise") or shutil.which("apprise", path=str(pathlib.Path(sys.executable).parent))


class Receiver:
    """A server that notes what it gets at each path, and answers as the path's script says; its last word is repeated."""

    def __init__(self):
        receiver = self
        self.requests = []
        self.scripts = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                name = self.path.strip("/").split("/")[0].split("?")[0]
                receiver.requests.append((name, time.monotonic(), dict(self.headers), body.decode()))
                script = receiver.scripts.get(name, [200])
                status, *more = (script.pop(0) if len(script) > 1 else script[0],)
                if isinstance(status, tuple):
                    status, *more = status
                delay = more[0] if more else 0
                if status == 429:
                    delay, wait = 0, delay
                time.sleep(delay)
                try:
                    self.send_response(status)
                    if status == 429:
                        self.send_header("Retry-After", str(wait))
                    if status == 302:
                        self.send_header("Location", f"/{SECRET}")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def got(self, name):
        return [request for request in self.requests if request[0] == name]


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def deliver(tmp_path):
    """Starts `awaitd deliver` with the text of its settings; what it is given is ended with the test."""
    running = []

    def starting(way, settings, *arguments, **more):
        file = tmp_path / f"{way}-{len(running)}.conf"
        file.write_text(settings)
        process = subprocess.Popen(
            [BINARY, "deliver", way, "--log", "text", "--settings", str(file), *arguments],
            env=environment(tmp_path, **{**NOTICE, **more}), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )
        running.append(process)
        return process

    yield starting
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def sendmail(tmp_path):
    """A `sendmail` that keeps its arguments and its mail, and then does what it is told to."""

    def making(then="exit 0"):
        path = tmp_path / "sendmail"
        path.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/arguments\ncat >>{tmp_path}/mail\n{then}\n')
        path.chmod(0o755)
        return str(path)

    return making


def ended(process, timeout=30):
    """The exit status, and what it said."""
    said, _ = process.communicate(timeout=timeout)
    return process.returncode, said


def free_port():
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        return server.server_address[1]


def test_a_webhook_gets_json_and_the_events_identity(deliver, receiver):
    formats = ("json", "slack", "discord", "teams", "ntfy")
    settings = "".join(
        f"url = {receiver.url}/{name}/{SECRET}\nformat = {name}\nheader = Authorization: Bearer {SECRET}\"\\x\n" for name in formats
    )
    status, said = ended(deliver("webhook", settings))
    assert status == 0 and SECRET not in said, said
    assert sorted(line.split(": ")[1] for line in said.splitlines()) == [f"webhook {number}" for number in range(1, 6)]
    bodies = {}
    for name in formats:
        ((_, _, headers, body),) = receiver.got(name)
        bodies[name] = json.loads(body)
        assert headers["Idempotency-Key"] == EVENT and headers["Content-Type"] == "application/json"
        assert headers["Authorization"] == f'Bearer {SECRET}"\\x'
    assert bodies["json"]["text"].startswith(NOTICE["AWAITD_MESSAGE"] + "\n\nevaluation ev-1 in us-east-1\n")
    assert bodies["json"]["fields"]["AWAITD_WATCH"] == HOSTILE
    assert bodies["ntfy"]["topic"] == SECRET and bodies["ntfy"]["message"] == bodies["json"]["text"]
    unescaped = bodies["slack"]["text"].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert unescaped == bodies["json"]["text"] and "<" not in bodies["slack"]["text"]
    assert bodies["discord"]["allowed_mentions"] == {"parse": []}


def test_what_each_receiver_answers_decides_for_it_alone(deliver, receiver):
    """Among them one that takes the body, and answers when nobody waits any more."""
    receiver.scripts = {
        "busy": [503, 200], "full": [(429, 12), 200], "wrong": [400], "moved": [302], "slow": [(200, 33), 200],
    }
    names = ("good", "busy", "full", "wrong", "moved", "slow")
    settings = "".join(f"url = {receiver.url}/{name}/{SECRET}\n" for name in names)
    settings += f"url = http://127.0.0.1:{free_port()}/{SECRET}\nurl = https://127.0.0.1:{receiver.port}/{SECRET}\n"
    process = deliver("webhook", settings)
    deadline = time.monotonic() + 60
    while len(receiver.got("slow")) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    status, said = ended(process, 10)
    assert status == 1 and SECRET not in said, said
    lines = [line.split(" ", 2)[2].split(" event_id=")[0] for line in said.splitlines()]
    assert "webhook 1: delivered" in lines and "webhook 2: delivered" in lines and "webhook 3: delivered" in lines
    assert "webhook 4: not delivered: it answered 400" in lines
    assert [line for line in lines if line.startswith("webhook 5: not delivered: it answered 302")]
    assert "webhook 6: not delivered yet, and tried again: no answer in time" in lines and "webhook 6: delivered" in lines
    assert "webhook 7: not delivered: stopped before it arrived; no connection" in lines
    assert [line for line in lines if line.startswith("webhook 8: not delivered: stopped before it arrived; no TLS")]
    assert sum("error: webhook 7:" in line for line in said.splitlines()) == 1
    assert all(f"event_id={EVENT}" in line for line in said.splitlines())
    counts = {name: len(receiver.got(name)) for name in names}
    assert counts == {"good": 1, "busy": 2, "full": 2, "wrong": 1, "moved": 1, "slow": 2}
    first, second = (at for _, at, _, _ in receiver.got("full"))
    assert second - first >= 12
    assert {headers["Idempotency-Key"] for _, _, headers, _ in receiver.requests} == {EVENT}


def test_nobody_reads_an_address_or_a_token_meanwhile(deliver, receiver, tmp_path):
    receiver.scripts = {"slow": [(200, 3)]}
    process = deliver(
        "webhook", f"url = {receiver.url}/slow/{SECRET}\nheader = Authorization: Bearer {SECRET}\n")
    while not receiver.got("slow"):
        assert process.poll() is None
        time.sleep(0.05)
    seen, curls = [], 0
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            arguments, variables = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        curls += b"curl" in arguments.split(b"\0")[0] and b"--config" in arguments
        seen += [folder.name] if SECRET.encode() in arguments + variables else []
    status, said = ended(process)
    assert status == 0 and curls >= 1 and seen == [] and SECRET not in said


@pytest.mark.parametrize(
    ("way", "settings", "words"),
    [
        ("webhook", f"url = {SECRET}", "webhook.conf:1: 'url' takes an address that begins with https://"),
        ("webhook", f"url = https://x/{SECRET}\nformat = {SECRET}", "webhook.conf:2: that is no format; valid formats: json"),
        ("webhook", "", "webhook.conf: it names no receiver: url = https://…"),
        ("mail", "to = a@b, c@d", "mail.conf:1: 'to' takes one address"),
        ("apprise", f"urls:\n - json://{SECRET}", "apprise.conf:1: write one address of apprise a line"),
    ],
)
def test_settings_that_are_wrong_say_where(deliver, way, settings, words):
    status, said = ended(deliver(way, settings))
    assert status == 78 and words in said and SECRET not in said
    assert f"error: {way}: not delivered: " in said and f"event_id={EVENT}" in said


def test_settings_come_from_the_credential(tmp_path, receiver):
    (tmp_path / "webhook.conf").write_text(f"url = {receiver.url}/good\n")
    variables = environment(tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path), **NOTICE)
    assert subprocess.run([BINARY, "deliver", "webhook"], env=variables, check=False).returncode == 0
    assert len(receiver.got("good")) == 1


def test_without_a_notice_it_says_who_starts_it(deliver):
    status, said = ended(deliver("webhook", "url = https://x", AWAITD_EVENT_ID=None))
    assert status == 64 and "there is no notice in the environment" in said


@pytest.mark.parametrize("name", [HOSTILE, "x\r\nBcc: evil@example.com", "plain", "名前" * 40])
def test_a_mail_is_one_that_mail_programs_read(deliver, sendmail, tmp_path, name):
    settings = "to = ops@example.com\nto = root\nfrom = awaitd@example.com\n"
    message = {"AWAITD_WATCH": name, "AWAITD_MESSAGE": f"{name}: INPROGRESS → FAILED\n.\nFrom x"}
    status, said = ended(deliver("mail", settings, "--program", sendmail(), **message))
    assert status == 0 and "info: mail: delivered" in said
    assert (tmp_path / "arguments").read_text() == "-i ops@example.com root\n"
    text = (tmp_path / "mail").read_bytes()
    mail = email.message_from_bytes(text, policy=email.policy.default)
    assert mail.defects == [] and mail["To"] == "ops@example.com, root" and mail["From"] == "awaitd <awaitd@example.com>"
    assert mail["Message-ID"] == f"<{EVENT}@awaitd.invalid>" and mail["Date"].datetime is not None
    assert mail["Bcc"] is None and len(mail.keys()) == 9
    clean = " ".join(name.split())
    subject = str(mail["Subject"])
    assert subject == f"{clean}: failed" or clean.startswith(subject.split("…")[0])
    assert mail.get_content().startswith(f"{clean}: INPROGRESS → FAILED . From x\n\nevaluation ev-1")
    assert max(len(line) for line in text.split(b"\n\n", 1)[1].splitlines()) <= 76


def test_a_sendmail_that_fails_is_tried_again_and_one_that_hangs_is_ended(deliver, tmp_path):
    """Within the minute that its unit has; nothing of it is left."""
    busy, hangs, refuses, talks = (tmp_path / name for name in ("busy", "hangs", "refuses", "talks"))
    busy.write_text(f"#!/bin/sh\ncat >>{tmp_path}/mail\n[ -e {tmp_path}/second ] || {{ touch {tmp_path}/second; exit 75; }}\n")
    hangs.write_text("#!/bin/sh\nsleep 987 &\nsleep 987\n")
    refuses.write_text("#!/bin/sh\necho 'no such user' >&2\nexit 67\n")
    talks.write_text("#!/bin/sh\ncat >/dev/null\necho 'mail system is down' >&2\n")
    began = time.monotonic()
    running = []
    for program in (busy, hangs, refuses, talks):
        program.chmod(0o755)
        running.append(deliver("mail", "to = root\n", "--program", str(program)))
    (busy_status, busy_said), (hung, hung_said), (refused, refused_said), (talked, talk_said) = (ended(it, 70) for it in running)
    assert time.monotonic() - began < 60
    assert busy_status == 0 and (tmp_path / "mail").read_text().count(f"Message-ID: <{EVENT}@awaitd.invalid>") == 2
    assert hung == 1 and f"error: mail: not delivered: {hangs} did not end in time" in hung_said
    assert refused == 1 and "error: mail: not delivered: sendmail ended with status 67: no such user" in refused_said
    assert talked == 0 and "warning: mail: accepted, with the remark: mail system is down" in talk_said
    lines = (b"sleep\x00987\x00",)
    left = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            left += [folder.name] if (folder / "cmdline").read_bytes() in lines else []
        except OSError:
            pass
    assert left == []


@pytest.mark.skipif(APPRISE is None, reason="apprise is not installed")
def test_apprise_is_run_once_for_each_address(deliver, receiver, tmp_path):
    receiver.scripts = {"wrong": [400]}
    settings = (
        f"# mine\njson://127.0.0.1:{receiver.port}/good/{SECRET}\nops=json://127.0.0.1:{free_port()}/{SECRET}\n"
        f"json://127.0.0.1:{receiver.port}/wrong/{SECRET}\n"
    )
    process = deliver("apprise", settings, "--program", APPRISE, TMPDIR=str(tmp_path))
    deadline = time.monotonic() + 40
    while len(receiver.got("good")) < 1 or len(receiver.got("wrong")) < 1:
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.1)
    # The dead one is tried a second time in the meantime.
    time.sleep(13)
    process.send_signal(signal.SIGTERM)
    status, said = ended(process, 10)
    assert status == 1 and SECRET not in said, said
    assert "info: apprise 1: delivered" in said and "error: apprise 3: not delivered: it answered 400" in said
    assert "error: apprise 2 (ops): not delivered: stopped before it arrived; apprise ended with status 1" in said
    ((_, _, _, body),), ((_, _, _, _),) = receiver.got("good"), receiver.got("wrong")
    assert json.loads(body)["message"].startswith(NOTICE["AWAITD_MESSAGE"])
    assert json.loads(body)["title"] == f"{HOSTILE}: failed"
    assert [path for path in tmp_path.iterdir() if path.name.startswith("awaitd-")] == []


LIST = """\
watches:
  - {name: churn-nightly, kind: evaluation, id: ev-1, region: us-east-1, on: {failed: awaitd-webhook@.service}}
"""


def test_a_test_notice_says_what_arrived(awaitd, receiver, tmp_path):
    (tmp_path / "watches.yaml").write_text(LIST)
    receiver.scripts = {"busy": [503]}
    arguments = ("test-notice", "--config", "watches.yaml", "--settings", str(tmp_path))
    done = awaitd(*arguments, "churn-nightly")
    assert done.returncode == 78 and done.stdout.splitlines() == [
        "webhook: not configured", "mail: not configured", "apprise: not configured",
    ]
    (tmp_path / "webhook.conf").write_text(f"url = {receiver.url}/good/{SECRET}\n")
    done = awaitd(*arguments, "churn-nightly")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["webhook: delivered", "mail: not configured", "apprise: not configured"]
    ((_, _, _, body),) = receiver.got("good")
    assert json.loads(body)["subject"] == "churn-nightly: test message"
    assert json.loads(body)["text"].startswith(
        "churn-nightly: a test of awaitd's messages; nothing has happened\n\nevaluation ev-1 in us-east-1\n")
    # Tried once: somebody waits for it.
    (tmp_path / "webhook.conf").write_text(f"url = {receiver.url}/good/{SECRET}\nurl = {receiver.url}/busy/{SECRET}\n")
    (tmp_path / "mail.conf").write_text("cc = x\n")
    done = awaitd(*arguments, "churn-nightly")
    assert done.returncode == 1 and done.stdout.splitlines() == [
        "webhook 1: delivered", "webhook 2: not delivered: it answered 503 (1 try)",
        "mail: not delivered: mail.conf:1: unknown key; valid keys: to, from", "apprise: not configured",
    ]


def test_a_test_notice_is_about_a_watch(awaitd, tmp_path):
    (tmp_path / "watches.yaml").write_text(LIST.replace(", on: {failed: awaitd-webhook@.service}", ""))
    done = awaitd("test-notice", "--config", "watches.yaml", "--settings", str(tmp_path), "churn-nigthly")
    assert done.returncode == 1
    assert done.stderr == "awaitd test-notice: no watch or matcher is named 'churn-nigthly'; did you mean 'churn-nightly'?\n"
    done = awaitd("test-notice", "--config", "watches.yaml", "--settings", str(tmp_path), "churn-nightly")
    assert "note: 'churn-nightly' names no unit under `on`" in done.stderr
    (tmp_path / "watches.yaml").write_text("watches: nonsense\n")
    assert awaitd("test-notice", "--config", "watches.yaml", "x").returncode == 78

# SPDX-License-Identifier: Apache-2.0
"""Messages by the packaged units: with the mail system of the image (Postfix, Exim or msmtp), curl and apprise, to receivers
in the container's network. Run by `Tests/System/run --suite messages`."""

from __future__ import annotations

import email
import email.policy
import json
import pathlib
import subprocess
import sys
import time

from life import ENDPOINT
from machine import Machine, until
from start_tests import play

PORT = 18099
SMTP_PORT = 18025
SECRET = "Xy7SecretOfTheTest"
WAYS = ("apprise", "mail", "webhook")
NAME = "churn nightly-ü"
# Notes what it gets as a line of JSON each: HTTP at one port, whose first path component is the status that it answers, and
# SMTP at the other.
RECEIVER = r"""
import http.server, json, socketserver, sys, threading, time
got = open(sys.argv[3], "a", buffering=1)
class HTTP(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        status = int(self.path.split("/")[1])
        got.write(json.dumps({"path": self.path, "key": self.headers.get("Idempotency-Key"), "body": body}) + "\n")
        if "slow" in self.path:
            time.sleep(5)
        self.send_response(status); self.send_header("Content-Length", "0"); self.end_headers()
    def log_message(self, *_): pass
class SMTP(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 test ESMTP\r\n")
        data = None
        for line in self.rfile:
            if data is not None:
                if line == b".\r\n":
                    got.write(json.dumps({"mail": b"".join(data).decode()}) + "\n"); data = None
                    self.wfile.write(b"250 ok\r\n")
                else:
                    data.append(line[1:] if line.startswith(b".") else line)
            elif line.upper().startswith(b"DATA"): data = []; self.wfile.write(b"354 go\r\n")
            elif line.upper().startswith(b"QUIT"): self.wfile.write(b"221 bye\r\n"); return
            else: self.wfile.write(b"250 ok\r\n")
class Server(socketserver.ThreadingTCPServer): allow_reuse_address = daemon_threads = True
threading.Thread(target=Server(("127.0.0.1", int(sys.argv[2])), SMTP).serve_forever, daemon=True).start()
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), HTTP).serve_forever()
"""

running: list[subprocess.Popen] = []


def notes(machine: Machine) -> pathlib.Path:
    return machine.root / "var/tmp/received"


def received(machine: Machine, path: str) -> list[dict]:
    lines = notes(machine).read_text().splitlines() if notes(machine).exists() else []
    return [note for note in map(json.loads, lines) if note.get("path", "").startswith(path)]


def mails(machine: Machine) -> list[email.message.EmailMessage]:
    """The mails of the user `ops`: in the mailbox, or with msmtp at the server that it sends to."""
    if mail_system(machine) == "msmtp":
        lines = notes(machine).read_text().splitlines() if notes(machine).exists() else []
        texts = [note["mail"] for note in map(json.loads, lines) if "mail" in note]
    else:
        box = machine.run("cat", "/var/mail/ops", check=False).stdout
        texts = [f"From {part}" for part in f"\n{box}".split("\nFrom ")[1:]]
        texts = [text.split("\n", 1)[1] for text in texts]
    return [email.message_from_string(text, policy=email.policy.default) for text in texts]


def mail_system(machine: Machine) -> str:
    for name, path in (("postfix", "/usr/sbin/postdrop"), ("exim", "/usr/sbin/exim4"), ("msmtp", "/usr/bin/msmtp")):
        if (machine.root / path.lstrip("/")).exists():
            return name
    raise AssertionError("the image has no mail system")


def message_log(machine: Machine, since: int) -> list[dict]:
    return [entry for entry in machine.journal("--boot", since=since) if "AWAITD_WAY" in entry]


def receiver(machine: Machine) -> subprocess.Popen:
    """Starts what webhooks and mail arrive at."""
    return subprocess.Popen(
        ["nsenter", "--target", str(machine.leader), "--net", "--", sys.executable, "-c", RECEIVER, str(PORT),
         str(SMTP_PORT), str(notes(machine))],
        stdin=subprocess.DEVNULL,
    )


def the_receivers_run(machine: Machine) -> None:
    machine.run("useradd", "--create-home", "ops")
    running.append(receiver(machine))
    system = mail_system(machine)
    if system == "postfix":
        machine.write("/etc/postfix/main.cf", (
            "compatibility_level = 3.6\nmyhostname = awaitd.test\nmydestination = awaitd.test, localhost\n"
            "inet_interfaces = loopback-only\ninet_protocols = ipv4\nalias_maps =\nalias_database =\nsmtputf8_enable = no\n"
        ))
        machine.run("systemctl", "restart", "postfix", timeout=60)
    elif system == "msmtp":
        machine.write("/etc/msmtprc", f"account default\nhost 127.0.0.1\nport {SMTP_PORT}\nfrom awaitd@awaitd.test\n")
    else:
        machine.run("systemctl", "restart", "exim4", timeout=60, check=False)
    print(f"      with {system}")


def without_their_files_the_units_do_nothing(machine: Machine) -> None:
    for way in WAYS:
        machine.write(f"/run/awaitd-dispatch/awaitd-{way}@x.service.env", 'AWAITD_EVENT_ID="x"\n')
    place = machine.place()
    for way in WAYS:
        machine.run("systemctl", "start", f"awaitd-{way}@x.service")
    assert message_log(machine, place) == []
    assert "awaitd-" not in machine.output("systemctl", "--failed", "--plain", "--no-legend")
    machine.write("/etc/awaitd/watches.yaml", f"watches:\n  - {{name: {NAME}, kind: evaluation, id: ev-1, region: us-east-1}}\n")
    done = machine.run("awaitd", "test-notice", NAME, check=False, timeout=60)
    assert done.returncode == 78 and done.stdout.count("not configured") == 3, done


def what_ends_reaches_people(machine: Machine) -> None:
    machine.write("/etc/awaitd/mail.conf", "to = ops\nfrom = awaitd@awaitd.test\n")
    machine.write("/etc/awaitd/webhook.conf", (
        f"url = http://127.0.0.1:{PORT}/200/slow/{SECRET}\nheader = Authorization: Bearer {SECRET}\n"
        f"url = http://127.0.0.1:{PORT}/400/{SECRET}\n"
    ), 0o600)
    machine.write("/etc/awaitd/apprise.conf", f"ops=json://127.0.0.1:{PORT}/201/{SECRET}\n", 0o600)
    units = ", ".join(f"awaitd-{way}@.service" for way in WAYS)
    place = play(machine, (
        f"defaults: {{region: us-east-1, endpoint: '{ENDPOINT}', poll: {{initial: 200ms, max: 1s}}}}\nwatches:\n"
        f"  - {{name: {NAME}, kind: evaluation, id: ev-1, on: {{failed: [{units}]}}}}\n"
    ), [{"kind": "evaluation", "id": "ev-1", "timeline": [{"at": 0, "status": "FAILED", "message": "<!channel> *b* @here"}]}])
    until(lambda: received(machine, "/200/slow"), "the webhook", 30)
    # While the receiver lets it wait: systemd shows the command line, and people look.
    # It ends with 3 for units that are still on their way.
    shown = machine.run("systemctl", "status", "--no-pager", "--full", "awaitd-webhook@*", "awaitd-apprise@*", check=False).stdout
    assert "awaitd deliver" in shown and SECRET not in shown, shown
    until(lambda: len(message_log(machine, place)) >= 4, "what became of it", 60)
    (mail,) = until(lambda: mails(machine), "the mail", 60)
    told = machine.journal("--boot", "AWAITD_EVENT=transition", since=place)[-1]
    event = told["AWAITD_EVENT_ID"]
    assert mail["Message-ID"] == f"<{event}@awaitd.invalid>" and mail["Subject"] == f"{NAME}: failed", str(mail)
    text = mail.get_content()
    assert text.startswith(told["MESSAGE"]) and text.rstrip().endswith(f"awaitd history '{NAME}'"), text
    ((hook,), (refused,)) = (received(machine, "/200"), received(machine, "/400"))
    assert hook["key"] == refused["key"] == event and json.loads(hook["body"])["fields"]["AWAITD_STATE"] == "failed"
    (chat,) = until(lambda: received(machine, "/201"), "apprise", 60)
    assert json.loads(chat["body"])["message"].startswith(told["MESSAGE"])
    time.sleep(1)
    log = {entry["AWAITD_WAY"]: entry for entry in message_log(machine, place)}
    assert {way: entry["PRIORITY"] for way, entry in log.items()} == {
        "mail": "6", "webhook 1": "6", "webhook 2": "3", "apprise (ops)": "6"}, log
    assert {entry["AWAITD_EVENT_ID"] for entry in log.values()} == {event}
    assert SECRET not in machine.output("journalctl", "--boot", "--no-pager", "--all", "--output=verbose")
    # Nothing is left of a unit that is done.
    until(lambda: "awaitd-mail" not in machine.output("systemctl", "list-units", "--plain", "--no-legend", "awaitd-*@*"), "the end")


def a_test_notice_says_what_arrives(machine: Machine) -> None:
    done = machine.run("awaitd", "test-notice", NAME, check=False, timeout=60)
    assert done.returncode == 1, done
    assert done.stdout.splitlines() == [
        "webhook 1: delivered", "webhook 2: not delivered: it answered 400", "mail: delivered", "apprise (ops): delivered",
    ], done
    machine.write("/etc/awaitd/webhook.conf", f"url = http://127.0.0.1:{PORT}/200/{SECRET}\n", 0o600)
    assert machine.run("awaitd", "test-notice", NAME, timeout=60).returncode == 0
    until(lambda: len(mails(machine)) == 3, "the mails", 60)


def a_mail_system_that_is_down_ends_the_unit_within_its_minute(machine: Machine) -> None:
    system = mail_system(machine)
    if system == "msmtp":
        machine.write("/etc/msmtprc", "account default\nhost 127.0.0.1\nport 1\nfrom awaitd@awaitd.test\n")
    elif system == "postfix":
        machine.run("systemctl", "stop", "postfix", timeout=60)
        # Not even a queue: postdrop would try for ever.
        machine.run("chmod", "0000", "/var/spool/postfix/maildrop")
        machine.run("chgrp", "root", "/usr/sbin/postdrop")
    else:
        machine.run("chmod", "0755", "/usr/sbin/exim4")
    place, began = machine.place(), time.monotonic()
    machine.write("/run/awaitd-dispatch/awaitd-mail@down.service.env", (
        'AWAITD_EVENT="transition"\nAWAITD_EVENT_ID="down"\nAWAITD_MESSAGE="x: failed"\nAWAITD_WATCH="x"\n'
    ))
    assert machine.run("systemctl", "start", "awaitd-mail@down.service", check=False, timeout=90).returncode != 0
    assert time.monotonic() - began < 62
    errors = [entry for entry in message_log(machine, place) if entry["PRIORITY"] == "3"]
    assert [(entry["AWAITD_WAY"], entry["AWAITD_EVENT_ID"]) for entry in errors] == [("mail", "down")], errors
    left = machine.run("pgrep", "--list-full", "postdrop|sendmail", check=False).stdout
    assert not left, left


def the_receivers_end(_: Machine) -> None:
    for process in running:
        process.terminate()
        process.wait(10)


TESTS = [
    the_receivers_run,
    without_their_files_the_units_do_nothing,
    what_ends_reaches_people,
    a_test_notice_says_what_arrives,
    a_mail_system_that_is_down_ends_the_unit_within_its_minute,
    the_receivers_end,
]

# SPDX-License-Identifier: Apache-2.0
"""A job that completes below its gate, with all that people may have set up: each way tells of it, and nothing goes on."""

from __future__ import annotations

import json

from life import ENDPOINT
from life_tests import start_simulator, told
from machine import Machine, until
from message_tests import PORT, SMTP_PORT, mails, received, receiver
from metrics_tests import SOCKET, firing, prometheus_runs, queried
from start_tests import HOOK
from unit_tests import WATCHES

UNMET = "BinaryAUC >= 0.95 (found 0.93)"
SCENARIO = "/etc/simulator/gate.json"
RUNS = [{"at": 0, "status": "INPROGRESS"}, {"at": 4, "status": "COMPLETED"}]
PROMOTE = "[Service]\nType=oneshot\nExecStart=/bin/touch /run/promoted\n"
UNITS = ["noted@.service", "promote@.service", "awaitd-mail@.service", "awaitd-webhook@.service"]
KEYS = "AWS_SHARED_CREDENTIALS_FILE=/etc/simulator/credentials"


def set_up(machine: Machine) -> None:
    """Gives it what people would have: a mail system, a webhook, units of their own."""
    machine.run("ln", "-sf", "/usr/bin/msmtp", "/usr/sbin/sendmail")
    machine.write("/etc/msmtprc", f"account default\nhost 127.0.0.1\nport {SMTP_PORT}\nfrom awaitd@awaitd.test\n")
    machine.write("/etc/awaitd/mail.conf", "to = ops@awaitd.test\nfrom = awaitd@awaitd.test\n")
    machine.write("/etc/awaitd/webhook.conf", f"url = http://127.0.0.1:{PORT}/200/gate\n", 0o600)
    machine.write("/etc/systemd/system/noted@.service", HOOK)
    machine.write("/etc/systemd/system/promote@.service", PROMOTE)
    machine.write("/etc/awaitd/units.allow", "\n".join(UNITS) + "\n")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", SOCKET)


def a_closed_gate_reaches_everybody_and_lets_nothing_through(machine: Machine) -> None:
    machine.run("sh", "-c", "rm -f /run/started /run/promoted")
    set_up(machine)
    people = receiver(machine)
    has_prometheus = prometheus_runs(machine)
    try:
        if has_prometheus:
            until(lambda: queried(machine, "up") == 1, "a scrape by Prometheus", 30)
        scenario = json.loads((machine.root / "etc/simulator/scenario.json").read_text())
        scenario |= {"resources": [{"kind": "evaluation", "id": "ev-gate", "timeline": RUNS}], "faults": []}
        machine.write(SCENARIO, json.dumps(scenario))
        start_simulator(machine, SCENARIO)
        place = machine.place()
        machine.write(WATCHES, json.dumps({
            "defaults": {"region": "us-east-1", "endpoint": ENDPOINT, "poll": {"initial": "200ms", "max": "400ms"}},
            "watches": [{
                "name": "gate", "kind": "evaluation", "id": "ev-gate", "expect": {"BinaryAUC": ">= 0.95"},
                "on": {"completed": ["promote@.service"], "unmet": [UNITS[0], *UNITS[2:]]},
            }],
        }))
        done = machine.run("env", KEYS, "awaitd", "wait", "gate", check=False)
        assert done.returncode == 2 and UNMET in done.stderr, done
        (end,) = until(lambda: told(machine, "AWAITD_EXPECTATION=unmet", since=place), "the notice")
        assert end["AWAITD_UNMET"] == UNMET and end["PRIORITY"] == "3", end
        started = machine.root / "run/started"
        until(lambda: started.exists() and started.read_text() == f"gate completed {end['AWAITD_EVENT_ID']}\n", "the unit")
        (hook,) = until(lambda: received(machine, "/200/gate"), "the webhook", 30)
        fields = json.loads(hook["body"])["fields"]
        assert hook["key"] == end["AWAITD_EVENT_ID"] and fields["AWAITD_UNMET"] == UNMET, hook
        (mail,) = until(lambda: mails(machine), "the mail", 30)
        assert mail["Message-ID"] == f"<{end['AWAITD_EVENT_ID']}@awaitd.invalid>" and UNMET in mail.get_content(), str(mail)
        report = json.loads(machine.run("awaitd", "doctor", "--json", check=False, timeout=15).stdout)
        news = [check for check in report["checks"] if check["verdict"] == "news"]
        assert [(check["subject"], check["fix"]) for check in news] == [("gate", "awaitd status gate")], report
        assert UNMET in news[0]["text"], news
        if has_prometheus:
            until(lambda: firing(machine, "AwaitdExpectationUnmet"), "the alert", 30)
        assert not (machine.root / "run/promoted").exists(), "what waits for a good end has begun"
        assert "awaitd" not in machine.output("systemctl", "--failed", "--plain", "--no-legend", "--no-pager")
    finally:
        people.terminate()
        people.wait(10)
        for unit in ("prometheus.service", SOCKET):
            machine.run("systemctl", "stop", unit, check=False)
        for path in ("/etc/awaitd/mail.conf", "/etc/awaitd/webhook.conf", "/usr/sbin/sendmail"):
            machine.remove(path)
        start_simulator(machine)


TESTS = [a_closed_gate_reaches_everybody_and_lets_nothing_through]

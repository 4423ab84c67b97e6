# SPDX-License-Identifier: Apache-2.0
"""A job that completes below its gate, with all that people may have set up: each way tells of it, and nothing goes on."""

from __future__ import annotations

import json
import subprocess
import sys

from life import ENDPOINT
from life_tests import start_simulator, told
from machine import Machine, until
from message_tests import PORT, RECEIVER, SMTP_PORT, mails, notes, received
from metrics_tests import ADDRESS, PROMETHEUS, RULES, SOCKET
from start_tests import HOOK
from unit_tests import WATCHES

UNMET = "BinaryAUC >= 0.95 (found 0.93)"
SCENARIO = "/etc/simulator/gate.json"
RUNS = [{"at": 0, "status": "INPROGRESS"}, {"at": 4, "status": "COMPLETED"}]
PROMOTE = "[Service]\nType=oneshot\nExecStart=/bin/touch /run/promoted\n"
UNITS = ["noted@.service", "promote@.service", "awaitd-mail@.service", "awaitd-webhook@.service"]
KEYS = "AWS_SHARED_CREDENTIALS_FILE=/etc/simulator/credentials"


def firing(machine: Machine) -> bool:
    query = "http://127.0.0.1:9090/api/v1/query?query=ALERTS%7Balertname%3D%22AwaitdExpectationUnmet%22,alertstate%3D%22firing%22%7D"
    try:
        return bool(machine.request("GET", query)["data"]["result"])  # type: ignore[index]
    except subprocess.SubprocessError:
        return False


def begin(machine: Machine) -> subprocess.Popen:
    """Sets up what people would have: a mail system, receivers, units of their own, Prometheus."""
    receiver = subprocess.Popen(
        ["nsenter", "--target", str(machine.leader), "--net", "--", sys.executable, "-c", RECEIVER, str(PORT),
         str(SMTP_PORT), str(notes(machine))],
        stdin=subprocess.DEVNULL,
    )
    machine.run("ln", "-sf", "/usr/bin/msmtp", "/usr/sbin/sendmail")
    machine.write("/etc/msmtprc", f"account default\nhost 127.0.0.1\nport {SMTP_PORT}\nfrom awaitd@awaitd.test\n")
    machine.write("/etc/awaitd/mail.conf", "to = ops@awaitd.test\nfrom = awaitd@awaitd.test\n")
    machine.write("/etc/awaitd/webhook.conf", f"url = http://127.0.0.1:{PORT}/200/gate\n", 0o600)
    machine.write("/etc/systemd/system/noted@.service", HOOK)
    machine.write("/etc/systemd/system/promote@.service", PROMOTE)
    machine.write("/etc/awaitd/units.allow", "\n".join(UNITS) + "\n")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", SOCKET)
    if machine.run("test", "-x", PROMETHEUS, check=False).returncode:
        print("      without Prometheus: Tests/prometheus has none for this host", flush=True)
        return receiver
    machine.write("/etc/prometheus/prometheus.yml", json.dumps({
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": [RULES],
        "scrape_configs": [{"job_name": "gate", "static_configs": [{"targets": ["%s:%d" % ADDRESS]}]}],
    }))
    machine.run(
        "systemd-run", "--quiet", "--unit=prometheus.service", "--collect", PROMETHEUS,
        "--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/var/tmp/prometheus",
        "--web.listen-address=127.0.0.1:9090",
    )
    until(lambda: machine.answers("http://127.0.0.1:9090/api/v1/query?query=up"), "Prometheus", 30)
    return receiver


def a_closed_gate_reaches_everybody_and_lets_nothing_through(machine: Machine) -> None:
    machine.run("sh", "-c", "rm -f /run/started /run/promoted")
    receiver = begin(machine)
    try:
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
        if not machine.run("test", "-x", PROMETHEUS, check=False).returncode:
            until(lambda: firing(machine), "the alert", 30)
        assert not (machine.root / "run/promoted").exists(), "what waits for a good end has begun"
        assert "awaitd" not in machine.output("systemctl", "--failed", "--plain", "--no-legend", "--no-pager")
    finally:
        receiver.terminate()
        receiver.wait(10)
        for unit in ("prometheus.service", SOCKET):
            machine.run("systemctl", "stop", unit, check=False)
        for path in ("/etc/awaitd/mail.conf", "/etc/awaitd/webhook.conf", "/usr/sbin/sendmail"):
            machine.remove(path)
        start_simulator(machine)


TESTS = [a_closed_gate_reaches_everybody_and_lets_nothing_through]

# SPDX-License-Identifier: Apache-2.0
"""A credentials file that is rewritten a thousand times, beside an instance with a role: never as another identity.

Part of the suite `hostile`; it takes ten minutes. AWAITD_REWRITES says how often (default: 1000).
"""

from __future__ import annotations

import json
import os
import time

from life import ACCESS_KEY, ENDPOINT, SECRET_KEY, SESSION_TOKEN, credentials_file
from life_tests import start_simulator, told
from machine import Machine, until
from unit_tests import DROP_INS, UNIT, WATCHES

REWRITES = int(os.environ.get("AWAITD_REWRITES", "1000"))
FILE = "/etc/awaitd/rewritten-credentials"
SCENARIO = "/etc/simulator/identity.json"
MOVED = "Credentials come from another source than before"


def the_file_is_used_although_the_instance_has_a_role(machine: Machine) -> None:
    machine.run("systemctl", "stop", UNIT, check=False)
    keys = {"access_key_id": ACCESS_KEY, "secret_access_key": SECRET_KEY, "session_token": SESSION_TOKEN}
    job = {"kind": "evaluation", "id": "ev-1", "timeline": [{"at": 0, "status": "INPROGRESS"}]}
    machine.write(SCENARIO, json.dumps({"credentials": [keys], "resources": [job], "issuer": {"lifetime": 3600}}))
    machine.write(FILE, credentials_file())
    machine.write(WATCHES, (
        "defaults: {region: us-east-1, poll: {initial: 100ms, max: 200ms}}\nlimits: {rate: unlimited}\n"
        "watches: [{kind: evaluation, id: ev-1}]\n"
    ))
    # Instead of LoadCredential=, which would come first.
    machine.write(f"{DROP_INS}/test.conf", (
        f"[Service]\nEnvironment=AWS_ENDPOINT_URL={ENDPOINT} AWS_EC2_METADATA_SERVICE_ENDPOINT={ENDPOINT}\n"
        f"Environment=AWS_SHARED_CREDENTIALS_FILE={FILE}\nSystemCallErrorNumber=kill\n"
    ))
    machine.run("systemctl", "daemon-reload")
    start_simulator(machine, SCENARIO)
    machine.run("systemctl", "start", UNIT)
    until(lambda: seen_requests(machine) > 5, "some polls")
    assert others(machine) == [], others(machine)


def rewritten_a_thousand_times_it_is_never_replaced_by_the_role(machine: Machine) -> None:
    place = machine.place()
    path = machine.root / FILE.lstrip("/")
    for number in range(REWRITES):
        # What `helper >file` does: emptied first, and written when the helper has what it wants.
        with path.open("w") as file:
            time.sleep(0.4)
            file.write(credentials_file())
        # Now and then it stands still long enough to be taken.
        time.sleep(1.2 if number % 25 == 24 else 0.02 * (number % 5))
        if number % 100 == 99:
            assert others(machine) == [], (number, others(machine))
    counts = machine.request("GET", f"{ENDPOINT}/_simulator/counts")
    assert counts["issued_credentials"] == 0 and "AgentCredentials" not in counts["by_operation"], counts
    assert counts["signature_errors"] == 0 and counts["by_operation"]["GetEvaluation"] > REWRITES, counts
    lost = told(machine, "AWAITD_EVENT=visibility-lost", since=place)
    assert lost == [], [entry["MESSAGE"] for entry in lost]
    assert not moved(machine, place)


def emptied_for_good_it_is_lost_after_a_minute_and_the_role_waits_for_a_reload(machine: Machine) -> None:
    place = machine.place()
    machine.write(FILE, "")
    began = time.monotonic()
    lost = until(lambda: told(machine, "AWAITD_EVENT=visibility-lost", since=place), "the loss", 90)
    assert time.monotonic() - began > 58
    assert len(lost) == 1 and lost[0]["AWAITD_VISIBILITY"] == "unauthorized", lost
    assert "have been lost" in lost[0]["MESSAGE"], lost[0]["MESSAGE"]
    time.sleep(35)  # A broken source is tried again within 30 s.
    counts = machine.request("GET", f"{ENDPOINT}/_simulator/counts")
    assert counts["issued_credentials"] == 0, counts

    machine.run("systemctl", "reload", UNIT)
    until(lambda: told(machine, "AWAITD_EVENT=visibility-restored", since=place), "the role's credentials")
    assert until(lambda: moved(machine, place), "the line about it")
    counts = machine.request("GET", f"{ENDPOINT}/_simulator/counts")
    assert counts["issued_credentials"] > 0, counts
    machine.run("systemctl", "stop", UNIT)


def seen_requests(machine: Machine) -> int:
    return machine.request("GET", f"{ENDPOINT}/_simulator/counts")["by_operation"].get("GetEvaluation", 0)


def others(machine: Machine) -> list:
    """The last requests that were signed by another key, or asked for one."""
    requests = machine.request("GET", f"{ENDPOINT}/_simulator/requests")
    return [
        request["uri"] for request in requests
        if not any(name.lower() == "authorization" and f"Credential={ACCESS_KEY}/" in value for name, value in request["headers"])
    ]


def moved(machine: Machine, since: int) -> list[dict]:
    return [entry for entry in told(machine, since=since) if entry["MESSAGE"].startswith(MOVED)]


TESTS = [
    the_file_is_used_although_the_instance_has_a_role,
    rewritten_a_thousand_times_it_is_never_replaced_by_the_role,
    emptied_for_good_it_is_lost_after_a_minute_and_the_role_waits_for_a_reload,
]

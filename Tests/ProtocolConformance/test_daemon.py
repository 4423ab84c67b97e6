# SPDX-License-Identifier: Apache-2.0
"""The daemon watches one resource of every kind, with responses generated from botocore's models."""

import json
import os
import random
import re
import subprocess
import threading
from pathlib import Path
from typing import Any

import oracle
import pytest
import recorded_service
import table
from test_kinds import identity
from test_recorded import KEY, SECRET, environment, stop

TIMEOUT = 60.0

pytestmark = pytest.mark.skipif(not os.access(table.AWAITD, os.X_OK), reason="awaitd is not built")


class Followed:
    """A daemon that watches one resource of each kind at a recorded service, until its notices are `enough`."""

    def __init__(self, folder: Path, service: recorded_service.RecordedService, ids: dict[str, list[str]]) -> None:
        self.notices: dict[str, list[dict[str, str]]] = {name: [] for name in ids}
        self.service = service
        watches = [{"name": name, "kind": name, "id": "/".join(parts)} for name, parts in ids.items()]
        path = folder / "watches.yaml"
        defaults = {"region": "us-east-1", "endpoint": service.url, "poll": {"initial": "50ms", "max": "1s"}}
        path.write_text(json.dumps({"defaults": defaults, "limits": {"rate": "unlimited"}, "watches": watches}))
        daemon = subprocess.Popen(
            [table.AWAITD, "run", "--config", path, "--log", "json"],
            stdout=subprocess.PIPE, stderr=(folder / "stderr").open("w"), text=True, env=environment(folder, None),
        )
        patience = threading.Timer(TIMEOUT, daemon.kill)
        patience.start()
        try:
            for line in daemon.stdout:
                notice = json.loads(line)
                if "AWAITD_WATCH" in notice:
                    self.notices[notice["AWAITD_WATCH"]].append(notice)
                if all(map(self.is_told, table.kinds())):
                    break
        finally:
            patience.cancel()
            stop(daemon)
            service.stop()

    def is_told(self, kind: table.Kind) -> bool:
        """Whether as much is told of a kind's resource as the service has to tell."""
        told = self.notices[kind["name"]]
        if not self.service.is_life:
            return bool(told)
        return bool(told) and told[-1].get("AWAITD_STATE") == self.service.life(kind)[-1]["state"]


def identities() -> dict[str, list[str]]:
    """The parts of an id for each kind."""
    rng = random.Random(4)
    return {kind["name"]: identity(kind, rng) for kind in table.kinds()}


@pytest.fixture(scope="module", params=[["completed"], ["failed"]], ids=["completed", "failed"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The first notice about each watch, and the service that was polled."""
    ids = identities()
    service = recorded_service.RecordedService(ids, request.param)
    followed = Followed(tmp_path_factory.mktemp("daemon"), service, ids)
    return {"notices": {name: all_of[0] for name, all_of in followed.notices.items() if all_of}, "service": service}


def test_every_kind_is_followed_through_its_life(tmp_path: Path) -> None:
    ids = identities()
    service = recorded_service.RecordedService(ids, ["pending", "in-progress", "completed"], is_life=True)
    followed = Followed(tmp_path, service, ids)
    for kind in table.kinds():
        expected = [("transition", one["state"]) for one in service.life(kind)]
        told = [(one["AWAITD_EVENT"], one.get("AWAITD_STATE")) for one in followed.notices[kind["name"]]]
        assert told == expected, kind["name"]
    check_signatures(service.requests)


def is_doubted(kind: table.Kind, notice: dict[str, str]) -> bool:
    """Whether a detail or reason of a completion makes it a bad one, by the kind's caveats."""
    for member, condition in kind["caveats"].items():
        key = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[.]", "_", member).upper()
        is_reason = member in kind["answer"]["reasons"]
        value = notice.get("AWAITD_REASON" if is_reason else f"AWAITD_DETAIL_{key}", "")
        word, _, wanted = condition.partition(" ")
        holds = {
            "present": lambda: value not in ("", "[]", "{}"), ">": lambda: float(value or 0) > float(wanted),
            "==": lambda: value == wanted, "!=": lambda: value not in ("", wanted),
        }
        if holds[word]():
            return True
    return False


def test_every_kind_is_told(told: dict[str, Any]) -> None:
    for kind in table.kinds():
        notice, expected = told["notices"].get(kind["name"]), told["service"].expected(kind)
        assert notice is not None, f"{kind['name']} is told"
        assert notice["AWAITD_EVENT"] == "transition", notice
        assert notice["AWAITD_KIND"] == kind["name"]
        assert notice["AWAITD_OPERATION"] == kind["operation"]
        assert notice["AWAITD_STATE"] == expected["state"], notice
        assert notice["AWAITD_STATUS"] == expected["read"]["status"]
        assert notice.get("AWAITD_REASON") == expected["read"].get("reason")
        doubted = expected["state"] == "completed" and (expected["isWarning"] or is_doubted(kind, notice))
        assert ("AWAITD_CAVEAT" in notice) == doubted, notice
        priority = "3" if expected["state"] == "failed" else "4" if doubted or expected["isWarning"] else "5"
        assert notice["PRIORITY"] == priority, notice
        if notice["AWAITD_STATE"] == "failed" and "reason" in expected["read"]:
            assert expected["read"]["reason"] in notice["MESSAGE"]


def test_every_request_is_signed_for_its_service(told: dict[str, Any]) -> None:
    check_signatures(told["service"].requests)


def check_signatures(requests: list[dict[str, Any]]) -> None:
    """Compares the signature of each request with botocore's, and sees that every service of the table was asked."""
    names = {kind["service"]["signing_name"] for kind in table.kinds()}
    seen = set()
    for one in requests:
        headers = {name.lower(): value for name, value in one["headers"]}
        scope = headers["authorization"].split("Credential=")[1].split(",")[0].split("/")
        seen.add(scope[3])
        signed = headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
        date = headers["x-amz-date"]
        expected = oracle.sign(
            {
                "method": one["method"],
                "url": f"http://{headers['host']}{one['uri']}",
                "headers": [[name, value] for name, value in one["headers"] if name.lower() in signed],
                "body": one["body"],
            },
            access_key=KEY, secret_key=SECRET, token=None, region="us-east-1", service=scope[3],
            time=f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[9:11]}:{date[11:13]}:{date[13:15]}Z",
        )
        assert headers["authorization"] == expected.authorization
    assert seen == names

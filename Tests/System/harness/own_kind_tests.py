# SPDX-License-Identifier: Apache-2.0
"""A kind of one's own for an operation that is not built in: its id in a list, its status in a list, a POST body."""

from __future__ import annotations

import json

from machine import Machine, until
from peer import Peer
from unit_tests import UNIT, WATCHES

PORT = 18_437
# Written from awaitd.watches(5) and the API reference of AWS Batch, DescribeComputeEnvironments.
LIST = """\
defaults: {{region: us-east-1, endpoint: '{url}', poll: {{initial: 200ms, max: 1s}}}}
kinds:
  - name: batch-compute-environment
    title: AWS Batch compute environment
    service: batch
    protocol: rest-json
    operation: DescribeComputeEnvironments
    method: POST
    path: /v1/describecomputeenvironments
    id: computeEnvironments[]
    fixed: {{maxResults: 1}}
    status: computeEnvironments[0].status
    reason: computeEnvironments[0].statusReason
    highlights: [state]
    details: ["computeEnvironments[0].state"]
    statuses:
      CREATING: in-progress
      UPDATING: in-progress
      VALID: completed
      INVALID: failed
      DELETING: deleted
      DELETED: deleted
watches:
  - {{name: gpu, kind: batch-compute-environment, id: gpu-spot}}
"""


def answer(status: str | None) -> dict:
    item = {"computeEnvironmentName": "gpu-spot", "status": status, "state": "ENABLED", "statusReason": f"it is {status}"}
    return {"computeEnvironments": [item] if status else []}


def an_own_kind_is_followed_to_its_end(machine: Machine) -> None:
    machine.run("systemctl", "stop", UNIT, check=False)
    place = machine.place()
    with Peer(machine, PORT, answer(None)) as peer:
        machine.write(WATCHES, LIST.format(url=peer.url))
        machine.run("systemctl", "start", UNIT)

        def told() -> list[tuple[str, str | None]]:
            entries = machine.journal("--boot", f"--unit={UNIT}", "AWAITD_WATCH=gpu", since=place)
            return [(entry["AWAITD_EVENT"], entry.get("AWAITD_STATUS")) for entry in entries
                    if entry["AWAITD_EVENT"] in ("transition", "anomaly", "not-found")]

        until(lambda: peer.requests() > 0, "a request")
        for status in ("CREATING", "INVALID"):
            peer.answers(answer(status))
            until(lambda: told()[-1:] == [("transition", status)], f"the transition to {status}", seconds=20)
        request = peer.last_request()
        assert (request["method"], request["path"]) == ("POST", "/v1/describecomputeenvironments"), request
        assert json.loads(request["body"]) == {"computeEnvironments": ["gpu-spot"], "maxResults": 1}, request
        assert "/us-east-1/batch/aws4_request" in request["headers"]["Authorization"], request["headers"].keys()
        end = machine.journal("--boot", f"--unit={UNIT}", "AWAITD_WATCH=gpu", "AWAITD_STATUS=INVALID", since=place)[-1]
        assert end["PRIORITY"] == "3" and end["AWAITD_REASON"] == "it is INVALID", end
        assert end["AWAITD_DETAIL_STATE"] == "ENABLED" and "AWAITD_DETAIL_COMPUTE_ENVIRONMENT_NAME" not in end, end


TESTS = [an_own_kind_is_followed_to_its_end]

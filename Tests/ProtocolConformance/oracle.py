# SPDX-License-Identifier: Apache-2.0
"""botocore's signature of a request that awaitd built: the same headers, the same body, the same time."""

import datetime
from typing import Any
from unittest import mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials

# The headers that a signer adds; all others are the request's own.
ADDED = {"host", "x-amz-date", "x-amz-security-token", "authorization"}


class Signed:
    """A request as botocore signs it."""

    def __init__(self, authorization: str, canonical_request: str) -> None:
        self.authorization = authorization
        self.canonical_request = canonical_request


def sign(
    request: dict[str, Any], *, access_key: str, secret_key: str, token: str | None, region: str, service: str, time: str
) -> Signed:
    """Signs `request` (method, url, headers, body) as of `time`, an RFC 3339 time in UTC."""
    headers = {name: value for name, value in request["headers"] if name.lower() not in ADDED}
    aws_request = botocore.awsrequest.AWSRequest(
        method=request["method"], url=request["url"], headers=headers, data=request["body"].encode()
    )
    credentials = botocore.credentials.Credentials(access_key, secret_key, token)
    signer = botocore.auth.SigV4Auth(credentials, service, region)
    moment = datetime.datetime.fromisoformat(time.replace("Z", "+00:00"))
    with mock.patch("botocore.auth.get_current_datetime", return_value=moment.replace(tzinfo=None)):
        signer.add_auth(aws_request)
    authorization = aws_request.headers["Authorization"]
    # The signer adds its own header and would then take it for one of the request's.
    del aws_request.headers["Authorization"]
    return Signed(authorization, signer.canonical_request(aws_request))

# SPDX-License-Identifier: Apache-2.0
"""moto as a server that checks signatures as AWS does, and logs what it checked.

moto 5 recomputes a signature with botocore. In two places it requires what no AWS client sends. Only these are corrected here:

- a request without a body is recomputed with its headers as its body, so every GET of a REST service is refused, even boto3's;
- AssumeRoleWithWebIdentity must be signed, although its caller is identified by the token and has no keys to sign with.

The kernel picks the port, which is the first line of output. Each further line is a checked request: `accepted ACTION` or
`refused ACTION`.
"""

import os
import signal
import sys

from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.exceptions import SignatureDoesNotMatchError
from moto.iam.access_control import IAMRequestBase
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

UNSIGNED = "AssumeRoleWithWebIdentity"

recomputed = IAMRequestBase._create_aws_request
checked_signature = IAMRequestBase.check_signature
checked_action = ActionAuthenticatorMixin._authenticate_and_authorize_action


def with_the_body_that_was_sent(self):
    request = recomputed(self)
    if int(self._headers.get("Content-Length") or 0) == 0:
        request.data = b""
    return request


def written_down(self):
    try:
        checked_signature(self)
    except SignatureDoesNotMatchError:
        print(f"refused {self._action}", flush=True)
        raise
    print(f"accepted {self._action}", flush=True)


def unless_it_is_unsigned(self, *arguments, **more):
    if self._get_action() == UNSIGNED and "Authorization" not in self.headers:
        print(f"unsigned sts:{UNSIGNED}", flush=True)
        return
    checked_action(self, *arguments, **more)


def main():
    IAMRequestBase._create_aws_request = with_the_body_that_was_sent
    IAMRequestBase.check_signature = written_down
    ActionAuthenticatorMixin._authenticate_and_authorize_action = unless_it_is_unsigned
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler)
    os.environ["MOTO_PORT"] = str(server.port)
    print(server.port, flush=True)
    server.serve_forever()


main()

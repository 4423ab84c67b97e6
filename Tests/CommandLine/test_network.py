# SPDX-License-Identifier: Apache-2.0
"""The connection to AWS: certificates, proxies, and connections that were idle too long."""

import base64
import re
import shutil
import time

import pytest

from hostile import GOOD, Authority, Proxy, Server, answer, reset
from simulator import until

WATCHES = """
defaults: {region: us-east-1, poll: {initial: 40ms, max: 40ms}}
limits: {rate: unlimited}
watches:
  - {name: w, kind: evaluation, id: ev-1, endpoint: "ENDPOINT"}
"""
HOST = "aws.example.com"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def opened():
    """Servers and proxies that stop with the test."""
    running = []

    def opening(server):
        running.append(server)
        return server

    yield opening
    for server in running:
        server.close()


def good(server, connection, number):
    return answer()


@pytest.fixture
def polls(daemon):
    """Runs a daemon that polls an endpoint; returns its debug lines once they meet a condition."""

    def polling(endpoint, condition, watches=WATCHES, **more):
        started = daemon(watches.replace("ENDPOINT", endpoint), "--debug", **more)

        def lines():
            return [line for line in started.error_path.read_text().splitlines() if "Polled" in line]

        until(lambda: condition(lines()), 30)
        return lines()

    return polling


def reasons(lines):
    return [re.search(r"class=(\S+) error_code=(\S+) .*?reason=(.*) watch=", line).groups() for line in lines if "class=" in line]


def refusal(polls, port, **more):
    """The error of the first poll."""
    lines = polls(f"https://localhost:{port}", lambda lines: lines, **more)
    cause, code, reason = reasons(lines)[0]
    return cause, code, reason


def test_an_authority_of_ones_own_is_trusted_when_named(opened, polls, authority):
    server = opened(Server(good, authority.context("good")))
    lines = polls(f"https://localhost:{server.port}", lambda lines: len(lines) > 3, AWS_CA_BUNDLE=str(authority.file))
    assert not reasons(lines)
    assert server.connections == 1, "one connection carries all polls"


def test_a_profiles_ca_bundle_is_trusted(opened, polls, authority, tmp_path):
    server = opened(Server(good, authority.context("profile")))
    config = tmp_path / "config"
    config.write_text(f"[default]\nca_bundle = {authority.file}\n")
    lines = polls(f"https://localhost:{server.port}", lambda lines: len(lines) > 3, AWS_CONFIG_FILE=str(config))
    assert not reasons(lines)


ASSUMED = """<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId>
<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>"""


@pytest.mark.parametrize("trusting", ["ml", "default"])
def test_a_profiles_ca_bundle_is_trusted_by_its_role_and_by_no_others(opened, awaitd, authority, tmp_path, trusting):
    server = opened(Server(lambda server, connection, number: answer(ASSUMED.encode()), authority.context("sts")))
    bundle = f"ca_bundle = {authority.file}\n"
    (tmp_path / "config").write_text(
        f"[default]\n{bundle if trusting == 'default' else ''}\n[profile ml]\n{bundle if trusting == 'ml' else ''}"
        f"endpoint_url = https://localhost:{server.port}\nrole_arn = arn:aws:iam::123456789012:role/R\n"
        "credential_source = Environment\n"
    )
    (tmp_path / "w.yaml").write_text("watches: [{kind: evaluation, id: ev-1, region: us-east-1, profile: ml}]\n")
    result = awaitd("check", "--credentials", "w.yaml", AWS_CONFIG_FILE=str(tmp_path / "config"))
    assert result.returncode == (0 if trusting == "ml" else 77), result.stdout
    assert ("OK: access key" in result.stdout) == (trusting == "ml")


@pytest.mark.parametrize("own", [False, True], ids=["unknown authority", "self-signed"])
def test_who_signed_it_matters(opened, polls, authority, own):
    server = opened(Server(good, authority.context(f"unknown-{own}", own=own)))
    cause, code, reason = refusal(polls, server.port)
    assert (cause, code) == ("transient", "CertificateRefused")
    assert "is self-signed or signed by an authority that this machine does not trust" in reason
    assert "AWS_CA_BUNDLE" in reason
    assert not server.requests, "nothing was asked of a stranger"


def test_an_expired_certificate_says_when(opened, polls, authority):
    server = opened(Server(good, authority.context("expired", ends="20240229120000Z")))
    cause, code, reason = refusal(polls, server.port, AWS_CA_BUNDLE=str(authority.file))
    assert (cause, code) == ("transient", "CertificateRefused")
    assert reason == f"the certificate of localhost:{server.port} expired on 2024-02-29"
    assert not server.requests


def test_a_certificate_from_the_future_says_so(opened, polls, authority):
    server = opened(Server(good, authority.context("future", begins="20890101000000Z")))
    _, _, reason = refusal(polls, server.port, AWS_CA_BUNDLE=str(authority.file))
    assert "is not valid before 2089-01-01, or this machine's clock is wrong" in reason


def test_another_hosts_certificate_is_refused(opened, polls, authority):
    server = opened(Server(good, authority.context("other", host="other.example.com")))
    cause, code, reason = refusal(polls, server.port, AWS_CA_BUNDLE=str(authority.file))
    assert (cause, code) == ("transient", "CertificateRefused")
    assert f"the certificate of localhost:{server.port} is for another host" in reason
    assert not server.requests


@pytest.mark.parametrize(
    "content, words", [(None, "does not exist"), ("", "has no certificates in it"), ("-----BEGIN", "has no certificates in it")]
)
def test_an_unusable_bundle_is_told_at_once(opened, polls, authority, tmp_path, content, words):
    server = opened(Server(good, authority.context("bundle")))
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)
    cause, code, reason = refusal(polls, server.port, AWS_CA_BUNDLE=str(bundle))
    assert (cause, code) == ("rejected", "CertificatesUnusable")
    assert f"{bundle} {words}" in reason
    assert server.connections == 0


def test_a_changed_bundle_counts_when_it_stands_still(opened, daemon, authority, tmp_path):
    server = opened(Server(good, authority.context("changing")))
    other = Authority(tmp_path / "other")
    bundle = tmp_path / "bundle.pem"
    shutil.copy(other.file, bundle)
    started = daemon(
        WATCHES.replace("ENDPOINT", f"https://localhost:{server.port}"), "--debug", AWS_CA_BUNDLE=str(bundle)
    )
    until(lambda: "CertificateRefused" in started.error_path.read_text())
    shutil.copy(authority.file, bundle)
    until(lambda: "status=INPROGRESS" in started.error_path.read_text())
    # While it is being written again, the last one counts.
    known = len(started.error_path.read_text())
    for _ in range(3):
        with bundle.open("w") as file:
            time.sleep(0.4)
            file.write(authority.file.read_text())
    until(lambda: started.error_path.read_text().count("status=INPROGRESS", known) > 2)
    assert "class=" not in started.error_path.read_text()[known:]


def through(proxy, **more):
    return {"https_proxy": f"http://127.0.0.1:{proxy.port}", **more}


def test_a_proxy_tunnels_to_aws(opened, polls, authority):
    server = opened(Server(good, authority.context("tunnel", host=HOST)))
    proxy = opened(Proxy(targets={HOST: server.port}))
    lines = polls(
        f"https://{HOST}", lambda lines: len(lines) > 3, AWS_CA_BUNDLE=str(authority.file), **through(proxy)
    )
    assert not reasons(lines)
    assert [(method, target) for method, target, _ in proxy.seen] == [("CONNECT", f"{HOST}:443")]
    assert "authorization" not in proxy.seen[0][2]


def test_a_proxy_is_signed_in_to_and_the_password_is_not_told(opened, polls, authority, tmp_path):
    server = opened(Server(good, authority.context("sign-in", host=HOST)))
    wanted = "Basic " + base64.b64encode(b"me:s3cr3t@word").decode()
    proxy = opened(Proxy(authorization=wanted, targets={HOST: server.port}))
    variables = {"HTTPS_PROXY": f"http://me:s3cr3t%40word@127.0.0.1:{proxy.port}", "AWS_CA_BUNDLE": str(authority.file)}
    lines = polls(f"https://{HOST}", lambda lines: len(lines) > 3, **variables)
    assert not reasons(lines)
    assert proxy.seen[0][2]["proxy-authorization"] == wanted
    assert "s3cr3t" not in (tmp_path / "stderr").read_text()


def test_a_proxy_that_wants_a_password_says_so(opened, polls, tmp_path):
    proxy = opened(Proxy(authorization="Basic no"))
    variables = {"HTTPS_PROXY": f"http://me:s3cr3t@127.0.0.1:{proxy.port}"}
    cause, code, reason = reasons(polls(f"https://{HOST}", lambda lines: lines, **variables))[0]
    assert (cause, code) == ("transient", "ProxyRefused")
    assert f"the proxy 127.0.0.1:{proxy.port} requires a user name and password" in reason
    assert "s3cr3t" not in (tmp_path / "stderr").read_text()


def test_a_proxy_that_refuses_says_so(opened, polls):
    proxy = opened(Proxy(status="403 Forbidden"))
    cause, code, reason = reasons(polls(f"https://{HOST}", lambda lines: lines, **through(proxy)))[0]
    assert (cause, code) == ("transient", "ProxyRefused")
    assert "refused to open a tunnel" in reason


def test_a_proxy_that_is_not_there_is_named(opened, polls):
    proxy = Proxy()
    proxy.close()
    cause, code, reason = reasons(polls(f"https://{HOST}", lambda lines: lines, **through(proxy)))[0]
    assert (cause, code) == ("transient", "ConnectionRefused")
    assert f"the proxy 127.0.0.1:{proxy.port} refused the connection" in reason


def test_an_unusable_proxy_is_told_at_once_and_never_passed_over(opened, polls, tmp_path):
    variables = {"HTTPS_PROXY": "socks5://me:s3cr3t@127.0.0.1:1080"}
    cause, code, reason = reasons(polls(f"https://{HOST}", lambda lines: lines, **variables))[0]
    assert (cause, code) == ("rejected", "InvalidProxy")
    assert "the proxy in HTTPS_PROXY is not the address of an HTTP proxy" in reason
    said = (tmp_path / "stderr").read_text()
    assert "warning: A setting of the environment cannot be used" in said.splitlines()[0], "before the first poll"
    assert "s3cr3t" not in said


def test_this_machine_is_asked_without_a_proxy(opened, polls):
    server = opened(Server(good))
    proxy = opened(Proxy())
    address = f"http://127.0.0.1:{proxy.port}"
    lines = polls(
        f"http://127.0.0.1:{server.port}", lambda lines: len(lines) > 3, http_proxy=address, HTTPS_PROXY=address
    )
    assert not reasons(lines)
    assert not proxy.seen


def test_no_proxy_is_heeded(opened, polls):
    proxy = opened(Proxy())
    lines = polls("https://aws.invalid", lambda lines: lines, **through(proxy, NO_PROXY="aws.invalid:443"))
    assert reasons(lines)[0][1] == "NameNotResolved"
    assert not proxy.seen


def closing(how):
    """Answers the first request of each connection and closes it at the second, before any byte."""

    def handle(server, connection, number):
        if number == 1:
            return answer()
        how(connection)
        return None

    return handle


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize("how", [reset, lambda connection: connection.close()], ids=["reset", "closed"])
def test_a_connection_that_was_idle_too_long_is_no_miss(opened, polls, authority, how, encrypted):
    context = authority.context("idle") if encrypted else None
    server = opened(Server(closing(how), context))
    scheme = "https" if encrypted else "http"
    lines = polls(
        f"{scheme}://localhost:{server.port}", lambda lines: len(lines) >= 10, AWS_CA_BUNDLE=str(authority.file)
    )
    assert not reasons(lines)
    assert server.connections >= 9


def test_a_new_connection_that_breaks_is_a_miss(opened, polls):
    def handle(server, connection, number):
        if len(server.requests) == 1:
            return answer()
        reset(connection)
        return None

    server = opened(Server(handle))
    lines = polls(f"http://127.0.0.1:{server.port}", lambda lines: len(lines) >= 6)
    missed = reasons(lines)
    assert len(missed) == len(lines) - 1
    assert {cause for cause, _, _ in missed} == {"transient"}
    # The second poll was sent twice, since its connection had answered before; all others once.
    assert len(server.requests) in (len(lines) + 1, len(lines) + 2)


def test_half_an_answer_is_not_asked_for_again(opened, polls):
    def handle(server, connection, number):
        if number == 1:
            return answer()
        connection.sendall(answer(GOOD)[:20])
        reset(connection)
        return None

    server = opened(Server(handle))
    began = time.monotonic()
    lines = polls(f"http://127.0.0.1:{server.port}", lambda lines: len(lines) >= 6)
    assert reasons(lines)
    assert len(server.requests) <= len(lines) + 1
    assert time.monotonic() - began < 20

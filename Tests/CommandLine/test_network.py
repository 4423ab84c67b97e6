# SPDX-License-Identifier: Apache-2.0
"""The connection to AWS: addresses, certificates, proxies, and connections that were idle too long."""

import base64
import json
import re
import shutil
import subprocess
import sys
import time

import pytest

from awaitd import BINARY, ROOT, environment
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


def test_a_bundle_below_the_home_with_a_byte_order_mark_is_trusted(opened, polls, authority, tmp_path):
    server = opened(Server(good, authority.context("mark")))
    (tmp_path / "ca.pem").write_bytes(b"\xef\xbb\xbf" + authority.file.read_bytes())
    lines = polls(f"https://localhost:{server.port}", lambda lines: lines, REQUESTS_CA_BUNDLE="~/ca.pem")
    assert not reasons(lines)


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


def test_a_raw_at_sign_in_a_proxys_password_is_taken(opened, polls, authority):
    server = opened(Server(good, authority.context("raw", host=HOST)))
    wanted = "Basic " + base64.b64encode(b"me:p@ss").decode()
    proxy = opened(Proxy(authorization=wanted, targets={HOST: server.port}))
    variables = {"HTTPS_PROXY": f"http://me:p@ss@localhost:{proxy.port}", "AWS_CA_BUNDLE": str(authority.file)}
    assert not reasons(polls(f"https://{HOST}", lambda lines: lines, **variables))
    assert proxy.seen[0][2]["proxy-authorization"] == wanted


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


def test_what_is_set_and_covers_nothing_is_told_at_the_start(opened, daemon):
    server = opened(Server(good))
    started = daemon(
        WATCHES.replace("ENDPOINT", f"http://127.0.0.1:{server.port}"),
        NO_PROXY="10.0.0.0/33,a.example", AWAITD_ALLOW_PLAIN_HTTP="yes", AWS_USE_FIPS_ENDPOINT="on", HTTPS_PROXY="",
    )  # fmt: skip
    started.wait_for(lambda d: d.life("w"))
    said = started.error_path.read_text()
    for words in (
        "NO_PROXY has entries that are neither host names nor addresses, and cover nothing: '10.0.0.0/33'",
        "AWAITD_ALLOW_PLAIN_HTTP is neither 1 nor 0", "AWS_USE_FIPS_ENDPOINT is neither true nor false",
    ):
        assert words in said, said


@pytest.mark.parametrize("value", ["true  # FedRAMP", "yes", "1"])
def test_a_switch_that_is_neither_true_nor_false_never_means_off(opened, polls, tmp_path, value):
    proxy = opened(Proxy(status="403 Forbidden"))
    config = tmp_path / "config"
    config.write_text(f"[default]\n\nuse_fips_endpoint = {value}\n")
    watches = WATCHES.replace(', endpoint: "ENDPOINT"', "")
    lines = polls("", lambda lines: lines, watches, AWS_CONFIG_FILE=str(config), **through(proxy))
    cause, code, reason = reasons(lines)[0]
    assert (cause, code) == ("rejected", "InvalidSetting")
    assert f"use_fips_endpoint of the profile 'default' in {config} (line 3) is neither true nor false" in reason
    assert not proxy.seen, "nothing was asked of the plain host"


def test_a_byte_order_mark_a_tilde_and_a_relative_path_are_fine_for_shared_files(opened, polls, tmp_path):
    server = opened(Server(good))
    (tmp_path / "own").write_text(f"\ufeff[default]\nendpoint_url = http://127.0.0.1:{server.port}\n")
    watches = WATCHES.replace(', endpoint: "ENDPOINT"', "")
    assert not reasons(polls("", lambda lines: lines, watches, AWS_CONFIG_FILE="~/own"))
    assert server.requests


BEDROCK = """
defaults: {region: us-east-1, poll: {initial: 40ms, max: 40ms}}
limits: {rate: unlimited}
watches:
  - {name: w, kind: guardrail, id: abcdefghij, endpoint: "ENDPOINT"}
"""
NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
API_KEY = "bedrock-api-key-SUPERSECRET"


def test_an_api_key_goes_to_the_address_of_the_environment_alone(opened, daemon, polls, tmp_path):
    server = opened(Server(lambda server, connection, number: answer(b'{"status":"READY"}')))
    url = f"http://127.0.0.1:{server.port}"
    started = daemon(
        BEDROCK.replace(', endpoint: "ENDPOINT"', ""), AWS_BEARER_TOKEN_BEDROCK=API_KEY, AWS_ENDPOINT_URL_BEDROCK=url, **NO_KEYS
    )
    started.wait_for(lambda d: d.life("w") == ["completed"])
    assert server.headers[0]["authorization"] == f"Bearer {API_KEY}"


@pytest.mark.parametrize("place", ["watch", "defaults", "drop-in"])
def test_an_api_key_never_goes_to_an_address_of_a_watch_file(opened, daemon, tmp_path, place):
    server = opened(Server(lambda server, connection, number: answer(b'{"status":"READY"}')))
    watches = BEDROCK.replace("ENDPOINT", f"http://127.0.0.1:{server.port}")
    if place == "defaults":
        watches = BEDROCK.replace(', endpoint: "ENDPOINT"', "")
        watches = watches.replace("us-east-1,", f"us-east-1, endpoint: 'http://127.0.0.1:{server.port}',")
    elif place == "drop-in":
        (tmp_path / "watches.d").mkdir()
        (tmp_path / "watches.d" / "team.yaml").write_text(watches[watches.index("watches:") :])
        watches = watches.replace("watches:\n", "watches: []\n").split("watches: []")[0] + "watches: []\n"
    started = daemon(watches, AWS_BEARER_TOKEN_BEDROCK=API_KEY, **NO_KEYS)
    (lost,) = started.wait_for(lambda d: d.told("visibility-lost"))
    assert "AWS_BEARER_TOKEN_BEDROCK is not sent to the address in 'endpoint'" in lost["MESSAGE"]
    assert "AWS_ENDPOINT_URL_BEDROCK" in lost["MESSAGE"] and lost["AWAITD_VISIBILITY"] == "unauthorized"
    started.kill()
    assert not server.requests
    # With keys, they sign.
    again = daemon(watches, "--state-directory", str(tmp_path / "other"), AWS_BEARER_TOKEN_BEDROCK=API_KEY)
    again.wait_for(lambda d: d.life("w") == ["completed"])
    assert all(headers["authorization"].startswith("AWS4-HMAC-SHA256 ") for headers in server.headers)
    assert API_KEY not in (tmp_path / "stderr").read_text() + json.dumps(started.notices + again.notices)


def test_only_the_addresses_that_the_environment_lists_may_stand_in_a_watch_file(opened, awaitd, daemon, tmp_path):
    server = opened(Server(good))
    watches = WATCHES.replace("ENDPOINT", f"http://127.0.0.1:{server.port}")
    (tmp_path / "w.yaml").write_text(watches)
    for allowed, code in (("127.0.0.1", 0), (f"http://127.0.0.1:{server.port}", 0), ("vpce.example.com", 78), (None, 0)):
        result = awaitd("check", "w.yaml", AWAITD_ALLOWED_ENDPOINTS=allowed)
        assert result.returncode == code, result.stdout
        assert ("w.yaml:5:" in result.stdout and "AWAITD_ALLOWED_ENDPOINTS" in result.stdout) == (code == 78)
    started = daemon(watches, AWAITD_ALLOWED_ENDPOINTS="vpce.example.com")
    assert started.process.wait(20) == 78
    assert not server.requests


def test_this_machine_by_name_is_either_of_its_addresses(opened, polls):
    try:
        server = opened(Server(good, address="::1"))
    except OSError:
        pytest.skip("there is no IPv6 here")
    lines = polls(f"http://localhost:{server.port}", lambda lines: len(lines) > 3)
    assert not reasons(lines)
    assert server.connections == 1 and server.headers[0]["host"] == f"localhost:{server.port}"


def test_this_machine_by_name_refuses_by_that_name(opened, polls):
    server = Server(good)
    server.close()
    cause, code, reason = reasons(polls(f"http://localhost:{server.port}", lambda lines: lines))[0]
    assert (cause, code) == ("transient", "ConnectionRefused")
    assert reason == f"localhost:{server.port} refused the connection: nothing listens there"


@pytest.mark.parametrize("host", ["attacker.localhost", "localhost.", "127.0.0.09", "127.1", "0x7f.0.0.1"])
def test_a_name_that_only_looks_like_this_machine_is_another_one(opened, awaitd, tmp_path, host):
    (tmp_path / "w.yaml").write_text(WATCHES.replace("ENDPOINT", f"http://{host}:9000"))
    result = awaitd("check", "w.yaml")
    assert result.returncode == 78 and "'endpoint' is plain http to another machine" in result.stdout


# Runs in network and mount namespaces of its own: a DNS server that knows every name, and no file that does.
ISOLATED = """
import fcntl, json, os, pathlib, socket, struct, subprocess, sys, threading
binary, folder, host = sys.argv[1:]
with socket.socket() as line:
    fcntl.ioctl(line, 0x8914, struct.pack("16sh14x", b"lo", 0x49))  # SIOCSIFFLAGS: up, loopback, running
for name, text in (("hosts", ""), ("resolv.conf", "nameserver 127.0.0.1\\n"), ("nsswitch.conf", "hosts: files dns\\n")):
    own = pathlib.Path(folder, "own-" + name)
    own.write_text(text)
    target = os.path.realpath("/etc/" + name)
    if os.path.exists(target):
        subprocess.run(["mount", "--bind", str(own), target], check=True)
asked = []
names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
names.bind(("127.0.0.1", 53))

def serve_names():
    while True:
        query, client = names.recvfrom(4096)
        end = query.index(0, 12) + 5
        asked.append(query[12:end - 5].decode("latin-1"))
        isFour = query[end - 4:end - 2] == b"\\0\\1"
        head = query[:2] + b"\\x81\\x80\\0\\1" + (b"\\0\\1" if isFour else b"\\0\\0") + b"\\0\\0\\0\\0"
        record = b"\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\x3c\\0\\4" + bytes([127, 0, 0, 1])
        names.sendto(head + query[12:end] + (record if isFour else b""), client)

threading.Thread(target=serve_names, daemon=True).start()
server = socket.create_server(("127.0.0.1", 0))
port = server.getsockname()[1]
pathlib.Path(folder, "w.yaml").write_text(
    "watches: [{name: w, kind: evaluation, id: ev-1, region: us-east-1, endpoint: 'http://%s:%d'}]\\n" % (host, port))

def serve():
    while True:
        connection, _ = server.accept()
        connection.recv(65536)
        body = b'{"Status":"COMPLETED"}'
        connection.sendall(b"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
        connection.close()

threading.Thread(target=serve, daemon=True).start()
result = subprocess.run([binary, "wait", "--config", "w.yaml", "--timeout", "5s", "w"], cwd=folder, capture_output=True, text=True)
print(json.dumps({"code": result.returncode, "asked": asked, "said": result.stderr}))
""".replace("\\\\", "\\")


@pytest.mark.parametrize("host, is_asked", [("localhost", False), ("127.0.0.1", False), ("a.localhost", True)])
def test_no_dns_server_is_asked_where_this_machine_is(tmp_path, host, is_asked):
    if subprocess.run(["unshare", "-nm", "true"], capture_output=True).returncode:
        pytest.skip("no namespaces can be made here")
    (tmp_path / "isolated.py").write_text(ISOLATED)
    result = subprocess.run(
        ["unshare", "-nm", sys.executable, str(tmp_path / "isolated.py"), BINARY, str(tmp_path), host],
        env=environment(tmp_path, AWAITD_ALLOW_PLAIN_HTTP="1" if is_asked else None), cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    assert seen["code"] == 0, seen
    assert bool(seen["asked"]) == is_asked, seen


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

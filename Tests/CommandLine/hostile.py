# SPDX-License-Identifier: Apache-2.0
"""Servers that respond byte for byte as a test wants, and proxies and certificates in between."""

import contextlib
import select
import socket
import socketserver
import ssl
import struct
import subprocess
import threading

GOOD = b'{"Status":"INPROGRESS","Name":"n"}'


def answer(body=GOOD, status="200 OK", version="HTTP/1.1", length=None, **headers):
    """One HTTP response; underscores in header names become hyphens."""
    lines = [f"{version} {status}", "Content-Type: application/x-amz-json-1.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if length is not False:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body, size=7, tail=b"0\r\n\r\n"):
    """A chunked body, with its headers."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    data = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)
    return answer(data + tail, length=False, Transfer_Encoding="chunked")


def read_request(connection, file, seen=None):
    """The next request's first line; None at the end of the connection. Its headers are added to `seen`."""
    first = file.readline(65_536)
    if not first:
        return None
    length = 0
    headers = {}
    while (line := file.readline(65_536)) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        headers[name.decode("latin-1").lower()] = value.decode("latin-1").strip()
        if name.lower() == b"content-length":
            length = int(value)
    file.read(length)
    if seen is not None:
        seen.append(headers)
    return first.decode("latin-1").strip()


def reset(connection):
    """Resets a connection instead of closing it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class Server(socketserver.ThreadingTCPServer):
    """Calls `handle(server, connection, number of this request on this connection)` for each request.

    What it returns is sent; None closes the connection. Uses TLS if a context is given.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, handle, context=None, address="127.0.0.1"):
        self.handle, self.context = handle, context
        self.requests, self.headers, self.connections = [], [], 0
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        super().__init__((address, 0), None)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request, client_address):
        self.connections += 1
        connection = request
        with contextlib.suppress(OSError, ValueError):
            if self.context:
                connection = self.context.wrap_socket(request, server_side=True)
            with connection, connection.makefile("rb") as file:
                number = 0
                while (first := read_request(connection, file, self.headers)) is not None:
                    number += 1
                    self.requests.append(first)
                    data = self.handle(self, connection, number)
                    if data is None:
                        return
                    connection.sendall(data)

    def handle_error(self, request, client_address):
        pass

    def close(self):
        self.shutdown()
        self.server_close()


class Proxy(socketserver.ThreadingTCPServer):
    """An HTTP proxy that opens tunnels (CONNECT); requires `authorization` if it is given."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, authorization=None, targets=None, status=None):
        self.authorization, self.targets, self.status = authorization, targets or {}, status
        self.seen = []
        super().__init__(("127.0.0.1", 0), None)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request, client_address):
        with contextlib.suppress(OSError), request, request.makefile("rb", buffering=0) as file:
            first = file.readline().decode().split()
            headers = {}
            while (line := file.readline().strip()) != b"":
                name, _, value = line.decode().partition(":")
                headers[name.lower()] = value.strip()
            self.seen.append((first[0], first[1], headers))
            if self.status:
                request.sendall(f"HTTP/1.1 {self.status}\r\nContent-Length: 0\r\n\r\n".encode())
            elif self.authorization and headers.get("proxy-authorization") != self.authorization:
                request.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            else:
                host, _, port = first[1].rpartition(":")
                port = self.targets.get(host, int(port))
                with socket.create_connection(("127.0.0.1", port)) as upstream:
                    request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    self._pump(request, upstream)

    @staticmethod
    def _pump(one, other):
        while True:
            for source in select.select([one, other], [], [], 30)[0]:
                data = source.recv(65_536)
                if not data:
                    return
                (other if source is one else one).sendall(data)

    def handle_error(self, request, client_address):
        pass

    def close(self):
        self.shutdown()
        self.server_close()


class Authority:
    """A private certificate authority, made with openssl."""

    def __init__(self, directory):
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.file = directory / "authority.pem"
        self.key = directory / "authority.key"
        self._openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", self.file, "-days", "30",
            "-subj", "/CN=A test's authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        )  # fmt: skip

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)

    def context(self, name, host="localhost", begins="20200101000000Z", ends="20991231235959Z", own=False):
        """The server's side of TLS with a certificate for a host; self-signed if `own`."""
        key, request, certificate = (self.directory / f"{name}.{suffix}" for suffix in ("key", "csr", "pem"))
        database = self.directory / f"{name}.db"
        database.write_text("")
        settings = self.directory / f"{name}.cnf"
        settings.write_text(
            "[ca]\ndefault_ca=c\n[c]\n"
            f"database={database}\nnew_certs_dir={self.directory}\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n"
            f"x509_extensions=e\nunique_subject=no\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=DNS:{host}\n"
        )
        self._openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj", f"/CN={host}")
        signer = ["-selfsign", "-keyfile", key] if own else ["-cert", self.file, "-keyfile", self.key]
        self._openssl(
            "ca", "-batch", "-notext", "-config", settings, "-in", request, "-out", certificate, "-startdate", begins,
            "-enddate", ends, *signer,
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

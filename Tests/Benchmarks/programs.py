# SPDX-License-Identifier: Apache-2.0
"""Builds what awaitd is measured with: the server, the peers, and certificates that are good for two days."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / ".build" / "benchmarks"
# Where Debian's golang-github-aws-aws-sdk-go-v2-dev has the SDK.
GO_PATH = pathlib.Path("/usr/share/gocode")
GO_SDK = GO_PATH / "src/github.com/aws/aws-sdk-go-v2/service/machinelearning"


def temporary_folder():
    """A folder for what a run makes, which is gone with it."""
    return tempfile.TemporaryDirectory(prefix="benchmarks-", dir=BUILD)


class NotAvailable(Exception):
    """A program that cannot be built here; the message says why."""


def build(what, command, **more):
    """Runs a build command; raises NotAvailable with the end of its output."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900, **more
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAvailable(f"{what}: {error}") from error
    if done.returncode:
        raise NotAvailable(f"{what}: {done.stdout.strip()[-600:]}")


def c_program(name):
    """Compiles server.c or limit.c; returns the program's path."""
    program = BUILD / name
    source = HERE / f"{name}.c"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if not compiler:
            raise NotAvailable(f"{name}: there is no C compiler")
        flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror"]
        build(name, [compiler, *flags, str(source), "-o", str(program), "-lssl", "-lcrypto"])
    return program


def go_peer():
    """Builds the Go program with Debian's copy of AWS's SDK; returns its path."""
    if not shutil.which("go"):
        raise NotAvailable("Go: the package golang-go is not installed")
    if not GO_SDK.exists():
        raise NotAvailable("Go: the package golang-github-aws-aws-sdk-go-v2-dev is not installed")
    program = BUILD / "peer"
    variables = os.environ | {"GO111MODULE": "off", "GOPATH": str(GO_PATH), "GOCACHE": str(BUILD / "go-cache"), "GOFLAGS": ""}
    build("Go", ["go", "build", "-o", str(program), "."], cwd=HERE / "go", env=variables)
    return program


def python_peer():
    """Installs aiobotocore; returns the command that runs aio.py with it."""
    folder, wanted = BUILD / "python", HERE / "requirements.txt"
    python, installed = folder / "bin" / "python", folder / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        build("aiobotocore", [sys.executable, "-m", "venv", "--clear", str(folder)])
        build("aiobotocore", [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(wanted)])
        shutil.copy(wanted, installed)
    return [str(python), str(HERE / "aio.py")]


def certificates(folder):
    """Makes a CA and a certificate for localhost; returns the paths of the CA's, the certificate and its key."""
    names = ("ca.pem", "ca.key", "server.pem", "server.key", "server.csr", "names")
    files = {name: str(pathlib.Path(folder) / name) for name in names}
    pathlib.Path(files["names"]).write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout"]
    made = [
        ["req", "-x509", *key, files["ca.key"], "-out", files["ca.pem"], "-days", "2", "-subj", "/CN=benchmark CA"],
        ["req", *key, files["server.key"], "-out", files["server.csr"], "-subj", "/CN=localhost"],
        ["x509", "-req", "-in", files["server.csr"], "-out", files["server.pem"], "-days", "2", "-extfile", files["names"],
         "-CA", files["ca.pem"], "-CAkey", files["ca.key"], "-CAcreateserial"],
    ]
    for words in made:
        build("certificates", ["openssl", *words])
    return files["ca.pem"], files["server.pem"], files["server.key"]


def stripped(binary, folder, name):
    """Copies a binary without symbols, as it is shipped; no other process shares the copy's pages."""
    copy = shutil.copy(binary, pathlib.Path(folder) / name)
    build("strip", ["strip", str(copy)])
    return copy

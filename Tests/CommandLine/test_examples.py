# SPDX-License-Identifier: Apache-2.0
"""Every example of a watch list in the documentation is right, and every kind in one is followed through its whole life."""

import json
import pathlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest
import yaml

from awaitd import ROOT

HEAD = "defaults: {region: us-east-1, poll: {initial: 20ms, max: 50ms}}\nlimits: {rate: unlimited}\n"
SECTIONS = r"(?:defaults|limits|history|kinds|watches):"
FINAL = ("completed", "completed-with-warning", "failed", "stopped", "deleted")


def from_manual(text):
    blocks = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", text, re.MULTILINE | re.DOTALL)
    return [block.replace("\\e", "\\") for block in blocks if re.match(SECTIONS, block)]


def from_markdown(text):
    """Lists, and items of a list of watches."""
    blocks = re.findall(r"^```ya?ml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [block if re.match(SECTIONS, block) else f"watches:\n{block}" for block in blocks if re.match(rf"{SECTIONS}| *- ", block)]


def from_sample(text):
    """The sample as it is, and with its examples in use."""
    used = [line[1:] if re.match(r"#(  |[^ ])", line) else line for line in text.splitlines()]
    return [text, "\n".join("watches:" if line == "watches: []" else line for line in used) + "\n"]


def examples():
    found = []
    for pattern, extract in (
        ("packaging/man/*", from_manual), ("*.md", from_markdown), ("docs/*.md", from_markdown),
        ("config/*.yaml", from_sample), ("config/watches.d/*.sample", from_sample),
    ):
        for path in sorted(ROOT.glob(pattern)):
            for number, text in enumerate(extract(path.read_text()), 1):
                found.append(pytest.param(text, id=f"{path.relative_to(ROOT)}-{number}"))
    return found


EXAMPLES = examples()


def kinds_of(text):
    """The section of the kinds as it is written, and its entries."""
    section = re.search(r"^kinds:\n(?:(?![a-z]).*\n)*", text, re.MULTILINE)
    return (section[0], yaml.load(section[0], yaml.BaseLoader)["kinds"] or []) if section else ("", [])


KINDS = [
    pytest.param(section, kind, id=f"{example.id}-{kind['name']}")
    for example in EXAMPLES
    for section, kinds in [kinds_of(example.values[0])]
    for kind in kinds
]


def test_there_are_examples():
    sources = {example.id.rsplit("-", 1)[0] for example in EXAMPLES}
    assert sources >= {"README.md", "config/watches.yaml", "packaging/man/awaitd.watches.5", "packaging/man/awaitd.8"}
    assert {source.id.rsplit("-", 3)[0] for source in KINDS} and len(KINDS) >= 4


@pytest.mark.parametrize("text", EXAMPLES)
def test_it_is_right(awaitd, tmp_path, text):
    (tmp_path / "watches.yaml").write_text(text)
    result = awaitd("check", "watches.yaml", AWS_REGION="us-east-1")
    assert result.returncode == 0, result.stdout


class Service:
    """Answers each watch of a kind with the statuses of its life, one after the other."""

    def __init__(self, kind, lives):
        self.kind = kind
        self.lives = {identifier: list(words) for identifier, words in lives.items()}
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                asked = f"{unquote(self.path)} {body}".replace("\\/", "/")
                found = [words for identifier, words in service.lives.items() if identifier.split("/")[-1] in asked]
                words = found[0] if found else [""]
                answer = json.dumps(service.answer(words.pop(0) if len(words) > 1 else words[0])).encode()
                self.send_response(200 if found else 400)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = respond

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, status):
        """A response with all that the kind names."""
        response = {}
        for key in ("created", "started", "finished", "modified"):
            self.put(response, self.kind.get(key), 1.7e9)
        reasons = self.kind.get("reason", [])
        for path in [reasons] if isinstance(reasons, str) else reasons:
            self.put(response, path, "A reason.")
        self.put(response, self.kind["status"], status)
        return response

    @staticmethod
    def put(value, path, leaf):
        if path is None:
            return
        *outer, last = path.split(".")
        for piece in outer:
            name, is_list = re.match(r"([^[]+)(\[0?\])?$", piece).groups()
            value = value.setdefault(name, [{}] if is_list else {})
            value = value[0] if is_list else value
        value[last] = leaf


@pytest.fixture
def serve():
    served = []

    def serving(kind, lives):
        served.append(Service(kind, lives))
        return served[-1]

    yield serving
    for service in served:
        service.server.shutdown()
        service.server.server_close()


def an_id(kind, number):
    """An id of a kind that no other number has."""
    parts = kind.get("id") or "/".join(re.findall(r"{(.*?)}", kind["path"]))
    if isinstance(parts, str):
        return "/".join(f"life{number}x" for _ in parts.split("/"))
    return "/".join(part_of_id(part, number) for part in parts)


def part_of_id(part, number):
    arns = part.get("arns", [])
    pattern = (arns[0] if isinstance(arns, list) else arns) if arns else f"life{number}x"
    length = 8
    if isinstance(pattern, dict):
        length = int(pattern.get("last", {}).get("length", "8").split("-")[0])
        pattern = pattern["pattern"]
    text = pattern.replace("REGION", "us-east-1").replace("ACCOUNT", "123456789012")
    return re.sub(r"\b[A-Z]+\b", f"life{number}x{'0' * length}"[:length], text)


def state(word):
    return word.removesuffix("-with-warning")


@pytest.mark.parametrize(("section", "kind"), KINDS)
def test_its_kinds_are_followed_to_their_ends(daemon, serve, section, kind):
    statuses = kind["statuses"]
    endings = [word for word, meaning in statuses.items() if meaning in FINAL]
    others = [word for word in statuses if word not in endings]
    # What can change after its end goes through all of them in one life.
    is_endless = kind.get("leaves_final_states") == "true"
    lives = [others + endings] if is_endless else [[*others, ending] for ending in endings]
    ids = {an_id(kind, number): words for number, words in enumerate(lives)}
    service = serve(kind, ids)
    watches = "".join(f"  - {{name: life-{n}, kind: {kind['name']}, id: '{one}'}}\n" for n, one in enumerate(ids))
    watching = daemon(f"{HEAD}{section}watches:\n{watches}", endpoint=service.url)
    for number, words in enumerate(lives):
        states = [state(statuses[word]) for word in words]
        wanted = [one for index, one in enumerate(states) if index == 0 or states[index - 1] != one]
        watching.wait_for(lambda d, n=number, wanted=wanted: len(d.life(f"life-{n}")) >= len(wanted))
        assert watching.life(f"life-{number}") == wanted
        last = watching.told("transition", AWAITD_WATCH=f"life-{number}")[-1]
        assert statuses[last["AWAITD_STATUS"]].startswith(last["AWAITD_STATE"])
    assert not watching.told("anomaly") and not watching.told("visibility-lost")


def test_the_manual_shows_every_key_of_a_kind(awaitd, tmp_path):
    page = (ROOT / "packaging" / "man" / "awaitd.watches.5").read_text()
    (example,) = [block for block in from_manual(page) if block.startswith("kinds:")]
    schema = json.loads((ROOT / "config" / "watches.schema.json").read_text())
    missing = [key for key in schema["$defs"]["kind"]["properties"] if not re.search(rf"\b{key}\b", example)]
    assert missing == []


def test_what_kinds_prints_can_be_pasted(awaitd, tmp_path):
    printed = awaitd("kinds", "--yaml").stdout
    path = pathlib.Path(tmp_path / "watches.yaml")
    path.write_text(f"kinds:\n{printed}watches: []\n")
    result = awaitd("check", "watches.yaml")
    assert result.returncode == 0, result.stdout
    names = re.findall(r"note: the kind '(.*)' takes the place of the built-in one", result.stdout)
    assert names == re.findall(r"^  - name: (.*)$", printed, re.MULTILINE) and len(names) > 50
    # Printed from the list, they are the same.
    assert awaitd("kinds", "--yaml", "--config", "watches.yaml").stdout == printed


def test_kinds_prints_one_kind_or_what_was_meant(awaitd):
    one = awaitd("kinds", "--yaml", "training-job")
    assert one.returncode == 0 and one.stdout.startswith("  - name: training-job\n"), one.stderr
    near = awaitd("kinds", "--yaml", "trainng-job")
    assert near.returncode == 1 and "did you mean 'training-job'?" in near.stderr
    assert awaitd("kinds", "--yaml", "--json").returncode == 64

# SPDX-License-Identifier: Apache-2.0
"""Each screen as a person sees it, on a terminal of 80 and of 140 columns, with and without colour.

The pictures are in `screens/`; `AWAITD_DRAW_SCREENS=1` draws them anew, to be looked at before they are kept.
"""

import os
import pathlib
import re
import shutil
import tempfile

import pytest
from awaitd import Daemon, run
from simulator import Simulator, resource, step, until
from terminal import on_terminal, picture

SCREENS = pathlib.Path(__file__).parent / "screens"
AGO = 9_030
ROW = "Row 18 of s3://example-bucket/customers.csv has 11 columns, the schema has 12."
ENDED = [step(-AGO - 600, "INPROGRESS"), step(-AGO, "COMPLETED")]
SCENARIO = {
    "resources": [
        resource("evaluation", *ENDED, id="ev-good"),
        resource("evaluation", *ENDED, id="ev-gate"),
        resource("evaluation", step(-AGO, "INPROGRESS"), id="ev-works"),
        resource("evaluation", step(-AGO, "PENDING"), id="ev-waits"),
        resource("data-source", step(-AGO - 60, "INPROGRESS"), step(-AGO, "FAILED", message=ROW), id="ds-bad"),
        *[resource("training-job", step(-AGO, "InProgress"), id=f"churn-{name}") for name in ("east", "west")],
    ]
}
# Polled seldom, so that nothing changes while it is looked at.
LIST = """\
defaults: {region: us-east-1, poll: {initial: 10h, max: 12h}}
limits: {listings: never}
watches:
  - {name: good, kind: evaluation, id: ev-good}
  - {name: gate, kind: evaluation, id: ev-gate, expect: {BinaryAUC: ">= 0.95"}}
  - {name: works, kind: evaluation, id: ev-works, overdue_after: 10h}
  - {name: bad, kind: data-source, id: ds-bad}
  - {name: churn, kind: training-job, match: 'churn-*'}
"""
WATCHED = ["good", "gate", "works", "bad", "churn/churn-east", "churn/churn-west"]
CONFIG = ("--config", "watches.yaml")
# In this order: what one does shows in the next.
COMMANDS = [
    ["status"], ["status", "gate"], ["status", "churn"], ["history", "good"], ["history", "gate"], ["history", "bad"],
    ["poll", "works", "gate"], ["poll", "nobody"],
    ["check", *CONFIG], ["check", "--online", *CONFIG], ["doctor", *CONFIG],
    ["add", *CONFIG, "evaluation:ev-none"], ["add", *CONFIG, "evaluation:ev-works"],
    ["add", *CONFIG, "evaluation:ev-waits", "--name", "mine", "--expect", "Accuracy > 0.9"], ["remove", *CONFIG, "mine"],
    ["test-notice", *CONFIG, "good"],
    ["wait", *CONFIG, "good"], ["wait", *CONFIG, "gate"], ["wait", *CONFIG, "bad"],
]
# Stopped while it shows its lines.
LIVE = [["wait", *CONFIG, "works"]]
# What is so on this host alone, and is judged in Tests/System.
OF_THE_HOST = ("unit", "path unit", "sandbox", "journal", "catalog", "dispatcher", "record", "metrics", "messages", "drop-in")
# What is another each time, as wide as it is. What is last on a line may have any width.
VOLATILE = [
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "2027-01-01 12:00:00 UTC"),
    (r"\b\d\d:\d\d:\d\d\b", "12:00:00"),
    (r"\baw-[a-z0-9_]{8}\b", "aw-xxxxxxxx"),
    (r"(next poll in|Next poll: in|next in|listed|page) (\d+(ms|s|min|h|d) ?)+(ago)?", r"\1 …"),
    (r"\d+s ago", "1s ago"),
    (r"(?m)(\d+(ms|s|min|h|d) ?)+((?:\{/\})?)$", r"…\3"),
    (r"Waiting for 1, \d+s", "Waiting for 1, 2s"),
]


@pytest.fixture
def home():
    """A folder whose path is as long on each host, with a daemon that has seen all there is to see."""
    folder = tempfile.mkdtemp(prefix="aw-", dir="/tmp")
    simulator = Simulator(folder, SCENARIO)
    running = Daemon(folder, LIST, endpoint=simulator.url)
    try:
        running.wait_for(lambda d: d.heard("READY=1"))
        # The jobs of the matcher are known once it has listed.
        until(lambda: run(folder, "poll", *WATCHED).returncode == 0)
        yield folder, simulator.url
    finally:
        running.kill()
        simulator.stop()
        shutil.rmtree(folder)


def settled(lines):
    text = "\n".join(lines)
    for pattern, words in VOLATILE:
        text = re.sub(pattern, words, text)
    return text.split("\n")


def of_every_host(lines):
    kept, is_kept = [], True
    for line in lines:
        if subject := re.match(r"(?:\{.*?\})*(?:well|off|news|WRONG|not known) +(?:\{.*?\})*([a-z ]+?)  ", line):
            is_kept = subject[1] not in OF_THE_HOST
        elif not line.startswith(" "):
            is_kept = True
        if is_kept:
            kept.append(line)
    return kept


def shown(home, columns, arguments, seconds=None, **variables):
    folder, url = home
    said = on_terminal(folder, columns, *arguments, endpoint=url, seconds=seconds, TZ="UTC", **variables)
    lines = picture(said, columns)
    return settled(of_every_host(lines) if arguments[0] == "doctor" else lines)


def without_colour(lines):
    return [re.sub(r"\{[a-z+/]*\}", "", line) for line in lines]


@pytest.mark.parametrize("columns", [80, 140])
def test_each_screen_is_as_it_was_looked_at(home, columns):
    pictures = []
    for arguments in COMMANDS + LIVE:
        seconds = 2.5 if arguments in LIVE else None
        coloured = shown(home, columns, arguments, seconds)
        # Some change something, and say another thing the second time.
        if arguments[0] not in ("add", "remove"):
            assert shown(home, columns, arguments, seconds, NO_COLOR="1") == without_colour(coloured), arguments
        pictures += ["$ awaitd " + " ".join(arguments), *coloured, ""]
    path = SCREENS / f"{columns}.txt"
    if os.environ.get("AWAITD_DRAW_SCREENS"):
        path.write_text("\n".join(pictures))
    assert "\n".join(pictures) == path.read_text()

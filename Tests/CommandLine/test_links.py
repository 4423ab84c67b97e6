# SPDX-License-Identifier: Apache-2.0
"""A running daemon compares its watch list with the names of its files: links, what they point to, and swapped folders."""

import os
import time

import pytest
from awaitd import Daemon
from simulator import resource, step

HEAD = "defaults: {region: us-east-1, poll: {initial: 60s, max: 60s}}\n"
BAD = HEAD + "watches: [{kind: evaluatoin, id: ev-1}]\n"


def watches(*names):
    return HEAD + "watches:\n" + "".join(f"  - {{name: {name}, kind: evaluation, id: ev-{name}}}\n" for name in names)


@pytest.fixture
def quiet(start, daemon):
    """Starts a daemon with a list that lies where a function has put it, and waits until it follows it."""

    def starting(lay_out, folder):
        simulator = start({"resources": []})
        simulator.put(*(resource("evaluation", step(0, "PENDING"), id=f"ev-{name}") for name in ("a", "b", "c")))
        lay_out(folder)
        # The first polls fall into the first minute; nothing else wakes it.
        started = daemon(None, endpoint=simulator.url)
        started.wait_for(lambda d: d.told("started") and d.heard("READY=1"))
        wait_for_watches(started)
        return started

    return starting


def wait_for_watches(started):
    """Waits until the kernel has been asked to tell of the files."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for number in os.listdir(f"/proc/{started.process.pid}/fdinfo"):
            try:
                with open(f"/proc/{started.process.pid}/fdinfo/{number}", encoding="ascii") as about:
                    if "inotify wd:" in about.read():
                        return
            except FileNotFoundError:
                pass
        time.sleep(0.02)
    raise TimeoutError("nothing is followed")


def swap(link, target):
    """Points a link elsewhere, as `ln -s … next; mv -T next link` does."""
    new = link.with_name("..next")
    new.symlink_to(target)
    new.rename(link)


def loaded(started):
    return [notice["MESSAGE"].rsplit("watches.yaml: ", 1)[1] for notice in started.told("config-loaded")]


def linked_file(folder):
    for name, text in (("one", watches("a")), ("two", watches("a", "b"))):
        (folder / f"{name}.list").write_text(text)
    (folder / "watches.yaml").symlink_to("one.list")


def config_map(folder):
    """As the kubelet lays out a ConfigMap."""
    for name, text in (("..1", watches("a")), ("..2", watches("a", "b"))):
        (folder / name).mkdir()
        (folder / name / "watches.yaml").write_text(text)
    (folder / "..data").symlink_to("..1")
    (folder / "watches.yaml").symlink_to("..data/watches.yaml")


def linked_drop_in(folder):
    (folder / "watches.yaml").write_text(watches("a"))
    (folder / "team").mkdir()
    (folder / "team" / "list").write_text("watches: []\n")
    (folder / "watches.d").mkdir()
    (folder / "watches.d" / "team.yaml").symlink_to("../team/list")


def two_folders(folder):
    (folder / "watches.yaml").write_text(watches("a"))
    for name in ("watches.d", "next"):
        (folder / name).mkdir()
    (folder / "next" / "b.yaml").write_text(watches("b"))


def swap_folders(folder):
    (folder / "watches.d").rename(folder / "old")
    (folder / "next").rename(folder / "watches.d")


# Each sort of change is in FollowerTests; these go all the way.
CHANGES = {
    "a link is swapped": (linked_file, lambda folder: swap(folder / "watches.yaml", "two.list")),
    "what a drop-in points to is written": (linked_drop_in, lambda folder: (folder / "team" / "list").write_text(watches("b"))),
    "the folder of the drop-ins is swapped": (two_folders, swap_folders),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_seen_and_told_once(quiet, tmp_path, change):
    lay_out, make = CHANGES[change]
    started = quiet(lay_out, tmp_path)
    began = time.monotonic()
    make(tmp_path)
    started.wait_for(lambda d: d.told("watch-added"))
    assert time.monotonic() - began < 10
    started.wait_for(lambda d: len(d.told("config-loaded")) == 2)
    assert loaded(started) == ["1 watch", "2 watches, 1 added"]
    assert len(started.heard("RELOADING=1")) == 1
    assert started.stop()[0] == 0


def test_it_is_followed_to_where_the_link_leads_now(quiet, tmp_path):
    started = quiet(config_map, tmp_path)
    swap(tmp_path / "..data", "..2")
    started.wait_for(lambda d: len(d.told("config-loaded")) == 2)
    (tmp_path / "..2" / "watches.yaml").write_text(watches("a", "b", "c"))
    started.wait_for(lambda d: len(d.told("config-loaded")) == 3)
    swap(tmp_path / "..data", "..1")
    started.wait_for(lambda d: len(d.told("config-loaded")) == 4)
    assert loaded(started) == ["1 watch", "2 watches, 1 added", "3 watches, 1 added", "1 watch, 2 removed"]


def test_the_folder_itself_may_be_swapped(start, tmp_path):
    simulator = start({"resources": []})
    for name, text in (("etc", watches("a")), ("next", watches("a", "b"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "watches.yaml").write_text(text)
    started = Daemon(
        tmp_path / "etc", None, "--state-directory", str(tmp_path / "state"), "--runtime-directory", str(tmp_path / "run"),
        endpoint=simulator.url,
    )
    try:
        started.wait_for(lambda d: d.heard("READY=1"))
        wait_for_watches(started)
        (tmp_path / "etc").rename(tmp_path / "old")
        (tmp_path / "next").rename(tmp_path / "etc")
        started.wait_for(lambda d: len(d.told("config-loaded")) == 2)
        assert loaded(started)[-1] == "2 watches, 1 added"
    finally:
        started.kill()


def test_a_file_that_is_being_written_is_not_half_read(quiet, tmp_path):
    started = quiet(lambda folder: (folder / "watches.yaml").write_text(watches("a")), tmp_path)
    text = watches("a", "b", "c")
    with (tmp_path / "watches.yaml").open("w") as file:
        # Each part for itself is an invalid list, and none of the pauses is as long as a reader waits.
        for start in range(0, len(text), 60):
            file.write(text[start:start + 60])
            file.flush()
            time.sleep(0.5)
    started.wait_for(lambda d: len(d.told("config-loaded")) == 2)
    assert loaded(started)[-1] == "3 watches, 2 added" and not started.told("config-rejected")


def test_what_is_the_same_list_again_is_nobodys_news(quiet, tmp_path):
    started = quiet(lambda folder: (folder / "watches.yaml").write_text(watches("a")), tmp_path)
    (tmp_path / "watches.yaml").chmod(0o640)
    (tmp_path / "watches.yaml").write_text("# the same\n" + watches("a"))
    time.sleep(1.5)
    (tmp_path / "watches.yaml").write_text(watches("a", "b"))
    started.wait_for(lambda d: len(d.told("config-loaded")) == 2)
    assert loaded(started) == ["1 watch", "2 watches, 1 added"]
    assert len(started.heard("RELOADING=1")) == 1


def test_a_bad_list_is_told_once_and_so_is_its_end(quiet, tmp_path, awaitd):
    started = quiet(lambda folder: (folder / "watches.yaml").write_text(watches("a")), tmp_path)
    (tmp_path / "watches.yaml").write_text(BAD)
    started.wait_for(lambda d: d.told("config-rejected"))
    (tmp_path / "watches.yaml").chmod(0o640)
    # A path unit that is slow asks for the same again: it gets its answer, and nobody is told twice.
    done = awaitd("reload")
    assert done.returncode == 78 and "evaluatoin" in done.stderr
    (tmp_path / "watches.yaml").write_text(watches("a"))
    started.wait_for(lambda d: len(d.told("config-loaded")) == 2)
    assert len(started.told("config-rejected")) == 1
    assert awaitd("reload").returncode == 0
    assert awaitd("reload").returncode == 0
    started.wait_for(lambda d: len(d.told("config-loaded")) == 3)
    assert started.stop()[0] == 0
    # The first was the slow path unit's; what is asked for after that is told.
    assert len(started.told("config-loaded")) == 3


def test_a_path_unit_and_the_kernel_make_one_reload(quiet, tmp_path, awaitd):
    started = quiet(lambda folder: (folder / "watches.yaml").write_text(watches("a")), tmp_path)
    (tmp_path / "watches.yaml").write_text(watches("a", "b"))
    assert awaitd("reload").returncode == 0
    time.sleep(2)
    assert loaded(started) == ["1 watch", "2 watches, 1 added"]
    assert len(started.heard("RELOADING=1")) == 1

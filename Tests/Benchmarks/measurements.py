# SPDX-License-Identifier: Apache-2.0
"""The measurements: each returns figures of one run of one client."""

import dataclasses
import json
import time

from clients import NEVER, Awaitd, Folder, watch_list
from processes import Server, core_time


@dataclasses.dataclass(frozen=True)
class Size:
    """So many watches, each polled every so many seconds; None watches are always in flight, without a pause."""

    name: str
    watches: int | None
    interval: float
    # Seconds until every watch was polled and the client is warm, and for which it is then measured.
    warm: float
    window: float
    tls: bool = False

    @property
    def title(self):
        what = f"{self.watches:,} × every {self.interval:g} s" if self.watches else "saturated, 64 in flight"
        return f"{what}, {'TLS' if self.tls else 'plain http'}"

    @property
    def polls_a_second(self):
        """What is to be expected: jitter makes the mean interval a tenth shorter."""
        return self.watches / self.interval / 0.9

    @property
    def latency(self):
        return 0.02 if self.watches else 0


# A window of the larger ones has about one poll of each watch.
SIZES = [
    Size("1", 1, 0.2, 5, 20),
    Size("100", 100, 1, 4, 15),
    Size("1000", 1_000, 5, 9, 15),
    Size("10000", 10_000, 30, 35, 30),
    Size("saturated", None, 0, 5, 10),
    Size("tls-100", 100, 1, 4, 15, True),
    Size("tls-1000", 1_000, 5, 9, 15, True),
    Size("tls-saturated", None, 0, 5, 10, True),
]
LARGEST = Size("100000", 100_000, 150, 160, 150)


def quick(size):
    """The same with a short window: for looking whether it works, not for figures."""
    return dataclasses.replace(size, warm=size.interval + 2, window=min(size.window, 60 if size.interval > 60 else 5))


def wait_until_steady(client, size, process, server):
    """Waits until every watch was polled, and then until nothing is made up for; the latter at most three intervals.

    The first polls are the dearest, since each is recorded: on a slow machine they take longer than an interval.
    """
    deadline = time.monotonic() + size.interval + 900
    while (polls := server.counters()[0]) < size.watches:
        process.check()
        if time.monotonic() > deadline:
            raise TimeoutError(f"{client.name} has made {polls} polls of {size.watches} watches: {process.error()}")
        time.sleep(0.5)
    deadline = time.monotonic() + 3 * size.interval
    while time.monotonic() < deadline:
        time.sleep(min(size.interval, 10))
        before, polls = polls, server.counters()[0]
        if polls - before <= 1.15 * size.polls_a_second * min(size.interval, 10):
            return


def polling(client, size, program, tls=None):
    """CPU a poll, memory, disk and wake-ups once every watch was polled."""
    authority, *certificate = tls if size.tls else (None,)
    with Folder(f"{size.name}-") as folder, Server(program, size.latency, certificate) as server:
        with client.start(folder, server, authority, size.watches, size.interval) as process:
            ready, ready_cpu = process.wait_ready()
            time.sleep(size.warm)
            if size.watches and client.name != "limit":
                wait_until_steady(client, size, process, server)
            began, cpu, switches, written = time.monotonic(), process.cpu(), process.switches(), process.written()
            polls, record, core = server.counters()[0], folder.record(), core_time()
            time.sleep(size.window)
            process.check()
            more_polls, connections, in_flight = server.counters()
            spent, seconds, core = process.cpu() - cpu, time.monotonic() - began, core_time() - core
            polls = more_polls - polls
            if not polls:
                raise ValueError(f"{client.name} has polled nothing: {process.error()}")
            pss, anonymous = process.memory()
            disk, characters = (after - before for after, before in zip(process.written(), written))
            figures = {
                "cpu": spent / polls * 1e6,
                # The share of its core that other programs had: they empty its caches.
                "others": max(0, core - spent) / seconds,
                "polls_a_second": polls / seconds,
                "pss": pss,
                "anonymous": anonymous,
                "written": disk / seconds * 60,
                "characters": characters / seconds * 60,
                "growth": (folder.record() - record) / seconds * 60,
                "record": folder.record(),
                "switches": (process.switches() - switches) / polls,
                "connections": connections,
                "in_flight": in_flight,
                "ready": ready,
                "ready_cpu": ready_cpu,
            }
        if isinstance(client, Awaitd) and size.watches and size.watches >= 10_000:
            with client.run(folder, server.url, authority) as process:
                figures["restart"], figures["restart_cpu"] = process.wait_ready()
    return figures


def start(client, watches, program):
    """From exec to READY=1 without a record, in seconds and in seconds of CPU."""
    with Folder("start-") as folder, Server(program, 0) as server:
        with client.start(folder, server, None, watches, NEVER) as process:
            ready, cpu = process.wait_ready()
    return {"ready": ready, "ready_cpu": cpu}


def reload(client, watches, program, turns):
    """CPU of a reload of an unchanged list, and of one with one more watch, in seconds, each until all is quiet again.

    The last turn's list has this many watches, which may be as many as a list can have.
    """
    spent = {"unchanged": [], "one_more": []}
    with Folder("reload-") as folder, Server(program, 0) as server:
        with client.start(folder, server, None, watches - turns, NEVER) as process:
            process.wait_ready()
            before = process.settle()
            for count in range(watches - turns + 1, watches + 1):
                for name in spent:
                    if name == "one_more":
                        folder.write(watch_list(count, NEVER))
                    client.ask(folder, "reload")
                    after = process.settle()
                    spent[name].append(after - before)
                    before = after
    return {name: min(values) for name, values in spent.items()}


def rest(clients, program, settling, window):
    """Voluntary context switches and CPU a minute with nothing due for a day, of several at the same time."""
    figures, running = {}, []
    with Server(program, 0) as server:
        try:
            for client in clients:
                folder = Folder("rest-")
                running.append(folder)
                process = client.start(folder, server, None, 1, 1)
                running.append(process)
                process.wait_ready()
                time.sleep(3)
                # It was polled; from now on it is polled every few weeks.
                folder.write(watch_list(1, NEVER))
                client.ask(folder, "reload")
                time.sleep(2)
                figures[client.name] = process
                due = json.loads(client.ask(folder, "status", "--json"))["watches"][0]["next_poll"]
                tomorrow = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86_400))
                if due is None or due < tomorrow:
                    raise ValueError(f"{client.name} polls next at {due}, which is not a day off")
            time.sleep(settling)
            before = {name: (process.switches(), process.cpu()) for name, process in figures.items()}
            time.sleep(window)
            for name, process in figures.items():
                process.check()
                switches, cpu = process.switches() - before[name][0], process.cpu() - before[name][1]
                figures[name] = {"switches": switches / window * 60, "cpu": cpu / window * 60}
        finally:
            for item in reversed(running):
                item.__exit__()
    return figures

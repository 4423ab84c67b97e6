# SPDX-License-Identifier: Apache-2.0
"""Processes on a core of their own, and what the kernel says that they have used."""

import ctypes
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

CORES = sorted(os.sched_getaffinity(0))
# What is measured has one core for itself; the server and this program have the other.
CLIENT_CORE, SERVER_CORE = CORES[0], CORES[-1]
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def pin_to_server_core():
    """Keeps this program away from what it measures."""
    os.sched_setaffinity(0, {SERVER_CORE})


def core_time():
    """For how long the measured programs' core has been busy with anything, in seconds."""
    rows = pathlib.Path("/proc/stat").read_text().splitlines()
    user, nice, system, _, _, *interrupts = next(row.split()[1:] for row in rows if row.startswith(f"cpu{CLIENT_CORE} "))
    return sum(map(int, (user, nice, system, *interrupts[:2]))) / os.sysconf("SC_CLK_TCK")


class Process:
    """A running program, pinned to a core. Ends with this program."""

    def __init__(self, command, variables, core=CLIENT_CORE, **pipes):
        self.folder = tempfile.TemporaryDirectory(prefix="awaitd-")
        self.error_path = pathlib.Path(self.folder.name) / "stderr"
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = str(pathlib.Path(self.folder.name) / "notify")
        self.manager.bind(address)
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL} | pipes

        def prepare():
            os.sched_setaffinity(0, {core})
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

        self.began = time.monotonic()
        with self.error_path.open("w") as error:
            self.child = subprocess.Popen(
                [str(word) for word in command],
                env=variables | {"NOTIFY_SOCKET": address},
                stderr=error,
                text=True,
                preexec_fn=prepare,
                **pipes,
            )
        self.pid = self.child.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def wait_ready(self, seconds=120):
        """Waits for READY=1; returns the seconds since the start, and those of CPU."""
        self.manager.settimeout(1)
        while time.monotonic() < self.began + seconds:
            self.check()
            try:
                if "READY=1" in self.manager.recv(8192).decode():
                    return time.monotonic() - self.began, self.cpu()
            except TimeoutError:
                pass
        raise TimeoutError(f"{self.child.args[0]} was not ready within {seconds} s: {self.error()}")

    def check(self):
        """Raises if the program has ended."""
        if self.child.poll() is not None:
            raise ChildProcessError(f"{self.child.args[0]} has ended with status {self.child.returncode}: {self.error()}")

    def error(self):
        return self.error_path.read_text(errors="replace")[-800:]

    def tree(self):
        """The process and its descendants."""
        found = [self.pid]
        for pid in found:
            for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def cpu(self):
        """User and system time of the process tree so far, in seconds, as exactly as the scheduler counts."""
        # The CPU clock of another process: clock_getcpuclockid(3).
        running = sum(time.clock_gettime((~pid << 3) | 2) for pid in self.tree())
        ended = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[13:15]
        return running + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")

    def settle(self, share=0.01, quiet=4, seconds=90):
        """Waits for some quiet seconds in a row, each with less than this share of CPU; returns the CPU time so far.

        awaitd looks at changed files again some seconds later.
        """
        before, deadline, rested = self.cpu(), time.monotonic() + seconds, 0
        while rested < quiet and time.monotonic() < deadline:
            time.sleep(1)
            self.check()
            now = self.cpu()
            rested = rested + 1 if now - before < share else 0
            before = now
        return before

    def memory(self):
        """PSS and anonymous memory, in bytes."""
        sums = {"Pss": 0, "Anonymous": 0}
        for pid in self.tree():
            for row in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
                name, _, rest = row.partition(":")
                if name in sums:
                    sums[name] += int(rest.split()[0]) * 1024
        return sums["Pss"], sums["Anonymous"]

    def written(self):
        """Bytes that were sent to disks, and that were written to files, pipes and sockets."""
        rows = dict(row.split(": ") for row in pathlib.Path(f"/proc/{self.pid}/io").read_text().splitlines())
        return int(rows["write_bytes"]), int(rows["wchar"])

    def switches(self):
        """Voluntary context switches of all threads that are alive."""
        total = 0
        for pid in self.tree():
            for task in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
                total += int(task.read_text().split("\nvoluntary_ctxt_switches:")[1].split()[0])
        return total

    def stop(self):
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(20)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait(20)
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe:
                pipe.close()
        self.manager.close()
        self.folder.cleanup()


class Server(Process):
    """The C server on the other core; `tls` is its certificate and key."""

    def __init__(self, program, latency, tls=None):
        options = ["--certificate", tls[0], "--key", tls[1]] if tls else []
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        super().__init__([program, "--latency", f"{latency * 1e3}", *options], {}, SERVER_CORE, **pipes)
        port = self.child.stdout.readline().strip()
        self.url = f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
        self.port = port

    def counters(self):
        """Polls and connections so far, and the most requests in flight since the last call."""
        self.child.stdin.write("?\n")
        self.child.stdin.flush()
        polls, connections, in_flight, refused = map(int, self.child.stdout.readline().split())
        if refused:
            raise ValueError(f"the server has refused {refused} requests")
        return polls, connections, in_flight

# SPDX-License-Identifier: Apache-2.0
"""Simulations without a clock: what cadences of polls come to, and a day of matchers."""

import os
import subprocess
import tempfile

from programs import ROOT

CADENCES, MATCHERS = "cadence-benchmark", "matcher-benchmark"
# Jobs of other people's, and matchers: what is multiplied.
SCALES = [(10_000, 10), (100_000, 10), (10_000, 100), (100_000, 100)]


def program(product):
    """Builds a simulation; returns its path. AWAITD_BENCHMARKS names a folder with one that is built."""
    if folder := os.environ.get("AWAITD_BENCHMARKS"):
        return f"{folder}/{product}"
    build = ["swift", "build", "-c", "release", "--product", product]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    folder = subprocess.run([*build, "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True)
    return f"{folder.stdout.strip()}/{product}"


def run(image=None):
    """Prints the figures of cadences; writes the image of a day's delays to a file if one is given."""
    simulation = program(CADENCES)
    subprocess.run([simulation], check=True)
    draw(simulation, image)


def draw(simulation, image):
    """Writes a simulation's image to a file, if one is given."""
    if image:
        image.write_bytes(subprocess.run([simulation, "svg"], check=True, capture_output=True).stdout)
        print(f"\nwritten: {image}")


def run_day(image=None):
    """Prints a day of matchers, and what ten times the account and ten times the matchers cost; returns the exit status."""
    simulation = program(MATCHERS)
    subprocess.run([simulation, "day"], check=True)
    print(f"\n{'other jobs':>11}{'matchers':>10}{'reads':>9}{'pages':>9}{'CPU s':>8}{'MiB':>7}{'× pages':>9}{'× CPU':>7}{'× MiB':>7}")
    first, wrong = None, 0
    for others, matchers in SCALES:
        figures = scaled(simulation, others, matchers)
        first = first or figures
        ratios = [figures[name] / first[name] for name in ("pages", "cpu", "memory")]
        print(
            f"{others:11,}{matchers:10}{figures['reads']:9}{figures['pages']:9}{figures['cpu']:8.2f}"
            f"{figures['memory'] / 2**20:7.0f}{ratios[0]:9.2f}{ratios[1]:7.2f}{ratios[2]:7.2f}",
            flush=True,
        )
        wrong += figures["ends"] != 10_000 or figures["twice"]
    print("All ends were told, none twice" if not wrong else "Ends are missing, or were told twice")
    draw(simulation, image)
    return 1 if wrong else 0


def scaled(simulation, others, matchers):
    """The calls of a day, and the CPU and memory of its process."""
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen([simulation, "scale", str(others), str(matchers)], stdout=output)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, child.args)
        output.seek(0)
        reads, pages, cpu, ends, twice = output.read().split()
    figures = {"reads": int(reads), "pages": int(pages), "cpu": float(cpu), "ends": int(ends), "twice": int(twice)}
    return figures | {"memory": usage.ru_maxrss * 1024}

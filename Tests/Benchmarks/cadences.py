# SPDX-License-Identifier: Apache-2.0
"""What polling at a fixed interval, at one that doubles, and by experience comes to: a simulation, without a clock."""

import subprocess

from programs import ROOT

PRODUCT = "cadence-benchmark"


def run(image=None):
    """Builds the simulation and prints its figures; writes the image of a day's delays to a file if one is given."""
    build = ["swift", "build", "-c", "release", "--product", PRODUCT]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    folder = subprocess.run([*build, "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True)
    program = f"{folder.stdout.strip()}/{PRODUCT}"
    subprocess.run([program], check=True)
    if image:
        image.write_bytes(subprocess.run([program, "svg"], check=True, capture_output=True).stdout)
        print(f"\nwritten: {image}")

# SPDX-License-Identifier: Apache-2.0
"""What is printed: figures of each size, and the table of what is to be reached. 80 columns."""

import dataclasses

MEBIBYTE = 2**20


def lowest(runs):
    """The lowest of each figure: what disturbs a run only ever adds."""
    return {name: min(run[name] for run in runs) for name in runs[0]}


def polling_rows(figures):
    """The table of a size: `figures` has the lowest figures of each client by its name."""
    rows = [f"  {'':12}{'µs/poll':>9}{'÷ Go':>7}{'÷ before':>10}{'PSS':>7}{'anon':>8}{'KB/min':>9}{'switches':>10}"]
    for name, values in figures.items():
        ratios = [
            f"{values['cpu'] / figures[other]['cpu']:.2f}" if other in figures and other != name else ""
            for other in ("Go", "before")
        ]
        rows.append(
            f"  {name:12}{values['cpu']:9.0f}{ratios[0]:>7}{ratios[1]:>10}{values['pss'] / MEBIBYTE:7.1f}"
            f"{values['anonymous'] / MEBIBYTE:8.1f}{values['written'] / 1e3:9.0f}{values['switches']:10.2f}"
        )
    return rows


@dataclasses.dataclass(frozen=True)
class Goal:
    """A row of the table: a figure of awaitd, what it may be at most, and where it is found."""

    label: str
    most: float
    path: tuple
    # What the figure is divided by: a peer in the same run, "before", or a number.
    over: object = 1.0
    unit: str = ""
    # What is reached if async-http-client is kept.
    kept: float | None = None

    def value(self, results, name):
        """The figure of a client, or None if it was not measured."""
        try:
            of = results[self.path[0]]
            figure = of[name][self.path[1]]
            if isinstance(self.over, float):
                return figure / self.over
            if self.over == "1000":
                return figure / results["1000"][name][self.path[1]]
            return figure / of[self.over][self.path[1]]
        except (KeyError, ZeroDivisionError):
            return None


GOALS = [
    Goal("CPU a poll ÷ Go's, saturated", 0.6, ("saturated", "cpu"), "Go", kept=1.3),
    Goal("… 1,000 at 5 s", 0.6, ("1000", "cpu"), "Go", kept=1.1),
    Goal("… 100 at 1 s", 0.8, ("100", "cpu"), "Go", kept=1.2),
    Goal("… 1 at 0.2 s", 1.0, ("1", "cpu"), "Go", kept=1.5),
    Goal("… 10,000 at 30 s", 0.8, ("10000", "cpu"), "Go"),
    Goal("over TLS, saturated", 0.7, ("tls-saturated", "cpu"), "Go"),
    Goal("… 1,000 at 5 s", 1.1, ("tls-1000", "cpu"), "Go"),
    Goal("… 100 at 1 s", 1.1, ("tls-100", "cpu"), "Go"),
    Goal("CPU of a start with 10,000 ÷ before", 0.4, ("start", "ready_cpu"), "before"),
    Goal("anonymous memory, 1 watch", 3.5, ("1", "anonymous"), float(MEBIBYTE), "MiB"),
    Goal("… 1,000 watches", 6, ("1000", "anonymous"), float(MEBIBYTE), "MiB"),
    Goal("… 10,000 watches", 20, ("10000", "anonymous"), float(MEBIBYTE), "MiB"),
    Goal("PSS, 1 watch", 24, ("1", "pss"), float(MEBIBYTE), "MiB"),
    Goal("100,000 at 150 s: anonymous, a watch", 1.5, ("100000", "anonymous"), 1024.0 * 100_000, "KiB"),
    Goal("… written a minute, nothing changes", 0.1, ("100000", "written"), 1e6, "MB"),
    Goal("… CPU a poll ÷ that at 1,000", 1.2, ("100000", "cpu"), "1000"),
    Goal("reload of 100,000, unchanged ÷ before", 0.4, ("reload", "unchanged"), "before"),
    Goal("… one more ÷ before", 0.4, ("reload", "one_more"), "before"),
    Goal("at rest: switches a minute", 4, ("rest", "switches")),
    Goal("release binary, stripped", 34, ("size", "bytes"), 1e6, "MB"),
]


def goal_rows(results, whole):
    """The table of what is to be reached: as a whole, or what was measured of it."""
    rows = [f"{'':40}{'before':>8}{'awaitd':>8}  at most"]
    reached = measured = 0
    for goal in GOALS:
        value = goal.value(results, "awaitd")
        if value is None and not whole:
            continue
        measured += value is not None
        if value is None:
            verdict = "not measured"
        elif value <= goal.most:
            verdict = "reached"
            reached += 1
        elif goal.kept and value <= goal.kept:
            verdict = f"short, ≤ {goal.kept}"
        else:
            verdict = "falls short"
        shown = ["" if figure is None else f"{figure:.2f}" if figure < 10 else f"{figure:.1f}"
                 for figure in (goal.value(results, "before"), value)]
        rows.append(f"{goal.label:40}{shown[0]:>8}{shown[1]:>8}  {f'{goal.most:g} {goal.unit}':<10}{verdict}")
    rows.append(f"{reached} of {measured} goals that were measured are reached")
    return rows

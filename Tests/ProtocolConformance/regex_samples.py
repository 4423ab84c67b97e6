# SPDX-License-Identifier: Apache-2.0
"""Samples of a regular expression, for the id patterns in botocore's models."""

import random
import re
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MOST_REPEATED = 12


def sample(pattern: str, rng: random.Random) -> str:
    """A text that `pattern` matches as a whole."""
    for _ in range(1000):
        text = "".join(_sequence(parser.parse(pattern), rng))
        if re.fullmatch(pattern, text):
            return text
    raise ValueError(f"nothing found that matches {pattern}")


def _sequence(parts: Any, rng: random.Random) -> list[str]:
    return [_part(kind, value, rng) for kind, value in parts]


def _part(kind: Any, value: Any, rng: random.Random) -> str:
    if kind is kinds.LITERAL:
        return chr(value)
    if kind is kinds.NOT_LITERAL:
        return "x"
    if kind is kinds.ANY:
        return rng.choice("abc123")
    if kind is kinds.IN:
        return _one_of(value, rng)
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        least, most, inner = value
        if inner[0][0] is kinds.ANY:
            least = max(least, 1)
        count = rng.randint(least, min(most, least + MOST_REPEATED))
        return "".join("".join(_sequence(inner, rng)) for _ in range(count))
    if kind is kinds.SUBPATTERN:
        return "".join(_sequence(value[3], rng))
    if kind is kinds.BRANCH:
        return "".join(_sequence(rng.choice(value[1]), rng))
    if kind in (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT):
        return ""
    raise ValueError(f"no sample for {kind}")


def _one_of(items: Any, rng: random.Random) -> str:
    kind, value = rng.choice([item for item in items if item[0] is not kinds.NEGATE])
    if any(item[0] is kinds.NEGATE for item in items):
        return "x"
    if kind is kinds.LITERAL:
        return chr(value)
    if kind is kinds.RANGE:
        return chr(rng.randint(*value))
    return rng.choice("0123456789")

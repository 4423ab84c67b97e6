#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the table of paths at which a POST only reads, the only ones that a kind of a watch file may send one to.

    Tests/ProtocolConformance/reading_posts.py > Sources/WatchFile/Decoding/Kinds/ReadingPosts+Table.swift

A GET cannot do harm, but a POST of REST-JSON is what its path makes of it. Left out are operations that return credentials,
and paths that an id with a slash in it could turn into another operation's.
"""

from collections import defaultdict

import botocore
import secret_operations


def segments(path: str) -> list[str]:
    return path.strip("/").lower().split("/")


def can_become(path: list[str], other: list[str]) -> bool:
    """Whether ids in the braces of a path, with slashes in them or not, can make another path of it."""
    if not path or not other:
        return not path and not other
    if path[0].startswith("{"):
        return any(can_become(path[1:], other[count:]) for count in range(1, len(other) + 1))
    return (path[0] == other[0] or other[0].startswith("{")) and can_become(path[1:], other[1:])


def table() -> dict[str, list[str]]:
    """The paths, as AWS's models write them but for a slash at the end, by the services' names in signatures."""
    reading, others = defaultdict(set), defaultdict(set)
    for service, operation, marked in secret_operations.operations():
        protocols = service.metadata.get("protocols") or [service.metadata["protocol"]]
        if "rest-json" not in protocols or operation.http["method"] != "POST":
            continue
        is_secret = marked or secret_operations.is_refused_by_words(operation.name)
        is_reading = bool(secret_operations.READING.match(operation.name)) and not is_secret
        path = operation.http["requestUri"]
        is_plain = "?" not in path and "+}" not in path
        (reading if is_reading and is_plain else others)[service.signing_name].add(path.split("?")[0].rstrip("/"))
    rows = {}
    for service, paths in sorted(reading.items()):
        dangers = [segments(other) for other in others[service]]
        kept = [path for path in sorted(paths) if not any(can_become(segments(path), danger) for danger in dangers)]
        if kept:
            rows[service] = kept
    return rows


def swift() -> str:
    rows = "\n".join(f"        {service} {' '.join(paths)}" for service, paths in table().items())
    return f'''\
// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file
// Made by Tests/ProtocolConformance/reading_posts.py from the models of botocore {botocore.__version__}.

extension ReadingPosts {{
    /// A line for each service: its name in signatures, and the paths.
    static let table = """
{rows}
        """
}}
'''


if __name__ == "__main__":
    print(swift(), end="")

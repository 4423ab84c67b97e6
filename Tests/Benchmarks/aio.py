# SPDX-License-Identifier: Apache-2.0
"""Polls evaluations with aiobotocore, one task a watch.

    aio.py WATCHES SECONDS     with 0 seconds, all poll without a pause

Endpoint, credentials and certificates come from botocore's own variables. Says READY=1 to NOTIFY_SOCKET when all tasks are
started.
"""

import asyncio
import os
import random
import socket
import sys

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session

# As many connections are kept as awaitd may have.
CONNECTIONS = 64


async def watch(client, identifier, seconds):
    """Polls for ever. Intervals are shortened by up to a fifth, as awaitd's are, and the first poll is within the first."""
    clock = asyncio.get_running_loop().time
    await asyncio.sleep(random.random() * seconds)
    status = None
    while True:
        began = clock()
        response = await client.get_evaluation(EvaluationId=identifier)
        if response["Status"] != status:
            status = response["Status"]
        if seconds:
            await asyncio.sleep(max(0, (1 - 0.2 * random.random()) * seconds - (clock() - began)))


def say_ready():
    if path := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.sendto(b"READY=1", path)


async def main():
    watches, seconds = int(sys.argv[1]), float(sys.argv[2])
    settings = AioConfig(max_pool_connections=CONNECTIONS)
    async with get_session().create_client("machinelearning", config=settings) as client:
        async with asyncio.TaskGroup() as tasks:
            for number in range(watches):
                tasks.create_task(watch(client, f"ev-{number}", seconds))
            say_ready()


asyncio.run(main())

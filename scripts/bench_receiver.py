"""Push services on this machine, as a program: python -m scripts.bench_receiver 0.02 3 1.

Seconds until it answers, how many answer, how many take a connection and never answer. Prints their
ports as one JSON list, those that answer first, and serves until it is killed.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def receiver(seconds: float, answering: int, hanging: int = 0) -> Iterator[list[str]]:
    """Push services in a process of their own; yield their hosts, those that answer first."""
    command = [sys.executable, "-m", "scripts.bench_receiver"]
    process = subprocess.Popen(
        [*command, str(seconds), str(answering), str(hanging)], stdout=subprocess.PIPE, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        yield [f"127.0.0.1:{port}" for port in json.loads(process.stdout.readline())]
    finally:
        process.kill()
        process.wait()


async def main(seconds: float, answering: int, hanging: int) -> None:
    """Listen for ever."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await _read(reader)
                if seconds:
                    await asyncio.sleep(seconds)
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            pass
        writer.close()

    services = [
        await asyncio.start_server(act, "127.0.0.1", 0)
        for act in [answer] * answering + [hang] * hanging
    ]
    print(json.dumps([one.sockets[0].getsockname()[1] for one in services]), flush=True)
    await asyncio.Event().wait()


async def _read(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            await reader.readexactly(int(line[15:]))


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))

"""Reads documents in a process of its own and prints what it took as one line of JSON.

    python bench/worker.py ROUNDS FILE…

Seconds are told twice: by the clock, and of this process alone, which other work on the machine
does not stretch. It needs nothing but the ``marsad`` that the process imports, so that it can measure another
revision. Only the reading is timed: not the start, not the parsing of the input.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

STARTED = perf_counter()


def peak_memory_mb() -> float:
    """The most memory this process has held at any time, in megabytes (10^6 bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def documents(path: Path) -> Iterator[dict[str, str | None]]:
    """The documents of a JSON Lines file, plain or compressed, one by one: none is kept."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def main(rounds: int, paths: list[Path]) -> dict[str, object]:
    """Read every file ``rounds`` times; seconds are those of whole rounds."""
    import marsad

    reader = marsad.Reader()
    start_up = perf_counter() - STARTED
    seconds, own_seconds = [], []
    count = characters = unread = events = 0
    for turn in range(rounds):
        spent = own = 0.0
        for path in paths:
            for document in documents(path):
                report = marsad.Report(
                    doc=str(document.get("doc")),
                    text=document.get("text") or "",
                    published=document.get("published"),
                )
                begun, own_begun = perf_counter(), process_time()
                record = reader.read(report)
                spent += perf_counter() - begun
                own += process_time() - own_begun
                if turn == 0:
                    count += 1
                    characters += len(report.text)
                    unread += record.problem is not None
                    events += len(record.events)
        seconds.append(spent)
        own_seconds.append(own)
    return {
        "package": str(Path(marsad.__file__).parent),
        "start_up": start_up,
        "documents": count,
        "characters": characters,
        "unread": unread,
        "events": events,
        "seconds": seconds,
        "own_seconds": own_seconds,
        "steps": {name: spent / rounds for name, spent in reader.seconds.items()},
        "peak_memory_mb": peak_memory_mb(),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), [Path(name) for name in sys.argv[2:]])))

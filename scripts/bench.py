"""How fast Marsad reads, how much memory it takes, and where the time goes.

    python scripts/bench.py [FILE ...] [--repeat N] [--scaling]

Without files the sample reports are read many times over. ``--scaling`` shows that time grows
linearly with the length of a text, an ordinary one and several that are made to be hard.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.resources import files

from marsad.actions.read_reports import read_entries
from marsad.formats.sources import Entry, Sources
from marsad.model import Report
from marsad.pipeline.reader import Reader

#: Texts that ask much of patterns that go back and forth: one sign, one word, nested names.
HARD = {
    "kashida": "ـ",
    "letters apart": "ق ",
    "dots between letters": "د.",
    "one trigger": "قصف ",
    "numbers": "12 و",
    "days": "أمس الأحد ",
    "places": "ريف دير الزور ",
    "actors": "قوات سوريا الديمقراطية ",
    "open brackets": "(«[",
    "no spaces": "اا",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--repeat", type=int, default=None, help="read the input N times (samples: 20)")
    parser.add_argument("--scaling", action="store_true", help="time against length of text")
    options = parser.parse_args()
    print(f"start-up of `marsad --version`   {_start_up():8.2f} s")
    begun = time.perf_counter()
    reader = Reader()
    print(f"loading the reader               {time.perf_counter() - begun:8.2f} s")
    begun = time.perf_counter()
    for warm in ("قُتل عنصران في حلب أمس.", "Two men were killed in Aleppo yesterday."):
        reader.read(Report(doc="warm", text=warm, published="2025-10-13"))
    print(f"first report of each language    {time.perf_counter() - begun:8.2f} s")
    if options.scaling:
        _scaling(reader)
    else:
        _throughput(reader, options.files, options.repeat or (1 if options.files else 20))


def _start_up() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "marsad", "--version"], check=True, capture_output=True)
    return time.perf_counter() - begun


def _throughput(reader: Reader, paths: list[str], repeat: int) -> None:
    named = paths or [str(files("marsad").joinpath("samples/reports.jsonl"))]
    entries = list(Sources(named)) * repeat
    begun, begun_cpu = time.perf_counter(), time.process_time()
    events = characters = 0
    for outcome in read_entries(entries, reader=reader):
        if outcome.record is not None:
            events += len(outcome.record.events)
            characters += len(outcome.record.text)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - begun_cpu
    print(f"reports                          {len(entries):8,}")
    print(f"characters                       {characters:8,}")
    print(f"events                           {events:8,}")
    print(f"reports a second                 {len(entries) / seconds:8.0f}")
    print(f"reports a second of CPU time     {len(entries) / cpu:8.0f}")
    print(f"characters a second              {characters / seconds:8,.0f}")
    print(f"peak memory                      {_peak_mb():8.0f} MB")
    print(f"\n{'step':24} {'seconds':>8} {'share':>6}")
    for name, spent in sorted(getattr(reader, "seconds", {}).items(), key=lambda pair: -pair[1]):
        print(f"{name:24} {spent:8.2f} {spent / seconds:6.0%}")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _scaling(reader: Reader) -> None:
    sizes = (4_000, 16_000, 64_000)
    print("\nmicroseconds a character, by length of the text\n" + f"{'text':24}", end="")
    print("".join(f"{size:>10,}" for size in sizes) + "   longest : shortest")
    for name, unit in _texts():
        costs = [_cost(reader, unit, size) for size in sizes]
        print(f"{name:24}" + "".join(f"{cost:10.2f}" for cost in costs) + f"{costs[-1] / costs[0]:14.2f}")


def _texts() -> Iterator[tuple[str, str]]:
    samples = Sources([str(files("marsad").joinpath("samples/reports.jsonl"))])
    yield "sample reports", "\n".join(_text(entry) for entry in samples) + "\n"
    yield from HARD.items()


def _text(entry: Entry) -> str:
    return entry.report.text if entry.report is not None else ""


def _cost(reader: Reader, unit: str, size: int) -> float:
    text = (unit * (size // len(unit) + 1))[:size]
    begun = time.process_time()  # other work on the machine must not count
    reader.read(Report(doc="bench", text=text, published="2025-10-13"))
    return (time.process_time() - begun) / size * 1e6


if __name__ == "__main__":
    main()

"""How fast events become incidents, in how much memory, and how rightly: on synthetic streams.

Run as a program it does one errand in a process of its own, so that memory is its own too:

    python bench/linking.py EVENTS [--new N] [--json]

It fills a fresh workspace with a stream, links everything, then adds N new reports and links
them into what is there; the times leave the filling out. See `bench.streams` for the stream.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if not __package__:  # run as a file: the folder that holds the package is not on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measures import Say
from bench.streams import StreamedReport, b_cubed, stream

if TYPE_CHECKING:
    from marsad.store.models import Run

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Linking:
    """One errand: seconds of wall clock, peak memory of the process in megabytes, and the figures of merging.

    ``new_seconds`` is for reading rows, linking and writing after ``new_reports`` were added.
    """

    events: int
    reports: int
    seconds: float
    new_reports: int
    new_seconds: float
    peak_mb: float
    incidents: int
    precision: float
    recall: float
    f1: float


def measure_apart(events: int, new_reports: int, say: Say) -> Linking:
    """The same in a process of its own."""
    say(f"linking a store of {events:,} events")
    errand = [sys.executable, __file__, str(events), "--new", str(new_reports), "--json"]
    done = subprocess.run(errand, check=True, capture_output=True, text=True)
    return Linking(**json.loads(done.stdout))


def measure(events: int, new_reports: int) -> Linking:
    """Fill, link, add, link again; in this process."""
    from marsad.store.workspace import create_workspace

    with tempfile.TemporaryDirectory() as folder:
        workspace = create_workspace(Path(folder) / "bench", person="bench")
        from marsad.actions.link_incidents import link  # models ask for a database
        from marsad.store.readings import start_run

        run = start_run("read", workspace)
        told = iter(stream(events + 4 * new_reports))
        truth: dict[str, str] = {}
        reports = fill(run, _some(told, events), truth)
        begun = time.monotonic()
        outcome = link(workspace)
        seconds = time.monotonic() - begun
        figures = b_cubed(truth, _found())
        added = fill(run, islice(told, new_reports), truth, offset=reports)
        begun = time.monotonic()
        link(workspace)
        new_seconds = time.monotonic() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Linking(outcome.events, reports, seconds, added, new_seconds, peak, outcome.incidents, *figures)


def _some(told: Iterable[StreamedReport], events: int) -> Iterator[StreamedReport]:
    for report in told:
        yield report
        events -= len(report.truth)
        if events <= 0:
            return


def fill(
    run: Run,
    told: Iterable[StreamedReport],
    truth: dict[str, str],
    *,
    offset: int = 0,
) -> int:
    """Put reports and their readings into a workspace without any files; gives how many.

    Args:
        run: Of kind ``read``.
        told: The reports.
        truth: Filled with the true incident of each event key.
        offset: Number of the first report.
    """
    from django.db import transaction

    from marsad.store import models
    from marsad.store.readings import save_readings
    from marsad.store.times import now_utc

    now = now_utc()
    source, _ = models.Source.objects.get_or_create(
        id="stream", defaults={"name": "stream", "kind": "file", "added_at": now}
    )
    original, _ = models.Original.objects.get_or_create(
        sha256="0" * 64, defaults={"size": 0, "media_type": "", "kept_at": now}
    )
    capture = models.Capture.objects.first() or models.Capture.objects.create(
        original=original,
        source=source,
        origin="stream",
        captured_at=now,
        method="file",
        who="bench",
        version="",
    )
    count = 0
    reports = iter(told)
    while batch := list(islice(reports, _BATCH)):
        with transaction.atomic():
            rows = models.Report.objects.bulk_create(
                models.Report(source=source, key=r.record.doc, doc=r.record.doc) for r in batch
            )
            versions = models.ReportVersion.objects.bulk_create(
                models.ReportVersion(
                    report=row, number=1, original=original, capture=capture, content="{}",
                    content_sha256=f"{offset + count + place:064x}", stood_at=now,
                )
                for place, (row, told) in enumerate(zip(rows, batch, strict=True))
            )  # fmt: skip
            pairs = [(version, told.record) for version, told in zip(versions, batch, strict=True)]
            for reading, report in zip(save_readings(run, pairs), batch, strict=True):
                truth.update(zip(reading.event_keys, report.truth, strict=True))
        count += len(batch)
    return count


def _found() -> dict[str, str]:
    from marsad.store import models

    rows = models.Membership.objects.values_list("event_key", "incident__key")
    return dict(rows.iterator(chunk_size=5_000))


def main(arguments: Sequence[str] | None = None) -> int:
    """One errand."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("events", type=int)
    parser.add_argument("--new", type=int, default=1_000, metavar="N", help="reports added afterwards")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(arguments)
    figures = asdict(measure(options.events, options.new))
    if options.json:
        print(json.dumps(figures))
        return 0
    for name, value in figures.items():
        print(f"{name:>12}  {value:,.3f}" if isinstance(value, float) else f"{name:>12}  {value:,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Count the killed by governorate and month, from a file of reports.

python examples/count_by_place.py examples/reports.jsonl
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import marsad


def main(path: str) -> None:
    """Read the reports, add up the least numbers that they state, and print them."""
    reports = map(json.loads, Path(path).read_text(encoding="utf-8").splitlines())
    killed: Counter[tuple[str, str]] = Counter()
    for record in marsad.read_many(reports):
        if record.problem:
            print(record.problem, file=sys.stderr)
        for event in record.events:
            count = event.casualties.killed
            site = next((p for p in event.places if p.role == "site"), None)
            if count is not None and event.status != "denied":
                where = (site and site.admin1) or "?"
                killed[where, (event.start or "?")[:7]] += count.least or 0
    # Reports of one incident are not compared here: the same dead may be counted twice.
    for (where, month), number in sorted(killed.items()):
        print(f"{month}  {where}  {number}")


if __name__ == "__main__":
    main(*sys.argv[1:])

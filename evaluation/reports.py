"""The gold reports, and what Marsad reads from them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from evaluation.matching import FOLDER, Fields
from evaluation.scoring import ReportScore, score_report

GOLD: Final = FOLDER / "gold"
Half = Literal["tune", "test", "given"]

_ARABIC: Final = re.compile("[\u0620-\u064a]")
_LATIN: Final = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Scored:
    """A gold report beside what was read from it."""

    half: Half
    language: str
    gold: Fields
    read: Fields
    score: ReportScore


def load_lines(path: Path) -> list[Fields]:
    """The objects of a JSON Lines file.

    Raises:
        SystemExit: A line that is no JSON, with its number.
    """
    records = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                records.append(json.loads(line))
            except ValueError as error:
                raise SystemExit(f"{path}, line {number}: not JSON ({error})") from error
    return records


def gold_reports(halves: Sequence[Half]) -> list[tuple[Half, Fields]]:
    """Our own gold reports of the given halves, in the order of the files."""
    return [
        (half, record)
        for half in halves
        for path in sorted(GOLD.glob(f"*-{half}.jsonl"))
        for record in load_lines(path)
    ]


def language_of(text: str) -> str:
    """``ar`` or ``en``, by the letters of the text; measured apart from Marsad's own idea of it."""
    return "ar" if len(_ARABIC.findall(text)) >= len(_LATIN.findall(text)) else "en"


def read_with_marsad(records: Iterable[Fields]) -> dict[str, Fields]:
    """Marsad's records of the gold texts as JSON objects, by document id."""
    from msgspec import convert

    from marsad.model import Report, encode_record
    from marsad.pipeline.reader import Reader

    reader = Reader()
    found = {}
    for record in records:
        given = {name: record.get(name) for name in Report.__struct_fields__}
        report = convert(given, Report)
        found[report.doc] = json.loads(encode_record(reader.read(report)))
    return found


def score_all(gold: Sequence[tuple[Half, Fields]], read: dict[str, Fields]) -> list[Scored]:
    """Every gold report with its score; a report without an answer counts as an empty one."""
    scored = []
    for half, record in gold:
        answer = read.get(record["doc"], {})
        language = language_of(record.get("text") or "")
        scored.append(Scored(half, language, record, answer, score_report(record, answer)))
    return scored

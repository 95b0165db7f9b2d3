"""Checks a bundle of one incident. It needs Python 3.9 or newer and nothing else, and changes nothing.

    python check.py             checks the folder that this file lies in
    python check.py FILE.zip    checks a bundle that is still packed

Exit status 0: everything fits together. 1: something does not; each fault is told.
What this proves, and what it can't prove, is told in README.md.
"""

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Files = dict[str, bytes]

SAID = {
    "missing": ("ملف مفقود: {0}", "missing file: {0}"),
    "extra": ("ملف ليس في القائمة: {0}", "file that the manifest doesn't list: {0}"),
    "altered": ("ملف غُيّر: {0}", "altered file: {0}"),
    "broken": ("ملف لا يُقرأ: {0}", "file that can't be read: {0}"),
    "original": ("أصل لا تطابقه بصمته: {0}", "original whose digest differs from its name: {0}"),
    "size": ("أصل حجمه غير المسجل: {0}", "original of another size than its row says: {0}"),
    "chain": ("انقطعت سلسلة السجل عند القيد {0}", "the log's chain is broken at entry {0}"),
    "entry": ("قيد لا تطابقه بصمته: {0}", "log entry whose digest doesn't fit: {0}"),
    "head": ("رأس السجل غير آخر قيد", "the log's head is not its last entry"),
    "stamp": ("ختم زمني لبصمة أخرى: {0}", "time stamp of another digest: {0}"),
    "row": ("سطر لا تطابقه بصمته: {0} {1}", "row whose digest doesn't fit: {0} {1}"),
    "unnamed": ("سطر لا يذكره قيده: {0} {1}", "row that its log entry doesn't name: {0} {1}"),
    "unlisted": ("قيد غير موجود لسطر: {0} {1}", "row whose log entry is not here: {0} {1}"),
    "no-row": ("سطر ناقص: {0} {1}", "row that is not here: {0} {1}"),
    "content": ("تقرير غير المسجل في السجل: {0}", "report other than the one logged: {0}"),
    "record": ("قراءة ليست من نص تقريرها: {0}", "reading of another text than its report's: {0}"),
    "quote": ("شاهد ليس في موضعه: {0} {1}", "passage that doesn't stand where it should: {0} {1}"),
    "event": ("حدث بلا تقرير: {0}", "event without its report: {0}"),
    "incident": ("الحادثة غير المسجلة في السجل", "incident other than the one logged"),
}


def main(arguments: list[str]) -> int:
    """Check, print what was checked and each fault; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    files = read_files(Path(arguments[0]) if arguments else Path(__file__).resolve().parent)
    faults = 0
    for code, *details in check(files):
        faults += 1
        for text in SAID[code]:
            print("✗ " + text.format(*details))
    tell_contents(files)
    if faults:
        print(f"✗ {faults}")
        return 1
    print("✓ كل ما في الحزمة متطابق.")
    print("✓ Everything in the bundle fits together.")
    return 0


def read_files(place: Path) -> Files:
    """The files of a folder or a zip file by name, with "/"."""
    if place.is_dir():
        found = sorted(path for path in place.rglob("*") if path.is_file())
        found = [path for path in found if "__pycache__" not in path.parts]
        return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}
    with zipfile.ZipFile(place) as packed:
        names = [name for name in packed.namelist() if not name.endswith("/")]
        return {name: packed.read(name) for name in names}


def check(files: Files) -> Iterator[tuple[str, ...]]:
    """Every fault, as a code of SAID and its details."""
    parts = (check_manifest, check_originals, check_log, check_rows, check_row_links, check_reports)
    for part in (*parts, check_incident):
        try:
            yield from part(files)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
            yield "broken", f"{part.__name__}: {error!r}"


def check_manifest(files: Files) -> Iterator[tuple[str, ...]]:
    """Every file is listed, and is what the list says."""
    listed = {}
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ", 1)
        listed[name] = digest
    for name in sorted(set(listed) - set(files)):
        yield "missing", name
    for name in sorted(set(files) - set(listed) - {"SHA256SUMS"}):
        yield "extra", name
    for name in sorted(set(files) & set(listed)):
        if sha256(files[name]) != listed[name]:
            yield "altered", name


def check_originals(files: Files) -> Iterator[tuple[str, ...]]:
    """Each original has the digest that it is named by, and the size that its row says."""
    sizes = {row["key"]: row["values"]["size"] for row in rows_of(files) if row["table"] == "store_original"}
    for name, data in sorted(files.items()):
        if name.startswith("originals/"):
            digest = name.split("/", 1)[1]
            if sha256(data) != digest:
                yield "original", name
            elif sizes.get(digest, len(data)) != len(data):
                yield "size", name
    for report in reports_of(files).values():
        if report["original_included"] and f"originals/{report['original']}" not in files:
            yield "missing", f"originals/{report['original']}"


def check_log(files: Files) -> Iterator[tuple[str, ...]]:
    """The chain has no gap, the entries given in full fit it, and so do the head and the stamps."""
    digests: dict[int, str] = {}
    previous = "0" * 64
    for number, line in enumerate(lines(files["log/chain.jsonl"]), 1):
        if line[0] != number or line[2] != previous:
            yield "chain", str(line[0])
        digests[line[0]] = previous = line[1]
    for entry in lines(files["log/entries.jsonl"]):
        number = entry["number"]
        covered = [number] + [entry[name] for name in ("made_at", "who", "action", "details", "previous")]
        if not digest_of(covered) == entry["digest"] == digests.get(number):
            yield "entry", str(number)
    head = json.loads(files["log/head.json"])
    if (head["number"], head["digest"]) != (len(digests), previous):
        yield "head", ""
    for name, data in sorted(files.items()):
        if name.startswith("stamps/"):
            number = int(name.split("/")[1].split(".")[0])
            if number not in digests or bytes.fromhex(digests[number]) not in data:
                yield "stamp", name


def check_rows(files: Files) -> Iterator[tuple[str, ...]]:
    """Each row has its digest, and the log names it by that digest."""
    named: dict[int, set[tuple[str, ...]]] = {}
    for entry in lines(files["log/entries.jsonl"]):
        named[entry["number"]] = {tuple(row) for row in json.loads(entry["details"]).get("rows", [])}
    for row in rows_of(files):
        if digest_of(row["values"]) != row["digest"]:
            yield "row", row["table"], row["key"]
        if row["entry"] is None:
            continue  # its entry names protected sources and is not handed over
        if row["entry"] not in named:
            yield "unlisted", row["table"], row["key"]
        elif (row["table"], row["key"], row["digest"]) not in named[row["entry"]]:
            yield "unnamed", row["table"], row["key"]


def check_row_links(files: Files) -> Iterator[tuple[str, ...]]:
    """Each row that another one leads to is here too: of a reading its text, of that its original …"""
    links = {
        "store_reading": {"version_id": "store_reportversion"},
        "store_reportversion": {
            "original_id": "store_original",
            "capture_id": "store_capture",
            "report_id": "store_report",
        },
        "store_capture": {"original_id": "store_original", "source_id": "store_source"},
        "store_report": {"source_id": "store_source"},
    }
    here = {(row["table"], row["key"]) for row in rows_of(files)}
    for row in rows_of(files):
        for field, table in links.get(row["table"], {}).items():
            if (table, str(row["values"][field])) not in here:
                yield "no-row", table, str(row["values"][field])
    for report in reports_of(files).values():
        if not report["protected"] and ("store_reading", report["reading"]) not in here:
            yield "no-row", "store_reading", report["reading"]


def check_reports(files: Files) -> Iterator[tuple[str, ...]]:
    """Each report is the one logged, and each passage stands in its text where it should."""
    sealed = {row["key"]: row["values"] for row in rows_of(files) if row["table"] == "store_reportversion"}
    read = {row["key"]: row["values"] for row in rows_of(files) if row["table"] == "store_reading"}
    for name, report in reports_of(files).items():
        text = report["content"]["text"]
        if not report["protected"]:
            values = sealed[report["version"]]
            logged = json.loads(values["content"])
            same = logged == report["content"] and values["original_id"] == report["original"]
            if not same or sha256(values["content"].encode()) != values["content_sha256"]:
                yield "content", name
            values = read[report["reading"]]
            if (
                values["version_id"] != int(report["version"])
                or json.loads(values["record"]) != report["record"]
            ):
                yield "record", name
        if report["record"]["text"] != text:
            yield "record", name
        for passage in report["passages"]:
            if text[passage["start"] : passage["end"]] != passage["text"]:
                yield "quote", name, passage["field"]
        for event in report["record"]["events"]:
            if event["quote"] not in text:
                yield "quote", name, "quote"


def check_incident(files: Files) -> Iterator[tuple[str, ...]]:
    """Each event of the incident has its report here, and the incident is the one logged."""
    incident = json.loads(files["incident.json"])
    told: dict[str, Any] = {}
    for report in reports_of(files).values():
        for place, key in enumerate(report["event_keys"]):
            told[key] = report["record"]["events"][place]
    for event in incident["events"]:
        if event["key"] not in told or told[event["key"]]["quote"] != event["quote"]:
            yield "event", event["key"]
    for row in rows_of(files):
        if row["table"] == "store_incident" and json.loads(row["values"]["summary"]) != incident:
            yield "incident", ""


def tell_contents(files: Files) -> None:
    """Say what is here, and what a reader has to look at besides."""
    try:
        reports = reports_of(files)
        head = json.loads(files["log/head.json"])
        open_rows = sum(row["entry"] is None for row in rows_of(files))
    except (KeyError, ValueError, TypeError):
        return
    originals = sum(name.startswith("originals/") for name in files)
    left_out = sum(not report["original_included"] for report in reports.values())
    protected = sum(report["protected"] for report in reports.values())
    print(f"reports {len(reports)}, originals {originals}, log entries {head['number']}")
    print(f"head {head['number']} {head['digest']}")
    if left_out or protected or open_rows:
        print(
            f"not checkable here: originals left out {left_out}, reports of protected sources {protected}, "
            f"rows whose log entry is held back {open_rows}"
        )
    for name in sorted(files):
        if name.startswith("stamps/"):
            number = name.split("/")[1].split(".")[0]
            command = f"openssl ts -verify -in {name} -digest DIGEST-OF-{number} -CAfile ROOTS.pem"
            print(f"signature of {name}: {command}")


def reports_of(files: Files) -> dict[str, Any]:
    """The reports by file name."""
    names = sorted(name for name in files if name.startswith("reports/"))
    return {name: json.loads(files[name]) for name in names}


def rows_of(files: Files) -> list[Any]:
    """The rows that the log names."""
    return lines(files["log/rows.jsonl"])


def lines(data: bytes) -> list[Any]:
    """The lines of a JSON Lines file."""
    return [json.loads(line) for line in data.decode().split("\n") if line]


def digest_of(data: object) -> str:
    """SHA-256 of JSON with sorted keys, no spaces and only ASCII."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return sha256(text.encode())


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

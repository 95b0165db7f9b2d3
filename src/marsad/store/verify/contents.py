"""Reports' texts against the originals that they were taken from, read again."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from marsad import __version__
from marsad.formats.sources import read_bytes
from marsad.model import Report
from marsad.store import models
from marsad.store.canonical import bytes_digest, text_digest
from marsad.store.takenwith import options_of
from marsad.store.verify.findings import Finding, Tally
from marsad.store.workspace import Workspace

_BATCH: Final = 50
_TABLE: Final = "store_reportversion"


def check_contents(workspace: Workspace, tally: Tally) -> Iterator[Finding]:
    """Whether each original still gives the texts of the versions that are said to be its own.

    Where another version of Marsad took the original in, a difference may come from its
    readers of files; it is then only noted.
    """
    for original in models.Original.objects.order_by("pk").iterator(_BATCH):
        versions = models.ReportVersion.objects.filter(original_id=original.pk).select_related("capture")
        by_capture: dict[int, list[models.ReportVersion]] = {}
        for version in versions.order_by("pk"):
            by_capture.setdefault(version.capture_id, []).append(version)
        for same in by_capture.values():
            tally.add("originals")
            yield from _check_versions(workspace, original, same)


def _check_versions(
    workspace: Workspace, original: models.Original, versions: Sequence[models.ReportVersion]
) -> Iterator[Finding]:
    capture = versions[0].capture
    left = {version.pk: version for version in versions}
    try:
        data = workspace.originals.read(original.pk)
        if bytes_digest(data) != original.pk:
            return
        for media_type in _media_types(original, capture):
            texts = set(_texts(data, capture, media_type))
            left = {pk: version for pk, version in left.items() if not _is_among(version, texts)}
            if not left:
                return
    except (OSError, ValueError, TypeError, AttributeError):
        return  # told where files and rows are checked
    for pk in left:
        if capture.version == __version__:
            yield Finding("V138", "changed", _TABLE, str(pk), {"original": original.pk})
        else:
            details = {"original": original.pk, "version": capture.version}
            yield Finding("V139", "note", _TABLE, str(pk), details)


def _media_types(original: models.Original, capture: models.Capture) -> Iterable[str | None]:
    """What the file may have been taken for: an original that came twice may have been served otherwise."""
    headers = capture.details.get("headers") or ()
    served = [value for name, value in headers if name.lower() == "content-type"]
    return dict.fromkeys([original.media_type or None, *served, None])


def _texts(data: bytes, capture: models.Capture, media_type: str | None) -> Iterator[str]:
    details = capture.details
    name = str(details.get("final_url") or capture.origin)
    for entry in read_bytes(data, name, options_of(details), media_type):
        if entry.report is not None:
            yield text_digest(entry.report.text)


def _is_among(version: models.ReportVersion, texts: Container[str]) -> bool:
    report = _report(version)
    return report is None or text_digest(report.text) in texts


def _report(version: models.ReportVersion) -> Report | None:
    try:
        return msgspec.json.decode(version.content, type=Report)
    except msgspec.MsgspecError:
        return None  # told where versions are checked

"""Have an outside authority confirm the log's head: that it existed, so, at this moment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from marsad.actions.fetch_pages import fetch_rules
from marsad.collect.timestamps import Post, StampInfo, check, stamp
from marsad.errors import UsageError
from marsad.formats.safefile import replacing
from marsad.messages import reason_of
from marsad.store import log
from marsad.store.canonical import bytes_digest
from marsad.store.workspace import Workspace


class Stamped(NamedTuple):
    """What was stamped; ``info`` is None where no roots are set to check the stamp with."""

    head: log.Head
    path: Path
    info: StampInfo | None


def stamp_log(workspace: Workspace, post: Post | None = None) -> Stamped:
    """Send the digest of the log's head to the authority of the settings, and keep its stamp.

    Nothing but the digest is sent. The stamp is kept as ``stamps/NUMBER.tsr`` and logged.

    Args:
        post: Sends the request; the polite fetcher by default.
    Raises:
        UsageError: No authority is set (V151), or the log is empty (V150).
        StampError, FetchError: There is no stamp to be had.
    """
    authority = workspace.settings.text("log.timestamp_authority")
    if not authority:
        raise UsageError("V151")
    head = log.last_head()
    if not head.number:
        raise UsageError("V150")
    digest = bytes.fromhex(head.digest)
    token = stamp(digest, authority, post or _fetcher(workspace))
    roots = read_roots(workspace)
    info = check(token, digest, roots) if roots else None
    path = workspace.stamps / f"{head.number}.tsr"
    with replacing(path) as stream:
        stream.write(token)
    os.chmod(path, 0o444)
    with transaction.atomic():
        details = {"number": head.number, "authority": authority, "sha256": bytes_digest(token)}
        log.append("stamp", workspace.person, details)
        log.write_head(workspace.head_file)
    return Stamped(head, path, info)


def read_roots(workspace: Workspace) -> bytes:
    """The certificates that stamps are checked with; empty where none are set.

    Raises:
        UsageError: The file that the settings name can't be read (V152).
    """
    name = workspace.settings.text("log.timestamp_roots")
    if not name:
        return b""
    try:
        return (workspace.folder / name).read_bytes()
    except OSError as error:
        raise UsageError("V152", path=workspace.folder / name, reason=reason_of(error)) from error


def _fetcher(workspace: Workspace) -> Post:
    from marsad.collect.fetch import Fetcher

    return Fetcher(fetch_rules(workspace.settings)).post

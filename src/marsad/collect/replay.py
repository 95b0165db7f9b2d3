"""A kept capture read back as the page that it was, for one whose process was killed too early."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from marsad.collect.addresses import read_url
from marsad.collect.fetch import Fetched, FetchRules, Hop, page_of
from marsad.collect.wire import Exchange, replay
from marsad.errors import FetchError
from marsad.formats.sources import buffered
from marsad.formats.warcrecords import RawRecords

#: No capture has a larger answer: it was refused as it came.
_MOST_BYTES: Final = 1 << 30


def page_of_capture(warc: bytes, name: str, rules: FetchRules) -> Fetched:
    """The page that the records of a capture hold, whatever its status.

    Args:
        warc: Records as `capture.warc_records` made them.
        name: The capture's name, for messages.
        rules: Limits of unpacking.
    Raises:
        FetchError: They are no such records (F140), or their body can't be unpacked.
    """
    exchanges, moment = [], ""
    for exchange, at in _exchanges(warc, name):
        exchanges.append(exchange)
        moment = at
    if not exchanges or not moment:
        raise FetchError("F140", name=name, reason="WARC")
    hops = [Hop(here.target.url, here.status, there.target.url) for here, there in pairwise(exchanges)]
    return page_of(exchanges[0].target, hops, exchanges, moment, rules)


def _exchanges(warc: bytes, name: str) -> Iterator[tuple[Exchange, str]]:
    records = list(RawRecords(buffered(io.BytesIO(warc)), limit=_MOST_BYTES))
    if len(records) % 2 or any(record.damage for record in records):
        raise FetchError("F140", name=name, reason="WARC")
    for response, request in zip(records[::2], records[1::2], strict=True):
        told = dict(_headers(response.head))
        if told.get("warc-type") != "response" or b"WARC-Type: request" not in request.head:
            raise FetchError("F140", name=name, reason="WARC")
        target = read_url(told.get("warc-target-uri", ""))
        address = told.get("warc-ip-address", "")
        yield replay(target, address, request.body, response.body), told.get("warc-date", "")


def _headers(head: bytes) -> Iterator[tuple[str, str]]:
    for line in head.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition(":")
        yield key.strip().lower(), value.strip()

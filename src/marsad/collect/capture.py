"""An exchange as WARC records: the bytes that went over the wire, and what is needed to trust them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO

from marsad.collect.wire import Exchange


def warc_records(exchanges: Sequence[Exchange], captured_at_utc: str) -> bytes:
    """Response and request of each exchange as WARC 1.1 records, each compressed by itself.

    The messages stand as they were sent and received, with chunks and compression.
    ``WARC-Payload-Digest`` is, as the standard says, that of the body without its chunks.
    A ``warcinfo`` record is left to whoever makes the file.
    """
    from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for one in exchanges:
        response_id = writer._make_warc_id()
        for kind, message, payload in (("response", one.received, one.payload), ("request", one.sent, b"")):
            headers = {
                "WARC-Type": kind,
                "WARC-Record-ID": response_id if kind == "response" else writer._make_warc_id(),
                "WARC-Target-URI": one.target.url,
                "WARC-Date": captured_at_utc,
                "WARC-IP-Address": one.address,
                "WARC-Block-Digest": sha256_digest(message),
                "WARC-Payload-Digest": sha256_digest(payload),
            }
            if kind == "request":
                headers["WARC-Concurrent-To"] = response_id
            write_record(writer, kind, headers, message, f"application/http; msgtype={kind}")
    return out.getvalue()


def write_record(writer: object, kind: str, headers: dict[str, str], block: bytes, media_type: str) -> None:
    """Write a record with exactly these bytes.

    ``create_warc_record`` would parse the headers of a message and write them anew, with other
    spaces and escapes; a record that is made directly goes through untouched.
    """
    from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]
    from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]

    told = StatusAndHeaders("", list(headers.items()), protocol="WARC/1.1")
    record = ArcWarcRecord("warc", kind, told, BytesIO(block), None, media_type, len(block))
    writer.write_record(record)  # type: ignore[attr-defined]


def sha256_digest(data: bytes) -> str:
    """A digest as WARC headers name it, in hexadecimal as elsewhere in Marsad."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"

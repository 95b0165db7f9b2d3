"""Packed bodies are unpacked, and bombs are not."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.collect import codings

MIB = 1 << 20


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}


def unpack(payload: bytes, *names: str, most_bytes: int = 8 * MIB, most_ratio: float = 100) -> bytes:
    return codings.unpack(payload, names, most_bytes=most_bytes, most_ratio=most_ratio)


@given(st.binary(max_size=5000), st.lists(st.sampled_from(list(PACKERS)), max_size=2))
def test_what_was_packed_comes_back(data: bytes, names: list[str]) -> None:
    packed = data
    for name in names:
        packed = PACKERS[name](packed)
    assert unpack(packed, *names) == data


def test_odd_forms_that_servers_send_are_read() -> None:
    assert unpack(bare(b"text"), "deflate") == b"text"
    assert unpack(gzip.compress(b"two ") + gzip.compress(b"parts"), "gzip") == b"two parts"
    assert unpack(gzip.compress(b"text") + b"\n\n", "gzip") == b"text"
    assert unpack(b"", "gzip") == b""


@given(st.binary(min_size=1, max_size=300), st.integers(0, 400), st.sampled_from(["gzip", "deflate"]))
def test_damage_is_told_and_never_more_than_a_value_error(data: bytes, cut: int, name: str) -> None:
    with contextlib.suppress(codings.DamagedError):
        unpack(PACKERS[name](data)[:cut] + data, name)


@pytest.mark.parametrize("name", ["gzip", "deflate"])
def test_cut_off_data_is_damaged(name: str) -> None:
    with pytest.raises(codings.DamagedError):
        unpack(PACKERS[name](b"a long text " * 50)[:-9], name)


@pytest.mark.parametrize(
    ("payload", "names"),
    [
        (gzip.compress(bytes(9 * MIB)), ["gzip"]),
        (
            gzip.compress(bytes(3 * MIB)),
            ["gzip"],
        ),  # small enough, but a thousand times as large
        (gzip.compress(gzip.compress(bytes(90 * MIB))), ["gzip", "gzip"]),
        (zlib.compress(bytes(9 * MIB)), ["deflate"]),
        (bytes(9 * MIB), []),
    ],
    ids=["size", "ratio", "nested", "deflate", "plain"],
)
def test_bombs_are_refused(payload: bytes, names: list[str]) -> None:
    with pytest.raises(codings.TooLargeError):
        unpack(payload, *names)


def test_many_empty_parts_do_not_keep_the_processor_busy() -> None:
    with pytest.raises(codings.DamagedError):
        unpack(gzip.compress(b"") * 200_000, "gzip")


@pytest.mark.parametrize("names", [["br"], ["zstd"], ["gzip", "gzip", "gzip"]])
def test_unknown_or_stacked_codings_are_refused(names: list[str]) -> None:
    with pytest.raises(codings.UnknownCodingError):
        unpack(b"x", *names)


def test_headers_tell_the_codings_in_order() -> None:
    headers = [("Content-Encoding", "identity, GZIP"), ("X", "y"), ("content-encoding", "deflate")]
    assert codings.codings_of(headers) == ["gzip", "deflate"]

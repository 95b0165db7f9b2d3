"""``marsad repair``: disguised spellings in, plain spellings out."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from marsad.actions.repair_texts import repair_lines, standard_repairer
from marsad.actions.save_records import spare_inputs
from marsad.cli import FAILED, FINE
from marsad.cli.console import FaultLines, screen
from marsad.errors import InputError
from marsad.formats.decoding import decode, is_binary
from marsad.formats.safefile import replacing
from marsad.messages import Where, reason_of


def run(options: argparse.Namespace) -> int:
    """Repair JSON lines (told by their first brace) or a plain text."""
    where = Where("<stdin>" if options.file == "-" else Path(options.file).name)
    if options.output:
        spare_inputs(Path(options.output), [options.file])
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(_opened(options.file))
        first = source.peek(64).lstrip()[:1]
        target = stack.enter_context(_target(options.output))
        if first == b"{":
            return _repair_lines(source, target, where)
        return _repair_text(source, target, where)


@contextlib.contextmanager
def _opened(file: str) -> Iterator[io.BufferedReader]:
    if file == "-":
        yield sys.stdin.buffer  # type: ignore[misc]
        return
    try:
        source = open(file, "rb")  # noqa: SIM115
    except OSError as error:
        raise InputError("I101", where=file, reason=reason_of(error)) from error
    with source:
        yield source


@contextlib.contextmanager
def _target(output: str | None) -> Iterator[BinaryIO]:
    if output:
        with replacing(Path(output)) as stream:
            yield stream
    else:
        yield sys.stdout.buffer


def _repair_lines(source: io.BufferedReader, target: BinaryIO, where: Where) -> int:
    faults, failed = FaultLines(screen(stderr=True)), 0
    for line in repair_lines(source, standard_repairer(), where):
        target.write(msgspec.json.encode(line.answer) + b"\n")
        if line.fault is not None:
            failed += 1
            faults.say([line.fault])
    target.flush()
    faults.finish()
    return FAILED if failed else FINE


def _repair_text(source: io.BufferedReader, target: BinaryIO, where: Where) -> int:
    data = source.read()
    if is_binary(data):
        raise InputError("I104", where=where)
    decoded = decode(data)
    if decoded is None:
        raise InputError("I105", where=where)
    target.write(standard_repairer().repair(decoded.text).text.encode())
    target.flush()
    return FINE

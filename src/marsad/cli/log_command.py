"""``marsad log``: what was done in a workspace; ``marsad log stamp``: have an authority confirm it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec
from rich.text import Text

from marsad.cli import FINE
from marsad.cli.console import printable, screen
from marsad.cli.workspace import opened
from marsad.messages import word

if TYPE_CHECKING:
    from marsad.store.custody import CaptureLine, LogLine


def run(options: argparse.Namespace) -> int:
    """Show the entries, or the captures that they name."""
    workspace = opened(options)
    if getattr(options, "deed", None) == "stamp":
        from marsad.actions.stamp_log import stamp_log

        stamped = stamp_log(workspace)
        screen().print(_stamped_sentence(stamped), style="green", soft_wrap=True)
        return FINE
    from marsad.store.custody import capture_lines, log_lines

    lines = capture_lines(options.since) if options.capture else log_lines(options.since)
    if options.json:
        _print_json(lines)
        return FINE
    console = screen()
    for line in lines:
        shown = _capture(line) if options.capture else _entry(line)  # type: ignore[arg-type]
        console.print(shown, soft_wrap=True)
    return FINE


def _stamped_sentence(stamped: Any) -> str:
    told = {"number": stamped.head.number, "path": stamped.path.name}
    if stamped.info is None:
        return word("log.stamped", **told)
    return word("log.stamped-checked", **told, time=stamped.info.time_utc, authority=stamped.info.authority)


def _print_json(lines: Iterable[LogLine | CaptureLine]) -> None:
    for line in lines:
        sys.stdout.buffer.write(msgspec.json.encode(line._asdict()) + b"\n")
    sys.stdout.buffer.flush()


def _entry(line: LogLine) -> Text:
    details = "  ".join(f"{name}={_flat(value)}" for name, value in line.details.items())
    rows = f"  {word('log.rows')} {line.rows:,}" if line.rows else ""
    return Text.assemble(
        (f"{line.number}", "bold"),
        f"  {line.made_at[:19]}Z  ",
        (printable(line.who), "cyan"),
        "  ",
        (printable(line.action), "bold"),
        (f"  {printable(details)}" if details else ""),
        (rows, "dim"),
    )


def _capture(line: CaptureLine) -> Text:
    return Text.assemble(
        (f"{line.number}", "bold"),
        f"  {line.captured_at[:19]}Z  ",
        (printable(line.who), "cyan"),
        "  ",
        (word(f"log.method.{line.method}"), "bold"),
        f"  {printable(line.source)}  {printable(line.origin)}",
        (f"  {line.size:,} B  SHA-256 {line.sha256}  Marsad {line.version}", "dim"),
    )


def _flat(value: object) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return " ".join(text.split())

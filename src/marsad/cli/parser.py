"""Commands and options, with help in Arabic and English."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, NoReturn, get_args
from zoneinfo import ZoneInfo

import marsad
from marsad.errors import InputError, UsageError
from marsad.formats.days import parse_day
from marsad.formats.kinds import kinds
from marsad.messages import Where, choose_language, language, word
from marsad.model import ActorRole, Status
from marsad.tables import load_table

FORMATS: Final = ("table", "jsonl", "csv", "geojson", "html")
TALLY_FORMATS: Final = ("table", "text", "json", "jsonl", "csv")
SITE_ROLES: Final = ("reader", "analyst", "reviewer", "administrator")
FIELDS: Final = ("doc", "text", "title", "published", "publisher")


def take_language(arguments: Sequence[str]) -> list[str]:
    """Choose the language that ``--lang`` asks for, wherever it stands; return the other arguments.

    Help texts are made together with the parser, so the language must be known before.

    Raises:
        UsageError: Neither ``ar`` nor ``en`` (U102).
    """
    rest: list[str] = []
    choose_language(None)
    pending = iter(arguments)
    for argument in pending:
        if argument == "--":
            return [*rest, argument, *pending]
        name, sign, value = argument.partition("=")
        if name != "--lang":
            rest.append(argument)
            continue
        chosen = value if sign else next(pending, "")
        if chosen not in ("ar", "en"):
            raise UsageError("U102", option="--lang", found=chosen, expected="ar | en")
        choose_language("ar" if chosen == "ar" else "en")
    return rest


class _Parser(argparse.ArgumentParser):
    """A parser whose own words ("usage", "required") follow the chosen language too."""

    def error(self, message: str) -> NoReturn:
        self.print_usage()
        self.exit(2, _translated("%(prog)s: error: %(message)s\n") % {"prog": self.prog, "message": message})


@cache
def _own_words() -> dict[str, str]:
    rows = load_table("cli_text.csv", key="id")
    return {row["en"]: row["ar"] for row in rows if row["id"].startswith("argparse.")}


def _translated(message: str) -> str:
    """One of argparse's own messages in the current language; white space at its end is kept."""
    if language() == "en":
        return message
    bare = message.rstrip()
    return _own_words().get(bare, bare) + message[len(bare) :]


def _translate_argparse() -> None:
    # argparse asks gettext, which wants compiled catalogues in system folders; these two names
    # are all that it asks through.
    argparse._ = _translated  # type: ignore[attr-defined]
    argparse.ngettext = lambda one, many, n: _translated(one if n == 1 else many)  # type: ignore[attr-defined]


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line, in the current language."""
    _translate_argparse()
    parser = _Parser(prog="marsad", description=word("app.description"), epilog=word("app.epilog"))
    parser.add_argument(
        "--version", action="version", version=f"marsad {marsad.__version__}", help=word("opt.version")
    )
    _add_language(parser)
    parser.add_argument(
        "--workspace",
        metavar="DIR",
        default=os.environ.get("MARSAD_WORKSPACE") or ".",
        help=word("opt.workspace"),
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _add_read,
        _add_repair,
        _add_explain,
        _add_gazetteer,
        _add_demo,
        _add_doctor,
        _add_bundle,
        _add_verify,
        _add_log,
        _add_init,
        _add_add,
        _add_watch,
        _add_reread,
        _add_tallies,
        _add_incidents,
        _add_serve,
        _add_user,
    ):
        add(commands)
    return parser


_Commands = argparse._SubParsersAction  # argparse has no public name for it


def _command(commands: _Commands[_Parser], name: str, run: str | None, group: str = "") -> _Parser:
    """Add a command; ``run`` names the module of `marsad.cli` that does it, loaded when it runs."""
    title = word(f"cmd.{group}{name}")
    parser = commands.add_parser(name, help=title, description=title)
    _add_language(parser)
    if run is not None:
        parser.set_defaults(run=_later(run))
    return parser


def _later(module: str) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        from importlib import import_module

        status: int = import_module(f"marsad.cli.{module}").run(options)
        return status

    return run


def _add_language(parser: argparse.ArgumentParser) -> None:
    # `take_language` has read it already; here it is for the help.
    parser.add_argument(
        "--lang", metavar="{ar,en}", default=argparse.SUPPRESS, dest="_lang", help=word("opt.lang")
    )


def _add_read(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "read", "read_command")
    parser.add_argument("files", nargs="+", metavar="FILE", help=word("opt.files"))
    _add_input(parser)
    parser.add_argument("--format", choices=FORMATS, help=word("opt.format"))
    parser.add_argument("-o", "--output", metavar="FILE|DIR", help=word("opt.output"))
    parser.add_argument("--workers", type=_positive, default=1, metavar="N", help=word("opt.workers"))
    parser.add_argument("--exact", action="store_true", help=word("opt.exact"))
    parser.add_argument("-q", "--quiet", action="store_true", help=word("opt.quiet"))


def _add_input(parser: argparse.ArgumentParser) -> None:
    _add_form(parser)
    parser.add_argument(
        "--timezone", type=_zone, default="Asia/Damascus", metavar="ZONE", help=word("opt.timezone")
    )
    parser.add_argument(
        "--max-characters", type=_positive, default=1_000_000, metavar="N", help=word("opt.max-characters")
    )
    _add_tables(parser)


def _add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--published", type=_day, metavar="DATE", help=word("opt.published"))
    parser.add_argument("--input", choices=kinds(), help=word("opt.input"))
    parser.add_argument(
        "--columns", type=_columns, default={}, metavar="FIELD=NAME,…", help=word("opt.columns")
    )
    parser.add_argument(
        "--accounts", type=_accounts, default=frozenset(), metavar="ID,…", help=word("opt.accounts")
    )


def _add_tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--gazetteer", action="append", default=[], metavar="TABLE", help=word("opt.gazetteer")
    )


def _add_repair(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "repair", "repair_command")
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help=word("opt.repair.file"))
    parser.add_argument("-o", "--output", metavar="FILE", help=word("opt.output"))


def _add_explain(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "explain", "explain_command")
    parser.add_argument("files", nargs=1, metavar="FILE", help=word("opt.explain.file"))
    _add_input(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help=word("opt.explain.format"))


def _add_gazetteer(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "gazetteer", None)
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="COMMAND")
    lookup = _command(deeds, "lookup", "gazetteer_command", "gazetteer.")
    _add_tables(lookup)
    lookup.add_argument("name", nargs="+", metavar="NAME", help=word("opt.gazetteer.name"))
    bring = _command(deeds, "import", "gazetteer_command", "gazetteer.")
    bring.add_argument("file", metavar="FILE", help=word("opt.gazetteer.file"))
    bring.add_argument("--kind", choices=("geonames", "cod-ab"), help=word("opt.gazetteer.kind"))
    bring.add_argument("--alternate-names", metavar="FILE", help=word("opt.gazetteer.alternate"))
    bring.add_argument("-o", "--output", required=True, metavar="TABLE", help=word("opt.gazetteer.output"))


def _add_demo(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "demo", "demo_command")
    parser.add_argument("-o", "--output", default="out", metavar="DIR", help=word("opt.demo.output"))
    parser.add_argument("--site", action="store_true", help=word("opt.demo.site"))
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help=word("opt.serve.port"))


def _add_doctor(commands: _Commands[_Parser]) -> None:
    _command(commands, "doctor", "doctor_command")


def _add_serve(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "serve", "serve_command")
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help=word("opt.serve.port"))
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help=word("opt.serve.host"))
    parser.add_argument("--workers", type=_positive, default=2, metavar="N", help=word("opt.serve.workers"))


def _add_user(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "user", None)
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="COMMAND")
    add, role = (_command(deeds, name, "user_command", "user.") for name in ("add", "role"))
    for deed in (add, role):
        deed.add_argument("name", metavar="NAME", help=word("opt.user.name"))
        deed.add_argument("--role", choices=SITE_ROLES, required=True, help=word("opt.user.role"))
    add.add_argument("--password", action="store_true", help=word("opt.user.password"))
    _command(deeds, "list", "user_command", "user.")


def _add_verify(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "verify", "verify_command")
    parser.add_argument("--quick", action="store_true", help=word("opt.verify.quick"))
    parser.add_argument("--json", action="store_true", help=word("opt.verify.json"))
    parser.add_argument("-q", "--quiet", action="store_true", help=word("opt.quiet"))


def _add_bundle(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "bundle", "bundle_command")
    parser.add_argument("incident", metavar="INCIDENT", help=word("opt.bundle.incident"))
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help=word("opt.bundle.output"))
    parser.add_argument("--with-originals", action="store_true", help=word("opt.bundle.with-originals"))
    parser.add_argument("--with-protected", action="store_true", help=word("opt.bundle.with-protected"))


def _add_log(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "log", "log_command")
    parser.add_argument("--since", type=_positive, default=1, metavar="NUMBER", help=word("opt.log.since"))
    parser.add_argument("--capture", action="store_true", help=word("opt.log.capture"))
    parser.add_argument("--json", action="store_true", help=word("opt.log.json"))
    _command(parser.add_subparsers(dest="deed", metavar="COMMAND"), "stamp", "log_command", "log.")


def _add_init(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "init", "init_command")
    parser.add_argument("folder", nargs="?", metavar="DIR", help=word("opt.init.folder"))
    parser.add_argument("--person", default="", metavar="NAME", help=word("opt.init.person"))
    parser.add_argument("--database", default="", metavar="ADDRESS", help=word("opt.init.database"))


def _add_add(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "add", "add_command")
    parser.add_argument("inputs", nargs="+", metavar="PATH|URL", help=word("opt.add.inputs"))
    parser.add_argument("--source", metavar="NAME", help=word("opt.add.source"))
    _add_form(parser)
    parser.add_argument("--no-read", action="store_true", help=word("opt.add.no-read"))
    parser.add_argument("-q", "--quiet", action="store_true", help=word("opt.quiet"))


def _add_watch(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "watch", "watch_command")
    parser.add_argument("--once", action="store_true", help=word("opt.watch.once"))
    parser.add_argument(
        "--source", action="append", default=[], metavar="NAME", help=word("opt.watch.source")
    )
    parser.add_argument("--json", action="store_true", help=word("opt.watch.json"))
    parser.add_argument("-q", "--quiet", action="store_true", help=word("opt.quiet"))


def _add_reread(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "reread", "reread_command")
    parser.add_argument("--format", choices=("text", "json"), default="text", help=word("opt.reread.format"))
    parser.add_argument("-v", "--verbose", action="store_true", help=word("opt.reread.verbose"))
    parser.add_argument("-q", "--quiet", action="store_true", help=word("opt.quiet"))


def _add_tallies(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "tallies", "tallies_command")
    parser.add_argument("--claimant", metavar="NAME", help=word("opt.tallies.claimant"))
    parser.add_argument("--actor", metavar="NAME", help=word("opt.tallies.actor"))
    parser.add_argument("--since", type=_day, metavar="DATE", help=word("opt.tallies.since"))
    parser.add_argument("--until", type=_day, metavar="DATE", help=word("opt.tallies.until"))
    parser.add_argument("--doc", metavar="REPORT", help=word("opt.tallies.doc"))
    parser.add_argument("--series", action="store_true", help=word("opt.tallies.series"))
    parser.add_argument("--with-incidents", action="store_true", help=word("opt.tallies.with-incidents"))
    parser.add_argument("--format", choices=TALLY_FORMATS, help=word("opt.tallies.format"))
    parser.add_argument("-o", "--output", metavar="FILE|DIR", help=word("opt.output"))
    parser.add_argument("-q", "--quiet", action="store_true", help=word("opt.quiet"))


def _add_incidents(commands: _Commands[_Parser]) -> None:
    parser = _command(commands, "incidents", "incidents_command")
    _add_listing(parser, {})
    deeds = parser.add_subparsers(dest="deed", metavar="COMMAND")

    def deed(name: str) -> _Parser:
        return _command(deeds, name, "incidents_command", "incidents.")

    # What was said before "list" must not be overwritten by what was not said after it.
    _add_listing(deed("list"), {"default": argparse.SUPPRESS})
    show, suggest = deed("show"), deed("suggest")
    _add_key(show)
    for shown in (show, suggest):
        shown.add_argument(
            "--format", choices=("text", "json"), default="text", help=word("opt.incidents.show-format")
        )
    suggest.add_argument("--limit", type=_positive, metavar="N", help=word("opt.incidents.limit"))
    merge, apart, split, setting, undo = map(deed, ("merge", "apart", "split", "set", "undo"))
    merge.add_argument("keys", nargs="+", metavar="KEY", help=word("opt.incidents.key"))
    for decided in (apart, split, setting):
        _add_key(decided)
    apart.add_argument("other", metavar="KEY", help=word("opt.incidents.key"))
    split.add_argument("--events", required=True, metavar="EVENT,…", help=word("opt.incidents.events"))
    setting.add_argument("field", metavar="FIELD", help=word("opt.incidents.field"))
    setting.add_argument("value", metavar="VALUE", help=word("opt.incidents.value"))
    undo.add_argument("number", type=_positive, metavar="DECISION", help=word("opt.incidents.decision"))
    for decided in (merge, apart, split, setting, undo):
        decided.add_argument("--note", default="", metavar="TEXT", help=word("opt.incidents.note"))
    relink = deed("relink")
    relink.add_argument("--all", action="store_true", help=word("opt.incidents.all"))
    relink.add_argument("-q", "--quiet", action="store_true", help=word("opt.quiet"))


def _add_key(parser: _Parser) -> None:
    parser.add_argument("key", metavar="KEY", help=word("opt.incidents.key"))


def _add_listing(parser: _Parser, default: dict[str, Any]) -> None:
    def add(name: str, **how: Any) -> None:
        parser.add_argument(f"--{name}", **how, **default, help=word(f"opt.incidents.{name}"))

    add("since", type=_day, metavar="DATE")
    add("until", type=_day, metavar="DATE")
    add("type", metavar="TYPE|CLASS")
    add("actor", metavar="ACTOR")
    add("role", choices=get_args(ActorRole))
    add("place", metavar="PLACE")
    add("status", choices=get_args(Status))
    add("min-voices", type=_positive, metavar="N")
    add("min-killed", type=_positive, metavar="N")
    add("min-confidence", type=_percent, metavar="PERCENT")
    add("contested", action="store_true")
    add("sort", choices=("newest", "oldest", "killed", "voices", "weakest"))
    add("limit", type=_positive, metavar="N")
    add("format", choices=("table", "json", "jsonl", "csv", "geojson", "parquet", "records"))
    add("exact", action="store_true")
    output = word("opt.incidents.output")
    parser.add_argument("-o", "--output", metavar="FILE|DIR", **default, help=output)


# Values of options


def _positive(value: str) -> int:
    try:
        number = int(value)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(_unfit(value, "1, 2, 3 …"))
    return number


def _percent(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 100:
        raise argparse.ArgumentTypeError(_unfit(value, "1 … 100"))
    return int(value)


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65_535:
        raise argparse.ArgumentTypeError(_unfit(value, "8000"))
    return int(value)


def _day(value: str) -> date:
    try:
        return parse_day(value, Where("--published"))
    except InputError as error:
        raise argparse.ArgumentTypeError(_unfit(value, "2025-10-13")) from error


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        raise argparse.ArgumentTypeError(_unfit(value, "Asia/Damascus")) from error


def _columns(value: str) -> dict[str, str]:
    pairs = dict(pair.partition("=")[::2] for pair in value.split(","))
    pairs = {name.strip(): column.strip() for name, column in pairs.items()}
    if not all(pairs.values()) or not set(pairs) <= set(FIELDS):
        raise argparse.ArgumentTypeError(_unfit(value, ", ".join(f"{f}=NAME" for f in FIELDS)))
    return pairs


def _accounts(value: str) -> frozenset[str]:
    names = {name.strip() for name in value.split(",")}
    if not all(re.fullmatch(r"(?:channel|user)\d+", name) for name in names):
        raise argparse.ArgumentTypeError(_unfit(value, "channel1234, user1234"))
    return frozenset(names)


def _unfit(value: str, expected: str) -> str:
    return word("value.unfit", found=value, expected=expected)

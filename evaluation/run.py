"""Measures how well Marsad reads its own gold reports, restores disguised spellings and merges reports.

    python -m evaluation [--half tune|test|all] [--errors] [--json] [--renew]
    python -m evaluation --gold GOLD.jsonl… [--answers ANSWERS.jsonl]

Ends with status 1 where a figure of the test half, or of repair or merging, is below its floor
(evaluation/floors.toml), or where gold changed and the floors were not renewed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

if not __package__:  # run as a file: the folder that holds the package is not on the path
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console

from evaluation import floors, merging
from evaluation.figures import Figure, figures_of
from evaluation.matching import event_classes
from evaluation.merging import Merging
from evaluation.reports import Half, Scored, gold_reports, load_lines, read_with_marsad, score_all
from evaluation.restoring import Passage, RepairFigures, repair_figures, score_passages
from evaluation.show import show_figures, show_merging, show_repair, show_repair_errors, show_report_errors


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that one run measured; repair is None and merging empty where other gold was given."""

    scored: list[Scored]
    groups: dict[str, tuple[int, dict[str, Figure]]]
    passages: list[Passage]
    repair: RepairFigures | None
    merging: dict[str, Merging] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, compare with the floors; gives the exit status."""
    options = _parser().parse_args(arguments)
    evaluation = evaluate(options.half, options.gold, options.answers)
    if options.json:
        print(json.dumps(as_json(evaluation), ensure_ascii=False, indent=1))
    else:
        show(evaluation, with_errors=options.errors)
    if evaluation.repair is None or "test half" not in evaluation.groups:
        return 0
    if options.renew:
        floors.renew(measured(evaluation))
        print(f"Floors renewed in {floors.FILE.name}.", file=sys.stderr)
        return 0
    return report_faults(evaluation)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evaluation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=("tune", "test", "all"), default="all", help="which half to read")
    parser.add_argument("--errors", action="store_true", help="show gold beside what was read wrong")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--renew", action="store_true", help="set the floors by the present figures")
    parser.add_argument("--gold", nargs="+", type=Path, metavar="FILE", help="other gold files; no floors")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="score these records, read nothing")
    return parser


def evaluate(half: str, gold_files: Sequence[Path] | None = None, answers: Path | None = None) -> Evaluation:
    """Read and score.

    Args:
        half: ``tune``, ``test`` or ``all``.
        gold_files: Gold in place of our own.
        answers: A file of records to score in place of Marsad's.
    """
    gold = _gold(half, gold_files)
    if answers is None:
        read = read_with_marsad(record for _, record in gold)
    else:
        read = {record["doc"]: record for record in load_lines(answers)}
    unknown = {e.get("type") for r in read.values() for e in r.get("events") or ()} - set(event_classes())
    if unknown:
        raise SystemExit(f"event types that no table knows: {', '.join(sorted(map(str, unknown)))}")
    scored = score_all(gold, read)
    if gold_files or answers:
        return Evaluation(scored, _groups(scored), [], None)
    passages = score_passages(_repair())
    return Evaluation(scored, _groups(scored), passages, repair_figures(passages), _merging(half))


def _merging(half: str) -> dict[str, Merging]:
    halves = ("tune", "test") if half == "all" else (half,)
    return {name: merging.measure(name) for name in halves}


def _gold(half: str, files: Sequence[Path] | None) -> list[tuple[Half, dict[str, object]]]:
    if files:
        return [("given", record) for path in files for record in load_lines(path)]
    return gold_reports(("tune", "test") if half == "all" else ("tune",) if half == "tune" else ("test",))


def _repair() -> Callable[[str], str]:
    from marsad.arabic.repair import Repairer

    repairer = Repairer()
    return lambda text: repairer.repair(text).text


def _groups(scored: Sequence[Scored]) -> dict[str, tuple[int, dict[str, Figure]]]:
    """Figures by half and by language; a group of its own only where it is not everything."""
    chosen = {f"{half} half": [s for s in scored if s.half == half] for half in ("tune", "test")}
    chosen |= {"given": [s for s in scored if s.half == "given"]}
    chosen |= {f"language {code}": [s for s in scored if s.language == code] for code in ("ar", "en")}
    return {
        name: (len(part), figures_of([s.score.counts for s in part])) for name, part in chosen.items() if part
    }


def measured(evaluation: Evaluation) -> dict[str, dict[str, float | None]]:
    """The figures that have floors. Needs the test half and repair."""
    assert evaluation.repair is not None, "repair was not measured"
    test = evaluation.groups["test half"][1]
    return {
        "reports": {name: test[name].f1 for name in floors.REPORTS},
        "repair": {name: getattr(evaluation.repair, name) for name in floors.REPAIR},
        "merging": {name: getattr(evaluation.merging["test"], name) for name in floors.MERGING},
    }


def report_faults(evaluation: Evaluation) -> int:
    """Print what is below its floor; gives the exit status."""
    written = floors.load_floors()
    faults = floors.sunk(written, measured(evaluation))
    faults += [fault] if (fault := floors.gold_fault(written)) else []
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def as_json(evaluation: Evaluation) -> dict[str, object]:
    """All figures as plain objects."""
    groups = {
        name: {"reports": size, "measures": {k: figure.as_dict() for k, figure in figures.items()}}
        for name, (size, figures) in evaluation.groups.items()
    }
    return {
        "groups": groups,
        "repair": evaluation.repair.as_dict() if evaluation.repair else None,
        "merging": {half: asdict(figures) for half, figures in evaluation.merging.items()},
    }


def show(evaluation: Evaluation, *, with_errors: bool) -> None:
    """Print the figures as tables, after the errors where they are wanted."""
    console = Console(width=None if sys.stdout.isatty() else 150, highlight=False)
    if with_errors:
        show_report_errors(console, evaluation.scored)
        show_repair_errors(console, evaluation.passages)
    for name, (size, figures) in evaluation.groups.items():
        show_figures(console, name, size, figures)
    if evaluation.repair is not None:
        show_repair(console, evaluation.repair)
    for half, figures_of_half in evaluation.merging.items():
        show_merging(console, f"{half} half", figures_of_half)


if __name__ == "__main__":
    raise SystemExit(main())

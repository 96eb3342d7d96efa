"""``python -m tests.benchmarks run --out results.csv``: all cases, all methods."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.benchmarks import cases
from tests.benchmarks.measure import measured, solve_here
from tests.benchmarks.methods import METHODS, SLOW
from tests.benchmarks.table import write_tables

SIZES = (70, 140, 280, 700, 2800)
LOADS = (0.8, 0.9, 0.95, 0.98, 1.0)
MOST_FOR_SLOW = 280  # students up to which the slow methods are run


def main(arguments=None):
    """Do what the command line says."""
    parsed = _parser().parse_args(arguments)
    if parsed.command == "one":
        case = cases.Case(parsed.spec, "", "", 0)
        print(json.dumps(solve_here(case, *_settings_of(parsed))))
        return
    lines = []
    for case in _cases(parsed):
        for line in _lines(case, parsed):
            lines.append(line)
            write_tables(lines, parsed.out, _said(parsed))
            print(_summary(line), file=sys.stderr, flush=True)


def _settings_of(parsed):
    return parsed.method, parsed.seconds, parsed.seed, parsed.workers, parsed.begun


def _parser():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run the benchmarks and write the tables")
    run.add_argument("--out", type=Path, default=Path("results.csv"))
    run.add_argument("--only", choices=("schools", "ims", "mss"))
    run.add_argument("--sizes", type=_numbers(int), default=SIZES)
    run.add_argument("--loads", type=_numbers(float), default=LOADS)
    run.add_argument("--no-twins", dest="twins", action="store_false")
    run.add_argument("--methods", type=_names, default=tuple(METHODS))
    run.add_argument("--time", type=float, default=60, help="seconds for ours")
    run.add_argument("--cap", type=float, default=300, help="seconds for the others")
    run.add_argument("--mss", type=Path, help="a folder of .dzn files")
    run.add_argument("--published", type=Path, help="a CSV of published scores")
    run.add_argument("--cold", action="store_true", help="ours also with a cold cache")
    run.add_argument("--seed", type=int, default=1)
    run.add_argument("--workers", type=int, default=2)
    one = commands.add_parser("one", help="one method on one instance, in this process")
    one.add_argument("spec")
    one.add_argument("method", choices=tuple(METHODS))
    one.add_argument("seconds", type=float)
    one.add_argument("seed", type=int)
    one.add_argument("workers", type=int)
    one.add_argument("begun", type=float, help="when the process began, as Unix time")
    return parser


def _numbers(kind):
    return lambda text: tuple(kind(part) for part in text.split(","))


def _names(text):
    names = tuple(text.split(","))
    unknown = set(names) - set(METHODS)
    if unknown:
        known = ", ".join(METHODS)
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}; known are {known}")
    return names


def _cases(parsed):
    if parsed.only in (None, "schools"):
        yield from cases.schools(parsed.sizes, parsed.loads, parsed.twins)
    if parsed.only in (None, "ims"):
        yield from cases.ims()
    if parsed.mss is not None and parsed.only in (None, "mss"):
        yield from cases.mss(parsed.mss)


def _lines(case, parsed):
    """Yield a line for each method on one instance."""
    known = cases.published(parsed.published) if parsed.published else {}
    for method in parsed.methods:
        head = {
            "family": case.family,
            "instance": case.name,
            "students": case.students,
            "method": method,
        }
        if method in SLOW and case.students > MOST_FOR_SLOW:
            yield {**head, "status": "not run"}
            continue
        seconds = parsed.time if method == "ours" else parsed.cap
        for cold in (True, False) if method == "ours" and parsed.cold else (False,):
            line = measured(
                case, method, seconds, parsed.seed, parsed.workers, cold=cold
            )
            if line.get("known") is None:
                line["known"] = known.get(case.name)
            said = f"{method}, cold cache" if cold else method
            yield {**head, **line, "method": said}


def _said(parsed):
    return (
        f"{parsed.time:g} s and {parsed.workers} processors for ours, "
        f"{parsed.cap:g} s for the others (8 workers for plain CP-SAT); "
        f"seed {parsed.seed}."
    )


def _summary(line):
    shown = ("instance", "method", "status", "objective", "bound", "gap", "seconds")
    return "  ".join(f"{name} {line[name]}" for name in shown if name in line)


if __name__ == "__main__":
    main()

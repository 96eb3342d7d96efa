"""What the commands print, and the exit code that goes with it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance
    from scheduler.domain.waivers import Judged
    from scheduler.office.edits import Comparison
    from scheduler.office.planning import Audit
    from scheduler.solver.result import Result

BREACH, UNUSABLE, INCOMPLETE, FAULT, INTERRUPTED = 1, 2, 3, 4, 130


def exit_for(broken: bool, unplaced: bool) -> None:
    """End with the exit code for a schedule, if it isn't in order."""
    if broken:
        sys.exit(BREACH)
    if unplaced:
        sys.exit(INCOMPLETE)


def tell_result(school: Instance, result: Result, unplaced: tuple[str, ...]) -> bool:
    """Print how a solve ended; return whether a rule is broken that nobody waived."""
    from scheduler.domain.waivers import judged

    found = judged(school.waivers, result.violations)
    click.echo(
        f"{len(result.schedule.placements)} placements in {result.seconds:.0f} s "
        f"(the first schedule after {result.first_seconds:.0f} s)."
    )
    if result.interrupted:
        click.echo("The search was cut short: more time may give a better schedule.")
    if result.violations:
        click.echo(f"Cost {result.objective}; rules are broken, so nothing is proven.")
    else:
        click.echo(
            f"Cost {result.objective}, no schedule can cost less than {result.bound} "
            f"(gap {result.gap:.1%})" + (", proven best." if result.proven else ".")
        )
    if unplaced and not result.violations:
        from scheduler.office.planning import without_unplaced

        rest, bound, gap = without_unplaced(school, result)
        click.echo(
            f"Without what isn't placed: cost {rest}, at least {bound} (gap {gap:.1%})."
        )
    if result.raised:
        from scheduler.office.planning import worst_off_words

        click.echo(worst_off_words(result))
    tell_goals(school, result.units)
    _tell_breaches(school, found)
    _tell_unplaced(unplaced)
    if unplaced and result.fewest_unplaced_proven:
        click.echo("  It is proven that no schedule leaves out fewer.")
    elif unplaced:
        least = result.fewest_unplaced
        some = f"more than {least}" if least else "any"
        click.echo(f"  It isn't proven that {some} must be left out.")
    return bool(found.open)


def tell_goals(school: Instance, units: Mapping[str, int]) -> None:
    """Print what each goal adds to the cost: units x weight."""
    from scheduler.goals import GOALS, weight_of

    click.echo("What isn't as wished, and what it costs:")
    click.echo("    cost   units  weight")
    for goal in GOALS:
        weight, count = weight_of(goal, school), units[goal.name]
        click.echo(
            f"{count * weight:>8} {count:>7} {weight:>7}  {goal.name}: {goal.label}"
        )


def tell_audit(school: Instance, seen: Audit) -> None:
    """Print what the checker found: breaches, and what has no place."""
    click.echo(f"Cost {seen.objective}.")
    _tell_breaches(school, seen.found)
    _tell_unplaced(seen.unplaced)


def tell_bearers(said: tuple[str, ...]) -> None:
    """Print of each goal who bears most of its cost."""
    if said:
        click.echo("Most of it is borne by:")
    for sentence in said:
        click.echo(f"  {sentence}")


def tell_comparison(found: Comparison) -> None:
    """Print what differs from the schedule before: cost by goal, and who moves."""
    click.echo("Against the schedule before:")
    click.echo("  before    after   change")
    total = sum(goal.before for goal in found.goals), sum(g.after for g in found.goals)
    rows = [(goal.before, goal.after, goal.name) for goal in found.goals]
    for before, after, name in (*rows, (*total, "all together")):
        click.echo(f"{before:>8} {after:>8} {after - before:>+8}  {name}")
    if not found.said:
        click.echo("Nobody's placements differ.")
        return
    some = "1 student has" if found.students == 1 else f"{found.students} students have"
    click.echo(f"{some} other placements:")
    for sentence in found.said:
        click.echo(f"  {sentence}")


def _tell_breaches(school: Instance, found: Judged) -> None:
    from scheduler.office.waivers import idle_words, waived_words

    _tell_loudly("RULES BROKEN", [str(violation) for violation in found.open])
    waived = [waived_words(one) for one in found.waived]
    if waived:
        click.echo(f"Waived, and not counted: {len(waived)}")
    for sentence in (*waived, *(idle_words(school, w) for w in found.idle)):
        click.echo(f"  {sentence}")


def _tell_unplaced(unplaced: Iterable[str]) -> None:
    _tell_loudly("NOT PLACED", list(unplaced))


def _tell_loudly(head: str, sentences: list[str]) -> None:
    if sentences:
        click.secho(f"{head}: {len(sentences)}", fg="red", bold=True)
    for sentence in sentences:
        click.echo(f"  {sentence}")


def tell_left_out(left_out: tuple[str, ...]) -> None:
    """Print which stays are planned as if they didn't take place."""
    if left_out:
        click.echo("Left out, and planned as if they didn't take place:", err=True)
        for sentence in left_out:
            click.echo(f"  {sentence}", err=True)


def tell_findings(given: Instance) -> bool:
    """Print what there is to say about stays; return whether one of them is refused."""
    from scheduler.office.stays import stay_findings

    findings = stay_findings(given)
    soft = [f for f in findings if not f.hard and not f.unknown]
    for head, chosen in (
        ("These stays can't be planned:", [f for f in findings if f.hard]),
        ("Unusual, but possible:", soft),
        ("Not known yet, and not checked:", [f for f in findings if f.unknown]),
    ):
        if chosen:
            click.echo(f"\n{head}")
        for finding in chosen:
            click.echo(f"  {finding}")
    return any(finding.hard for finding in findings)

"""Who may go, where to, and what for.

Source: the school's page for outgoing students ("reserved to students enrolled in ...",
"selected foreign University Hospitals", "Internships in clinical wards"), as quoted in
the table programmes. Units: years of study; months after graduation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.domain.limits import Among, Unknown, known
from scheduler.domain.mobility import Activity, Status, Stay
from scheduler.rules.stays.case import Case, StayFinding
from scheduler.rules.words import said_day, said_list


def not_told(case: Case) -> Iterator[StayFinding]:
    """Say which limits nobody has told yet: they are never read as no limit."""
    missing = case.programme.unknown
    if missing:
        names = said_list(name.replace("_", " ") for name in missing)
        wrong = f"not known are {names}; ask, and fill them in for the call"
        yield case.unsure(missing[0], wrong)


def years(case: Case) -> Iterator[StayFinding]:
    """Refuse students of another year of study, and graduates who may not go."""
    if case.stay.graduated is not None:
        yield from _graduates(case)
        return
    allowed, own = known(case.programme.years), case.year_of_study
    if allowed and not allowed.has(own):
        listed = said_list(allowed)
        yield case.against("years", f"is for years {listed}, not for year {own}")


def _graduates(case: Case) -> Iterator[StayFinding]:
    graduated, within = case.stay.graduated, case.programme.graduates
    if graduated is None or isinstance(within, Unknown):
        return
    if within is None:
        if case.stay.last > graduated:
            yield case.against("years", "is not for graduates")
    elif case.stay.last > within.after(graduated):
        wrong = f"ends more than {within} after the graduation on {said_day(graduated)}"
        yield case.against("graduates", wrong)


def _listed(
    case: Case, limit: str, allowed: Among | Unknown | None, said: str | None
) -> Iterator[StayFinding]:
    choices = known(allowed)
    if choices is None:
        return
    name = {"hosts": "host", "countries": "country", "activities": "activity"}[limit]
    if not said:
        yield case.unsure(limit, f"the {name} isn't given; {_said(choices)} will do")
    elif not choices.has(said):
        wrong = f"the {name} {said} is not on the list: {_said(choices)}"
        yield case.against(limit, wrong)


def _said(choices: Among) -> str:
    return said_list(choices)


def hosts(case: Case) -> Iterator[StayFinding]:
    """Refuse hosts that aren't on the list."""
    yield from _listed(case, "hosts", case.programme.hosts, case.stay.host)


def countries(case: Case) -> Iterator[StayFinding]:
    """Refuse countries that aren't on the list."""
    yield from _listed(case, "countries", case.programme.countries, case.stay.country)


def activities(case: Case) -> Iterator[StayFinding]:
    """Refuse what the programme isn't for, like laboratories for a Free Mover."""
    said: Activity | None = case.stay.activity
    yield from _listed(case, "activities", case.programme.activities, said)


def papers(case: Case) -> Iterator[StayFinding]:
    """Refuse a stay without its papers; they may follow while it is tentative."""
    held, limit = case.stay.papers or Among(()), "papers"
    needed = known(case.programme.papers) or ()
    lacking = [paper for paper in needed if not held.has(paper)]
    if lacking:
        soft = case.stay.status == Status.TENTATIVE
        yield case.against(limit, f"papers are missing: {said_list(lacking)}", soft)
    after = known(case.programme.papers_after) or ()
    owing = [paper for paper in after if not held.has(paper)]
    if owing and case.stay.status == Status.FINISHED:
        wrong = f"has ended, and papers are missing: {said_list(owing)}"
        yield case.against("papers_after", wrong)


def overlaps(case: Case) -> Iterator[StayFinding]:
    """Refuse two stays of a student at one time; tentative ones may be alternatives."""
    own = case.stay
    for other in case.instance.stays.values():
        same = other.student == own.student and other.status != Status.WITHDRAWN
        meets = other.first <= own.last and other.last >= own.first
        if same and meets and _precedence(other) < _precedence(own):
            wrong = f"is at the same time as the stay {other.id}"
            both = {own.status, other.status} == {Status.TENTATIVE}
            yield case.against("", wrong, soft=both)


def _precedence(stay: Stay) -> tuple[bool, date, str]:
    """A tentative stay gives way to one that isn't, else the later to the earlier."""
    return stay.status == Status.TENTATIVE, stay.first, stay.id


CHECKS = (not_told, years, hosts, countries, activities, papers, overlaps)

"""The tables that grow during the year: what was done, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.attendance import Attended, Outcome
from scheduler.domain.waivers import Waiver
from scheduler.files.cells import Day, Id, Number, Text, Week, Whole, Word
from scheduler.files.layout import Column, Table
from scheduler.files.refs import PERSON, ROTATION, WARD
from scheduler.files.spelling import Indices

RULES = "rules"
"""The index of rule names, which no table of an instance defines."""


@dataclass(frozen=True)
class RuleName:
    """The name of a rule, as breaches show it."""

    says: str = "the name of a rule, as verify shows it in [brackets]"

    def read(self, text: str, indices: Indices) -> str:
        """Return the name as the rule spells it."""
        bare = text.strip("[] ")
        return indices[RULES].find(bare) if RULES in indices else bare


WAIVERS: Table[Waiver] = Table(
    "waivers",
    "waiver",
    "Breaches of rules that somebody accepts in a schedule changed by hand.",
    (
        Column("waiver", Id(), "Short name of the waiver.", True, "id"),
        Column("rule", RuleName(), "The rule that is broken.", True),
        Column("student", PERSON, "The student; blank: whoever it is."),
        Column("ward", WARD, "The ward; blank: wherever it is."),
        Column("week", Week(), "Monday of the first week; blank: any week."),
        Column("reason", Text(), "Why it is accepted.", True),
        Column("by", Text(), "Who decided it.", True),
        Column("date", Day(), "When it was decided.", True, "on"),
    ),
    Waiver,
    lambda instance: instance.waivers,
)

ATTENDANCE: Table[Attended] = Table(
    "attendance",
    "line of attendance",
    "What was really done: hours short of those planned are owed again.",
    (
        Column("student", PERSON, "The student.", True),
        Column("rotation", ROTATION, "The rotation.", True),
        Column("occurrence", Whole(1, 9), "2 for a repetition or make-up; blank: 1."),
        Column("ward", WARD, "The ward where it was."),
        Column("first_day", Day(), "First day, as it was planned."),
        Column("last_day", Day(), "Last day."),
        Column("hours_done", Number(0, 5_000), "Ward hours really done.", True),
        Column("outcome", Word(Outcome), "Blank: as the hours say."),
        Column("remark", Text(), "A note for people.", field=None),
    ),
    Attended,
    lambda instance: instance.attendance,
    key=("student", "rotation", "occurrence", "first_day"),
)

TABLES: tuple[Table[object], ...] = (WAIVERS, ATTENDANCE)

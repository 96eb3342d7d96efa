"""The table of the ledger: the program writes it, the office may mend it."""

from __future__ import annotations

from scheduler.domain.ledger import LedgerLine
from scheduler.files.cells import Day, Text, Whole
from scheduler.files.layout import Column, Table
from scheduler.files.refs import STUDENT

COST, BALANCE = Whole(0, 10_000_000), Whole(-10_000_000, 10_000_000)

LEDGER: Table[LedgerLine] = Table(
    "ledger",
    "line of the ledger",
    "How students fared in earlier semesters; `clerkship ledger` writes it, and the "
    "next schedules make up for it.",
    (
        Column("student", STUDENT, "The student.", True),
        Column("semester", Text(), "Name of the semester.", True),
        Column("from", Day(), "First day of the semester.", True, "first"),
        Column("to", Day(), "Its last day; only what is over counts.", True, "last"),
        Column("preferences", COST, "What the wishes not met cost.", True),
        Column("travel", COST, "What the journeys cost.", True),
        Column("mean", COST, "The mean of both together in the year of study.", True),
        Column(
            "balance",
            BALANCE,
            "How much worse than the mean; below 0: better. Only mean and balance "
            "count later on, so the office can change the balance by hand.",
            True,
        ),
    ),
    LedgerLine,
    lambda instance: instance.ledger,
    key=("student", "from"),
)

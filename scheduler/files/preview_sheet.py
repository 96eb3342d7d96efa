"""The sheet on which a hospital accepts who is planned, or asks for another plan.

It holds what rosters hold, without e-mail addresses: a plan isn't settled yet.
"""

from __future__ import annotations

from enum import StrEnum

from scheduler.files.cells import Day, Text, Week, Whole, Word
from scheduler.files.forms import Field
from scheduler.files.layout import Column
from scheduler.files.refs import ROTATION, STUDENT, WARD


class Answer(StrEnum):
    """What a hospital says of a placement."""

    ACCEPT = "accept"
    AMEND = "amend"


NOTES = (
    "Please answer accept or amend for each line; the remark says what should change.",
    "Per favore rispondere accept (va bene) o amend (da cambiare) per ogni riga,",
    "e scrivere nelle note che cosa dovrebbe cambiare.",
)

FIELDS: tuple[Field, ...] = (
    Field(Column("student", STUDENT, "The student number.", True), "matricola"),
    Field(Column("surname", Text(), "For people.", field=None), "cognome"),
    Field(Column("name", Text(), "For people.", field=None), "nome"),
    Field(Column("year", Text(), "For people.", field=None), "anno"),
    Field(Column("rotation", ROTATION, "The rotation.", True), "tirocinio"),
    Field(Column("occurrence", Whole(1, 9), "2 for a repetition."), "volta"),
    Field(Column("ward", WARD, "The ward.", True), "reparto"),
    Field(Column("week", Week(), "The first week.", True), "settimana"),
    Field(Column("first_day", Day(), "For people.", field=None), "primo giorno"),
    Field(Column("last_day", Day(), "For people.", field=None), "ultimo giorno"),
    Field(Column("hours", Text(), "For people.", field=None), "ore"),
    Field(
        Column("answer", Word(Answer), "accept or amend.", heading=True),
        "risposta",
        open=True,
        choices=tuple(str(answer) for answer in Answer),
    ),
    Field(Column("remark", Text(), "What should change."), "note", open=True),
)

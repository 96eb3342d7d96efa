"""The sheet that a hospital fills in: what was planned, and what was really done."""

from __future__ import annotations

from scheduler.domain.attendance import Outcome
from scheduler.files.cells import Day, Number, Text, Whole, Word
from scheduler.files.forms import Field
from scheduler.files.layout import Column
from scheduler.files.refs import ROTATION, STUDENT, WARD

NOTES = (
    "Please write the hours really done into the coloured cells and send this back.",
    "Per favore scrivere le ore effettivamente svolte nelle celle colorate e rinviare.",
    "outcome: leave blank, or done (accepted as it is), partial, absent (not at all).",
    "esito: lasciare vuoto, oppure done (accettato), partial (in parte), absent.",
)

FIELDS: tuple[Field, ...] = (
    Field(Column("student", STUDENT, "The student number.", True), "matricola"),
    Field(Column("surname", Text(), "For people.", field=None), "cognome"),
    Field(Column("name", Text(), "For people.", field=None), "nome"),
    Field(Column("rotation", ROTATION, "The rotation.", True), "tirocinio"),
    Field(Column("occurrence", Whole(1, 9), "2 for a repetition."), "volta"),
    Field(Column("ward", WARD, "The ward."), "reparto"),
    Field(Column("first_day", Day(), "The first day."), "primo giorno"),
    Field(Column("last_day", Day(), "The last day."), "ultimo giorno"),
    Field(Column("hours", Text(), "For people.", field=None), "ore previste"),
    Field(
        Column("hours_done", Number(0, 5_000), "The hours done.", heading=True),
        "ore svolte",
        open=True,
    ),
    Field(
        Column("outcome", Word(Outcome), "Blank: as the hours say."),
        "esito",
        open=True,
        choices=tuple(str(outcome) for outcome in Outcome),
    ),
    Field(Column("remark", Text(), "A note."), "note", open=True),
)

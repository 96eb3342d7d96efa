"""What can go wrong, as data: exceptions hold facts, ``str()`` says the sentence.

The command line turns these into a message and an exit code in one place; no other
exception is meant to reach a user.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault in an input file, told so that a secretary can mend it.

    ``row`` counts as Excel shows it (the heading is row 1); 0 means the whole file,
    and an empty ``column`` means the whole row.
    """

    file: str
    row: int
    column: str
    value: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column '{self.column}'"
        said = f" '{self.value}'" if self.value else ""
        return f"{place}:{said} {self.wrong}. {self.remedy}"


class ClerkshipError(Exception):
    """Base of every error that a user is meant to read."""


class InstanceError(ClerkshipError):
    """The input can't be used; holds *every* problem that was found in it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the input:"
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


class FileError(ClerkshipError):
    """A file or folder can't be read or written; says which one and what to do."""

    def __init__(self, path: str, wrong: str, remedy: str) -> None:
        super().__init__(path, wrong, remedy)
        self.path, self.wrong, self.remedy = path, wrong, remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.wrong}. {self.remedy}"


class ScheduleError(ClerkshipError):
    """A schedule doesn't fit its instance; names the requirement that is wrong."""

    def __init__(self, requirement: str, wrong: str, remedy: str) -> None:
        super().__init__(requirement, wrong, remedy)
        self.requirement, self.wrong, self.remedy = requirement, wrong, remedy

    def __str__(self) -> str:
        return f"{self.requirement}: {self.wrong}. {self.remedy}"


class StayError(ClerkshipError):
    """Stays abroad or visits can't be planned; holds a sentence for every reason."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        head = "These stays can't be planned:"
        tail = "Mend or withdraw them, or leave them out with --skip-refused-stays."
        return "\n".join([head, *(f"  {reason}" for reason in self.reasons), tail])


class BrokenScheduleError(ClerkshipError):
    """A schedule that must be taken as it is contradicts the tables; holds why."""

    def __init__(self, which: str, reasons: tuple[str, ...]) -> None:
        super().__init__(which, reasons)
        self.which, self.reasons = which, reasons

    def __str__(self) -> str:
        head = f"The schedule {self.which} contradicts the tables:"
        remedy = "Mend the tables, or the lines of the schedule, and run again."
        return "\n".join([head, *(f"  {reason}" for reason in self.reasons), remedy])


class LedgerError(ClerkshipError):
    """Publications were changed after the fact; holds a sentence for every fault."""

    def __init__(self, place: str, faults: tuple[str, ...]) -> None:
        super().__init__(place, faults)
        self.place, self.faults = place, faults

    def __str__(self) -> str:
        head = f"{self.place}: publications aren't any more what was signed:"
        remedy = "Put the folder back as it was, from a backup, and run again."
        return "\n".join([head, *(f"  {fault}" for fault in self.faults), remedy])


class SwapError(ClerkshipError):
    """A swap, or an offer for one, that can't be; says why and what to do."""

    def __init__(self, wrong: str, remedy: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(wrong, remedy, reasons)
        self.wrong, self.remedy, self.reasons = wrong, remedy, reasons

    def __str__(self) -> str:
        head = f"{self.wrong}{':' if self.reasons else '.'}"
        end = "" if self.remedy.endswith("?") else "."
        reasons = (f"  {reason}" for reason in self.reasons)
        return "\n".join([head, *reasons, f"{self.remedy}{end}"])


class SolverError(ClerkshipError):
    """The solver broke its own promise; nothing of its answer may be used."""

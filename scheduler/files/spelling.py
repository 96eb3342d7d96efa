"""Names as people type them: case, accents, spaces and Excel's habits don't matter."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

SHOWN_AT_MOST = 60
_WHOLE_AS_DECIMAL = re.compile(r"([0-9]+)\.0+")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return what two spellings of one name have in common."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = (c for c in letters if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join("".join(kept).split())


def fold_heading(text: str) -> str:
    """Fold the name of a table or column, where `_`, `-` and spaces are the same."""
    return re.sub(r"[\s_\-]+", "", fold(text))


def tidy_id(text: str) -> str:
    """Return an id without what Excel or a web page added to it (``12.0``: ``12``)."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf").strip()
    whole = _WHOLE_AS_DECIMAL.fullmatch(visible)
    return whole[1] if whole else visible


def has_control(text: str) -> bool:
    """Tell whether ``text`` holds a character that no keyboard types into a cell."""
    return any(unicodedata.category(c) == "Cc" and c not in "\t\n\r" for c in text)


def shown(text: str) -> str:
    """Return ``text`` fit for a message: one short line without control characters."""
    line = "".join("?" if unicodedata.category(c) == "Cc" else c for c in text)
    return line if len(line) <= SHOWN_AT_MOST else line[: SHOWN_AT_MOST - 3] + "..."


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return a remedy: the known names most like ``text``, or some of them all."""
    by_fold = {fold(name): name for name in known}
    near = difflib.get_close_matches(fold(text), by_fold, n=3, cutoff=0.6)
    if near:
        return f"Did you mean {_either([by_fold[name] for name in near])}?"
    if not by_fold:
        return "None is defined yet: add it to its own table first"
    names = list(by_fold.values())
    more = ", ..." if len(names) > 8 else ""
    return f"Known are: {', '.join(names[:8])}{more}"


def slip_for(text: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the heading or key that ``text`` is most likely a slip for."""
    by_fold = {fold_heading(name): name for name in known}
    near = difflib.get_close_matches(fold_heading(text), by_fold, n=1, cutoff=cutoff)
    return by_fold[near[0]] if near else None


def _either(names: list[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    if len(quoted) == 1:
        return quoted[0]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


class UnreadableError(Exception):
    """A cell or a file that can't be understood: what is wrong, and what would help."""

    def __init__(self, wrong: str, remedy: str, row: int = 0) -> None:
        super().__init__(wrong, remedy, row)
        self.wrong, self.remedy, self.row = wrong, remedy, row


class Index:
    """The ids (and names) of one or more tables, found as people type them."""

    def __init__(self, thing: str, named: Iterable[tuple[str, Iterable[str]]]) -> None:
        self.thing = thing
        self._ids: dict[str, str] = {}
        self._names: dict[str, dict[str, None]] = {}
        self._bare: dict[str, dict[str, None]] = {}
        self._remedies: dict[str, str] = {}
        for id_, names in named:
            self._add(id_, names)

    def _add(self, id_: str, names: Iterable[str]) -> None:
        self._ids.setdefault(fold(id_), id_)
        for name in filter(None, map(fold, names)):
            self._names.setdefault(name, {})[id_] = None
        if id_.isdigit():
            self._bare.setdefault(id_.lstrip("0"), {})[id_] = None

    def find(self, text: str) -> str:
        """Return the id that ``text`` means; raises UnreadableError with a remedy."""
        key = fold(tidy_id(text))
        if key in self._ids:
            return self._ids[key]
        # Excel eats the zeros at the front of a student number.
        for found in (self._names.get(key), self._bare.get(key.lstrip("0"))):
            if found and len(found) == 1:
                return next(iter(found))
            if found:
                wrong = f"is the name of {len(found)} {self.thing}s"
                raise UnreadableError(wrong, f"Write the id: {' or '.join(found)}")
        raise UnreadableError(f"is not a known {self.thing}", self._remedy(text))

    def _remedy(self, text: str) -> str:
        if text not in self._remedies:
            self._remedies[text] = did_you_mean(text, self._ids.values())
        return self._remedies[text]


Indices = Mapping[str, Index]

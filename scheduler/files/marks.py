"""Cells that hold several words: some of a few, or words of the office's choice."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scheduler.files.spelling import Indices, UnreadableError, did_you_mean, fold


@dataclass(frozen=True)
class Words:
    """Some of a few words, separated by spaces, commas or `|`."""

    words: tuple[str, ...]

    @property
    def says(self) -> str:
        """The words."""
        return f"some of: {', '.join(self.words)}"

    def read(self, text: str, indices: Indices) -> tuple[str, ...]:
        """Return the words in their usual order, each once."""
        said = _marks(text)
        for word in said:
            if word not in self.words:
                raise UnreadableError(
                    f"names '{word}', which is not one of them",
                    did_you_mean(word, self.words),
                )
        return tuple(word for word in self.words if word in said)


@dataclass(frozen=True)
class Marks:
    """Words of the office's own choice; upper case and accents don't matter."""

    says: str = "words of your choice, separated by spaces"

    def read(self, text: str, indices: Indices) -> tuple[str, ...]:
        """Return the words in the order given, each once."""
        return _marks(text)


@dataclass(frozen=True)
class Mark:
    """One of the words that a `Marks` cell holds."""

    says: str = "one word"

    def read(self, text: str, indices: Indices) -> str:
        """Return the word."""
        said = _marks(text)
        if len(said) != 1:
            raise UnreadableError("is not one word", "Write one word on each line")
        return said[0]


def _marks(text: str) -> tuple[str, ...]:
    words = re.split(r"[\s,;|]+", fold(text))
    return tuple(dict.fromkeys(filter(None, words)))

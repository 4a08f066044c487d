"""The phrases by which the furniture of news pages is told from the story (``furniture.csv``)."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from extractors.article import Role
from flows.sources.bylines import MARKS
from flows.sources.paragraphs import Paragraph

_WORDS_OF_FURNITURE = 30
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of ``furniture.csv``."""

    words: str
    match: str
    role: Role
    opens: str


def phrase_of(paragraph: Paragraph, longest: int = _WORDS_OF_FURNITURE) -> Phrase | None:
    """The phrase that makes a short paragraph a piece of furniture.

    Args:
        paragraph: The paragraph.
        longest: Number of words up to which it is short.
    """
    if paragraph.words > longest:
        return None
    words = bare_words(paragraph.text)
    for phrase in _phrases().get(_key(words), ()):
        if _matches(words, phrase):
            return phrase
    return None


def _matches(words: str, phrase: Phrase) -> bool:
    if phrase.match == "whole":
        return words.removesuffix("...").rstrip(" :…>»") == phrase.words.rstrip(" :>")
    if phrase.match == "words":
        return all(word in _words_of_buttons() for word in _WORD.findall(words))
    dated = phrase.match != "dated" or any(c.isdigit() for c in words)
    return dated and _starts(words, phrase.words)


def bare_words(text: str) -> str:
    """A paragraph in lower case with straight apostrophes, without list marks and Markdown."""
    return text.lstrip("•‣▪●○◦■+–—·- ").strip(MARKS).lstrip("[").replace("’", "'").casefold()


def _starts(words: str, phrase: str) -> bool:
    after = words[len(phrase) : len(phrase) + 1]
    return words.startswith(phrase) and not (phrase[-1].isalnum() and after.isalnum())


def _key(words: str) -> str:
    first = _WORD.match(words)
    return first.group() if first else words[:1]


@cache
def _words_of_buttons() -> frozenset[str]:
    return frozenset(phrase.words for phrases in _phrases().values() for phrase in phrases if phrase.match == "words")


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    with files(__package__).joinpath("furniture.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        phrases = [Phrase(row["phrase"], row["match"], cast(Role, row["role"]), row["opens"]) for row in rows]
    by_first: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=lambda phrase: -len(phrase.words)):
        by_first.setdefault(_key(phrase.words), []).append(phrase)
    return {first: tuple(found) for first, found in by_first.items()}

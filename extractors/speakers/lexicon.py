"""What the reference tables know of words for speakers: roles, bodies and documents, forms of address, given names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractors.reference import table

Gender = Literal["m", "f", ""]
NounKind = Literal["person", "body", "document"]


@dataclass(frozen=True, slots=True)
class Noun:
    """What a common noun says of a speaker."""

    singular: str
    plural: bool
    gender: Gender
    kind: NounKind


@cache
def nouns() -> dict[str, Noun]:
    """Every form of every noun for speakers, in lower case."""
    found: dict[str, Noun] = {}
    for row in table("speaker_nouns"):
        found[row["noun"]] = Noun(row["noun"], False, row["gender"], row["kind"])  # type: ignore[arg-type]
        if row["plural"]:
            found[row["plural"]] = Noun(row["noun"], True, row["gender"], row["kind"])  # type: ignore[arg-type]
    return found


@cache
def titles() -> dict[str, Gender]:
    """Forms of address, without full stop, with the gender that they tell."""
    return {row["title"]: row["gender"] for row in table("speaker_titles")}  # type: ignore[misc]


@cache
def given_names() -> dict[str, Gender]:
    """Given names with the gender that they nearly always have."""
    return {row["name"]: row["gender"] for row in table("given_names")}  # type: ignore[misc]


def kind_of(word: str) -> NounKind | None:
    """Whether a lower-case word denotes a person, a body or a document; ``None`` where the table does not know it."""
    noun = nouns().get(word)
    return None if noun is None else noun.kind


def is_title(word: str) -> bool:
    """Whether a lower-case word is a form of address, or a role that may stand before a name."""
    return word.rstrip(".") in titles() or kind_of(word) == "person"

"""Which words are persons' names: those beside a given name, a title or an initial."""

from __future__ import annotations

from extractors.countries.context import given_names, words
from extractors.countries.reading import Reading

_NOT_SURNAMES = frozenset({"The", "And", "Of", "In", "At", "On", "For", "But", "I", "A", "Who", "Is", "Was", "Has", "Said"})


def full_names(reading: Reading) -> frozenset[str]:
    """The surnames of the persons whom a document names in full or with a title ("Raul Labrador", "Mr Lincoln")."""
    given, titles, found = given_names(), words("title"), set()
    for number, word in enumerate(reading.words):
        if word in given or word in titles:
            surname = surname_after(reading, number)
            if surname is not None:
                found.add(reading.words[surname])
    return frozenset(found)


def surname_after(reading: Reading, number: int) -> int | None:
    """Number of the surname after a given name or title, over an initial or a second given name; ``None`` where there is none.

    A surname may be a given name, too ("Clark Kent"), if no other follows.
    """
    found = None
    for surname in (number + 1, number + 2):
        word = reading.word(surname)
        if not word[:1].isupper() or not _continues_name(reading, surname):
            break
        if len(word) > 1:
            if word not in given_names():
                return None if _is_body(word) else surname
            found = surname
    return found


def _continues_name(reading: Reading, number: int) -> bool:
    """Whether a word stands right after the one before it, or after the point of an initial or a title."""
    before = reading.words[number - 1]
    return reading.gap(number) == " " or (reading.gap(number) == ". " and (len(before) == 1 or before in words("title")))


def _is_body(word: str) -> bool:
    """Whether the word after a name makes it a body's or a street's ("Madison County", "Jackson Street")."""
    return (
        any(word in words(kind) for kind in ("civic", "street", "company", "district", "qualifies", "team"))
        or word in _NOT_SURNAMES
    )

"""Chains of names: which mentions of a document name the same person."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.speakers.lexicon import Gender, given_names
from extractors.speakers.names import PersonName


@dataclass(slots=True)
class Person:
    """A person named in the document.

    Attributes:
        text: The fullest form of the name.
        words: Its words.
        suffix: "jr" and the like.
        gender: What any mention tells.
        titles: What stands before the name, in order of appearance.
        roles: Nouns that the document gives to the person ("minister", "singer").
        mentions: Where the person is named.
    """

    text: str
    words: tuple[str, ...]
    suffix: str
    gender: Gender = ""
    titles: list[str] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    mentions: list[PersonName] = field(default_factory=list)

    def add(self, name: PersonName) -> None:
        """Take in another mention."""
        self.mentions.append(name)
        if len(name.words) > len(self.words):
            self.text, self.words = name.text, name.words
        self.gender = self.gender or name.gender
        self.roles |= name.roles
        if name.title and name.title not in self.titles:
            self.titles.append(name.title)


class NameBook:
    """The persons of a document, by the names that it uses."""

    def __init__(self, names: Iterable[PersonName]) -> None:
        self.persons: list[Person] = []
        self._by_last: dict[str, list[Person]] = defaultdict(list)
        self._by_first: dict[str, list[Person]] = defaultdict(list)
        self._person_at: dict[int, Person] = {}
        ordered = sorted(names, key=lambda name: name.start)
        for name in ordered:
            if len(name.words) > 1:
                self._place(name, self._full(name))
        for name in ordered:
            if len(name.words) == 1:
                self._place(name, self._short(name))

    def person_at(self, start: int) -> Person | None:
        """The person whose name begins at token ``start``."""
        return self._person_at.get(start)

    def in_full(self, words: list[str]) -> Person | None:
        """The person whose given name and surname these words end with."""
        known = self._by_last.get(_key(words[-1]), ()) if len(words) > 1 else ()
        return next((person for person in known if len(person.words) > 1 and _key(words[-2]) in map(_key, person.words[:-1])), None)

    def complete(self, given: str, surname: str) -> None:
        """Give a person whom the text knows by the surname alone the full name that the headline has."""
        for person in self._by_last.get(_key(surname), ()):
            if len(person.words) == 1:
                person.text, person.words = f"{given} {person.words[0]}", (given, person.words[0])
                person.gender = person.gender or given_names().get(given, "")

    def named(self, word: str) -> Person | None:
        """The person with this surname or given name, where the document knows one."""
        known = self._by_last.get(_key(word)) or self._by_first.get(_key(word))
        return max(known, key=lambda person: len(person.mentions)) if known else None

    def _place(self, name: PersonName, person: Person | None) -> None:
        if person is None:
            person = Person(name.text, name.words, name.suffix)
            self.persons.append(person)
            self._by_last[_key(name.words[-1])].append(person)
            if len(name.words) > 1:
                self._by_first[_key(name.words[0])].append(person)
        person.add(name)
        self._person_at[name.start] = person

    def _full(self, name: PersonName) -> Person | None:
        """The person already known by this or a like full name: same surname, given name equal, initial or short form."""
        for person in self._by_last.get(_key(name.words[-1]), ()):
            if person.suffix == name.suffix and _same_given(person.words[0], name.words[0]):
                return person
        return None

    def _short(self, name: PersonName) -> Person | None:
        word = _key(name.words[0])
        family = self._by_last.get(word, [])
        if not family:
            family = self._by_first.get(word, [])  # "Hillary", and "Prof Heng" for Heng Yee Kuang
        fitting = [p for p in family if not (name.gender and p.gender and name.gender != p.gender) and p.suffix == name.suffix]
        if not fitting:
            return None if name.gender else (family[0] if family else None)
        return max(fitting, key=lambda person: _prominence(person, name))


def _prominence(person: Person, name: PersonName) -> tuple[bool, int]:
    """Named before, and how often by the full name: who a bare surname most likely is."""
    before = [m for m in person.mentions if m.start < name.start]
    return bool(before), len([m for m in person.mentions if len(m.words) > 1])


def _same_given(one: str, other: str) -> bool:
    a, b = one.lower().rstrip("."), other.lower().rstrip(".")
    return (
        a == b
        or (len(a) == 1 and b.startswith(a))
        or (len(b) == 1 and a.startswith(b))
        or (len(a) > 2 and len(b) > 2 and (a.startswith(b) or b.startswith(a)))
    )


def _key(word: str) -> str:
    """A word without case and accents: "Fernández" and "Fernandez" are one name."""
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))

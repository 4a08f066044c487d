"""Who speaks: ties the words of an attribution ("he", "Prof Heng", "the official") to one row a person or body.

Names are chained first, over the whole document; then the phrases that need a speaker are resolved in reading order, so
that a pronoun finds who was named or spoke before it. What stays unnamed is a speaker too: anonymous, under its description.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from extractors.reading import NAME_TAGS, NOUN_TAGS, Phrase, Reading
from extractors.records import Speaker
from extractors.speakers.chains import NameBook, Person
from extractors.speakers.names import Gender, Noun, find_names, nouns

Kind = Literal["person", "people", "body"]

_SINGULAR = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_INDEFINITE = frozenset(["a", "an", "another", "one", "some", "several", "many", "most", "few", "other"])
_WINDOW = 12  # sentences that a pronoun looks back


@dataclass(slots=True)
class Entry:
    """A speaker in the making.

    Attributes:
        name: What the speaker is called.
        kind: One person, several, or a body.
        gender: Where known.
        anonymous: Whether the document leaves the speaker unnamed.
        noun: The noun that heads the description of an unnamed speaker or body.
        person: The chain of names, for a named person.
    """

    name: str
    kind: Kind
    gender: Gender = ""
    anonymous: bool = False
    noun: str = ""
    person: Person | None = None


@dataclass(slots=True)
class Sighting:
    """A place where an entry is mentioned."""

    token: int
    entry: Entry
    subject: bool
    spoke: bool = False


class Cast:
    """Everyone who speaks in a document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.entries: list[Entry] = []
        self.sightings: list[Sighting] = []
        self.resolved: dict[Phrase, Entry | None] = {}
        self.names = list(find_names(reading))
        self.book = NameBook(self.names)
        self._of_person: dict[int, Entry] = {}

    def resolve_all(self, phrases: Iterable[Phrase]) -> None:
        """Resolve the phrases, in reading order."""
        pending = [(name.end - 1, name) for name in self.names if self.reading.quoted[name.start] < 0]
        position = 0
        for phrase in sorted(set(phrases), key=lambda p: (p.start, p.end)):
            while position < len(pending) and pending[position][0] < phrase.start:
                name = pending[position][1]
                person = self.book.person_at(name.start)
                if person is not None:
                    self._see(name.end - 1, self._person(person), spoke=False)
                position += 1
            entry = self._resolve(phrase)
            self.resolved[phrase] = entry
            if entry is not None:
                self._see(phrase.head, entry, spoke=True)

    def _see(self, token: int, entry: Entry, spoke: bool) -> None:
        head = token
        label = self.reading.deps[head]
        self.sightings.append(Sighting(token, entry, spoke or label in ("nsubj", "nsubjpass"), spoke))

    def _person(self, person: Person) -> Entry:
        entry = self._of_person.get(id(person))
        if entry is None:
            name = " ".join(person.words) + (f" {person.suffix.title()}." if person.suffix in ("jr", "sr") else "")
            entry = Entry(name, "person", person.gender, person=person)
            self._of_person[id(person)] = entry
            self.entries.append(entry)
        return entry

    def _resolve(self, phrase: Phrase) -> Entry | None:
        tag, word = self.reading.tags[phrase.head], self.reading.lower[phrase.head]
        if tag in ("WP", "WDT"):
            return self._antecedent(phrase)
        if tag == "PRP":
            return self._pronoun(phrase.head, word)
        named = self._named(phrase)
        if named is not None:
            return named
        return self._described(phrase)

    def _antecedent(self, phrase: Phrase) -> Entry | None:
        """ "who": the noun that its clause hangs on."""
        reading, i = self.reading, phrase.head
        verb = reading.heads[i]
        noun = reading.heads[verb] if reading.deps[verb] == "relcl" else -1
        if not (0 <= noun < i and reading.tags[noun] in NOUN_TAGS):
            noun = i - 1
            while noun >= 0 and reading.tags[noun] not in NOUN_TAGS and i - noun < 4:
                noun -= 1
        if noun < 0 or reading.tags[noun] not in NOUN_TAGS:
            return None
        name = next((n for n in self.names if n.start <= noun < n.end), None)
        if name is not None:
            person = self.book.person_at(name.start)
            return self._person(person) if person else None
        members = set(reading.subtree(noun))
        start = noun
        while start - 1 in members and reading.words[start - 1] != ",":
            start -= 1
        return self._resolve(Phrase(start, noun + 1, noun))

    def _named(self, phrase: Phrase) -> Entry | None:
        reading = self.reading
        inside = [n for n in self.names if n.start < phrase.end and n.end > phrase.start]
        for name in reversed(inside):
            if name.start <= phrase.head < name.end or (reading.tags[phrase.head] not in NOUN_TAGS):
                person = self.book.person_at(name.start)
                return self._person(person) if person else None
        if reading.tags[phrase.head] in NAME_TAGS:
            if inside and inside[-1].end == phrase.end:
                person = self.book.person_at(inside[-1].start)
                return self._person(person) if person else None
            person = self.book.named(reading.words[phrase.head])
            if person is not None and not self._is_body_name(phrase):
                return self._person(person)
            return self._body(phrase)
        return None

    def _is_body_name(self, phrase: Phrase) -> bool:
        return (
            any(self.reading.ents[i] in ("ORG", "GPE", "NORP") for i in range(phrase.start, phrase.end))
            and phrase.end - phrase.start > 1
        )

    def _body(self, phrase: Phrase) -> Entry:
        start = phrase.start
        while start < phrase.head and self.reading.tags[start] in ("DT", "PRP$"):
            start += 1
        name = self.reading.span(start, phrase.end)
        for entry in self.entries:
            if entry.kind == "body" and (entry.name == name or (len(name) > 2 and entry.name.endswith(" " + name))):
                return entry
        return self._new(Entry(name, "body", noun=self.reading.lower[phrase.head]))

    def _new(self, entry: Entry) -> Entry:
        self.entries.append(entry)
        return entry

    def _described(self, phrase: Phrase) -> Entry | None:
        reading = self.reading
        word = reading.lower[phrase.head]
        noun = nouns().get(word) or Noun(word, reading.tags[phrase.head] == "NNS", "", "body")
        first = reading.lower[phrase.start]
        text = reading.span(phrase.start, phrase.end)
        definite = reading.tags[phrase.start] in ("DT", "PRP$", "NNP", "POS") and first not in _INDEFINITE
        if definite:
            known = self._known(noun, plain=first == "the")
            if known is not None:
                return known
        if noun.kind == "person":
            return self._new(Entry(_uncapped(text), "people" if noun.plural else "person", noun.gender, True, noun.singular))
        return self._new(Entry(_uncapped(text), "body", noun=noun.singular))

    def _known(self, noun: Noun, plain: bool) -> Entry | None:
        """Who "the official" is: the unnamed official of before, or the person with that title."""
        for sighting in reversed(self.sightings):
            entry = sighting.entry
            if entry.noun == noun.singular and (entry.kind == "people") == (noun.plural and noun.kind == "person"):
                return entry
            if entry.kind == "body" and noun.kind == "body" and entry.noun == noun.singular:
                return entry
            person = entry.person
            if (
                person is not None
                and noun.kind == "person"
                and not noun.plural
                and any(noun.singular in t.lower().split() for t in person.titles)
            ):
                return entry
        if plain and noun.kind == "person" and not noun.plural:
            return self._recent("person", noun.gender, len(self.reading))
        return None

    def _pronoun(self, i: int, word: str) -> Entry | None:
        if word in _SINGULAR:
            return self._recent("person", _SINGULAR[word], i)  # type: ignore[arg-type]
        if word == "they":
            return self._recent("people", "", i) or self._recent("body", "", i)
        if word == "it":
            return self._recent("body", "", i)
        return None

    def _recent(self, kind: Kind, gender: Gender, before: int) -> Entry | None:
        """The likeliest antecedent: near, a subject, a speaker, of fitting gender."""
        reading = self.reading
        best: tuple[float, int] = (float("-inf"), -1)
        here = (
            reading.sentences[before]
            if before < len(reading)
            else reading.sentences[self.sightings[-1].token]
            if self.sightings
            else 0
        )
        for number in range(len(self.sightings) - 1, -1, -1):
            sighting = self.sightings[number]
            distance = here - reading.sentences[sighting.token]
            if distance > _WINDOW:
                break
            entry = sighting.entry
            if entry.kind != kind or (gender and entry.gender and entry.gender != gender):
                continue
            score = 2.0 * sighting.subject + 1.0 * sighting.spoke + (0.5 if gender and entry.gender == gender else 0) - distance
            if score > best[0]:
                best = (score, number)
        return self.sightings[best[1]].entry if best[1] >= 0 else None

    def speakers(self, used: Iterable[Entry]) -> tuple[Speaker, ...]:
        """One row for each entry that says something."""
        wanted = {id(entry) for entry in used}
        kept = [entry for entry in self.entries if id(entry) in wanted]
        return tuple(
            Speaker(
                key=key,
                name=entry.name,
                title=entry.person.titles[0] if entry.person and entry.person.titles else None,
                anonymous=entry.anonymous,
            )
            for key, entry in enumerate(kept)
        )


def _uncapped(text: str) -> str:
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first in ("A", "An", "The", "Some", "Another", "One", "Several", "Many") else text

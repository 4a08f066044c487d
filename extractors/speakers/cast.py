"""Resolves the words of an attribution ("he", "Prof Heng", "the official") to one speaker a person or body.

Names are chained first, over the whole document. Then every phrase that speaks or is a subject is resolved in reading
order, so that a pronoun finds who was named, acted or spoke before it. What stays unnamed is a speaker under its description.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from extractors.reading import NAME_TAGS, NOUN_TAGS, Phrase, Reading
from extractors.speakers.bodies import BodyBook
from extractors.speakers.chains import NameBook, Person
from extractors.speakers.lexicon import Gender, Noun, kind_of, nouns
from extractors.speakers.names import PersonName, all_names, full_names_in
from extractors.speakers.phrases import can_speak, is_time, phrase_after, phrase_of

Kind = Literal["person", "people", "body"]

_SINGULAR: dict[str, Gender] = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_PLURAL = frozenset({"they", "them", "their"})
_INDEFINITE = frozenset({"a", "an", "another", "one", "some", "several", "many", "most", "few", "other", "both"})
_ANY_BODY = frozenset({"group", "company", "firm", "organisation", "organization", "agency", "body", "charity"})
_STUDIES = frozenset({"report", "study", "analysis", "paper", "research", "survey", "review", "document", "forecast"})
_UNNAMED = frozenset({"official", "source", "spokesman", "spokeswoman", "spokesperson", "witness", "insider", "aide", "one"})
"""Roles whose holders stay unnamed, as a rule, though somebody is named next."""
_OPENING = 2  # paragraphs, a headline among them
_TELLING = 4  # words of "a man accused of theft", who will be named; "a man" may not
_MEMORY = 500  # mentions that a description looks back
_WINDOW = 12  # sentences that a pronoun looks back


@dataclass(slots=True, eq=False)
class Entry:
    """A speaker in the making.

    Attributes:
        name: What the speaker is called.
        kind: One person, several, or a body.
        gender: Where known.
        anonymous: Whether the document leaves the speaker unnamed.
        noun: The noun that heads the description of an unnamed speaker.
        person: The chain of names, for a named person.
        phrase: Where it was first resolved.
    """

    name: str
    kind: Kind
    gender: Gender = ""
    anonymous: bool = False
    noun: str = ""
    person: Person | None = None
    phrase: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place where an entry is mentioned."""

    token: int
    entry: Entry
    subject: bool
    spoke: bool


class Cast:
    """Everyone who speaks in a document."""

    def __init__(self, reading: Reading, title: str = "") -> None:
        self.reading = reading
        self._by_name: dict[str, Entry] = {}
        self.sightings: list[Sighting] = []
        self.resolved: dict[Phrase, Entry | None] = {}
        self.names = all_names(reading)
        self.book = NameBook(self.names)
        for given, surname in full_names_in(title):
            self.book.complete(given, surname)
        self.bodies = BodyBook(reading)
        self._name_at = {i: name for name in self.names for i in range(name.start, name.end)}
        self._of_person: dict[int, Entry] = {}
        self._speaking: frozenset[int] = frozenset()
        self._owner_of: dict[str, Entry] = {}  # whose "plan" or "report" it is

    def resolve_all(self, phrases: Iterable[Phrase]) -> None:
        """Resolve speakers' phrases, in reading order, with the names and subjects between them as antecedents."""
        speaking = {phrase.head: phrase for phrase in phrases}  # two phrases with one head are one mention
        self._speaking = frozenset(speaking)
        bystanders = {phrase.head: phrase for phrase in self._subjects()} | {name.end - 1: name for name in self.names}
        for head in sorted(speaking.keys() | bystanders.keys()):
            if head in speaking:
                self._speak(speaking[head])
            elif self.reading.quoted[head] < 0:
                self._stand_by(head, bystanders[head])
        for phrase in phrases:
            self.resolved.setdefault(phrase, self.resolved.get(speaking[phrase.head]))

    def _subjects(self) -> Iterator[Phrase]:
        """Subjects of any verb that a pronoun may stand for."""
        reading = self.reading
        for i, label in enumerate(reading.deps):
            if label in ("nsubj", "nsubjpass") and reading.quoted[i] < 0:
                speaks = kind_of(reading.lower[i]) in ("person", "body") and can_speak(reading, i)
                if speaks or reading.lower[i] in _SINGULAR:
                    yield phrase_of(reading, i)

    def _speak(self, phrase: Phrase) -> None:
        entry = self._resolve(phrase)
        self.resolved[phrase] = entry
        if entry is not None:
            entry.phrase = entry.phrase or phrase
            self.sightings.append(Sighting(phrase.head, entry, True, True))
            self._claim_document(phrase, entry)

    def _claim_document(self, phrase: Phrase, entry: Entry) -> None:
        """Of "The agency said in a report": the report that is spoken of next is the agency's."""
        reading = self.reading
        for link in reading.children[reading.heads[phrase.head]]:
            if reading.deps[link] == "prep" and reading.lower[link] in ("in", "by", "on"):
                for i in reading.children[link]:
                    noun = nouns().get(reading.lower[i])
                    if noun is not None and noun.kind == "document" and _has_name(entry):
                        self._own(noun, entry)

    def _own(self, noun: Noun, owner: Entry) -> None:
        self._owner_of[noun.singular] = owner
        if noun.singular in _STUDIES:
            self._owner_of["study"] = owner

    def _stand_by(self, head: int, bystander: Phrase | PersonName) -> None:
        if isinstance(bystander, PersonName):
            person = self.book.person_at(bystander.start)
            entry = self._person(person) if person is not None else None
        else:
            entry = self._resolve(bystander)
        if entry is not None:
            subject = self.reading.deps[head] in ("nsubj", "nsubjpass") or self._opens_sentence(bystander.start)
            self.sightings.append(Sighting(head, entry, subject, False))

    def _opens_sentence(self, start: int) -> bool:
        before = self.reading.before(start)
        return before < 0 or self.reading.sentences[before] != self.reading.sentences[start]

    def _resolve(self, phrase: Phrase) -> Entry | None:
        tag, word = self.reading.tags[phrase.head], self.reading.lower[phrase.head]
        if tag in ("WP", "WDT"):
            return self._antecedent(phrase)
        if tag == "PRP" and word != "one":
            return self._pronoun(phrase.head, word)
        return self._named(phrase) or self._described(phrase)

    def _antecedent(self, phrase: Phrase) -> Entry | None:
        """Of "who": the noun that its clause hangs on, or the nearest before it."""
        reading, i = self.reading, phrase.head
        verb = reading.heads[i]
        noun = reading.heads[verb] if reading.deps[verb] == "relcl" else -1
        if not (0 <= noun < i and reading.tags[noun] in NOUN_TAGS):
            noun = next((j for j in range(i - 1, max(i - 5, -1), -1) if reading.tags[j] in NOUN_TAGS), -1)
        if noun < 0 or not can_speak(reading, noun):
            return None
        antecedent = phrase_of(reading, noun)
        return self._resolve(antecedent) if antecedent.head != i else None

    def _person(self, person: Person) -> Entry:
        entry = self._of_person.get(id(person))
        if entry is None:
            name = person.text + (f" {person.suffix.title()}." if person.suffix in ("jr", "sr") else "")
            entry = self._new(Entry(name, "person", person.gender, person=person))
            self._of_person[id(person)] = entry
        return entry

    def _new(self, entry: Entry) -> Entry:
        self._by_name[entry.name] = entry
        return entry

    def _named(self, phrase: Phrase) -> Entry | None:
        reading, head = self.reading, phrase.head
        name = self._name_at.get(head) or (self._name_at.get(head + 1) if head + 1 < phrase.end else None)
        if name is not None:
            person = self.book.person_at(name.start)
            return self._person(person) if person is not None else None
        if reading.words[head].isupper() and len(reading.words[head]) > 2:
            person = self.book.named(reading.words[head])
            if person is not None:
                return self._person(person)
        if reading.tags[head] not in NAME_TAGS or self._is_role(phrase):
            return None
        person = self.book.in_full(reading.words[phrase.start : phrase.end]) if head == phrase.end - 1 else None
        if person is not None:
            return self._person(person)
        if phrase.end - phrase.start == 1:
            person = self.book.named(reading.words[head])
            if person is not None:
                return self._person(person)
        return self._body(phrase)

    def _is_role(self, phrase: Phrase) -> bool:
        """Whether a capitalised word stands for a role, "the Senator"; "the Parliamentary Budget Officer" is a name."""
        role = kind_of(self.reading.lower[phrase.head]) == "person"
        if role and self.reading.words[phrase.head].islower():
            return True
        if sum(tag in NAME_TAGS for tag in self.reading.tags[phrase.start : phrase.end]) > 2:
            return False
        return role and self.reading.tags[phrase.start] in ("DT", "PRP$", "JJ", "NN")

    def _body(self, phrase: Phrase) -> Entry:
        name = self.bodies.full_name(self.reading, phrase)
        known = self._by_name.get(name)
        return known or self._new(Entry(name, "body", noun=self.reading.lower[phrase.head], phrase=phrase))

    def _described(self, phrase: Phrase) -> Entry | None:
        reading = self.reading
        word, first = reading.lower[phrase.head], reading.lower[phrase.start]
        noun = self._noun_of_people(phrase) or nouns().get(word) or Noun(word, reading.tags[phrase.head] == "NNS", "", "body")
        if noun.kind == "document":
            return self._document(phrase, noun)
        if (body := self._named_before(phrase)) is not None:
            return body
        definite = reading.tags[phrase.start] in ("DT", "PRP$", "NNP", "POS", "NN") and first not in _INDEFINITE
        known = (self._known(phrase, noun) if definite else None) or self._named_next(phrase, noun)
        if known is not None:
            return known
        text = self._description(phrase)
        if noun.plural:
            known = self._by_name.get(text)
            if known is not None:
                return known
        if noun.kind == "person":
            return self._new(Entry(text, "people" if noun.plural else "person", noun.gender, True, noun.singular, phrase=phrase))
        return self._new(Entry(text, "people" if noun.plural else "body", noun=noun.singular, phrase=phrase))

    def _named_before(self, phrase: Phrase) -> Entry | None:
        """The body whose name a definite phrase ends with, in lower case: "the coast guard" for the Danish Coast Guard."""
        words = self.reading.lower[phrase.start : phrase.end]
        if len(words) < 3 or words[0] != "the":
            return None
        bodies = (sighting.entry for sighting in reversed(self.sightings[-_MEMORY:]) if sighting.entry.kind == "body")
        return next((entry for entry in bodies if entry.name.lower().split()[-len(words) + 1 :] == words[1:]), None)

    def _named_next(self, phrase: Phrase, noun: Noun) -> Entry | None:
        """Whom an opening only describes, where the next paragraph opens with the name: "a rancher told jurors ¶ Al Lee"."""
        reading, paragraph = self.reading, self.reading.paragraphs[phrase.head]
        words = reading.lower[phrase.start : phrase.end]
        vague = (words[0] in _INDEFINITE and len(words) < _TELLING) or "and" in words
        if paragraph > _OPENING or noun.kind != "person" or noun.plural or noun.singular in _UNNAMED or vague:
            return None
        name = next((name for name in self.names if reading.paragraphs[name.start] > paragraph), None)
        if name is None or reading.paragraphs[name.start] != paragraph + 1 or len(name.words) < 2:
            return None
        person = self.book.person_at(name.start)
        new = person is not None and person.mentions[0].start == name.start and not name.title and name.roles <= {noun.singular}
        speaks = name.end - 1 in self._speaking or self._opens_sentence(name.start)
        fits = person is not None and not (person.gender and noun.gender and person.gender != noun.gender)
        return self._person(person) if person is not None and new and speaks and fits else None

    def _noun_of_people(self, phrase: Phrase) -> Noun | None:
        """Of "one", and "one of the people": somebody without a name."""
        return Noun("one", False, "", "person") if self.reading.lower[phrase.head] == "one" else None

    def _description(self, phrase: Phrase) -> str:
        """The words of a phrase, in lower case where only the sentence's start gave them a capital."""
        text = " ".join(self.reading.span(phrase.start, phrase.end).split())
        return text if self.reading.tags[phrase.start] in NAME_TAGS or text[1:2].isupper() else text[:1].lower() + text[1:]

    def _document(self, phrase: Phrase, noun: Noun) -> Entry:
        """A report speaks for whoever made it."""
        owner = self._owner(phrase)
        if owner is None and phrase.end - phrase.start <= 7 and self.reading.lower[phrase.start] in ("the", "its", "this", "that"):
            owner = self._owner_of.get(noun.singular) or (self._owner_of.get("study") if noun.singular in _STUDIES else None)
        if owner is None:
            indefinite = self.reading.lower[phrase.start] in _INDEFINITE or self.reading.tags[phrase.start] in ("NNS", "JJ")
            text = self._description(phrase)
            owner = self._new(Entry(text, "body", anonymous=indefinite, noun=noun.singular, phrase=phrase))
        self._own(noun, owner)
        return owner

    def _owner(self, phrase: Phrase) -> Entry | None:
        """The name in "NOAA's report", "a Reuters survey", "a report by the World Bank"."""
        reading = self.reading
        if reading.tags[phrase.start] == "PRP$" and phrase.end - phrase.start == 2:
            return self._pronoun(phrase.start, reading.lower[phrase.start])
        for i in range(phrase.end - 1, phrase.start - 1, -1):
            if (
                i == phrase.head
                or reading.tags[i] not in NAME_TAGS
                or reading.ents[i] in ("DATE", "NORP", "CARDINAL")
                or is_time(reading, i)
            ):
                continue
            label = reading.deps[i]
            link = reading.heads[i]
            by = label == "pobj" and reading.lower[link] in ("by", "from") and reading.heads[link] == phrase.head
            if by or (i < phrase.head and label in ("poss", "compound", "nmod") and reading.heads[i] == phrase.head):
                start = i
                while start > phrase.start and reading.tags[start - 1] in NAME_TAGS:
                    start -= 1
                return self._named(Phrase(start, i + 1, i))
        if reading.lower[phrase.end : phrase.end + 2] == [",", "by"]:  # "The report, by the World Bank, found"
            author = phrase_after(reading, phrase.end + 2)
            return self._named(author) if author is not None else None
        return None

    def _known(self, phrase: Phrase, noun: Noun) -> Entry | None:
        """Who "the official" is: the unnamed official of before, or the person with that role."""
        wanted: Kind = "body" if noun.kind == "body" else "people" if noun.plural else "person"
        for sighting in reversed(self.sightings[-_MEMORY:]):
            entry = sighting.entry
            if entry.kind == wanted and (
                entry.noun == noun.singular or (entry.person is not None and noun.singular in entry.person.roles)
            ):
                return entry
        if (
            wanted == "people"
            or len(self.reading.span(phrase.start, phrase.end).split()) > 4
            or self.reading.lower[phrase.start] != "the"
        ):
            return None
        if wanted == "body":
            return self._recent("body", "", phrase.head, named=True) if noun.singular in _ANY_BODY and not noun.plural else None
        holders = [person for person in self.book.persons if noun.singular in person.roles]
        return self._person(holders[0]) if len(holders) == 1 else self._recent("person", noun.gender, phrase.head, named=True)

    def _pronoun(self, i: int, word: str) -> Entry | None:
        if word in _SINGULAR:
            return self._recent("person", _SINGULAR[word], i)
        if word in _PLURAL:
            return self._recent("people", "", i) or self._recent("body", "", i)
        return self._recent("body", "", i) if word in ("it", "its") else None

    def _recent(self, kind: Kind, gender: Gender, before: int, named: bool = False) -> Entry | None:
        """The likeliest antecedent: near, a subject, a speaker, of fitting gender; where asked, one with a name."""
        best, best_score = None, float("-inf")
        for sighting in reversed(self.sightings[-_MEMORY:]):
            distance = self.reading.sentences[before] - self.reading.sentences[sighting.token]
            if distance > _WINDOW:
                break
            entry = sighting.entry
            if self._interrupted(sighting, before):
                continue
            unseen = kind == "person" and entry.kind == "body" and (bool(gender) or named) and _may_be_person(entry)
            if (
                not (entry.kind == kind or unseen)
                or (named and not _has_name(entry))
                or (gender and entry.gender not in ("", gender))
            ):
                continue
            score = self._likelihood(sighting, gender) - distance - 1.5 * unseen
            if score > best_score:
                best, best_score = entry, score
        if best is not None and gender:
            best.kind, best.gender = "person", best.gender or gender
        return best

    def _interrupted(self, sighting: Sighting, pronoun: int) -> bool:
        """Whether a pronoun speaks of the very subject before it: "her client, she said, was ill" is another's word."""
        reading = self.reading
        same = reading.sentences[sighting.token] == reading.sentences[pronoun] and reading.words[pronoun - 1] == ","
        return same and sighting.token < pronoun < reading.heads[sighting.token]

    def _likelihood(self, sighting: Sighting, gender: Gender) -> float:
        reading = self.reading
        main = sighting.subject and reading.deps[reading.heads[sighting.token]] == "ROOT"
        return 2.0 * sighting.subject + 0.5 * main + 1.0 * sighting.spoke + 0.5 * bool(gender and sighting.entry.gender == gender)


def _may_be_person(entry: Entry) -> bool:
    """Whether what was taken for a body by its name may be a person that the model did not know."""
    words = entry.name.split()
    return entry.noun not in nouns() and 0 < len(words) < 4 and all(word.istitle() for word in words)


def _has_name(entry: Entry) -> bool:
    return entry.person is not None or (entry.kind == "body" and entry.name[:1].isupper())

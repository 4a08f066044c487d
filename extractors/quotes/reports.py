"""Finds who is said to say: each reporting word outside quotation marks, with the phrase that is its speaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.quotes.cues import ACCORDING, CREDIT, IN_WORDS, Cue, cues
from extractors.speakers.phrases import can_speak, phrase_after, phrase_before, phrase_of
from extractors.reading import NAME_TAGS, NOUN_TAGS, Phrase, Reading
from extractors.speakers.names import nouns

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_BE = frozenset("is are was were be been being am 's ’s 're ’re got gets get".split())
_NOTHING = -1  # a subject that is known not to speak: the passive's, a thing's


@dataclass(frozen=True, slots=True)
class Report:
    """A reporting word and its speaker.

    Attributes:
        token: Number of the reporting word's token.
        entry: What the lexicon says of it.
        speaker: Who says it.
        verb: Whether it is a verb, so that it has a clause of its own.
    """

    token: int
    entry: Cue
    speaker: Phrase
    verb: bool = True


def find_reports(reading: Reading) -> list[Report]:
    """Every reporting word outside marks that has a speaker, in order."""
    lexicon = cues()
    found: list[Report] = []
    for i, word in enumerate(reading.lower):
        if reading.quoted[i] >= 0:
            continue
        if word in ("according", "words"):
            found.extend(_cited(reading, i))
            continue
        entry = lexicon.get(word)
        if entry is not None and (reading.tags[i].startswith("VB") or _closes_attribution(reading, i)):
            entry = entry.with_particle(reading.lower[i + 1] if i + 1 < len(reading) else "")
            speaker = _speaker(reading, i, entry) if entry is not None else None
            if entry is not None and speaker is not None:
                found.append(Report(i, entry, speaker))
    return found


def main_subject(reading: Reading, i: int) -> Report | None:
    """A report without reporting word for the sentence that token ``i`` ends: its first subject, where that can speak."""
    first = i
    while first > 0 and reading.sentences[first - 1] == reading.sentences[i]:
        first -= 1
    for token in range(first, i + 1):
        if reading.deps[token] == "nsubj" and can_speak(reading, token):
            return Report(i, CREDIT, phrase_of(reading, token), False)
    return None


def _cited(reading: Reading, i: int) -> Iterator[Report]:
    """ "According to X" and "in the words of X"."""
    if word_pair(reading, i) not in (("according", "to"), ("words", "of")):
        return
    entry = ACCORDING if reading.lower[i] == "according" else IN_WORDS
    phrase = phrase_after(reading, i + 2)
    if phrase is not None and _is_source(reading, phrase.head):
        yield Report(i, entry, phrase, False)


def word_pair(reading: Reading, i: int) -> tuple[str, str]:
    """Token ``i`` and the next, in lower case."""
    return reading.lower[i], reading.lower[i + 1] if i + 1 < len(reading) else ""


def _is_source(reading: Reading, i: int) -> bool:
    """Whether something can be cited: a name, a person, a body or a document, not "the weather"."""
    return reading.tags[i] in NAME_TAGS or reading.lower[i] in nouns() or reading.tags[i] == "PRP"


def _speaker(reading: Reading, i: int, entry: Cue) -> Phrase | None:
    tag = reading.tags[i]
    if tag == "VBG" and i and reading.tags[i - 1] in NAME_TAGS and can_speak(reading, i - 1):
        return phrase_before(reading, i)  # "with Ms Lee saying"
    if tag == "VBN" and entry.lemma != "quote" and _is_passive(reading, i) and reading.child(i, frozenset({"agent"})) is None:
        return None
    if tag in _FINITE and _comes_after_pause(reading, i):
        after = phrase_after(reading, i + 1)
        if after is not None and _ends_attribution(reading, after.end) and _may_follow(reading, i, after):
            return after
    subject = _subject(reading, i, 0)
    if subject == _NOTHING:
        return None
    if subject is not None and can_speak(reading, subject) and not _tells_of_a_thing(reading, subject):
        phrase = phrase_of(reading, subject)
        inverted = subject > i and reading.words[reading.before(i)] == "," and not _may_follow(reading, i, phrase)
        return (phrase_before(reading, i) or phrase) if inverted else phrase
    if tag in _FINITE or (tag == "VBN" and entry.direct == "yes") or not tag.startswith("VB"):
        return phrase_before(reading, i) or phrase_after(reading, i + 1)
    return None


def _closes_attribution(reading: Reading, i: int) -> bool:
    """Whether a form that the tagger takes for no verb stands as one: between a mark and a stop, or before a comma and a mark."""
    after = reading.words[i + 1] if i + 1 < len(reading) else "."
    j = i - 1
    while j >= 0 and j > i - 5 and reading.tags[j] in NAME_TAGS | {"PRP", "DT"}:
        j -= 1
    if after in (",", ".", ":") and 0 <= j < i - 1 and reading.quoted[j] >= 0:
        return True
    return after in (",", ":") and i + 2 < len(reading) and reading.quoted[i + 2] >= 0 and reading.tags[i - 1] in NOUN_TAGS | {"PRP"}


def _comes_after_pause(reading: Reading, i: int) -> bool:
    """Whether a verb follows a comma or a closing mark, as in "..., said Ms Lee."."""
    before = reading.before(i)
    return before >= 0 and (reading.words[before] == "," or reading.quoted[before] >= 0)


def _tells_of_a_thing(reading: Reading, subject: int) -> bool:
    """Whether a subject is "which" or "that" for something that neither speaks nor is written: "a word which describes"."""
    if reading.lower[subject] not in ("which", "that"):
        return False
    noun = reading.heads[reading.heads[subject]]
    return not (noun < subject and _is_source(reading, noun))


def _may_follow(reading: Reading, verb: int, phrase: Phrase) -> bool:
    """Whether a phrase behind its verb is the subject: after a mark any may be, after a comma a person is, or a name and a stop."""
    if phrase.end < len(reading) and reading.words[phrase.end] in (",", ".") and reading.tags[phrase.start] in NAME_TAGS:
        return True
    return reading.quoted[reading.before(verb)] >= 0 or reading.ents[phrase.head] == "PERSON" or _is_common_person(reading, phrase.head)


def _is_common_person(reading: Reading, i: int) -> bool:
    noun = nouns().get(reading.lower[i])
    return noun is not None and noun.kind == "person"


def _ends_attribution(reading: Reading, i: int) -> bool:
    return i >= len(reading) or reading.is_break(i) or reading.words[i] in (".", "(") or reading.tags[i] in ("IN", "WP", "_SP") or reading.quoted[i] >= 0


def _is_passive(reading: Reading, participle: int) -> bool:
    """Whether a form of "be" goes before a participle: "they were told"."""
    i = participle - 1
    while i >= 0 and reading.tags[i] in ("RB", "RBR", "_SP"):
        i -= 1
    return i >= 0 and reading.lower[i] in _BE


def _subject(reading: Reading, verb: int, depth: int) -> int | None:
    """The token that heads the subject of ``verb``: its own, or that of the verb or noun on which it hangs."""
    own = reading.child(verb, SUBJECTS)
    if own is not None:
        passive = reading.deps[own] == "nsubjpass"
        says_itself = reading.lower[verb] == "quoted" or depth  # "was quoted as saying", "was criticised for saying"
        return own if says_itself or not passive else _agent(reading, verb)
    label, head = reading.deps[verb], reading.heads[verb]
    if head == verb or depth > 6:
        return None
    if reading.tags[head] in NOUN_TAGS:
        return _subject_of_participle(reading, verb, head) if label in ("acl", "relcl") else None
    if reading.tags[verb] == "VBG" and verb and reading.words[verb - 1] == ",":
        return _outermost_subject(reading, verb)
    subject = _subject(reading, head, depth + 1)
    if label == "conj" and subject is not None and reading.deps[head] == "ccomp" and not is_person(reading, subject):
        outer = _subject(reading, reading.heads[head], depth + 1)
        return outer if outer is not None and outer != _NOTHING and is_person(reading, outer) else subject
    return subject


def is_person(reading: Reading, i: int) -> bool:
    """Whether token ``i`` stands for a person: a pronoun, a role, or (not told from a body here) a name."""
    return reading.lower[i] in ("he", "she", "they", "who") or reading.tags[i] in NAME_TAGS or _is_common_person(reading, i)


def _agent(reading: Reading, verb: int) -> int:
    by = reading.child(verb, frozenset({"agent"}))
    agent = None if by is None else reading.child(by, frozenset({"pobj"}))
    return _NOTHING if agent is None else agent


def _subject_of_participle(reading: Reading, verb: int, noun: int) -> int | None:
    """ "a statement saying": who issued it, where the sentence tells; "experts saying": the noun itself."""
    if reading.tags[verb] != "VBG":
        return _NOTHING if reading.tags[verb] == "VBN" else None
    known = nouns().get(reading.lower[noun])
    if known is not None and known.kind == "document" and reading.deps[noun] in ("dobj", "pobj"):
        issuer = _outermost_subject(reading, noun)
        if issuer is not None:
            return issuer
    return noun


def _outermost_subject(reading: Reading, i: int) -> int | None:
    """The subject of the sentence's main verb, before token ``i``: whose ", saying" a participle after a comma is."""
    found = None
    for _ in range(30):
        head = reading.heads[i]
        if head == i or reading.sentences[head] != reading.sentences[i]:
            break
        subject = reading.child(head, SUBJECTS)
        if subject is not None and subject < i and can_speak(reading, subject):
            found = subject
        i = head
    return found

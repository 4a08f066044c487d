"""Finds who is said to say: each reporting word outside quotation marks, with the phrase that is its speaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.quotes.cues import ACCORDING, CREDIT, IN_WORDS, Cue, cues
from extractors.quotes.subjects import is_source, speaker_of
from extractors.reading import NAME_TAGS, NOUN_TAGS, Phrase, Reading
from extractors.speakers.lexicon import kind_of
from extractors.speakers.phrases import can_speak, phrase_after, phrase_of


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
        elif word in lexicon:
            found.extend(_told(reading, i, lexicon[word]))
    return found


def _told(reading: Reading, i: int, form: Cue) -> Iterator[Report]:
    """The report of a reporting verb, where the form is one here."""
    if not (reading.tags[i].startswith("VB") or _closes_attribution(reading, i)):
        return
    entry = form.with_particle(reading.lower[i + 1] if i + 1 < len(reading) else "")
    speaker = speaker_of(reading, i, entry) if entry is not None else None
    if entry is not None and speaker is not None:
        yield Report(i, entry, speaker)


def main_subject(reading: Reading, i: int) -> Report | None:
    """A report without reporting word for the sentence that token ``i`` ends: its main subject, else its first that can speak."""
    first = i
    while first > 0 and reading.sentences[first - 1] == reading.sentences[i]:
        first -= 1
    subjects = [t for t in range(first, i + 1) if reading.deps[t] == "nsubj" and can_speak(reading, t)]
    if not subjects:
        return None
    main = next((t for t in subjects if reading.deps[reading.heads[t]] == "ROOT"), subjects[0])
    return Report(i, CREDIT, phrase_of(reading, main), False)


def _cited(reading: Reading, i: int) -> Iterator[Report]:
    """Of "According to X" and "in the words of X"."""
    if reading.lower[i : i + 2] not in (["according", "to"], ["words", "of"]):
        return
    entry = ACCORDING if reading.lower[i] == "according" else IN_WORDS
    if i + 2 < len(reading) and reading.lower[i + 2] in ("him", "her", "them") and reading.tags[i + 2] == "PRP":
        yield Report(i, entry, Phrase(i + 2, i + 3, i + 2), False)
        return
    phrase = phrase_after(reading, i + 2)
    if phrase is not None and is_source(reading, phrase.head):
        yield Report(i, entry, phrase, False)


def _after_comma(reading: Reading, i: int) -> bool:
    """Whether a phrase that ends at token ``i`` begins right behind a comma: "..., the nurses' former leader maintains."."""
    while i and (reading.tags[i] in NOUN_TAGS | {"JJ", "POS", "DT", "PRP$"}):
        i -= 1
    return reading.words[i] == ","


def _closes_attribution(reading: Reading, i: int) -> bool:
    """Whether a form that the tagger takes for no verb stands as one: between a mark and a stop, or before a comma and a mark."""
    after = reading.words[i + 1] if i + 1 < len(reading) else "."
    j = i - 1
    while j >= 0 and j > i - 5 and reading.tags[j] in NAME_TAGS | {"PRP", "DT"}:
        j -= 1
    if after in (",", ".", ":") and 0 <= j < i - 1 and reading.quoted[j] >= 0:
        return True
    if after == "." and i and reading.tags[i] == "NNS" and kind_of(reading.lower[i - 1]) == "person":
        return _after_comma(reading, i)
    return (
        after in (",", ":") and i + 2 < len(reading) and reading.quoted[i + 2] >= 0 and reading.tags[i - 1] in NOUN_TAGS | {"PRP"}
    )

"""Finds every form of the lexicon in a text: the longest match at each word, and nothing decided yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.countries.lexicon import Entry, Lexicon, bare, lexicon
from extractors.countries.reading import Reading

_ENDINGS = frozenset({".", "+"})
"""What may belong to a form's end ("U.S.", "OPEC+")."""
_SPACES = frozenset({" ", "\n", "\u00a0"})
_SHORTENED = frozenset(
    {"Mr", "Mrs", "Ms", "Dr", "Rep", "Sen", "Reps", "Sens", "Gov", "Gen", "Col", "Lt", "Sgt", "Capt", "Prof", "Rev", "Det", "Cpl"}
)
"""Titles whose full stop ends no sentence."""
_DATELINE = (" (", " —", " –", " -", "—", "–", ",", ": ")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that stands in the text, with what stands around it.

    Attributes:
        first: Number of its first word in the :class:`Reading`.
        last: Number after its last word.
        start: Offset of its first character.
        end: Offset after its last.
        form: The form as the lexicon has it.
        entry: What it may denote.
        before: The word right before it, if only a space parts them.
        after: The word right after it, if only a space parts them.
    """

    first: int
    last: int
    start: int
    end: int
    form: str
    entry: Entry
    before: str
    after: str

    @classmethod
    def of(cls, reading: Reading, words: range, end: int, form: str, entry: Entry) -> Candidate:
        """A candidate over the words of some numbers, with what stands around it."""
        first, last = words.start, words.stop
        gap = reading.gap(last)
        preceding, apart = reading.word(first - 1), reading.gap(first)
        before = preceding if apart in _SPACES or (apart == ". " and preceding.capitalize() in _SHORTENED) else ""
        after = reading.word(last) if gap in _SPACES or (gap == ". " and form.endswith(".")) else ""
        return cls(first, last, reading.starts[first], end, form, entry, before, after)


def recognize(reading: Reading) -> Iterator[Candidate]:
    """Candidates in order, without overlap; phrases that denote no country are swallowed."""
    words, number, count, forms = reading.words, 0, len(reading.words), lexicon()
    while number < count:
        match = _longest(reading, number, forms) if words[number][0].isupper() else None
        if match is None:
            number += 1
            continue
        last, end, form, entry = match
        if not entry.nothing:
            yield Candidate.of(reading, range(number, last), end, form, entry)
        number = last


def _longest(reading: Reading, first: int, forms: Lexicon) -> tuple[int, int, str, Entry] | None:
    """The longest form that starts with a word: the number after its last word, its end, the form and its entry."""
    text, ends = reading.text, reading.ends
    start = reading.starts[first]
    most = first + forms.longest(reading.words[first])
    for last in range(min(most, len(ends)), first, -1):
        end = ends[last - 1]
        for stop in (end + 1, end) if text[end : end + 1] in _ENDINGS else (end,):
            form = text[start:stop]
            if not form.isalnum():
                form = " ".join(form.replace("’", "'").replace("–", "-").split())
            entry = forms.find(form)
            if entry is None and (other := _other_spelling(reading, first, last, form)):
                form, entry = other, forms.find(other)
            if entry is not None:
                return last, stop, form, entry
    return None


def _other_spelling(reading: Reading, first: int, last: int, form: str) -> str | None:
    """A form out of capitals, or without its diacritics."""
    if form.isupper() and len(form) > 3 and (len(form) > 4 or _in_capitals(reading, first, last)):
        return lexicon().in_small_letters(form)
    return None if form.isascii() else bare(form)


def _in_capitals(reading: Reading, first: int, last: int) -> bool:
    """Whether a word in capitals stands among others or opens a report, so that it is no abbreviation."""
    if reading.gap(last).startswith(_DATELINE):
        return True
    return any(len(word) > 1 and word.isupper() for word in (reading.word(first - 1), reading.word(last)))

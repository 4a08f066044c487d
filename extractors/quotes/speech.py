"""Tells speech from other things between marks: titles, names, terms."""

from __future__ import annotations

from extractors.quotes.reports import Report
from extractors.reading import NAME_TAGS, Reading

_SMALL = frozenset({
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "of", "on", "or", "over", "the", "to", "vs",
    "with",
})  # fmt: skip


def words_of(reading: Reading, first: int, last: int) -> list[str]:
    """The words of a stretch, without marks and punctuation."""
    return [word for word in reading.words[first : last + 1] if any(c.isalnum() for c in word)]


def is_fragment(reading: Reading, first: int, last: int) -> bool:
    """Whether a stretch is too little to be a sentence of its own."""
    return len(words_of(reading, first, last)) < 2


def is_stage_direction(reading: Reading, first: int, last: int) -> bool:
    """Whether a stretch is one bracket, "(Laughter.)", that tells what happened."""
    inside = reading.text[reading.starts[first] : reading.ends[last]].strip("\"“”'‘’ ")
    return inside.startswith(("(", "[")) and inside.endswith((")", "]")) and inside.count(inside[0]) == 1


def is_title(reading: Reading, first: int, last: int, report: Report) -> bool:
    """Whether a stretch is the name of a show, book, song: every word that matters has a capital, and no cue leads in to it."""
    words = words_of(reading, first, last)
    if not words:
        return True
    distance = first - report.token
    if report.entry.lemma and (
        distance == 1 or reading.words[first - 1] == ":" or (reading.words[first - 1] == "," and 0 < distance < 4)
    ):
        return False
    heavy = [word for word in words if word.lower() not in _SMALL]
    if not heavy or len(words) > 8 or not all(word[:1].isupper() or word[:1].isdigit() for word in heavy):
        return False
    if reading.words[last - 1] in ("?", "!"):
        return False
    before = reading.tags[first - 1] if first else ""
    return len(heavy) > 1 or before in NAME_TAGS | {"POS", "IN", "NN", "DT"}

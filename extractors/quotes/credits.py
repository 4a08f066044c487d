"""Speakers that are named without a reporting word: after a dash, before a colon, as the turns of a transcript."""

from __future__ import annotations

import re

from extractors.quotes.cues import CREDIT
from extractors.quotes.reports import Report
from extractors.reading import NAME_TAGS, Phrase, Reading
from extractors.speakers.phrases import is_person_name, phrase_after

_DASH = re.compile(
    r"""
    [^\S\n]* \n{0,2} [^\S\n]*     # on the same line, or at the start of the next
    (?: --? | [—–―~] )
    [^\S\n]* (?=[^\W\d_])         # a letter follows
    """,
    re.VERBOSE,
)
_NO_DASH = re.compile(
    r"""
    (?: [^\S\n]+ | \s*\n\s* )     # a space, or a new line
    (?=[^\W\d_])
    """,
    re.VERBOSE,
)
_IN_BRACKETS = frozenset({"-LRB-", "-RRB-", "CD", "NFP", "SYM", "NNP", "_SP"})
_IN_CREDITS = NAME_TAGS | {",", "IN", "DT", "CC", "POS", "NN", "HYPH", "."}


def credit_after(reading: Reading, end: int) -> Report | None:
    """A name after a stretch that ends at offset ``end``: behind a dash, or alone up to the end of its paragraph."""
    dash = _DASH.match(reading.text, end)
    opening = dash or _NO_DASH.match(reading.text, end)
    if opening is None:
        return None
    first = reading.token_at(opening.end())
    phrase = phrase_after(reading, first)
    if phrase is None or reading.tags[phrase.start] not in NAME_TAGS:
        return None
    if dash:
        ends = _ends_credit(reading, phrase.end)
    else:
        heading = "\n" in opening.group() and not _is_person_and_more(reading, phrase)
        ends = not heading and _is_credit_line(reading, first)
    return Report(first - 1, CREDIT, phrase, False) if ends else None


def _ends_credit(reading: Reading, i: int) -> bool:
    return i >= len(reading) or reading.words[i] in (",", ".", "(") or not reading.words[i].strip()


def _is_person_and_more(reading: Reading, phrase: Phrase) -> bool:
    """Whether a line opens with "Ann Lee, ...": without dash and comma it is as likely to be the next heading."""
    return is_person_name(reading, phrase.start) and phrase.end < len(reading) and reading.words[phrase.end] == ","


def _is_credit_line(reading: Reading, first: int) -> bool:
    """Whether only names stand from token ``first`` to the end of its paragraph: "Ann Lee, The Daily Post"."""
    last = first
    while last + 1 < len(reading) and reading.paragraphs[last + 1] == reading.paragraphs[first] and last - first < 12:
        last += 1
    ends = last + 1 >= len(reading) or reading.paragraphs[last + 1] != reading.paragraphs[first]
    names = sum(reading.tags[i] in NAME_TAGS for i in range(first, last + 1))
    return ends and names * 2 > last - first and all(reading.tags[i] in _IN_CREDITS for i in range(first, last + 1))


def credit_before(reading: Reading, first: int) -> Report | None:
    """A name and a colon that open the paragraph, before the stretch: "The Post (2018): ..."."""
    colon = reading.before(first)
    if colon < 1 or not reading.words[colon].endswith(":") or reading.paragraphs[colon] != reading.paragraphs[first]:
        return None
    start = colon
    while start > 0 and reading.paragraphs[start - 1] == reading.paragraphs[first] and colon - start < 12:
        start -= 1
    while start < colon and not reading.words[start][:1].isalnum():
        start += 1  # a bullet
    phrase = phrase_after(reading, start)
    if (
        phrase is None
        or reading.tags[phrase.head] not in NAME_TAGS
        or (
            start
            and reading.paragraphs[start - 1] == reading.paragraphs[first]
            and any(c.isalnum() for c in reading.words[start - 1])
        )
    ):
        return None
    rest = range(phrase.end, colon)
    return Report(colon, CREDIT, phrase, False) if all(reading.tags[i] in _IN_BRACKETS for i in rest) else None


def credit_of_turn(reading: Reading, start: int, end: int) -> Report:
    """The name before a transcript's turn, at offsets ``start`` to ``end``."""
    first, last = reading.token_at(start), reading.token_before(end)
    first = first if first <= last else last
    return Report(last + 1, CREDIT, Phrase(first, last + 1, last), False)


def name_alone(reading: Reading, last: int) -> Report | None:
    """The name that opens a paragraph ending at token ``last`` that has no verb: "Ann Lee, head of research"."""
    first = last
    while first > 0 and reading.paragraphs[first - 1] == reading.paragraphs[last]:
        first -= 1
    if (
        last - first > 24
        or not is_person_name(reading, first)
        or any(reading.tags[i] in ("VBD", "VBZ", "VBP", "MD") for i in range(first, last + 1))
    ):
        return None
    phrase = phrase_after(reading, first)
    return None if phrase is None else Report(last, CREDIT, phrase, False)

"""Reads prose as a row of time words, so that a pattern can speak of "ordinal quarter of fiscal year" and not of letters.

Each lexeme has a kind, one letter. Joined, the letters of a passage make a short string with one letter a word, and the patterns of
:mod:`extractors.dates` and :mod:`extractors.fiscal_years.recognize` are regular expressions over that string. The words are in
``reference/time_words.csv``; what has a form rather than a spelling (numbers, "2025-26", "Q3") is told apart here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from extractors import reference

OTHER = "x"
"""The kind of a word that says nothing about time."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word, number or sign.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        kind: One letter; beside those of ``time_words.csv``: ``N`` year, ``n`` short number, ``A`` year after an apostrophe,
            ``S`` split year, ``s`` split year of two digits each, ``Q`` "Q3" or "9M", ``'`` possessive, ``x`` anything else, and
            the signs ``- , ( ) :``.
        value: What it means: the lexicon's value, or the number's digits.
    """

    start: int
    end: int
    kind: str
    value: str


def kinds_of(lexemes: Sequence[Lexeme]) -> str:
    """The kinds of ``lexemes`` as one string, a letter each."""
    return "".join(lexeme.kind for lexeme in lexemes)


def lex(text: str, start: int = 0, end: int | None = None) -> list[Lexeme]:
    """The lexemes of ``text[start:end]``, in order; their offsets are into ``text``."""
    return [_lexeme(match) for match in _scanner().finditer(text, start, len(text) if end is None else end)]


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {row["word"]: (row["kind"], row["value"]) for row in reference.table("time_words")}


@cache
def _scanner() -> re.Pattern[str]:
    written = (word for word in _words() if not word.isalpha())
    phrases = sorted({form for word in written for form in (word, word[0].upper() + word[1:])}, key=len, reverse=True)
    spaced = "|".join(re.escape(phrase).replace(r"\ ", r"[ \n]") for phrase in phrases)  # two cases are faster than (?i:...)
    return re.compile(
        rf"""
          (?P<part> (?<![^\W_]) (?: Q[1-4] | [1-4]Q | H[12] | [12]H | \d{{1,2}}M ) (?= FY | [^\w] | $ ) )
        | (?P<prefix> (?<![a-z]) FY[Es]? (?= \d | ['’‘]\d ) )              # FY26: the prefix stands against its number
        | (?P<split> (?<![\w/$£€¥–-]) (?: \d{{4}} | \d{{2}} ) \s? [-–/‑] \s? (?: \d{{4}} | \d{{2}} )
            (?! [\w/–-]\d | \w | [,.]\d | % ) )                         # 2025-26, but no date and no score
        | (?P<glued> (?<=FY) \d{{2,4}} [-–/] \d{{2,4}} (?! \w ) )            # FY2025/26
        | (?P<short> (?<! \w ) ['’‘] \d\d (?! [\w'’] ) )                   # the '18 fiscal year
        | (?P<glued_short> (?<=FY) ['’‘]? \d{{2,4}} (?! \w ) )
        | (?P<ordinal> \d{{1,2}} (?: st | nd | rd | th ) \b )
        | (?P<number> [$£€¥]? \d+ (?: [.,]\d+ )* (?: %|\w+ )? )
        | (?P<phrase> \b (?: {spaced} ) (?! \w ) )
        | (?P<possessive> ['’]s \b | (?<=s) ['’] (?= \s ) )
        | (?P<word> [^\W\d_]+ (?: \. (?= [^\W\d_] \. ) [^\W\d_] )* )
        | (?P<sign> [^\w\s] )
        """,
        re.VERBOSE,
    )


def _lexeme(match: re.Match[str]) -> Lexeme:
    start, end = match.span()
    kind, value = _READERS[match.lastgroup or "sign"](match.group())
    return Lexeme(start, end, kind, value)


def _word(text: str) -> tuple[str, str]:
    words = _words()
    found = words.get(text) or words.get(text.lower()) or (words.get(text.capitalize()) if text.isupper() else None)
    return found or (OTHER, text)


def _phrase(text: str) -> tuple[str, str]:
    return _word(re.sub(r"\s", " ", text))


def _split(text: str) -> tuple[str, str]:
    """A split year ("2025-26"); a span of years ("2012-2014") is one too, and a score or a date of digits is not."""
    first, second = re.split(r"\s?[-–/‑]\s?", text, maxsplit=1)
    start = int(first)
    stop = int(second) if len(second) == len(first) else start - start % 100 + int(second)
    if stop < start:
        stop += 100
    if len(first) == 2:
        return ("s", f"{start}-{stop}") if stop == start + 1 else (OTHER, text)
    plausible = 1300 <= start <= 2650 and start < stop <= start + 15
    return ("S", f"{start}-{stop}") if plausible else (OTHER, text)


def _number(text: str) -> tuple[str, str]:
    if not text.isdecimal():
        return OTHER, text
    if len(text) == 4 and (1300 <= int(text) <= 1500 or 1850 <= int(text) <= 2199 or 2450 <= int(text) <= 2650):
        return "N", text
    return ("n", text) if len(text) <= 2 else (OTHER, text)


def _glued(text: str) -> tuple[str, str]:
    digits = text.lstrip("'’‘")
    return ("N", digits) if len(digits) == 4 else ("n", digits)


_READERS: dict[str, Callable[[str], tuple[str, str]]] = {
    "part": lambda text: ("Q", text),
    "prefix": lambda _: ("Y", ""),
    "split": _split,
    "glued": _split,
    "short": lambda text: ("A", text[1:]),
    "glued_short": _glued,
    "ordinal": lambda text: ("o", text[:-2]),
    "number": _number,
    "phrase": _phrase,
    "possessive": lambda text: ("'", text),
    "word": _word,
    "sign": lambda text: (text if text in "-,():" else "-" if text in "–—‑" else OTHER, text),
}

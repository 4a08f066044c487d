"""Finds calendar expressions in an article and resolves them against its day: the rows of the ``dates`` table.

Dates that a number or a name settles ("3 April 2023", "in 2019", "last month") need no parse; one without a year or a week
("in April", "on Tuesday") takes the side of the article's day that the verb tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from spacy.tokens import Doc

from extractors.dates import months_after, read_date
from extractors.records import DateMention
from extractors.tense import Lean, lean_of
from extractors.timewords import Lexeme, kinds_of, lex

Span = tuple[date, date]

_DAY = timedelta(days=1)
_WINDOW = 28  # characters around a trigger in which the rest of its expression stands ("Wednesday, Sept. ", "the second half of ")

_TRIGGER = re.compile(
    r"""\b(?: Jan | Feb | Mar | Apr | May | Jun | Jul | Aug | Sep | Oct | Nov | Dec )      # a month
      | (?: 1[89] | 20 )\d\d (?!\d)                                                        # a year
      | day\b                                                                              # Tuesday, today
      | \b(?: [Ll]ast | [Tt]his | [Nn]ext | [Pp]revious | [Cc]oming ) \s (?: w | y | m | q | s | d | f | a )   # last week
      | \b (?: ago | tomorrow ) \b
    """,
    re.VERBOSE,
)

# Over kinds of lexemes, as in reference/time_words.csv. In order of precedence.
_PATTERNS = {
    name: re.compile(pattern, re.VERBOSE)
    for name, pattern in {
        "date.iso": r"N-n-n",
        "date.day": r"(?: W ,? )? (?: M [no] ,? N | [no] O? M ,? N )",
        "date.quarter": r"(?: (?: o | D ) -? [qh] (?: O t? )? N | Q ,? N | N \'? o -? [qh] )",
        "date.month": r"R? -? M ,? O? N",
        "date.season": r"R? -? Z (?: O )? N",
        "date.month.of": r"(?: M [no]? | [no] M ) ,? O? D y",
        "date.years": r"(?: (?<= B ) N & N | (?<= I ) N (?: T | - ) N )",
        "date.year": r"(?: (?<= [ITBO&R-] ) | (?<= x I ) ) N | R -? N",
        "date.ago": r"(?: c | n | g ) (?: y | m | z ) a",
        "date.relative": r"D (?: y | m | z | q | Z )",
        "date.weekday": r"D? W (?: ,? (?: M [no] | [no] M ) )?",
        "date.day.leaned": r"(?: M [no] (?! [-,]? N ) | [no] O? M )",
        "date.month.leaned": r"(?: D | R -? | (?<= [ITOBE] ) ) M",
    }.items()
}

# Rows that were right of those read in three random samples of 60 to 70 articles (docs/fiscal_years.md).
_CONFIDENCE = {
    "date.iso": 0.99,
    "date.day": 0.99,
    "date.quarter": 0.97,
    "date.month": 0.99,
    "date.season": 0.95,
    "date.years": 0.97,
    "date.year": 0.98,
    "date.ago": 0.86,
    "date.relative": 0.98,
    "date.month.of": 0.95,
    "date.weekday": 0.82,
    "date.day.leaned": 0.77,
    "date.month.leaned": 0.86,
}


def find_dates(doc: Doc, text: str, blocks: Sequence[tuple[int, int]], today: date | None) -> list[DateMention]:
    """The dates in an article, in order and without overlap.

    Args:
        doc: Its Doc.
        text: Its text.
        blocks: Start and end of its paragraphs.
        today: The day on which it was published; without it only dates with a year of their own are found.

    Returns:
        One record a mention, in no article without a resolvable date any.
    """
    found: list[DateMention] = []
    for start, end in blocks:
        for window in _windows(text, start, end):
            found += _in_window(doc, text, lex(text, *window), today)
    return sorted(found, key=lambda mention: mention.start)


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a paragraph around its triggers, cut at spaces."""
    first = last = -1
    for match in _TRIGGER.finditer(text, start, end):
        left, right = max(start, match.start() - _WINDOW), min(end, match.end() + _WINDOW)
        if first >= 0 and left > last:
            yield _cut(text, first, last, start, end)
            first = left
        first, last = (left if first < 0 else first), right
    if first >= 0:
        yield _cut(text, first, last, start, end)


def _cut(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    while first > start and not text[first - 1].isspace():
        first -= 1
    while last < end and not text[last].isspace():
        last += 1
    return first, last


def _in_window(doc: Doc, text: str, lexemes: list[Lexeme], today: date | None) -> Iterator[DateMention]:
    kinds = kinds_of(lexemes)
    taken = bytearray(len(kinds))
    for rule, pattern in _PATTERNS.items():
        resolver = _ABSOLUTE.get(rule)
        for match in pattern.finditer(kinds):
            words = lexemes[match.start() : match.end()]
            start, end = words[0].start, words[-1].end
            if any(taken[match.start() : match.end()]) or _no_date(text, start, end, rule):
                continue
            if resolver is not None:
                span = resolver(words)
            else:
                span = _RELATIVE[rule](words, today, partial(lean_of, doc, start, end)) if today is not None else None
            if span is not None:
                taken[match.start() : match.end()] = b"\1" * len(words)
                yield _record(text, start, end, rule, span)


def _record(text: str, start: int, end: int, rule: str, span: Span) -> DateMention:
    return DateMention(
        start=start,
        end=end,
        text=text[start:end],
        rule=rule,
        confidence=_CONFIDENCE[rule],
        start_date=span[0],
        end_date=span[1],
    )


_NAMED_DAYS = frozenset(
    {"Black", "Good", "Super", "Ash", "Palm", "Easter", "Cyber", "Bloody", "Giving", "Shrove", "Boxing", "Holy"}
)


def _no_date(text: str, start: int, end: int, rule: str) -> bool:
    """Names of days ("Black Friday"), stretches of unnamed length ("last years"), numbers of things ("in 2000 homes")."""
    if rule == "date.weekday":
        return text[max(0, start - 12) : start].rstrip().rpartition(" ")[2] in _NAMED_DAYS
    if rule == "date.relative":
        return text[start:end].endswith("s")
    if rule == "date.day.leaned":
        return text[start].isalpha() and text[start:end][0].islower() and " of " not in text[start:end]  # "the first June surplus"
    return (
        rule == "date.year" and text[start:end].endswith("000") and text[end : end + 1] == " " and text[end + 1 : end + 2].islower()
    )


def _read(words: Sequence[Lexeme]) -> Span | None:
    return read_date(words).resolve(date.max)


def _iso(words: Sequence[Lexeme]) -> Span | None:
    year, month, day = (int(word.value) for word in words if word.kind in "Nn")
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _year(number: str) -> Span | None:
    year = int(number)
    return (date(year, 1, 1), date(year, 12, 31)) if 1 <= year <= 9998 else None


def _numbers(words: Sequence[Lexeme]) -> list[str]:
    return [word.value for word in words if word.kind == "N"]


def _years(words: Sequence[Lexeme]) -> Span | None:
    first, last = map(int, _numbers(words))
    return (date(first, 1, 1), date(last, 12, 31)) if first < last else None


def _quarter(words: Sequence[Lexeme]) -> Span | None:
    """A quarter or half: "the first quarter of 2026", "Q3 2024", "the second half of 2025"."""
    year = int(_numbers(words)[0])
    part = next((word for word in words if word.kind == "Q"), None)
    months = 6 if any(word.kind == "h" or "H" in word.value for word in words if word.kind in "hQ") else 3
    ordinal = next((word.value for word in words if word.kind in "oD"), None) if part is None else part.value.strip("QH")
    index = int(ordinal) if ordinal and ordinal.isdecimal() else 12 // months if ordinal in ("last", "final") else 0
    if not 1 <= index <= 12 // months:
        return None
    start = date(year, (index - 1) * months + 1, 1)
    return start, months_after(start, months) - _DAY


def _season(words: Sequence[Lexeme]) -> Span | None:
    month = int(next(word.value for word in words if word.kind == "Z"))
    start = date(int(_numbers(words)[0]), month, 1)
    return start, months_after(start, 3) - _DAY


_Lean = Callable[[], Lean]


def _ago(words: Sequence[Lexeme], today: date, lean: _Lean) -> Span | None:  # noqa: ARG001
    """Two years ago is that year, three months ago that month, five days ago that day."""
    number = next((int(word.value) for word in words if word.kind in "cn"), 1)
    unit = words[1]
    if words[0].kind == "g" and words[0].value != "a":
        return None  # "some years ago"
    if unit.value == "3652":
        return _year(str(max(1, today.year - 10 * number)))
    if unit.kind == "z":
        day = today - timedelta(number * int(unit.value)) if number * int(unit.value) < today.toordinal() else today
        return day, day
    months = number * (12 if unit.kind == "y" else 1)
    if months >= (today.year - 1) * 12:
        return None
    then = months_after(today, -months)
    return _year(str(then.year)) if unit.kind == "y" else _month(then)


def _month(day: date) -> Span:
    first = day.replace(day=1)
    return first, months_after(first, 1) - _DAY


_STEPS = {"last": -1, "before": -1, "current": 0, "next": 1}


def _deictic(words: Sequence[Lexeme], today: date, lean: _Lean) -> Span | None:  # noqa: ARG001
    """A stretch counted from now: "last year", "this month", "next week", "this summer"."""
    step = _STEPS.get(words[0].value)
    if step is None:
        return None
    unit = words[-1]
    match unit.kind:
        case "y":
            return _year(str(today.year + step))
        case "m" | "q":
            months = int(unit.value)
            start = months_after(date(today.year, (today.month - 1) // months * months + 1, 1), step * months)
            return start, months_after(start, months) - _DAY
        case "Z":
            start = date(today.year + step, int(unit.value), 1)
            return start, months_after(start, 3) - _DAY
    if unit.value != "7":
        return None
    monday = today - timedelta(today.weekday()) + timedelta(7 * step)
    return monday, monday + timedelta(6)


def _month_of(words: Sequence[Lexeme], today: date, lean: _Lean) -> Span | None:  # noqa: ARG001
    """A month or day of a year counted from now: "March of last year", "April 22 last year"."""
    step = _STEPS.get(next(word.value for word in words if word.kind == "D"))
    if step is None:
        return None
    month_or_day = [word for word in words if word.kind in "Mno"]
    return replace(read_date(month_or_day), year=today.year + step).resolve(today)


def _weekday(words: Sequence[Lexeme], today: date, lean: _Lean) -> Span | None:
    return read_date(words).resolve(today, "future" if lean() == "future" else "past")


def _leaned(words: Sequence[Lexeme], today: date, lean: _Lean) -> Span | None:
    partial_date = read_date(words)
    return partial_date.resolve(today, "past" if partial_date.deixis == "last" else lean())


_ABSOLUTE: dict[str, Callable[[Sequence[Lexeme]], Span | None]] = {
    "date.iso": _iso,
    "date.day": _read,
    "date.quarter": _quarter,
    "date.month": _read,
    "date.season": _season,
    "date.years": _years,
    "date.year": lambda words: _year(_numbers(words)[0]),
}
_RELATIVE: dict[str, Callable[[Sequence[Lexeme], date, _Lean], Span | None]] = {
    "date.ago": _ago,
    "date.relative": _deictic,
    "date.month.of": _month_of,
    "date.weekday": _weekday,
    "date.day.leaned": _leaned,
    "date.month.leaned": _leaned,
}

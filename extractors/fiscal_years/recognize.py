"""Finds the words that name a fiscal year, or a part or row of them, and reads what they say. What they mean is for later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extractors.dates import DATE, PartialDate, read_date
from extractors.timewords import Lexeme, kinds_of

Edge = Literal["start", "end"]
Determiner = Literal["the", "possessive", "generic", ""]
Noun = Literal["fiscal", "tax", "split", "period", "lone", "ordinal"]


@dataclass(frozen=True, slots=True)
class Label:
    """A year's number: ``2025`` alone, or ``2025`` with ``last`` 2026 for "2025-26"."""

    first: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a fiscal year.

    Attributes:
        first: Its first month, counted from 0; from the year's end where negative.
        months: How many months it has.
        named: Whether ``first`` is instead a calendar month, 1 to 12 ("the January-March quarter").
    """

    first: int
    months: int
    named: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day that the words tie to the year's first or last day.

    Attributes:
        edge: Which of the two.
        date: The day, as far as it is given.
        tense: ``past``, ``present`` or ``participle`` of the verb between them; empty where there is none.
    """

    edge: Edge
    date: PartialDate
    tense: str = ""


@dataclass(frozen=True, slots=True)
class YearMention:
    """Words that may name a fiscal year, as read.

    Attributes:
        start: Offset of the first character.
        end: Offset after the last one.
        noun: What makes it one: ``fiscal`` ("fiscal year" and its like), ``tax``, ``split`` (a bare "2025-26"), ``period`` ("year to
            31 March"), ``lone`` (a quarter or half without a year), ``ordinal`` ("its first year").
        labels: The numbers, in order; two for the ends of a range.
        deictic: "current", "next", "last", "new", "ended" ... (``time_words.csv``).
        count: Of how many years it speaks ("the past three fiscal years").
        plural: Whether it says "years".
        part: Which part of the year.
        anchor: A day tied to its start or end.
        owner: What an adjective says of whose year it is ("federal": US; "state"; "municipal").
        determiner: What stands before it.
        defines: Whether it tells when every fiscal year starts or ends, and names none ("whose fiscal year ends in June").
    """

    start: int
    end: int
    noun: Noun
    labels: tuple[Label, ...] = ()
    deictic: str | None = None
    count: int | None = None
    plural: bool = False
    part: Part | None = None
    anchor: Anchor | None = None
    owner: str | None = None
    determiner: Determiner = ""
    defines: bool = False


# Each fragment is a pattern over kinds of lexemes (time_words.csv has the alphabet), written verbosely.
_LABEL = r"(?: N | S | A )"
_SHORT = r"(?: N | S | A | n | s )"  # after FY, two digits are a year
_MORE = rf"(?: (?: ,?& | , | T | - ) {_LABEL} )*"
_FISCAL_YEAR = r"(?: G* [fj] -? y )"
_MONTHS = r"(?: M (?: T | - ) M )"
_YEAR = rf"""(?:
      Y -? {_SHORT} (?: (?: T | - ) (?: Y -? {_SHORT} | {_LABEL} ) | ,?& {_LABEL} )*   # FY26, FY2023-FY2027, FY2024 and 2025
    | {_FISCAL_YEAR} (?: O t? )? -? {_LABEL} {_MORE}            # fiscal years 2013 through 2022
    | G* f -? {_LABEL} {_MORE}                                  # fiscal 2025
    | (?: {_LABEL} | s ) {_MORE} {_FISCAL_YEAR}                 # 2024 and 2025 fiscal years
    | D* (?: c | n )? [Dk]* {_FISCAL_YEAR}                      # past three fiscal years; fiscal year
    | D f (?! -? y )                                            # this fiscal
    | (?: c | n ) y T S                                         # four years to 2028-29
    | y S                                                       # year 2005/06
    | (?<= B ) S & S                                            # between 2019-20 and 2024-25
    | S (?: (?: T | - ) S )?                                    # 2025-26
)"""
_OF = r"(?: O [tp]? (?: x{1,3} ' )? )"
_PART = rf"""(?:
      (?: [oD] k* (?: c | n )? -? [qhm] | Q ) (?: ,? {_OF} | , | {_MONTHS} )?  # first 11 months of the
    | {_MONTHS} q? {_OF}?                                                     # July-November quarter of
)"""
_AFTER = r"(?: '? (?: [oD] -? [qh] | Q ) )"
_CLAUSE = rf"(?P<link> ,? [l(]? u{{0,2}} ) (?P<verb> e ) [TIOg]* (?P<when> {DATE} )"
_PATTERNS = {
    name: re.compile(pattern, re.VERBOSE)
    for name, pattern in {
        "quarter": rf"(?P<part> o f -? q | f -? o -? [qh] | f Q ) (?P<year> (?: {_OF}? {_YEAR} ) | N )? (?: {_CLAUSE} )?",
        "year": rf"(?P<part> {_PART} )? (?P<year> {_YEAR} ) (?P<after> {_AFTER} )?"
        rf"(?: {_CLAUSE} | (?P<by> I | T ) (?P<day> {DATE} ) | \( (?P<months> {_MONTHS} ) )?",
        "period": rf"(?P<part> (?: o k* )? (?: (?: c | n ) -? m | q | h ) | y ) (?: (?P<verb> e ) [TIO]* | T (?: t E )? ) (?P<when> {DATE} )",
        "lone": r"(?P<part> o -? [qh] | Q ) (?! -? [qyhfY] | ,? O? t? [NS] )",
        "ordinal": r"(?P<ordinal> [oD] ) (?P<year> y )",
    }.items()
}
"""In order of precedence: where two overlap, the earlier in this table wins."""

_BEFORE = re.compile(rf"(?P<date> {DATE} ) ,? t? (?P<edge> E ) (?: t | p | x{{1,3}} ' )? k* $", re.VERBOSE)
_EDGE_BEFORE = re.compile(r"(?P<edge> [Ee] ) (?: t | p | x{1,3} ' )? k* $", re.VERBOSE)
_REACH = 12  # lexemes before a mention that can bear on it

_TRIGGER = re.compile(
    r"""(?i: fiscal | (?: financial | budget\w* | tax | iranian | persian ) [\s-] y(?:ea)?rs? )   # the words
      | \bFY | FY[Es]? [\s'’]? \d                                                             # FY26
      | \d\d \s? [-/–‑] \s? \d\d                                                            # 2025-26
      | (?i: \b (?: year | months | quarter | half ) \s (?: to | en | through | clos ) )        # the year to 31 March
    """,
    re.VERBOSE,
)


def may_speak_of_years(text: str, start: int, end: int) -> bool:
    """Whether anything in ``text[start:end]`` can be a fiscal year: a quick look before reading closely."""
    return _TRIGGER.search(text, start, end) is not None


def recognize(lexemes: Sequence[Lexeme]) -> list[YearMention]:
    """All words in a passage that may name a fiscal year, in order and without overlap."""
    kinds = kinds_of(lexemes)
    taken = bytearray(len(kinds))
    mentions = []
    for name, pattern in _PATTERNS.items():
        for match in pattern.finditer(kinds):
            if not any(taken[match.start() : match.end()]):
                mention = _Reading(name, match, lexemes, kinds).mention()
                if mention is not None:
                    mentions.append(mention)
                    taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return sorted(mentions, key=lambda mention: mention.start)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One match of a pattern and the lexemes that it lies in."""

    name: str
    match: re.Match[str]
    lexemes: Sequence[Lexeme]
    kinds: str

    def group(self, name: str) -> Sequence[Lexeme]:
        """The lexemes of a named group; none where the pattern has no such group or it is empty."""
        if name not in self.match.re.groupindex or self.match.start(name) < 0:
            return ()
        return self.lexemes[self.match.start(name) : self.match.end(name)]

    def mention(self) -> YearMention | None:
        year = self.group("year")
        labels = tuple(_labels(year))
        deictic = _deictic(year)
        anchor = self._anchor()
        noun = self._noun(year)
        determiner = self._determiner()
        verb = self.group("verb")
        defines = not labels and not deictic and bool(verb) and noun == "fiscal" and determiner in ("possessive", "generic") and verb[0].value.endswith("present")
        first, last = self._extent(bool(labels or deictic))
        return YearMention(
            start=first.start,
            end=last.end,
            noun=noun,
            labels=labels,
            deictic=deictic,
            count=next((int(x.value) for x in year if x.kind in "cn" and "y" in kinds_of(year) and "Y" not in kinds_of(year)), None),
            plural=any(x.value == "plural" for x in year),
            part=_part(self.group("part") or self.group("ordinal")) or _part(self.group("after")),
            anchor=anchor,
            owner=next((x.value for x in year if x.kind == "G" and x.value), None),
            determiner=determiner,
            defines=defines,
        )

    def _noun(self, year: Sequence[Lexeme]) -> Noun:
        kinds = kinds_of(year)
        if self.name in ("period", "lone", "ordinal"):
            return self.name  # type: ignore[return-value]
        if any(x.value == "tax" for x in year):
            return "tax"
        fiscal = any(kind in kinds + kinds_of(self.group("part")) for kind in "fjY")
        return "fiscal" if fiscal else "split"

    def _determiner(self) -> Determiner:
        before = self.kinds[max(0, self.match.start() - _REACH) : self.match.start()].rstrip("k")
        part = kinds_of(self.group("part"))
        last = part[-1:] if part[-1:] in ("t", "p", "O") else before[-1:]
        if last in ("p", "'"):
            return "possessive"
        return "generic" if last == "g" else "the" if last in ("t", "E") else ""

    def _anchor(self) -> Anchor | None:
        if self.group("when"):
            verb = self.group("verb")
            edge, _, tense = verb[0].value.partition(" ") if verb else ("end", "", "")
            return Anchor(edge, read_date(self.group("when")), tense)  # type: ignore[arg-type]
        if self.group("months"):
            return Anchor("start", read_date(self.group("months")[:1]))
        start = self.match.start()
        before = self.kinds[max(0, start - _REACH) : start]
        offset = start - len(before)
        if self.group("day"):
            edge_before = _EDGE_BEFORE.search(before)
            if edge_before:
                edge = self.lexemes[offset + edge_before.start("edge")].value.partition(" ")[0]
                return Anchor(edge, read_date(self.group("day")))  # type: ignore[arg-type]
            return Anchor("end", read_date(self.group("day"))) if self.group("by")[0].kind == "T" else None
        if found := _BEFORE.search(before):
            edge = self.lexemes[offset + found.start("edge")].value
            return Anchor(edge, read_date(self.lexemes[offset + found.start("date") : offset + found.end("date")]))  # type: ignore[arg-type]
        return None

    def _extent(self, told: bool) -> tuple[Lexeme, Lexeme]:
        """First and last lexeme of the span: a clause is part of it only if it alone tells which year is meant."""
        first = self.match.start()
        while self.kinds[first] == "k":
            first += 1
        end = max(self.match.end(name) for name in ("year", "after", "part", "ordinal") if name in self.match.re.groupindex)
        if self.group("when") and (not told or self.name != "year") and self._restrictive():
            end = self.match.end("when")
        return self.lexemes[first], self.lexemes[end - 1]

    def _restrictive(self) -> bool:
        link, verb = kinds_of(self.group("link")), self.group("verb")
        if link.startswith((",", "(")) or "u" in link and "l" not in link:
            return False
        return not verb or "l" in link or not verb[0].value.endswith("present")


def _labels(year: Sequence[Lexeme]) -> Iterator[Label]:
    """The labels among the lexemes of a year; two digits are those of 1970 to 2069."""
    short = "Y" in kinds_of(year)
    for lexeme in year:
        if lexeme.kind in "Ss":
            first, last = map(int, lexeme.value.split("-"))
            yield Label(_full(first), _full(last))
        elif lexeme.kind in "NA" or (lexeme.kind == "n" and short):
            yield Label(_full(int(lexeme.value)))


def _full(year: int) -> int:
    return year if year >= 100 else year + (2000 if year < 70 else 1900)


def _deictic(year: Sequence[Lexeme]) -> str | None:
    """The deictic word that decides: the last one ("this coming year"), or that it has ended ("the last completed year")."""
    values = [lexeme.value for lexeme in year if lexeme.kind == "D"]
    return "ended" if "ended" in values else values[-1] if values else None


_GLUED_MONTHS = {"Q": 3, "H": 6}


def _part(lexemes: Sequence[Lexeme]) -> Part | None:
    """The part that words such as "first 11 months of the" name."""
    kinds = kinds_of(lexemes)
    if "M" in kinds:
        first, last = (int(x.value) for x in lexemes if x.kind == "M")
        return Part(first, (last - first) % 12 + 1, named=True)
    if "Q" in kinds:
        return _glued_part(next(x.value for x in lexemes if x.kind == "Q"))
    unit = next((int(x.value) for x in lexemes if x.kind in "qhm"), 0)
    count = next((int(x.value) for x in lexemes if x.kind in "cn"), 1)
    ordinal = next((x for x in lexemes if x.kind in "oD"), None)
    if not unit:
        return None
    if ordinal is None:
        return Part(0, unit * count)
    if ordinal.kind == "D":
        return Part(-unit * count, unit * count)
    return Part((int(ordinal.value) - 1) * unit, unit * count)


def _glued_part(text: str) -> Part:
    digits = int(text.strip("QHM"))
    if "M" in text:
        return Part(0, digits)
    months = _GLUED_MONTHS[text.strip("0123456789")]
    return Part((digits - 1) * months, months)

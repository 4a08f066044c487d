"""Finds the words that name a fiscal year, or a part or row of them, and reads what they say. What they mean is for later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.dates import DATE, read_date
from extractors.fiscal_years.mention import Anchor, Determiner, Label, Noun, Part, YearMention
from extractors.timewords import Lexeme, kinds_of

# Each fragment is a pattern over kinds of lexemes (time_words.csv has the alphabet), written verbosely.
_LABEL = r"(?: b? (?: N | S | A ) b? )"
_SHORT = r"(?: N | S | A | n | s )"  # after FY, two digits are a year
_MORE = rf"(?: (?: ,?& | , | T | - ) {_LABEL} )*"
_FISCAL_YEAR = r"(?: G* [fj] -? y )"
_MONTHS = r"(?: M (?: T | - ) M )"
_YEAR = rf"""(?:
      Y -? {_SHORT} (?: (?: T | - ) (?: Y -? {_SHORT} | {_LABEL} ) | ,?& {_LABEL} )*   # FY26, FY2023-FY2027, FY2024 and 2025
    | {_LABEL} -? Y (?! -? [NSAns] )                            # 2018 EFY
    | {_FISCAL_YEAR} \( Y \) {_LABEL} {_MORE}                   # fiscal year (FY) 2012
    | D* {_FISCAL_YEAR} (?: O t? )? -? {_LABEL} {_MORE}         # fiscal years 2013 through 2022
    | D* G* f -? {_LABEL} {_MORE}                               # fiscal 2025
    | S f (?! -? y )                                            # 2025-26 fiscal
    | (?: {_LABEL} | s ) {_MORE} -? {_FISCAL_YEAR}              # 2024 and 2025 fiscal years
    | D* (?: c | n )? [Dk]* {_FISCAL_YEAR}                      # past three fiscal years; fiscal year
    | (?<= [tp] ) e {_FISCAL_YEAR}                              # the ending fiscal year
    | D f (?! -? y )                                            # this fiscal
    | (?: c | n ) y T S                                         # four years to 2028-29
    | y S                                                       # year 2005/06
    | (?<= B ) S & S                                            # between 2019-20 and 2024-25
    | S (?: (?: T | - ) S )?                                    # 2025-26
)"""
_OF = r"(?: O [tp]? (?: [xG]{1,3} ' )? )"
_PART = rf"""(?:
      (?: [oD] k* (?: c | n )? -? [qhm] | Q ) (?: \( {_MONTHS} \) )? (?: ,? {_OF} | , )?  # first 11 months of the
    | (?: {_MONTHS} [qv]? | M q ) {_OF}?                                                   # July-November quarter of
)"""
_AFTER = r"(?: '? (?: [oD] -? [qh] | Q ) )"
_CLAUSE = rf"(?P<link> (?: Ix )? ,? [l(]? u{{0,2}} ) (?P<verb> e ) [TIOg]* (?P<when> {DATE} | N )"
_PATTERNS = {
    name: re.compile(pattern, re.VERBOSE)
    for name, pattern in {
        "quarter": rf"(?P<part> o f -? q | f -? o -? [qh] | f Q ) (?P<year> (?: {_OF}? {_YEAR} ) | N )? (?: {_CLAUSE} )?",
        "year": rf"(?P<part> {_PART} )? (?P<year> {_YEAR} ) (?P<after> {_AFTER} )? (?P<post> (?: l u* )? D )?"
        rf"(?: {_CLAUSE} | (?P<by> I | T ) (?P<day> {DATE} ) | \( (?P<months> {_MONTHS} ) | (?P<dates> M N (?: T | - ) M N ) )?",
        "period": rf"(?P<part> (?: o k* )? (?: (?: c | n ) -? [mzy] | q | h ) | k* y )"
        rf"(?: (?P<verb> e ) [TIO]* | T (?: t E )? ) (?P<when> {DATE} )",
        "opening": rf"(?P<year> y ) (?P<link> l? u{{0,2}} ) (?P<verb> e ) [TIO]* (?P<when> {DATE} )",
        "lone": r"(?P<part> o -? [qh] | Q ) (?! -? [qyhfY] | ,? O? t? [NS] )",
        "ordinal": r"(?P<year> o y )",
        "relative": r"(?P<year> D y )",
    }.items()
}
"""In order of precedence: where two overlap, the earlier in this table wins."""

_BEFORE = re.compile(rf"(?P<date> {DATE} ) ,? t? (?P<edge> E ) (?: t | p | [xG]{{1,3}} ' )? k* $", re.VERBOSE)
_EDGE_BEFORE = re.compile(r"(?P<edge> [Ee] ) (?: t | p | [xG]{1,3} ' )? k* $", re.VERBOSE)
_REACH = 12  # lexemes before a mention that can bear on it

_TRIGGER = re.compile(
    r"""[Ff]iscal | FISCAL | (?: [Ff]inancial | [Bb]udget\w* | [Tt]ax | Iranian | Persian ) [\s-] [Yy](?:ea)?rs?  # the words
      | EFY | FY[Es]? [\s'’‘]? \d                                                                            # FY26
      | \d\d [-/–‑] \d\d                                                                              # 2025-26
      | (?: [Yy]ear | months | weeks | quarter | half ) [ ] (?: to | en | through | clos )                    # the year to 31 March
      | [Yy]ear [ ] (?: (?: that | which ) [ ] )? (?: start | begin | began | commenc )   # the year starting April 1
    """,
    re.VERBOSE,
)
_BEARING = re.compile(
    rf"""{_TRIGGER.pattern}
      | [Qq]uarter | [Hh]alf | \bQ[1-4] | (?: st | nd | rd | th | ing ) \s year    # a part, a counted year, the following year
      | [Ll]aunch | [Ii]ntroduc | [Ee]stablish                                      # a programme's first day
    """,
    re.VERBOSE,
)


def may_speak_of_years(text: str, start: int, end: int) -> bool:
    """Whether anything in ``text[start:end]`` can be a fiscal year: a quick look before reading closely."""
    return _TRIGGER.search(text, start, end) is not None


def may_bear_on_years(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` can say something of an article's fiscal years: name one, a quarter, a programme's launch."""
    return _BEARING.search(text, start, end) is not None


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
        found = self.lexemes[self.match.start(name) : self.match.end(name)]
        unnamed = name == "part" and found and found[0].kind == "D" and found[0].value not in ("last", "final")
        return () if unnamed else found  # "the same half of the previous year" is no part that one can tell

    def mention(self) -> YearMention | None:
        year = self.group("year")
        noun = self._noun(year)
        anchor = self._anchor()
        part = _part(self.group("part")) or _part(self.group("after"))
        weeks = part is None and "z" in kinds_of(self.group("part"))  # "the 90 days to March 31" are no part of a year
        if noun == "period" and (anchor is None or anchor.edge == "start" or weeks):
            return None
        if noun == "opening" and (anchor is None or anchor.edge == "end" or not self._restrictive()):
            return None
        labels = () if noun == "period" else tuple(_labels(year))
        deictic = _deictic([*year, *self._ended()])
        determiner = self._determiner()
        first, last = self._extent(told=bool(labels or deictic) and noun != "period")
        counted = kinds_of(year)
        return YearMention(
            start=first.start,
            end=last.end,
            noun=noun,
            labels=labels,
            deictic=deictic,
            count=next((int(x.value) for x in year if x.kind in "cno"), None) if "y" in counted and "Y" not in counted else None,
            plural=any(x.value == "plural" for x in year),
            part=part,
            anchor=anchor,
            owner=next((x.value for x in year if x.kind == "G" and x.value), None),
            determiner=determiner,
            defines=not (labels or deictic or part) and noun in ("fiscal", "financial") and self._habitual(anchor, determiner),
        )

    def _ended(self) -> Sequence[Lexeme]:
        """What follows a year and says that it has ended or begun: "the fiscal year just ended"."""
        return [x for x in self.group("post") if x.value in ("ended", "begun")]

    def _noun(self, year: Sequence[Lexeme]) -> Noun:
        kinds = kinds_of(year)
        if self.name in ("period", "opening", "lone", "ordinal", "relative"):
            return self.name  # type: ignore[return-value]
        if self.group("part") and self.group("when") and self._anchors_part():
            return "period"
        if kinds_of(self.group("part")).endswith("Q") and kinds.startswith("Y"):
            return "compact"
        if kinds.endswith("f"):
            return "nominal"
        for word in ("tax", "financial"):
            if any(x.value == word for x in year):
                return word
        return "fiscal" if any(kind in kinds_of([*year, *self.group("part")]) for kind in "fjY") else "split"

    def _anchors_part(self) -> bool:
        """Whether a clause tells when the part ended, not the year: "the fiscal third quarter ended Dec. 31"."""
        (verb,) = self.group("verb")
        quarter = any(kind in kinds_of(self.group("part")) for kind in "qhQ")
        apart = verb.value.startswith("end") and "," in kinds_of(self.group("link"))
        closed = apart or verb.value in ("end past", "end preterite")
        return quarter and (self.name == "quarter" or closed)

    def _habitual(self, anchor: Anchor | None, determiner: Determiner) -> bool:
        """Whether the tense tells of every year ("whose fiscal year ends in June")."""
        return anchor is not None and anchor.tense == "present" and determiner in ("possessive", "a")

    def _determiner(self) -> Determiner:
        before = self.lexemes[max(0, self.match.start() - _REACH) : self.match.start()]
        inside = kinds_of(self.group("part"))[-1:]
        last = next((x for x in reversed(before) if x.kind != "k"), None)
        kind = inside if inside in ("t", "p", "O") else last.kind if last else ""
        if kind == "p" and last is not None and last.value == "person":
            return "person"
        if kind in ("p", "'"):
            return "possessive"
        if kind == "g" and last is not None:
            return "a" if last.value == "a" else "generic"
        closing = re.match(r"['-]e", self.kinds[self.match.end("year") :]) if "year" in self.match.re.groupindex else None
        return "the" if kind in ("t", "E") or closing else ""  # "through fiscal year's end"

    def _anchor(self) -> Anchor | None:
        if self.group("when"):
            verb = self.group("verb")
            edge, _, tense = verb[0].value.partition(" ") if verb else ("end", "", "")
            return Anchor(edge, read_date(self.group("when")), tense)  # type: ignore[arg-type]
        if starts := self.group("months")[:1] or self.group("dates")[:2]:  # "(April-March)", "April 2024 to March 2025"
            return Anchor("start", read_date(starts))
        first = max(0, self.match.start() - _REACH)
        before = self.kinds[first : self.match.start()]
        if self.group("day"):
            if edge_before := _EDGE_BEFORE.search(before):
                edge, _, tense = self.lexemes[first + edge_before.start("edge")].value.partition(" ")
                return Anchor(edge, read_date(self.group("day")), tense)  # type: ignore[arg-type]
            return Anchor("end", read_date(self.group("day")), "through") if self.group("by")[0].kind == "T" else None
        if found := _BEFORE.search(before):
            edge = self.lexemes[first + found.start("edge")].value
            return Anchor(edge, read_date(self.lexemes[first + found.start("date") : first + found.end("date")]))  # type: ignore[arg-type]
        return None

    def _extent(self, told: bool) -> tuple[Lexeme, Lexeme]:
        """First and last lexeme of the span: a clause is part of it only if it alone tells which year is meant."""
        groups = self.match.re.groupindex
        first = self.match.start() if self.group("part") or "year" not in groups else self.match.start("year")
        labelled = not self.group("part") and any(x.kind in "NSA" for x in self.group("year"))
        while self.kinds[first] in ("kD" if labelled else "k"):
            first += 1
        end = max(self.match.end(name) for name in ("year", "after", "part") if name in groups)
        if self._ended():
            end = self.match.end("post")
        if self.group("when") and not told and self._restrictive():
            end = self.match.end("when")
        elif self.group("dates") and not told:
            end = self.match.end("dates")
        elif self.group("day") and not told and self.group("by")[0].kind == "T":
            end = self.match.end("day")
        return self.lexemes[first], self.lexemes[end - 1]

    def _restrictive(self) -> bool:
        """Whether a clause narrows the year down ("that began Oct. 1", "ending in March") and does not merely tell of it."""
        link, verb = kinds_of(self.group("link")), self.group("verb")
        if "," in link or "(" in link or "I" in link:
            return False
        return not verb or "l" in link or verb[0].value in ("end past", "end participle", "start participle")


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
    values = ["outgoing" if lexeme.kind == "e" else lexeme.value for lexeme in year if lexeme.kind in "De"]
    return "ended" if "ended" in values else values[-1] if values else None


_MONTHS_OF_WEEKS = {13: 3, 14: 3, 26: 6, 27: 6, 39: 9, 40: 9, 52: 12, 53: 12}  # the weeks in which retailers count
_GLUED_MONTHS = {"Q": 3, "H": 6}


def _part(lexemes: Sequence[Lexeme]) -> Part | None:
    """The part that words such as "first 11 months of the" name."""
    kinds = kinds_of(lexemes)
    ordinal = next((x for x in lexemes if x.kind in "oD"), None)
    if "M" in kinds and ordinal is None:
        return _part_of_months([int(x.value) for x in lexemes if x.kind == "M"])
    if "Q" in kinds:
        return _glued_part(next(x.value for x in lexemes if x.kind == "Q"))
    unit = next((int(x.value) for x in lexemes if x.kind in "qhm"), 0)
    count = next((int(x.value) for x in lexemes if x.kind in "cn"), 1)
    if "z" in kinds:
        unit, count = 1, _MONTHS_OF_WEEKS.get(count, 0)
    if kinds in ("cy", "ny"):
        unit = 12
    if not unit * count:
        return None
    return Part(_first_month(ordinal, unit, unit * count), unit * count)


def _first_month(ordinal: Lexeme | None, unit: int, months: int) -> int | None:
    if ordinal is None:
        return None
    return -months if ordinal.kind == "D" else (int(ordinal.value) - 1) * unit


def _part_of_months(months: Sequence[int]) -> Part:
    """July to November, or the quarter that ends in the one month named ("the September quarter")."""
    first = months[0] if len(months) == 2 else (months[0] - 3) % 12 + 1
    return Part(first, (months[-1] - first) % 12 + 1, named=True)


def _glued_part(text: str) -> Part | None:
    """Q3, 1H, 9M."""
    digits = int(text.strip("QHM"))
    if "M" in text:
        return Part(0, digits) if 1 <= digits <= 12 else None
    months = _GLUED_MONTHS[text.strip("0123456789")]
    return Part((digits - 1) * months, months)

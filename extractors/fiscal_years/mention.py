"""What the words of a fiscal year say, before anyone knows whose year it is or on which day they were printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extractors.dates import PartialDate

Edge = Literal["start", "end"]
Determiner = Literal["the", "possessive", "person", "a", "generic", ""]
Noun = Literal["fiscal", "financial", "tax", "compact", "nominal", "split", "period", "opening", "lone", "ordinal", "relative"]


@dataclass(frozen=True, slots=True)
class Label:
    """A year's number: ``2025`` alone, or ``2025`` with ``last`` 2026 for "2025-26"."""

    first: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a fiscal year.

    Attributes:
        first: Its first month, counted from 0; from the year's end where negative; ``None`` where the words do not tell.
        months: How many months it has.
        named: Whether ``first`` is instead a calendar month, 1 to 12 ("the January-March quarter").
    """

    first: int | None
    months: int
    named: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day that the words tie to the year's first or last day.

    Attributes:
        edge: Which of the two.
        date: The day, as far as it is given.
        tense: ``past``, ``preterite``, ``present`` or ``participle`` of the verb between them (``past`` may also be a participle),
            ``through`` for "to" and the like; empty where there is none.
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
        noun: What makes it one.

            - ``fiscal``: "fiscal year", "FY", "budget year"; ``financial``: "financial year"; ``tax``: "tax year"
            - ``compact``: "Q3FY26"; ``nominal``: "this fiscal"; ``split``: a bare "2025-26"
            - ``period``: "year to 31 March", "quarter ended June 30"; ``opening``: "year starting April 1"
            - ``lone``: a quarter or half without a year
            - ``ordinal``: "its first year"; ``relative``: "the following year"
        labels: The numbers, in order; two for the ends of a range.
        deictic: "current", "next", "last", "new", "ended" ... (``time_words.csv``).
        count: Of how many years it speaks ("the past three fiscal years"); for an ordinal, which.
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

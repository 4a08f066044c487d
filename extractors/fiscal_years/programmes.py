"""Years counted from a programme's launch: "Launched in April 2023, the scheme ... in its first year"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.dates import DATE, PartialDate, read_date
from extractors.timewords import Lexeme, kinds_of

_LAUNCH = re.compile(rf"L [^,()]{{0,5}}? I (?: (?P<when> {DATE} | N ) | (?= D* G* [fjYS] | N f ) )", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Launch:
    """Words that tell when something began.

    Attributes:
        start: Offset of the launch word.
        end: Offset at which its date, or the fiscal year that stands for it, begins.
        date: The date; ``None`` where a fiscal year follows.
    """

    start: int
    end: int
    date: PartialDate | None


def find_launches(lexemes: Sequence[Lexeme]) -> Iterator[Launch]:
    """The launches that a passage tells of, in order."""
    for match in _LAUNCH.finditer(kinds_of(lexemes)):
        start = lexemes[match.start()].start
        if match.start("when") >= 0:
            when = lexemes[match.start("when") : match.end("when")]
            yield Launch(start, when[0].start, read_date(when))
        elif match.end() < len(lexemes):
            yield Launch(start, lexemes[match.end()].start, None)

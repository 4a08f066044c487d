"""Which countries a text tells only to receive: "aid to Chad", "Nepal and Bhutan have been allotted", "and Egypt $1.3 billion".

A receiver says little of whose money, budget or fiscal year is spoken of: those are the giver's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.countries.context import words
from extractors.records import Country

_LINKS = frozenset({", ", " and ", ", and ", " or ", " & ", ", the ", " and the ", ", and the "})
_LONGEST_LIST = 10
"""Countries that are walked over."""
_REACH = 12
"""Characters before a list in which its preposition is looked for."""
_AMOUNT = re.compile(r"\s(?:[A-Z][A-Za-z]{0,2}\.?\s?)?[^\w\s.,;:()—–-]?\d")
_WORD = re.compile(r"\s+([a-z]+)(?![-'’])")


def list_around(text: str, countries: Sequence[Country], i: int) -> tuple[int, int]:
    """The list in which a country stands: what governs "Egypt, Jordan and Kenya" governs each.

    Args:
        text: The text.
        countries: Its countries, in order.
        i: The number of one.

    Returns:
        The offset of the list's first character and the one after its last; of the country alone, where it stands in none.
    """
    first = last = i
    while first > max(0, i - _LONGEST_LIST) and text[countries[first - 1].end : countries[first].start] in _LINKS:
        first -= 1
    while last < min(len(countries) - 1, i + _LONGEST_LIST) and text[countries[last].end : countries[last + 1].start] in _LINKS:
        last += 1
    return countries[first].start, countries[last].end


def receives(text: str, countries: Sequence[Country], i: int) -> bool:
    """Whether country ``i`` is told to get something: after "to" or "for", before "receives", "was given" or an amount.

    Args:
        text: The text.
        countries: Its countries, in order.
        i: The number of one.
    """
    start, end = list_around(text, countries, i)
    before = text[max(0, start - _REACH) : start].removesuffix("the ").split()
    return (bool(before) and before[-1] in ("to", "for")) or bool(_AMOUNT.match(text, end)) or _gets(text, end)


def _gets(text: str, end: int) -> bool:
    """Whether the verb of a subject that ends at ``end`` makes it a receiver: "would still receive", "has been promised"."""
    passive = False
    while (word := _WORD.match(text, end)) is not None:
        if word[1] not in words("auxiliary"):
            return word[1] in words("receives") or (passive and word[1] in words("conferred"))
        passive = passive or word[1] in words("passive")
        end = word.end()
    return False

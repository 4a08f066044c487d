"""Where companies are at home, as the story tells: "Chilean brewer Aconca", "Aconca, based in Santiago"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractors.figures.lexicon import words
from extractors.reading import NAME_TAGS, Reading
from extractors.records import Country

_BUSINESSES = frozenset({"business", "company"})
_LONGEST_TRADE = 4  # tokens: "[state energy company] Naftogaz"
_LONGEST_NAME = 5
_BASED = frozenset({"based", "headquartered"})


def seats_of(reading: Reading, at: Mapping[int, Country]) -> dict[str, str]:
    """The country of each company that the article places, by the first word of its name.

    Args:
        reading: The article.
        at: The country that each token names.
    """
    found: dict[str, str] = {}
    for i, country in at.items():
        name = _named_after(reading, at, i + 1) or _named_before(reading, at, i)
        if name is not None:
            found.setdefault(reading.words[name], country.iso_alpha2)
    return found


def _named_after(reading: Reading, at: Mapping[int, Country], i: int) -> int | None:
    """The name after a country: "Chilean brewer [Aconca]", "Chile's Aconca Corp", "Santiago-based [Aconca]"."""
    if reading.words[i : i + 1] == ["-"] and reading.lower[i + 1 : i + 2] == ["based"]:
        return next((k for k in (i + 2,) if _is_name(reading, at, k)), None) or _after_trade(reading, at, i + 2)
    return _after_trade(reading, at, i + 1 if reading.words[i : i + 1] in (["'s"], ["’s"]) else i)


def _after_trade(reading: Reading, at: Mapping[int, Country], first: int) -> int | None:
    """The name after the words for a trade that begin with token ``first``: "state energy company [Naftogaz]"."""
    for k in range(first, min(first + _LONGEST_TRADE, len(reading) - 1)):
        if reading.words[k][:1].isupper() or not reading.words[k][:1].isalpha():
            return None
        if words().get(reading.lower[k]) in _BUSINESSES and _is_name(reading, at, k + 1):
            return k + 1
    return None


def _named_before(reading: Reading, at: Mapping[int, Country], i: int) -> int | None:
    """The name before "based in" a place: "[Aconca], based in Santiago"."""
    before = i - 2 if reading.lower[i - 1] == "in" else -1
    if before < 1 or reading.lower[before] not in _BASED:
        return None
    first = None
    for k in _back(before - 2 if reading.words[before - 1] == "," else before - 1):
        if not _is_name(reading, at, k):
            break
        first = k
    return first


def _back(i: int) -> Iterator[int]:
    yield from range(i, max(i - _LONGEST_NAME, -1), -1)


def _is_name(reading: Reading, at: Mapping[int, Country], i: int) -> bool:
    return i < len(reading) and i not in at and reading.tags[i] in NAME_TAGS and reading.words[i][0].isupper()

"""The words of amounts, read once from the reference tables: numbers, currencies, percentages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from extractors.amounts.tokens import Token, tokenize
from extractors.records import AmountKind
from extractors.reference import table

Place = Literal["before", "after", "refine"]
Evidence = Literal["", "figure", "country", "either"]

# Codes that are words or names elsewhere ("ALL 5", "TOP 10", "CUP 2026"): the number must look like money.
_CODES_THAT_ARE_WORDS = frozenset("ALL ANG BAM BOB COP CUP DOP ERN GEL GIP LAK MAD MOP MUR PEN RON SOS TOP TRY WST AMD".split())
_CODE_MULTIPLES = {"M": Decimal(1_000_000), "K": Decimal(1000), "k": Decimal(1000)}  # MUSD, KEUR


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number can be an amount of, as one written form says it.

    Attributes:
        kind: ``money``, ``percent`` or ``count``.
        candidates: The currencies that the form can mean, each with the share of its major unit; the first is meant where nothing tells.
        tight: The form must touch its number.
        evidence: What else makes the form money, as in ``currency_forms.csv``.
        name: ``percent``, ``percentage point`` or ``basis point``.
        noun: The form is a word for the unit ("dollars"), not a sign or code.
    """

    kind: AmountKind
    candidates: tuple[tuple[str, Decimal], ...] = ()
    tight: bool = False
    evidence: Evidence = ""
    name: str = ""
    noun: bool = False

    @property
    def is_minor(self) -> bool:
        """Whether it is a part of a currency's major unit (a cent)."""
        return bool(self.candidates) and self.candidates[0][1] < 1


@dataclass(frozen=True, slots=True)
class Currency:
    """A row of ``currencies.csv``."""

    code: str
    family: str
    adjectives: tuple[str, ...]
    countries: tuple[str, ...]
    until: int | None
    own_dollar: bool


@cache
def currencies() -> dict[str, Currency]:
    """All currencies, by ISO 4217 code."""
    return {
        row["code"]: Currency(
            row["code"],
            row["family"],
            _list(row["adjectives"]),
            _list(row["countries"]),
            int(row["until"]) if row["until"] else None,
            row["own_dollar"] == "yes",
        )
        for row in table("currencies")
    }


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def family_members(family: str) -> tuple[str, ...]:
    """Codes of the currencies that share a family's name, the default first."""
    row = _families()[family]
    members = [row["default"]]
    for name in _list(row["members"]) or (family,):
        members += [name] if name in currencies() else [c.code for c in currencies().values() if c.family == name]
    return tuple(dict.fromkeys(members))


@cache
def _families() -> dict[str, dict[str, str]]:
    return {row["family"]: row for row in table("currency_families")}


class Trie:
    """Forms by their tokens; a token that stands apart from the one before carries a space in its key."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, form: str, value: Unit, fold: bool = False) -> None:
        """Add a form; one that is there already gains the new one's candidates."""
        node = self._root
        for i, token in enumerate(tokenize(form)):
            key = token.lower if fold else token.text
            node = node.setdefault(key if i == 0 or token.glued else " " + key, {})
        known = node.get("")
        node[""] = value if known is None else _merged(known, value)

    def longest(self, tokens: Sequence[Token], i: int, fold: bool = False) -> tuple[Unit, int] | None:
        """The longest form that starts at token ``i``, and the index after it."""
        found = None
        node = self._root
        for j in range(i, len(tokens)):
            token = tokens[j]
            key = token.lower if fold else token.text
            node = node.get(key if j == i or token.glued else " " + key)
            if node is None:
                break
            if "" in node:
                found = node[""], j + 1
        return found

    def firsts(self) -> frozenset[str]:
        """The tokens that forms start with."""
        return frozenset(self._root)


def _merged(a: Unit, b: Unit) -> Unit:
    return Unit(a.kind, tuple(dict.fromkeys(a.candidates + b.candidates)), a.tight, a.evidence, a.name, a.noun)


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms that stand on one side of a number."""

    exact: Trie
    folded: Trie

    def at(self, tokens: Sequence[Token], i: int) -> tuple[Unit, int] | None:
        """The longest form that starts at token ``i``, and the index after it."""
        if i >= len(tokens):
            return None
        exact, folded = self.exact.longest(tokens, i), self.folded.longest(tokens, i, fold=True)
        return max((f for f in (exact, folded) if f), key=lambda f: f[1], default=None)


@cache
def forms(place: Place) -> Forms:
    """The forms that stand before a number, after it, or after an amount whose currency they make clear ("$76 US")."""
    found = Forms(Trie(), Trie())
    for form, unit, at, fold in (*_written_forms(), *_codes(), *_nouns(), *_percents()):
        if at == place or (at == "both" and place != "refine"):
            (found.folded if fold else found.exact).add(form, unit, fold)
    return found


_Form = tuple[str, Unit, str, bool]


def _written_forms() -> Iterator[_Form]:
    for row in table("currency_forms"):
        denotes, factor = row["denotes"], Decimal(row["factor"])
        codes = (denotes,) if denotes in currencies() else family_members(denotes)
        unit = Unit(
            "money", tuple((code, factor) for code in codes), row["fit"] == "tight", row["evidence"], noun=row["case"] == "any"
        )  # type: ignore[arg-type]
        yield row["form"], unit, row["place"], row["case"] == "any"


def _codes() -> Iterator[_Form]:
    for code in currencies():
        evidence: Evidence = "either" if code in _CODES_THAT_ARE_WORDS else ""
        yield code, Unit("money", ((code, Decimal(1)),), evidence=evidence), "both", False
        for letter, factor in _CODE_MULTIPLES.items():
            yield letter + code, Unit("money", ((code, factor),)), "both", False


def _nouns() -> Iterator[_Form]:
    for family, row in _families().items():
        members = tuple((code, Decimal(1)) for code in family_members(family))
        for noun in _list(row["nouns"]):
            yield noun, Unit("money", members, evidence=row["evidence"], noun=True), "after", True  # type: ignore[arg-type]
            for code, factor in members:
                for adjective in currencies()[code].adjectives:
                    yield f"{adjective} {noun}", Unit("money", ((code, factor),), noun=True), "after", True


def _percents() -> Iterator[_Form]:
    for row in table("percent_forms"):
        yield row["form"], Unit("percent", name=row["unit"]), "after", row["case"] == "any"


@cache
def number_words(kind: str) -> dict[str, Decimal]:
    """Words of one kind of ``number_words.csv`` and what each is worth; 0 for vague ones."""
    return {row["word"]: _worth(row["value"]) for row in table("number_words") if row["kind"] == kind}


def _worth(cell: str) -> Decimal:
    fraction = Fraction(cell or "0")
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


@cache
def starts() -> tuple[frozenset[str], frozenset[str]]:
    """The tokens that an amount can start with, other than digits: as they stand, and in lower case."""
    words = (word for kind in ("unit", "ten", "magnitude", "fraction", "vague") for word in number_words(kind))
    return forms("before").exact.firsts(), forms("before").folded.firsts() | {"a", "an", "couple", "multi", *words}


@cache
def change_words() -> dict[str, str]:
    """Words of change, each with its direction (``up``, ``down`` or empty)."""
    return {row["word"]: row["direction"] for row in table("change_words")}

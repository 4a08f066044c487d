"""The words of amounts, read once from the reference tables: numbers, currencies, percentages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal, cast

from extractors.amounts.tokens import Token, tokenize
from extractors.records import AmountKind
from extractors.reference import table

Place = Literal["before", "after", "refine"]
Evidence = Literal["", "figure", "country", "either", "both"]
Candidate = tuple[str, Decimal]  # an ISO 4217 code, and what one of the form is in its major unit

_CODE_MULTIPLES = {"M": Decimal(1_000_000), "K": Decimal(1000), "k": Decimal(1000)}  # MUSD, KEUR


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number can be an amount of, as one written form says it.

    Attributes:
        kind: ``money``, ``percent`` or ``count``.
        candidates: The currencies that the form can mean; the first is meant where nothing tells.
        tight: The form must touch its number.
        evidence: What else makes the form money, as in ``currency_forms.csv``.
        name: ``percent``, ``percentage point`` or ``basis point``.
        noun: The form is a word for the unit ("dollars"), not a sign or code.
    """

    kind: AmountKind
    candidates: tuple[Candidate, ...] = ()
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
    own_dollar: str


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
            row["own_dollar"],
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

    def add(self, keys: Sequence[str], value: Unit) -> None:
        """Add a form by its :func:`keys_of`; one that is there already gains the new one's candidates."""
        node = self._root
        for key in keys:
            if key not in node:
                node[key] = {}
            node = node[key]
        known = node.get("")
        node[""] = value if known is None else _merged(known, value)

    def longest(self, tokens: Sequence[Token], i: int, fold: bool = False) -> tuple[Unit, int] | None:
        """The longest form that starts at token ``i``, and the index after it."""
        found = None
        node = self._root
        for j in range(i, len(tokens)):
            token = tokens[j]
            key = token.lower if fold else token.text
            node = node.get(key if j == i or token.glued else " " + key, {})
            if not node:
                break
            if "" in node:
                found = node[""], j + 1
        return found

    def firsts(self) -> Set[str]:
        """The tokens that forms start with."""
        return self._root.keys()


@cache
def keys_of(form: str, fold: bool = False) -> tuple[str, ...]:
    """A form as the keys of a :class:`Trie`."""
    texts = [(token.lower if fold else token.text, token.glued) for token in tokenize(form)]
    return tuple(text if i == 0 or glued else " " + text for i, (text, glued) in enumerate(texts))


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


def forms(place: Place) -> Forms:
    """The forms that stand before a number, after it, or after an amount whose currency they make clear ("$80 US")."""
    return _forms()[place]


_Form = tuple[tuple[str, ...], Unit, str, bool]  # keys, what they mean, where they stand, whether case is ignored


@cache
def _forms() -> dict[str, Forms]:
    found = {place: Forms(Trie(), Trie()) for place in ("before", "after", "refine")}
    for keys, unit, place, fold in (*_written_forms(), *_codes(), *_nouns(), *_percents()):
        for at in ("before", "after") if place == "both" else (place,):
            (found[at].folded if fold else found[at].exact).add(keys, unit)
    return found


def _written_forms() -> Iterator[_Form]:
    for row in table("currency_forms"):
        denotes, factor, fold = row["denotes"], Decimal(row["factor"]), row["case"] == "any"
        codes = (denotes,) if denotes in currencies() else family_members(denotes)
        candidates = tuple((code, factor) for code in codes)
        unit = Unit("money", candidates, row["fit"] == "tight", cast(Evidence, row["evidence"]), noun=fold)
        yield keys_of(row["form"], fold), unit, row["place"], fold


def _codes() -> Iterator[_Form]:
    for code, currency in currencies().items():
        if currency.family in ("dollar", "peso"):  # AUD$, mxn$
            yield from (((text, "$"), Unit("money", ((code, Decimal(1)),)), "before", False) for text in (code, code.lower()))
        evidence: Evidence = "figure" if code in words("figure code") else "either" if code in words("word code") else ""
        yield (code,), Unit("money", ((code, Decimal(1)),), evidence=evidence), "both", False
        for letter, factor in _CODE_MULTIPLES.items():
            yield (letter + code,), Unit("money", ((code, factor),)), "both", False


def _nouns() -> Iterator[_Form]:
    for family, row in _families().items():
        members = tuple((code, Decimal(1)) for code in family_members(family))
        for noun in _list(row["nouns"]):
            keys = keys_of(noun, fold=True)
            if not row["evidence"] and noun not in words("noun before a verb"):  # "Kenya shillings 50 million"
                yield keys, Unit("money", members, evidence="figure", noun=True), "before", True
            yield keys, Unit("money", members, evidence=cast(Evidence, row["evidence"]), noun=True), "after", True
            for member in members:
                named = Unit("money", (member,), noun=True)
                for adjective in currencies()[member[0]].adjectives:
                    yield (*keys_of(adjective, fold=True), " " + keys[0], *keys[1:]), named, "both", True


def _percents() -> Iterator[_Form]:
    for row in table("percent_forms"):
        fold = row["case"] == "any"
        yield keys_of(row["form"], fold), Unit("percent", name=row["unit"]), "after", fold


@cache
def number_words(kind: str) -> dict[str, Decimal]:
    """Words of one kind of ``number_words.csv`` and what each is worth; 0 for vague ones."""
    return {row["word"]: _worth(row["value"]) for row in table("number_words") if row["kind"] == kind}


def _worth(cell: str) -> Decimal:
    fraction = Fraction(cell or "0")
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


@cache
def starts() -> tuple[Set[str], Set[str]]:
    """The tokens that an amount can start with, other than digits: as they stand, and in lower case."""
    spelled = (word for kind in ("unit", "ten", "magnitude", "fraction", "vague") for word in number_words(kind))
    return forms("before").exact.firsts(), forms("before").folded.firsts() | {"a", "an", "couple", "multi", *spelled}


@cache
def words(kind: str) -> frozenset[str]:
    """Words of one kind of ``amount_words.csv``."""
    return frozenset(row["word"] for row in table("amount_words") if row["kind"] == kind)


@cache
def change_words() -> dict[str, str]:
    """Words of change, each with its direction (``up``, ``down`` or empty)."""
    return {row["word"]: row["direction"] for row in table("change_words")}


@cache
def confidence_of(rule: str) -> float:
    """Share of the rows of a rule that were right on gold data; one half for a rule that was not measured."""
    rows = {row["rule"]: row for row in table("amount_confidence")}
    measured = rows.get(rule, {"right": "0", "rows": "0"})
    return round((int(measured["right"]) + 1) / (int(measured["rows"]) + 2), 3)

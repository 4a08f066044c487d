"""Words that say whose money an amount is: verbs that move money, nouns of budgets, bodies that spend."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, cast

from extractors import reference
from extractors.records import Status, VerbClass

COPULAS = frozenset({"am", "are", "be", "been", "is", "was", "were"})


class Verb(NamedTuple):
    """A verb that moves money: its lemma, class, the side of its subject, and the status that it tells of."""

    lemma: str
    verb_class: VerbClass
    subject: str
    status: Status | None


@cache
def verbs() -> dict[str, Verb]:
    """Verbs by each of their forms."""
    found: dict[str, Verb] = {}
    for row in reference.table("figure_verbs"):
        verb = Verb(row["lemma"], cast("VerbClass", row["class"]), row["subject"], cast("Status | None", row["status"] or None))
        for form in _forms(row["lemma"], row["forms"]):
            found.setdefault(form, verb)
    return found


def _forms(lemma: str, irregular: str) -> Iterator[str]:
    yield lemma
    yield from irregular.split("|") if irregular else ()
    stem = lemma.removesuffix("e")
    yield from (f"{lemma}s", f"{lemma}es", f"{stem}ed", f"{stem}ing")
    if lemma.endswith("y"):
        yield from (f"{lemma[:-1]}ies", f"{lemma[:-1]}ied")


@cache
def words() -> dict[str, str]:
    """The kind of each noun and adjective, by singular and plural."""
    found = {row["word"]: row["kind"] for row in reference.table("figure_words")}
    return {f"{word}s": kind for word, kind in found.items()} | {_plural(word): kind for word, kind in found.items()} | found


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}es"


@cache
def lenders() -> dict[str, list[tuple[str, ...]]]:
    """The names of the bodies of many nations, word by word, by their first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in reference.table("lenders"):
        name = tuple(row["form"].replace("-", " - ").split())
        found.setdefault(name[0], []).append(name)
    return found


@cache
def currency_owner(currency: str | None) -> str | None:
    """The one country of a currency; ``None`` where several share it."""
    if currency == "USD":
        return "US"
    countries = currency_users(currency)
    home = (currency or "")[:2]
    return home if home in countries else countries[0] if len(countries) == 1 else None


@cache
def currency_users(currency: str | None) -> tuple[str, ...]:
    """The countries of a currency, none for an unknown one."""
    countries = next((row["countries"] for row in reference.table("currencies") if row["code"] == currency), "")
    return tuple(code for code in countries.split("|") if code)


@cache
def confidence(kind: str, rule: str) -> float:
    """The share of links of one kind (``year``, ``payer``, ``payee``) and rule that were right on gold data."""
    return _confidences().get((kind, rule), 0.5)


@cache
def _confidences() -> dict[tuple[str, str], float]:
    return {(row["link"], row["rule"]): float(row["confidence"]) for row in reference.table("figure_rules")}

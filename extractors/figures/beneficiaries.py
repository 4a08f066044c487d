"""Who gets aid of which its own clause does not say to whom: a country of its sentence, or the one that the story tells."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from extractors.figures.clause import Clause
from extractors.figures.story import Party, Story

_AID = frozenset(
    {
        "aid", "assistance", "bailout", "bailouts", "contribution", "contributions", "credit", "credits", "donation", "donations",
        "grant", "grants", "loan", "loans", "pledge", "pledges", "support", "tranche",
    }
)  # fmt: skip
_GIVES = frozenset(
    {
        "add", "approve", "chip", "commit", "contribute", "disburse", "donate", "extend", "finance", "give", "grant", "hand",
        "lend", "offer", "place", "pledge", "promise", "provide", "release", "send", "transfer", "unlock",
    }
)  # fmt: skip
_GIFTS = frozenset({"contribute", "donate", "give", "lend", "pledge"})
_ORDINALS = frozenset({"final", "first", "fourth", "last", "next", "second", "third"})
_PARTS = frozenset({"instalment", "installment", "payment", "slice", "tranche"})
_ON = frozenset({"in", "on"})
_TO = frozenset({"to"})
_WHERE = frozenset({"across", "for", "in", "into", "with"})
_TWO = 2
_UNNAMED = ("owner", "state", "person", "we")
"""How rules end that do not name the payer, but take the money to be public."""


@dataclass(slots=True)
class Told:
    """Who gave money to another country in an article so far, and who took it.

    Attributes:
        givers: Codes of those that pay.
        takers: Codes of those that it went to.
    """

    givers: list[str] = field(default_factory=list)
    takers: list[str] = field(default_factory=list)

    def giver(self) -> Party | None:
        """Who gave all of it."""
        return Party(tuple(self.givers), "aid.giver") if len(self.givers) == 1 else None

    def add(self, payer: Party | None, payee: Party | None) -> None:
        """Note the parties of an amount."""
        if payee is None or (payer is not None and is_one(payer, payee)):
            return
        self.takers += [code for code in payee.codes if code not in self.takers]
        self.givers += [code for code in (payer.codes if payer is not None else ()) if code not in self.givers]


def is_one(payer: Party, payee: Party) -> bool:
    """Whether an amount would go from a country to itself, which only what is bought or built at a place does."""
    return payer.codes == payee.codes and payee.rule != "place"


class Beneficiaries(Story):
    """Finds who gets what an article's donors give."""

    def beneficiary(self, clause: Clause, payer: Party | None, told: Told) -> Party | None:
        """The country that aid goes to, where its clause names none.

        Args:
            clause: The amount's clause.
            payer: Whose money it is.
            told: Who gave and took in the article so far.

        Returns:
            The payee; ``None`` where the money is no aid, or more than one country may be meant.
        """
        if self.is_instalment(clause):
            return Party(tuple(told.takers), "aid.taker") if len(told.takers) == 1 else None
        lent = payer is None and self.names_lender(self.sentence_tokens(clause))
        if not (lent or (payer is not None and not payer.rule.endswith(_UNNAMED))) or not self._is_aid(clause):
            return None
        if self._has_taker(clause):
            return None
        givers = {*told.givers, *(payer.codes if payer is not None else ())}
        for codes, rule in (
            (self._in_places(clause, givers), "aid.place"),
            (tuple(told.takers), "aid.taker"),
            (self._others(clause, givers) if self._is_alone(clause) else (), "aid.sentence"),
            (self.focus[:1] if lent or self._is_home(clause) else (), "aid.story"),
        ):
            if len(codes) == 1:
                return Party(codes, rule) if codes[0] not in givers else None
        return None

    def is_instalment(self, clause: Clause) -> bool:
        """Whether the amount is one of the payments of what was told before: "the first [tranche], of $5 million, arrived"."""
        reading = self.reading
        if any(reading.lower[i] in _ORDINALS and reading.lower[i - 1] in ("its", "the") for i in clause.path):
            return True  # "the [first], of $5 million"; "a third of $5 million" is none
        parts = (clause.head, *(i for i in clause.path if reading.lower[i] in _PARTS))
        return any(reading.lower[c] in _ORDINALS for i in parts for c in reading.children[i])

    def _is_aid(self, clause: Clause) -> bool:
        """Whether the amount is aid by its noun ("a loan of $5 million"), or given away by its verb."""
        lower = self.reading.lower
        if clause.entry is not None and clause.entry.lemma in _GIVES:
            return True
        used = [noun for prep in clause.prepositions(clause.reach(), _ON) for noun in self.reading.children[prep]]
        return any(lower[i] in _AID for noun in (*clause.nouns(), *used) for i in (noun, *self.reading.children[noun]))

    def _has_taker(self, clause: Clause) -> bool:
        """Whether the clause says to whom, though not where that is: "lent [exporters] $5 million", "gave it [to the agency]"."""
        reading = self.reading
        if any(reading.deps[c] == "pobj" for to in clause.prepositions(clause.reach(), _TO) for c in reading.children[to]):
            return True
        if clause.verb is None or clause.entry is None or clause.entry.lemma == "finance":
            return False
        return any(clause.verb < i < clause.first and reading.deps[i] in ("dative", "dobj") for i in reading.children[clause.verb])

    def _in_places(self, clause: Clause, givers: Collection[str]) -> tuple[str, ...]:
        """Where what the money is for stands: "a loan of $5 million for a bridge [in] Laos"; up to the next semicolon or amount."""
        reading = self.reading
        found: list[int] = []
        for i in (i for i in self.sentence_tokens(clause) if i > clause.first):
            if reading.words[i] == ";" or i + 1 in self.before_amounts:
                break
            if i in self.at and self._preposition(i) in _WHERE:
                found.append(i)
        return tuple(code for code in self.named(found) if code not in givers)

    def _preposition(self, i: int) -> str | None:
        """The preposition that a noun phrase hangs on."""
        reading = self.reading
        while reading.deps[i] not in ("prep", "ROOT") and reading.tags[i] not in ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"):
            i = reading.heads[i]
        return reading.lower[i] if reading.deps[i] == "prep" else None

    def _is_home(self, clause: Clause) -> bool:
        """Whether the story is of its publisher's own country, and tells of a gift."""
        gift = clause.entry is not None and clause.entry.lemma in _GIFTS
        return self.focus[:1] == (self.publisher_country,) and (gift or any(self.reading.lower[i] in _AID for i in clause.nouns()))

    def _is_alone(self, clause: Clause) -> bool:
        """Whether no other amount stands in the sentence, whose giver another country may be."""
        return sum(i in self.before_amounts for i in self.sentence_tokens(clause)) < _TWO

    def _others(self, clause: Clause, givers: Collection[str]) -> tuple[str, ...]:
        """The countries of the sentence that do not give."""
        return tuple(code for code in self.named(self.sentence_tokens(clause)) if code not in givers)

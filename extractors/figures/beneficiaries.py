"""Who gets aid of which its own clause does not say to whom: a country of its sentence, or the one that the story tells."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from extractors.figures.clause import Clause
from extractors.figures.lexicon import COPULAS, currency_owner
from extractors.figures.story import NATIONS, Party, Story

_AID = frozenset(
    {
        "aid", "assistance", "bailout", "bailouts", "contribution", "contributions", "credit", "credits", "donation", "donations",
        "deposit", "deposits", "grant", "grants", "loan", "loans", "package", "packages", "pledge", "pledges", "support", "tranche",
    }
)  # fmt: skip
_GIVES = frozenset(
    {
        "approve", "chip", "commit", "contribute", "disburse", "donate", "extend", "finance", "fund", "give", "grant", "hand",
        "lend", "offer", "place", "pledge", "promise", "provide", "release", "send", "transfer", "unlock",
    }
)  # fmt: skip
_GIFTS = frozenset({"contribute", "donate", "give", "lend", "pledge"})
_ORDINALS = frozenset({"final", "first", "fourth", "last", "next", "second", "third"})
_SHARES = frozenset({"part", "portion", "share"})
_PARTS = frozenset({"instalment", "installment", "payment", "slice", "tranche"})
_ON = frozenset({"in", "on"})
_TO = frozenset({"to"})
_WHERE = frozenset({"across", "for", "in", "into", "with"})
_TWO = 2
_RECOVERY = frozenset({"reconstruction", "recovery", "rebuilding"})
_UNNAMED = ("state", "person", "we")
"""How rules end that do not name the payer, but take the money to be public."""


@dataclass(slots=True)
class Told:
    """Who gave money to another country in an article so far, and who took it.

    Attributes:
        givers: Codes of those that gave it.
        takers: Codes of those that it went to.
        payers: Codes of all that pay, at home or abroad.
    """

    givers: list[str] = field(default_factory=list)
    takers: list[str] = field(default_factory=list)
    payers: set[str] = field(default_factory=set)

    def giver(self) -> Party | None:
        """Who gave all of it."""
        return Party(tuple(self.givers), "aid.giver") if len(self.givers) == 1 else None

    def add(self, payer: Party | None, payee: Party | None) -> None:
        """Note the parties of an amount."""
        self.payers |= {*(payer.codes if payer is not None else ())}
        if payee is None or payee.rule == "seller" or (payer is not None and is_one(payer, payee)):
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
        lent = payer is None and (self.gives_as_lender(clause) or self.names_lender(self.sentence_tokens(clause)))
        named = lent or self._is_named(payer)
        if not named and (payer is None or not payer.rule.endswith("owner")):
            return None
        givers = {*told.givers, *(payer.codes if payer is not None else ())}
        is_aid = self._is_aid(clause)
        places = self._in_places(clause, payer, givers) if is_aid or self._is_spent(clause) else ()
        if places:
            return Party(places, "aid.place")
        if not named or not is_aid or self._has_taker(clause):
            return None
        for codes, rule in (
            (tuple(told.takers), "aid.taker"),
            (self._others(clause, givers) if self._is_alone(clause) else (), "aid.sentence"),
            (self._home(clause, payer, told), "aid.story"),
        ):
            if len(codes) == 1:
                return Party(codes, rule) if codes[0] not in givers else None
        return None

    def _is_named(self, payer: Party | None) -> bool:
        """Whether the text names who pays, and does not just speak of public money at home."""
        if payer is None or payer.rule.endswith(_UNNAMED):
            return False
        return not payer.rule.endswith("owner") or payer.codes != (self.publisher_country,)

    def _is_spent(self, clause: Clause) -> bool:
        return (
            clause.entry is not None
            and clause.entry.verb_class in ("allocate", "lend", "spend")
            and clause.entry.subject == "payer"
        )

    def is_instalment(self, clause: Clause) -> bool:
        """Whether the amount is one of the payments of what was told before: "the first [tranche], of $5 million, arrived"."""
        reading = self.reading
        if any(reading.lower[i] in _ORDINALS and reading.lower[i - 1] in ("its", "the") for i in clause.path):
            return True  # "the [first], of $5 million"; "a third of $5 million" is none
        if clause.subject is not None and reading.lower[clause.subject] in _SHARES:
            return True
        parts = (clause.head, *(i for i in clause.path if reading.lower[i] in _PARTS))
        return any(reading.lower[c] in _ORDINALS for i in parts for c in reading.children[i])

    def _is_aid(self, clause: Clause) -> bool:
        """Whether the amount is aid by its noun ("a loan of $5 million"), or given away by its verb."""
        lower = self.reading.lower
        if clause.entry is not None and clause.entry.lemma in _GIVES:
            return True
        used = [noun for prep in clause.prepositions(clause.reach(), _ON) for noun in self.reading.children[prep]]
        if any(lower[i] in _AID for noun in (*self._nouns(clause), *used) for i in (noun, *self.reading.children[noun])):
            return True
        if clause.kind() == "payment" and self.names_lender(self.sentence_tokens(clause)):
            return True  # "a $5 million programme with the IMF"
        return self.gives_as_lender(clause)

    def _nouns(self, clause: Clause) -> Iterator[int]:
        """The nouns that the amount measures, what is raised or cut to it, and the subject that it is equated with."""
        yield from clause.nouns()
        yield from clause.changed()
        if clause.subject is not None and clause.verb is not None and self.reading.lower[clause.verb] in COPULAS:
            yield clause.subject

    def _has_taker(self, clause: Clause) -> bool:
        """Whether the clause says to whom, though not where that is: "lent [exporters] $5 million", "gave it [to the agency]"."""
        reading = self.reading
        goals = (c for to in clause.prepositions(clause.reach(), _TO) for c in reading.children[to] if reading.deps[c] == "pobj")
        if any(goal != clause.head and goal not in clause.path for goal in goals):
            return True
        if clause.verb is None or clause.entry is None or clause.entry.lemma == "finance":
            return False
        moved = {*clause.path, *clause.changed()}
        between = [i for i in reading.children[clause.verb] if clause.verb < i < clause.first and i not in moved]
        return any(reading.deps[i] in ("dative", "dobj") for i in between)

    def _in_places(self, clause: Clause, payer: Party | None, givers: Collection[str]) -> tuple[str, ...]:
        """Where what the money is for stands: "$5 million for a bridge [in] Laos"; up to the next semicolon or amount."""
        reading = self.reading
        found: list[str] = []
        for i in (i for i in self.sentence_tokens(clause) if i > clause.first):
            if reading.words[i] == ";" or i + 1 in self.before_amounts:
                break
            if (reading.lower[i] in NATIONS or (i in self.at and self.at[i].form != "demonym")) and self._is_where(i):
                found += self.named([i]) or self.nation(payer)
        return tuple(dict.fromkeys(code for code in found if code not in givers))

    def _is_where(self, i: int) -> bool:
        """Whether a noun phrase is a place for which money is spent: "in Laos", "on the recovery of Laos"."""
        prep = self._preposition(i)
        if prep is None:
            return False
        rebuilt = self.reading.lower[prep] == "of" and self.reading.lower[self.reading.heads[prep]] in _RECOVERY
        return rebuilt or self.reading.lower[prep] in _WHERE

    def _preposition(self, i: int) -> int | None:
        """The preposition that a noun phrase hangs on."""
        reading = self.reading
        while reading.deps[i] not in ("prep", "ROOT") and reading.tags[i] not in ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"):
            i = reading.heads[i]
        return i if reading.deps[i] == "prep" else None

    def _home(self, clause: Clause, payer: Party | None, told: Told) -> tuple[str, ...]:
        """The country that a gift goes to in a story of its publisher's own country; a loan of many nations in any story."""
        home = self.publisher_country
        lent = payer is None
        abroad = payer is not None and currency_owner(clause.amount.currency) not in payer.codes
        gift = clause.entry is not None and clause.entry.lemma in (_GIVES if abroad else _GIFTS)
        if not (lent or gift or any(self.reading.lower[i] in _AID for i in clause.nouns())):
            return ()
        subjects = {self.at[i].iso_alpha2 for i in self.sentence_tokens(clause) if i in self.at and self._is_subject(i)}
        if home is not None and (lent or home not in subjects) and any(country.iso_alpha2 == home for country in self.countries):
            return (home,)
        return self.focus[:1] if lent and told.payers.isdisjoint(self.focus[:1]) else ()

    def _is_alone(self, clause: Clause) -> bool:
        """Whether no other amount stands in the sentence, whose giver another country may be."""
        return sum(i in self.before_amounts for i in self.sentence_tokens(clause)) < _TWO

    def _others(self, clause: Clause, givers: Collection[str]) -> tuple[str, ...]:
        """The countries of the sentence that do not give."""
        tokens = (i for i in self.sentence_tokens(clause) if not self._is_subject(i))
        return tuple(code for code in self.named(tokens) if code not in givers)

    def _is_subject(self, i: int) -> bool:
        return self.reading.deps[i] in ("nsubj", "nsubjpass")

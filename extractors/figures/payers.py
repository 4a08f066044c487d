"""Who pays an amount: by the syntax of its clause, then by what the article is about."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.figures.clause import Clause
from extractors.figures.lexicon import COPULAS, words
from extractors.figures.story import GIVERS, NATIONS, PRONOUNS, Party, Story
from extractors.reading import NAME_TAGS, NOUN_TAGS

_LOCAL_STATES = frozenset(
    {
        "borough", "boroughs", "cities", "city", "council", "councils", "counties", "county", "municipalities", "municipality",
        "province", "provinces", "state", "states", "town", "towns",
    }
)  # fmt: skip
_OFFICERS = frozenset(
    {
        "assembly", "board", "coalition", "committee", "councillors", "governor", "governors", "legislature", "mayor",
        "office", "official", "officials", "regulator", "senators",
    }
)  # fmt: skip
"""Who disposes of public money where a story is about it."""
_COFFERS = frozenset({"budget", "budgets", "coffers", "exchequer", "funds", "reserves"})
_LAWS = frozenset({"act", "amendment", "bill", "law", "legislation", "measure", "resolution"})
_ENACTED = frozenset({"allocate", "cut", "request", "spend"})
_PAID = frozenset({"spending", "payment"})
_NO_PAYER = frozenset({"trade", "fine", "earn", "cost"})
_FROM, _BY, _TO = frozenset({"from"}), frozenset({"by"}), frozenset({"to", "for"})
_ONES_OWN = frozenset({"donate", "give", "save"})
_DISPOSING = frozenset({"allocate", "cut", "request"})
_VALUED = frozenset({"short", "valued", "worth"})
_NO_GIFTS = frozenset({"followed", "signed"})
_TAKING = frozenset({"absorb", "consume", "eat", "go", "swallow", "take"})
_CHARGING = frozenset({"cost", "save"})
_PRICED = frozenset({"costed", "priced", "valued"})
_THRESHOLDS = frozenset({"above", "below"})
_GOODS = frozenset(
    {
        "acre", "barrel", "bottle", "bushel", "dollar", "gallon", "gram", "hectare", "kg", "kilo", "kilogram", "kilometre",
        "kilowatt-hour", "liter", "litre", "loaf", "metre", "mile", "ounce", "pack", "pint", "plate", "pound", "share", "ticket",
        "ton", "tonne",
    }
)  # fmt: skip
"""By what goods are priced."""
_PERSONS = frozenset({"her", "him", "me", "them"})
_SHARES = frozenset({"contribution", "part", "portion", "share"})
_SMALL = 1_000
_LARGE = 1_000_000
"""What costs as much in a story of public money is paid by the state, what costs less is a price."""
_NEAR = 8  # tokens


class Payers(Story):
    """Finds who pays an article's amounts."""

    def _press(self, clause: Clause) -> str | None:
        """The country whose public money a person disposes of: the publisher's own, or the first that the story is about."""
        owner = self.owner(clause)
        return owner if owner in (self.publisher_country or owner, None) else None

    def payer(self, clause: Clause, before: Party | None) -> Party | None:
        """Whose money an amount is.

        Args:
            clause: The amount's clause.
            before: The payer of the amount before it, where that stands in the same paragraph.

        Returns:
            The payer; ``None`` where the text does not tell.
        """
        if clause.negated or self._is_value(clause) or self.asks_lender(clause):
            return None
        kind = clause.kind()
        if kind == "balance":
            return (
                None if clause.subject is None or not self._gives_away(clause) else self._denoted(clause, clause.subject, "subject")
            )
        if self._is_anothers(clause):
            before = None
        return (
            self._giver(clause)
            or self._titled(clause)
            or self._buyer(clause)
            or self._active(clause, kind)
            or self._fined(clause)
            or self._charged(clause)
            or self._possessor(clause)
            or (None if _is_price(clause) else self._thing(clause, kind, before))
            or self._spent(clause, kind)
        )

    def from_abroad(self, clause: Clause, payee: Party | None) -> Party | None:
        """The owner of a currency, who alone can give it to another country: "Moldova was promised NOK 900 million"."""
        owner = self.owner(clause)
        takes = payee is not None and payee.rule == "receiver" and not clause.negated
        if payee is None or not takes or owner is None or owner in payee.codes or clause.amount.currency == "USD":
            return None
        return Party((owner,), "abroad.owner")

    def _gives_away(self, clause: Clause) -> bool:
        """Whether the amount is what a verb of giving moves, whatever it is a part of: "use $2 billion [of a tax windfall]"."""
        gives = clause.entry is not None and clause.entry.verb_class in ("spend", "allocate") and not clause.passive
        return gives and self.reading.deps[clause.head] == "dobj" and self.reading.heads[clause.head] == clause.verb

    def _is_anothers(self, clause: Clause) -> bool:
        """Whether a clause has a payer of its own by name, of no country: "the World Bank approved a loan of $5 million"."""
        if any(self.names_lender(self.reading.subtree(by)) for by in clause.prepositions(clause.reach(), _BY)):
            return True
        pays = clause.entry is not None and clause.entry.subject == "payer" and not clause.passive
        return pays and clause.subject is not None and self.reading.tags[clause.subject] in NAME_TAGS

    def _is_value(self, clause: Clause) -> bool:
        """Whether the amount only says what something is worth or lacks: "the fund is worth $9 billion"."""
        lower = self.reading.lower
        if (clause.first and lower[clause.first - 1] in _THRESHOLDS) or any(lower[i] in _PRICED for i in clause.path):
            return True
        near = (*clause.path, *self.reading.children[clause.head])
        return clause.verb is not None and lower[clause.verb] in COPULAS and any(lower[i] in _VALUED for i in near)

    def _fined(self, clause: Clause) -> Party | None:
        """Who is fined: "fined [a Chinese retailer] $9 million"; in the passive, the subject."""
        if clause.entry is None or clause.entry.lemma != "fine" or clause.verb is None:
            return None
        objects = [c for c in self.reading.children[clause.verb] if self.reading.deps[c] in ("dobj", "dative") and c != clause.head]
        fined = [clause.subject] if clause.passive and clause.subject is not None else objects
        return next(
            (Party(codes, "fined", self.words_of(core)) for i in fined if (codes := self.named(core := self.core(i)))), None
        )

    def _charged(self, clause: Clause) -> Party | None:
        """Such as "each will cost Tokyo $9 million", "cost the government $9 million"."""
        if clause.entry is None or clause.entry.lemma not in _CHARGING or clause.verb is None:
            return None
        between = range(clause.verb + 1, min(clause.first, clause.verb + _NEAR))
        beside = [i for i in between if i in self.at and self.at[i].form != "demonym"]
        if beside:
            return Party(self.named(beside[:1]), "charged", self.words_of(beside[:1]))
        state = any(words().get(self.reading.lower[i]) == "state" for i in between)
        if state and (owner := self.story(clause)):
            return Party((owner,), "charged.state")
        private = any(self.reading.lower[i] in _PERSONS or self.reading.tags[i] in NOUN_TAGS for i in between)
        large = not private and max(clause.amount.value or 0, clause.amount.high or 0) >= _LARGE
        owner = self.owner(clause) if large and clause.entry.lemma == "cost" and self.is_public(clause) else None
        return Party((owner,), "charged.owner") if owner else None

    def _spent(self, clause: Clause, kind: str | None) -> Party | None:
        """Public money that is spent or set aside without a word of who does it: "$9 million has been spent on roads"."""
        entry = clause.entry
        if (
            entry is None
            or not clause.passive
            or entry.verb_class not in ("allocate", "pledge", "spend")
            or entry.subject != "payer"
        ):
            return None
        if kind == "balance" or self.subject_kind(clause) == "balance":
            return None
        owner = self.owner(clause) if self.is_public(clause) else None
        return Party((owner,), "spent.owner") if owner else None

    def _giver(self, clause: Clause) -> Party | None:
        """Such as "from Norway"; "by the German government" after a passive."""
        if clause.is_purchase or (clause.entry is not None and clause.entry.verb_class in ("trade", "change")):
            return None
        for names, rule in ((_FROM, "from"), (_BY, "by")):
            verb = "" if clause.verb is None else self.reading.lower[clause.verb]
            if rule == "by" and (verb in _NO_GIFTS or (not clause.passive and clause.kind() is None)):
                continue
            for prep in clause.prepositions(clause.reach(), names):
                if party := self._noun_party(clause, prep, rule):
                    return party
        return self._loose_giver(clause)

    def _loose_giver(self, clause: Clause) -> Party | None:
        """Such as "a $55 million loan for seeds from India", where the parse hangs "from" on the seeds."""
        if clause.kind() not in _PAID:
            return None
        reading = self.reading
        for i in range(clause.head + 1, min(clause.head + _NEAR, len(reading))):
            if reading.sentences[i] != clause.sentence or reading.words[i] in (",", ";"):
                return None
            if reading.lower[i] == "from":
                return self._noun_party(clause, i, "from")
        return None

    def _noun_party(self, clause: Clause, prep: int, rule: str) -> Party | None:
        for noun in self.reading.children[prep]:
            if self.reading.deps[noun] == "pobj":
                return self._denoted(clause, noun, rule)
        return None

    def _denoted(self, clause: Clause, head: int, rule: str) -> Party | None:
        """The countries that a noun phrase names, or the story's where it names a body of state."""
        tokens = self.core(head)
        if self.names_lender(tokens):
            return None
        text = self.words_of(tokens)
        if codes := self.named(tokens) or self._own_state(clause, head, rule):
            return Party(codes, rule, text)
        if codes := self.seated(tokens):
            return Party(codes, f"{rule}.seat", text)
        if self._is_state(head, tokens):
            owner = self.story(clause)
            return Party((owner,), f"{rule}.state", text) if owner else None
        disposes = self._disposer(clause, head, rule)
        owner = self.owner(clause) if disposes else None
        return Party((owner,), disposes, text) if owner and disposes else None

    def _own_state(self, clause: Clause, head: int, rule: str) -> tuple[str, ...]:
        """The country that "its government" is of."""
        lower = self.reading.lower
        its = (
            rule == "subject"
            and words().get(lower[head]) == "state"
            and any(lower[i] == "its" for i in self.reading.children[head])
        )
        return self.antecedent(clause) if its else ()

    def _is_state(self, head: int, tokens: Sequence[int]) -> bool:
        """Whether a noun phrase is a body of state; "governments" are those of many countries."""
        lower = self.reading.lower
        told = (words().get(lower[i]) in ("state", "public") or lower[i] in NATIONS for i in tokens)
        return lower[head] != "governments" and any(told)

    def _disposer(self, clause: Clause, head: int, rule: str) -> str | None:
        """The rule by which a noun disposes of public money at home: a town, a party, a law, the coffers."""
        word = self.reading.lower[head]
        if rule == "from":
            return "from.state" if word in _COFFERS or word in _LOCAL_STATES else None
        if rule not in ("subject", "pronoun"):
            return None
        gives = clause.entry is not None and clause.entry.lemma in _ONES_OWN
        if word in _LOCAL_STATES or (word in _OFFICERS and not gives and self.is_public(clause)):
            return "subject.local"
        if self._is_party(clause, head):
            return "subject.party"
        enacts = clause.entry is not None and clause.entry.verb_class in _ENACTED and clause.entry.lemma != "add"
        return "subject.law" if word in _LAWS and enacts else None

    def _is_party(self, clause: Clause, head: int) -> bool:
        """Whether a political party would dispose of public money: "[Labour] would spend", not "gave to the campaign"."""
        if words().get(self.reading.lower[head]) != "party" or not self.reading.words[head][0].isupper():
            return False
        return clause.is_future or self._disposes(clause)

    def _active(self, clause: Clause, kind: str | None) -> Party | None:
        """The subject of a verb whose subject pays."""
        if clause.entry is None or clause.subject is None or clause.passive or clause.entry.subject != "payer":
            return None
        party = self.asked(clause) or self._denoted(clause, clause.subject, "subject")
        if party is not None:
            return party
        word = self.reading.lower[clause.subject]
        if word == "we":
            return Party((owner,), "subject.we") if (owner := self._press(clause)) else None
        if word in ("it", "they"):
            return self._antecedent(clause)
        if (
            self._disposes(clause)
            and kind != "investor"
            and (self.reading.tags[clause.subject] in NAME_TAGS or word in ("he", "she"))
            and (owner := self._press(clause))
        ):
            return Party((owner,), "subject.person", self.words_of(self.core(clause.subject)))
        return None

    def _titled(self, clause: Clause) -> Party | None:
        """Such as "Norway is the largest [donor], with $5 million"; "Norway signed a [contract] for $5 million"."""
        codes = self.called(clause, GIVERS)
        if not codes and clause.buys and clause.subject is not None:
            codes = self.named(self.core(clause.subject))
        return Party(codes, "subject") if codes else None

    def _buyer(self, clause: Clause) -> Party | None:
        """Such as "Chad will buy radars for $9 million"."""
        if not clause.is_purchase or clause.subject is None:
            return None
        tokens = self.core(clause.subject)
        codes = self.named(tokens) or self.seated(tokens, buys=True)
        return Party(codes, "buyer", self.words_of(tokens)) if codes else None

    def _disposes(self, clause: Clause) -> bool:
        """Whether a person's verb disposes of public money: who gives, invests or saves may well do so with their own."""
        entry = clause.entry
        if entry is None or entry.lemma in _ONES_OWN or _is_small(clause) or not self.is_public(clause):
            return False
        return entry.verb_class in _DISPOSING or self.tells_of_public_money(clause)

    def _antecedent(self, clause: Clause) -> Party | None:
        """What "it" stands for."""
        for i in self.subjects_before(clause):
            if self.names_lender(self.core(i)):
                return None
            if party := self._denoted(clause, i, "pronoun"):
                return party
        return None

    def _possessor(self, clause: Clause) -> Party | None:
        """Such as "Australia's $5 billion aid budget", "US support of $4 billion"."""
        subject = clause.subject if clause.verb is not None and self.reading.lower[clause.verb] in COPULAS else None
        shares = [subject] if subject is not None and self.reading.lower[subject] in _SHARES else []
        for noun in (clause.head, *clause.path, *shares):
            if noun != clause.head and noun not in shares and words().get(self.reading.lower[noun]) not in _PAID:
                continue
            if noun == clause.head and clause.kind() not in _PAID:
                continue
            for c in self.reading.children[noun]:
                if self.reading.deps[c] in ("poss", "amod", "compound", "nmod"):
                    tokens = self.core(c)
                    if codes := self.named(tokens):
                        return Party(codes, "possessor", self.words_of(tokens))
                    if self.reading.deps[c] == "poss" and any(words().get(self.reading.lower[i]) == "state" for i in tokens):
                        owner = self.story(clause)
                        if owner:
                            return Party((owner,), "possessor.state", self.words_of(tokens))
        return None

    def _thing(self, clause: Clause, kind: str | None, before: Party | None) -> Party | None:
        """Money whose payer the clause does not name: the owner of the budget that it is part of."""
        entry = clause.entry
        what = self.subject_kind(clause)
        takes = entry is not None and entry.lemma in _TAKING
        if what == "balance" and (entry is None or entry.lemma == "go" or not takes):
            return None
        priced = what == "payment" and entry is not None and entry.verb_class == "cost"
        if what in ("spending", "payment", "state", "sector", "user") and not priced:
            return self._owned_by(clause, before)
        if entry is not None and not takes and entry.verb_class in _NO_PAYER and entry.subject != "payee" and kind not in _PAID:
            return None
        if kind in _PAID:
            owner = self.owner(clause) if self.is_public(clause) else None
            return Party(before.codes, "noun.carried") if before else Party((owner,), "noun.owner") if owner else None
        if kind is None and before is not None and not _is_small(clause) and (entry is None or entry.lemma != "borrow"):
            return Party(before.codes, "carried")
        person = clause.subject is not None and self.reading.lower[clause.subject] in PRONOUNS
        owner = self.owner(clause) if takes and not clause.passive and not person and self.is_public(clause) else None
        return Party((owner,), "taken.owner") if owner else None

    def _owned_by(self, clause: Clause, before: Party | None) -> Party | None:
        """Whose the budget, body or sector is that the subject names."""
        tokens = self.core(clause.subject) if clause.subject is not None else []
        if codes := self.named(tokens):
            return Party(codes, "thing", self.words_of(tokens))
        if self.names_lender(tokens):
            return None
        if before is not None:
            return Party(before.codes, "thing.carried")
        owner = self.owner(clause) if self.is_public(clause) or self._lives_on_public_money(clause) else None
        return Party((owner,), "thing.owner") if owner else None

    def _lives_on_public_money(self, clause: Clause) -> bool:
        """Whether the subject gets what only the state gives, and no company is named: "households will get $90"."""
        companies = any(words().get(self.reading.lower[i]) == "company" for i in self.sentence_tokens(clause))
        return self.subject_kind(clause) == "user" and not companies


def _is_small(clause: Clause) -> bool:
    """Whether an amount is of the size of a price."""
    return 0 < max(clause.amount.value or 0, clause.amount.high or 0) < _SMALL


def _is_price(clause: Clause) -> bool:
    """Whether an amount is told by what goods are priced by: "oil at $75 a barrel"."""
    return clause.amount.per is not None and clause.amount.per.lower() in _GOODS

"""Who pays an amount and who gets it: by the syntax of its clause, then by what the article is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extractors.figures.clause import Clause, phrase
from extractors.figures.lexicon import currency_owner, words
from extractors.reading import NAME_TAGS, Reading
from extractors.records import Country

_PRONOUNS = frozenset({"it", "they", "he", "she", "we", "its", "their"})
_NATIONS = frozenset({"country", "nation", "island", "kingdom", "republic"})
_PAID = frozenset({"spending", "payment"})
_PUBLIC = frozenset({"public", "state", "spending"})
_BUDGET_STORY = 0.02
"""From this share of words of public money on, a story is about it; news of business has hardly a fifth of that."""
_SHORT_STORY = 250  # tokens
_NO_PAYER = frozenset({"trade", "fine", "earn", "cost"})
_FROM, _BY, _TO = frozenset({"from"}), frozenset({"by"}), frozenset({"to", "for"})
_PUTTING = frozenset({"inject", "plough", "pour", "put"})
_COPULAS = frozenset({"am", "are", "be", "been", "is", "was", "were"})
_LOCAL = frozenset({"aid", "assistance", "program", "programme", "programmes", "programs", "project", "projects"})
_INVESTING = frozenset({"investment", "investments", "manufacturing", "factory", "factories", "plant", "plants"})
_NEAR = 8  # tokens
_INTO = frozenset({"in", "into", "across", "throughout"})


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a payment.

    Attributes:
        codes: Its countries, in the text's order.
        rule: What tied it to the amount.
        text: The text's own words for it, where there are any.
    """

    codes: tuple[str, ...]
    rule: str
    text: str | None = None


@dataclass(slots=True)
class Parties:
    """Finds the parties of an article's amounts.

    Attributes:
        reading: The document.
        before_amounts: Numbers of the tokens right before its amounts: a country there is a party of that amount.
        countries: Its countries.
        focus: Codes of those that it is about, the most central first.
        publisher_country: Where it was published.
    """

    reading: Reading
    before_amounts: frozenset[int]
    countries: Sequence[Country]
    focus: tuple[str, ...] = ()
    publisher_country: str | None = None
    _at: dict[int, Country] = field(default_factory=dict)
    _about_budgets: bool = False

    def __post_init__(self) -> None:
        """Index the countries by token, and see whether the story is about public money."""
        told = sum(words().get(word) in _PUBLIC for word in self.reading.lower)
        self._about_budgets = told >= _BUDGET_STORY * max(len(self.reading), _SHORT_STORY)
        for country in self.countries:
            for i in range(self.reading.token_at(country.start), self.reading.token_before(country.end) + 1):
                self._at[i] = country

    def named(self, tokens: Iterable[int]) -> tuple[str, ...]:
        """Codes of the countries among ``tokens``, in their order, each once."""
        return tuple(dict.fromkeys(self._at[i].iso_alpha2 for i in tokens if i in self._at))

    def owner(self, clause: Clause) -> str | None:
        """The country whose public money an amount is, where only its currency tells."""
        home = currency_owner(clause.amount.currency)
        return home if home is not None and (home == self.publisher_country or home in self.focus[:3]) else None

    def _press(self, clause: Clause) -> str | None:
        """The country whose public money a person disposes of: the publisher's own, or the first that the story is about."""
        owner = self.owner(clause)
        return owner if owner in (self.publisher_country or owner, None) else None

    def story(self, clause: Clause) -> str | None:
        """The country that "the government" or "the country" means beside an amount."""
        home = currency_owner(clause.amount.currency) if clause.amount.currency != "USD" else None
        return self.owner(clause) or home or (self.focus[0] if self.focus else None)

    # -- payer ---------------------------------------------------------------------------------------------------------

    def payer(self, clause: Clause, before: Party | None) -> Party | None:
        """Whose money an amount is.

        Args:
            clause: The amount's clause.
            before: The payer of the amount before it, where that stands in the same paragraph.

        Returns:
            The payer; ``None`` where the text does not tell.
        """
        if clause.negated:
            return None
        kind = clause.kind()
        if kind == "balance":
            return None
        return self._giver(clause) or self._active(clause, kind) or self._possessor(clause) or self._thing(clause, kind, before)

    def _giver(self, clause: Clause) -> Party | None:
        """Such as "from Norway"; "by the German government" after a passive."""
        if clause.entry is not None and clause.entry.verb_class in ("trade", "change"):
            return None
        for names, rule in ((_FROM, "from"), (_BY, "by")):
            if rule == "by" and not clause.passive and clause.kind() is None:
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
        tokens = self._core(head)
        text = self._words(tokens)
        if codes := self.named(tokens):
            return Party(codes, rule, text)
        if any(words().get(self.reading.lower[i]) in ("state", "public") or self.reading.lower[i] in _NATIONS for i in tokens):
            owner = self.story(clause)
            return Party((owner,), f"{rule}.state", text) if owner else None
        return None

    def _core(self, head: int) -> list[int]:
        """A phrase without what hangs on it by a preposition other than "of": who it is, not where or about what."""
        reading = self.reading
        tokens = phrase(reading, head)
        cut = {
            j
            for i in tokens
            if reading.deps[i] == "prep" and reading.lower[i] != "of"
            for j in reading.subtree(i)
            if reading.heads[i] == head or reading.deps[i] == "prep"
        }
        return [i for i in tokens if i not in cut or i == head]

    def _words(self, tokens: Sequence[int]) -> str:
        text = self.reading.text[self.reading.starts[tokens[0]] : self.reading.ends[tokens[-1]]]
        return " ".join(text.split())

    def _active(self, clause: Clause, kind: str | None) -> Party | None:
        """The subject of a verb whose subject pays."""
        if clause.entry is None or clause.subject is None or clause.passive or clause.entry.subject != "payer":
            return None
        party = self._asked(clause) or self._denoted(clause, clause.subject, "subject")
        if party is not None:
            return party
        word = self.reading.lower[clause.subject]
        if word == "we" and (owner := self.owner(clause)):
            return Party((owner,), "subject.we")
        if word in _PRONOUNS:
            return self._antecedent(clause)
        speaks_of_budget = self._public(clause)
        if (
            speaks_of_budget
            and kind != "investor"
            and self.reading.tags[clause.subject] in NAME_TAGS
            and (owner := self._press(clause))
        ):
            return Party((owner,), "subject.person", self._words(self._core(clause.subject)))
        return None

    def _public(self, clause: Clause) -> bool:
        """Whether the sentence, or the story as a whole, is about public money, and the sentence not about a company's."""
        tokens = self._sentence_tokens(clause)
        kinds = {words().get(self.reading.lower[i]) for i in tokens}
        if "company" in kinds:
            return False
        return self._about_budgets or bool(kinds & _PUBLIC) or any(i in self._at and self._at[i].form == "metonym" for i in tokens)

    def _sentence_tokens(self, clause: Clause) -> list[int]:
        reading, i = self.reading, clause.first
        start = end = i
        while start > 0 and reading.sentences[start - 1] == clause.sentence:
            start -= 1
        while end + 1 < len(reading) and reading.sentences[end + 1] == clause.sentence:
            end += 1
        return list(range(start, end + 1))

    def _antecedent(self, clause: Clause) -> Party | None:
        """What "it" stands for: the first subject of the sentence before, in the same paragraph."""
        reading = self.reading
        number = clause.sentence
        i = clause.first
        while i > 0 and reading.sentences[i - 1] >= number - 1 and reading.paragraphs[i - 1] == clause.paragraph:
            i -= 1
        for j in range(i, clause.first):
            if reading.deps[j] in ("nsubj", "nsubjpass") and reading.lower[j] not in _PRONOUNS:
                party = self._denoted(clause, j, "pronoun")
                if party is not None:
                    return party
        return None

    def _possessor(self, clause: Clause) -> Party | None:
        """Such as "Australia's $5 billion aid budget", "US support of $4 billion"."""
        for noun in (clause.head, *clause.path):
            if noun != clause.head and words().get(self.reading.lower[noun]) not in _PAID:
                continue
            if noun == clause.head and clause.kind() not in _PAID:
                continue
            for c in self.reading.children[noun]:
                if self.reading.deps[c] in ("poss", "amod", "compound", "nmod"):
                    tokens = self._core(c)
                    if codes := self.named(tokens):
                        return Party(codes, "possessor", self._words(tokens))
                    if self.reading.deps[c] == "poss" and any(words().get(self.reading.lower[i]) == "state" for i in tokens):
                        owner = self.story(clause)
                        if owner:
                            return Party((owner,), "possessor.state", self._words(tokens))
        return None

    def _thing(self, clause: Clause, kind: str | None, before: Party | None) -> Party | None:
        """Money whose payer the clause does not name: the owner of the budget that it is part of."""
        entry = clause.entry
        what = self._subject_kind(clause)
        if what == "balance":
            return None
        if what in ("spending", "payment", "state", "sector"):
            return self._owned_by(clause, before)
        if entry is not None and entry.verb_class in _NO_PAYER and entry.subject != "payee" and kind not in _PAID:
            return None
        if kind in _PAID:
            owner = self.owner(clause) if self._public(clause) else None
            return Party(before.codes, "noun.carried") if before else Party((owner,), "noun.owner") if owner else None
        return Party(before.codes, "carried") if kind is None and before is not None else None

    def _subject_kind(self, clause: Clause) -> str | None:
        """What kind of thing the subject is, where money goes to it or is its sum: a budget, a sector, a debt."""
        entry = clause.entry
        if clause.subject is None or (entry is not None and entry.subject == "none" and not clause.passive):
            return None
        tokens = self._core(clause.subject)
        kinds = [kind for i in tokens if (kind := words().get(self.reading.lower[i])) is not None]
        if "balance" in kinds and kinds[-1] not in _PAID:
            return "balance"
        return next((kind for kind in ("spending", "state", "sector", "payment") if kind in kinds), None)

    def _owned_by(self, clause: Clause, before: Party | None) -> Party | None:
        """Whose the budget, body or sector is that the subject names."""
        tokens = self._core(clause.subject) if clause.subject is not None else []
        if codes := self.named(tokens):
            return Party(codes, "thing", self._words(tokens))
        if before is not None:
            return Party(before.codes, "thing.carried")
        owner = self.owner(clause) if self._public(clause) else None
        return Party((owner,), "thing.owner") if owner else None

    # -- payee ---------------------------------------------------------------------------------------------------------

    def payee(self, clause: Clause, payer: Party | None, before: Party | None) -> Party | None:
        """To whom an amount goes.

        Args:
            clause: The amount's clause.
            payer: Whose money it is.
            before: The payee of the amount before it, where that stands in the same paragraph.

        Returns:
            The payee; ``None`` where the text does not tell.
        """
        if clause.negated or clause.kind() == "balance":
            return None
        found = self._receiver(clause, before) or self._goal(clause) or self._place(clause)
        if found is None or (payer is not None and found.codes == payer.codes and found.rule != "place"):
            return None
        return found

    def _receiver(self, clause: Clause, before: Party | None) -> Party | None:
        """The indirect object of "give", the subject of "receive" or of a passive "were promised", who asks for money."""
        if clause.entry is None or clause.verb is None:
            return None
        for c in self.reading.children[clause.verb]:
            beside = self.reading.deps[c] in ("dative", "dobj") and clause.verb < c < clause.first
            if beside and clause.entry.subject == "payer" and clause.entry.verb_class != "request":
                tokens = self._core(c)
                if self.reading.lower[c] in ("it", "them") and before is not None:
                    return Party(before.codes, "dative")
                if self.reading.lower[c] not in _TO and self._at.get(c) and (codes := self.named(tokens)):
                    return Party(codes, "dative", self._words(tokens))
        if clause.subject is None or not (codes := self.named(tokens := self._core(clause.subject))):
            return None
        takes = clause.entry.subject == "payee" and not clause.passive
        given = clause.passive and clause.entry.subject == "payer" and self._is_object(clause)
        asks = clause.entry.verb_class == "request" and self._asked(clause) is not None
        return Party(codes, "receiver", self._words(tokens)) if takes or given or asks else None

    def _asked(self, clause: Clause) -> Party | None:
        """The country of which money is asked: "asked [Tokyo] for two boats"."""
        if clause.entry is None or clause.entry.lemma != "ask" or clause.verb is None:
            return None
        asked = [c for c in self.reading.children[clause.verb] if self.reading.deps[c] in ("dobj", "dative") and c in self._at]
        return Party(self.named(asked), "asked", self._words(asked[:1])) if asked else None

    def _is_object(self, clause: Clause) -> bool:
        below = clause.head
        for i in clause.path:
            if i == clause.verb:
                break
            below = i
        return self.reading.deps[below] in ("dobj", "oprd", "attr", "npadvmod")

    def _goal(self, clause: Clause) -> Party | None:
        """Such as "to Ukraine", "for the island", "with China" of a deal; not the "to" of a rise."""
        spends = (
            clause.kind() in _PAID
            or self._is_sum(clause)
            or (clause.entry is not None and clause.entry.subject in ("payer", "thing", "payee"))
        )
        if not spends:
            return None
        for prep in clause.prepositions([*clause.reach(), *self._changed_aid(clause)], _TO):
            for noun in self._goals(clause, prep):
                tokens = [i for i in self._core(noun) if i not in self.before_amounts]
                if codes := self.named(tokens):
                    return Party(codes, f"goal.{self.reading.lower[prep]}", self._words(tokens))
        return None

    def _goals(self, clause: Clause, prep: int) -> Iterator[int]:
        """The nouns that a "to" or "for" leads to, those of "China, to which Kenya owes" too; no "to the economy"."""
        for noun in self.reading.children[prep]:
            if self.reading.lower[noun] in ("which", "whom") and clause.verb is not None:
                yield self.reading.heads[clause.verb]
            elif self.reading.deps[noun] == "pobj" and words().get(self.reading.lower[noun]) != "balance":
                yield noun

    def _changed_aid(self, clause: Clause) -> list[int]:
        """The subject, where it is aid that changes by or to the amount: "[aid] to Chad was cut", "[support] for Peru rises to"."""
        moved = clause.entry is not None and (clause.passive or clause.entry.subject == "thing")
        if clause.subject is None or not (moved or self._is_sum(clause)):
            return []
        return [clause.subject] if self._subject_kind(clause) in _PAID else []

    def _is_sum(self, clause: Clause) -> bool:
        """Whether the verb only equates its subject with the amount: "assistance to Nauru [was] $31 million"."""
        return clause.verb is not None and self.reading.lower[clause.verb] in _COPULAS

    def gap(self, clause: Clause, last: Clause | None) -> tuple[str, ...]:
        """The country that stands right before an amount where the verb is left out: "Ghana gets $2m and [Togo] $1m"."""
        before = clause.first - 1
        if last is None or last.sentence != clause.sentence or before not in self._at:
            return ()
        start = self.reading.token_at(self._at[before].start) - 1
        while start >= 0 and self.reading.lower[start] == "the":
            start -= 1
        first = start - 1
        if self.reading.lower[start] == "and" and first in self._at and self.reading.lower[first - 1] in ("and", ",", ";", "while"):
            return self._at[first].iso_alpha2, self._at[before].iso_alpha2  # "and [France and Italy] $3m each"
        return (self._at[before].iso_alpha2,) if self.reading.lower[start] in ("and", ",", ";", "while") else ()

    def _place(self, clause: Clause) -> Party | None:
        """Such as "an investment in the United States", "a programme in Papua New Guinea"."""
        invests = self._invests(clause)
        local = any(self.reading.lower[i] in _LOCAL for i in clause.nouns())
        puts = clause.entry is not None and clause.entry.lemma in _PUTTING
        if not (invests or local or puts):
            return None
        for prep in clause.prepositions(clause.reach(), _INTO):
            if (invests or local or self.reading.lower[prep] == "into") and (
                codes := self.named(tokens := self.reading.subtree(prep))
            ):
                return Party(codes, "place", self._words(tokens[1:]))
        after = [i for i in self._sentence_tokens(clause) if i > clause.head] if invests else []
        codes = self.named(after)
        return Party(codes, "place") if len(codes) == 1 else None

    def _invests(self, clause: Clause) -> bool:
        """Whether the amount is put into a place: an investment, or a commitment in a sentence about investing."""
        if clause.kind() == "investor" or (clause.entry is not None and clause.entry.lemma == "invest"):
            return True
        about = any(self.reading.lower[i] in _INVESTING for i in self._sentence_tokens(clause))
        return about and clause.entry is not None and clause.entry.verb_class == "pledge"

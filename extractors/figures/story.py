"""What an article says of countries and of public money: what the rules for payers and for payees share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extractors.figures.clause import Clause, phrase
from extractors.figures.lexicon import currency_owner, currency_users, lenders, words
from extractors.figures.seats import seats_of
from extractors.reading import Reading
from extractors.records import Country

_PAID = frozenset({"spending", "payment"})
_PUBLIC = frozenset({"public", "state", "spending"})
_BUDGET_STORY = 0.02
"""From this share of words of public money on, a story is about it; news of business has hardly a fifth of that."""
_LEANING_STORY = 0.01
"""From this share on, a story is about public money where words of business are fewer."""
_SHORT_STORY = 250  # tokens
NATIONS = frozenset({"country", "island", "islands", "kingdom", "nation", "republic"})
"""Nouns that stand for a country that the story is about."""
GIVERS = frozenset({"contributor", "creditor", "donor", "funder", "giver", "lender"})
TAKERS = frozenset({"beneficiary", "borrower", "recipient", "winner"})
PRONOUNS = frozenset({"it", "they", "he", "she", "we", "its", "their"})
_LENDERS = frozenset({"bank", "bloc", "fund", "lender"})
"""What a body of many nations is called once its name was told: "the lender"."""
_FIRMS = frozenset({"company", "firm"})
_DASHES = frozenset({"-", "--", "–", "—"})
_LONGEST_DATELINE = 8  # tokens
_SHORT_NAME = 2  # tokens of "the lender"; "the wealth fund" is another
_AROUND = 80  # tokens on either side: more than almost any sentence has


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
class Story:
    """What an article says of countries and money, as its payers and payees need it.

    Attributes:
        reading: The document.
        before_amounts: Numbers of the tokens right before its amounts: a country there is a party of that amount.
        countries: Its countries.
        focus: Codes of those that it is about, the most central first.
        publisher_country: Where it was published.
        at: The country that each token names; made of ``countries``.
    """

    reading: Reading
    before_amounts: frozenset[int]
    countries: Sequence[Country]
    focus: tuple[str, ...] = ()
    publisher_country: str | None = None
    at: dict[int, Country] = field(default_factory=dict)
    _about_budgets: bool = False
    _first_lender: int = 0
    _seats: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the countries by token, and see whether the story is about public money."""
        kinds = [words().get(word) for word in self.reading.lower]
        told, length = sum(kind in _PUBLIC for kind in kinds), max(len(kinds), _SHORT_STORY)
        leans = told >= _LEANING_STORY * length and told > kinds.count("company")
        written, known = self.reading.words, lenders()
        begun = (i for i, word in enumerate(written) if word in known)
        named = (i for i in begun if any(tuple(written[i : i + len(name)]) == name for name in known[written[i]]))
        self._first_lender = next(named, len(written))
        self._about_budgets = told >= _BUDGET_STORY * length or leans
        for country in self.countries:
            for i in range(self.reading.token_at(country.start), self.reading.token_before(country.end) + 1):
                self.at[i] = country
        self._seats = seats_of(self.reading, self.at)

    def named(self, tokens: Iterable[int]) -> tuple[str, ...]:
        """Codes of the countries among ``tokens``, in their order, each once."""
        return tuple(dict.fromkeys(self.at[i].iso_alpha2 for i in tokens if i in self.at))

    def seated(self, tokens: Sequence[int], buys: bool = False) -> tuple[str, ...]:
        """The countries where the companies among ``tokens`` are at home; "the firm" is the only one that the article places.

        Args:
            tokens: A phrase.
            buys: It is what buys something, so that "it" is a company too.
        """
        found = [self._seats[word] for i in tokens if (word := self.reading.words[i]) in self._seats]
        firms = _FIRMS | {"it"} if buys else _FIRMS
        only = len(tokens) <= _SHORT_NAME and self.reading.lower[tokens[-1]] in firms and len(self._seats) == 1
        return tuple(dict.fromkeys(found or (self._seats.values() if only else ())))

    def owner(self, clause: Clause) -> str | None:
        """The country whose public money an amount is, where only its currency tells."""
        home = currency_owner(clause.amount.currency) or self._shares(clause.amount.currency)
        if home == "US" != self.publisher_country and self.publisher_country in self.focus[:3]:
            return None  # dollars are told of in many a story of public money at home elsewhere
        return home if home is not None and (home == self.publisher_country or home in self.focus[:3]) else None

    def _shares(self, currency: str | None) -> str | None:
        """The publisher's country, where it is one of several with a currency and the story is not about two others of them."""
        users, home = currency_users(currency), self.publisher_country
        told = [code for code in self.focus if code in users][:2]
        return home if home in users and (not told or home in told) else None

    def story(self, clause: Clause) -> str | None:
        """The country that "the government" or "the country" means beside an amount; US dollars are at home in many a story."""
        if clause.amount.currency == "USD" and self.publisher_country in self.focus[:3]:
            return self.publisher_country
        home = currency_owner(clause.amount.currency) if clause.amount.currency != "USD" else None
        return self.owner(clause) or home or (self.focus[0] if self.focus else None)

    def nation(self, payer: Party | None) -> tuple[str, ...]:
        """The country that "the country" means of those that the story is about: the first that does not pay."""
        home = [self.publisher_country] if self.publisher_country in self.focus[:3] or not self.focus else []
        others = (code for code in (*home, *self.focus) if payer is None or code not in payer.codes)
        return tuple(code for code in others if code is not None)[:1]

    def subjects_before(self, clause: Clause) -> Iterator[int]:
        """What "it" may stand for: the subjects before an amount in its own sentence, then those of the sentence before."""
        reading, number = self.reading, clause.sentence
        first = clause.first
        while first > 0 and reading.sentences[first - 1] >= number - 1:
            first -= 1
        found = [i for i in range(first, clause.first) if reading.deps[i] in ("nsubj", "nsubjpass") and not self._is_dateline(i)]
        for sentence in (number, number - 1):
            yield from (i for i in found if reading.sentences[i] == sentence and reading.lower[i] not in PRONOUNS)

    def _is_dateline(self, i: int) -> bool:
        """Whether a token is the place that a story opens with: "[KYIV], Aug 13 - The bank said"."""
        words_after = self.reading.words[i + 1 : i + _LONGEST_DATELINE]
        return self.reading.words[i].isupper() and not _DASHES.isdisjoint(words_after)

    def antecedent(self, clause: Clause) -> tuple[str, ...]:
        """The countries that "it" stands for."""
        return next((codes for i in self.subjects_before(clause) if (codes := self.named(self.core(i)))), ())

    def called(self, clause: Clause, nouns: frozenset[str]) -> tuple[str, ...]:
        """The countries that a clause calls one of some ``nouns``: "[Nepal] remains the largest recipient, with $5 million"."""
        reading, subject = self.reading, clause.subject
        if clause.verb is None or subject is None:
            return ()
        titles = (reading.lower[c] for c in reading.children[clause.verb] if reading.deps[c] in ("attr", "acomp", "oprd"))
        return () if nouns.isdisjoint(titles) else self.named(self.core(subject))

    def core(self, head: int) -> list[int]:
        """A phrase without what hangs on it by a preposition other than "of": who it is, not where or about what."""
        return phrase(self.reading, head, frozenset({"of"}))

    def names_lender(self, tokens: Sequence[int]) -> bool:
        """Whether a body of many nations is named among ``tokens``."""
        written = self.reading.words
        if any(tuple(written[i : i + len(name)]) == name for i in tokens for name in lenders().get(written[i], ())):
            return True
        called = len(tokens) <= _SHORT_NAME and any(self.reading.lower[i] in _LENDERS for i in tokens)
        return called and self._first_lender < tokens[0]

    def gives_as_lender(self, clause: Clause) -> bool:
        """Whether the subject is a body of many nations that gives: "the bank approved", "the fund paid out"."""
        gives = clause.entry is not None and clause.entry.subject == "payer" and not clause.passive
        return gives and clause.subject is not None and self.names_lender(self.core(clause.subject))

    def words_of(self, tokens: Sequence[int]) -> str:
        """The text from the first to the last of ``tokens``, on one line."""
        text = self.reading.text[self.reading.starts[tokens[0]] : self.reading.ends[tokens[-1]]]
        return " ".join(text.split())

    def is_public(self, clause: Clause) -> bool:
        """Whether the sentence, or the story as a whole, is about public money, and the sentence not about a company's."""
        tokens = self.sentence_tokens(clause)
        kinds = {words().get(self.reading.lower[i]) for i in tokens}
        spends = clause.kind() == "spending" or self.subject_kind(clause) == "spending"
        if "company" in kinds and not (self._about_budgets and spends):
            return False
        return self._about_budgets or bool(kinds & _PUBLIC) or any(i in self.at and self.at[i].form == "metonym" for i in tokens)

    def tells_of_public_money(self, clause: Clause) -> bool:
        """Whether the amount's own sentence has a word of public money."""
        return any(words().get(self.reading.lower[i]) in _PUBLIC for i in self.sentence_tokens(clause))

    def sentence_tokens(self, clause: Clause) -> list[int]:
        """The tokens of an amount's sentence; of an endless one, those around the amount."""
        first, sentences = clause.first, self.reading.sentences
        around = range(max(first - _AROUND, 0), min(first + _AROUND, len(sentences)))
        return [i for i in around if sentences[i] == clause.sentence]

    def asked(self, clause: Clause) -> Party | None:
        """The country of which money is asked: "asked [Tokyo] for two boats"."""
        if clause.entry is None or clause.entry.lemma != "ask" or clause.verb is None:
            return None
        asked = [c for c in self.reading.children[clause.verb] if self.reading.deps[c] in ("dobj", "dative") and c in self.at]
        return Party(self.named(asked), "asked", self.words_of(asked[:1])) if asked else None

    def asks_lender(self, clause: Clause) -> bool:
        """Whether a body of many nations is asked: "asked [the European Commission] for €9 million"."""
        if clause.entry is None or clause.entry.lemma != "ask" or clause.verb is None:
            return False
        asked = (c for c in self.reading.children[clause.verb] if self.reading.deps[c] in ("dobj", "dative"))
        return any(self.names_lender(self.reading.subtree(c)) for c in asked)

    def subject_kind(self, clause: Clause) -> str | None:
        """What kind of thing the subject is, where money goes to it or is its sum: a budget, a sector, a debt."""
        entry = clause.entry
        if clause.subject is None or (entry is not None and entry.subject == "none" and not clause.passive):
            return None
        tokens = self.core(clause.subject)
        kinds = [kind for i in tokens if (kind := words().get(self.reading.lower[i])) is not None]
        gets = entry is not None and entry.subject == ("payer" if clause.passive else "payee")
        if kinds and kinds[-1] in ("user", "public"):
            return "user" if gets else None
        if "balance" in kinds and kinds[-1] not in _PAID:
            return "balance"
        return next((kind for kind in ("spending", "state", "sector", "payment") if kind in kinds), None)

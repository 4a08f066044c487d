"""Who gets an amount: an indirect object, a receiver, a goal, a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.figures.beneficiaries import Beneficiaries, Told, is_one
from extractors.figures.clause import Clause, phrase
from extractors.figures.lexicon import COPULAS, words
from extractors.figures.story import NATIONS, TAKERS, Party
from extractors.reading import NAME_TAGS

_PAID = frozenset({"spending", "payment"})
_FROM, _BY, _TO = frozenset({"from"}), frozenset({"by"}), frozenset({"to", "for"})
_TO_SELLERS = _TO | {"with"}
_TOWARDS = frozenset({"for", "toward", "towards"})
_PUTTING = frozenset({"inject", "plough", "pour", "put"})
_GIVING = frozenset({"lend", "pledge", "spend"})
_LONGEST_NAME = 5  # tokens of a country's name
_LOCAL = frozenset({"aid", "assistance", "program", "programme", "programmes", "programs", "project", "projects"})
_INVESTING = frozenset({"investment", "investments", "manufacturing", "factory", "factories", "plant", "plants"})
_QUALIFYING = frozenset({"a", "about", "additional", "another", "further", "nearly", "some", "than", "more", "to", "up"})
_HELPING = frozenset({"assist", "help", "helping", "rebuild", "support", "supporting"})
_INTO = frozenset({"in", "into", "across", "throughout"})


class Payees(Beneficiaries):
    """Finds to whom an article's amounts go."""

    def payee(self, clause: Clause, payer: Party | None, before: Party | None, told: Told) -> Party | None:
        """To whom an amount goes.

        Args:
            clause: The amount's clause.
            payer: Whose money it is.
            before: The payee of the amount before it, where that stands in the same paragraph.
            told: Who gave and took in the article so far.

        Returns:
            The payee; ``None`` where the text does not tell.
        """
        if clause.negated or clause.kind() == "balance":
            return None
        found = self._receiver(clause, payer, before) or self._seller(clause) or self._goal(clause, payer) or self._place(clause)
        if found is None:
            return self.beneficiary(clause, payer, told)
        if payer is not None and is_one(payer, found) and not payer.rule.endswith("owner"):
            return None
        return found

    def _receiver(self, clause: Clause, payer: Party | None, before: Party | None) -> Party | None:
        """Who is called the recipient, is given the amount, or is the subject of "receive"."""
        if codes := self.called(clause, TAKERS):
            return Party(codes, "receiver")
        return self._dative(clause, payer, before) or self._subject(clause, payer)

    def _seller(self, clause: Clause) -> Party | None:
        """Such as "buys radars from [Chad] for $9 million"."""
        if not clause.is_purchase:
            return None
        for prep in clause.prepositions(clause.reach(), _FROM):
            if codes := self.named(tokens := self.reading.subtree(prep)[1:]):
                return Party(codes, "seller", self.words_of(tokens))
        return None

    def _dative(self, clause: Clause, payer: Party | None, before: Party | None) -> Party | None:
        """The indirect object of "give"."""
        if clause.entry is None or clause.verb is None or clause.entry.subject != "payer":
            return None
        for c in self.reading.children[clause.verb] if clause.entry.verb_class != "request" else ():
            word, label = self.reading.lower[c], self.reading.deps[c]
            if label not in ("dative", "dobj") or not clause.verb < c < clause.first:
                continue
            if word in ("it", "them"):
                codes = self.antecedent(clause)
                return Party(before.codes, "dative") if before is not None else Party(codes, "pronoun") if codes else None
            whose = c in self.at or (label == "dative" and word not in _TO)
            codes = self.named(tokens := self.core(c)) or self.seated(tokens) if whose else ()
            if codes or (codes := self.nation(payer) if word in NATIONS or self._is_state_abroad(clause, word, payer) else ()):
                return Party(codes, "dative", self.words_of(tokens))
        between = self._between(clause)
        return Party(self.named(between), "dative", self.words_of(between)) if between else None

    def _is_state_abroad(self, clause: Clause, word: str, payer: Party | None) -> bool:
        """Whether a noun is a body of state to which another country gives: "France lent [the government] $9 million"."""
        if word != "state" and words().get(word) != "state":
            return False
        abroad = payer is not None and payer.rule == "subject" and set(self.focus[:1]).isdisjoint(payer.codes)
        return abroad or self.gives_as_lender(clause)

    def _subject(self, clause: Clause, payer: Party | None) -> Party | None:
        """The subject of "receive" or of a passive "were promised", who asks for money."""
        if clause.entry is None or clause.subject is None:
            return None
        takes = clause.entry.subject == "payee" and not clause.passive
        given = clause.passive and clause.entry.subject == "payer" and self._is_object(clause)
        asks = clause.entry.verb_class == "request" and (self.asked(clause) is not None or self.asks_lender(clause))
        codes = self._denoted_by(clause, clause.subject, payer) if takes or given or asks else ()
        return Party(codes, "receiver", self.words_of(self.core(clause.subject))) if codes else None

    def _denoted_by(self, clause: Clause, subject: int, payer: Party | None) -> tuple[str, ...]:
        """The countries of a subject, those that "it" or "the country" stands for too."""
        if codes := self.named(tokens := self.core(subject)) or self.seated(tokens):
            return codes
        word = self.reading.lower[subject]
        if word in ("it", "they"):
            return self.antecedent(clause)
        if word in NATIONS:
            return self.nation(payer)
        codes = self.named(phrase(self.reading, subject))  # "charities at work in Mali"
        return () if codes == (self.owner(clause),) else codes

    def _between(self, clause: Clause) -> list[int]:
        """A country that alone stands between a giving verb and the amount: "promised [Nepal] Rs 10 billion"."""
        if clause.verb is None or clause.entry is None or clause.entry.subject != "payer" or clause.entry.verb_class not in _GIVING:
            return []
        between = [i for i in range(clause.verb + 1, clause.first) if self.reading.lower[i] != "the"]
        whole = bool(between) and len(between) <= _LONGEST_NAME and len({self.at[i].start for i in between if i in self.at}) == 1
        return between if whole and all(i in self.at and self.at[i].form != "demonym" for i in between) else []

    def _is_object(self, clause: Clause) -> bool:
        below = clause.head
        for i in clause.path:
            if i == clause.verb:
                break
            below = i
        return self.reading.deps[below] in ("dobj", "oprd", "attr", "npadvmod")

    def _goal(self, clause: Clause, payer: Party | None) -> Party | None:
        """Such as "to Ukraine", "for the island", "with China" of a deal; not the "to" of a rise."""
        spends = (
            clause.kind() in _PAID
            or self._is_sum(clause)
            or clause.buys
            or (clause.entry is not None and clause.entry.subject in ("payer", "thing", "payee"))
        )
        if not spends:
            return None
        preps = clause.prepositions([*clause.reach(), *self._changed_aid(clause)], _TO_SELLERS if clause.buys else _TO)
        for prep in sorted(preps, key=lambda prep: (prep < clause.first, abs(prep - clause.first))):
            for noun in self._goals(clause, prep):
                tokens = [i for i in self.core(noun) if i not in self.before_amounts]
                if codes := self._beyond(clause, tokens) or (self.nation(payer) if self.reading.lower[noun] in NATIONS else ()):
                    return Party(codes, f"goal.{self.reading.lower[prep]}", self.words_of(tokens))
        return self._purpose(clause) or self._helped(clause)

    def _beyond(self, clause: Clause, tokens: Sequence[int]) -> tuple[str, ...]:
        """The countries of a goal, none for mere places at home: "for teachers in New Jersey" is no payment to a country."""
        codes = self.named(tokens)
        places = all(self.at[i].form == "place" for i in tokens if i in self.at)
        return () if places and codes == (self.owner(clause),) else codes

    def _purpose(self, clause: Clause) -> Party | None:
        """For whom what is bought is: "$9 million towards a cable for Tonga"."""
        reading = self.reading
        for prep in clause.prepositions(clause.reach(), _TOWARDS):
            for noun in (c for c in reading.children[prep] if reading.deps[c] == "pobj"):
                for link in clause.prepositions([noun], _TO):
                    tokens = [i for c in reading.children[link] if reading.deps[c] == "pobj" for i in self.core(c)]
                    if codes := self._beyond(clause, tokens):
                        return Party(codes, "goal.purpose", self.words_of(tokens))
        return None

    def _helped(self, clause: Clause) -> Party | None:
        """Whom money is given to help: "promised $9 million to help [Chad] rebuild"."""
        reading = self.reading
        for helping in (c for i in clause.reach() for c in reading.children[i] if reading.lower[c] in _HELPING):
            inner = [c for c in reading.children[helping] if reading.deps[c] in ("ccomp", "xcomp")]
            for c in (c for i in (helping, *inner) for c in reading.children[i] if reading.deps[c] in ("dobj", "nsubj")):
                if c > helping and (codes := self._beyond(clause, tokens := self.core(c))):
                    return Party(codes, "goal.help", self.words_of(tokens))
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
        return [clause.subject] if self.subject_kind(clause) in _PAID else []

    def _is_sum(self, clause: Clause) -> bool:
        """Whether the verb only equates its subject with the amount: "assistance to Nauru [was] $31 million"."""
        return clause.verb is not None and self.reading.lower[clause.verb] in COPULAS

    def lender_in_gap(self, clause: Clause, last: Clause | None) -> bool:
        """Whether a body of many nations stands right before an amount where the verb is left out: "and [the World Bank] $2m"."""
        words_before = range(max(0, clause.first - _LONGEST_NAME), clause.first)
        together = last is not None and last.sentence == clause.sentence and clause.subject not in words_before
        return together and self.names_lender([i for i in words_before if self.reading.tags[clause.first - 1] in NAME_TAGS])

    def gap(self, clause: Clause, last: Clause | None) -> tuple[str, ...]:
        """The country that stands right before an amount where the verb is left out: "Ghana gets $2m and [Togo] $1m"."""
        before = clause.first - 1
        if last is None or last.sentence != clause.sentence:
            return ()
        while before > 0 and self.reading.lower[before] in _QUALIFYING:
            before -= 1
        if self.reading.words[before] == "(" and before - 1 in self.at:
            return (self.at[before - 1].iso_alpha2,)  # "[Nepal] ($2m) and Togo ($1m)"
        if before not in self.at:
            return ()
        start = self.reading.token_at(self.at[before].start) - 1
        while start >= 0 and self.reading.lower[start] == "the":
            start -= 1
        first = start - 1
        if self.reading.lower[start] == "and" and first in self.at and self.reading.lower[first - 1] in ("and", ",", ";", "while"):
            return self.at[first].iso_alpha2, self.at[before].iso_alpha2  # "and [France and Italy] $3m each"
        return (self.at[before].iso_alpha2,) if self.reading.lower[start] in ("and", ",", ";", "while") else ()

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
                return Party(codes, "place", self.words_of(tokens[1:]))
        after = [i for i in self.sentence_tokens(clause) if i > clause.head] if invests else []
        codes = self.named(after)
        return Party(codes, "place") if len(codes) == 1 else None

    def _invests(self, clause: Clause) -> bool:
        """Whether the amount is put into a place: an investment, or a commitment in a sentence about investing."""
        if clause.kind() == "investor" or (clause.entry is not None and clause.entry.lemma == "invest"):
            return True
        about = any(self.reading.lower[i] in _INVESTING for i in self.sentence_tokens(clause))
        return about and clause.entry is not None and clause.entry.verb_class == "pledge"

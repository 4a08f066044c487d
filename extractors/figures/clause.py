"""The clause around an amount: the nouns and the verb that govern it, their subject, agent and prepositional phrases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.figures.lexicon import Verb, verbs, words
from extractors.reading import NOUN_TAGS, Reading
from extractors.records import Amount

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_SHARED_SUBJECT = frozenset({"xcomp", "conj", "advcl", "ccomp", "prep", "pcomp", "acl", "relcl"})
_ASIDE = frozenset({"relcl", "acl", "advcl", "parataxis", "ccomp", "punct"})
"""Labels of what only comments on a noun: countries in it are no party to what the noun takes part in."""
_CONTROLLED = frozenset({"xcomp", "pcomp"})
_VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_BOUNDS = frozenset({"by", "from", "to"})
_DASHES = frozenset({"-", "--", "–", "—"})
_SIGNING = frozenset({"award", "awarded", "awards", "place", "placed", "sign", "signed", "signs"})
_BUYING = frozenset(
    {
        "acquire", "acquired", "acquires", "bought", "buy", "buying", "buys", "import", "imported", "imports", "order", "ordered",
        "orders", "purchase", "purchased", "purchases",
    }
)  # fmt: skip
_PRICES = frozenset({"cost", "price"})
_AHEAD = frozenset({"to", "will", "would", "'ll", "’ll"})
_CONTRACTS = frozenset({"contract", "contracts", "order", "orders"})
_MOST_CHILDREN = 60  # dependents of one token that are looked at; a table without full stops has thousands
_LONGEST_PHRASE = 80  # tokens
_LONGEST_PATH = 12  # steps from an amount up to its verb; a longer way is a parse gone astray


@dataclass(frozen=True, slots=True)
class Clause:
    """What governs an amount.

    Attributes:
        reading: The document.
        amount: The amount.
        first: Number of its first token.
        head: Number of the token that heads it.
        path: The tokens above it, nearest first, up to and with its verb.
        verb: Number of the verb; ``None`` where a noun phrase stands alone.
        entry: That verb's row in the table; ``None`` for a verb that moves no money.
        subject: Number of the head of its subject.
        passive: Whether that subject is what is given, not who gives.
    """

    reading: Reading
    amount: Amount
    first: int
    head: int
    path: tuple[int, ...]
    verb: int | None
    entry: Verb | None
    subject: int | None
    passive: bool

    @property
    def sentence(self) -> int:
        """Number of the sentence."""
        return self.reading.sentences[self.first]

    @property
    def paragraph(self) -> int:
        """Number of the block, or -1."""
        return self.reading.paragraphs[self.first]

    @property
    def negated(self) -> bool:
        """Whether the verb of money, or one that governs it, is denied ("did not pledge", "refused to pay")."""
        verb, steps = self.verb if self.entry is not None else None, 0
        while verb is not None and steps < 3:
            if any(self.reading.deps[c] == "neg" for c in self.reading.children[verb]):
                return True
            above = self.reading.heads[verb]
            verb = above if self.reading.deps[verb] == "xcomp" and above != verb else None
            if verb is not None and self.reading.lower[verb] in {"refused", "refuses", "declined", "declines", "failed"}:
                return True
            steps += 1
        return False

    @property
    def buys(self) -> bool:
        """Whether a contract for the amount is signed."""
        if self.verb is None or self.reading.lower[self.verb] not in _SIGNING:
            return False
        objects = (c for c in self.reading.children[self.verb] if self.reading.deps[c] == "dobj")
        return any(self.reading.lower[i] in _CONTRACTS for i in (*self.path, *objects))

    @property
    def is_purchase(self) -> bool:
        """Whether something is bought for the amount: "buys jets for $9 billion", "will import maize at a cost of $5 million"."""
        if self.verb is None or self.passive or self.reading.lower[self.verb] not in _BUYING:
            return False
        told = [self.reading.lower[i] for i in self.path]
        priced = told[:1] == ["for"] or not _PRICES.isdisjoint(told)
        return priced and any(self.reading.deps[c] == "dobj" for c in self.reading.children[self.verb])

    @property
    def is_future(self) -> bool:
        """Whether the verb, or one that governs it, tells what will or would be."""
        reading, verb = self.reading, self.verb
        above = {} if verb is None else {verb, reading.heads[verb]}
        return any(reading.lower[c] in _AHEAD for i in above for c in reading.children[i] if reading.deps[c] == "aux")

    def nouns(self) -> Iterator[int]:
        """The nouns that the amount measures, nearest first: "[aid] [budget]" of "a $5 billion aid budget"."""
        for i in self.path:
            if self.reading.tags[i] in NOUN_TAGS or (self.reading.tags[i] == "VBG" and i != self.verb):
                yield i
                yield from self._measured(i)
        yield from self._measured(self.head)

    def _measures(self) -> Iterator[int]:
        """What the amount itself measures, also where the parse hangs the "in" right behind it on the verb."""
        yield from self._measured(self.head)
        behind = self.head + 1
        if behind < len(self.reading) and self.reading.lower[behind] == "in" and self.reading.heads[behind] != self.head:
            yield from (c for c in self.reading.children[behind] if self.reading.deps[c] == "pobj" and c not in self.path)

    def _measured(self, i: int) -> Iterator[int]:
        """What follows "of", "in" or "worth of": "$3 billion in [aid]"."""
        for prep in self.prepositions([i], frozenset({"in", "of"})):
            yield from (c for c in self.reading.children[prep] if self.reading.deps[c] in ("pobj", "pcomp"))

    def kind(self) -> str | None:
        """What kind of sum the nearest telling noun makes it: ``spending``, ``payment``, ``balance`` or ``investor``."""
        for noun in (*self.changed(), *self.nouns()):
            for i in (noun, *reversed([c for c in self.reading.children[noun] if self.reading.deps[c] == "compound"])):
                kind = words().get(self.reading.lower[i])
                if kind in ("spending", "payment", "balance", "investor"):
                    return kind
        return None

    def changed(self) -> Iterator[int]:
        """The object of a verb that changes it to or by the amount: "cut the [deficit] to $474 billion"."""
        reading = self.reading
        if self.verb is not None and any(reading.lower[i] in ("to", "by", "from", "at") for i in self.path):
            yield from (c for c in reading.children[self.verb] if reading.deps[c] == "dobj" and c < self.head)

    def prepositions(self, above: Sequence[int], names: frozenset[str]) -> Iterator[int]:
        """Prepositions of these names that hang on the tokens ``above``."""
        for i in above:
            for c in self.reading.children[i][:_MOST_CHILDREN]:
                if self.reading.deps[c] in ("prep", "dative", "agent") and self.reading.lower[c] in names:
                    yield c

    def reach(self) -> list[int]:
        """The tokens on which a phrase may hang that concerns the amount: itself, its nouns, its verb and what the verb moves."""
        found = [self.head, *self._measures(), *self.path]
        if self.verb is not None:
            found += [self.verb]
            found += [c for c in self.reading.children[self.verb] if self.reading.deps[c] in ("dobj", "attr", "oprd")]
        return list(dict.fromkeys(found))


def clause_of(reading: Reading, amount: Amount) -> Clause:
    """The clause around an amount."""
    last = reading.token_before(amount.end)
    first = min(reading.token_at(amount.start), last)  # an amount may begin inside a token: "5$5"
    inside = range(first, last + 1)
    head = next((i for i in inside if reading.heads[i] not in inside or reading.heads[i] == i), first)
    path, verb = _path(reading, head)
    about = _clause_about(reading, (head, *path))
    if verb is None or reading.lower[verb] not in verbs() or (about is not None and _is_own(reading, about, head)):
        verb = about or verb
    subject, passive = subject_of(reading, verb) if verb is not None else (None, False)
    entry = verbs().get(reading.lower[verb]) if verb is not None else None
    if entry is not None and entry.lemma == "raise" and any(reading.lower[i] in _BOUNDS for i in (first - 1, *path)):
        entry = verbs()["increase"]  # "raised its aid by $5 million" is no "raised $5 million"
    if entry is not None and entry.lemma == "make" and any(reading.lower[c] == "available" for c in reading.children[verb or 0]):
        entry = verbs()["provide"]  # "is making $5 million available"
    return Clause(reading, amount, first, head, tuple(path), verb, entry, subject, passive)


def _path(reading: Reading, head: int) -> tuple[list[int], int | None]:
    path: list[int] = []
    i = head
    while reading.heads[i] != i and len(path) < _LONGEST_PATH:
        i = reading.heads[i]
        if reading.sentences[i] != reading.sentences[head]:
            break
        path.append(i)
        if _is_verb(reading, i):
            return path, i
    return path, None


def _is_verb(reading: Reading, i: int) -> bool:
    """Whether a token is a verb; the model takes "sets" and "drops" at the root of a sentence for plural nouns."""
    tag = reading.tags[i]
    return tag in _VERB_TAGS or (tag == "NNS" and reading.deps[i] == "ROOT" and reading.lower[i] in verbs())


def _is_own(reading: Reading, verb: int, head: int) -> bool:
    """Whether a clause on the amount itself says who paid it, whatever verb governs both: "a budget with $5 million [paid] to"."""
    return reading.heads[verb] == head and verbs()[reading.lower[verb]].verb_class in ("spend", "lend", "pledge", "allocate")


def _clause_about(reading: Reading, nouns: Sequence[int]) -> int | None:
    """The verb of a clause that says what was done with the money: "[sent]" of "the $61 billion that Congress sent"."""
    for i in nouns:
        for c in reading.children[i][:_MOST_CHILDREN]:
            if reading.deps[c] in ("relcl", "acl") and reading.lower[c] in verbs() and reading.tags[i] not in _VERB_TAGS:
                return c
    return None


def subject_of(reading: Reading, verb: int, depth: int = 4) -> tuple[int | None, bool]:
    """The head of a verb's subject, its own or the one that it shares, and whether the verb stands in the passive."""
    passive = any(reading.deps[c] in ("auxpass", "nsubjpass") for c in reading.children[verb])
    owns = [c for c in reading.children[verb] if reading.deps[c] in _SUBJECTS]
    if len(owns) > 1 and owns[0] < verb and reading.words[owns[0]].isupper() and reading.words[owns[0] + 1] in _DASHES:
        owns = owns[1:]  # a dateline: "TIRANA — The EU has transferred"
    own = owns[0] if owns else None
    label, above = reading.deps[verb], reading.heads[verb]
    to_do = own is None and reading.tags[verb] == "VB"  # "has $9 million [to spend]"
    if label == "relcl" and not to_do and (own is None or reading.lower[own] in _RELATIVE):
        return above, passive
    if own is None and reading.tags[verb] == "NNS":
        own = next((c for c in reading.children[verb] if c < verb and reading.tags[c] in NOUN_TAGS), None)
    if own is not None:
        return own, passive
    if label == "acl" and (reading.tags[above] in NOUN_TAGS or reading.tags[above] == "CD") and reading.tags[verb] != "VB":
        return _described(reading, verb, above)
    if label in _SHARED_SUBJECT and depth and above != verb:
        while reading.tags[above] not in _VERB_TAGS and reading.heads[above] != above:
            above = reading.heads[above]
        if reading.tags[above] in _VERB_TAGS:
            controlled = [
                c for c in reading.children[above] if reading.deps[c] == "dobj" and label in _CONTROLLED and above < c < verb
            ]
            if controlled:
                return controlled[0], passive  # "urged the ministers to give", "accused the ministers of owing"
            subject, above_passive = subject_of(reading, above, depth - 1)
            return subject, passive or (above_passive and label == "conj" and not passive and reading.tags[verb] == "VBN")
    return None, passive


def _described(reading: Reading, verb: int, noun: int) -> tuple[int, bool]:
    """The subject of a participle: its noun, or what "Norway, which has no reactors, set aside $5 million" is really about."""
    i = noun
    while reading.words[verb - 1] == "," and reading.heads[i] != i and reading.deps[i] != "relcl":
        i = reading.heads[i]
    if reading.words[verb - 1] == "," and reading.deps[i] == "relcl":
        return reading.heads[i], False  # the parse hung the main verb on the aside
    return noun, reading.tags[verb] == "VBN"


def phrase(reading: Reading, head: int, prepositions: frozenset[str] | None = None) -> list[int]:
    """The tokens of the noun phrase around ``head``, without relative clauses and other asides.

    Args:
        reading: The document.
        head: Number of the token that heads it.
        prepositions: Those that it may go on with; ``None`` for any.
    """
    found: list[int] = []
    stack = [head]
    while stack and len(found) < _LONGEST_PHRASE:
        i = stack.pop()
        found.append(i)
        for c in reading.children[i]:
            cut = reading.deps[c] == "prep" and prepositions is not None and reading.lower[c] not in prepositions
            if reading.deps[c] not in _ASIDE and not cut:
                stack.append(c)
    return sorted(found)

"""A parsed document as plain lists: what rules ask of a token, read once.

spaCy makes a Python object for every token that one looks at; rules look at each several times. Lists of strings and
integers are read some ten times faster and are as easy to test.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.attrs import DEP, ENT_TYPE, HEAD, IDX, LOWER, ORTH, TAG
from spacy.strings import StringStore
from spacy.tokens import Doc

from extractors.article import Article

NAME_TAGS = frozenset({"NNP", "NNPS"})
NOUN_TAGS = NAME_TAGS | {"NN", "NNS"}
FINITE_TAGS = frozenset({"VBD", "VBZ", "VBP", "MD"})
_DOUBTFUL = frozenset({"VB", "VBP", "UH", "RB", "FW"})
"""What a name at the start of a sentence is now and then taken for."""
_SIGN = 2**63  # heads are offsets in unsigned integers
_SENTENCE_ENDS = frozenset({".", "?", "!", "...", "…"})
_BREAKS = frozenset({",", ";", ":", "—", "―", "--", "•"})
_CLOSING = "\"'”’»`“ "


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that denote one thing: tokens ``start`` to ``end`` (exclusive), with the token that heads them."""

    start: int
    end: int
    head: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's tokens as lists, with the paragraph, sentence and marked stretch that each stands in.

    Attributes:
        text: The article's text.
        words: Each token's text.
        lower: The same in lower case.
        tags: Penn Treebank tags.
        deps: Dependency labels.
        heads: Number of each token's head; its own for a root.
        children: Numbers of each token's dependents, in order.
        ents: Entity label, empty outside entities.
        starts: Offset of each token's first character.
        ends: Offset after its last.
        quoted: Number of the marked stretch that the token stands in, or -1.
        paragraphs: Number of the block, or -1 between blocks.
        sentences: Number of the sentence: paragraphs and full stops part sentences, inside marks as outside of them; the
            model's own boundaries go astray around marks.
    """

    text: str
    words: list[str]
    lower: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    children: list[list[int]]
    ents: list[str]
    starts: list[int]
    ends: list[int]
    quoted: list[int]
    paragraphs: list[int]
    sentences: list[int]

    @classmethod
    def of(cls, doc: Doc, article: Article, stretches: Sequence[tuple[int, int]]) -> Reading:
        """Read a document.

        Args:
            doc: The parsed document; without a parse every token is its own root.
            article: What it was made from.
            stretches: Start and end offsets of its marked stretches, in order.
        """
        columns: list[list[int]] = doc.to_array([ORTH, LOWER, TAG, DEP, ENT_TYPE, HEAD, IDX]).reshape(-1, 7).T.tolist()  # type: ignore[assignment]
        string = _Strings(doc.vocab.strings).__getitem__
        words, lower, tags, deps, ents = (list(map(string, column)) for column in columns[:5])
        tags = _names_retagged(words, tags)
        starts = columns[6]
        heads = [i + (head if head < _SIGN else head - 2**64) for i, head in enumerate(columns[5])]
        children: list[list[int]] = [[] for _ in words]
        for i, head in enumerate(heads):
            if head != i:
                children[head].append(i)
        quoted = _numbers(starts, stretches)
        paragraphs = _numbers(starts, [(block.start, block.end) for block in article.paragraphs()])
        return cls(
            text=article.text, words=words, lower=lower, tags=tags, deps=deps, heads=heads, children=children, ents=ents,
            starts=starts, ends=[start + len(word) for start, word in zip(starts, words, strict=True)],
            quoted=quoted, paragraphs=paragraphs, sentences=_sentences(words, quoted, paragraphs),
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.words)

    def token_at(self, offset: int) -> int:
        """Number of the first token that starts at or after ``offset``."""
        return bisect_left(self.starts, offset)

    def token_before(self, offset: int) -> int:
        """Number of the last token that starts before ``offset``, or -1."""
        return bisect_left(self.starts, offset) - 1

    def child(self, i: int, labels: frozenset[str]) -> int | None:
        """The first dependent of token ``i`` with one of these labels."""
        return next((c for c in self.children[i] if self.deps[c] in labels), None)

    def subtree(self, i: int) -> list[int]:
        """Token ``i`` and all that hangs on it, in order."""
        found, stack = [], [i]
        while stack:
            j = stack.pop()
            found.append(j)
            stack.extend(self.children[j])
        return sorted(found)

    def is_break(self, i: int) -> bool:
        """Whether token ``i`` sets something off: a comma, a colon, a dash; a hyphen inside a word does not."""
        word = self.words[i]
        if word in {"-", "–"}:
            return not (i and self.ends[i - 1] == self.starts[i] and i + 1 < len(self.words) and self.ends[i] == self.starts[i + 1])
        return word in _BREAKS

    def before(self, i: int) -> int:
        """The nearest token before ``i`` that is not white space, or -1."""
        i -= 1
        while i >= 0 and self.words[i].isspace():
            i -= 1
        return i

    def span(self, start: int, end: int) -> str:
        """The text of tokens ``start`` to ``end`` (exclusive)."""
        return self.text[self.starts[start] : self.ends[end - 1]]


def _names_retagged(words: list[str], tags: list[str]) -> list[str]:
    """The tags, with a capitalized word a name wherever the article mostly has it as one: "Trump in recent days has"."""
    doubtful = {
        word for word, tag in zip(words, tags, strict=True) if tag in _DOUBTFUL and word[:1].isupper() and not word.isupper()
    }
    if not doubtful:
        return tags
    names, others = Counter[str](), Counter[str]()
    for word, tag in zip(words, tags, strict=True):
        if word in doubtful:
            (names if tag in NAME_TAGS else others)[word] += 1
    known = {word for word in doubtful if names[word] > 1 and names[word] > others[word]}
    return ["NNP" if word in known and tag in _DOUBTFUL else tag for word, tag in zip(words, tags, strict=True)]


class _Strings(dict[int, str]):
    """spaCy's numbers for strings, each looked up once."""

    def __init__(self, store: StringStore) -> None:
        super().__init__({0: ""})
        self.store = store

    def __missing__(self, number: int) -> str:
        self[number] = self.store[number]
        return self[number]


def _numbers(starts: Sequence[int], ranges: Sequence[tuple[int, int]]) -> list[int]:
    """For each token the number of the range that it starts in, or -1."""
    numbers = [-1] * len(starts)
    for number, (start, end) in enumerate(ranges):
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        numbers[first:last] = [number] * (last - first)
    return numbers


def _sentences(words: Sequence[str], quoted: Sequence[int], paragraphs: Sequence[int]) -> list[int]:
    numbers, number, ended = [], 0, False
    for i, word in enumerate(words):
        if i and (paragraphs[i] != paragraphs[i - 1] or (ended and not (quoted[i] >= 0 and quoted[i] == quoted[i - 1]))):
            number += 1
            ended = False
        if quoted[i] < 0:
            ended = word in _SENTENCE_ENDS
        elif word.strip(_CLOSING):
            ended = word in _SENTENCE_ENDS or word[-1:] == "."
        if ended and i + 1 < len(words) and not _may_begin(words[i + 1]):
            ended = quoted[i] >= 0 and quoted[i + 1] == quoted[i]
        numbers.append(number)
    return numbers


def _may_begin(word: str) -> bool:
    """Whether a sentence may begin with this word: "?" she asked" goes on."""
    return not word[:1].islower() and word not in {",", ";", ":", "—", "–", "-"}

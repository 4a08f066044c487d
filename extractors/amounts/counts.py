"""Finds what bare numbers count: "around 12 recipient countries", "200 troops"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from spacy.attrs import IDX
from spacy.tokens import Doc
from spacy.tokens import Token as SpacyToken

from extractors.amounts.lexicon import words
from extractors.amounts.sightings import Sighting
from extractors.amounts.tokens import Token

_MODIFIERS = frozenset(("JJ", "JJR", "JJS", "NN", "NNP", "VBN", "VBG", "HYPH", "CC", "PRP$", "POS"))
_LONGEST_PHRASE = 5  # tokens from a number to its noun


class Parse:
    """The words of a Doc by offset."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = self._doc.to_array([IDX]).tolist()
        return starts

    def token_at(self, offset: int) -> SpacyToken | None:
        """The first spaCy token at or after an offset."""
        i = bisect_left(self._starts, offset)
        return self._doc[i] if i < len(self._starts) else None

    def tag_at(self, offset: int) -> str:
        """The Penn Treebank tag of the word at an offset."""
        token = self.token_at(offset)
        return token.tag_ if token is not None else ""


def counted_noun(sighting: Sighting, tokens: Sequence[Token], parse: Parse) -> str | None:
    """The noun that a bare number counts.

    Args:
        sighting: A number without a unit.
        tokens: Its paragraph.
        parse: The article's words.

    Returns:
        The plural noun, as it stands, or ``None`` where the number counts nothing: a year, an age, a time, a name.
    """
    if not _may_count(sighting, tokens) or sighting.last >= len(tokens):
        return None
    token = parse.token_at(tokens[sighting.last].start)
    if token is None or token.is_punct:
        return None
    doc, limit = token.doc, min(token.i + _LONGEST_PHRASE, len(token.doc))
    for i in range(token.i, limit):
        if doc[i].tag_ in ("NNS", "NNPS"):
            last = i + 1 < limit and doc[i + 1].tag_ == "NNS"
            noun = doc[i + 1 if last else i]
            return None if noun.lower_ in words("uncounted") or not noun.is_alpha else noun.text
        if doc[i].tag_ not in _MODIFIERS:
            return None
    return None


def _may_count(sighting: Sighting, tokens: Sequence[Token]) -> bool:
    number = sighting.number
    value = number.value
    if value is None or value <= 1:
        return False
    follower = tokens[sighting.last] if sighting.last < len(tokens) else None
    if follower is None or follower.kind != "word" or (follower.glued and number.digits):
        return False
    before = tokens[sighting.first - 1] if sighting.first else None
    if before is not None and (before.lower in words("name before") or follower.lower in words("name before")):
        return False  # "Article 5", "11 September attacks"
    if before is not None and tokens[sighting.first].glued and before.glued and before.kind == "sign":
        return False  # "COVID-19 cases"
    return not number.looks_like_a_year

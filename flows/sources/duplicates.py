"""Near-duplicates: one agency report as twenty papers print it, cut, with a new lead or another publisher's furniture.

A text's sketch is a sample of its word 5-grams, one in eight, chosen by their hashes. Two texts with a common source have
sampled grams in common, however much was cut or put before: what counts is the share of the *shorter* text's grams that
stand in the longer. An index from gram to document finds the candidates, so the time grows with the texts, not with pairs.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter

import numpy

_WORDS_A_GRAM = 5
_ONE_IN = 8  # grams, one is kept
_MIXER = numpy.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, as hash functions have it
_FEWEST = 5  # sampled grams of which a judgement is made: texts of some fifty words
_COMMON = 100  # documents; a gram of more is a phrase that everyone uses ("told reporters on condition of")
_WORD = re.compile(r"\w+")

Sketch = frozenset[int]


def sketch_of(text: str) -> Sketch:
    """The sampled grams of a text, as hashes; equal for texts with equal words."""
    words = _WORD.findall(text.casefold())
    if len(words) < _WORDS_A_GRAM:
        return frozenset()
    codes = numpy.fromiter((zlib.crc32(word.encode()) for word in words), numpy.uint64, len(words))
    grams = numpy.zeros(len(words) - _WORDS_A_GRAM + 1, numpy.uint64)
    for i in range(_WORDS_A_GRAM):
        grams = (grams ^ codes[i : i + len(grams)]) * _MIXER
        grams ^= grams >> numpy.uint64(29)
    return frozenset(grams[grams % numpy.uint64(_ONE_IN) == 0].tolist())


class NearDuplicates:
    """The documents seen so far, and which of them a new one repeats.

    Args:
        share: Share of the shorter text's grams that must stand in the longer for the two to have one source.
    """

    def __init__(self, share: float = 0.5) -> None:
        self._share = share
        self._sizes: dict[str, int] = {}
        self._firsts: dict[str, str] = {}
        self._documents_of: dict[int, list[str]] = {}

    def add(self, key: str, sketch: Sketch) -> str | None:
        """Add a document.

        Args:
            key: Its id.
            sketch: Its :func:`sketch_of`.

        Returns:
            The id of the first document that it repeats, or ``None``; a copy of a copy is linked to the first of all.
        """
        first = self.find(sketch)
        self._sizes[key] = len(sketch)
        self._firsts[key] = key if first is None else first
        for gram in sketch:
            documents = self._documents_of.setdefault(gram, [])
            if len(documents) <= _COMMON:
                documents.append(key)
        return first

    def find(self, sketch: Sketch) -> str | None:
        """The id of the first document that a text with this sketch repeats, or ``None``."""
        shared: Counter[str] = Counter()
        for gram in sketch:
            documents = self._documents_of.get(gram, [])
            if len(documents) <= _COMMON:
                shared.update(documents)
        best: tuple[float, str] | None = None
        for document, count in shared.items():
            smaller = min(len(sketch), self._sizes[document])
            if smaller >= _FEWEST and count >= self._share * smaller and (best is None or count / smaller > best[0]):
                best = (count / smaller, document)
        return self._firsts[best[1]] if best else None

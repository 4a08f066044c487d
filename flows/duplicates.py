"""Near-duplicates: one agency report as twenty papers print it, cut, with a new lead or another publisher's furniture.

A text's sketch is a sample of its word 5-grams, one in four, chosen by their hashes. Two texts with a common source have
sampled grams in common, however much was cut or put before: what counts is the share of the *shorter* text's grams that
stand in the longer. Sorting the grams of all texts finds those pairs, so the time grows with the texts, not with their pairs.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Sequence

import numpy
from numpy.typing import NDArray

_WORDS_A_GRAM = 5
_ONE_IN = 4  # grams, one is kept
_MIXER = numpy.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, as hash functions have it
_FEWEST = 5  # sampled grams of which a judgement is made: texts of some thirty words
_CARRIERS = 16  # a gram's first documents, with which the others that have it are compared; more have a phrase in common
_SHARE = 0.6  # of the shorter one's grams: below it stand announcements of one wording, and stories that retell another
_WORD = re.compile(r"\w+")
_STORED = numpy.dtype("<u4")

_Integers = NDArray[numpy.int64]


def sketch_of(text: str) -> str:
    """The sketch of a text, as text that a database can hold; the same for texts with the same words."""
    words = _WORD.findall(text.casefold())
    codes = numpy.fromiter((zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words), numpy.uint64, len(words))
    grams = numpy.zeros(max(0, len(words) - _WORDS_A_GRAM + 1), numpy.uint64)
    for i in range(_WORDS_A_GRAM):
        grams = (grams ^ codes[i : i + len(grams)]) * _MIXER
        grams ^= grams >> numpy.uint64(29)
    sampled = numpy.unique(grams[grams % numpy.uint64(_ONE_IN) == 0] >> numpy.uint64(32))
    return base64.b64encode(sampled.astype(_STORED).tobytes()).decode()


def firsts(sketches: Sequence[str]) -> list[int | None]:
    """For each of some documents, the first one that it repeats.

    Args:
        sketches: The documents' sketches, first document first.

    Returns:
        For each its place in ``sketches``, or ``None``. A copy of a copy repeats the first of all.
    """
    grams = [numpy.frombuffer(base64.b64decode(sketch), _STORED) for sketch in sketches]
    found: list[int | None] = [None] * len(grams)
    for later, earlier in _best_pairs(grams):
        first = found[earlier]
        found[later] = earlier if first is None else first
    return found


def _best_pairs(sketches: Sequence[NDArray[numpy.uint32]]) -> list[tuple[int, int]]:
    """Each document that has a source among the earlier ones, in order, with the one that it shares most with."""
    sizes = numpy.array([len(sketch) for sketch in sketches], numpy.int64)
    pairs, shared = _grams_in_common(sketches, sizes)
    later, earlier = pairs // max(1, len(sizes)), pairs % max(1, len(sizes))
    shorter = numpy.minimum(sizes[later], sizes[earlier])
    same = (shorter >= _FEWEST) & (shared >= _SHARE * shorter)
    later, earlier, shared = later[same], earlier[same], shared[same]
    order = numpy.lexsort((earlier, -shared, later))
    _, best = numpy.unique(later[order], return_index=True)
    return list(zip(later[order][best].tolist(), earlier[order][best].tolist(), strict=True))


def _grams_in_common(sketches: Sequence[NDArray[numpy.uint32]], sizes: _Integers) -> tuple[_Integers, _Integers]:
    """Pairs of documents with a gram in common, as ``later * number of documents + earlier``, and how many they have."""
    documents = numpy.repeat(numpy.arange(len(sizes)), sizes)
    grams = numpy.concatenate([*sketches, numpy.empty(0, _STORED)])
    order = numpy.argsort(grams, kind="stable")  # so the documents of a gram stay in their order
    grams, documents = grams[order], documents[order]
    begins = numpy.flatnonzero(numpy.diff(grams, prepend=grams[:1] + 1)) if len(grams) else numpy.empty(0, numpy.int64)
    begin = numpy.repeat(begins, numpy.diff(begins, append=len(grams)))  # where the run of each one's gram begins
    places = numpy.arange(len(grams))
    pairs = [numpy.empty(0, numpy.int64)]
    for carrier in range(_CARRIERS):
        places = places[places > begin[places] + carrier]
        pairs.append(documents[places] * len(sizes) + documents[begin[places] + carrier])
    return numpy.unique(numpy.concatenate(pairs), return_counts=True)

"""Puts our components behind a spaCy model, and runs articles through both.

The model reads paragraphs, the components read the article: each block is parsed on its own, in batches by length, and
the parsed blocks are joined into one Doc whose text has the article's length, so that a token's ``idx`` is an offset into
``Article.text``.
"""

from __future__ import annotations

import importlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain, islice

import numpy
import spacy
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, ORTH, SPACY, TAG
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors import DEFAULT_MODEL
from extractors.article import Article, Block
from extractors.docs import LAYERS
from extractors.records import Extraction

COMPONENTS = ("countries", "amounts", "fiscal_years", "quotes", "figures")
"""Our components in the order in which each needs those before it; the factory of ``x`` is ``newstables_x``."""

# What of the model's pipeline no component needs. Named entities are more than half of the lean model's time, and on the
# gold sets countries and quotes came out the same to half a point of F1 without them; where a pipeline has them, they are a hint.
_UNUSED = ("lemmatizer", "attribute_ruler", "morphologizer", "senter", "ner")
_ATTRIBUTES = (ORTH, SPACY, TAG, HEAD, DEP, ENT_IOB, ENT_TYPE)
_ARTICLES_A_BATCH = 32
_LONGEST_RUN = 256  # characters without a space; addresses of pages are the longest in news
_RUN = re.compile(rf"\S{{{_LONGEST_RUN}}}(?=\S)")
_LONG = 2_000  # characters; few paragraphs of news are longer
_LONG_ONES_A_BATCH = 4
_LONGEST_PIECE = 20_000  # characters; a paragraph of news has a tenth of that
_PARAGRAPHS_A_BATCH = 64  # a fifth faster than 16; more only costs memory (measured from 8 to 256)


def load_pipeline(model: str = DEFAULT_MODEL, components: Sequence[str] = COMPONENTS) -> Language:
    """A spaCy pipeline with our components at its end.

    Args:
        model: Name or path of an English spaCy pipeline with tagger, parser and NER.
        components: Which of :data:`COMPONENTS` to add.

    Returns:
        The pipeline; ``nlp(text)`` fills ``doc._.countries`` and the other layers.

    Raises:
        OSError: The model is not installed.
    """
    nlp = spacy.load(model, exclude=list(_UNUSED))
    for name in components:
        importlib.import_module(f"extractors.{name}")
        nlp.add_pipe(f"newstables_{name}")
    return nlp


def parse(articles: Iterable[Article], nlp: Language) -> Iterator[Doc]:
    """Run the model alone: one Doc an article, in order, with ``doc._.article`` set and none of our layers."""
    ours = [name for name in nlp.pipe_names if name.startswith("newstables_")]
    stream = iter(articles)
    while batch := list(islice(stream, _ARTICLES_A_BATCH)):
        pieces_of = [[piece for block in article.paragraphs() for piece in _pieces(article, block)] for article in batch]
        paragraphs = [(article, piece) for article, pieces in zip(batch, pieces_of, strict=True) for piece in pieces]
        order = sorted(range(len(paragraphs)), key=lambda i: paragraphs[i][1].end - paragraphs[i][1].start)
        texts = [paragraphs[i][0].prose(paragraphs[i][1]) for i in order]
        usual = bisect_right(texts, _LONG, key=len)  # memory grows with what a batch holds, so long ones go by few
        docs = nlp.pipe(texts[:usual], disable=ours, batch_size=_PARAGRAPHS_A_BATCH)
        if usual < len(texts):
            docs = chain(docs, nlp.pipe(texts[usual:], disable=ours, batch_size=_LONG_ONES_A_BATCH))
        parsed: list[Doc | None] = [None] * len(paragraphs)
        for i, doc in zip(order, docs, strict=True):
            parsed[i] = doc
        remaining = iter(parsed)
        for article, pieces in zip(batch, pieces_of, strict=True):
            yield _join(article, pieces, [doc for doc in islice(remaining, len(pieces)) if doc is not None], nlp.vocab)


def _pieces(article: Article, block: Block) -> Iterator[Block]:
    """A paragraph as the model can read it: whole but where it, or a run in it without a space, is longer than any in prose.

    The model's memory grows with the paragraph, and the tokenizer's time with the square of such a run.
    """
    if block.end - block.start <= _LONGEST_RUN:
        yield block
        return
    text, start = article.text, block.start
    for end in [*(run.end() for run in _RUN.finditer(text, block.start, block.end)), block.end]:
        while end - start > _LONGEST_PIECE:
            window = start + 1, start + _LONGEST_PIECE
            cut = text.rfind(". ", *window) + 1 or text.rfind(" ", *window) + 1 or window[1]
            yield Block(start, cut)
            start = cut
        yield Block(start, end)
        start = end


def _join(article: Article, blocks: Sequence[Block], docs: Sequence[Doc], vocab: Vocab) -> Doc:
    """One Doc over the article's whole text; what lies between two blocks becomes one whitespace token."""
    arrays = [numpy.zeros((0, len(_ATTRIBUTES)), dtype="uint64")]
    position = 0
    for block, doc in zip(blocks, docs, strict=True):
        arrays += [_gap(article.text[position : block.start], vocab, first=not position), doc.to_array(list(_ATTRIBUTES))]
        position = block.end
    arrays.append(_gap(article.text[position:], vocab, first=not position))
    tokens = numpy.concatenate(arrays)
    joined = Doc(vocab, words=tokens[:, 0].tolist(), spaces=tokens[:, 1].astype(bool).tolist())
    if len(joined):
        joined.from_array(list(_ATTRIBUTES[2:]), tokens[:, 2:])  # type: ignore[arg-type]
    joined._.article = article
    return joined


def _gap(text: str, vocab: Vocab, *, first: bool) -> numpy.ndarray:
    """Attributes of the whitespace between two blocks: one token, hung on the one before it, or none where there is no gap."""
    head = 0 if first else 2**64 - 1  # -1, as HEAD is relative
    token = [vocab[text].orth, 0, vocab.strings.add("_SP"), head, vocab.strings.add("dep"), 2, 0] if text else []
    return numpy.array(token, dtype="uint64").reshape(-1, len(_ATTRIBUTES))


def extract(articles: Iterable[Article], nlp: Language) -> Iterator[Extraction]:
    """Everything found in each article, in order.

    Args:
        articles: The articles.
        nlp: What :func:`load_pipeline` returned.

    Yields:
        One :class:`Extraction` an article.
    """
    components = [component for name, component in nlp.pipeline if name.startswith("newstables_")]
    for doc in parse(articles, nlp):
        yield records_of(reduce(lambda partial, component: component(partial), components, doc))


def records_of(doc: Doc) -> Extraction:
    """The records that our components left on ``doc``."""
    return Extraction(
        **{layer: tuple(getattr(doc._, layer)) for layer in (*LAYERS, "speakers", "focus_countries")},
        sentences=tuple((s.start_char, s.end_char) for s in doc.sents) if doc.has_annotation("SENT_START") else (),
    )

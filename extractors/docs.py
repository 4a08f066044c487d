"""What a spaCy ``Doc`` carries here: the article that it was made from, and the records of each layer.

A layer's records stand in the Doc extension of its name (``doc._.amounts``); ``doc.spans[name]`` shows the same as spaCy
spans, widened to whole tokens, for those who work in spaCy. The records are the truth: their offsets are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import srsly
from spacy.tokens import Doc

from extractors import article as _article
from extractors import records as _records
from extractors.article import Article
from extractors.records import Mention

LAYERS = ("countries", "groups", "amounts", "fiscal_years", "dates", "quotes", "figures", "programmes", "roles")
"""Layers whose records are mentions; each is a Doc extension and a span group."""

Doc.set_extension("article", default=None, force=True)
for _layer in (*LAYERS, "speakers", "focus_countries"):
    Doc.set_extension(_layer, default=(), force=True)


def article_of(doc: Doc) -> Article:
    """The article that ``doc`` was made from; for a plain ``nlp(text)``, one that knows nothing but the text."""
    return doc._.article or Article(text=doc.text)


def set_layer(doc: Doc, layer: str, records: Sequence[Mention], label: Callable[[Any], str]) -> None:
    """Store a layer's records on ``doc``, sorted by offset, and show them as ``doc.spans[layer]``.

    Args:
        doc: The document; its text has the article's length, so its character offsets are the article's.
        layer: One of :data:`LAYERS`.
        records: The records.
        label: Gives a record's span label, such as its form or code.
    """
    ordered = tuple(sorted(records, key=lambda record: (record.start, record.end)))
    setattr(doc._, layer, ordered)
    spans = (doc.char_span(r.start, r.end, label=label(r), alignment_mode="expand") for r in ordered)
    doc.spans[layer] = [span for span in spans if span is not None]


# Records inside `Doc.user_data` must survive `nlp.pipe(n_process=2)` and `DocBin`, which speak msgpack.
_CLASSES = {
    name: value
    for module in (_article, _records)
    for name, value in vars(module).items()
    if isinstance(value, type) and is_dataclass(value)
}


@srsly.msgpack_encoders("newstables_records")  # type: ignore[untyped-decorator]
def _encode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    if type(value).__name__ in _CLASSES and is_dataclass(value):
        return {"newstables": type(value).__name__, **{f.name: getattr(value, f.name) for f in fields(value)}}
    if isinstance(value, Decimal):
        return {"newstables": "Decimal", "value": str(value)}
    if isinstance(value, date):
        return {"newstables": "date", "value": value.isoformat()}
    return value if chain is None else chain(value)


@srsly.msgpack_decoders("newstables_records")  # type: ignore[untyped-decorator]
def _decode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    if isinstance(value, dict) and "newstables" in value:
        kind = value.pop("newstables")
        if kind == "Decimal":
            return Decimal(value["value"])
        if kind == "date":
            return date.fromisoformat(value["value"])
        return _CLASSES[kind](**{field: _frozen(item) for field, item in value.items()})
    return value if chain is None else chain(value)


def _frozen(value: Any) -> Any:
    """Lists, which msgpack makes of tuples, as tuples again, nested ones too."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value

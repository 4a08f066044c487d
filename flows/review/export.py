"""Reviewed articles as data to learn from and to measure by: our annotation format, spaCy's DocBin, Prodigy's JSON Lines.

An article is given in those layers in which a person has decided on every row. A layer in which nothing was found counts as
reviewed where all others of the article are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from extractors.article import Article
from extractors.records import Extraction
from flows.annotations import Annotation, document_of
from flows.decisions import REVIEWED_TABLES
from flows.store import SQL, Store
from flows.tables.records import article_of_rows, extraction_of_rows

Tables = dict[str, list[dict[str, Any]]]

LAYERS: dict[str, tuple[str, ...]] = {
    "country": ("countries",),
    "country.place": ("countries",),
    "group": ("groups",),
    "amount": ("amounts", "figures"),  # an annotated amount has its payer, payee and year, which figures tell
    "amount.percent": ("amounts",),
    "fiscal_year": ("fiscal_years",),
    "quote": ("quotes",),
    "quote.indirect": ("quotes",),
}
"""The layers of the annotation format, each with the tables that must be reviewed for it."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An article on which persons have decided.

    Attributes:
        document_id: Its id.
        article: The article.
        extraction: What is in it: the rows that were accepted, corrected or added, of the tables that are reviewed whole.
        tables: Those tables.
    """

    document_id: str
    article: Article
    extraction: Extraction
    tables: frozenset[str]

    @property
    def layers(self) -> list[str]:
        """The layers of the annotation format that are reviewed whole."""
        return [layer for layer, needed in LAYERS.items() if self.tables.issuperset(needed)]


def reviewed_articles(store: Store) -> Iterator[Reviewed]:
    """The articles in which at least one layer is reviewed whole, in the order of their sources.

    Args:
        store: The database.
    """
    states, documents = SQL["review_states"].c, SQL["documents"].c
    decided = sa.select(states.document_id).where(states.review_id.is_not(None))
    with store.reading() as connection:
        wanted = sa.select(documents.document_id).where(documents.document_id.in_(decided)).order_by(documents.source)
        ids = list(connection.scalars(wanted))
    for document_id in ids:
        tables = store.document(document_id)
        found = None if tables is None else _reviewed(document_id, tables)
        if found is not None:
            yield found


def _reviewed(document_id: str, tables: Tables) -> Reviewed | None:
    unsettled = {state["mention_id"] for state in tables["review_states"] if state["second_look"]}
    whole = {name: _is_whole(rows, unsettled) for name, rows in tables.items() if name in REVIEWED_TABLES}
    if not any(whole.values()):
        return None
    rest = all(done for done in whole.values() if done is not None)
    reviewed = frozenset(name for name, done in whole.items() if (rest if done is None else done))
    right = {
        name: [row for row in rows if row["review_status"] != "rejected"] if name in REVIEWED_TABLES else rows
        for name, rows in tables.items()
        if name in reviewed or name not in REVIEWED_TABLES
    }
    return Reviewed(document_id, article_of_rows(tables), extraction_of_rows(right), reviewed)


def _is_whole(rows: Iterable[dict[str, Any]], unsettled: set[str]) -> bool | None:
    """Whether persons have decided on all rows, and agree; ``None`` where there is none to decide on."""
    decided = [row["review_status"] != "unreviewed" and row["mention_id"] not in unsettled for row in rows]
    return all(decided) if decided else None


# --- formats ----------------------------------------------------------------------------------------------------------


def as_gold(found: Reviewed) -> dict[str, Any]:
    """A reviewed article in the annotation format: what ``newstables evaluate`` measures against."""
    document = document_of(found.article, found.extraction, found.document_id)
    kinds = {layer.partition(".")[0] for layer in found.layers}
    annotations = [_without_origin(a) for a in document.pop("annotations") if a["type"] in kinds]
    return document | {"layers": found.layers, "annotations": annotations}


def _without_origin(annotation: Annotation) -> Annotation:
    """A person vouches for it now, whatever rule had found it."""
    return {name: value for name, value in annotation.items() if name not in ("rule", "confidence")}


def write_gold(articles: Iterable[Reviewed], path: Path) -> int:
    """Write articles in the annotation format, one a line; how many there were."""
    return _write_lines(path, (as_gold(found) for found in articles))


def write_prodigy(articles: Iterable[Reviewed], path: Path) -> int:
    """Write articles as Prodigy reads them (``prodigy db-in``), one a line; how many there were."""
    return _write_lines(path, (_as_prodigy(found) for found in articles))


def _as_prodigy(found: Reviewed) -> dict[str, Any]:
    doc = _doc(found)
    spans = [
        {"start": span.start_char, "end": span.end_char, "token_start": span.start, "token_end": span.end - 1, "label": layer}
        for layer in sorted(found.tables)
        for span in doc.spans.get(layer, ())
    ]
    tokens = [
        {"text": token.text, "start": token.idx, "end": token.idx + len(token), "id": token.i, "ws": bool(token.whitespace_)}
        for token in doc
    ]
    meta = {"source": found.article.source, "document_id": found.document_id, "layers": sorted(found.tables)}
    return {"text": doc.text, "tokens": tokens, "spans": spans, "meta": meta, "answer": "accept"}


def write_spacy(articles: Iterable[Reviewed], path: Path) -> int:
    """Write articles as a spaCy ``DocBin``; how many there were.

    Each ``Doc`` has ``doc.spans[table]`` as the pipeline makes them, and the records themselves in ``doc._``.
    """
    from spacy.tokens import DocBin

    docs = [_doc(found) for found in articles]
    DocBin(docs=docs, store_user_data=True).to_disk(path)
    return len(docs)


def _doc(found: Reviewed) -> Any:
    import spacy

    from extractors.docs import set_layer

    doc = spacy.blank("en")(found.article.text)
    doc._.article = found.article
    for table in sorted(found.tables):
        set_layer(doc, table, getattr(found.extraction, table), _LABELS[table])
    doc._.speakers = found.extraction.speakers
    return doc


_LABELS: dict[str, Callable[[Any], str]] = {
    "countries": lambda country: country.iso_alpha2,
    "groups": lambda group: group.code,
    "amounts": lambda amount: amount.currency or amount.kind,
    "fiscal_years": lambda year: year.label or "fiscal_year",
    "dates": lambda _date: "date",
    "quotes": lambda quote: quote.kind,
    "figures": lambda figure: figure.verb or "figure",
    "programmes": lambda programme: programme.acronym or programme.name,
    "roles": lambda role: role.role,
}

FORMATS: dict[str, Callable[[Iterable[Reviewed], Path], int]] = {"gold": write_gold, "spacy": write_spacy, "prodigy": write_prodigy}
"""How to write reviewed articles, by the name of the format."""


def _write_lines(path: Path, documents: Iterable[dict[str, Any]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8") as lines:
        for document in documents:
            lines.write(json.dumps(document, ensure_ascii=False) + "\n")
            number += 1
    return number

"""Extractions as JSON in the annotation format: what ``newstables extract --format jsonl`` prints and gold files hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from extractors.article import Article
from extractors.records import Amount, Country, Extraction, Figure, FiscalYear, Group, Mention, Quote

Annotation = dict[str, Any]


def annotations_of(extraction: Extraction) -> list[Annotation]:
    """One dictionary a mention, sorted by offset; fields that say nothing are left out."""
    figures = {(figure.start, figure.end): figure for figure in extraction.figures}
    texts = {amount.start: amount.text for amount in extraction.amounts}
    found = [_country(c) for c in extraction.countries] + [_group(g) for g in extraction.groups]
    found += [_amount(a, texts, figures.get((a.start, a.end))) for a in extraction.amounts]
    # "Its fourth year" tells an amount its year, but names no fiscal year: the format has no place for it.
    found += [_fiscal_year(f) for f in extraction.fiscal_years if f.resolution != "ordinal"]
    found += [_quote(q) for q in extraction.quotes]
    return sorted(found, key=lambda annotation: (annotation["start"], annotation["end"], annotation["type"]))


def document_of(article: Article, extraction: Extraction, document_id: str) -> dict[str, Any]:
    """A whole document in the annotation format."""
    head = {
        "id": document_id,
        "title": article.title,
        "date": article.published_at.isoformat() if article.published_at else None,
        "publisher": article.publisher,
        "publisher_country": article.publisher_country,
    }
    return _said(head) | {"text": article.text, "annotations": annotations_of(extraction)}


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in fields.items() if value is not None and value not in ("", ())}


def _plain(value: Any) -> Any:
    """JSON has neither days nor decimals: ISO text, and the shortest number that is exact enough."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _mention(layer: str, mention: Mention, **fields: Any) -> Annotation:
    start = {"type": layer, "start": mention.start, "end": mention.end, "text": mention.text}
    return start | _said(fields) | {"rule": mention.rule, "confidence": round(mention.confidence, 3)}


def _country(c: Country) -> Annotation:
    return _mention("country", c, iso2=c.iso_alpha2, form=c.form)


def _group(g: Group) -> Annotation:
    return _mention("group", g, code=g.code)


def _amount(a: Amount, texts: dict[int, str], figure: Figure | None) -> Annotation:
    links: dict[str, Any] = {}
    if figure is not None:
        payee = figure.payee[0] if len(figure.payee) == 1 else figure.payee
        payer = figure.payer[0] if len(figure.payer) == 1 else figure.payer
        links = {"payer": payer, "payee": payee, "for_start": figure.fiscal_year_start, "for_end": figure.fiscal_year_end}
    number = {"value": a.value, "low": a.low, "high": a.high, "currency": a.currency, "qualifier": a.qualifier}
    about = {"unit": a.unit, "per": a.per, "direction": a.direction}
    first = texts.get(a.equivalent_of) if a.equivalent_of is not None else None
    return _mention("amount", a, kind=a.kind, **number, **about, equivalent_of=first, **links)


def _fiscal_year(f: FiscalYear) -> Annotation:
    days = {"start_date": f.start_date, "end_date": f.end_date}
    return _mention("fiscal_year", f, **days, period=f.period, country=f.iso_alpha2, label=f.label, resolution=f.resolution)


def _quote(q: Quote) -> Annotation:
    where = {"speaker_text": q.speaker_text, "speaker_start": q.speaker_start, "speaker_end": q.speaker_end}
    return _mention("quote", q, kind=q.kind, cue=q.cue, speaker=q.speaker, **where, anonymous=q.anonymous or None)

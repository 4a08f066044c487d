"""Makes records of what was recognized: values, currencies, qualifiers and links, against the whole article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from spacy.tokens import Doc

from extractors.amounts.currency import Context, has_country, resolve_currency
from extractors.amounts.qualifiers import direction_of, qualifier_of, rate_of
from extractors.amounts.recognize import Sighting, recognize
from extractors.amounts.tokens import Token, tokenize
from extractors.article import Article
from extractors.docs import article_of
from extractors.records import Amount


def amounts_of(doc: Doc) -> Iterator[Amount]:
    """The amounts of a parsed article, in order."""
    article = article_of(doc)
    context = context_of(doc, article)
    earlier: list[str] = []
    for block in article.paragraphs():
        tokens = tokenize(article.prose(block), block.start)
        for sighting in recognize(tokens):
            record = record_of(sighting, tokens, article, context, earlier)
            if record is not None:
                yield record


def context_of(doc: Doc, article: Article) -> Context:
    """What the countries layer and the article's metadata say about whose money is meant."""
    starts = [s.start_char for s in doc.sents] if doc.has_annotation("SENT_START") else [0]
    by_sentence: dict[int, list[str]] = {}
    for country in doc._.countries:
        by_sentence.setdefault(bisect_right(starts, country.start), []).append(country.iso_alpha2)
    year = article.published_at.year if article.published_at else None
    return Context(
        lambda offset: by_sentence.get(bisect_right(starts, offset), ()), doc._.focus_countries, article.publisher_country, year
    )


def record_of(sighting: Sighting, tokens: Sequence[Token], article: Article, context: Context, earlier: list[str]) -> Amount | None:
    """The record of a sighting, or ``None`` where the article does not bear it out."""
    start, end = tokens[sighting.first].start, tokens[sighting.last - 1].end
    if not sighting.proven and not has_country(sighting.unit, start, context):
        return None
    factor, currency, by, unit = Decimal(1), None, "percent", None
    if sighting.unit.kind == "money":
        resolved = resolve_currency(sighting.unit, start, context, earlier)
        factor, currency, by = resolved.factor, resolved.code, resolved.by
        if by == "form" and sighting.unit.noun:
            earlier.insert(0, currency)
    elif sighting.unit.name != "percent":
        unit = sighting.unit.name
    number, high = sighting.number.value, sighting.high
    value = None if number is None else (number * factor + sighting.added) * (-1 if sighting.negative else 1)
    return Amount(
        start=start,
        end=end,
        text=article.text[start:end],
        rule="vague" if number is None else by,
        confidence=0.9,
        kind=sighting.unit.kind,
        value=value if high is None else None,
        low=value if high is not None else None,
        high=None if high is None or high.value is None else high.value * factor,
        currency=currency,
        unit=unit,
        qualifier=qualifier_of(tokens, sighting.first, sighting.last),
        per=rate_of(tokens, sighting.last),
        direction=direction_of(tokens, sighting.first),
    )

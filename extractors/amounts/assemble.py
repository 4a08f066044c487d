"""Makes records of what was recognized: values, currencies, qualifiers and links, against the whole article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from spacy.tokens import Doc

from extractors.amounts.conversions import conversions
from extractors.amounts.counts import Parse, counted_noun
from extractors.amounts.currency import Context, Mentioned, Resolved, has_country, resolve_currency
from extractors.amounts.ellipsis import with_units_left_out
from extractors.amounts.lexicon import currencies, family_members
from extractors.amounts.not_amounts import only_looks_like_money
from extractors.amounts.numbers import writes_decimal_commas
from extractors.amounts.qualifiers import direction_of, qualifier_of, rate_of
from extractors.amounts.rates import usd_rate
from extractors.amounts.recognize import Sighting, recognize
from extractors.amounts.tokens import Token, tokenize
from extractors.article import Article
from extractors.docs import article_of
from extractors.records import Amount

TOLERANCE = Decimal("0.15")  # a conversion may round, and use another day's rate
_CENT = Decimal("0.01")


def amounts_of(doc: Doc) -> Iterator[Amount]:
    """The amounts of a parsed article, in order."""
    article = article_of(doc)
    paragraphs = [tokenize(article.prose(block), block.start) for block in article.paragraphs()]
    decimal_comma = writes_decimal_commas(article.text)
    recognized = [(tokens, list(with_units_left_out(recognize(tokens, decimal_comma), tokens))) for tokens in paragraphs]
    resolver = _Resolver(doc, article, _marked_dollars(sighting for _, found in recognized for sighting in found))
    for tokens, sightings in recognized:
        yield from resolver.records(tokens, sightings)


def _marked_dollars(sightings: Iterable[Sighting]) -> frozenset[str]:
    """Codes of the dollars that the article writes with a prefix or as a code ("A$", "USD")."""
    clear = (s.unit.candidates[0][0] for s in sightings if len(s.unit.candidates) == 1 and not s.unit.noun)
    return frozenset(code for code in clear if currencies()[code].family == "dollar")


class _Resolver:
    """Turns one article's sightings into records."""

    def __init__(self, doc: Doc, article: Article, marked: frozenset[str]) -> None:
        self.article = article
        self._context = _context_of(doc, article, marked)
        self._parse = Parse(doc)
        self._mentioned = Mentioned()
        around = {*self._context.story, self._context.publisher}
        pounds = {country for code in family_members("pound") for country in currencies()[code].countries}
        self._story_of_pounds = bool(around & pounds) if around - {None} else None

    def records(self, tokens: Sequence[Token], recognized: Iterable[Sighting]) -> Iterator[Amount]:
        """The amounts of one paragraph."""
        sightings = [s for s in recognized if self._holds(s, tokens)]
        converted = conversions(sightings, tokens)
        made: list[Amount] = []
        for i, sighting in enumerate(sightings):
            original = converted.get(i)
            differs = original is not None and sightings[original].unit.candidates != sighting.unit.candidates
            made.append(self._record(sighting, tokens, made[original] if original is not None and differs else None))
        return iter(made)

    def _holds(self, sighting: Sighting, tokens: Sequence[Token]) -> bool:
        """Whether the article bears a sighting out."""
        if sighting.unit.kind == "count":
            return counted_noun(sighting, tokens, self._parse) is not None
        if sighting.unit.kind == "percent":
            return True
        if not sighting.proven and not has_country(sighting.unit, tokens[sighting.first].start, self._context):
            return False
        return not only_looks_like_money(sighting, tokens, self._parse.tag_at, self._story_of_pounds)

    def _record(self, sighting: Sighting, tokens: Sequence[Token], original: Amount | None) -> Amount:
        start, end = tokens[sighting.first].start, tokens[sighting.last - 1].end
        amount = Amount(
            start=start,
            end=end,
            text=self.article.text[start:end],
            rule="vague" if sighting.number.vague else sighting.unit.kind,
            confidence=0.9,
            kind=sighting.unit.kind,
            unit=self._unit_of(sighting, tokens),
            qualifier=qualifier_of(tokens, sighting.first, sighting.last),
            per=rate_of(tokens, sighting.last),
            direction=direction_of(tokens, sighting.first),
        )
        if sighting.unit.kind != "money":
            return _valued(amount, sighting, Decimal(1))
        resolved = self._currency(sighting, start, original)
        amount = _valued(replace(amount, currency=resolved.code), sighting, resolved.factor)
        if not sighting.number.vague:
            amount = replace(amount, rule=resolved.by)
        return self._in_dollars(self._converting(amount, original))

    def _unit_of(self, sighting: Sighting, tokens: Sequence[Token]) -> str | None:
        if sighting.unit.kind == "count":
            return counted_noun(sighting, tokens, self._parse)
        return sighting.unit.name if sighting.unit.kind == "percent" and sighting.unit.name != "percent" else None

    def _currency(self, sighting: Sighting, start: int, original: Amount | None) -> Resolved:
        excluded = original.currency if original else None
        resolved = resolve_currency(sighting.unit, start, self._context, self._mentioned, excluded)
        if resolved.by == "form" and sighting.unit.noun:
            self._mentioned.named.insert(0, resolved.code)
        self._mentioned.used.insert(0, resolved.code)
        return resolved

    def _converting(self, amount: Amount, original: Amount | None) -> Amount:
        """``amount`` as the conversion of ``original``, whose qualifier and rate hold for both."""
        if original is None or original.currency == amount.currency:
            return amount
        share = _disagreement(original, amount, self.article)
        return replace(
            amount,
            equivalent_of=original.start,
            equivalence_suspect=share is not None and share > TOLERANCE,
            qualifier=amount.qualifier or original.qualifier,
            per=amount.per or original.per,
        )

    def _in_dollars(self, amount: Amount) -> Amount:
        rate = usd_rate(amount.currency or "", self.article.published_at)
        value = None if amount.value is None or rate.rate is None else (amount.value * rate.rate).quantize(_CENT)
        return replace(amount, value_usd=value, usd_rate=rate.rate, usd_rate_date=rate.day, usd_rate_source=rate.source)


def _context_of(doc: Doc, article: Article, marked: frozenset[str]) -> Context:
    """What the countries layer and the article's metadata say about whose money is meant."""
    starts = [sentence.start_char for sentence in doc.sents] if doc.has_annotation("SENT_START") else [0]
    by_sentence: dict[int, list[str]] = {}
    for country in doc._.countries:
        if country.form == "in_name":
            continue  # "the Bank of Japan", "Canadian dollars": says nothing of the money beside it
        by_sentence.setdefault(bisect_right(starts, country.start), []).append(country.iso_alpha2)
    year = article.published_at.year if article.published_at else None
    return Context(
        lambda offset: by_sentence.get(bisect_right(starts, offset), ()),
        doc._.focus_countries,
        article.publisher_country,
        year,
        marked,
    )


def _valued(amount: Amount, sighting: Sighting, factor: Decimal) -> Amount:
    """``amount`` with its value, or the ends of its range, in major units of the currency."""
    number = sighting.number.value
    if number is None:
        return amount
    low = (number * factor + sighting.added) * (-1 if sighting.negative else 1)
    if sighting.high is None:
        return replace(amount, value=low)
    return replace(amount, low=low, high=(sighting.high.value or Decimal(0)) * factor)


def _disagreement(a: Amount, b: Amount, article: Article) -> Decimal | None:
    """By what share two amounts differ at the day's rates; ``None`` where a rate or value is missing."""
    x, y = a.value if a.value is not None else a.low, b.value if b.value is not None else b.low
    if x is None or y is None or a.currency is None or b.currency is None or article.published_at is None:
        return None
    x_rate, y_rate = usd_rate(a.currency, article.published_at).rate, usd_rate(b.currency, article.published_at).rate
    if x_rate is None or y_rate is None or not x or not y:
        return None
    ratio = abs((x * x_rate) / (y * y_rate))
    return max(ratio, 1 / ratio) - 1

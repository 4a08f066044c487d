"""Makes records of what was recognized: values, currencies, qualifiers and links, against the whole article."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Context as DecimalContext
from decimal import Decimal
from itertools import chain
from typing import Any

from spacy.tokens import Doc

from extractors.amounts.conversions import TOLERANCE, Conversion, conversions, disagreement, fitting_currency
from extractors.amounts.counts import Parse, counted_noun
from extractors.amounts.currency import (
    Beside,
    Context,
    Countries,
    Mentioned,
    Resolved,
    has_country,
    in_crores,
    is_dollar,
    possible_currencies,
    resolve_currency,
)
from extractors.amounts.lexicon import Unit, confidence_of, currencies, family_members, forms, words
from extractors.amounts.not_amounts import only_looks_like_money
from extractors.amounts.numbers import writes_decimal_commas
from extractors.amounts.qualifiers import direction_of, qualifier_of, rate_of
from extractors.amounts.rates import usd_rate
from extractors.amounts.recognize import recognize
from extractors.amounts.sightings import Sighting, looks_like_money
from extractors.amounts.tokens import Token, tokenize
from extractors.article import Article
from extractors.countries.recipients import receives
from extractors.docs import article_of
from extractors.records import Amount

_LONGEST_COMPARISON = 7  # tokens between the two amounts
_LONGEST_NOUN = 15  # characters of a currency's name
_CENT = Decimal("0.01")
_EXACT = DecimalContext(prec=120)  # room for any number that two magnitudes can make


def amounts_of(doc: Doc) -> Iterator[Amount]:
    """The amounts of a parsed article, in order."""
    article = article_of(doc)
    paragraphs = [tokenize(article.prose(block), block.start) for block in article.paragraphs()]
    decimal_comma = writes_decimal_commas(article.text)
    recognized = [(tokens, recognize(tokens, decimal_comma)) for tokens in paragraphs]
    marked = frozenset(code for tokens, found in recognized for code in _marked_dollars(found, tokens))
    resolver = _Resolver(doc, article, marked, article.publisher_country)
    records = [resolver.records(tokens, sightings) for tokens, sightings in recognized]
    if article.publisher_country is None and len(resolver.readers) == 1:  # who converts into a dollar writes for its country
        resolver = _Resolver(doc, article, marked, *resolver.readers)
        records = [resolver.records(tokens, sightings) for tokens, sightings in recognized]
    return chain.from_iterable(records)


def _marked_dollars(sightings: Sequence[Sighting], tokens: Sequence[Token]) -> Iterator[str]:
    """Codes of the dollars that a paragraph writes with a prefix or as a code ("A$", "USD").

    Two dollars that convert each other ("A$18 million (F$26.5 million)") are marked there to tell them apart, whatever a
    bare "$" is elsewhere.
    """
    clear = ((i, s.unit.candidates[0][0]) for i, s in enumerate(sightings) if len(s.unit.candidates) == 1 and not s.unit.noun)
    dollars = {i: code for i, code in clear if currencies()[code].family == "dollar"}
    pairs = ((later, found.original) for later, found in conversions(sightings, tokens).items()) if len(dollars) > 1 else ()
    told_apart = {i for pair in pairs if dollars.keys() >= set(pair) for i in pair}
    yield from (code for i, code in dollars.items() if i not in told_apart)


class _Resolver:
    """Turns one article's sightings into records.

    Attributes:
        readers: Codes of the countries into whose dollar the article converts, by a bare "$" that the day's rates tell.
    """

    def __init__(self, doc: Doc, article: Article, marked: frozenset[str], publisher: str | None) -> None:
        self.article = article
        self.readers: set[str] = set()
        self._context = _context_of(doc, article, marked, publisher)
        self._parse = Parse(doc)
        self._mentioned = Mentioned()
        around = {*self._context.story, self._context.publisher}
        pounds = {country for code in family_members("pound") for country in currencies()[code].countries}
        self._story_of_pounds = bool(around & pounds) if around - {None} else None

    def records(self, tokens: Sequence[Token], recognized: Iterable[Sighting]) -> list[Amount]:
        """The amounts of one paragraph."""
        sightings = [s for s in recognized if self._holds(s, tokens)]
        converted = conversions(sightings, tokens)
        made: list[Amount] = []
        for i, sighting in enumerate(sightings):
            conversion = converted.get(i)
            original = made[conversion.original].currency if conversion else None
            compared = made[i - 1].currency if i and not conversion and _compares(sightings[i - 1], sighting, tokens) else None
            made.append(self._record(sighting, tokens, Beside(original, compared)))
            if conversion is not None and (made[i].currency != original or conversion.bracketed):
                self._tie(made, i, conversion, sightings)
        return made

    def _tie(self, made: list[Amount], i: int, conversion: Conversion, sightings: Sequence[Sighting]) -> None:
        """Mark amount ``i`` of ``made`` as a conversion, after the rates have settled which currencies are meant."""
        j, day = conversion.original, self.article.published_at
        gap = disagreement(made[j], made[i], day)
        if gap is not None and gap > TOLERANCE:
            for one, other in ((i, j), (j, i)):
                possible = possible_currencies(sightings[one].unit, made[one].start, self._context)
                fitting = fitting_currency(possible, made[one], made[other], day)
                if fitting is not None:
                    if is_dollar(sightings[one].unit):
                        self.readers.add(currencies()[fitting[0]].countries[0])
                    made[one] = replace(made[one], **self._worth(sightings[one], Resolved(*fitting, by="conversion")))
                    gap = None
                    break
            else:
                if not conversion.bracketed:
                    return  # "5 dollars or 3 euros": two prices
        original = made[j]
        made[i] = replace(
            made[i],
            equivalent_of=original.start,
            equivalence_suspect=gap is not None and gap > TOLERANCE,
            qualifier=made[i].qualifier or original.qualifier,
            per=made[i].per or original.per,
        )

    def _holds(self, sighting: Sighting, tokens: Sequence[Token]) -> bool:
        """Whether the article bears a sighting out."""
        if sighting.unit.kind == "count":
            return counted_noun(sighting, tokens, self._parse) is not None
        if sighting.unit.kind == "percent":
            return True
        if not sighting.proven and not self._borne_out(sighting, tokens[sighting.first].start):
            return False
        return not only_looks_like_money(sighting, tokens, self._parse.tag_at, self._story_of_pounds)

    def _borne_out(self, sighting: Sighting, offset: int) -> bool:
        """Whether a form that needs company has it: "K5" its country, "Q5 million" that and a number like money."""
        unit = sighting.unit
        if unit.evidence == "figure" or (unit.evidence == "both" and not looks_like_money(sighting.number)):
            return False
        return has_country(unit, offset, self._context)

    def _record(self, sighting: Sighting, tokens: Sequence[Token], beside: Beside) -> Amount:
        start, end = tokens[sighting.first].start, tokens[sighting.last - 1].end
        kind = sighting.unit.kind
        if kind == "money":
            indian = any(token.lower in words("crore") for token in tokens[sighting.first : sighting.last])
            unit = in_crores(sighting.unit) if indian else sighting.unit
            meaning = self._worth(sighting, self._currency(unit, start, beside))
        else:
            meaning = _values(sighting, Decimal(1)) | {"rule": kind, "confidence": confidence_of(kind)}
        return Amount(
            start=start,
            end=end,
            text=self.article.text[start:end],
            kind=kind,
            unit=self._unit_of(sighting, tokens),
            qualifier=qualifier_of(tokens, sighting.first, sighting.last),
            per=rate_of(tokens, sighting.last),
            direction=direction_of(tokens, sighting.first),
            **meaning,
        )

    def _unit_of(self, sighting: Sighting, tokens: Sequence[Token]) -> str | None:
        if sighting.unit.kind == "count":
            return counted_noun(sighting, tokens, self._parse)
        return sighting.unit.name if sighting.unit.kind == "percent" and sighting.unit.name != "percent" else None

    def _currency(self, unit: Unit, start: int, beside: Beside) -> Resolved:
        resolved = resolve_currency(unit, start, self._context, self._mentioned, beside)
        if resolved.by == "form" and unit.noun:
            self._mentioned.named.insert(0, resolved.code)
        self._mentioned.used.insert(0, resolved.code)
        return resolved

    def _worth(self, sighting: Sighting, resolved: Resolved) -> dict[str, Any]:
        """The fields of :class:`Amount` that follow from its currency: its value, here and in US dollars."""
        rule = "vague" if sighting.number.vague else resolved.by
        rate = usd_rate(resolved.code, self.article.published_at)
        fields = _values(sighting, resolved.factor)
        value = fields.get("value")
        dollars = None if value is None or rate.rate is None else _EXACT.quantize(value * rate.rate, _CENT)
        fields |= {"value_usd": dollars, "usd_rate": rate.rate, "usd_rate_date": rate.day, "usd_rate_source": rate.source}
        return fields | {"currency": resolved.code, "rule": rule, "confidence": confidence_of(rule)}


def _context_of(doc: Doc, article: Article, marked: frozenset[str], publisher: str | None) -> Context:
    """What the countries layer and the article's metadata say about whose money is meant."""
    starts = [sentence.start_char for sentence in doc.sents] if doc.has_annotation("SENT_START") else [0]
    by_sentence: defaultdict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for i, country in enumerate(doc._.countries):
        if country.form == "in_name" or _names_a_currency(article.text[country.end : country.end + _LONGEST_NOUN]):
            continue  # "the Bank of Japan", "Canadian dollars": says nothing of the money beside it
        acting, receiving = by_sentence[bisect_right(starts, country.start)]
        (receiving if receives(article.text, doc._.countries, i) else acting).append(country.iso_alpha2)
    sentences = {number: Countries(acting, receiving) for number, (acting, receiving) in by_sentence.items()}
    mentioned = [code for both in by_sentence.values() for codes in both for code in codes]
    main = _main_country(doc, mentioned)
    return Context(
        lambda offset: sentences.get(bisect_right(starts, offset), Countries()),
        doc._.focus_countries,
        main,
        publisher,
        article.published_at.year if article.published_at else None,
        away=main is not None and mentioned.count(main) > 1 and publisher not in mentioned,
        marked=marked,
    )


def _main_country(doc: Doc, mentioned: Sequence[str]) -> str | None:
    """The story's main country, unless it is named only once and in passing ("a firm with buyers from Canada")."""
    main = next(iter(doc._.focus_countries), None)
    mentions = mentioned.count(main) if main else 0
    if mentions > 1 or not doc.has_annotation("DEP"):
        return main
    named = next((country for country in doc._.countries if country.iso_alpha2 == main), None)
    span = doc.char_span(named.start, named.end, alignment_mode="expand") if named else None
    governed = span is not None and span.root.dep_ == "pobj" and span.root.head.lower_ in ("from", "with", "to", "against")
    return None if not mentions or governed else main


def _compares(before: Sighting, sighting: Sighting, tokens: Sequence[Token]) -> bool:
    """Whether two amounts are compared in one breath: "US$90 million, up from $87 million"."""
    between = {token.lower for token in tokens[before.last : sighting.first]}
    return len(between) <= _LONGEST_COMPARISON and bool(between & words("comparison")) and "." not in between


def _names_a_currency(after: str) -> bool:
    """Whether the word that follows a country is a currency's."""
    word = next(iter(tokenize(after)), None)
    return word is not None and word.lower in forms("after").folded.firsts()


def _values(sighting: Sighting, factor: Decimal) -> dict[str, Any]:
    """The value of an amount, or the ends of its range, in major units of the currency."""
    number = sighting.number.value
    if number is None:
        return {}
    low = (number * factor + sighting.added) * (-1 if sighting.negative else 1)
    if sighting.high is None:
        return {"value": low}
    return {"low": low, "high": (sighting.high.value or Decimal(0)) * factor}

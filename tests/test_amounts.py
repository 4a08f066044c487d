from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractors.amounts.rates import usd_rate
from extractors.article import Article, Block
from extractors.records import Country, Extraction
from tests.amount_rows import BILLION, BLANK, MILLION, RECOGNIZER, TRILLION, amounts, row, rows

Extract = Callable[..., Extraction]

LAKH, CRORE = 10**5, 10**7

FORMS = {
    "glued magnitude": ("US$1.2bn", Decimal("1.2") * BILLION, "USD"),
    "Australian order": ("$US12.5 million", Decimal("12.5") * MILLION, "USD"),
    "number in words": ("two billion yen", 2 * BILLION, "JPY"),
    "number in words with hundreds": ("one hundred and twenty-five thousand rand", 125_000, "ZAR"),
    "hyphens": ("300-billion-baht", 300 * BILLION, "THB"),
    "no number": ("trillion-dollar", TRILLION, "USD"),
    "half": ("half a million pounds", 500_000, "GBP"),
    "three quarters": ("three-quarters of a billion euros", 750 * MILLION, "EUR"),
    "and a half": ("two-and-a-half million dollars", Decimal("2.5") * MILLION, "USD"),
    "half after the magnitude": ("a million and a half dollars", Decimal("1.5") * MILLION, "USD"),
    "vulgar fraction": ("2½ million dollars", Decimal("2.5") * MILLION, "USD"),
    "lakh crore": ("₹1.4 lakh crore", Decimal("1.4") * LAKH * CRORE, "INR"),
    "Indian commas": ("Rs 3,20,000 crore", 320_000 * CRORE, "INR"),
    "crore and lakh": ("Rs 1 crore 25 lakh", 12_500_000, "INR"),
    "thousand million": ("10 thousand million pounds", 10 * BILLION, "GBP"),
    "Malaysian": ("RM3.1bil", Decimal("3.1") * BILLION, "MYR"),
    "Indonesian": ("Rp 12 trillion", 12 * TRILLION, "IDR"),
    "Nigerian": ("N40bn", 40 * BILLION, "NGN"),
    "South African": ("R18bn", 18 * BILLION, "ZAR"),
    "spaces of thousands": ("R1 500", 1500, "ZAR"),
    "hard spaces of thousands": ("3\u00a0400 euros", 3400, "EUR"),
    "Swiss apostrophes": ("CHF 1'250'000", 1_250_000, "CHF"),
    "Kenyan": ("KSh 300 million", 300 * MILLION, "KES"),
    "Kenyan in words": ("Kenya Shillings 50 million", 50 * MILLION, "KES"),
    "Bangladeshi": ("Tk 30 crore", 30 * CRORE, "BDT"),
    "Emirati": ("Dh5,000", 5000, "AED"),
    "Ghanaian": ("GH¢2.5 billion", Decimal("2.5") * BILLION, "GHS"),
    "Peruvian": ("S/.300", 300, "PEN"),
    "Brazilian": ("R$30.5 billion", Decimal("30.5") * BILLION, "BRL"),
    "Nordic": ("300 kronor", 300, "SEK"),
    "Nordic code of millions": ("300 MSEK", 300 * MILLION, "SEK"),
    "Swiss francs": ("five million Swiss francs", 5 * MILLION, "CHF"),
    "Central African francs": ("5 000 F CFA", 5000, "XOF"),
    "tomans are ten rials": ("10 million tomans", 100 * MILLION, "IRR"),
    "code before": ("EUR50m", 50 * MILLION, "EUR"),
    "code after": ("120.5USD", Decimal("120.5"), "USD"),
    "code between": ("60 USD million", 60 * MILLION, "USD"),
    "suffix makes it clear": ("$80 US", 80, "USD"),
    "minor unit": ("50 cents", Decimal("0.5"), "USD"),
    "minor unit of another": ("25 sen", Decimal("0.25"), "MYR"),
    "dollars and cents": ("30 dollars and 25 cents", Decimal("30.25"), "USD"),
    "a loss in brackets": ("$(3.5) million", Decimal("-3.5") * MILLION, "USD"),
    "European separators": ("1.234.567,89 euros", Decimal("1234567.89"), "EUR"),
    "decimal comma": ("€1,5 billion", Decimal("1.5") * BILLION, "EUR"),
    "percent": ("5 per cent", 5, "percent"),
    "percent sign": ("0.75%", Decimal("0.75"), "percent"),
    "percentage points": ("five percentage points", 5, "percentage point"),
    "part of a point": ("a quarter of a percentage point", Decimal("0.25"), "percentage point"),
    "basis points": ("25 basis points", 25, "basis point"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "value", "unit"), FORMS.values(), ids=FORMS)
def test_a_form_is_read_whole(text: str, value: Any, unit: str) -> None:
    assert rows(f"They named {text} on Monday.") == [(text, value, unit)]


TIED = {
    "range with one unit": ("It costs $5m-6m.", [("$5m-6m", (5 * MILLION, 6 * MILLION), "USD")]),
    "range with two units": ("It costs £5m-£6m.", [("£5m-£6m", (5 * MILLION, 6 * MILLION), "GBP")]),
    "range with one magnitude": ("It costs $20 to $25 billion.", [("$20 to $25 billion", (20 * BILLION, 25 * BILLION), "USD")]),
    "range over magnitudes": ("It costs $300 to $2 million.", [("$300 to $2 million", (300, 2 * MILLION), "USD")]),
    "between": ("It costs between 2 and 3 billion yen.", [("2 and 3 billion yen", (2 * BILLION, 3 * BILLION), "JPY")]),
    "percentages": ("It fell between 5 and 10 per cent.", [("5 and 10 per cent", (5, 10), "percent")]),
    "change": ("It rose from $2bn to $3bn.", [("$2bn", 2 * BILLION, "USD"), ("$3bn", 3 * BILLION, "USD")]),
    "change by": ("It rose by $2bn to $9bn.", [("$2bn", 2 * BILLION, "USD"), ("$9bn", 9 * BILLION, "USD")]),
    "change with one unit": ("It grew from 3.1 to 4 million euros.",
                             [("3.1", Decimal("3.1") * MILLION, "EUR"), ("4 million euros", 4 * MILLION, "EUR")]),
    "change by, over a noun": ("It will raise the grant by $20 to $390.", [("$20", 20, "USD"), ("$390", 390, "USD")]),
    "range of a change": ("It will raise aid by $2bn to $3bn.", [("$2bn to $3bn", (2 * BILLION, 3 * BILLION), "USD")]),
    "change with one magnitude": ("It rose from $3 to $5 million.",
                                  [("$3", 3 * MILLION, "USD"), ("$5 million", 5 * MILLION, "USD")]),
    "list with one unit": ("They paid 2, 3 and 5 million euros.",
                           [("2", 2 * MILLION, "EUR"), ("3", 3 * MILLION, "EUR"), ("5 million euros", 5 * MILLION, "EUR")]),
    "two with one unit": ("They paid two and five million yen respectively.",
                          [("two", 2 * MILLION, "JPY"), ("five million yen", 5 * MILLION, "JPY")]),
    "list with one magnitude": ("Grants of $3, $4 and $5 million.",
                                [("$3", 3 * MILLION, "USD"), ("$4", 4 * MILLION, "USD"), ("$5 million", 5 * MILLION, "USD")]),
    "list with its own magnitudes": ("Fines of $300, $500 and $2 million.",
                                     [("$300", 300, "USD"), ("$500", 500, "USD"), ("$2 million", 2 * MILLION, "USD")]),
    "alternatives": ("It takes six or seven euros.", [("six", 6, "EUR"), ("seven euros", 7, "EUR")]),
    "unit left out": ("Support rose to 61 per cent from 55, he said.", [("61 per cent", 61, "percent"), ("55", 55, "percent")]),
    "level before": ("It got 13 trillion kyats, up from 9 trillion.",
                     [("13 trillion kyats", 13 * TRILLION, "MMK"), ("9 trillion", 9 * TRILLION, "MMK")]),
    "the second of two": ("It spent 9 billion pesos this year and 8 billion in 2026.",
                          [("9 billion pesos", 9 * BILLION, "MXN"), ("8 billion", 8 * BILLION, "MXN")]),
    "another": ("Roads get 9 billion pesos. Another 2 billion is for ports.",
                [("9 billion pesos", 9 * BILLION, "MXN"), ("2 billion", 2 * BILLION, "MXN")]),
    "a count after a sum": ("It spent 9 billion pesos to feed 5 million in Kano.", [("9 billion pesos", 9 * BILLION, "MXN")]),
    "a year before a sum": ("It raised the pledge for 2025 to 85 million kroner.", [("85 million kroner", 85 * MILLION, "NOK")]),
    "exchange rate": ("The naira sank to 1,650 to the dollar.", [("1,650", 1650, "NGN")]),
    "a word for about before a code": ("It cost some NIS 40 million.", [("NIS 40 million", 40_000_000, "ILS")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TIED.values(), ids=TIED)
def test_amounts_that_share_a_unit(text: str, expected: list[Any]) -> None:
    assert rows(text) == expected


NOT_AMOUNTS = {
    "idiom": "That is a million-dollar question; she gave her two cents.",
    "names of firms": "Dollar General and Family Dollar closed.",
    "denominated": "dollar-denominated bonds",
    "weights": "She weighs 150 pounds after a 12-pound baby.",
    "goods": "They seized 3,000 pounds of cocaine.",
    "championship": "Euro 2024 was in Germany.",
    "a vice-president": "In 2016 Pence spoke first.",
    "a rapper": "50 Cent sang.",
    "a senator": "In 2010 Rand Paul ran.",
    "codes that are words": "TOP 10 and CUP 2026: ALL 5 lost.",
    "roads and masks": "the M25, N95 masks, the G20, K9 units",
    "score and screen": "a 3-2 win on a 1080p screen at 3p.m.",
    "web address": "see pic.example.com/Qu55zl",
}


@pytest.mark.parametrize("text", NOT_AMOUNTS.values(), ids=NOT_AMOUNTS)
def test_what_only_looks_like_money(text: str) -> None:
    assert [amount.text for amount in amounts(text) if amount.kind != "count"] == []


IN_CONTEXT = {
    "publisher's dollar": ("$5 million", {"publisher_country": "AU"}, (), "AUD"),
    "no one's dollar": ("$5 million", {"publisher_country": "TW"}, (), "USD"),
    "foreign news of America": ("$5 million", {"publisher_country": "CA"}, ("CA", "US"), "CAD"),
    "story's dollar": ("$5 million", {}, ("CA",), "CAD"),
    "story before publisher for a word": ("5 million rupees", {"publisher_country": "IN"}, ("PK",), "PKR"),
    "publisher's rupee": ("5 million rupees", {"publisher_country": "NP"}, (), "NPR"),
    "usual rupee": ("Rs 500", {}, (), "INR"),
    "sterling sign stays sterling": ("£5 million", {}, ("EG",), "GBP"),
    "yen sign in China": ("¥300", {"publisher_country": "CN"}, (), "CNY"),
    "kroner in Denmark": ("500 kroner", {}, ("DK",), "DKK"),
    "short form at home": ("K20", {"publisher_country": "ZM"}, (), "ZMW"),
    "old money in its day": ("5 million francs", {"published_at": date(1995, 5, 5)}, ("FR",), "FRF"),
    "new money after it": ("5 million francs", {"published_at": date(2015, 5, 5)}, ("FR",), "CHF"),
}


@pytest.mark.parametrize(("text", "fields", "story", "currency"), IN_CONTEXT.values(), ids=IN_CONTEXT)
def test_context_tells_the_currency(text: str, fields: dict[str, Any], story: tuple[str, ...], currency: str) -> None:
    assert [amount.currency for amount in amounts(text, story, **fields)] == [currency]


def test_a_full_name_settles_the_short_ones_after_it() -> None:
    found = amounts("He paid 2,000 Egyptian pounds and got 500 pounds back.")
    assert [amount.currency for amount in found] == ["EGP", "EGP"]
    assert [amount.rule for amount in found] == ["form", "earlier"]


def test_a_marked_dollar_leaves_the_bare_one_to_others() -> None:
    found = amounts("It cost A$3 million and $2 million.", publisher_country="AU")
    assert [amount.currency for amount in found] == ["AUD", "USD"]


def told(text: str, named: dict[str, str], **fields: Any) -> list[tuple[str | None, str]]:
    """Currency and rule of each amount, for a text of one sentence a full stop whose countries are ``named``."""
    doc = BLANK.make_doc(text)
    for before, token in zip([None, *doc], doc, strict=False):
        token.is_sent_start = before is None or before.text == "."
    found = sorted((match.span(), code) for name, code in named.items() for match in re.finditer(name, text))
    doc._.countries = tuple(
        Country(start=start, end=end, text=text[start:end], iso_alpha2=code, form="name", rule="", confidence=1.0)
        for (start, end), code in found
    )
    doc._.focus_countries = tuple(dict.fromkeys(code for _, code in found))
    doc._.article = Article(text=text, **fields)
    return [(amount.currency, amount.rule) for amount in RECOGNIZER(doc)._.amounts]


NAMED = {
    "India": "IN",
    "Nepal": "NP",
    "Sri Lanka": "LK",
    "Mauritius": "MU",
    "Pakistan": "PK",
    "Fiji": "FJ",
    "Australia": "AU",
    "Kenya": "KE",
}
WHOSE_MONEY = {
    "each sentence its own":
        ("Pakistan spent Rs 5 billion . India spent Rs 7 billion .", {}, [("PKR", "sentence"), ("INR", "sentence")]),
    "a receiver does not tell": ("Nepal and Sri Lanka have been allotted Rs 8 million . India pays .", {"publisher_country": "IN"},
                                 [("INR", "publisher")]),
    "nor does where money goes": ("India set aside Rs 9 million for Mauritius .", {}, [("INR", "sentence")]),
    "the same money goes on": ("Sri Lanka gets help . India will spend Rs 6 million . Last year it was Rs 7 million .", {},
                               [("INR", "sentence"), ("INR", "earlier")]),
    "no crores in Mauritius": ("Mauritius wants Rs 9 crore .", {}, [("INR", "default")]),
    "crores in Nepal": ("Nepal wants Rs 9 crore .", {}, [("NPR", "sentence")]),
    "two dollars told apart": ("Australia gives A$18 million (F$26 million) . Fiji adds $4 million .", {"publisher_country": "FJ"},
                               [("AUD", "form"), ("FJD", "form"), ("FJD", "contested")]),
    "agency copy": ("Kenya will spend $5 million . Kenya has it .", {"publisher_country": "SG"}, [("USD", "default")]),
    "foreign news in its readers' dollars": ("Kenya will spend $5 million . Kenya has it .", {"publisher_country": "AU"},
                                             [("AUD", "publisher")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "fields", "expected"), WHOSE_MONEY.values(), ids=WHOSE_MONEY)
def test_whose_money_is_meant(text: str, fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert told(text, NAMED, **fields) == expected


QUALIFIED = {
    "about": ("nearly $5m", "about"),
    "estimate": ("an estimated $5m", "about"),
    "or so": ("$5m or so", "about"),
    "more": ("well over $5m", "more_than"),
    "topping": ("topping $5m", "more_than"),
    "less": ("just under $5m", "less_than"),
    "floor": ("no less than $5m", "at_least"),
    "or more": ("$5m of aid or more", "at_least"),
    "plus": ("$5m-plus", "at_least"),
    "ceiling": ("a maximum of $5m", "at_most"),
    "up to": ("up to $5m", "at_most"),
    "none": ("another $5m", None),
    "taken back": ("it inched back up to $5m", None),
    "both ways": ("above or below $5m", None),
    "top-up": ("a top-up to a $5m grant", None),
}


@pytest.mark.parametrize(("text", "qualifier"), QUALIFIED.values(), ids=QUALIFIED)
def test_qualifier(text: str, qualifier: str | None) -> None:
    (amount,) = amounts(f"They said {text}.")
    assert amount.qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("$55 a barrel", "barrel"),
        ("$5-a-day", "day"),
        ("€3/kg", "kg"),
        ("£4 per square foot", "square foot"),
        ("$2bn annually", "year"),
        ("$2bn", None),
    ],
)
def test_rate(text: str, per: str | None) -> None:
    assert amounts(f"It costs {text}.")[0].per == per


def test_direction() -> None:
    found = amounts("It rose by about $2m, was cut 5 per cent and fell from $9m to $8m. It raised the fee by $3.")
    assert [amount.direction for amount in found] == ["up", "down", "from", "to", "up"]


@pytest.mark.parametrize("text", ["It set up a $5m fund.", "It handed down a $5m budget.", "It racked up $5m of debt."])
def test_a_particle_is_no_direction(text: str) -> None:
    assert [amount.direction for amount in amounts(text)] == [None]


def test_a_conversion_points_at_its_first_and_takes_its_qualifier() -> None:
    text = "More than 20 billion yen (S$170 million; £96 million) a year, or $30."
    yen, singapore, sterling, other = amounts(text, published_at=date(2026, 1, 1))
    assert (singapore.equivalent_of, sterling.equivalent_of, other.equivalent_of) == (yen.start, yen.start, None)
    assert {singapore.qualifier, sterling.qualifier} == {"more_than"}
    assert not singapore.equivalence_suspect


def test_conversions_tell_whose_readers_a_bare_dollar_is_for() -> None:
    text = "America froze $70 million . America takes US$50 million ( $79 million ) from Australia for America ."
    named = {"America": "US", "Australia": "AU"}
    assert [currency for currency, _ in told(text, named, published_at=date(2025, 3, 27))] == ["AUD", "USD", "AUD"]
    assert told(text.replace("79", "51"), named, published_at=date(2025, 3, 27))[0][0] == "USD"


def test_a_conversion_that_is_off_is_flagged() -> None:
    yen, dollars = amounts("20 billion yen ($900 million)", published_at=date(2026, 1, 1))
    assert dollars.equivalent_of == yen.start
    assert dollars.equivalence_suspect


def test_a_conversion_tells_which_rupee() -> None:
    rupees, _ = amounts("350 million rupees ($1.25 million)", ("IN", "PK"), published_at=date(2025, 7, 1))
    assert (rupees.currency, rupees.rule) == ("PKR", "conversion")


def test_two_prices_are_no_conversion() -> None:
    found = amounts("It takes 5 dollars or 300 euros.", published_at=date(2025, 7, 1))
    assert [amount.equivalent_of for amount in found] == [None, None]


def test_us_dollars_of_the_day() -> None:
    (yen,) = amounts("20.5 billion yen", published_at=date(2026, 1, 1))
    assert yen.usd_rate_date == date(2025, 12, 31), "the last banking day before a holiday"
    assert yen.usd_rate is not None
    assert yen.value_usd == (yen.usd_rate * 20_500_000_000).quantize(Decimal("0.01"))
    assert yen.usd_rate_source == "ECB reference rate"


def test_without_a_rate_there_is_a_reason() -> None:
    (undated,) = amounts("5 euros")
    assert (undated.value_usd, undated.usd_rate_source) == (None, "no rate: the article has no date")
    (unquoted,) = amounts("5 bitcoins", published_at=date(2025, 1, 1))
    assert (unquoted.value_usd, unquoted.usd_rate_source) == (None, "no rate for XBT on 2025-01-01")
    (american,) = amounts("$5")
    assert (american.value_usd, american.usd_rate) == (Decimal("5.00"), 1)


@pytest.mark.parametrize(("currency", "day", "source"), [
    ("EUR", date(2020, 5, 5), "ECB reference rate"),
    ("TWD", date(2025, 12, 3), "HMRC monthly rate"),
    ("RUB", date(2024, 1, 1), "HMRC monthly rate"),
    ("TWD", date(2001, 1, 1), "no rate for TWD on 2001-01-01"),
    ("EUR", date(1990, 1, 1), "no rate for EUR on 1990-01-01"),
])  # fmt: skip
def test_whose_rate(currency: str, day: date, source: str) -> None:
    assert usd_rate(currency, day).source == source


def test_a_line_break_inside_an_amount() -> None:
    text = "It spent 20.5\nbillion yen."
    (amount,) = amounts(text, blocks=(Block(0, len(text)),))
    assert row(amount) == ("20.5\nbillion yen", Decimal("20.5") * BILLION, "JPY")


def test_a_vague_amount_has_a_currency_and_no_value() -> None:
    assert rows("It cost tens of millions of euros.") == [("tens of millions of euros", (None, None), "EUR")]


def test_pounds_are_money_where_the_story_is_of_the_pound() -> None:
    assert rows("He kept twenty pounds.", ("GB",)) == [("twenty pounds", 20, "GBP")]
    assert rows("He kept twenty pounds.", ("US",)) == []


def test_won_the_money_and_won_the_verb(extract_text: Extract) -> None:
    money = [a.text for a in extract_text("They spent 50,000 won. Of the 12 runners, 5 won medals.").amounts if a.kind == "money"]
    assert money == ["50,000 won"]


def test_counts(extract_text: Extract) -> None:
    text = "In 2026 Japan named around 12 recipient countries, at the age of 40, on 5 May, and sent 200 troops for three years."
    counts = [(a.text, a.unit, a.qualifier) for a in extract_text(text).amounts if a.kind == "count"]
    assert counts == [("12", "countries", "about"), ("200", "troops", None)]


def test_the_seed_series(extract_text: Extract) -> None:
    found = extract_text(
        "Aid grew from three billion won in the first year, to four billion won, and then nine billion won."
    ).amounts
    assert [(a.value, a.currency) for a in found] == [(3 * BILLION, "KRW"), (4 * BILLION, "KRW"), (9 * BILLION, "KRW")]

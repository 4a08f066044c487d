"""What is told of an article beside its words: its day, country, language, encoding, and which it repeats."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.article import Article
from flows.sources import ReadError
from flows.sources.dates import day_in_url, find_day
from flows.sources.encoding import decode, mend_mojibake
from flows.sources.language import set_aside, with_language
from flows.sources.publishers import country_of_address


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-14T09:00:00+01:00", date(2026, 5, 14)),
        ("20260514T080000Z", date(2026, 5, 14)),
        ("Published May 14, 2026", date(2026, 5, 14)),
        ("14th of May 2026", date(2026, 5, 14)),
        ("14. May 2026", date(2026, 5, 14)),
        ("Sept. 3, 2025", date(2025, 9, 3)),
        ("Thu, 14 May 2026 09:00:00 +0100", date(2026, 5, 14)),
        ("2026-02-30, or rather 2026-03-02", date(2026, 3, 2)),
        ("14/05/2026 and 05-14-2026", date(2026, 5, 14)),
        ("05-14-2026", date(2026, 5, 14)),
        ("3/2/26", None),
        ("3/2/2026", None),
        ("14/05-2026", None),
        ("May 2026", None),
        ("0001-01-01", None),
        ("", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert find_day(text) == day


@given(st.dates(min_value=date(1800, 1, 1)))
def test_days_are_read_as_they_are_written(day: date) -> None:
    assert find_day(f"{day:%d %B %Y}") == find_day(f"{day:%B %d, %Y}") == find_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://a.org/2026/05/14/fund", date(2026, 5, 14)),
        ("https://a.org/2026/13/14/x", None),
        ("https://a.org/fund-20260514", None),
        (None, None),
    ],
)
def test_days_in_addresses(address: str | None, day: date | None) -> None:
    assert day_in_url(address) == day


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("https://www.example.sg/a", "SG"),
        ("https://news.example.co.uk/a", "GB"),
        ("example.com.au", "AU"),
        ("https://example.com/sg", None),
        ("https://example.tv/a", None),
        ("https://paper.com.ag/a", "AG"),
        ("https://example.eu", None),
        ("http://127.0.0.1/a", None),
        ("http://[broken/a", None),
        (None, None),
    ],
)
def test_countries_of_publishers(address: str | None, country: str | None) -> None:
    assert country_of_address(address) == country


@pytest.mark.parametrize("text", ["Olá, ÇÃO", "Ärger", "Â", "naïve café", "Ã la carte"])
def test_right_text_is_not_mended(text: str) -> None:
    assert mend_mojibake(text) == (text, 0)


@given(st.text(alphabet=st.sampled_from("aé’“”–€ñü £"), min_size=1))
def test_mojibake_is_undone(text: str) -> None:
    wrong = "".join(bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte) for byte in text.encode())
    assert mend_mojibake(wrong)[0] == text


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        decode(data)
    except ReadError as error:
        assert "binary" in str(error)


ENGLISH = "The assembly voted on Tuesday to double the fund, and members said that the ferries would not last another winter."
FRENCH = "L’assemblée a voté mardi le doublement du fonds, et les députés ont dit que les bacs ne tiendraient pas un hiver de plus."


@pytest.mark.parametrize(
    ("text", "stated", "language", "kept"),
    [
        (ENGLISH, "de", "en", True),
        (FRENCH, None, "fr", False),
        (FRENCH, "en", "fr", False),
        ("250 won", None, None, True),
        ("250 won", "ko", "ko", True),
    ],
    ids=["a wrong statement", "French", "French that says it is English", "too short", "too short, and stated"],
)
def test_languages(text: str, stated: str | None, language: str | None, kept: bool) -> None:
    article = with_language(Article(text, source="a", language=stated))
    assert article.language == language
    assert (set_aside(article) is None) == kept


def test_what_is_set_aside_names_its_language() -> None:
    reject = set_aside(with_language(Article(FRENCH, source="a")))
    assert reject is not None
    assert "French (fr)" in reject.reason

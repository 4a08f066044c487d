"""Series across documents: each statement, the newest first, with those that differ from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from spacy.language import Language

from extractors.article import Article
from extractors.pipeline import extract
from flows.ledger import Ledger
from flows.store import Store
from flows.tables import rows_of

HLP = "Korea's Harbour Light Programme (HLP) began in 2020."
FIRST = Article(
    text=f"{HLP} The HLP gets 20 billion won. In fiscal 2026, Korea has set aside 20 billion won ($13.8 million) for the HLP.",
    source="january.txt",
    published_at=date(2026, 1, 20),
    publisher_country="SG",
)
CUT = Article(
    text=f"{HLP} Korea cut the budget of the HLP to 15 billion won in fiscal 2026 from an initial 20 billion won.",
    source="may.txt",
    published_at=date(2026, 5, 12),
    publisher_country="SG",
)
ROUNDED = Article(
    text=f"{HLP} Korea will spend some 14.9 billion won on the HLP in fiscal 2026, and spent 9 billion won in fiscal 2025.",
    source="march.txt",
    published_at=date(2026, 3, 2),
    publisher_country="SG",
)
ABROAD = Article(
    text=f"{HLP} Korea set aside $13.5 million for the HLP in fiscal 2026.",
    source="abroad.txt",
    published_at=date(2026, 1, 15),
    publisher_country="US",
)


def statements(database: str, articles: Sequence[Article], nlp: Language, view: str) -> list[dict[str, Any]]:
    """The rows of a view on the store of some articles, year by year, the newest statement first."""
    store = Store(database)
    Ledger(store, "r1").begin([], "f1")
    store.write([rows_of(a, found) for a, found in zip(articles, extract(articles, nlp), strict=True)], "r1", "f1")
    with store.reading() as connection:
        rows = connection.execute(sa.text(f"SELECT * FROM {view} ORDER BY fiscal_year, statement"))
        return [dict(row) for row in rows.mappings()]


def told(rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(row["fiscal_year"], row["source"], row["text"], row["differs"]) for row in rows]


def test_statements_stand_beside_the_newest(database: str, nlp: Language) -> None:
    rows = statements(database, [FIRST, CUT, ROUNDED], nlp, "programme_series")
    assert told(rows) == [
        ("FY2025", "march.txt", "9 billion won", 0),
        ("FY2026", "may.txt", "15 billion won", 0),
        ("FY2026", "may.txt", "20 billion won", 1),
        ("FY2026", "march.txt", "14.9 billion won", 0),
        ("FY2026", "january.txt", "20 billion won", 1),
    ]
    assert [row["differing"] for row in rows] == [0, 2, 2, 2, 2]
    assert {(row["programme"], row["payer"]) for row in rows} == {("Harbour Light Programme", "KR")}


def test_the_same_money_in_another_currency_is_no_other_number(database: str, nlp: Language) -> None:
    rows = statements(database, [FIRST, ABROAD], nlp, "programme_series")
    assert [(row["text"], row["converted"], row["differs"]) for row in rows] == [
        ("20 billion won", "$13.8 million", 0),
        ("$13.5 million", None, 0),
    ]


def test_a_country_s_series_has_its_programmes_apart(database: str, nlp: Language) -> None:
    fund = Article(
        text="The Rural Clinics Fund (RCF) is new. Korea gave Fiji 3 billion won for the RCF in fiscal 2026.",
        source="fund.txt",
        published_at=date(2026, 4, 1),
    )
    rows = statements(database, [CUT, fund], nlp, "country_series")
    assert {(row["iso_alpha2"], row["role"], row["programme"], row["text"], row["differs"]) for row in rows} == {
        ("KR", "payer", "Harbour Light Programme", "15 billion won", 0),
        ("KR", "payer", "Harbour Light Programme", "20 billion won", 1),
        ("KR", "payer", "Rural Clinics Fund", "3 billion won", 0),
        ("FJ", "payee", "Rural Clinics Fund", "3 billion won", 0),
    }

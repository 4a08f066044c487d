from __future__ import annotations

from dataclasses import fields

from extractors import records
from extractors.article import Article
from flows.tables import BY_NAME, rows_of
from tests.samples import article, extraction


def test_rows_hold_every_field_of_their_records() -> None:
    """A field that someone adds to a record is either a column or left out on purpose."""
    # numbers and offsets that point within a document; the tables have ids instead
    on_purpose = {"key", "speaker_key", "programme_key", ("Quote", "amounts"), ("Quote", "fiscal_years")}
    tables = {"Country": "countries", "Group": "groups", "Amount": "amounts", "FiscalYear": "fiscal_years", "DateMention": "dates"}
    tables |= {"Speaker": "speakers", "Quote": "quotes", "Figure": "figures", "Programme": "programmes", "Role": "roles"}
    missing = {
        (name, field.name)
        for name, table in tables.items()
        for field in fields(getattr(records, name))
        if field.name not in _columns(table) and not {field.name, (name, field.name)} & on_purpose
    }
    assert missing == set()
    assert {field.name for field in fields(Article)} - _columns("documents") == {"blocks"}


def test_what_nothing_ties_to_a_figure_has_no_confidence() -> None:
    (figure,) = rows_of(article(), extraction())["figures"]
    assert (figure["payer"], figure["payer_rule"], figure["payer_confidence"]) == ("JP", "by hand", 0.8)
    assert (figure["year_rule"], figure["year_confidence"]) == (None, None)


def _columns(table: str) -> set[str]:
    return {column.name for column in BY_NAME[table].columns}

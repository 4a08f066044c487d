from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from extractors.article import Article
from extractors.records import Extraction
from flows.annotations import annotations_of
from flows.tables import rows_of
from flows.tables.records import article_of_rows, extraction_of_rows
from tests.samples import article, extraction

STORY = (
    "TOKYO — Japan will lend Kenya and Ghana 20 billion yen ($130 million) in fiscal 2026, up from 15.5bn yen, Kei Koga said. "
    "“The Rift Fund begins in April,” he said. Kenya is a recipient of the Rift Fund. Officials put the cost at $2m to $3m.\n"
)


def test_rows_come_back_as_the_records_they_were_made_from() -> None:
    rows = rows_of(article(), extraction())
    assert article_of_rows(rows) == article()
    again = extraction_of_rows(rows)
    assert replace(again, sentences=extraction().sentences) == extraction()


def test_so_do_those_of_a_real_extraction(extract_text: Callable[..., Extraction]) -> None:
    found = extract_text(STORY, publisher_country="KE")
    rows = rows_of(Article(text=STORY, publisher_country="KE"), found)
    again = extraction_of_rows(rows)
    assert found.quotes
    assert found.figures
    assert annotations_of(again) == annotations_of(found)
    assert [q.speaker_key for q in again.quotes] == [q.speaker_key for q in found.quotes]

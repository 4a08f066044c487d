"""Tables of PDFs as their programs write them, cell by cell."""

from __future__ import annotations

from extractors.article import Article
from flows.sources import Source, read
from tests.samples import pdf_of


def text_of(*cells: tuple[int, int, str]) -> str:
    """What is read of a page of cells, written in this order: their left edge and height in points, and their words."""
    drawn = b" ".join(b"BT /F1 10 Tf %d %d Td (%s) Tj ET" % (left, height, words.encode()) for left, height, words in cells)
    (article,) = read(Source("a", None, "pdf", pdf_of([drawn])))
    assert isinstance(article, Article), article
    return article.text


def figures(height: int, *values: str) -> list[tuple[int, int, str]]:
    return [(300 + 100 * number, height, value) for number, value in enumerate(values)]


def test_a_label_of_several_lines_is_in_one_row_with_its_figures() -> None:
    text = text_of(
        *((72, 700, "Teacher training"), *figures(700, "21,516", "(7,084)")),
        *((72, 680, "Coastal works and dredging of"), (72, 668, "the main harbour"), *figures(680, "93,548", "(77,535)")),
        *((72, 648, "Water supply"), *figures(648, "84,973", "(18,869)")),
        *((72, 628, "Pensions of former"), (72, 616, "public officers"), *figures(616, "56,405", "(38,907)")),
    )
    assert text.split("\n\n") == [
        "Teacher training | 21,516 | (7,084)",
        "Coastal works and dredging of the main harbour | 93,548 | (77,535)",
        "Water supply | 84,973 | (18,869)",
        "Pensions of former public officers | 56,405 | (38,907)",
    ]


def test_columns_of_prose_are_no_label_and_its_figures() -> None:
    lines = ["The assembly voted on", "Monday to double its", "harbour fund for the", "second time since 2024."]
    columns = [(left, 700 - 12 * number, line) for left in (72, 300) for number, line in enumerate(lines)]
    assert " ".join(text_of(*columns).split()) == " ".join(2 * lines)

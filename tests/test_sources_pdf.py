"""PDF: reading order, what is left out of the course, words made whole, tables by row."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extractors.article import Article
from flows.sources import Source, discover, read
from flows.sources.pdf.by_column import tables_by_column
from flows.sources.pdf.drawn import Drawn
from flows.sources.pdf.furniture import RunningLines, footnotes
from flows.sources.pdf.level_ruled import level_ruled_tables
from flows.sources.pdf.lines import Line, in_reading_order, lines_of
from flows.sources.pdf.paragraphs import Vocabulary, join, paragraphs_of, text_of
from flows.sources.pdf.stated import Stated
from flows.sources.pdf.typography import plain_words
from flows.sources.pdf.unruled import unruled_tables
from flows.sources.pdf.words import Word
from tests.samples import pdf_of

ROOT = Path(__file__).parent.parent


def line(text: str, left: float, top: float, size: float = 10, right: float | None = None) -> Line:
    return Line(text, (left, top, right if right is not None else left + 5 * len(text), top + size), size)


def column(left: float, *texts: str, top: float = 100) -> list[Line]:
    return [line(text, left, top + 12 * i, right=left + 200) for i, text in enumerate(texts)]


def test_the_order_of_the_stream_is_kept() -> None:
    lines = [*column(50, "one", "two", "three"), *column(300, "four", "five", "six")]
    assert in_reading_order(lines) == lines


def test_a_scrambled_page_is_divided_into_columns() -> None:
    left = column(50, *(f"left {i}" for i in range(20)))
    right = column(300, *(f"right {i}" for i in range(20)))
    across = [line for pair in zip(left, right, strict=True) for line in pair]
    assert in_reading_order(across) == [*left, *right]


@pytest.mark.parametrize(
    ("text", "after", "words", "joined"),
    [
        ("the govern-", "ment said", set(), "the government said"),
        ("a long-", "term loan", {"long", "term"}, "a long-term loan"),
        ("a long-", "term loan", {"long-term"}, "a long-term loan"),
        ("a re-", "port by", {"re", "port", "report"}, "a report by"),
        ("in end-", "December", set(), "in end-December"),
        ("in 2024-", "25 the", set(), "in 2024-25 the"),
        ("soft\u00ad", "ware", set(), "software"),
        ("the house –", "all of it", set(), "the house – all of it"),
        ("the house", "voted", set(), "the house voted"),
        ("the year-on-", "year rise", set(), "the year-on-year rise"),
        ("in 2026\u00ad", "27 the", set(), "in 2026-27 the"),
        ("a low\u00ad", "interest loan", {"low-interest"}, "a low-interest loan"),
    ],
)
def test_words_are_made_whole(text: str, after: str, words: set[str], joined: str) -> None:
    assert join(text, after, Vocabulary(frozenset(words))) == joined


def paragraphs(*lines: Line) -> list[str]:
    return [text_of(paragraph.lines, Vocabulary(frozenset())) for paragraph in paragraphs_of(lines, 1)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (column(50, "The house voted on", "the fund."), ["The house voted on the fund."]),
        ([*column(50, "The house", "voted"), *column(50, "It rained.", top=142)], ["The house voted", "It rained."]),
        ([line("The fund", 50, 80, size=16), *column(50, "The house voted.")], ["The fund", "The house voted."]),
        (column(50, "a rise to reach", "60.4 percent", "by 2026"), ["a rise to reach 60.4 percent by 2026"]),
        (column(50, "The house voted.", "2.3 Scope"), ["The house voted.", "2.3 Scope"]),
        (column(50, "• the fund,", "• the ferry"), ["• the fund,", "• the ferry"]),
        ([line("The house voted.", 50, 100), line("It rained for days on end in May and", 62, 112), line("in June.", 50, 124)],
         ["The house voted.", "It rained for days on end in May and in June."]),
        ([*column(50, "and the house", "voted on the"), *column(300, "fund.")], ["and the house voted on the fund."]),
        ([line("1.", 50, 100), line("The house voted.", 70, 100)], ["1. The house voted."]),
    ],
    ids=["lines", "a gap", "a heading", "a decimal", "a section's number", "items", "an indent", "over columns", "a number, a tab"],
)  # fmt: skip
def test_paragraphs(lines: list[Line], expected: list[str]) -> None:
    assert paragraphs(*lines) == expected


def running(*pages: list[Line]) -> list[list[str]]:
    found = RunningLines(pages, [800.0] * len(pages)).on_each_page()
    return [[page[i].text for i in sorted(running)] for page, running in zip(pages, found, strict=True)]


def test_running_lines_count_the_pages() -> None:
    pages = [
        [
            line("Gazette", 50, 20),
            line(f"Article {3 * n}", 50, 60),
            line("The house voted.", 50, 300),
            line(f"Page {n} of 9", 50, 780),
        ]
        for n in range(1, 9)
    ]
    assert running(*pages) == [["Gazette", f"Page {n} of 9"] for n in range(1, 9)]


def test_an_outermost_number_is_the_pages() -> None:
    assert running([line("2026", 50, 90), line("The house voted.", 50, 300), line("– 4 –", 50, 770)]) == [["– 4 –"]]
    assert running([line("12", 50, 90), line("Gazette", 50, 20)]) == [[]]


def test_footnotes_are_small_marked_and_below_all() -> None:
    lines = [line("The house voted.", 50, 500), line("1 By 40 to 12.", 50, 700, size=8), line("Others were away.", 50, 710, size=8)]
    assert footnotes(lines, 10, 800) == {1, 2}
    assert footnotes([*lines, line("It rained.", 50, 730)], 10, 800) == set()
    over = [line("1 By 40 to", 50, 710, size=8), line("The house rose.", 300, 500), line("12 votes.", 300, 710, size=8)]
    assert footnotes(over, 10, 800) == {0, 2}
    assert footnotes([lines[0], line("Source: the house", 50, 700, size=8)], 10, 800) == set()
    assert footnotes([lines[0], line("the house rose", 50, 700, size=8), line("46 percent", 50, 710, size=8)], 10, 800) == set()


def test_two_columns_with_page_and_box() -> None:
    (source,) = discover([str(ROOT / "fixtures" / "awkward" / "two_columns.pdf")])
    assert isinstance(source, Source)
    (article,) = read(source)
    assert isinstance(article, Article)
    body = [block for block in article.blocks if block.role == "body"]
    assert [block.page for block in body] == [1, 2]
    assert "a sum that no member had expected." in article.text
    assert all(block.box is not None and block.box[0] < block.box[2] and block.box[1] < block.box[3] for block in article.blocks)
    assert {article.text[b.start : b.end] for b in article.blocks if b.role == "boilerplate"} == {
        "ISLAND GAZETTE",
        "14 May 2026",
        "4",
        "5",
    }


def test_seed_has_its_gold_text() -> None:
    gold = {}
    for record in (ROOT / "fixtures" / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(record)
        gold[document["id"]] = document
    (source,) = discover([str(ROOT / "seeds" / "gulf_reconstruction.pdf")])
    assert isinstance(source, Source)
    (article,) = read(source)
    assert isinstance(article, Article)
    course = " ".join(article.text[b.start : b.end] for b in article.blocks if b.role != "boilerplate")
    assert course.split() == gold["seeds/gulf_reconstruction.pdf"]["text"].split()


def test_dev_pages_keep_their_order(shared: Path) -> None:
    """The checks of whole sentences, order and absent running lines: 0.95 is asked for, all 79 held when this was written."""
    spec = importlib.util.spec_from_file_location("score_text", shared / "score" / "score_text.py")
    assert spec is not None
    assert spec.loader is not None
    score_text = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score_text)
    articles: dict[str, dict[str, Any]] = {}
    for source in discover(
        [str(shared / "ingest" / "pdf" / name) for name in ("dmca.pdf", "naacl06-shinyama.pdf", "sgmof_annex*.pdf")]
    ):
        assert isinstance(source, Source)
        (article,) = read(source)
        assert isinstance(article, Article)
        blocks = [{"start": b.start, "end": b.end, "role": b.role, "page": b.page} for b in article.blocks]
        articles[Path(article.source).name] = {"text": article.text, "blocks": blocks}
    checks = shared / "ingest" / "pdf" / "checks.jsonl"
    # The longest files are left to the benchmark: what is not read here fails its checks, and is not counted.
    total = sum(
        _number_of_checks(json.loads(row))
        for row in checks.read_text(encoding="utf-8").splitlines()
        if json.loads(row)["id"] in articles
    )
    every = sum(_number_of_checks(json.loads(row)) for row in checks.read_text(encoding="utf-8").splitlines())
    assert score_text.pdf(checks, articles) * every / total >= 0.95


def _number_of_checks(check: dict[str, Any]) -> int:
    return len(check["must_contain"]) + len(check["must_precede"]) + len(check["must_be_absent"])


def words(*parts: tuple[str, float, float, float]) -> list[Word]:
    """Words of one line from their text, left edge, font size and height of the baseline."""
    return [Word(text, left, base - size, left + 5 * len(text), base, size, "Times") for text, left, size, base in parts]


@pytest.mark.parametrize(
    ("line_words", "text"),
    [
        (words(("threshold", 50, 10, 100), ("11", 95, 7, 96)), "threshold"),
        (words(("10", 50, 10, 100), ("6", 60, 7, 96)), "106"),
        (words(("11", 50, 10, 100), ("th", 60, 7, 96)), "11th"),
        (words(("• ", 50, 10, 100), ("fund", 75, 10, 100)), "•  fund"),
        (words(("ﬁnal", 50, 10, 100)), "final"),
    ],
    ids=["the number of a footnote", "an exponent", "an ordinal", "a bullet and a tab", "a ligature"],
)
def test_lines(line_words: list[Word], text: str) -> None:
    assert [found.text for found in lines_of(line_words)] == [text]


def word(text: str, left: float, top: float, size: float = 10, width: float | None = None) -> Word:
    """One word from its text, left and upper edge, font size and width."""
    right = left + (width if width is not None else 0.5 * size * len(text))
    return Word(text, left, top, right, top + size, size, "Times")


def row(top: float, *cells: tuple[float, str], size: float = 10) -> list[Word]:
    """Words of a row from the left edge and the words of each of its cells."""
    placed = []
    for left, text in cells:
        edge = left
        for part in text.split():
            placed.append(word(part, edge, top, size))
            edge = placed[-1].right + 0.25 * size
    return placed


def spaced(text: str, left: float, top: float) -> list[Word]:
    """Letters set apart, each a word of its own, with more space between two words."""
    return [word(letter, left + 9 * i, top, width=5) for i, letter in enumerate(text) if letter != " "]


PROSE = "the house voted on the harbour fund"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (spaced("HARBOUR FUND", 50, 100), ["HARBOUR", "FUND"]),
        ([word("J", 50, 100), word("R", 60, 100), word("Roe", 70, 100)], ["J", "R", "Roe"]),
        ([word("T", 50, 100, 34, width=20), *row(102, (72, "he house")), *row(114, (72, "voted"))], ["The", "house", "voted"]),
        ([*row(90, (72, "Roe")), word("A", 50, 100, 34, width=20), *row(102, (72, "nother")), *row(114, (72, "vote"))],
         ["Roe", "Another", "vote"]),
        ([word("A", 50, 100, 34, width=20), *row(102, (72, "fund of")), *row(114, (72, "the fund"))],
         ["A fund", "of", "the", "fund"]),
        ([w for n in range(1, 9) for w in row(100 + 20 * n, (50, str(n)), (80, PROSE))], PROSE.split() * 8),
        ([w for n in range(1, 9) for w in row(100 + 20 * n, (50, str(n)), (80, "Harbour fund"))],
         [w for n in range(1, 9) for w in (str(n), "Harbour", "fund")]),
        ([w for n in (1, 2, 5, 9, 11, 12, 30) for w in row(100 + 20 * n, (50, str(n)), (80, PROSE))],
         [w for n in (1, 2, 5, 9, 11, 12, 30) for w in (str(n), *PROSE.split())]),
    ],
    ids=["letters set apart", "initials", "a first letter of two lines", "below a byline", "that is a word", "numbers of lines",
         "numbers of a table's rows", "numbers that count no lines"],
)  # fmt: skip
def test_words_as_they_are_read(page: list[Word], expected: list[str]) -> None:
    assert [found.text for found in plain_words(page)] == expected


def rows(page: list[Word]) -> list[list[str]]:
    tables, _ = unruled_tables(page, set())
    return [[" ".join(line.text for cell in row for line in cell) for row in table.rows] for table in tables]


def test_a_table_without_rules() -> None:
    table = [["Region", "2025", "2026"], ["Northern coast", "1,204.5", "1,311.0"], ["Inner islands", "95.7", "99.4"]]
    page = [w for n, cells in enumerate(table) for w in row(100 + 12 * n, *zip((50, 200, 300), cells, strict=True))]
    assert rows([*row(76, (50, PROSE)), *page, *row(148, (50, PROSE))]) == [[" | ".join(cells) for cells in table]]


FIGURES = [["1,204.5", "95.7", "13.0"], ["1,311.0", "99.4", "12.8"]]


def test_a_table_written_column_by_column() -> None:
    labels = ["Northern coast", "Inner islands", "Reef"]
    page = [w for n, label in enumerate(labels) for w in row(100 + 12 * n, (50, label))]
    page += [
        w
        for left, column in zip((200, 300), FIGURES, strict=True)
        for n, cell in enumerate(column)
        for w in row(100 + 12 * n, (left, cell))
    ]
    ((table,), inside) = tables_by_column([*row(76, (50, PROSE)), *page, *row(148, (50, PROSE))], set())
    assert [row[0][0].text for row in table.rows] == [" | ".join(cells) for cells in zip(labels, *FIGURES, strict=True)]
    assert len(inside) == len(page)


def test_prose_in_columns_is_no_table() -> None:
    page = [w for left in (50, 300) for n in range(9) for w in row(100 + 12 * n, (left, PROSE))]
    assert tables_by_column(page, set()) == ([], set())


def ruled_off(*heights: float) -> Drawn:
    """A page with level rules over its width at some heights."""
    page = Drawn(1, 600, 800)
    page.edges = [{"orientation": "h", "x0": 45.0, "x1": 500.0, "top": height} for height in heights]
    return page


def test_a_table_whose_rows_are_ruled_off() -> None:
    heights = range(100, 190, 30)
    names = [*row(100, (50, "Repair")), *row(112, (50, "of the quay")), *row(130, (50, "Ferry")), *row(160, (50, "Slipway"))]
    words = [*names, *(w for height in heights for w in row(height, (200, "1,311.0")))]
    ((table,), _) = level_ruled_tables(ruled_off(98, 128, 158, 188), words, set())
    assert [[" ".join(line.text for line in cell) for cell in row] for row in table.rows] == [
        ["Repair of the quay", "1,311.0"], ["Ferry | 1,311.0"], ["Slipway | 1,311.0"],
    ]  # fmt: skip


def test_prose_between_rules_is_no_table() -> None:
    words = [
        w for height in range(100, 190, 30) for left in (50, 280) for n in range(2) for w in row(height + 12 * n, (left, PROSE))
    ]
    assert level_ruled_tables(ruled_off(98, 128, 158, 188), words, set()) == ([], set())


def page_with_headings(*sizes_and_texts: tuple[int, str]) -> bytes:
    """A page with lines of some sizes above prose."""
    heads = b" ".join(b"/F1 %d Tf (%s) Tj 0 -60 Td" % (size, text.encode()) for size, text in sizes_and_texts)
    return pdf_of(
        [b"BT 60 760 Td " + heads + b" /F1 10 Tf " + b" ".join(b"(%s.) Tj 0 -12 Td" % PROSE.encode() for _ in range(9)) + b" ET"]
    )


@pytest.mark.parametrize(
    ("heads", "title"),
    [
        ([(40, "Island Post"), (9, "Friday, 5 June 2026"), (20, "Harbour fund to double")], "Harbour fund to double"),
        ([(40, "Harbour fund"), (20, "A report of two years of the assembly")], "Harbour fund"),
        ([(20, "Harbour fund to double this year"), (9, "5 June 2026"), (14, "What the members of the house said")],
         "Harbour fund to double this year"),
    ],
    ids=["below a newspaper's name", "above a second line", "above a heading"],
)  # fmt: skip
def test_titles(heads: list[tuple[int, str]], title: str) -> None:
    (article,) = read(Source("page.pdf", None, "pdf", page_with_headings(*heads)))
    assert isinstance(article, Article)
    assert article.title == title


def text_read(content: bytes, encoding: bytes = b"/WinAnsiEncoding") -> str:
    (article,) = read(Source("page.pdf", None, "pdf", pdf_of([content], encoding)))
    assert isinstance(article, Article), article
    return article.text


def test_a_page_turned_by_a_rotation_that_is_not_quite_square() -> None:
    assert (
        text_read(b"0.0000001 -1 1 0.0000001 0 842 cm BT /F1 12 Tf 72 500 Td (The harbour fund doubles) Tj ET")
        == "The harbour fund doubles"
    )


def test_ligatures_of_tex_whose_fonts_name_no_letters() -> None:
    unnamed = b"<< /Type /Encoding /Differences [16 /a16 /a17 28 /a28 /a29 /a30] >>"
    assert text_read(b"BT /F1 12 Tf 72 500 Td <101C> Tj (scal o) Tj <1E> Tj (ce) Tj <11> Tj ET", unnamed) == "“fiscal office”"


@pytest.mark.parametrize(
    "page",
    [
        [w for n in range(9) for w in row(100 + 12 * n, (50, PROSE), (300, PROSE))],
        [w for left in (50, 300) for n in range(9) for w in row(100 + 12 * n, (left, "Harbour fund"))],
        [w for n in range(9) for w in row(100 + 12 * n, (50, "•"), (75, "Harbour fund"))],
        [w for n, left in enumerate((200, 320, 260)) for w in row(100 + 12 * n, (50 + 7 * n, "Harbour"), (left, "Fund 2026"))],
    ],
    ids=["prose in two columns, line by line", "columns, one after the other", "a list", "words at odd places"],
)
def test_what_is_no_table(page: list[Word]) -> None:
    assert rows(page) == []


@pytest.mark.parametrize(
    ("metadata", "stated"),
    [
        (
            {"Title": b"Review of the quarter", "CreationDate": b"D:20260514093000+01'00'"},
            ("Review of the quarter", date(2026, 5, 14)),
        ),
        ({"Title": b"Microsoft Word - review.docx", "CreationDate": b"D:20261350"}, (None, None)),
        ({"Title": b"Q2_review_final", "CreationDate": 20260514}, (None, None)),
        ({"Title": b"Untitled document"}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_what_a_file_says_of_itself(metadata: dict[str, Any], stated: tuple[str | None, date | None]) -> None:
    found = Stated.of([metadata])
    assert (found.title, found.created) == stated


def test_a_hyphen_is_the_words_own_where_a_document_divides_no_words() -> None:
    ragged = [line(f"the house of {n} members voted", 50, 12 * n) for n in range(40)]
    ends = [line("a cross-", 50, 500), line("border loan", 50, 512)]
    assert join("a cross-", "border loan", Vocabulary.of([[*ragged, *ends]])) == "a cross-border loan"
    divided = [
        line(text, 50, 600 + 12 * n) for n, text in enumerate(["the govern-", "ment of the", "government", "an agree-", "ment"])
    ]
    assert join("a cross-", "border loan", Vocabulary.of([[*ragged, *ends, *divided]])) == "a crossborder loan"


def test_second_halves_are_no_words() -> None:
    lines = [line("the gov-", 50, 100), line("ernment of a long-term", 50, 112), line("loan", 50, 124)]
    assert Vocabulary.of([lines]).words == {"the", "of", "a", "long-term", "loan"}

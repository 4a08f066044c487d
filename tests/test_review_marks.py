"""Marks in the text of an article, and values as people read them."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.review.page.layers import BY_TABLE, beside
from flows.review.page.marks import Mark, paragraphs


class Shown(HTMLParser):
    """What a browser makes of the pieces: their text, and the offset at which each says that it starts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[int, str]] = []
        self.marks: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        assert tag in {"mark", "span", "bdi"}
        if tag == "mark":
            self.marks.append(told)
        else:
            self.pieces.append((int(told["data-start"] or -1), ""))

    def handle_data(self, data: str) -> None:
        start, text = self.pieces[-1]
        self.pieces[-1] = (start, text + data)


def shown(text: str, blocks: list[tuple[int, int]], marks: list[Mark]) -> Shown:
    parser = Shown()
    for paragraph in paragraphs(text, [(start, end, "body", None) for start, end in blocks], marks):
        parser.feed(str(paragraph.html))
        parser.close()
    return parser


_CHARACTERS = st.sampled_from("ab <>&\"'\r\n\t é€😀\u200d\u202e\u202c\u2066\u0301")


@given(
    st.text(_CHARACTERS, min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 15)), max_size=6),
    st.integers(0, 40),
)
def test_every_piece_is_the_article_at_its_offset(text: str, places: list[tuple[int, int]], cut: int) -> None:
    cut = min(cut, len(text))
    marks = [
        Mark(start, min(start + size, len(text)), "amounts", "unreviewed", f"m{number}", "1", below=bool(number % 2))
        for number, (start, size) in enumerate(places)
        if start < len(text)
    ]
    found = shown(text, [(0, cut), (cut, len(text))], marks)
    assert "".join(piece for _, piece in found.pieces) == text
    for start, piece in found.pieces:
        assert text[start : start + len(piece)] == piece
    closed = [mark["data-key"] for mark in found.marks if mark.get("data-value")]
    assert len(closed) == len(set(closed))  # a value stands once, after the last piece


def test_text_between_blocks_is_shown_too() -> None:
    found = list(paragraphs("Head stray words body", [(0, 4, "headline", 1), (17, 21, "body", 2)], []))
    assert [(paragraph.role, paragraph.page) for paragraph in found] == [("headline", 1), ("outside", None), ("body", 2)]


def test_marks_that_overlap_are_underlined_at_different_heights() -> None:
    marks = [
        Mark(0, 9, "amounts", "", "long"),
        Mark(0, 3, "countries", "", "in it"),
        Mark(6, 12, "figures", "", "across"),
        Mark(20, 22, "dates", "", "apart"),
    ]
    found = shown("a text of some words, and more", [(0, 30)], marks)
    lane = {
        str(mark["data-key"]): next(name for name in str(mark["class"]).split() if name.startswith("lane")) for mark in found.marks
    }
    assert lane == {"in it": "lane0", "apart": "lane0", "across": "lane0", "long": "lane1"}


def row(table: str, **values: Any) -> dict[str, Any]:
    from flows.tables.schema import BY_NAME

    return {column.name: None for column in BY_NAME[table].columns} | values


@pytest.mark.parametrize(
    ("table", "values", "said"),
    [
        ("amounts", {"kind": "money", "value": 18_100_000_000.0, "currency": "JPY"}, "JPY 18,100,000,000"),
        ("amounts", {"kind": "money", "value": 12.5, "currency": "USD", "decimals": 2}, "USD 12.50"),
        (
            "amounts",
            {"kind": "money", "low": 6e9, "high": 6.5e9, "currency": "GBP", "qualifier": "about"},
            "about GBP 6,000,000,000 to 6,500,000,000",
        ),
        (
            "amounts",
            {"kind": "money", "value": 80.0, "currency": "USD", "per": "barrel", "direction": "down"},
            "−USD 80 per barrel",
        ),
        ("amounts", {"kind": "money", "currency": None}, "currency not known some"),
        ("amounts", {"kind": "percent", "value": 2.5, "decimals": 1}, "2.5%"),
        ("amounts", {"kind": "count", "value": 3.0, "unit": "ships"}, "3 ships"),
        (
            "fiscal_years",
            {"label": "FY2026", "start_date": date(2026, 4, 1), "end_date": date(2027, 3, 31), "iso_alpha2": "JP"},
            "FY2026: 1 Apr 2026 to 31 Mar 2027, JP",
        ),
        ("fiscal_years", {"label": None}, "year not known: days not known"),
        ("countries", {"iso_alpha2": "JP", "name": "Japan"}, "Japan JP"),
        ("quotes", {"speaker": "Kei Koga"}, "Kei Koga"),
        ("quotes", {}, "speaker not told"),
        ("figures", {"payer": "JP,US", "payee": "TO", "fiscal_year": "FY2026"}, "JP, US → TO · FY2026"),
        ("figures", {"payee_text": "the port", "negated": True}, "to the port · did not happen"),
        ("figures", {}, "no links"),
        ("roles", {"iso_alpha2": "MM", "role": "not_eligible", "programme": "OSA"}, "MM not eligible · OSA"),
        ("dates", {"start_date": date(2026, 4, 1), "end_date": date(2026, 4, 1)}, "1 Apr 2026"),
    ],
)
def test_values_as_people_read_them(table: str, values: dict[str, Any], said: str) -> None:
    assert BY_TABLE[table].value(row(table, **values)) == said


def test_beside_a_mark_only_what_its_words_do_not_say() -> None:
    assert beside("countries", row("countries", text="Japan", name="Japan", iso_alpha2="JP")) == "JP"
    assert beside("countries", row("countries", text="Tokyo", name="Japan", iso_alpha2="JP")) == "Japan JP"
    assert beside("figures", row("figures")) == ""

"""A page of a PDF: its words, however they are turned or set, as lines and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pdfminer.layout import LTChar
from pdfplumber.page import Page
from pdfplumber.utils.text import dedupe_chars, extract_words

from flows.sources.pdf.lines import Line, in_reading_order, lines_of
from flows.sources.pdf.ruled import ruled_tables
from flows.sources.pdf.tables import Table, Word
from flows.sources.pdf.typography import plain_words
from flows.sources.pdf.unruled import unruled_tables

Char = dict[str, Any]


@dataclass(slots=True)
class PageLines:
    """A page: its lines in reading order, without those in its tables.

    Attributes:
        number: Its number, from 1.
        height: Its height in points, as it is read.
        lines: The lines.
        tables: The tables.
    """

    number: int
    height: float
    lines: list[Line]
    tables: list[Table]


def described(page: Any, thing: Any) -> dict[str, Any]:
    """A thing on the page as pdfplumber describes it; of a letter only what is read here, which halves the time of a page."""
    if not isinstance(thing, LTChar):
        return Page.process_object(page, thing)
    left, above = page.mediabox[:2]
    top, bottom = page.height - thing.y1 + above, page.height - thing.y0 + above
    return {
        "object_type": "char",
        "text": thing.get_text(),
        "x0": thing.x0 + left,
        "x1": thing.x1 + left,
        "top": top,
        "bottom": bottom,
        "doctop": page.initial_doctop + top,
        "width": thing.width,
        "height": thing.height,
        "size": thing.size,
        "upright": thing.upright,
        "matrix": thing.matrix,
        "fontname": thing.fontname,
    }


def read_page(page: Any) -> PageLines:
    """The lines and tables of a page.

    Args:
        page: pdfplumber's page, its letters :func:`described`.

    Returns:
        Them; of a page whose text runs up or down it, as seen by a reader who has turned it.
    """
    chars, height = page.chars, page.height
    sideways = [char for char in chars if not char["upright"]]
    is_sideways = 2 * len(sideways) > len(chars)
    if is_sideways:
        chars, height = [_turned(char, page) for char in sideways], page.width
    elif sideways:
        chars = [char for char in chars if char["upright"]]  # without a stamp along the margin
    words = plain_words(_words(chars))
    ruled, in_ruled = ([], set()) if is_sideways else ruled_tables(page, words)
    unruled, in_unruled = unruled_tables(words, in_ruled)
    lines = lines_of([word for i, word in enumerate(words) if i not in in_ruled | in_unruled])
    return PageLines(page.page_number, float(height), in_reading_order(lines), [*ruled, *unruled])


def _turned(char: Char, page: Any) -> Char:
    """A letter of a line that runs up the page, or down it, as it stands once the page is turned."""
    upwards = char["matrix"][1] > 0
    left, right = (page.height - char["bottom"], page.height - char["top"]) if upwards else (char["top"], char["bottom"])
    top, bottom = (char["x0"], char["x1"]) if upwards else (page.width - char["x1"], page.width - char["x0"])
    places = {"x0": left, "x1": right, "top": top, "bottom": bottom, "doctop": page.initial_doctop + top}
    return char | places | {"width": right - left, "height": bottom - top, "size": bottom - top, "upright": True}


def _words(chars: list[Char]) -> list[Word]:
    """Letters as words, in the order in which the page's program wrote them."""
    if _is_doubled(chars):
        chars = dedupe_chars(chars)
    words = _divided(chars, 0.15)
    if sum(len(word["text"]) == 1 for word in words) > 0.5 * len(words):
        words = _divided(chars, 0.35)  # letters set apart all over the page
    return words


def _divided(chars: list[Char], gap: float) -> list[Word]:
    """Words with gaps between them of at least ``gap``, in font sizes."""
    words: list[Word] = extract_words(chars, x_tolerance_ratio=gap, use_text_flow=True, extra_attrs=["size", "fontname"])
    return words


def _is_doubled(chars: list[Char]) -> bool:
    """Whether letters are printed twice, a hair apart, to look bold."""
    places = {(char["text"], round(char["x0"]), round(char["top"])) for char in chars}
    return len(places) < 0.75 * len(chars)

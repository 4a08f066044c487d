"""Letters of PDFs: what TeX draws as pictures, what leans, and what designers set apart."""

from __future__ import annotations

from extractors.article import Article
from flows.sources import Source, read
from tests.samples import pdf_of

_TYPE_1 = b"/Subtype /Type1 /BaseFont /Times-Roman"
_TYPE_3 = (
    b"/Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << >> /FirstChar 0 /LastChar 255 /Widths ["
    + b"0.5 " * 256
    + b"]"
)
_OF_PICTURES = b"<< /Type /Encoding /Differences [11 /a11 12 /a12 14 /a14 34 /a34 92 /a92 123 /a123] >>"


def text_of(data: bytes) -> str:
    (article,) = read(Source("a", None, "pdf", data))
    assert isinstance(article, Article), article
    return article.text


def test_a_font_of_pictures_in_the_older_encoding_of_tex() -> None:
    first = b'(\\\\The o) Tj <0E> Tj (ce for 2025{26 is o) Tj <0B> Tj (,") Tj'
    second = b"(he said, and ) Tj <0C> Tj (ve more.) Tj"
    page = pdf_of([b"BT /F1 12 Tf 72 500 Td " + first + b" 0 -14 Td " + second + b" ET"], _OF_PICTURES)
    assert text_of(page.replace(_TYPE_1, _TYPE_3)) == "“The office for 2025–26 is off,” he said, and five more."


def test_what_leans_is_no_text() -> None:
    lines = b"(The assembly voted on Monday to double its) Tj T* (harbour fund, said a member of the house.) Tj"
    watermark = b"/F1 80 Tf 0.7 0.7 -0.7 0.7 100 440 Tm (DRAFT) Tj"
    page = pdf_of([b"BT /F1 12 Tf 14 TL 72 500 Td " + lines + watermark + b" ET"])
    assert text_of(page) == "The assembly voted on Monday to double its harbour fund, said a member of the house."


def test_letters_set_apart_beside_a_figure_and_a_mark() -> None:
    head = b"BT /F1 12 Tf 3 Tc 72 540 Td (Motion 1) Tj 0 -20 Td (Schedule: notes) Tj ET "
    line = b"(The assembly voted on Monday to double its harbour fund, said a member.) Tj T* "
    assert text_of(pdf_of([head + b"BT /F1 12 Tf 0 Tc 14 TL 72 480 Td " + 4 * line + b"ET"])).split("\n\n")[:2] == [
        "Motion 1",
        "Schedule: notes",
    ]


def test_the_dots_of_a_table_of_contents_are_no_letters_set_apart() -> None:
    entry = b"[(Ports) -250 (and) -250 (ferries) -900 " + b"(.) -500 " * 20 + b"] TJ 0 -20 Td"
    page = pdf_of([b"BT /F1 12 Tf 72 500 Td " + b" ".join([entry] * 5) + b" ET"])
    assert text_of(page).startswith("Ports and ferries")

"""PDF: words with their places, put into reading order, with page and box for every block."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pdfminer.pdfdocument import PDFEncryptionError

from extractors.article import Article, Block, Role
from flows.sources.bylines import author_of, is_byline, is_dateline
from flows.sources.dates import find_day
from flows.sources.furniture import role_alone
from flows.sources.paragraphs import Paragraph as TextParagraph
from flows.sources.paragraphs import letters
from flows.sources.pdf.document import Document
from flows.sources.pdf.furniture import RunningLines, body_size, footnotes
from flows.sources.pdf.lines import Box, Line, box_around
from flows.sources.pdf.page import PageLines, read_page
from flows.sources.pdf.paragraphs import Paragraph, Vocabulary, join, paragraphs_of, text_of
from flows.sources.pdf.stated import Stated
from flows.sources.pdf.tables import WORDS_OF_A_CELL, Table
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each odd font, to standard error

_SENTENCE_END = re.compile(r"[.!?][”’\"')]*\s+(?=[A-Z“‘\"(])")
_CHARACTERS_OF_A_HEADING = 90
_PARTS_OF_A_HEAD = 20
_WORDS_OF_A_TITLE = 5  # a newspaper's name has fewer
_WORDS_OF_AN_ISSUE = 12
_ISSUE = re.compile(r"\b(?:no|vol|issue|edition|price)\b|(?:press|media|news) release", re.IGNORECASE)
_BETWEEN = "\n\n"  # two blocks


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph as text, with what a block needs."""

    text: str
    page: int
    box: Box
    role: Role | None = None
    size: float = 0.0


def read_pdf(source: Source) -> Iterator[Article | Reject]:
    """A PDF is one article."""
    try:
        document = Document(source.read_bytes())
        pages = list(map(read_page, document.draw_pages(source.limits.max_pages)))
        stated = Stated.of(document.info)
    except (ReadError, MemoryError, RecursionError):
        raise
    except Exception as error:  # what a damaged file leads pdfminer to is without number
        raise ReadError(_reason(error)) from None
    if not any(page.lines or page.tables for page in pages):
        raise ReadError("the PDF has no text, only pictures of pages; run it through text recognition (OCR) first")
    article = article_of_pages(pages, source.locator, stated)
    if article.text.count("(cid:") > 0.02 * len(article.text):
        raise ReadError("the PDF's fonts do not tell which letters they draw; run it through text recognition (OCR) first")
    yield article


def _reason(error: Exception) -> str:
    if isinstance(error, PDFEncryptionError):
        return "the PDF is encrypted; save a copy without a password"
    return "the PDF is damaged or cut short; fetch it again"


def _place(table: Table, lines: Sequence[Line]) -> int:
    """The index of the line before which a table is read: the first one below it that overlaps it."""
    return next((i for i, line in enumerate(lines) if _is_below(line, table)), len(lines))


def _is_below(line: Line, table: Table) -> bool:
    return line.top >= table.box[3] - 2 and min(line.right, table.box[2]) > max(line.left, table.box[0])


def article_of_pages(pages: Sequence[PageLines], source: str, stated: Stated) -> Article:
    """Put the pages' paragraphs, tables, footnotes and running lines together."""
    running = RunningLines([page.lines for page in pages], [page.height for page in pages]).on_each_page()
    course = [[line for i, line in enumerate(page.lines) if i not in skip] for page, skip in zip(pages, running, strict=True)]
    size, words = body_size(course), Vocabulary.of([*course, *(table.lines() for page in pages for table in page.tables)])
    parts: list[_Part] = []
    last: int | None = None  # where the page before breaks off
    for page, skip in zip(pages, running, strict=True):
        main, notes = _parts_of_page(page, skip, size, words)
        if last is not None and main:
            main = _carry_over(parts, last, main, words)
        last = len(parts) + len(main) - 1 if main else last
        parts += main + notes
        parts += [_Part(page.lines[i].text, page.number, page.lines[i].box, "boilerplate") for i in sorted(skip)]
    return _compose([part for part in parts if part.text], size, source, stated)


def _parts_of_page(page: PageLines, running: set[int], size: float, words: Vocabulary) -> tuple[list[_Part], list[_Part]]:
    """The parts of a page in its course, and its footnotes."""
    kept = [i for i in range(len(page.lines)) if i not in running]
    notes = {kept[i] for i in footnotes([page.lines[i] for i in kept], size, page.height)}
    course = [page.lines[i] for i in kept if i not in notes]
    places = sorted(((_place(table, course), table) for table in page.tables), key=lambda placed: placed[0])
    main: list[_Part] = []
    start = 0
    for place, table in [*places, (len(course), None)]:
        main += [_part(paragraph, words) for paragraph in paragraphs_of(course[start:place], page.number)]
        main += _rows(table, page.number, words) if table is not None else []
        start = place
    below = paragraphs_of([page.lines[i] for i in sorted(notes)], page.number)
    return main, [_part(paragraph, words) for paragraph in below]


def _part(paragraph: Paragraph, words: Vocabulary, role: Role | None = None) -> _Part:
    return _Part(text_of(paragraph.lines, words), paragraph.page, paragraph.box, role, paragraph.lines[0].size)


def _rows(table: Table, page: int, words: Vocabulary) -> Iterator[_Part]:
    """A table row by row: one line where its cells are short, else each cell by itself."""
    for row in table.rows:
        cells = [paragraphs_of(cell, page) for cell in row]
        if all(sum(len(line.text.split()) for line in cell) <= WORDS_OF_A_CELL for cell in row):
            text = " | ".join(" ".join(text_of(p.lines, words) for p in cell) for cell in cells)
            yield _Part(text, page, box_around([line for cell in row for line in cell]), "body")
        else:
            yield from (_part(paragraph, words, "body") for cell in cells for paragraph in cell)


def _carry_over(parts: list[_Part], last: int, main: list[_Part], words: Vocabulary) -> list[_Part]:
    """Give the page before the rest of its last sentence, so that the sentence is whole and its block has one page."""
    before, after = parts[last], main[0]
    unfinished = before.text[-1:] not in '.!?:;”"' and before.role is None and after.role is None
    goes_on = after.text[:1].islower() or before.text[-1:] in ",-" or len(before.text) > _CHARACTERS_OF_A_HEADING
    if not (unfinished and goes_on and abs(before.size - after.size) < 0.7):
        return main
    end = _SENTENCE_END.search(after.text)
    head, rest = (after.text[: end.end()].rstrip(), after.text[end.end() :]) if end else (after.text, "")
    parts[last] = replace(before, text=join(before.text, head, words))
    return [replace(after, text=rest), *main[1:]] if rest else main[1:]


def _compose(parts: Sequence[_Part], size: float, source: str, stated: Stated) -> Article:
    start = 0
    blocks: list[Block] = []
    title = _title(parts, size, stated.title)
    for i, part in enumerate(parts):
        role = part.role or (
            "headline" if part is title else "byline" if i < _PARTS_OF_A_HEAD and _is_byline(part.text) else "body"
        )
        blocks.append(Block(start, start + len(part.text), role, part.page, _rounded(part.box)))
        start = blocks[-1].end + len(_BETWEEN)
    text = _BETWEEN.join(part.text for part in parts)
    head = [text[block.start : block.end] for block in blocks if block.page == 1 and block.role in ("byline", "boilerplate")]
    published_at = next((day for line in head if (day := find_day(line))), None)
    return Article(
        text=text,
        blocks=tuple(blocks),
        source=source,
        title=title.text if title else stated.title,
        published_at=published_at or stated.created,
        date_method="text" if published_at else "meta" if stated.created else None,
        author=next((name for line in head if (name := author_of(line))), None),
    )


def _title(parts: Sequence[_Part], size: float, stated: str | None) -> _Part | None:
    """What the file calls its title, if it stands on the first page; else the largest print there, if it reads like one."""
    first = [part for part in parts if part.page == 1 and part.role is None and 1 < len(part.text.split()) <= 40]
    named = [part for part in first if stated and len(part.text) < 2 * len(stated) and letters(stated) in letters(part.text)]
    titles = [part for part in first if part.size > 1.15 * size and role_alone(_paragraph(part.text)) == "body"]
    largest = max(named or titles, key=lambda part: part.size, default=None)
    return largest if named or largest is None else _below_masthead(largest, first, titles) or largest


def _below_masthead(masthead: _Part, first: Sequence[_Part], titles: Sequence[_Part]) -> _Part | None:
    """The title below a newspaper's name: the next in large print, with nothing but days, numbers, and names between."""
    below = first[first.index(masthead) + 1 :]
    title = next((part for part in below if part in titles), None)
    if title is None or first[0] is not masthead or len(masthead.text.split()) >= min(_WORDS_OF_A_TITLE, len(title.text.split())):
        return None
    between = [part.text for part in below[: below.index(title)]]
    is_issue = any(find_day(text) or _ISSUE.search(text) for text in between)
    return title if is_issue and all(len(text.split()) <= _WORDS_OF_AN_ISSUE for text in between) else None


def _is_byline(text: str) -> bool:
    paragraph = _paragraph(text)
    return is_dateline(paragraph) or is_byline(paragraph)


def _paragraph(text: str) -> TextParagraph:
    return TextParagraph(text, 0, len(text))


def _rounded(box: Box) -> Box:
    return (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))

"""A PDF file, page by page: what a page took in memory is given back before the next is drawn."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream

from flows.sources.pdf.drawn import Drawn, draw
from flows.sources.source import ReadError


class Document(PDFDocument):
    """A PDF file that keeps its objects, but no streams: those of all pages, unpacked, are many times the file."""

    def __init__(self, data: bytes) -> None:
        super().__init__(PDFParser(io.BytesIO(data)))

    def getobj(self, objid: int) -> object:
        """The object of a number."""
        found = super().getobj(objid)
        if isinstance(found, PDFStream):
            self._cached_objs.pop(objid, None)
        return found

    def draw_pages(self, most: int) -> Iterator[Drawn]:
        """Draw each page.

        Args:
            most: How many it may have.

        Raises:
            ReadError: There is none, or there are more than ``most``.
        """
        pages = sum(1 for _ in islice(PDFPage.create_pages(self), most + 1))
        if not pages:
            raise ReadError("the PDF has no pages; fetch it again")
        if pages > most:
            raise ReadError(f"the PDF has more pages than max_pages ({most:,}); split it")
        fonts = PDFResourceManager()
        for number, page in enumerate(PDFPage.create_pages(self), 1):
            yield draw(page, number, fonts)  # no name holds it while the next is drawn

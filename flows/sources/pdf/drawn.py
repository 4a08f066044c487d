"""What is drawn on a page of a PDF: its letters, and the edges of its rules. Nothing else of it is kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTComponent, LTCurve, LTPage, LTRect
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

MOST_EDGES = 4000
"""A page with more is a map or a chart; finding cells in it takes minutes."""

_STRAIGHT = 1.0  # points by which a rule may lean

_LEANING = 0.25
"""Tangent of the angle from which on letters lean: those of watermarks, of stamps and along charts."""

_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
_TEX = {16: "“", 17: "”", 21: "–", 22: "—", **dict(enumerate(_LIGATURES, 27)), **dict(enumerate(_LIGATURES, 11))}
"""What the codes mean in TeX's text encodings (T1; the last five in OT1), whose fonts, when drawn as pictures, name no letters."""
_TEX_MARKS = str.maketrans('\\"{|', "“”–—")
"""The marks that stand in OT1 where other encodings have others."""
_UNNAMED = "unknown"
"""pdfminer's name of a font without one, as those are."""

Edge = dict[str, Any]
"""An edge as pdfplumber describes it."""


@dataclass(slots=True)
class Letter:
    """A letter, or some that a font draws as one.

    Attributes:
        text: What it says.
        left: Its left edge in points from the page's upper left corner, as its other edges.
        top: Its upper edge.
        right: Its right edge.
        bottom: Its lower edge.
        size: Its font size in points.
        font: Its font.
        turn: 0 where it stands upright, 1 in a line that runs up the page, -1 in one that runs down.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: str
    turn: int = 0


class Drawn(LTPage):
    """A page as it is drawn.

    Attributes:
        letters: Its letters, in the order in which its program wrote them.
        edges: The upright and level edges of its rules and boxes, until there are too many of any direction.
        segments: How many edges of any direction there are.
    """

    def __init__(self, number: int, width: float, height: float) -> None:
        super().__init__(number, (0, 0, width, height))
        self.letters: list[Letter] = []
        self.edges: list[Edge] = []
        self.segments = 0

    def add(self, item: LTComponent) -> None:
        """Keep of a thing drawn what is read of it."""
        if isinstance(item, LTChar):
            along, up = item.matrix[:2]
            if min(abs(along), abs(up)) > _LEANING * max(abs(along), abs(up)):
                return
            turn = 0 if abs(along) >= abs(up) else 1 if up > 0 else -1
            top, bottom = self.height - item.y1, self.height - item.y0
            text = item.get_text().translate(_TEX_MARKS) if item.fontname == _UNNAMED else item.get_text()
            self.letters.append(Letter(text, item.x0, top, item.x1, bottom, item.size, item.fontname, turn))
        elif isinstance(item, LTCurve):
            points = [*item.pts, *item.pts[: isinstance(item, LTRect)]]
            self.segments += len(points) - 1
            if self.segments <= MOST_EDGES:
                self.edges += [edge for one, other in pairwise(points) if (edge := _edge(one, other, self.height)) is not None]


def _edge(one: tuple[float, float], other: tuple[float, float], height: float) -> Edge | None:
    """The edge between two points, their height counted from the page's foot; ``None`` where it is neither upright nor level."""
    (left, right), (low, high) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    if min(right - left, high - low) > _STRAIGHT:
        return None
    return {
        "object_type": "line",
        "orientation": "h" if right - left > high - low else "v",
        "x0": left,
        "x1": right,
        "top": height - high,
        "bottom": height - low,
        "width": right - left,
        "height": high - low,
    }


class _Device(PDFLayoutAnalyzer):
    """Draws a page for those who only read it: pictures are left out, and figures are parts of the page."""

    drawn: Drawn

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        super().begin_page(page, ctm)
        self.cur_item = self.drawn = Drawn(self.pageno, self.cur_item.width, self.cur_item.height)

    def handle_undefined_char(self, font: PDFFont, cid: int) -> str:
        known = None if font.is_multibyte() else _TEX.get(cid)
        return known or super().handle_undefined_char(font, cid)

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        pass

    def end_figure(self, name: str) -> None:
        pass

    def render_image(self, name: str, stream: Any) -> None:
        pass


def draw(page: PDFPage, number: int, fonts: PDFResourceManager) -> Drawn:
    """Draw a page.

    Args:
        page: The page.
        number: Its number, from 1.
        fonts: The document's fonts, which are read once.
    """
    device = _Device(fonts, pageno=number)
    PDFPageInterpreter(fonts, device).process_page(page)
    return device.drawn

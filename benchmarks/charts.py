"""A bar chart as SVG, for the docs."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

ROW, LEFT, WIDTH, MARGIN = 34, 190, 720, 16  # pixels


def bars(heading: str, rows: Sequence[tuple[str, float]], unit: str) -> str:
    """One horizontal bar a row, the first one grey: what the others are compared with.

    Args:
        heading: What is shown.
        rows: Name and value of each bar, in order.
        unit: What the values count; stands behind each.
    """
    height = 2 * MARGIN + ROW * (len(rows) + 1)
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}", role="img")
    svg.set("font-family", "system-ui, sans-serif")
    SubElement(svg, "title").text = heading
    _words(svg, MARGIN, MARGIN + 14, heading, size=17)
    scale = (WIDTH - LEFT - 150) / max(value for _, value in rows)
    for number, (name, value) in enumerate(rows):
        top = MARGIN + ROW * (number + 1)
        _words(svg, MARGIN, top + 18, name)
        bar = {"x": LEFT, "y": top, "width": round(value * scale, 1), "height": ROW - 10}
        SubElement(svg, "rect", {side: str(at) for side, at in bar.items()}, fill="#33658a" if number else "#9aa5ad")
        _words(svg, LEFT + value * scale + 8, top + 18, f"{value:g} {unit}")
    indent(svg)
    return tostring(svg, encoding="unicode") + "\n"


def _words(svg: Element, x: float, y: float, words: str, size: int = 14) -> None:
    SubElement(svg, "text", x=f"{x:.1f}", y=f"{y:.1f}", fill="#222222").text = words
    svg[-1].set("font-size", str(size))

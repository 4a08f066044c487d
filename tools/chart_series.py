"""Draws what documents say of a programme's money over the fiscal years, as SVG, from what a run wrote.

    newstables run ../shared/seeds
    python -m tools.chart_series output "Official Security Assistance" > docs/pictures/series.svg

A bar is the newest statement of a year, a ring another one that differs from it.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

WIDTH, HEIGHT, MARGIN, FOOT = 720, 360, 48, 56  # pixels
UNITS = ((1e9, "billion"), (1e6, "million"), (1, "in"))
QUERY = """
    SELECT fiscal_year, currency, coalesce(value, high), statement, differs, payer FROM programme_series
    WHERE lower(programme) = lower(?) AND payee IS NULL ORDER BY fiscal_year_start, statement"""


class Statement(NamedTuple):
    """One row of ``programme_series``."""

    fiscal_year: str
    currency: str
    amount: float
    statement: int
    differs: int
    payer: str | None


def statements(output: Path, programme: str) -> list[Statement]:
    """What the database in the folder ``output`` has of a programme's money as a whole, year by year."""
    with sqlite3.connect(f"file:{output / 'newstables.db'}?mode=ro", uri=True) as database:
        return [Statement(*row) for row in database.execute(QUERY, [programme])]


def chart(programme: str, told: Sequence[Statement]) -> Element:
    """The picture: bars for the newest statement of each year, rings for those that differ."""
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")
    svg.set("font-family", "system-ui, sans-serif")
    years = list(dict.fromkeys(one.fiscal_year for one in told))
    step = (WIDTH - 2 * MARGIN) / len(years)
    floor, greatest = HEIGHT - FOOT, max(one.amount for one in told)
    scale = (floor - MARGIN - 24) / greatest
    unit, name = next((unit, name) for unit, name in UNITS if greatest >= unit)
    heading = f"{programme} ({told[0].payer or 'payer not told'}), {name} {told[0].currency} by fiscal year"
    SubElement(svg, "title").text = heading
    SubElement(svg, "rect", width=str(WIDTH), height=str(HEIGHT), fill="#fff")
    _words(svg, MARGIN, 28, heading, anchor="start", size="17")
    for one in told:
        middle, top = MARGIN + (years.index(one.fiscal_year) + 0.5) * step, floor - one.amount * scale
        if one.statement == 1:
            bar = {"x": middle - step * 0.3, "y": top, "width": step * 0.6, "height": one.amount * scale}
            SubElement(svg, "rect", {name: f"{value:.1f}" for name, value in bar.items()}, fill="#33658a")
            _words(svg, middle, top - 8, f"{one.amount / unit:.4g}")
            _words(svg, middle, floor + 22, one.fiscal_year)
        elif one.differs:
            SubElement(svg, "circle", cx=f"{middle:.1f}", cy=f"{top:.1f}", r="6", fill="none", stroke="#d1495b")
    edges = {"x1": MARGIN, "x2": WIDTH - MARGIN, "y1": floor, "y2": floor}
    SubElement(svg, "line", {name: str(value) for name, value in edges.items()}, stroke="#444")
    return svg


def _words(svg: Element, x: float, y: float, words: str, **style: str) -> None:
    style = {"anchor": "middle", "size": "14"} | style
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": style["anchor"], "font-size": style["size"]}
    SubElement(svg, "text", place, fill="#222").text = words


def main(output: str, programme: str) -> None:
    """Print the chart of one programme."""
    told = statements(Path(output), programme)
    if not told:
        sys.exit(f"{output}: no document tells of money for {programme!r} in a fiscal year; see the view programme_series")
    picture = chart(programme, [one for one in told if one.currency == told[-1].currency])
    indent(picture)
    sys.stdout.write(tostring(picture, encoding="unicode") + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

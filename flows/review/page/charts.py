"""Where everything stands in the overview's charts; the templates draw it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log10, sqrt

from flows.review.page.filters import STATUSES, Filter
from flows.review.page.layers import day
from flows.review.page.overview import Cell, Count, Day, Progress

_SHADES = 5
"""Steps of colour from seldom to often; each has a class in the style sheet."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Something to be drawn.

    Attributes:
        x: Left edge, or the middle of a dot.
        y: Upper edge, or the middle of a dot.
        width: Width, or the radius of a dot.
        height: Height.
        css: Its class.
        title: What it says when pointed at.
        href: Where it leads; empty leads nowhere.
        path: Path data, for what is no rectangle.
        label: What is written on it.
    """

    x: float
    y: float
    width: float = 0
    height: float = 0
    css: str = ""
    title: str = ""
    href: str = ""
    path: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: its size, its shapes and the words beside them."""

    width: int
    height: int
    shapes: list[Shape]
    labels: list[Shape]


def thousands(number: float) -> str:
    """A number in at most four signs and a unit: 950, 12.4k, 3.2m, 1.5bn, 2tn."""
    for unit, name in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e4, "k")):
        if number >= unit:
            shown = number / (1e3 if name == "k" else unit)
            return f"{shown:.0f}{name}" if shown >= 100 or shown == int(shown) else f"{shown:.1f}{name}"
    return f"{number:,.0f}"


def days_chart(days: Sequence[Day]) -> Chart:
    """Documents and rejects of each day, one bar upon the other."""
    width, height, floor = 640, 200, 170
    most = max((each.documents + each.rejects for each in days), default=0) or 1
    step = min(48.0, width / max(1, len(days)))
    shapes, labels = [], [Shape(0, 12, label=f"{most:,}")]
    for number, each in enumerate(days):
        x, y = number * step + 1, float(floor)
        for css, count, href in (
            ("documents", each.documents, "/articles?" + Filter(show="all", read=each.day).query()),
            ("rejects", each.rejects, f"/rejects?day={each.day}"),
        ):
            bar = count / most * (floor - 20)
            y -= bar
            if count:
                title = f"{day(each.day)}: {count:,} {css}"
                shapes.append(Shape(x, y, step - 2, max(bar, 1.5), css, title, href))
        if number % max(1, round(len(days) / 6)) == 0:
            labels.append(Shape(x, height - 8, label=f"{each.day:%-d %b}"))
    return Chart(width, height, shapes, labels)


def money_chart(cells: Sequence[Cell], names: dict[str, str]) -> Chart:
    """Countries down, years across; in each cell a dot whose area grows with the greatest figure's magnitude."""
    rows = list(dict.fromkeys(cell.country for cell in cells))
    columns = sorted({cell.column for cell in cells})
    left, top, step, line = 150, 26, 490 / max(1, len(columns)), 44
    magnitude = {cell: log10(max(cell.greatest, 1)) for cell in cells}
    least, most = min(magnitude.values(), default=0) - 1, max(magnitude.values(), default=1)
    labels = [Shape(left + (n + 0.5) * step, 14, label=str(year), css="middle") for n, year in enumerate(columns)]
    labels += [Shape(left - 10, top + (n + 0.4) * line + 4, label=names.get(code, code), css="end") for n, code in enumerate(rows)]
    shapes = []
    for cell in cells:
        x, y = left + (columns.index(cell.column) + 0.5) * step, top + (rows.index(cell.country) + 0.4) * line
        told = f"{cell.figures:,} figure{'s' if cell.figures > 1 else ''}, up to USD {cell.greatest:,.0f}"
        title = f"{names.get(cell.country, cell.country)}, {cell.year}: {told}"
        radius = 3 + 10 * sqrt((magnitude[cell] - least) / (most - least))
        shapes.append(Shape(x, y, radius, css="dot", title=title, href=f"/?{cell.rows.query()}", label=thousands(cell.greatest)))
    return Chart(640, top + line * len(rows) + 4, shapes, labels)


def ranked_chart(counts: Sequence[Count]) -> Chart:
    """A bar for each, the longest first."""
    line, left, width = 30, 210, 640
    most = max((each.count for each in counts), default=1)
    shapes, labels = [], []
    for number, each in enumerate(counts):
        bar = (width - left - 60) * each.count / most
        y = number * line
        title = f"{each.name}: {each.count:,}"
        shapes.append(Shape(left, y + 5, bar, line - 10, "bar", title, f"/?{each.rows.query()}"))
        name = each.name if len(each.name) <= 28 else f"{each.name[:27]}…"
        labels += [Shape(left - 10, y + 20, css="end", label=name), Shape(left + bar + 8, y + 20, label=f"{each.count:,}")]
    return Chart(width, line * len(counts) + 4, shapes, labels)


def progress_chart(progress: dict[str, Progress]) -> Chart:
    """A bar for each layer, divided by status."""
    line, left, width = 34, 120, 640
    shapes, labels = [], []
    for number, (table, each) in enumerate(progress.items()):
        x, y = float(left), number * line
        labels.append(Shape(left - 10, y + 20, css="end", label=each.layer))
        for status in (*STATUSES[1:], STATUSES[0]):
            count = each.statuses.get(status, 0)
            share = (width - left - 90) * count / each.total
            if count:
                title = f"{each.layer}: {count:,} {status}"
                shapes.append(
                    Shape(x, y + 6, max(share, 1.5), line - 14, status, title, f"/?{Filter(show=status, layer=table).query()}")
                )
            x += share
        labels.append(Shape(width - 82, y + 20, label=f"{thousands(each.decided)} of {thousands(each.total)}"))
    return Chart(width, line * len(progress) + 4, shapes, labels)


def map_chart(mentions: dict[str, int], names: dict[str, str]) -> Chart:
    """The world, each country in a shade that tells how often it is mentioned; the smallest as dots."""
    most = log10(max(mentions.values(), default=1) + 1)
    shapes, dots = [], []
    for country in _world():
        code, count = country["iso_alpha2"], mentions.get(country["iso_alpha2"], 0)
        shade = f"shade{min(_SHADES, 1 + int(log10(count + 1) / most * _SHADES)) if count else 0}"
        title = f"{names.get(code, code)}: {count:,} mention{'' if count == 1 else 's'}"
        href = f"/?{Filter(show='all', layer='countries', country=code).query()}" if count else ""
        x, y = float(country["x"]), float(country["y"])
        if country["path"]:
            shapes.append(Shape(x, y, css=shade, title=title, href=href, path=country["path"]))
        elif count:
            dots.append(Shape(x, y, 9, css=shade, title=title, href=href))
    return Chart(2000, 880, shapes + dots, [])


@cache
def _world() -> tuple[dict[str, str], ...]:
    with files("flows.review.page").joinpath("world.csv").open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))

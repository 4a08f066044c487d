"""Builds ``flows/review/page/world.csv``, the shapes of the overview's map, anew from Natural Earth.

    npm pack world-atlas@2 && tar xzf world-atlas-2.*.tgz
    uv run --with pycountry tools/build_world.py package/

The npm package world-atlas carries Natural Earth's countries (public domain) as TopoJSON. The coarse ones become shapes; of the
many small states that those leave out the place is taken from the finer ones, so that the map can show a dot.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

import pycountry

TARGET = Path(__file__).parent.parent / "flows" / "review" / "page" / "world.csv"
HEAD = """\
# The world's countries in the Equal Earth projection, 2000 wide, y downward. x, y: the middle of the largest part. path: its shape
# as SVG path data; empty for a country too small to have one.
# Source: Natural Earth by way of world-atlas 2 (npm; tools/build_world.py). Licence: public domain (Natural Earth), ISC (atlas).
"""
WIDTH = 2000
NO_CODE = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
"""What Natural Earth draws apart and ISO 3166-1 has no number for: its country as news in English counts it, or its own code."""
LEFT_OUT = {"AQ"}

Point = tuple[float, float]
Ring = list[Point]


def project(longitude: float, latitude: float) -> Point:
    """Equal Earth (Šavrič, Patterson and Jenny 2018), scaled."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * (9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1))
    y = a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta
    scale = WIDTH / 2 / 2.7066297  # x of the eastern edge at the equator
    return WIDTH / 2 + x * scale, WIDTH * 0.2435 - y * scale


def rings(topology: dict[str, Any], geometry: dict[str, Any]) -> Iterator[Ring]:
    """The rings of a geometry in degrees: a TopoJSON ring is a row of arcs, each a row of steps from point to point."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for ring in (ring for polygon in polygons for ring in polygon):
        points: Ring = []
        for number in ring:
            x = y = 0
            arc = []
            for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
                x, y = x + dx, y + dy
                arc.append((left + x * scale_x, bottom + y * scale_y))
            points += (arc if number >= 0 else arc[::-1])[1 if points else 0 :]
        yield points


def within_map(ring: Ring) -> Iterator[Ring]:
    """The parts of a ring on a map whose edge is the meridian of 180 degrees: what crosses it comes out on both sides."""
    (before, latitude), *rest = ring
    whole = [(before, latitude)]
    for longitude, latitude in rest:
        before += (longitude - before + 180) % 360 - 180
        whole.append((before, latitude))
    for turn in (-360, 0, 360):
        part = cut(cut([(x + turn, y) for x, y in whole], 180, 1), -180, -1)
        if len(part) > 2:
            yield [project(*point) for point in part]


def cut(ring: Ring, edge: float, side: int) -> Ring:
    """What of a ring lies below a meridian, or beyond it where ``side`` is -1 (Sutherland and Hodgman 1974)."""
    kept: Ring = []
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        inside, next_inside = side * x1 <= side * edge, side * x2 <= side * edge
        if inside:
            kept.append((x1, y1))
        if inside != next_inside:
            kept.append((edge, y1 + (y2 - y1) * (edge - x1) / (x2 - x1)))
    return kept


def area(ring: Ring) -> float:
    """Its area."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def shapes(file: Path) -> dict[str, list[Ring]]:
    """The rings of each country of a file."""
    topology = json.loads(file.read_text(encoding="utf-8"))
    found: dict[str, list[Ring]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        country = pycountry.countries.get(numeric=geometry.get("id", ""))
        code = country.alpha_2 if country else NO_CODE.get(geometry["properties"]["name"])
        if code and code not in LEFT_OUT:
            found.setdefault(code, []).extend(part for ring in rings(topology, geometry) for part in within_map(ring))
    return found


def path(ring: Ring) -> str:
    """A ring as path data, in whole steps."""
    (x, y), *rest = [(round(x), round(y)) for x, y in ring]
    data = f"M{x} {y}l"
    steps = []
    for there_x, there_y in rest:
        if (there_x, there_y) != (x, y):
            steps.append(f"{there_x - x} {there_y - y}")
        x, y = there_x, there_y
    return data + " ".join(steps) + "z" if len(steps) > 1 else ""


def main(folder: Path) -> None:
    """Write the file."""
    coarse, fine = shapes(folder / "countries-110m.json"), shapes(folder / "countries-10m.json")
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("iso_alpha2", "x", "y", "path"))
        for code in sorted(coarse | fine):
            largest = max(coarse.get(code) or fine[code], key=area)
            middle = [sum(values) / len(largest) for values in zip(*largest, strict=True)]
            writer.writerow((code, *map(round, middle), "".join(map(path, coarse.get(code, [])))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

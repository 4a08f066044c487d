"""Speakers: which words of an attribution denote whom, and what the document says of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.records import Extraction, Speaker

Extract = Callable[..., Extraction]


def names_of(extraction: Extraction) -> list[str | None]:
    return [quote.speaker for quote in extraction.quotes if quote.kind == "direct"]


SAME = {
    "a surname": ("Prime Minister Maria Lopez spoke first. “We will pay,” Ms Lopez said.", ["Maria Lopez"]),
    "a given name as the short form": ("Professor Heng Yee Kuang spoke first. “We will pay,” Prof Heng said.", ["Heng Yee Kuang"]),
    "she": ("Maria Lopez met Paul Moyo. “We will pay,” she said.", ["Maria Lopez"]),
    "he": ("Maria Lopez met Paul Moyo. “We will pay,” he said.", ["Paul Moyo"]),
    "who spoke last": (
        "“We will pay,” said Paul Moyo.\n“And we will stay,” he added.\n“Not us,” said Carlos Ruiz.\n“Never,” he said.",
        ["Paul Moyo", "Paul Moyo", "Carlos Ruiz", "Carlos Ruiz"],
    ),
    "the official": (
        "A senior trade official spoke first, asking not to be named. “We will pay,” the official said.",
        ["a senior trade official"],
    ),
    "the minister": (
        "Finance Minister Maria Lopez spoke first. Paul Moyo listened. “We will pay,” the minister said.",
        ["Maria Lopez"],
    ),
    "who": ("It was Maria Lopez who said: “We will pay.”", ["Maria Lopez"]),
    "an abbreviation": (
        "The World Trade Council (WTC) met. “Trade will fall,” the WTC said.",
        ["World Trade Council"],
    ),
    "it": ("Acme Bank fell. Acme Bank said it would pay. “We are sorry,” it added.", ["Acme Bank"]),
    "a report speaks for its author": (
        "The World Bank's report said growth was “slow”. It was “very slow”, the report added.",
        ["World Bank", "World Bank"],
    ),
    "accents do not part": ("Minister René Fernández spoke. “We will pay,” Mr Fernandez said.", ["René Fernández"]),
    "its report": ("The World Bank called growth “slow”. Its report said it was “very slow”.", ["World Bank", "World Bank"]),
    "a body in lower case": (
        "The Danish Coast Guard said the boat had sunk. Paul Moyo wept. “We are sorry,” the coast guard said.",
        ["Danish Coast Guard"],
    ),
    "a role, a body, a name": (
        "The General Secretary, Union of Tailors, Mr Bola Danladi, said the strike was “total”.",
        ["Bola Danladi"],
    ),
    "whom she speaks of is another": (
        "“We will pay,” said Maria Lopez. Her client, she said, was “a poor man”.",
        ["Maria Lopez", "Maria Lopez"],
    ),
    "initials": (
        "The International Monetary Fund lent it more. “We are content,” the IMF said.",
        ["International Monetary Fund"],
    ),
    "a hyphenated role": ("Maria Lopez, 71, wept. “We will pay,” said the mother-of-three.", ["Maria Lopez"]),
}


@pytest.mark.parametrize(("text", "expected"), SAME.values(), ids=SAME.keys())
def test_variants_of_one_speaker_are_one(extract_text: Extract, text: str, expected: list[str]) -> None:
    assert names_of(extract_text(text)) == expected


def test_the_headline_may_give_a_fuller_name(extract_text: Extract) -> None:
    text = "Moyo spoke first. Mr Moyo then left. “We will pay,” Moyo said."
    assert names_of(extract_text(text, title="Paul Moyo says he will pay")) == ["Paul Moyo"]


NAMED_NEXT = {
    "its top lawyer": "Maria Lopez",
    "a lawyer accused of theft": "Maria Lopez",
    "an official": "an official",
    "its spokesman": "its spokesman",
}


@pytest.mark.parametrize(("described", "name"), NAMED_NEXT.items())
def test_whom_the_opening_describes_the_next_paragraph_may_name(extract_text: Extract, described: str, name: str) -> None:
    text = f"The bank will close in May, {described} said on Friday.\nMaria Lopez told reporters she was sorry."
    assert [quote.speaker for quote in extract_text(text).quotes] == [name, "Maria Lopez"]


DIFFERENT = {
    "husband and wife": (
        "“I will run,” said Hillary Clinton.\n“I will help,” said Bill Clinton.\n“I will win,” Mrs. Clinton said.",
        ["Hillary Clinton", "Bill Clinton", "Hillary Clinton"],
    ),
    "father and son": (
        "“I will run,” said Donald Trump.\n“I will help,” said Donald Trump Jr. on Friday.\n“I will win,” Mr. Trump said.",
        ["Donald Trump", "Donald Trump Jr.", "Donald Trump"],
    ),
    "two unnamed people": (
        "“It will fall,” said one analyst at a bank.\n“It will rise,” said another analyst in London.",
        ["one analyst at a bank", "another analyst in London"],
    ),
    "one of them": (
        "Two miners told us that they were tired. “We are hungry,” said one of the men.\n“Never again,” said Paul Moyo.",
        ["one of the men", "Paul Moyo"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_different_speakers_stay_apart(extract_text: Extract, text: str, expected: list[str]) -> None:
    assert names_of(extract_text(text)) == expected


def only_speaker(extraction: Extraction) -> Speaker:
    (speaker,) = extraction.speakers
    return speaker


def test_a_named_speaker_has_title_affiliation_and_country(extract_text: Extract) -> None:
    speaker = only_speaker(extract_text("“We will pay,” said Kenyan Finance Minister Peter Otieno."))
    assert (speaker.name, speaker.title, speaker.iso_alpha2) == ("Peter Otieno", "Kenyan Finance Minister", "KE")
    assert not speaker.anonymous
    speaker = only_speaker(extract_text("“We will pay,” said Peter Otieno, an economist at the University of Nairobi."))
    assert (speaker.title, speaker.affiliation) == ("economist at the University of Nairobi", "University of Nairobi")


def test_an_unnamed_speaker_says_why(extract_text: Extract) -> None:
    text = "A senior official told The Herald on condition of anonymity that the deal was done. “It is done,” the official said."
    speaker = only_speaker(extract_text(text))
    assert speaker.anonymous
    assert speaker.behalf is not None
    assert speaker.behalf.startswith("on condition of anonymity")


def test_groups_are_anonymous_and_bodies_are_not(extract_text: Extract) -> None:
    extraction = extract_text("Analysts said the bank would close. The Treasury said it would not.")
    assert {speaker.name: speaker.anonymous for speaker in extraction.speakers} == {"analysts": True, "Treasury": False}


def test_quotes_and_speakers_are_joined_by_key(extract_text: Extract) -> None:
    extraction = extract_text("“We will pay,” said Paul Moyo. Maria Lopez said he would not. “I will,” he added.")
    names = {speaker.key: speaker.name for speaker in extraction.speakers}
    assert [names[quote.speaker_key] for quote in extraction.quotes if quote.speaker_key is not None] == [
        quote.speaker for quote in extraction.quotes
    ]

"""Plain text to blocks: what belongs together, and what each paragraph is to the story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.bylines import author_of
from flows.sources.plain import article_of_text, segment

BODY = "The assembly voted on Tuesday to double the harbour fund, after a debate that lasted until midnight."

JOINED = {
    "a link broke the paragraph in three": (
        "The vote follows\n\nPremier Ada Lind’s first visit\n\nto the quay in May, where she promised money.",
        ["The vote follows\n\nPremier Ada Lind’s first visit\n\nto the quay in May, where she promised money."],
    ),
    "an article stands alone": (
        f"{BODY}\n\nThe\n\nslow repair of the slipway\n\nbetween two piers goes on.",
        [BODY, "The\n\nslow repair of the slipway\n\nbetween two piers goes on."],
    ),
    "a preposition before the link": (f"{BODY}\n\nThey met in\n\nPort Ellis.", [BODY, "They met in\n\nPort Ellis."]),
    "a comma before the link": (
        f"{BODY}\n\nHe wrote to the minister for the islands,\n\nDame Ruth Abbey.",
        [BODY, "He wrote to the minister for the islands,\n\nDame Ruth Abbey."],
    ),
    "a month as a link": (
        f"{BODY}\nThe loan that the harbour board took falls due in\nMay 2027\nand pays for rope.",
        [BODY, "The loan that the harbour board took falls due in\nMay 2027\nand pays for rope."],
    ),
    "a headline is no beginning": (f"Fund doubled\n\n{BODY}", ["Fund doubled", BODY]),
    "a headline that ends in a preposition": (
        f"Ministers will have to step in\n\n{BODY}",
        ["Ministers will have to step in", BODY],
    ),
    "a list in lower case": (f"{BODY}\nrope\ntar\nold nets", [BODY, "rope", "tar", "old nets"]),
    "a line a paragraph": (f"{BODY}\n{BODY}", [BODY, BODY]),
    "items": ("They want:\n- a ferry;\n- a slipway\n- rope", ["They want:", "- a ferry;", "- a slipway", "- rope"]),
    "an address is no continuation": (
        f"Read the plan\n\nhttps://example.org/plan\n\n{BODY}",
        ["Read the plan", "https://example.org/plan", BODY],
    ),
    "a greeting": (f"Dear Madam Speaker,\n\n{BODY}", ["Dear Madam Speaker,", BODY]),
    "sentences": ("It rained. It did.\n\nwe saw it.", ["It rained. It did.", "we saw it."]),
}

WRAPPED = """The assembly voted on Tuesday to double the harbour fund to
4.2 million pounds, after a debate that lasted until midnight
and saw three members walk out of the chamber in protest.

The money comes from a levy of three pounds on every
passenger, and from a loan that the mainland has yet to sign.
  Nobody in the chamber would say when that might be, or how
the rest would be found.
* rope
* tar
"""

ROLES = {
    "headline": (f"Harbour fund to double as ferries age\n\n{BODY}", 0, "headline"),
    "a sentence is no headline": (f"The fund will double.\n\n{BODY}", 0, "body"),
    "a quotation is no headline": (f"“We will wait”\n\n{BODY}", 0, "body"),
    "a section's name stands above the headline": (f"World\nFund to double as ferries age\n{BODY}\n{BODY}", 1, "headline"),
    "and is no headline": (f"World\nFund to double as ferries age\n{BODY}\n{BODY}", 0, "boilerplate"),
    "a headline of two words": (f"Fund doubled\n\n{BODY}\n\n{BODY}", 0, "headline"),
    "points below a summary's heading": (f"Fund doubled\nSummary\nVote was 40 to 12\nSchools get nothing\n{BODY}", 3, "summary"),
    "the story below them": (f"Fund doubled\nSummary\nVote was 40 to 12\nSchools get nothing\n{BODY}", 4, "body"),
    "topics are no summary": (f"Fund doubled\n\nFollow topic:\nFerries\nPort Ellis\n{BODY}", 2, "boilerplate"),
    "links with their age": (
        f"Fund doubled\n\n{BODY}\n\nTop stories\nStorm closes road\n7 hours ago\nOtter seen",
        5,
        "boilerplate",
    ),
    "an author beside the day": (f"Fund doubled\n\nInes Okafor in Port Ellis\nThu 14 May 2026 09.12 BST\n\n{BODY}", 1, "byline"),
    "a name that stands alone": (f"Fund doubled\n\n{BODY}\n\nInes Okafor\n\n{BODY}", 2, "body"),
    "a day with its time zone": (f"Fund doubled\nMay 14, 2026 9:12 AM GMT+8 Updated 3 hours ago\n{BODY}", 1, "byline"),
    "byline": (f"Fund doubled\n\nBy Ines Okafor in Port Ellis\n\n{BODY}", 1, "byline"),
    "dateline": (f"Fund doubled\n\nPublished 14 May 2026, 5:00 PM\n\n{BODY}", 1, "byline"),
    "a posted sentence is body": (f"Fund doubled\n\nPosted on a wall in the harbour, the plan drew a crowd.\n\n{BODY}", 1, "body"),
    "credit at the end": (f"Fund doubled\n\nA ferry in May. Photograph: Island Post\n\n{BODY}", 1, "caption"),
    "caption above its credit": (f"Fund doubled\n\nA ferry at the quay in May.\n\nPHOTO: AFP\n\n{BODY}", 1, "caption"),
    "credit": (f"Fund doubled\n\nA ferry at the quay in May.\n\nPHOTO: AFP\n\n{BODY}", 2, "caption"),
    "an agency's dateline is no credit": ("Fund doubled\n\nPORT ELLIS, May 14 (Reuters) - The fund doubled.", 1, "body"),
    "description above the caption": (
        f"Fund doubled\n\nThe old ferry at Port Ellis quay.\n\nAn old ferry at Port Ellis quay.\n\nPHOTO: AFP\n\n{BODY}",
        1,
        "caption",
    ),
    "summary": (
        f"Fund doubled\n\nFollow topic:\n  • The fund doubles.\n  • The ferries are old.\n\nAI generated\n\n{BODY}",
        2,
        "summary",
    ),
    "its label": (
        f"Fund doubled\n\nFollow topic:\n  • The fund doubles.\n  • The ferries are old.\n\nAI generated\n\n{BODY}",
        4,
        "boilerplate",
    ),
    "bullets in the body": (f"{BODY}\n\n• The fund doubles.\n\n{BODY}", 1, "body"),
    "sign up": (f"{BODY}\n\nSign up now: the week in your inbox", 1, "boilerplate"),
    "signing up, in a story": (f"{BODY}\n\n{'Sign up they did, all of them, and in the rain. ' * 4}", 1, "body"),
    "links after an opener": (f"{BODY}\n\nRead more:\n* Cod quota shared\n* Rain to go on", 2, "boilerplate"),
    "the story after links": (f"{BODY}\n\nRead more: Cod quota shared\n\n{BODY}", 2, "body"),
    "sections and an office above the headline": (
        f"Home\nNews Room\nHarbour Board of Ellis\nFund to double as ferries age\n{BODY}",
        3,
        "headline",
    ),
    "a trail above the headline": (f"Home / News / Ports\nFund to double as ferries age\n{BODY}", 0, "boilerplate"),
    "a day beside a label": (f"Fund doubled\nNews Release | 14 May 2026\n{BODY}", 1, "byline"),
    "a day in figures": (f"Fund doubled\n2026-05-14 21:47:15\n{BODY}", 1, "byline"),
    "an hour": (f"Fund doubled\n{BODY}\n7:40pm\n{BODY}", 2, "byline"),
    "a number is no hour": (f"Fund doubled\n{BODY}\n412\n{BODY}", 2, "body"),
    "a name with a town beside the day": (
        f"Fund to double\nInés de Okafor | Port Ellis\n14 May 2026, 14:20 CEST\n{BODY}",
        1,
        "byline",
    ),
    "a name with a post": (f"Fund to double\n{BODY[:-1]}\nInes Okafor, Ports Reporter\n{BODY}", 2, "byline"),
    "a label below the headline": (f"Fund to double as ferries age\nAa\n{BODY}", 1, "boilerplate"),
    "the header of a mail": (f"From: Ellis Wire\nTo: all\nSent: 14 May 2026\nSubject: Fund doubled\n{BODY}", 0, "boilerplate"),
    "its day": (f"From: Ellis Wire\nTo: all\nSent: 14 May 2026\nSubject: Fund doubled\n{BODY}", 2, "byline"),
    "its subject": (f"From: Ellis Wire\nTo: all\nSent: 14 May 2026\nSubject: Fund doubled\n{BODY}", 3, "headline"),
    "tags below the story": (f"Fund doubled\n{BODY}\nFerries\nPort Ellis\nThe quay and its people", 4, "boilerplate"),
    "a list of the story's own": (f"Fund doubled\n{BODY}\nQuay and slipway 40 crowns\nTar and rope 12 crowns", 2, "body"),
    "a list that is introduced": (f"Fund doubled\n{BODY}\nThey want:\nrope\ntar", 3, "body"),
    "a long notice below the story": (
        f"Fund doubled\n{BODY}\nAll rights reserved. {'No part of it may be copied. ' * 9}",
        2,
        "boilerplate",
    ),
    "a line between two buttons": (
        f"Fund doubled\n{BODY}\nShare this\nThe day at the quay in short\nSign up\n{BODY}",
        3,
        "boilerplate",
    ),
    "who the author is": (f"Fund doubled\nBy Ines Okafor\n{BODY}\nOkafor covers the ports of Ellis.", 3, "boilerplate"),
    "who the author named there is": (f"Fund doubled\n{BODY}\nInes Okafor\nOkafor covers the ports of Ellis.", 2, "byline"),
    "a name and a house are a credit": (f"Fund doubled\nA ferry at the quay in May. Ines Okafor/The Post\n{BODY}", 1, "caption"),
    "a name and a post are no credit": (f"Fund doubled\nBy Ines Okafor / Contributor\n{BODY}", 1, "byline"),
    "a credit in brackets": (f"Fund doubled\nA ferry at the quay in May. (Ines Okafor/The Post)\n{BODY}", 1, "caption"),
    "a picture of the files": (f"Fund doubled\nA ferry at the quay in May. - Post file pic\n{BODY}", 1, "caption"),
    "an item with a stroke": (f"Fund doubled\n2. Ferry/ferries\n{BODY}", 1, "body"),
    "a day beside names": (f"Fund to double\nInes Okafor · The Post · Posted: 14 May 2026 4:00 AM EDT\n{BODY}", 1, "byline"),
    "a day with points": (f"Fund to double\n{BODY}\n14.05.2026 – 13:05\n{BODY}", 2, "byline"),
    "a label between author and day": (f"Fund to double\nInes Okafor (Ellis Post)\nPREMIUM\n14 May 2026\n{BODY}", 1, "byline"),
    "a link in brackets": (f"Fund to double\n{BODY}\n[ How the levy is spent ]\n{BODY}", 2, "boilerplate"),
    "nothing but buttons": (f"Fund doubled\n{BODY}\nFacebook X WhatsApp\n{BODY}", 2, "boilerplate"),
    "nothing but tags": (f"Fund doubled\n{BODY}\n#ports #ellis\n{BODY}", 2, "boilerplate"),
    "rules": (f"{BODY}\n\n* * *\n\n{BODY}", 1, "boilerplate"),
    "an address alone": (f"{BODY}\n\nhttps://example.org/plan", 1, "boilerplate"),
    "Markdown": (f"# Fund doubled\n\n*By Ines Okafor*\n\n{BODY}\n\n**Related:** [Cod](https://example.org)", 3, "boilerplate"),
}


@pytest.mark.parametrize(("text", "expected"), JOINED.values(), ids=JOINED)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [text[block.start : block.end] for block in segment(text)] == expected


@pytest.mark.parametrize(("text", "index", "role"), ROLES.values(), ids=ROLES)
def test_roles(text: str, index: int, role: str) -> None:
    assert segment(text)[index].role == role


def test_wrapped_lines_are_rejoined() -> None:
    starts = [WRAPPED[block.start : block.end].split("\n", maxsplit=1)[0][:14] for block in segment(WRAPPED)]
    assert starts == ["The assembly v", "The money come", "Nobody in the ", "* rope", "* tar"]


def test_a_mail_header_hides_no_wrapping() -> None:
    header = "From: Ellis Wire <wire@example.org>\nTo: all\nSubject: Fund doubled\n\n"
    assert len(segment(header + WRAPPED)) == 3 + len(segment(WRAPPED))


def test_a_title_known_from_elsewhere_is_the_headline() -> None:
    text = f"The fund will double.\n\n{BODY}"
    assert segment(text, title="The fund will double")[0].role == "headline"


@given(st.text(alphabet=st.sampled_from("aTh e.\n,•-“”:\t\r\u2028Ré1"), max_size=300))
def test_every_word_stands_in_one_block(text: str) -> None:
    position = 0
    for block in segment(text):
        assert not text[position : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip() != ""
        position = block.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ines Okafor", "Ines Okafor"),
        ("*By Ines Okafor, Port Ellis, 14 May 2026*", "Ines Okafor"),
        ("By Ines Okafor in Port Ellis | Updated: May 14, 2026", "Ines Okafor"),
        ("Byline: Ines Okafor", "Ines Okafor"),
        ("Words by Ines Okafor, photographs by Ada Lind", "Ines Okafor"),
        ("Published 14 May 2026", None),
    ],
)
def test_author(line: str, author: str | None) -> None:
    assert author_of(line) == author


def test_article_of_text_knows_what_its_lines_tell() -> None:
    article = article_of_text(f"Fund doubled\n\nBy Ines Okafor\n14 May 2026\n\n{BODY}", "a.txt")
    assert (article.title, article.author, str(article.published_at), article.date_method) == (
        "Fund doubled",
        "Ines Okafor",
        "2026-05-14",
        "text",
    )


@pytest.mark.parametrize(
    "name",
    [
        "Ines Okafor",
        "Ines Okafor | Port Ellis",
        "Ines Okafor (Ellis Post)",
        "Ines Okafor Ports correspondent",
        "INES OKAFOR - Ellis Post",
    ],
)
def test_an_author_on_a_line_of_its_own(name: str) -> None:
    author = article_of_text(f"Fund to double\n\n{name}\n14 May 2026\n\n{BODY}", "a.txt").author
    assert author is not None
    assert author.casefold() == "ines okafor"


def test_the_subject_of_a_mail_is_its_title() -> None:
    header = "From: Ellis Wire\nTo: all\nDate: Thu, 14 May 2026 at 07:44\nSubject: Fund doubled\n\n"
    article = article_of_text(header + BODY, "a.txt")
    assert (article.title, str(article.published_at)) == ("Fund doubled", "2026-05-14")

"""Quotes: what stands between marks, who said it with which word, and clauses reported without marks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from extractors.article import Article
from extractors.quotes.cues import cues
from extractors.quotes.marks import pair_marks
from extractors.records import Extraction, Quote
from extractors.reference import table

Extract = Callable[..., Extraction]


def quotes_of(extraction: Extraction, kind: str) -> list[Quote]:
    return [quote for quote in extraction.quotes if quote.kind == kind]


MARKS = {
    "curly": ("He said “we will pay” today.", ["“we will pay”"]),
    "straight": ('He said "we will pay" today.', ['"we will pay"']),
    "two singles for a double": ("He said ''we will pay'' today.", ["''we will pay''"]),
    "TeX": ("He said ``we will pay'' today.", ["``we will pay''"]),
    "guillemets": ("He said «we will pay» today.", ["«we will pay»"]),
    "reversed": ("He said ”we will pay“ today.", ["”we will pay“"]),
    "straight opener, curly closer": ('He said "we will pay” today.', ['"we will pay”']),
    "single inside double": ("“He called it ‘a joke’ twice,” she said.", ["“He called it ‘a joke’ twice,”"]),
    "curly inside straight": ('"He wrote “never again” to me," she said.', ['"He wrote “never again” to me,"']),
    "singles alone": ("She called it ‘a fair deal’ for all.", ["‘a fair deal’"]),
    "apostrophes are no marks": ("The workers' pay and the '90s' end aren't quoted.", []),
    "a closer that is missing ends with its paragraph": ("She said: “We will pay.\nThe bank fell.", ["“We will pay."]),
    "an opening mark at each paragraph": ("“We will pay.\n“And we will stay,” she said.", ["“We will pay.", "“And we will stay,”"]),
    "a paragraph without an opening mark ends the quote": (
        "“We will pay.\nWe will stay,” she said.",
        ["“We will pay.", "We will stay,”"],
    ),
    "inches are no marks": ("The 6'2\" striker left.", []),
    "an attribute's value is no quote": ('<a href="https://example.org">here</a>', []),
    "space on the wrong side": ('She added," We will pay" and left.', ['" We will pay"']),
}


@pytest.mark.parametrize(("text", "expected"), MARKS.values(), ids=MARKS.keys())
def test_marks_pair(text: str, expected: list[str]) -> None:
    assert [text[stretch.start : stretch.end] for stretch in pair_marks(Article(text=text))] == expected


def test_turns_of_a_transcript_are_stretches_with_a_credit() -> None:
    text = "KELLER: Will you stay?\nMOYO: I will. We need time.\nKELLER: How long?"
    stretches = pair_marks(Article(text=text))
    assert [(text[slice(*s.credit)], text[s.start : s.end]) for s in stretches if s.credit] == [
        ("KELLER", "Will you stay?"),
        ("MOYO", "I will. We need time."),
        ("KELLER", "How long?"),
    ]


DIRECT = {
    "said X": ("“The budget is too small,” said Maria Lopez.", [("said", "Maria Lopez")]),
    "X said": ("“The budget is too small,” Maria Lopez said.", [("said", "Maria Lopez")]),
    "X said before": ("Maria Lopez said: “The budget is too small.”", [("said", "Maria Lopez")]),
    "X told Y": ("Maria Lopez told reporters on Friday, “The budget is too small.”", [("told", "Maria Lopez")]),
    "according to": ("The plan is “far too small”, according to Maria Lopez.", [("according", "Maria Lopez")]),
    "in the words of": ("It was, in the words of Maria Lopez, “a very bad day for all of us”.", [("words", "Maria Lopez")]),
    "a question": ("“Who will pay for it?” Maria Lopez asked.", [("asked", "Maria Lopez")]),
    "an aside before the verb": ("“The budget is too small,” Maria Lopez, a former minister, said.", [("said", "Maria Lopez")]),
    "a role before the name": ("“The budget is too small,” said the union's leader, Maria Lopez.", [("said", "Maria Lopez")]),
    "the second half": ("“It is small,” said Maria Lopez. “It is too small.”", [("said", "Maria Lopez")] * 2),
    "cue in the middle": ("“It is small,” Maria Lopez said, “and it will not grow.”", [("said", "Maria Lopez")] * 2),
    "part of a sentence": ("Maria Lopez called the budget “a sad little thing”.", [("called", "Maria Lopez")]),
    "inside a clause": ("Maria Lopez said the budget was “a sad little thing” that nobody wants.", [("said", "Maria Lopez")]),
    "a participle goes back to the main subject": (
        "Maria Lopez said the minister had lied, adding: “We will not forget it.”",
        [("adding", "Maria Lopez")],
    ),
    "who wrote a statement": ("Maria Lopez issued a statement saying “the talks are over”.", [("saying", "Maria Lopez")]),
    "a relative clause": ("Paul Moyo met Maria Lopez, who said: “The talks are over.”", [("said", "Maria Lopez")]),
    "a dash": ("“The talks are over.” — Maria Lopez", [(None, "Maria Lopez")]),
    "a name and a colon": ("Maria Lopez: “The talks are over for good.”", [(None, "Maria Lopez")]),
    "a colon ends the paragraph before": (
        "Maria Lopez wrote on Friday:\n“The talks are over for good.”",
        [("wrote", "Maria Lopez")],
    ),
    "the next paragraph goes on": (
        "“The talks are over,” said Maria Lopez.\n“They were over before they began. Nobody told us.”",
        [("said", "Maria Lopez")] * 2,
    ),
    "quoted as saying": ("Maria Lopez was quoted as saying “the talks are over”.", [("saying", "Maria Lopez")]),
    "put it": ("As Maria Lopez put it, “the talks are over”.", [("put", "Maria Lopez")]),
    "a report says": ("The report said growth would be “slow at best”.", [("said", "the report")]),
    "behind a dateline": (
        "GREAT FALLS, Montana (AP) — Senate hopeful Maria Lopez promised farmers on Friday that the dam would be mended and "
        "mocked her rival as “a tourist.”",
        [("mocked", "Maria Lopez")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), DIRECT.values(), ids=DIRECT.keys())
def test_direct_quotes_have_cue_and_speaker(extract_text: Extract, text: str, expected: list[tuple[str | None, str]]) -> None:
    assert [(quote.cue, quote.speaker) for quote in quotes_of(extract_text(text), "direct")] == expected


NOT_SPEECH = {
    "a term": "The so-called “grey zone” lies between the two.",
    "a show": "Maria Lopez said on “Morning With Friends” that she would stay.",
    "a title": "Her book, “The Long Way Home”, sold well.",
    "a nickname": "Carlos “El Toro” Ruiz lost the match.",
    "a work that is called so": "He sold a work called “Plastic One” in March.",
    "a stage direction": "“(Laughter.)”\n“(Applause.)”",
}


@pytest.mark.parametrize("text", NOT_SPEECH.values(), ids=NOT_SPEECH.keys())
def test_other_things_between_marks_are_no_quotes(extract_text: Extract, text: str) -> None:
    assert quotes_of(extract_text(text), "direct") == []


INDIRECT = {
    "a clause": ("Maria Lopez said the bank would close.", [("the bank would close", "Maria Lopez")]),
    "a clause with that": ("Maria Lopez said on Friday that the bank would close.", [("the bank would close", "Maria Lopez")]),
    "told": ("Maria Lopez told the court that she had seen nothing.", [("she had seen nothing", "Maria Lopez")]),
    "behind": ("The bank would close in May, Maria Lopez said.", [("The bank would close in May", "Maria Lopez")]),
    "behind, inverted": ("The bank would close in May, said Maria Lopez.", [("The bank would close in May", "Maria Lopez")]),
    "split": (
        "The bank, Maria Lopez said, would close in May.",
        [("The bank, Maria Lopez said, would close in May", "Maria Lopez")],
    ),
    "according to, before": (
        "According to Maria Lopez, the bank will close in May.",
        [("the bank will close in May", "Maria Lopez")],
    ),
    "according to, behind": (
        "The bank will close in May, according to Maria Lopez.",
        [("The bank will close in May", "Maria Lopez")],
    ),
    "a question": ("Reporters asked whether the bank would close.", [("whether the bank would close", "reporters")]),
    "two reports": (
        "Maria Lopez said the bank would close, but Paul Moyo said it would stay.",
        [("the bank would close", "Maria Lopez"), ("it would stay", "Paul Moyo")],
    ),
    "the outer of two": (
        "Maria Lopez said Paul Moyo had told her he would leave.",
        [("Paul Moyo had told her he would leave", "Maria Lopez")],
    ),
    "not said": ("Maria Lopez did not say that the bank would close.", []),
    "not yet said": ("Maria Lopez would say that the bank is closed.", []),
    "nobody says": ("It goes without saying that the bank is closed.", []),
    "an attitude": ("Maria Lopez hopes that the bank will close.", []),
    "an order": ("Maria Lopez told him to close the bank.", []),
    "according to a pronoun": (
        "Maria Lopez spoke first. According to her, the bank will close in May.",
        [("the bank will close in May", "Maria Lopez")],
    ),
    "a clause of what emerged": ("Maria Lopez has denied wrongdoing after it emerged that the bank would close.", []),
    "no clause in what leads in to a speech": ("Opening the fair, the bank's head, Maria Lopez, said: “We will pay you.”", []),
    "told at an occasion": (
        "Mr Moyo told us on a call that he expected losses of at least $9 million a year, though he warned that “nothing is sure”.",
        [("he expected losses of at least $9 million a year", "Moyo")],
    ),
    "behind, in the perfect": (
        "The bank will close in May, Maria Lopez has said.",
        [("The bank will close in May", "Maria Lopez")],
    ),
    "as somebody has said": (
        "As Maria Lopez has pointed out with some relish, the bank is closed.",
        [("the bank is closed", "Maria Lopez")],
    ),
    "before the main clause": (
        "Insisting it was not afraid, the bank invited Maria Lopez to a debate.",
        [("it was not afraid", "the bank")],
    ),
    "a subject that commas part from its verb": (
        "Maria Lopez revealed two men, aged 19 and 22, had been held.",
        [("two men, aged 19 and 22, had been held", "Maria Lopez")],
    ),
    "a reminder": (
        "Maria Lopez reminded members that props were not allowed.",
        [("props were not allowed", "Maria Lopez")],
    ),
    "what was said though an infinitive tells it": (
        "Maria Lopez went on to explain that the bank was closed.",
        [("the bank was closed", "Maria Lopez")],
    ),
    "behind a circumstance": (
        "Maria Lopez admitted under questioning she had not read the letter.",
        [("she had not read the letter", "Maria Lopez")],
    ),
    "behind an aside": (
        "Maria Lopez agreed, as did her rival, that the bank should close.",
        [("the bank should close", "Maria Lopez")],
    ),
    "the reporter goes on in his own tense": (
        "The bank said it would buy back shares and raised its dividend.",
        [("it would buy back shares", "the bank")],
    ),
    "the reporter steps into the present": (
        "Maria Lopez said she would help train cooks, and Japan has pledged money for kitchens.",
        [("she would help train cooks", "Maria Lopez")],
    ),
    "the sentence goes on behind its report": (
        "The economy had grown for a year, Maria Lopez said, and was forecast to grow again.",
        [("The economy had grown for a year, Maria Lopez said, and was forecast to grow again", "Maria Lopez")],
    ),
    "as another says too": (
        "The bank denied it was for sale, as a magazine had reported.",
        [("it was for sale", "the bank")],
    ),
    "of two subjects the nearer": (
        "Japan will pay after Typhoon Ann, the World Bank confirmed on Friday.",
        [("Japan will pay after Typhoon Ann", "World Bank")],
    ),
    "a database": (
        "The bank has closed nine branches, according to a Daily Post database.",
        [("The bank has closed nine branches", "Daily Post")],
    ),
    "asked, not asking": ("Asked whether she would resign, Maria Lopez shrugged.", []),
    "a state found": ("Maria Lopez checked the seat and found the baby wrapped in a shawl.", []),
    "behind a dateline with a colon": (
        "SINGAPORE: The bank would close in May, Maria Lopez said.",
        [("The bank would close in May", "Maria Lopez")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), INDIRECT.values(), ids=INDIRECT.keys())
def test_reported_clauses(extract_text: Extract, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(quote.text, quote.speaker) for quote in quotes_of(extract_text(text), "indirect")] == expected


def test_a_quote_tells_its_paragraph_speech_act_and_what_stands_inside(extract_text: Extract) -> None:
    text = "Budget day.\nMaria Lopez warned: “Japan will owe $5 billion in fiscal 2026 [to us].”"
    extraction = extract_text(text)
    (quote,) = quotes_of(extraction, "direct")
    assert (quote.paragraph, quote.cue_lemma, quote.cue_class) == (1, "warn", "warning")
    assert quote.text == "“Japan will owe $5 billion in fiscal 2026 [to us].”"  # brackets as they stand
    assert quote.countries == ("JP",)
    assert [text[start:].startswith("$5 billion") for start in quote.amounts] == [True]
    assert quote.fiscal_years == tuple(year.start for year in extraction.fiscal_years)


def test_words_without_a_parse_do_no_harm(nlp: Language) -> None:
    extractor = nlp.get_pipe("newstables_quotes")
    for text in ("", "“", "He said “no", "\n\n", "“” ''' ``"):
        doc = extractor(nlp.make_doc(text))
        assert all(doc.text[quote.start : quote.end] == quote.text for quote in doc._.quotes)


def test_every_form_of_a_cue_has_one_class() -> None:
    classes = {cue.speech_act for cue in cues().values()}
    assert classes == {"neutral", "claim", "promise", "denial", "warning"}


def test_every_rule_has_a_measured_confidence() -> None:
    assert all(0.5 < float(row["confidence"]) <= 1 for row in table("quote_rules"))


_SCRAPS = st.sampled_from(
    ['"', "“", "”", "''", "'", "‘", "’", "«", "»", "``", " ", "\n", ",", ".", "?", "said", "Ann Lee", "he", "we pay", "—", ":"]
)


@given(st.lists(_SCRAPS, max_size=40).map("".join))
def test_stretches_lie_in_order_inside_the_text(text: str) -> None:
    stretches = pair_marks(Article(text=text))
    ends = [0, *(stretch.end for stretch in stretches)]
    assert all(before <= s.start < s.end <= len(text) for before, s in zip(ends, stretches, strict=False))


@settings(deadline=None, max_examples=60)
@given(st.lists(_SCRAPS, max_size=40).map(" ".join))
def test_every_record_holds_the_very_words(extract_text: Extract, text: str) -> None:
    for quote in extract_text(text).quotes:
        assert text[quote.start : quote.end] == quote.text
        if quote.speaker_start is not None:
            assert text[quote.speaker_start : quote.speaker_end] == quote.speaker_text

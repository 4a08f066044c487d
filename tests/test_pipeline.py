from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import DocBin

from extractors.article import Article, Block
from extractors.docs import LAYERS
from extractors.fingerprint import fingerprint
from extractors.pipeline import extract, load_pipeline, parse, records_of
from extractors.records import Extraction, Mention

STORY = (
    "Kenya raises its defence budget\n\n"
    "Kenya will spend 12 billion shillings on patrol boats in the financial year 2025/26, the Treasury said in Nairobi.\n\n"
    "“Our waters need watching,” said Finance Minister Grace Njeri, who spoke after talks with Japanese officials."
)


def mentions(extraction: Extraction) -> list[Mention]:
    return [mention for layer in LAYERS for mention in getattr(extraction, layer)]


def test_a_token_stands_where_it_stood_in_the_article(nlp: Language) -> None:
    article = Article("One\ttwo\n\n\nThree 18.1\nbillion.", blocks=(Block(0, 7), Block(10, 29)))
    doc = next(parse([article], nlp))
    assert len(doc.text) == len(article.text)
    assert [doc.text[t.idx : t.idx + len(t)] for t in doc] == [t.text for t in doc]
    assert next(doc.sents).text.strip() == "One two"


def test_every_layer_finds_something_in_a_story(extract_text: Callable[..., Extraction]) -> None:
    found = extract_text(STORY, published_at=date(2025, 6, 12), publisher_country="KE")
    assert {layer for layer in ("countries", "amounts", "fiscal_years", "quotes", "figures") if not getattr(found, layer)} == set()
    assert [quote.speaker for quote in found.quotes if quote.kind == "direct"] == ["Grace Njeri"]
    assert found.amounts[0].currency == "KES"
    assert found.fiscal_years[0].start_date == date(2025, 7, 1)


def test_several_articles_at_once_are_found_as_each_alone(nlp: Language) -> None:
    articles = [Article(STORY), Article(""), Article("Tonga thanked Fiji.\n\nTonga got $5m."), Article(STORY[:120])]
    assert list(extract(articles, nlp)) == [next(extract([article], nlp)) for article in articles]


def test_a_plain_call_gives_the_same_records(nlp: Language) -> None:
    text = STORY.split("\n\n")[1]
    assert records_of(nlp(text)) == next(extract([Article(text)], nlp))


def test_a_saved_pipeline_is_the_same_pipeline(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert records_of(again(STORY)) == records_of(nlp(STORY))


def test_records_survive_a_docbin(nlp: Language) -> None:
    doc = nlp(STORY)
    again = next(DocBin(store_user_data=True, docs=[doc]).get_docs(nlp.vocab))
    assert records_of(again) == records_of(doc)


def test_records_survive_other_processes(nlp: Language) -> None:
    texts = [STORY, "Peru owes Chile $3 million."]
    assert [records_of(doc) for doc in nlp.pipe(texts, n_process=2)] == [records_of(nlp(text)) for text in texts]


def test_a_pipeline_of_fewer_components() -> None:
    nlp = load_pipeline(components=("countries", "amounts"))
    found = next(extract([Article(STORY)], nlp))
    assert found.countries
    assert found.quotes == ()


def test_the_fingerprint_is_one_for_one_installation() -> None:
    assert fingerprint() == fingerprint() != ""


ODD = st.text(alphabet=st.sampled_from("“”\"'‘’«»()$€£¥%.,:;–—\n\t \u00a0\u200b\u202e0123456789abcKJM😀é\ud7ff"), max_size=200)
WORDS = st.lists(
    st.sampled_from([*STORY.split(), "$", "US$", "FY26", "said", "“", "”", '"', "\n", "2025-26", "per cent", "’s"]), max_size=40
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=200), ODD, WORDS.map(" ".join)))
def test_every_offset_holds_its_text_whatever_the_text(nlp: Language, text: str) -> None:
    found = next(extract([Article(text)], nlp))
    for mention in mentions(found):
        assert text[mention.start : mention.end] == mention.text != ""
        assert 0 <= mention.confidence <= 1
    for layer in LAYERS:
        starts = [(m.start, m.end) for m in getattr(found, layer)]
        assert starts == sorted(starts)

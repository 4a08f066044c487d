"""How well we find countries beside other open tools, on the same gold.

    python -m benchmarks.compare_countries [GOLD.jsonl ...] [--rules]

GOLD is in the annotation format (default: fixtures/gold). For each set and tool it prints F1 of span and code together, for
names and demonyms (``country``), for places and metonyms (``country.place``), and words a second, reading included; the last
line is the speed of our component alone. A peer that is not installed is said to be absent: `pip install pycountry
countryguess flashgeotext`. Peers are read generously: every entity that they can tell the code of counts, whatever its label.
With --rules it prints instead, for each of our rules, the share of its rows that were right: what country_rules.csv holds.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import spacy

from extractors import DEFAULT_MODEL
from extractors.countries import Countries
from extractors.pipeline import records_of
from flows.annotations import annotations_of
from flows.evaluate import read_gold, score, set_name
from flows.sources.jsonl import article_of

ROOT = Path(__file__).parent.parent
LAYERS = ("country", "country.place")
Annotation = dict[str, Any]
Tool = Callable[[dict[str, Any]], list[Annotation]]


def ours() -> Tool:
    """Our component over spaCy's tokenizer: the words are all that it reads."""
    nlp, component = spacy.blank("en"), Countries()

    def read(document: dict[str, Any]) -> list[Annotation]:
        article = article_of(document, document["id"])
        doc = nlp.make_doc(article.text)
        doc._.article = article
        return annotations_of(records_of(component(doc)))

    return read


def country(text: str, start: int, end: int, code: str, form: str) -> Annotation:
    """An annotation of a country, without the article before it and the possessive after it."""
    for article in ("the ", "The "):
        start += len(article) if text[start:end].startswith(article) else 0
    end -= 2 if text[start:end].endswith(("'s", "’s")) else 0
    return {"type": "country", "start": start, "end": end, "text": text[start:end], "iso2": code, "form": form}


def spacy_and(code_of: Callable[[str], str | None]) -> Tool:
    """SpaCy's entities of places and peoples, and a library that turns their words into codes."""
    nlp = spacy.load(DEFAULT_MODEL, exclude=["lemmatizer", "attribute_ruler"])

    def read(document: dict[str, Any]) -> list[Annotation]:
        text = document["text"]
        entities = [entity for entity in nlp(text).ents if entity.label_ in ("GPE", "NORP", "LOC")]
        forms = {"NORP": "demonym"}
        bare = (country(text, e.start_char, e.end_char, "", forms.get(e.label_, "name")) for e in entities)
        return [found | {"iso2": code} for found in bare if (code := code_of(found["text"]))]

    return read


def pycountry() -> Tool:
    """SpaCy and pycountry's lookup."""
    import pycountry as library

    @cache
    def code_of(words: str) -> str | None:
        try:
            return str(library.countries.lookup(words).alpha_2)
        except LookupError:
            return None

    return spacy_and(code_of)


def countryguess() -> Tool:
    """SpaCy and countryguess, which knows adjectives by its patterns."""
    from countryguess import guess_country

    @cache
    def code_of(words: str) -> str | None:
        code = guess_country(words, attribute="iso2")
        return str(code) if code else None

    return spacy_and(code_of)


def flashgeotext() -> Tool:
    """The country names of flashgeotext, a list without context; codes by pycountry."""
    import pycountry as library
    from flashgeotext.geotext import GeoText
    from loguru import logger

    logger.disable("flashgeotext")
    geotext = GeoText()

    @cache
    def code_of(name: str) -> str:
        try:
            return str(library.countries.search_fuzzy(name)[0].alpha_2)
        except LookupError:
            return ""

    def read(document: dict[str, Any]) -> list[Annotation]:
        text = document["text"]
        names = geotext.extract(text, span_info=True)["countries"].items()
        spans = [(name, start, end) for name, found in names for start, end in found["span_info"]]
        return [country(text, start, end, code_of(name), "name") for name, start, end in spans]

    return read


TOOLS: dict[str, Callable[[], Tool]] = {
    "newstables": ours,
    "spaCy + pycountry": pycountry,
    "spaCy + countryguess": countryguess,
    "flashgeotext": flashgeotext,
}


def comparison(paths: Iterable[Path]) -> Iterator[str]:
    """The table, a line for each tool and set."""
    sets = [(set_name(path), read_gold(path)) for path in paths]
    for name, make in TOOLS.items():
        try:
            read = make()
        except ImportError as error:
            yield f"{name:22} absent: {error}"
            continue
        for set_, documents in sets:
            start = time.perf_counter()
            predicted = {document["id"]: read(document) for document in documents}
            seconds = time.perf_counter() - start
            scores = score(documents, predicted)
            cells = (f"{scores[layer].f1(scores[layer].full):6.3f}" if layer in scores else f"{'-':>6}" for layer in LAYERS)
            words = sum(len(document["text"].split()) for document in documents)
            yield f"{name:22}{set_:26}" + "".join(f"{cell:>15}" for cell in cells) + f"{words / seconds:12,.0f}"


def own_speed(paths: Iterable[Path]) -> Iterator[str]:
    """Words a second of our component alone over tokenized documents: the best of three rounds, in processor time."""
    nlp, component = spacy.blank("en"), Countries()
    docs = [nlp.make_doc(document["text"]) for path in paths for document in read_gold(path)]
    words = sum(len(doc.text.split()) for doc in docs)
    seconds = []
    for _ in range(3):
        start = time.process_time()
        for doc in docs:
            component(doc)
        seconds.append(time.process_time() - start)
    yield f"our component alone: {words / min(seconds):,.0f} words/s"


def rules(paths: Iterable[Path]) -> Iterator[str]:
    """Each of our rules with the rows that were right, wrong or nothing; rows on optional annotations are left out."""
    read, counts = ours(), defaultdict[str, Counter[str]](Counter)
    for document in (document for path in paths for document in read_gold(path)):
        gold = [annotation for annotation in document["annotations"] if annotation["type"] == "country"]
        for row in read(document):
            if row["type"] == "country":
                counts[row["rule"]][_verdict(row, gold)] += 1
    for rule, verdicts in sorted(counts.items()):
        total = verdicts.total() - verdicts["optional"]
        yield f"{rule:24}{(verdicts['right'] + 1) / (total + 2):7.2f}{total:7}  {dict(verdicts)}"


def _verdict(row: Annotation, gold: Iterable[Annotation]) -> str:
    met = [annotation for annotation in gold if annotation["start"] < row["end"] and row["start"] < annotation["end"]]
    if not met:
        return "nothing there"
    if any(annotation.get("iso2") == row["iso2"] for annotation in met):
        return "right"
    return "optional" if any(annotation.get("optional") for annotation in met) else "wrong"


def main() -> None:
    """Print the table."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("gold", nargs="*", type=Path, help="gold files in the annotation format (default: fixtures/gold)")
    cli.add_argument("--rules", action="store_true", help="how often each of our rules was right")
    arguments = cli.parse_args()
    paths = arguments.gold or sorted((ROOT / "fixtures" / "gold").glob("*.jsonl"))
    if not arguments.rules:
        print(f"{'tool':22}{'set':26}" + "".join(f"{layer:>15}" for layer in LAYERS) + f"{'words/s':>12}")
    for line in rules(paths) if arguments.rules else chain(comparison(paths), own_speed(paths)):
        print(line)


if __name__ == "__main__":
    main()

"""Inputs for fuzzing: what the fixtures hold, mutated at the places where readers and rules look."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
AWKWARD = ROOT / "fixtures" / "awkward"

_LARGEST_SEED = 1800
_MOST_BYTES = 2000
"""Small inputs are fast, and what breaks on a large one mostly breaks on a small one: time and memory have tests of their own."""

# What readers and rules look for: a byte at random seldom makes one of these.
_TEXT = (
    "“ ” \" ' ‘ ’ « » „ `` '' — – - … $ € £ ¥ ₹ US$ S$ Rs Rs. USD % ( ) [ ] : ; , . ! ? • * # > | / \\ & @ 0 1 2026 26 3.5 "
    "1,000,000 1.000.000,00 1e999 ½ ² ٣ ५ ३ 一 million billion trillion crore lakh bn mn k hundred dozen fiscal FY FY26 FY2026-27 "
    "2026/27 year years quarter first half Q3 H1 said says told that according to he she they who Minister President Mr. Dr. Japan "
    "Japan’s US U.S. Georgia India Indian American EU NATO Tonga from for of in and not between per cent percent points about "
    "nearly up by January 31 March May 2027 next last this \n \n\n \r\n \t \u2028 \u0085 \v \0 \ufeff \u200b \u200d \u202e \u2066 "
    "\u0301 \u0336 \u00ad \ufffd 🇯🇵 👩‍👩‍👧 ﬁ ŉ İ ß ǅ 𝟙 𝔘 \U000e0041 \U0010ffff"
)
_MARKUP = (
    "<p> </p> <div> </div> <table> <tr> <td> <ul> <li> <a href='http://a.example/b'> <article> <h1> <time datetime='2026-05-14'> "
    "<br> <script type='application/ld+json'> </script> {\"@type\":\"NewsArticle\" <meta name='date' content='2026'> <title> <!-- "
    "--> <![CDATA[ ]]> &amp; &#0; &#xD800; &#x10FFFF; &nbsp; <?xml version='1.0' encoding='utf-7'?> <!DOCTYPE a [ <!ENTITY a "
    "'&b;'> ]> <rss> <item> <link> <pubDate> <entry> <content> <nitf> <body.content> <newsItem> <inlineXML> <w:p> <w:t> <w:tbl> "
    "xmlns:a='b' <frameset> <base href='//x'> <svg> <math> <template> <noscript> lang='en' class='date' "
)
_SYNTAX = (
    '{ } [ ] " : , null true NaN Infinity -1 1e999 \\ud800 \\u0000 \\n {"text": "id": "title": "date": "body_text": "bodies": '
    '"role": "value": "publisher": "url": "http://[" ; \t | "" text,title WARC/1.0 WARC-Type: response Content-Length: -1 '
    "application/http;msgtype=response HTTP/1.1 200 chunked gzip Transfer-Encoding: Content-Type: multipart/mixed;boundary=b --b "
    "Content-Transfer-Encoding: base64 quoted-printable charset=utf-7 charset=nowhere =?utf-8?B?/w==?= Subject: From: Date: "
    "%PDF-1.7 obj endobj stream endstream xref trailer << >> /Type /Page /Kids /Parent /Contents /Length /Filter /FlateDecode "
    "/ASCIIHexDecode /Font /Encoding /ToUnicode BT ET Tf Td Tj TJ Tm re f W n q Q cm Do 0 R -1 99999999999 PK\x03\x04 \x1f\x8b"
)
WORDS = tuple(word.encode() for part in (_TEXT, _MARKUP, _SYNTAX) for word in part.split(" ") if word)
TEXT_WORDS = tuple(word.encode() for word in _TEXT.split(" ") if word)

_ENDINGS = {
    "text": (".txt",),
    "html": (".html",),
    "pdf": (".pdf",),
    "jsonl": (".jsonl",),
    "json": (".json",),
    "csv": (".csv",),
    "xml": (".xml", ".rss"),
    "mail": (".eml",),
    "warc": (".warc", ".warc.gz"),
    "zip": (".zip",),
    "docx": (".docx",),
    "content": ("",),
}
"""Names of the fixtures that each target starts from; ``content`` is any file whose format is told by its first bytes."""


def seeds_of(target: str) -> list[bytes]:
    """The inputs that a target's mutations start from."""
    if target == "extract":
        return _texts()
    if target in ("docx_part", "zip_member"):
        return _members()
    files = sorted(path for path in AWKWARD.iterdir() if path.name.endswith(_ENDINGS[target]))
    found = [path.read_bytes() for path in files if path.stat().st_size <= _LARGEST_SEED]
    return found or [b"seed"]


def _texts() -> list[bytes]:
    lines = [line for path in sorted((ROOT / "fixtures" / "gold").glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    texts = [json.loads(line)["text"] for line in lines]
    return [paragraph.encode() for text in texts for paragraph in text.split("\n\n") if 10 < len(paragraph) < 250]


def _members() -> list[bytes]:
    with zipfile.ZipFile(AWKWARD / "document.docx") as package:
        word = package.read("word/document.xml")
    return [word, *(path.read_bytes() for path in sorted(AWKWARD.glob("story.*")))]


def mutated(
    data: bytes, chance: random.Random, others: list[bytes], words: tuple[bytes, ...] = WORDS, most: int = _MOST_BYTES
) -> bytes:
    """An input with one to six changes.

    Args:
        data: The input.
        chance: What chooses them.
        others: Inputs of which a piece may be taken.
        words: What may be put in.
        most: The longest result, in bytes.
    """
    for _ in range(chance.randint(1, 6)):
        change = chance.choice(_CHANGES)
        left, right = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        data = data[:left] + change(data[left:right], chance, others, words) + data[right:]
    return data[:most]


def mutations(target: str, seed: int) -> Iterator[bytes]:
    """Mutated inputs for a target, without end; the same for the same seed."""
    chance = random.Random(seed)
    seeds = seeds_of(target)
    words = TEXT_WORDS if target == "extract" else WORDS
    while True:
        yield mutated(chance.choice(seeds), chance, seeds, words)


Change = Callable[[bytes, random.Random, list[bytes], tuple[bytes, ...]], bytes]


def _word(piece: bytes, chance: random.Random, _: list[bytes], words: tuple[bytes, ...]) -> bytes:
    return chance.choice(words) + piece


def _several_words(piece: bytes, chance: random.Random, _: list[bytes], words: tuple[bytes, ...]) -> bytes:
    return chance.choice((b" ", b"")).join(chance.choices(words, k=chance.randint(2, 8))) + piece


def _repeat(piece: bytes, chance: random.Random, _: list[bytes], words: tuple[bytes, ...]) -> bytes:
    return (piece[:40] or chance.choice(words)) * chance.choice((2, 3, 10, 30)) + piece[40:]


def _take(piece: bytes, chance: random.Random, others: list[bytes], _: tuple[bytes, ...]) -> bytes:
    other = chance.choice(others)
    start = chance.randrange(len(other) + 1)
    return piece + other[start : start + chance.randint(1, 300)]


def _cut(_piece: bytes, _chance: random.Random, _others: list[bytes], _words: tuple[bytes, ...]) -> bytes:
    return b""


def _turn(piece: bytes, _chance: random.Random, _others: list[bytes], _words: tuple[bytes, ...]) -> bytes:
    return piece[::-1]


def _flip(piece: bytes, chance: random.Random, _: list[bytes], __: tuple[bytes, ...]) -> bytes:
    if not piece:
        return chance.randbytes(1)
    at = chance.randrange(len(piece))
    return piece[:at] + bytes([piece[at] ^ (1 << chance.randrange(8))]) + piece[at + 1 :]


def _code_point(piece: bytes, chance: random.Random, _: list[bytes], __: tuple[bytes, ...]) -> bytes:
    return chr(chance.randrange(1 << chance.randint(5, 20))).encode("utf-8", "surrogatepass") + piece


_CHANGES: tuple[Change, ...] = (_word, _word, _several_words, _repeat, _take, _cut, _turn, _flip, _flip, _code_point)

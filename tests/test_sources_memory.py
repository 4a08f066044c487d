"""How much memory reading takes at most: some times what a file unpacks to, beyond what one page of it takes."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.peak_memory import HIGHEST
from tests.samples import pdf_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not HIGHEST.exists(), reason="Linux alone tells the peak anew")]

_WORDS = [
    "the",
    "of",
    "assembly",
    "voted",
    "harbour",
    "fund",
    "double",
    "ferry",
    "loan",
    "levy",
    "islands",
    "minister",
    "budget",
    "said",
    "million",
    "“repair”",
    "quay",
    "café",
]
_SOME = random.Random(8)
STORIES = [[" ".join(_SOME.choices(_WORDS, k=40)).capitalize() + f" in {number}." for number in range(12)] for _ in range(400)]
"""Stories of paragraphs: 1.3 MB."""

_PARAGRAPHS = [paragraph for story in STORIES for paragraph in story]
_HTML = ["".join(f"<p>{paragraph}</p>" for paragraph in story) for story in STORIES]
_DAY = "2026-05-14"


def text() -> bytes:
    return "\n\n".join(_PARAGRAPHS).encode()


def page(stories: list[str] = _HTML) -> bytes:
    return f'<html lang="en"><body><article><h1>Harbour fund</h1>{"".join(stories)}</article></body></html>'.encode()


def sections() -> bytes:
    return page([f'<section><h2>Part {number}</h2><div class="text">{story}</div></section>' for number, story in enumerate(_HTML)])


def lines() -> bytes:
    return page(["<br><br>".join(_PARAGRAPHS)])


def one_paragraph() -> bytes:
    return page([f"<p>{' '.join(_PARAGRAPHS)}</p>"])


def preformatted() -> bytes:
    return page([f"<pre>{escape(text().decode())}</pre>"])


def script() -> bytes:
    """A story of a page that is all program, as most pages are."""
    return page([_HTML[0], f"<script>var state = {json.dumps(STORIES)};</script>"])


def rss() -> bytes:
    items = "".join(
        f"<item><link>https://news.example/{number}</link><title>Fund</title>"
        f"<content:encoded>{escape(story)}</content:encoded></item>"
        for number, story in enumerate(_HTML)
    )
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>' + items + "</channel></rss>"
    ).encode()


def atom() -> bytes:
    entries = "".join(
        f'<entry><link href="https://news.example/{number}"/><title>Fund</title>'
        f'<content type="html">{escape(story)}</content></entry>'
        for number, story in enumerate(_HTML)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


def nitf() -> bytes:
    head = "<body.head><hedline><hl1>Fund</hl1></hedline></body.head>"
    return f"<nitf><body>{head}<body.content>{''.join(_HTML)}</body.content></body></nitf>".encode()


def newsml() -> bytes:
    items = "".join(
        f'<newsItem guid="urn:{number}"><contentMeta><headline>Fund</headline></contentMeta><contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<body>{story}</body></html></inlineXML></contentSet></newsItem>"
        for number, story in enumerate(_HTML)
    )
    return f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>'.encode()


def warc() -> bytes:
    records = []
    for number, story in enumerate(_HTML):
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page([story])
        kind = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}\r\n"
        head = f"{kind}Content-Type: application/http\r\nContent-Length: {len(body)}\r\n\r\n"
        records.append(head.encode() + body + b"\r\n\r\n")
    return b"".join(records)


def mail() -> bytes:
    message = EmailMessage()
    message["Subject"] = "Harbour fund"
    message.set_content("\n\n".join(_PARAGRAPHS))
    return bytes(message)


def word() -> bytes:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in _PARAGRAPHS)
    return _zipped({"word/document.xml": f'<w:document xmlns:w="{name}"><w:body>{paragraphs}</w:body></w:document>'.encode()})


def archive() -> bytes:
    return _zipped({f"{number}.html": page([story]) for number, story in enumerate(_HTML)})


def _zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def table() -> bytes:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerows([["id", "date", "text"], *([number, _DAY, "\n".join(story)] for number, story in enumerate(STORIES))])
    return rows.getvalue().encode()


def records() -> bytes:
    return "".join(json.dumps({"id": number, "text": "\n".join(story)}) + "\n" for number, story in enumerate(STORIES)).encode()


def ninjs() -> bytes:
    return json.dumps([{"uri": f"urn:{number}", "body_text": "\n".join(story)} for number, story in enumerate(STORIES)]).encode()


def pdf() -> bytes:
    """Pages of a column of 46 lines, packed; of a PDF without embedded fonts and pictures, that is all."""
    lines = [paragraph.encode("cp1252")[start : start + 90] for paragraph in _PARAGRAPHS for start in range(0, len(paragraph), 90)]
    pages = [lines[start : start + 46] for start in range(0, len(lines), 46)][:60]
    return pdf_of([b"BT /F1 10 Tf 14 TL 60 760 Td " + b" ".join(b"(%s) Tj T*" % line for line in page) + b" ET" for page in pages])


FILES: dict[str, Callable[[], bytes]] = {
    "story.txt": text,
    "page.html": page,
    "sections.html": sections,
    "lines.html": lines,
    "paragraph.html": one_paragraph,
    "preformatted.html": preformatted,
    "script.html": script,
    "feed.rss": rss,
    "feed.atom": atom,
    "story.nitf": nitf,
    "wire.newsml": newsml,
    "crawl.warc": warc,
    "message.eml": mail,
    "report.docx": word,
    "pages.zip": archive,
    "rows.csv": table,
    "records.jsonl": records,
    "list.ninjs": ninjs,
    "report.pdf": pdf,
}
ONE_PAGE = 2_000_000
"""What reading a page takes, however small the file, in bytes."""

TIMES = 10
"""How many times the file."""


def unpacked(data: bytes) -> int:
    """The size of a file in bytes, once unpacked."""
    if data.startswith(b"PK"):
        return sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(data)).infolist())
    streams = re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL) if data.startswith(b"%PDF") else []
    return sum(len(zlib.decompress(stream)) for stream in streams) or len(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
    return folder


@pytest.fixture(scope="module")
def peaks(folder: Path) -> dict[str, int]:
    """The highest memory of reading each file, in bytes."""
    paths = [str(folder / name) for name in FILES]
    told = subprocess.run([sys.executable, "-m", "tests.peak_memory", *paths], capture_output=True, check=True, text=True)
    return {Path(path).name: taken for path, taken in json.loads(told.stdout).items()}


@pytest.mark.parametrize("name", FILES)
def test_reading_takes_some_times_the_file(name: str, folder: Path, peaks: dict[str, int]) -> None:
    assert peaks[name] < ONE_PAGE + TIMES * unpacked((folder / name).read_bytes())

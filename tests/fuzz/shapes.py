"""Documents that grow: what a reader could read again for each of its neighbours, parents or columns, so often as one likes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

_SENTENCE = "The islands' assembly voted on Tuesday to double the harbour fund. "
_PAGE = f"<html><head><title>A harbour fund</title></head><body><article><h1>A harbour fund</h1><p>{_SENTENCE * 4}</p>"
_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
_ITEM = f"<item><link>http://a.example/{{}}</link><encoded>{_SENTENCE * 15}</encoded></item>"
_ANSWER = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{_SENTENCE}"


def _within(levels: int, opening: str, words: str, closing: str) -> str:
    return opening * levels + words + closing * levels


def _packed(members: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def _word(body: str) -> bytes:
    return _packed({"word/document.xml": f"{_WORD}{body}</w:body></w:document>"})


def _cell(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def _row(levels: int) -> str:
    return _within(levels, "<w:tbl><w:tr><w:tc>", _cell(_SENTENCE), "</w:tc></w:tr></w:tbl>")


def _feed(items: str) -> str:
    return f"<rss><channel>{items}</channel></rss>"


def _record(number: int) -> str:
    head = f"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nWARC-Target-URI: http://a.example/{number}\r\n"
    return f"{head}Content-Length: {len(_ANSWER)}\r\n\r\n{_ANSWER}\r\n\r\n"


GROWING: dict[str, tuple[str, int, Callable[[int], str | bytes]]] = {
    "paragraphs": ("html", 150, lambda n: _PAGE + f"<p>{_SENTENCE}</p>" * n),
    "paragraphs never closed": ("html", 150, lambda n: _PAGE + f"<p>{_SENTENCE}" * n),
    "line breaks": ("html", 300, lambda n: f"{_PAGE}<p>{'a<br>' * n}"),
    "links": ("html", 150, lambda n: f"{_PAGE}<p>{'<a href=/x>word</a> ' * n}"),
    "lists in lists": ("html", 3, lambda n: _PAGE + _within(60, f"<ul><li>{_SENTENCE}", "", "</li></ul>") * n),
    "tables": ("html", 150, lambda n: f"{_PAGE}<table>{f'<tr><td>{_SENTENCE}</td><td>1</td></tr>' * n}"),
    "a live blog": (
        "html",
        50,
        lambda n: (
            f'<script type="application/ld+json">{{"@type": "LiveBlogPosting"}}</script>{_PAGE}</article>'
            + f"<article><p>{_SENTENCE}</p></article>" * n
        ),
    ),
    "JSON-LD": ("html", 400, lambda n: _PAGE + '<script type="application/ld+json">{"@type":"Thing"}</script>' * n),
    "days": ("html", 400, lambda n: _PAGE + "<i class=date>14 May</i>" * n),
    "boxes in boxes": ("html", 5, lambda n: _PAGE + _within(150, "<div class=tooltip>", _SENTENCE, "</div>") * n),
    "a doctype": ("html", 20_000, lambda n: f"<!doctype {'/' * n}>{_PAGE}"),
    "one text": ("html", 1000, lambda n: f"{_PAGE}<p>{_SENTENCE * n}"),
    "items": ("xml", 20, lambda n: _feed("".join(_ITEM.format(number) for number in range(n)))),
    "items in items": ("xml", 20, lambda n: _feed(_within(150, "<item>", "<b/>" * n * 10, "</item>") + _ITEM)),
    "news items in news items": (
        "xml",
        20,
        lambda n: f"<newsMessage>{_within(150, '<newsItem>', '<b/>' * n * 10, '</newsItem>')}</newsMessage>",
    ),
    "NITF": ("xml", 150, lambda n: f"<nitf><body.content>{f'<p>{_SENTENCE}</p>' * n}</body.content></nitf>"),
    "Word": ("docx", 100, lambda n: _word(_cell(_SENTENCE) * n)),
    "tables in tables": ("docx", 3, lambda n: _word(_row(60) * n)),
    "parts of a mail": (
        "mail",
        30,
        lambda n: f"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n{_SENTENCE}\n" + "--b\nContent-Type: image/png\n\nx\n" * n,
    ),
    "heads of a mail": ("mail", 300, lambda n: "Received: by a.example\n" * n + f"Subject: A\n\n{_SENTENCE}"),
    "columns": ("csv", 150, lambda n: f"text,{','.join(f'c{number}' for number in range(n))}\n" + "a story\n" * n),
    "rows": ("csv", 100, lambda n: "text,id\n" + "".join(f'"{_SENTENCE}",{number}\n' for number in range(n))),
    "records": ("json", 100, lambda n: json.dumps([{"text": _SENTENCE}] * n)),
    "lines": ("jsonl", 100, lambda n: (json.dumps({"text": _SENTENCE}) + "\n") * n),
    "links to stories": ("text", 150, lambda n: "Read more: a vote an hour ago\n" * n),
    "pieces of a line": ("text", 150, lambda n: "the vote that\n" * n),
    "a byline": ("text", 1500, lambda n: f"By{' ' * n}Ines Okafor\n\n{_SENTENCE * 4}"),
    "pages of an archive": ("warc", 20, lambda n: "".join(map(_record, range(n)))),
    "members of an archive": ("zip", 30, lambda n: _packed({f"{number}.txt": _SENTENCE for number in range(n)})),
}
"""By name: the format, how often a beginning of some milliseconds has it, and the document that has it so often."""

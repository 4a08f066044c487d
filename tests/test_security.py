"""What hostile sources try, and what comes of it; docs/security.md has the table."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
import zlib
from dataclasses import asdict, replace
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractors.article import Article
from extractors.records import Extraction
from flows.bounds import TooSlowError, memory_limit, time_limit
from flows.cli import main
from flows.errors import SettingsError
from flows.ledger import Ledger
from flows.limits import DEFAULTS, Limits
from flows.settings import settings_from
from flows.sources import Reject, Source, discover, read
from flows.sources.html import article_of_page, page_of
from flows.store import Store
from flows.tables import reject_row, rows_of
from tests.hostile import DOCX, STORY, packed, reason


def pdf(content: bytes, filters: str = "", kids: int = 1) -> bytes:
    """A PDF whose pages share one content stream."""
    pages = " ".join(f"{4 + i} 0 R" for i in range(kids))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {kids}/Kids[{pages}]>>".encode(),
        f"<</Length {len(content)}{filters}>>stream\n".encode() + content + b"\nendstream",
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 3 0 R>>"] * kids,
    ]
    return pdf_of(objects)


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of objects, the first of which is its root."""
    file, table = b"%PDF-1.4\n", b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for number, body in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(file)
        file += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return file + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(file))


class TestBombs:
    def test_gzip_of_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl.gz"
        path.write_bytes(gzip.compress(b"\n" * 1_000_000))
        (source,) = discover([str(path)], Limits(max_bytes=1000))
        (reject,) = read(source)  # type: ignore[arg-type]
        assert "unpacks to far more" in reject.reason  # type: ignore[union-attr]

    def test_zip(self) -> None:
        members = {f"a{n}_txt": b"a " * 100_000 for n in range(9)}
        assert "unpacks to far more" in reason(packed(**members), "zip", Limits(max_bytes=200_000))

    def test_gzip_in_zip_and_in_warc(self) -> None:
        bomb, limits = gzip.compress(b"a " * 1_000_000), Limits(max_bytes=100_000)
        assert "far more" in reason(packed(a_txt_gz=bomb), "zip", limits) or "larger" in reason(
            packed(a_txt_gz=bomb), "zip", limits
        )
        answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb
        head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nWARC-Target-URI: http://a.example/\r\n"
        assert "larger" in reason(f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer, "warc", limits)

    def test_pdf_stream_packed_twice(self) -> None:
        bomb = zlib.compress(zlib.compress(b"\0" * 120_000_000, 1))
        assert len(bomb) < 20_000
        limits = Limits(max_memory=60_000_000)
        assert "MemoryError" in reason(pdf(bomb, "/Filter[/FlateDecode/FlateDecode]"), "pdf", limits)

    def test_pdf_of_many_pages(self) -> None:
        assert "max_pages (20)" in reason(pdf(b"", kids=21), "pdf", Limits(max_pages=20))

    def test_a_long_text(self) -> None:
        record = json.dumps({"text": STORY * 3}).encode()
        assert "more than max_characters (1,000)" in reason(record, "jsonl", Limits(max_characters=1000))

    def test_a_large_file(self) -> None:
        assert "larger than" in reason(b"a" * 3_000_000, "text", Limits(max_bytes=1 << 20))


class TestXml:
    SECRET = "the secret of the house"

    @pytest.fixture
    def head(self, tmp_path: Path) -> str:
        (tmp_path / "secret").write_text(self.SECRET, encoding="utf-8")
        return f'<!DOCTYPE r [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}"><!ENTITY y "{self.SECRET}">]>'

    @pytest.mark.parametrize(
        "body",
        [
            "<rss><channel><item><link>http://127.0.0.1/</link><encoded>{}</encoded></item></channel></rss>",
            "<nitf><body><body.content><p>{}</p></body.content></body></nitf>",
            "<newsMessage><newsItem guid='a'><inlineXML><p>{}</p></inlineXML></newsItem></newsMessage>",
        ],
        ids=["feed", "nitf", "newsml"],
    )
    @pytest.mark.parametrize("entity", ["&x;", "&y;"], ids=["of a file", "of its own"])
    def test_entities_are_not_expanded(self, head: str, body: str, entity: str) -> None:
        items = list(read(Source("a", None, "xml", (head + body.format(f"A story. {entity} " * 100)).encode())))
        assert items
        assert self.SECRET not in str(items)

    def test_nothing_outside_a_document_is_opened(self) -> None:
        """Whatever it refers to: its grammar, its parts, a template, a picture, a frame."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            address = f"http://127.0.0.1:{server.getsockname()[1]}"
            head = f'''<?xml version="1.0"?><?xml-stylesheet href="{address}/a.xsl"?><!DOCTYPE r SYSTEM "{address}/a.dtd" [
                <!ENTITY % p SYSTEM "{address}/p"> %p; <!ENTITY x SYSTEM "{address}/x">]>'''
            more = f'<include xmlns="http://www.w3.org/2001/XInclude" href="{address}/part" parse="text"/><p>{STORY * 3} &x;</p>'
            relations = f'<Relationships><Relationship Id="r1" Target="{address}/a.dotm" TargetMode="External"/></Relationships>'
            word = DOCX.format(f"<w:body><w:p><w:r><w:t>{STORY}&x;</w:t></w:r></w:p></w:body>")
            page = f'<base href="{address}/"><link rel="stylesheet" href="a.css"><iframe src="b"></iframe><img src="c">'
            documents: list[tuple[str, str | bytes]] = [
                ("xml", f"{head}<rss><item><link>http://a.example/</link><encoded>{escape(more)}</encoded>{more}</item></rss>"),
                ("xml", f"{head}<nitf><body.content>{more}</body.content></nitf>"),
                ("xml", f"{head}<newsItem><inlineXML>{more}</inlineXML></newsItem>"),
                ("docx", packed(word__document_xml=(head + word).encode(), word__rels__document_xml_rels=relations.encode())),
                ("html", f"<html><head>{page}</head><body><article><p>{STORY}</p>"),
                ("json", json.dumps({"headline": "A", "$ref": f"{address}/b", "body_xhtml": page + STORY})),
                ("mail", f"Content-Type: text/html\n\n<html><head>{page}</head><body><article><p>{STORY}</p>"),
            ]
            for format_, data in documents:
                items = list(read(Source("a", None, format_, data if isinstance(data, bytes) else data.encode())))
                assert items, format_
            server.settimeout(0.1)
            with pytest.raises(TimeoutError):
                server.accept()

    def test_nor_in_word(self, head: str) -> None:
        body = DOCX.format("<w:body><w:p><w:r><w:t>A story. &x;&y;</w:t></w:r></w:p></w:body>")
        assert self.SECRET not in str(list(read(Source("a", None, "docx", packed(word__document_xml=(head + body).encode())))))


class TestFolders:
    def test_pipes_devices_and_links_that_lead_out(self, tmp_path: Path) -> None:
        folder = tmp_path / "inbox"
        folder.mkdir()
        (tmp_path / "private.txt").write_text(STORY, encoding="utf-8")
        (folder / "a.txt").write_text(STORY, encoding="utf-8")
        (folder / "b.txt").symlink_to("a.txt")
        (folder / "c.txt").symlink_to(tmp_path / "private.txt")
        (folder / "d.txt").symlink_to("/dev/zero")
        (folder / "e.txt").symlink_to("e.txt")
        os.mkfifo(folder / "f.txt")
        for named in (str(folder), f"{folder}/*.txt"):
            found = list(discover([named]))
            assert [Path(item.locator).name for item in found if isinstance(item, Source)] == ["a.txt", "b.txt"]
            assert len([item for item in found if isinstance(item, Reject)]) == 4

    def test_names_that_are_no_text(self, tmp_path: Path) -> None:
        for name in (b"a\nb.txt", b"\xff.txt", b"\xfe.txt"):
            Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text(STORY, encoding="utf-8")
        articles = [item for source in discover([str(tmp_path)]) for item in read(source)]  # type: ignore[arg-type]
        assert len({item.source.encode("utf-8") for item in articles}) == 3

    def test_a_zip_writes_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = tmp_path / "inner"
        folder.mkdir()
        monkeypatch.chdir(folder)
        with zipfile.ZipFile(folder / "a.zip", "w") as archive:
            for name in ("../../out.txt", "/tmp/out.txt", "C:\\out.txt", "ok.txt"):
                archive.writestr(name, STORY)
        assert len([item for source in discover(["a.zip"]) for item in read(source)]) == 4  # type: ignore[arg-type]
        assert [path.name for path in tmp_path.rglob("*")] == ["inner", "a.zip"]


def test_a_name_of_sixty_thousand_letters(database: str) -> None:
    """An archive names its members as it likes; a database's index takes no such name."""
    letters = "".join(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(940))  # that do not pack
    names = [f"{letters}{n}" for n in range(2)]
    articles = [item for name in names for item in read(Source("a", None, "zip", packed(**{f"{name}_txt": STORY.encode()})))]
    assert len({item.source for item in articles}) == 2
    store = Store(database)
    Ledger(store, "run").begin(["a"], "fingerprint")
    store.write([rows_of(item, Extraction()) for item in articles if isinstance(item, Article)], "run", "fingerprint")
    store.reject([reject_row(articles[0].source, "read", "is bad")], "run")
    assert store.counts()["documents"] == 2
    store.close()


class TestTerminal:
    CODES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\r\nnewstables: all is well\ud800"

    def test_titles_and_values(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        record = {"id": f"a{self.CODES}", "title": f"T{self.CODES}", "text": f"Japan gave $5 million.{self.CODES} Fine."}
        (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n{\n", encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        for command in (["read"], ["extract", "--format", "table"]):
            result = CliRunner().invoke(main, [*command, "a.jsonl"])
            assert result.exit_code == 3
            assert not set(result.output) & set("\x1b\x07\x9b\u202e\r\ud800")
            assert not any(line.startswith("newstables: all is well") for line in result.output.splitlines())

    def test_json_says_the_same(self, tmp_path: Path) -> None:
        title = "naïve \x9b\u202e “Fonds” 東京"
        path = tmp_path / "a.jsonl"
        path.write_text(json.dumps({"title": title, "text": STORY}), encoding="utf-8")
        result = CliRunner().invoke(main, ["read", str(path)])
        assert json.loads(result.output)["title"] == title
        assert "東京" in result.output

    def test_names_of_files(self, tmp_path: Path) -> None:
        result = CliRunner().invoke(main, ["read", str(tmp_path / "a\x1b[2J\nnewstables: b.txt")])
        assert len(result.output.splitlines()) == 1
        assert "\x1b" not in result.output


def test_a_marked_page_runs_nothing() -> None:
    hostile = "<script>alert(1)</script> \"onmouseover='x' Japan"
    result = CliRunner().invoke(main, ["extract", "-", "--format", "html"], input=f"{hostile}\n\n{STORY} {hostile}")
    assert result.exit_code == 0, result.output
    assert "<script" not in result.output
    assert "default-src 'none'" in result.output


def test_half_a_character_is_mended() -> None:
    (article,) = read(Source("a", None, "jsonl", b'{"text": "Japan \\ud800 gave $5 million", "title": "\\udfff"}'))
    assert isinstance(article, Article)
    assert (article.text, article.title) == ("Japan \ufffd gave $5 million", "\ufffd")


class TestBounds:
    STUCK_PDF = pdf_of([b"1 0 R"])  # an object that is itself, which pdfminer looks up for ever

    def test_a_stuck_reader_is_ended_and_the_next_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(packed(a_pdf=self.STUCK_PDF, b_txt=STORY.encode()))
        (source,) = discover([str(tmp_path / "a.zip")], replace(DEFAULTS, max_seconds=1))
        reject, article = read(source)  # type: ignore[arg-type]
        assert isinstance(reject, Reject)
        assert "took too long" in reject.reason
        assert isinstance(article, Article)

    def test_a_timer_that_was_set_before_goes_on(self) -> None:
        with pytest.raises(TooSlowError, match=r"0\.2"), time_limit(0.2):
            with time_limit(0.1):
                pass
            while True:
                pass

    def test_memory_is_free_again_afterwards(self) -> None:
        with pytest.raises(MemoryError), memory_limit(50_000_000):
            bytearray(100_000_000)
        assert len(bytearray(100_000_000)) == 100_000_000


@pytest.mark.parametrize(
    "head", ["From: " + "a," * 50_000, "Subject: " + "=?utf-8?Q?a?= " * 10_000, "Content-Type: text/plain" + ";a=b" * 30_000]
)
def test_a_long_field_of_a_mail(head: str) -> None:
    with time_limit(20):
        (article,) = read(Source("a", None, "mail", f"{head}\n\n{STORY}".encode()))
    assert isinstance(article, Article)


def test_a_page_with_a_long_title() -> None:
    """Its title is compared with every paragraph: time must not grow with the product."""
    page = f"<html><head><title>{'a b ' * 20_000}</title></head><body><article>{'<p>The fund was doubled on Tuesday.</p>' * 3_000}"
    with time_limit(30):
        article_of_page(page_of(page.encode()), "a")


def test_no_pickles_shells_or_code_from_data() -> None:
    """What could run a document's words as a program is nowhere in the source."""
    folder = Path(__file__).parent.parent
    names = ("pickle", "marshal", "shelve", "os.system", "shell=True", "yaml.load(", "eval(", "exec(", "torch.load")
    found = [
        f"{path}: {name}"
        for wing in ("extractors", "flows")
        for path in (folder / wing).rglob("*.py")
        for name in names
        if name in path.read_text(encoding="utf-8").replace("re.compile(", "")
    ]
    assert found == []


def test_reading_opens_no_connection() -> None:
    """A page, a PDF and a feed that is whole are read where every socket is refused."""
    script = (
        "import socket\n"
        "def refuse(*_, **__): raise SystemExit('a connection')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from flows.sources import discover, read\n"
        "names = 'story.html two_columns.pdf whole_stories.rss newsml_g2.xml document.docx message.eml crawl.warc'.split()\n"
        "found = [item for s in discover([f'fixtures/awkward/{name}' for name in names]) for item in read(s)]\n"
        "assert len(found) == len(names) and all(hasattr(item, 'text') for item in found), found\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:] + done.stdout


DOCS = (Path(__file__).parent.parent / "docs" / "security.md").read_text(encoding="utf-8")


def test_docs_state_each_limit_and_its_default() -> None:
    stated = dict(re.findall(r"^\| `(\w+)` \| (\w+)", DOCS, re.MULTILINE))
    assert stated == {name: str(value).lower() for name, value in asdict(DEFAULTS).items()}


def test_limits_are_settings(tmp_path: Path) -> None:
    file = tmp_path / "newstables.toml"
    file.write_text("max_pages = 7\nprivate_addresses = true\n", encoding="utf-8")
    limits = settings_from({}, {"NEWSTABLES_MAX_SECONDS": "9"}, file).limits
    assert limits == replace(DEFAULTS, max_pages=7, private_addresses=True, max_seconds=9)
    for name, value in (("MAX_BYTES", "0"), ("MAX_RATIO", "many"), ("MAX_NESTING", "251"), ("PRIVATE_ADDRESSES", "perhaps")):
        with pytest.raises(SettingsError, match=name.lower()):
            settings_from({}, {f"NEWSTABLES_{name}": value}, tmp_path / "none.toml")


def test_every_test_that_the_docs_name_is_there() -> None:
    named, file = [], ""
    for match in re.finditer(r"`(?=test_|::)(test_\w+\.py)?(?:::(test_\w+))?`", DOCS):
        file = match[1] or file
        named.append((file, match[2] or ""))
    tests = Path(__file__).parent
    assert len(named) > 30
    assert [pair for pair in named if f"def {pair[1]}" not in (tests / pair[0]).read_text(encoding="utf-8")] == []

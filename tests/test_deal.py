"""Dealing sources out in shards: whole, each record once, of about the same work."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.article import Article
from flows.deal import DOCUMENTS_A_SHARD, deal
from flows.sources import Reject, Source, discover, read


def wire(path: Path, ids: Sequence[object]) -> Path:
    lines = [json.dumps({"id": key, "text": f"Story {n}: Peru lent Chile ${n}m."}) + "\n" for n, key in enumerate(ids)]
    lines.insert(len(lines) // 2, "\n")  # an empty line is no record, yet it counts as a line
    data = "".join(lines).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def found(*paths: Path) -> list[Source]:
    return [source for source in discover([str(path) for path in paths]) if isinstance(source, Source)]


@pytest.mark.parametrize("name", ["wire.jsonl", "wire.jsonl.gz"])
def test_a_large_file_of_records_is_shared_and_read_as_if_it_were_not(tmp_path: Path, name: str) -> None:
    sources = found(wire(tmp_path / name, range(300)))
    shards, rejects = deal(sources, workers=1)
    assert [sum(source.part.records for source in shard if source.part) for shard in shards] == [128, 128, 44]
    assert rejects == []
    assert [item for shard in shards for source in shard for item in read(source)] == list(read(sources[0]))


def test_lines_without_id_keep_their_numbers_in_every_part(tmp_path: Path) -> None:
    shards, _ = deal(found(wire(tmp_path / "wire.jsonl", [""] * 200)), workers=1)
    names = [item.source.partition("#")[2] for shard in shards for source in shard for item in read(source)]
    assert names == [str(n) for n in range(1, 202) if n != 101]


def test_a_record_does_not_overwrite_an_earlier_one_of_its_id(tmp_path: Path) -> None:
    ids = [*range(150), 3, *range(200, 230), 149]
    shards, rejects = deal(found(wire(tmp_path / "wire.jsonl", ids)), workers=2)
    assert [reject.source.partition("#")[2] for reject in rejects] == ["3 (line 152)", "149 (line 183)"]
    assert "that of line 4;" in rejects[0].reason
    read_ids = [item.source.partition("#")[2] for shard in shards for source in shard for item in read(source)]
    assert read_ids == [str(n) for n in (*range(150), *range(200, 230))]


def test_reading_whole_rejects_the_second_record_of_an_id_too(tmp_path: Path) -> None:
    items = list(read(found(wire(tmp_path / "wire.jsonl", ["x", "x"]))[0]))
    assert [type(item) for item in items] == [Article, Reject]


def test_standard_input_is_shared_without_sending_all_of_it_to_each(tmp_path: Path) -> None:
    data = wire(tmp_path / "wire.jsonl", range(300)).read_bytes()
    shards, _ = deal([Source("-", None, "jsonl", data)], workers=1)
    assert sum(len(source.data or b"") for shard in shards for source in shard) <= len(data)
    assert [item.source for shard in shards for source in shard for item in read(source)] == [f"-#{n}" for n in range(300)]


def test_files_are_dealt_to_all_workers_in_their_order(tmp_path: Path) -> None:
    for n in range(2 * DOCUMENTS_A_SHARD):
        (tmp_path / f"{n:03}.txt").write_text("Fiji owes Tonga $5m.")
    (tmp_path / "book.txt").write_text("Fiji owes Tonga $5m.\n" * 100_000)
    sources = found(tmp_path)
    shards, _ = deal(sources, workers=1)
    assert [source for shard in shards for source in shard] == sources
    assert [len(shard) for shard in shards] == [128, 128, 1]
    assert [len(shard) for shard in deal(sources[:9], workers=4)[0]] == [2, 2, 2, 2, 1]


def test_the_last_shards_are_small_so_that_workers_end_together(tmp_path: Path) -> None:
    shards, _ = deal(found(wire(tmp_path / "wire.jsonl", range(2_000))), workers=2)
    sizes = [sum(source.part.records for source in shard if source.part) for shard in shards]
    assert sum(sizes) == 2_000
    assert sizes[:10] == [128] * 10
    assert sizes == sorted(sizes, reverse=True)
    assert max(sizes[-2:]) <= 32


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x1f\x8b damaged"])
def test_what_cannot_be_split_is_left_to_its_reader(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.jsonl.gz"
    path.write_bytes(content)
    shards, rejects = deal([Source("bad.jsonl.gz", path, "jsonl")], workers=2)
    assert len(shards) == 1
    assert rejects == []
    assert [type(item) for item in read(shards[0][0])] == [Reject]


def test_who_deals_and_starts_workers_needs_no_spacy() -> None:
    """Its import takes a second, which the start of a run has not."""
    code = "import sys, flows.publish, flows.workers; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""What the review page shows and writes, asked for as a browser does but without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from html import unescape
from time import sleep

import pytest
import sqlalchemy as sa

from extractors.article import Article
from extractors.records import Extraction
from flows.ledger import Ledger
from flows.review.page.filters import Filter, filter_from
from flows.review.page.queue import Key, count, entries
from flows.store import Store, history
from flows.store.database import lock
from flows.tables import rows_of
from tests.review_site import HERE, Client
from tests.samples import article, extraction

Item = dict[str, str]


def with_confidences(extraction: Extraction, seed: int) -> Extraction:
    """The same with confidences that differ from row to row, some of them equal."""
    layers = ("countries", "amounts", "fiscal_years", "quotes", "figures")
    changed = {
        layer: tuple(
            replace(mention, confidence=0.5 + (place * 7 + seed) % 5 / 10)
            for place, mention in enumerate(getattr(extraction, layer))
        )
        for layer in layers
    }
    return replace(extraction, **changed)


def one(number: int) -> Article:
    return replace(
        article(f"aid{number}.txt"),
        title=f"Aid {number}",
        publisher=("Daily", "Weekly")[number % 2],
        published_at=date(2026, 5, 1 + number) if number else None,
        publisher_country="JP",
    )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def untouched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """For tests that only look."""
    new_database = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    store = filled(new_database() if new_database else str(tmp_path_factory.mktemp("pages") / "news.db"))
    yield store
    store.close()


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    store = filled(database)
    yield store
    store.close()


def filled(database: str) -> Store:
    store = Store(database)
    ledger = Ledger(store, "r1")
    ledger.begin([], "test")
    store.write([rows_of(one(number), with_confidences(extraction(), number)) for number in range(6)], "r1", "test")
    store.reject([{"reject_id": "x", "source": "bad.pdf", "stage": "read", "reason": "it is <b>empty</b>"}], "r1")
    ledger.end("completed")
    return store


@pytest.fixture
def client(store: Store) -> Client:
    return Client(store)


def decide(client: Client, item: Item, decision: str, **more: object) -> dict[str, object]:
    response = client.post("/decisions", json=item | {"decision": decision} | more, headers={"origin": HERE})
    assert response.status_code == 200, response.text
    found: dict[str, object] = response.json()
    return found


def items(store: Store, table: str, source: str = "aid1.txt") -> list[Item]:
    rows = store.document(source)
    assert rows is not None
    return [{"document": row["document_id"], "table": table, "key": row["mention_id"]} for row in rows[table]]


def looked_at_again(client: Client) -> list[str]:
    return re.findall(r'class="look">([^<]+)<', client.get("/?show=second_look").text)


def queue(store: Store, wanted: Filter, size: int) -> list[tuple[float, str]]:
    """The whole queue, page by page."""
    found: list[tuple[float, str]] = []
    after = None
    with store.reading() as connection:
        while page := entries(connection, wanted, after, size):
            found += [(entry.key.confidence, entry.key.mention_id) for entry in page]
            after = Key.of(str(page[-1].key))
    return found


def test_queue_has_each_row_once_the_most_doubtful_first(untouched: Store) -> None:
    with untouched.reading() as connection:
        total = count(connection, Filter(), 10_000)
    whole = queue(untouched, Filter(), 1_000)
    assert whole == sorted(whole)
    assert len(set(whole)) == len(whole) == total
    for size in (1, 7):
        assert queue(untouched, Filter(), size) == whole


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"layer": "quotes"}, lambda entry, _: entry.table == "quotes"),
        ({"publisher": "Daily"}, lambda _, document: document["publisher"] == "Daily"),
        ({"since": "2026-05-03", "until": "2026-05-04"}, lambda _, document: document["source"] in ("aid2.txt", "aid3.txt")),
        ({"words": "aid 4"}, lambda _, document: document["source"] == "aid4.txt"),
        ({"country": "Japan"}, lambda entry, _: entry.table in {"countries", "fiscal_years", "figures"}),
        ({"country": "NA", "layer": "quotes"}, lambda entry, _: entry.row["countries"] == "NA"),
        ({"speaker": "Anna Shilongo"}, lambda entry, _: entry.table == "quotes"),
        ({"year": "FY2026", "layer": "figures"}, lambda entry, _: entry.table == "figures"),
        ({"publisher": "Nobody"}, None),
        ({"country": "TV"}, None),
        ({"words": "100%"}, None),
    ],
)
def test_filters(untouched: Store, query: dict[str, str], holds: object) -> None:
    wanted = filter_from(query)
    assert filter_from(dict(pair.split("=") for pair in wanted.query().replace("+", " ").replace("%25", "%").split("&"))) == wanted
    with untouched.reading() as connection:
        found = entries(connection, wanted, limit=1_000)
        everything = entries(connection, Filter(), limit=1_000)
        documents = {row["document_id"]: dict(row) for row in connection.exec_driver_sql("SELECT * FROM documents").mappings()}
    if holds is None:
        assert found == []
        return
    fits = [entry for entry in found if holds(entry, documents[entry.row["document_id"]])]  # type: ignore[operator]
    assert found == fits
    assert 0 < len(found) < len(everything)


def test_an_address_that_says_nonsense_asks_for_nothing() -> None:
    assert filter_from({"show": "x", "layer": "runs", "country": "Japan!", "since": "soon", "read": "2026-13-01"}) == Filter()


def test_decisions_show_at_once(client: Client, store: Store) -> None:
    year = items(store, "fiscal_years")[0]
    answer = decide(client, year, "correct", after={"label": "FY2025"})
    assert "FY2025: 1 Apr 2025 to 31 Mar 2026" in str(answer["items"])
    assert (answer["key"], answer["said"]) == (year["key"], "Corrected.")
    card = client.get(f"/articles/{year['document']}/items/{year['key']}").text
    assert "The machine finds:" in card
    assert "FY2026: 1 Apr 2026 to 31 Mar 2027" in card
    undone = client.post("/undo", json={"document": year["document"]}, headers={"origin": HERE}).json()
    assert "FY2026: 1 Apr 2026" in undone["items"]
    assert undone["said"] == "Undone."


def test_a_value_that_cannot_be_is_told_beside_its_field(client: Client, store: Store) -> None:
    year = items(store, "fiscal_years")[0]
    response = client.post(
        "/decisions", json=year | {"decision": "correct", "after": {"start_date": "soon"}}, headers={"origin": HERE}
    )
    assert response.status_code == 422
    assert response.json()["problems"][0][0] == "start_date"


def test_a_flag_asks_for_a_second_look_until_someone_judges(client: Client, store: Store) -> None:
    country = items(store, "countries")[0]
    decide(client, country, "flag", comment="is it?")
    assert looked_at_again(client) == ["flagged"]
    rows = store.document("aid1.txt")
    assert rows is not None
    assert rows["countries"][0]["review_status"] == "unreviewed"
    # The document is read anew, with a line before it
    before = replace(one(1), text=f"Corrected.\n{article().text}", blocks=())
    store.write([rows_of(before, Extraction())], "r1", "test")
    store.write([rows_of(one(1), with_confidences(extraction(), 1))], "r1", "test")
    assert looked_at_again(client) == ["flagged"]
    decide(client, items(store, "countries")[0], "accept")
    assert looked_at_again(client) == []
    client.post("/undo", json={"document": country["document"]}, headers={"origin": HERE})
    assert looked_at_again(client) == ["flagged"]
    client.post("/undo", json={"document": country["document"]}, headers={"origin": HERE})
    assert looked_at_again(client) == []
    assert [row["decision"] for row in history(store, "aid1.txt")] == ["flag", "accept", "undo", "undo"]


def test_accept_all_accepts_what_was_counted(client: Client, store: Store) -> None:
    query = "layer=amounts&publisher=Daily"
    counted = client.get(f"/count?{query}").json()
    assert counted["count"] == 6
    assert "6 rows would be accepted" in counted["said"]
    wrong = client.post("/decisions/bulk", json={"query": query, "count": 5}, headers={"origin": HERE})
    assert wrong.status_code == 409
    done = client.post("/decisions/bulk", json={"query": query, "count": 6}, headers={"origin": HERE})
    assert done.json()["said"] == "6 accepted."
    assert client.get(f"/count?{query}").json()["count"] == 0
    assert {row["review_status"] for number in (0, 2, 4) for row in (store.document(f"aid{number}.txt") or {})["amounts"]} == {
        "accepted"
    }


def test_articles_come_newest_first_without_those_that_are_done(client: Client, store: Store) -> None:
    def titles(query: str = "") -> list[str]:
        return re.findall(r'class="context"><bdi>([^<]+)<', client.get(f"/articles?{query}").text)

    assert titles() == ["Aid 5", "Aid 4", "Aid 3", "Aid 2", "Aid 1", "Aid 0"]  # one without a day comes last
    client.post(
        "/decisions/bulk",
        json={"query": "words=aid+3", "count": client.get("/count?words=aid+3").json()["count"]},
        headers={"origin": HERE},
    )
    assert titles() == ["Aid 5", "Aid 4", "Aid 2", "Aid 1", "Aid 0"]
    assert titles("show=accepted") == ["Aid 3"]
    document = items(store, "countries", "aid4.txt")[0]["document"]
    following = client.get(f"/articles/{document}/next").headers["location"]
    assert following.startswith(f"/articles/{items(store, 'countries', 'aid2.txt')[0]['document']}")
    assert client.get("/next").headers["location"].startswith("/articles/")
    assert client.get("/next?publisher=Nobody").headers["location"].startswith("/?")


def test_each_chart_opens_the_rows_behind_it(client: Client, store: Store) -> None:
    decide(client, items(store, "countries")[0], "reject")
    page = client.get("/overview").text
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        for address, shown in re.findall(r'<td><a href="(/\?[^"]+)">([\d,]+)</a>', table):
            assert client.get(f"/count{unescape(address)[1:]}").json()["count"] == int(shown), address
    mentions = dict(re.findall(r'country=(\w\w)">[^<]+</a><td>([\d,]+)', page))
    assert mentions == {"NA": "11", "JP": "6"}  # one of twelve was rejected
    assert "Anna Shilongo" in page
    assert "<path" in page
    rejects = client.get(f"/rejects?day={date.today()}").text
    assert "it is &lt;b&gt;empty&lt;/b&gt;" in rejects


def test_a_decision_waits_for_a_run_that_writes_and_looking_does_not(client: Client, store: Store) -> None:
    country = items(store, "countries")[0]
    with ThreadPoolExecutor() as pool:
        with store.writing() as connection:
            lock(connection, ["aid1.txt"])  # as a run does with what it is about to write
            connection.execute(sa.text("UPDATE documents SET notes = 'being written'"))
            waiting = pool.submit(decide, client, country, "accept")
            assert Client(store).get("/").status_code == 200
            assert "being written" not in str(store.document("aid1.txt"))
            sleep(0.2)
            assert not waiting.done()
        assert waiting.result(timeout=30)["said"] == "Accepted."


def test_an_article_that_is_gone_is_told(untouched: Store) -> None:
    client = Client(untouched)
    gone = client.get("/articles/none")
    assert gone.status_code == 404
    assert "Go on from the queue" in gone.text
    assert client.get("/articles/none/items/x", headers={"sec-fetch-dest": "empty"}).text.startswith("This article is not")

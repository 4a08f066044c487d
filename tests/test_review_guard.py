"""What the review page refuses, and what it tells the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.ledger import Ledger
from flows.review.page.serve import address_of, hosts_for, token_for
from flows.store import Store, history
from flows.tables import rows_of
from tests.review_site import HERE, Client
from tests.samples import article, extraction

DECISION = {"decision": "accept", "table": "countries"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("guard") / "news.db")
    Ledger(store, "r1").begin([], "test")
    store.write([rows_of(article(), extraction())], "r1", "test")
    yield store
    store.close()


@pytest.fixture(scope="module")
def client(store: Store) -> Client:
    return Client(store)


@pytest.fixture(scope="module")
def decision(store: Store) -> dict[str, str]:
    document = store.document("aid.txt")
    assert document is not None
    return DECISION | {"document": document["documents"][0]["document_id"], "key": document["countries"][0]["mention_id"]}


def test_pages_forbid_all_but_their_own_scripts_and_styles(client: Client, decision: dict[str, str]) -> None:
    for address in (
        "/",
        "/articles",
        f"/articles/{decision['document']}",
        "/overview",
        "/rejects",
        "/reviewer",
        "/static/page.css",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert " style=" not in response.text
        assert " onclick=" not in response.text
        assert "<style" not in response.text
        assert "http://" not in response.text.replace("http://www.w3.org/2000/svg", "")
    assert client.get("/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8420", 200),
        ("localhost:8420", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
        ("[", 421),
    ],
)
def test_only_its_own_names_are_answered(client: Client, host: str, status: int) -> None:
    assert client.get("/", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:8420"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
        {"origin": HERE, "sec-fetch-site": "same-site"},
    ],
)
def test_nothing_from_elsewhere_is_written(client: Client, store: Store, decision: dict[str, str], headers: dict[str, str]) -> None:
    for address in ("/decisions", "/decisions/bulk", "/undo", "/reviewer"):
        assert client.post(address, json=decision, headers=headers).status_code == 403
    assert history(store, "aid.txt") == []


def test_nothing_is_written_by_get(client: Client, store: Store) -> None:
    for address in ("/decisions", "/decisions/bulk", "/undo"):
        assert client.get(address).status_code == 405
    assert history(store, "aid.txt") == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"not json", 400),
        (b"{}", 400),
        (b'{"decision": "accept", "table": "runs", "document": "x", "key": "y"}', 422),
        (b'{"decision": "drop", "table": "countries", "document": "x", "key": "y"}', 422),
        (b"x" * 1_000_001, 413),
    ],
)
def test_a_request_that_is_none_is_told_so(client: Client, body: bytes, status: int) -> None:
    response = client.post("/decisions", content=body, headers={"origin": HERE})
    assert response.status_code == status
    assert response.text


def test_token(store: Store) -> None:
    client = Client(store, token="s3cret", hosts=())
    assert client.get("/").status_code == 401
    assert client.get("/?token=wrong").status_code == 401
    assert client.get("/static/page.css").status_code == 401
    let_in = client.get("/?token=s3cret&layer=quotes")
    assert let_in.status_code == 303
    assert let_in.headers["location"] == "/?layer=quotes"  # not kept in the address
    cookie = let_in.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/").status_code == 200


def test_others_than_this_machine_need_a_token() -> None:
    assert token_for("127.0.0.1", None) is None
    assert token_for("127.0.0.1", "mine") == "mine"
    assert len(token_for("0.0.0.0", None) or "") >= 32
    assert token_for("192.168.0.9", None) != token_for("192.168.0.9", None)
    assert hosts_for("127.0.0.1") == {"127.0.0.1", "localhost", "::1"}
    assert hosts_for("News.example") == {"news.example"}
    assert hosts_for("0.0.0.0") == set()
    assert address_of("::1", 8420, None) == "http://[::1]:8420/"
    assert address_of("0.0.0.0", 1, "t") == "http://127.0.0.1:1/?token=t"


def test_who_reviews_is_asked_and_kept(store: Store, decision: dict[str, str]) -> None:
    client = Client(store, reviewer=None)
    asked = client.get("/")
    assert (asked.status_code, asked.headers["location"]) == (303, "/reviewer")
    assert client.post("/decisions", json=decision, headers={"origin": HERE}).status_code == 409
    client.post("/reviewer", content="name=%20Zo%C3%AB%20,%20Lee%20", headers={"origin": HERE})
    assert "Zoë Lee" in client.get("/").text

"""The review page in a real browser, by keyboard alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright

from extractors.records import Extraction
from flows.store import SQL, Store, history
from tests.review_site import ARTICLES, HARBOUR, HOSTILE, served, write

CHROMIUM = "/usr/bin/chromium"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        message = f"{CHROMIUM} is not here; apt-get install chromium brings it"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def store(tmp_path: Path, extract_text: Callable[..., Extraction]) -> Iterator[Store]:
    store = Store(tmp_path / "news.db")
    write(store, extract_text, ARTICLES)
    yield store
    store.close()


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    with served(store) as url:
        yield url


class Reviewer:
    """Someone at a keyboard."""

    def __init__(self, browser: Browser, url: str, name: str) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.url = url
        self.page.goto(url)
        self.page.wait_for_selector("#name:focus")
        self.type(name)
        self.press("Enter")
        self.page.wait_for_selector("ol.queue")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def open(self, source: str, store: Store) -> None:
        d = SQL["documents"].c
        with store.reading() as connection:
            document = connection.scalar(sa.select(d.document_id).where(d.source == source))
        self.page.goto(f"{self.url}/articles/{document}")
        self.settle()

    def decide(self, key: str) -> None:
        """Press a key that decides, and wait until the next item is there."""
        said = self.said()
        self.press(key)
        self.page.wait_for_function(
            "said => { const now = document.getElementById('said').textContent; return now && now !== said; }", arg=said
        )
        self.settle()

    def settle(self) -> None:
        """Wait until the card is that of the current item."""
        self.page.wait_for_function(
            "() => document.getElementById('card').dataset.key === decodeURIComponent(location.hash.slice(1))"
        )

    def said(self) -> str:
        return self.page.text_content("#said") or ""

    def go_to(self, layer: str, words: str) -> None:
        """Press j, and from the last item on k, until the item is the current one."""
        key = "j"
        for _ in range(200):
            card = self.page.text_content("#card") or ""
            if self.page.query_selector(f"#card .chip.{layer}") and words in card:
                return
            self.press(key)
            self.settle()
            if "last item" in self.said():
                key = "k"
        raise AssertionError(f"no {layer} {words}")

    def tab_to(self, selector: str) -> None:
        """Press Tab until a field has the focus."""
        for _ in range(60):
            self.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab never comes to {selector}")


def statuses(store: Store) -> dict[str, int]:
    found: dict[str, int] = {}
    with store.reading() as connection:
        for status, number in connection.execute(
            sa.text("SELECT status, count(*) FROM review_states WHERE review_id IS NOT NULL GROUP BY status")
        ):
            found[status] = number
    return found


def test_a_morning(browser: Browser, store: Store, url: str, extract_text: Callable[..., Extraction]) -> None:
    ann = Reviewer(browser, url, "Ann")
    # From the queue into the most doubtful item
    ann.press("Enter")
    ann.page.wait_for_selector("#card h2")
    ann.open("harbour.txt", store)
    for key in "aaxaaaxaaa":
        ann.decide(key)
    assert "left." in ann.said()
    assert statuses(store) == {"accepted": 8, "rejected": 2}

    # A fiscal year: the label alone brings its days
    ann.go_to("fiscal_years", "fiscal 2026")
    ann.press("c")
    ann.page.wait_for_selector("#form:not([hidden]) #field-label:focus")
    ann.type("FY2027")
    ann.press("Enter")
    ann.page.wait_for_function("() => document.querySelector('#items').textContent.includes('FY2027: 1 Apr 2027 to 31 Mar 2028')")
    assert statuses(store)["corrected"] == 1

    # A quote that was missed
    quotes = ann.page.locator("#items .quotes.item").count()
    ann.press("n")
    ann.page.wait_for_selector("#new-layer:focus")
    ann.tab_to("[data-find]")
    ann.type("No cruise line … away")
    ann.press("Enter")
    ann.page.wait_for_function("() => document.querySelector('[data-words]').textContent === 'No cruise line will be turned away'")
    ann.tab_to("#field-speaker")
    ann.type("Mele Tupou")
    ann.press("Enter")
    ann.page.wait_for_function("n => document.querySelectorAll('#items .quotes.item').length === n + 1", arg=quotes)
    assert "Mele Tupou" in (ann.page.text_content("#items .quotes.added") or "")

    # Undo takes the quote back, and it is added again
    ann.press("Escape")
    ann.press("Backspace")
    ann.page.wait_for_function("n => document.querySelectorAll('#items .quotes.item').length === n", arg=quotes)
    assert "added" not in statuses(store)
    ann.settle()
    ann.press("n")
    ann.page.wait_for_selector("#new-layer:focus")
    ann.tab_to("[data-find]")
    ann.type("No cruise line … away")
    ann.press("Enter")
    ann.tab_to("#field-speaker")
    ann.type("Mele Tupou")
    ann.press("Enter")
    ann.page.wait_for_selector("#items .quotes.added")

    # All is there after a reload
    held = ann.page.text_content("#items")
    ann.page.reload()
    ann.page.wait_for_selector("#card h2")
    assert ann.page.text_content("#items") == held

    # A second reviewer sees who decided, and thinks otherwise
    ben = Reviewer(browser, url, "Ben")
    ben.open("harbour.txt", store)
    ben.go_to("fiscal_years", "FY2027")
    assert "Ann" in (ben.page.text_content("#card .facts") or "")
    ben.decide("x")
    ben.page.goto(f"{url}/?show=second_look")
    assert "reviewers differ" in (ben.page.text_content("main") or "")

    # The article grows at its head and is extracted anew: what was decided stays
    before = statuses(store)
    write(store, extract_text, {"harbour.txt": f"Corrected on 5 May. {HARBOUR}"}, "second")
    assert statuses(store) == before
    ann.open("harbour.txt", store)
    assert "No cruise line will be turned away" in (ann.page.text_content("#items .quotes.added") or "")
    assert "Corrected on 5 May." in (ann.page.text_content("#text") or "")
    assert ann.problems == ben.problems == []


def test_hostile_article_shows_as_its_text(browser: Browser, store: Store, url: str) -> None:
    ann = Reviewer(browser, url, "<img src=x onerror=alert(1)>")
    ann.open("hostile.txt", store)
    page = ann.page
    shown = page.eval_on_selector_all("#text p", "all => all.map(p => p.textContent)")
    assert [" ".join(p.split()) for p in shown] == [" ".join(p.split()) for p in HOSTILE.split("\n\n")]
    assert page.title().startswith("<script>")
    assert page.query_selector("#text :is(img, svg, script, b)") is None
    # What an override turns around stays within itself: the words before and after it stand in order
    left = page.evaluate("""() => {
        const piece = [...document.querySelectorAll('#text [data-start]')].find(p => p.textContent.includes('reversed words'));
        const range = document.createRange();
        const at = word => {
            const i = piece.textContent.indexOf(word);
            range.setStart(piece.firstChild, i);
            range.setEnd(piece.firstChild, i + 1);
            return range.getBoundingClientRect().left;
        };
        return [at('reversed'), at('words')];
    }""")
    assert left[0] < left[1]
    assert ann.problems == []


def test_selected_words_behind_emoji_are_found(browser: Browser, store: Store, url: str) -> None:
    ann = Reviewer(browser, url, "Ann")
    ann.open("hostile.txt", store)
    ann.page.evaluate("""() => {
        const marks = [...document.querySelectorAll('#text mark.countries')];
        const mark = marks.find(m => m.textContent === 'Japan').querySelector('[data-start]');
        getSelection().setBaseAndExtent(mark.firstChild, 0, mark.firstChild, 5);
    }""")
    ann.press("n")
    ann.page.wait_for_selector("#new-layer:focus")
    start = HOSTILE.index("Japan")
    assert ann.page.input_value("[name=start]") == str(start)
    assert ann.page.input_value("[name=end]") == str(start + 5)
    assert ann.page.text_content("[data-words]") == "Japan"
    # The words of a row that is there: selected, then s
    ann.press("Escape")
    ann.go_to("quotes", "the minister")
    ann.page.evaluate("""() => {
        const piece = [...document.querySelectorAll('#text [data-start]')].find(p => p.textContent.includes('reversed words'));
        const at = piece.textContent.indexOf('words');
        getSelection().setBaseAndExtent(piece.firstChild, at, piece.firstChild, at + 5);
    }""")
    ann.press("s")
    ann.page.wait_for_function("() => document.querySelector('[data-words]').textContent === 'words'")
    ann.tab_to("button[data-move=end][data-by='1']")
    ann.press("Enter", "Enter")  # past the mark that ends the override, and over the next word
    ann.tab_to("button.primary")
    ann.press("Enter")
    ann.page.wait_for_function(
        "() => document.querySelector('#items .quotes.corrected')?.textContent.includes('words\u202c would')"
    )


def test_no_serious_accessibility_violation(browser: Browser, store: Store, url: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    ann = Reviewer(browser, url, "Ann")
    page = ann.page
    found: list[tuple[str, str, str, list[str]]] = []

    def check(name: str, within: str | None = None, schemes: tuple[Literal["light", "dark"], ...] = ("light",)) -> None:
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            options = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})
            for violation in Axe().run(page, within, options).response["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    found.append((name, scheme, violation["id"], [node["html"][:200] for node in violation["nodes"][:3]]))
        page.emulate_media(color_scheme="light")

    for address in ("/", "/articles", "/overview", "/rejects", "/reviewer", "/articles/none"):
        page.goto(url + address)
        check(address, schemes=("light", "dark") if address in ("/", "/overview") else ("light",))
    ann.open("roads.txt", store)
    for key in ("a", "x"):
        ann.decide(key)
    check("article", schemes=("light", "dark"))
    ann.press("c")
    page.wait_for_selector("#form:not([hidden])")
    check("correct", "#card", ("light", "dark"))
    ann.press("Escape")
    ann.press("n")
    page.wait_for_selector("#new-layer")
    check("add", "#card")
    ann.press("Escape")
    ann.press("h")
    check("keys", "#keys")
    ann.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    check("narrow", "#card")
    assert found == []


def test_history_has_every_decision(browser: Browser, store: Store, url: str) -> None:
    ann = Reviewer(browser, url, "Ann")
    ann.open("roads.txt", store)
    ann.decide("a")
    ann.press("Backspace")
    ann.page.wait_for_function("() => document.getElementById('said').textContent === 'Undone.'")
    assert [(row["decision"], row["live"]) for row in history(store, "roads.txt")] == [("accept", False), ("undo", True)]

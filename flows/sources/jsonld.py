"""What a page says of itself in JSON-LD: the object of its article, wherever in the graph it stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from flows.limits import Limits
from flows.sources.nesting import parse_json
from flows.sources.source import ReadError

Object = dict[str, Any]


def article_object(tree: HtmlElement, limits: Limits) -> Object:
    """The first JSON-LD object of a page that is an article (``NewsArticle``, ``BlogPosting`` ...); empty where there is none."""
    return next((item for item in _objects(tree, limits) if _is_article(item)), {})


def names(value: Any) -> list[str]:
    """The names in a JSON-LD value: a string, an object with a name, or a list of such."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, dict):
        return names(value.get("name"))
    return [name for part in value for name in names(part)] if isinstance(value, list) else []


def _objects(tree: HtmlElement, limits: Limits) -> Iterator[Object]:
    for script in tree.xpath('//script[contains(@type, "ld+json")]'):
        try:
            value = parse_json(script.text or "", limits, strict=False)
        except (ValueError, ReadError):
            continue  # a page whose JSON-LD is broken, or nests too deep, has none
        yield from _walk(value)


def _walk(value: Any) -> Iterator[Object]:
    waiting = deque([value])
    while waiting:
        item = waiting.popleft()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            yield item
            waiting.extend(item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart") if key in item)


def _is_article(item: Object) -> bool:
    types = item.get("@type") or ()
    types = [types] if isinstance(types, str) else types
    return any(isinstance(name, str) and name.endswith(("Article", "Posting", "Report")) for name in types)

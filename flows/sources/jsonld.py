"""What a page says of itself in JSON-LD: the object of its article, wherever in the graph it stands."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from flows.limits import Limits
from flows.sources.nesting import parse_json
from flows.sources.source import ReadError

Object = dict[str, Any]

_LAST_COMMA = re.compile(r",\s*([}\]])")
_WRAPPING = re.compile(r"<!--|-->|(?://|/\*)?\s*(?:<!\[CDATA\[|\]\]>)(?:\s*\*/)?")


def article_object(tree: HtmlElement, limits: Limits) -> Object:
    """The first JSON-LD object of a page that is an article (``NewsArticle``, ``BlogPosting`` ...); empty where there is none.

    What it refers to by its ``@id`` alone is put in its place, where the page tells it.
    """
    objects = list(_objects(tree, limits))
    article = next((item for item in objects if _is_article(item)), {})
    known = {item["@id"]: item for item in objects if len(item) > 1 and isinstance(item.get("@id"), str)}
    return article | {key: _looked_up(article[key], known) for key in ("author", "publisher") if key in article}


def _looked_up(value: Any, known: dict[str, Object]) -> Any:
    if isinstance(value, list):
        return [_looked_up(part, known) for part in value]
    reference = value.get("@id") if isinstance(value, dict) and "name" not in value else None
    return known.get(reference, value) if isinstance(reference, str) else value


def names(value: Any) -> list[str]:
    """The names in a JSON-LD value: a string, an object with a name, or a list of such."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, dict):
        return names(value.get("name"))
    return [name for part in value for name in names(part)] if isinstance(value, list) else []


def _objects(tree: HtmlElement, limits: Limits) -> Iterator[Object]:
    for script in tree.xpath('//script[contains(@type, "ld+json")]'):
        text = script.text or ""
        for attempt in (text, _mended(text)):
            try:
                value = parse_json(attempt, limits, strict=False)
            except ReadError:
                break  # a page whose JSON-LD nests too deep has none
            except ValueError:
                continue
            yield from _walk(value)
            break


def _mended(text: str) -> str:
    """JSON without what pages get wrong most: a comma behind the last value, and a comment or CDATA mark around it all."""
    return _LAST_COMMA.sub(r"\1", _WRAPPING.sub("", text)).strip().rstrip(";")


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

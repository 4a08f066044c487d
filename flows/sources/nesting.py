"""How deep a document nests, asked before anything walks it: by recursion, or reading again at each level what is within."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from lxml import etree

from flows.limits import Limits
from flows.sources.source import ReadError


def too_deep(limits: Limits) -> ReadError:
    """The error to raise for a document that nests deeper than it may."""
    reason = f"it is too deeply nested, more than max_nesting ({limits.max_nesting}) levels"
    return ReadError(f"{reason}; save its words as plain text, or raise max_nesting")


def check_tree(root: etree._Element, limits: Limits) -> None:
    """Refuse a tree of XML or HTML that nests too deep.

    Raises:
        ReadError: It does.
    """
    if root.getroottree().xpath(f"boolean({'/*' * (limits.max_nesting + 1)})"):
        raise too_deep(limits)


def check_value(value: Any, inside: Callable[[Any], Iterable[Any]], limits: Limits) -> None:
    """Refuse anything else that nests too deep.

    Args:
        value: The outermost.
        inside: What stands within one, one level deeper.
        limits: How deep it may nest.

    Raises:
        ReadError: It nests deeper.
    """
    level = [value]
    for _ in range(limits.max_nesting):
        level = list(chain.from_iterable(map(inside, level)))
        if not level:
            return
    raise too_deep(limits)


def parse_json(text: str, limits: Limits, strict: bool = True) -> Any:
    """The value of a JSON text.

    Args:
        text: The text.
        limits: How deep it may nest.
        strict: Whether line breaks within its strings are faults.

    Raises:
        ReadError: It nests deeper.
        ValueError: It is no JSON.
    """
    try:
        value = json.loads(text, strict=strict)
    except RecursionError:
        raise too_deep(limits) from None
    check_value(value, _inside_json, limits)
    return value


def _inside_json(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()

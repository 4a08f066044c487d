"""Mail: a message's text, and what its head says."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterable, Iterator
from email.message import EmailMessage, Message
from email.utils import parseaddr

from extractors.article import Article
from flows.limits import Limits
from flows.sources.dates import day_of_mail
from flows.sources.html import article_of_page, page_of
from flows.sources.nesting import check_value, too_deep
from flows.sources.plain import segment
from flows.sources.reject import Reject
from flows.sources.source import ReadError, Source

_LONGEST_FIELD = 2_000  # characters of a field of a head; the standard library's parser takes the square of it, or worse


class _ShortFields(email.policy.EmailPolicy):
    """The standard library's manner of reading mail, but for fields longer than any sender writes, which are cut."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_FIELD]


_POLICY = _ShortFields()


def read_mail(source: Source) -> Iterator[Article | Reject]:
    """A message is one article: its plain text or, where there is none, its HTML; subject, sender and day are its head's."""
    try:
        message = email.message_from_bytes(source.read_bytes(), policy=_POLICY)
        check_value(message, _parts, source.limits)
        yield _article_of_message(message, source.locator, source.limits)
    except RecursionError:  # the standard library's parser
        raise too_deep(source.limits) from None
    except (LookupError, ValueError, AttributeError, TypeError) as error:
        raise ReadError(f"the message is damaged ({error}); fetch it again") from None


def _parts(message: Message) -> Iterable[Message]:
    return message.iter_parts() if isinstance(message, EmailMessage) and message.is_multipart() else ()


def _article_of_message(message: Message, source: str, limits: Limits) -> Article:
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise ReadError("the message has no text; save what is attached to it as files of their own")
    title = _head(message, "subject").strip() or None
    name, address = parseaddr(_head(message, "from"))
    sent = day_of_mail(_head(message, "date"))
    try:
        content = str(body.get_content())
    except (LookupError, ValueError) as error:
        raise ReadError(f"the message cannot be decoded ({error}); save its text as a file") from None
    if body.get_content_subtype() == "html":
        page = article_of_page(page_of(content.encode("utf-8"), limits), source, limits=limits)
        text, blocks = page.text, page.blocks
    else:
        text, blocks = content, segment(content, title)
    if not blocks:
        raise ReadError("the message is empty; fetch it again")
    method = "given" if sent else None
    return Article(text, blocks, source, title, sent, author=name or address or None, date_method=method)


def _head(message: Message, name: str) -> str:
    """A field of the head; a broken one is left out, for the message's text is worth more than its sender."""
    try:
        return str(message[name] or "")
    except Exception:  # the standard library's parser of such fields has faults of many kinds
        return ""

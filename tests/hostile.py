"""What hostile sources are made of."""

from __future__ import annotations

import io
import zipfile

from flows.limits import DEFAULTS, Limits
from flows.sources import Reject, Source, read

STORY = "The islands' assembly voted on Tuesday to double the harbour fund to 4.2 million pounds. " * 4
DOCX = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'


def reason(data: bytes, format_: str, limits: Limits = DEFAULTS) -> str:
    """Why a source is rejected."""
    (item,) = read(Source("a", None, format_, data, limits=limits))
    assert isinstance(item, Reject), item
    return item.reason


def packed(**members: bytes) -> bytes:
    """A ZIP of members; in their names ``_`` stands for a point, ``__`` for a slash."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()

"""Log lines for programs."""

from __future__ import annotations

import json
import logging

from flows.logs import JsonLines


def line(record: logging.LogRecord) -> dict[str, object]:
    parsed: dict[str, object] = json.loads(JsonLines().format(record))
    return parsed


def test_a_line_has_what_was_said_and_what_was_given_with_it() -> None:
    record = logging.LogRecord("flows.ingest", logging.INFO, "ingest.py", 1, "run %s begins", ("r1",), None)
    record.run_id = "r1"
    parsed = line(record)
    assert parsed.pop("time")
    assert parsed == {"level": "info", "logger": "flows.ingest", "message": "run r1 begins", "run_id": "r1"}


def test_an_exception_is_named_without_its_words() -> None:
    try:
        raise ValueError("Fiji owes Tonga $5m")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    parsed = line(logging.LogRecord("flows", logging.ERROR, "x.py", 1, "failed", None, info))
    assert parsed["error"] == "ValueError"
    assert str(parsed["at"]).partition(":")[0].endswith("test_logs.py")
    assert "Fiji" not in json.dumps(parsed)

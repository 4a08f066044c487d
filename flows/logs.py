"""Logging: silent but for warnings on a terminal; one JSON object a line for programs, Prefect's messages among ours.

No message holds words of an article: a log is kept longer, and seen by more people, than the documents.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

from flows.shown import as_json

OURS = ("flows", "extractors")
_PREFECT = ("prefect", "prefect.flow_runs", "prefect.task_runs")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what was given as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; of an exception it names the type and the place, since its message may quote a text."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[0] is not None:
            entry["error"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            if trace is not None:
                entry["at"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        return as_json(entry)


def configure_logging(style: str) -> None:
    """Set up logging for this process; doing so again changes nothing.

    Args:
        style: ``json`` for JSON lines on standard error, ``text`` for Prefect's and Python's own manner.
    """
    if style != "json":
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("", *_PREFECT):
        logger = logging.getLogger(name)
        # Prefect's handler that sends messages to its server stays, the one that writes to the terminal goes
        logger.handlers = [h for h in logger.handlers if not isinstance(h, logging.StreamHandler)]
    logging.getLogger().addHandler(handler)
    logging.getLogger("prefect").propagate = True
    logging.getLogger().setLevel(logging.ERROR)  # the warnings of libraries may quote what they read
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)

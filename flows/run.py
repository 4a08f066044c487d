"""The flow run here and now, as the command does it: what stops it, and what becomes of it where Prefect's server is lost."""

from __future__ import annotations

import logging
import signal
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import cast

from prefect.exceptions import TerminationSignal
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.errors import NewstablesError, RunInterruptedError, ServerLostError
from flows.ingest import Summary, ingest
from flows.ledger import Ledger, last_run_of_this_process
from flows.logs import configure_logging
from flows.server import fault_of_server
from flows.settings import Settings
from flows.store import Store

log = logging.getLogger(__name__)


def run_flow(sources: Sequence[str], settings: Settings) -> Summary:
    """Run the flow here and now.

    Args:
        sources: Files, folders, globs or URLs.
        settings: Where to, and with what; ``workers`` above 1 extracts in that many processes.

    Returns:
        Counts by outcome.

    Raises:
        RunInterruptedError: By Ctrl-C or SIGTERM. What was stored stays.
        ServerLostError: Prefect's server does not answer, and the run cannot go on without.
    """
    configure_logging(settings.log)
    signal.signal(signal.SIGTERM, _stop)
    began = datetime.now(UTC)
    try:
        # a heartbeat tells a server of a run that died; it costs a second at the end
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            return cast("Summary", ingest(list(sources), settings))
    except (KeyboardInterrupt, TerminationSignal):
        raise RunInterruptedError("interrupted; what was stored stays, and the same command does the rest") from None
    except NewstablesError:
        raise
    except Exception as error:
        if summary := _completed_all_the_same(settings, began):
            log.warning("the run is complete, but Prefect's server did not take its end (%s)", type(error).__name__)
            return summary
        if (fault := fault_of_server()) is None:
            raise
        raise ServerLostError(
            f"Prefect's server at {PREFECT_API_URL.value()} does not answer ({type(fault).__name__}); start it and give the same "
            "command again, or unset PREFECT_API_URL: then a run starts one for itself"
        ) from None


def _stop(_signal: int, _frame: object) -> None:
    """SIGTERM stops as Ctrl-C does. Prefect calls this when it has told its server."""
    raise KeyboardInterrupt


def _completed_all_the_same(settings: Settings, began: datetime) -> Summary | None:
    """The counts of a run that completed before its flow failed; ``None`` where none did."""
    with closing(Store(settings.database)) as store:
        run_id, status = last_run_of_this_process(store, began) or ("", "")
        return Summary(run_id, Ledger(store, run_id).counts()) if status == "completed" else None

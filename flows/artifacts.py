"""What a run shows in Prefect's pages: its summary, its rejects, how far each shard is, where the dataset lies; and events.

All of it is for looking at. A server that does not answer costs the run a warning, not its result.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.context import SettingsContext, get_settings_context
from prefect.events import emit_event
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, Settings, get_current_settings

from flows.alarms import Alarm
from flows.shown import shown

log = logging.getLogger(__name__)

REJECTS_SHOWN = 200

T = TypeVar("T")

_given_up: set[str] = set()  # servers that did not answer this process: each further try would cost as long as the first


@cache
def _impatient(_server: str) -> Settings:
    """Prefect's settings, but for one retry instead of five, each twice as long after the last. To make them takes 40 ms."""
    return get_current_settings().copy_with_update(updates={PREFECT_CLIENT_MAX_RETRIES: 1})


def _try(show: Callable[..., T], **content: Any) -> T | None:
    server = str(PREFECT_API_URL.value())
    if server in _given_up:
        return None
    try:
        with SettingsContext(profile=get_settings_context().profile, settings=_impatient(server)):
            return show(**content)
    except Exception as error:
        log.warning("Prefect's server does not take what the run has to show (%s); going on without", type(error).__name__)
        _given_up.add(server)
        return None


@contextmanager
def shard_progress(number: int, documents: int) -> Iterator[Callable[[int], None]]:
    """Show how far a shard is.

    Args:
        number: The shard.
        documents: How many documents are expected in it.

    Yields:
        A function to be called with the number of documents dealt with.
    """
    artifact = _try(create_progress_artifact, progress=0.0, key=f"shard-{number}", description=f"{documents} documents")

    def show(done: int) -> None:
        if artifact is not None:
            # 100 is for a shard that is through; how many records a source holds was a guess
            _try(update_progress_artifact, artifact_id=artifact, progress=min(99.0, 100.0 * done / documents))

    yield show
    if artifact is not None:
        _try(update_progress_artifact, artifact_id=artifact, progress=100.0)


def show_summary(counts: Mapping[str, int], rejects: Sequence[Mapping[str, str]]) -> None:
    """Show the documents by outcome, and the rejects with their reasons."""
    outcomes = [{"outcome": outcome, "documents": number} for outcome, number in counts.items()]
    _try(create_table_artifact, table=outcomes, key="newstables-summary", description="Documents by outcome")
    if rejects:
        table = [{name: shown(said) for name, said in reject.items()} for reject in rejects]
        _try(create_table_artifact, table=table, key="newstables-rejects", description="What could not be used, and why")


def show_dataset(folder: Path) -> None:
    """Show where the dataset lies."""
    _try(create_link_artifact, link=folder.absolute().as_uri(), key="newstables-dataset", link_text=str(folder))


def raise_alarm(alarm: Alarm, run_id: str, counts: Mapping[str, int]) -> None:
    """Emit the event of an alarm."""
    log.warning("%s", alarm.message)
    resource = {"prefect.resource.id": f"newstables.run.{run_id}", "prefect.resource.name": f"newstables run {run_id}"}
    _try(emit_event, event=alarm.event, resource=resource, payload={"message": alarm.message, **counts})

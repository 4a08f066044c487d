"""The Prefect flow: discover, ingest shard by shard, publish, and say in the ledger how it ended.

Its steps are plain functions of other modules; only their order, retries and concurrency are here.
"""

from __future__ import annotations

import json
import logging
import os
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Prefect reads these when it is imported. It would otherwise report to its makers, and log each task on the terminal.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from extractors.pipeline import fingerprint
from flows.progress import progress_bar
from flows.publish import publish
from flows.settings import Settings
from flows.shard import Counts, Shard, deal, ingest_shard
from flows.sources import Reject, Source, discover
from flows.store import Store
from flows.tables import reject_row

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Summary:
    """How a run ended.

    Attributes:
        run_id: Its key in ``runs``.
        counts: Documents by outcome.
    """

    run_id: str
    counts: Counts


@task(name="ingest-shard", task_run_name="shard-{number}", retries=2, retry_delay_seconds=[1, 5], cache_policy=NO_CACHE)
def shard_task(number: int, sources: Sequence[Source], settings: Settings, run_id: str) -> Counts:  # noqa: ARG001 - in the run's name
    """Read, extract and store some sources. Repeating it does no harm: what is stored already is skipped."""
    return ingest_shard(sources, settings.database, settings.model, run_id)


@task(name="publish", retries=1, cache_policy=NO_CACHE)
def publish_task(settings: Settings) -> Path:
    """Write the dataset anew."""
    store = Store(settings.database)
    try:
        return publish(store, settings.dataset)
    finally:
        store.close()


@flow(name="newstables-ingest", flow_run_name="ingest-{run_id}", validate_parameters=False)
def ingest(sources: Sequence[str], settings: Settings, run_id: str) -> Summary:
    """News in, tables out.

    Args:
        sources: Files, folders, globs or URLs, as the user named them.
        settings: Where to, and with what.
        run_id: Key of the run in the ledger.

    Returns:
        Counts by outcome.

    Raises:
        StoreError: The database cannot be opened.
    """
    store = Store(settings.database)
    store.begin_run({"run_id": run_id, "sources": json.dumps(list(sources)), "fingerprint": fingerprint(settings.model)})
    counts: Counter[str] = Counter(new=0, changed=0, unchanged=0, rejected=0)
    status = "failed"
    try:
        found = list(discover(sources))
        rejects = [item for item in found if isinstance(item, Reject)]
        store.reject((reject_row(r.source, r.stage, r.reason) for r in rejects), run_id)
        counts["rejected"] += len(rejects)
        shards, repeated = deal((item for item in found if isinstance(item, Source)), settings.workers)
        store.reject((reject_row(r.source, r.stage, r.reason) for r in repeated), run_id)
        counts["rejected"] += len(repeated)
        for done in _ingest_all(shards, settings, run_id):
            counts.update(done)
        if counts["new"] or counts["changed"] or counts["rejected"] or not (settings.dataset / "datapackage.json").exists():
            publish_task(settings)
        status = "completed"
        return Summary(run_id, dict(counts))
    finally:
        store.end_run(run_id, status, {f"documents_{outcome}": number for outcome, number in counts.items()})
        store.close()


def _ingest_all(shards: Sequence[Shard], settings: Settings, run_id: str) -> Iterator[Counts]:
    with progress_bar("reading and extracting", len(shards)) as advance:
        for future in as_completed([shard_task.submit(number, shard, settings, run_id) for number, shard in enumerate(shards, 1)]):
            yield future.result()
            advance(1)


def run_flow(sources: Sequence[str], settings: Settings) -> Summary:
    """Run the flow here and now, on a server that Prefect starts for it if none is configured.

    Args:
        sources: Files, folders, globs or URLs.
        settings: Where to, and with what; ``workers`` above 1 extracts in that many processes.

    Returns:
        Counts by outcome.
    """
    runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=1)
    if settings.workers > 1:
        runner = ProcessPoolTaskRunner(max_workers=settings.workers)
    return ingest.with_options(task_runner=runner)(list(sources), settings, uuid.uuid4().hex[:16])

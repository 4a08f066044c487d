"""The Prefect flow: discover, ingest shard by shard, publish, and say in the ledger how it ended.

Its steps are plain functions of other modules; only their order, retries and concurrency are here.
"""

# No postponed annotations here: a served flow is loaded in a way that leaves Prefect no names to look them up by.
import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import as_completed
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from extractors.fingerprint import fingerprint
from flows.alarms import RUNS_THAT_ARE_USUAL, alarms
from flows.artifacts import REJECTS_SHOWN, raise_alarm, shard_progress, show_dataset, show_summary
from flows.catchup import CatchUp, reason_to_leave_out
from flows.deal import Shard, Work, deal, documents_in
from flows.errors import DatasetError, NewstablesError, SettingsError, StoreError
from flows.ledger import Ledger, Status, earlier_counts, last_completed
from flows.logs import configure_logging
from flows.progress import progress_bar
from flows.publish import is_current, publish
from flows.report import rejects
from flows.settings import Settings, make_output_folder
from flows.sources import Reject, Source, discover
from flows.store import Store
from flows.tables import reject_row
from flows.workers import ingest_in_worker

log = logging.getLogger(__name__)

_BACK_OFF: list[float] = [1, 5, 20, 60]  # seconds; a database server that restarts is back by then


@dataclass(frozen=True, slots=True)
class Summary:
    """How a run ended.

    Attributes:
        run_id: Its key in ``runs``.
        counts: Documents by outcome.
    """

    run_id: str
    counts: dict[str, int]


def can_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a failure may be gone at the next attempt: a lost database, a full disk, the network. Others would only repeat."""
    error = state.result(raise_on_failure=False)
    passes = isinstance(error, (StoreError, DatasetError, OSError))
    if passes:
        log.warning("%s; trying again", error if isinstance(error, NewstablesError) else type(error).__name__)
    return passes


@task(
    name="ingest-shard",
    task_run_name="shard {number}",
    retries=len(_BACK_OFF),
    retry_delay_seconds=_BACK_OFF,
    retry_condition_fn=can_pass,
    cache_policy=NO_CACHE,
)
def shard_task(number: int, shard: Shard, settings: Settings, run_id: str) -> None:
    """Read, extract and store some sources. An attempt after a failed one goes on where that stopped."""
    configure_logging(settings.log)
    with shard_progress(number, sum(map(documents_in, shard))) as progress:
        ingest_in_worker(Work(number, shard, settings, run_id), progress)


@task(name="publish", retries=len(_BACK_OFF), retry_delay_seconds=_BACK_OFF, retry_condition_fn=can_pass, cache_policy=NO_CACHE)
def publish_task(settings: Settings) -> Path:
    """Write the dataset anew."""
    store = Store(settings.database)
    try:
        return publish(store, settings.dataset, near_duplicates=settings.near_duplicates)
    finally:
        store.close()


def _run_name() -> str:
    sources = flow_run.parameters["sources"]
    return f"ingest {sources[0]}" + (f" and {len(sources) - 1} more" if len(sources) > 1 else "")


@flow(name="newstables-ingest", flow_run_name=_run_name)
def ingest(sources: list[str], settings: Settings = Settings(), catch_up: CatchUp = "one") -> Summary | State[None]:  # noqa: B008 - it is frozen
    """News in, tables out.

    Args:
        sources: Files, folders, globs or URLs, as the user named them.
        settings: Where to, and with what.
        catch_up: What becomes of runs that a schedule missed: one run makes up for all, or all, or none are made up for.

    Returns:
        Counts by outcome; for a run that is left out, a state that says why.

    Raises:
        StoreError: The database cannot be opened.
    """
    configure_logging(settings.log)
    settings = settings.anywhere()
    make_output_folder(settings)
    with closing(Store(settings.database)) as store:
        due, last_run = flow_run.scheduled_start_time, last_completed(store, sources)
        if reason := reason_to_leave_out(catch_up, due, datetime.now(UTC), last_run):
            return Completed(name="Skipped", message=reason)
        ledger = Ledger(store, str(flow_run.id).replace("-", "")[:16])
        # the ledger's part is left first, so that the workers, for which leaving them waits, know that the run has ended
        with _workers(settings) as workers, _entered(ledger, sources, settings):
            shards = _discover(sources, store, ledger, settings)
            _ingest_all(shards, workers, settings, ledger.run_id)
            counts = ledger.counts()
            # an earlier run may have been killed between storing and publishing
            if not is_current(store, settings.dataset, settings.near_duplicates):
                publish_task(settings)
                ledger.published(store.counts()["documents"])
        show_summary(counts, rejects(store, ledger.run_id, min(counts["rejected"], REJECTS_SHOWN)))
        show_dataset(settings.dataset)
        for alarm in alarms(counts, earlier_counts(store, sources, RUNS_THAT_ARE_USUAL)[1:], settings.reject_share):
            raise_alarm(alarm, ledger.run_id, counts)
    return Summary(ledger.run_id, counts)


@flow(name="newstables-publish")
def republish(settings: Settings = Settings()) -> Path:  # noqa: B008 - it is frozen
    """The dataset anew from the database, with what reviewers decided since."""
    return publish_task(settings)


@contextmanager
def _entered(ledger: Ledger, sources: Sequence[str], settings: Settings) -> Iterator[None]:
    """Enter the run in the ledger and say there how it ended, whatever ends it."""
    ledger.begin(sources, fingerprint(settings.model))
    log.info("run %s begins", ledger.run_id, extra={"run_id": ledger.run_id, "sources": list(sources)})
    try:
        yield
    except Exception as error:
        _end_early(ledger, "failed", f"{type(error).__name__}: {error}")
        raise
    except BaseException as error:  # Ctrl-C, SIGTERM, or cancelled in Prefect
        _end_early(ledger, "interrupted", type(error).__name__)
        raise
    ledger.end("completed")
    log.info("run %s completed", ledger.run_id, extra={"run_id": ledger.run_id, **ledger.counts()})


def _end_early(ledger: Ledger, status: Status, reason: str) -> None:
    """Say in the ledger that the run did not complete, unless that is why: the database is gone or the disk is full."""
    try:
        ledger.end(status, reason)
    except StoreError as error:
        log.warning("%s; the next run will enter this one as interrupted", error)


def _discover(sources: Sequence[str], store: Store, ledger: Ledger, settings: Settings) -> list[Shard]:
    found = list(discover(sources, settings.limits))
    shards, repeated = deal((item for item in found if isinstance(item, Source)), settings.workers)
    rejected = [item for item in found if isinstance(item, Reject)] + repeated
    store.reject((reject_row(r.source, r.stage, r.reason) for r in rejected), ledger.run_id)
    ledger.found(sum(isinstance(item, Source) for item in found), len(rejected))
    return shards


def _ingest_all(shards: Sequence[Shard], workers: TaskRunner[Any] | None, settings: Settings, run_id: str) -> None:
    sizes = {number: sum(map(documents_in, shard)) for number, shard in enumerate(shards, 1)}
    with progress_bar("reading and extracting", sum(sizes.values())) as advance:
        for number in _done(shards, workers, settings, run_id):
            advance(sizes[number])


def _done(shards: Sequence[Shard], workers: TaskRunner[Any] | None, settings: Settings, run_id: str) -> Iterator[int]:
    """Run the shards; their numbers, as each is done."""
    if workers is None:
        for number, shard in enumerate(shards, 1):  # in the main thread, where Ctrl-C takes hold at once
            shard_task(number, shard, settings, run_id)
            yield number
        return
    parameters = {"settings": settings, "run_id": run_id}
    futures = {workers.submit(shard_task, {"number": n, "shard": s} | parameters): n for n, s in enumerate(shards, 1)}
    for future in as_completed(list(futures)):
        future.result()
        yield futures[future]


def _workers(settings: Settings) -> AbstractContextManager[TaskRunner[Any] | None]:
    """Tasks one after another, several at a time, or on a Dask cluster where one is named."""
    if settings.dask:
        try:
            from prefect_dask.task_runners import DaskTaskRunner
        except ModuleNotFoundError:
            raise SettingsError("dask needs an extra: pip install 'newstables[dask]'") from None
        return cast("TaskRunner[Any]", DaskTaskRunner(address=settings.dask))
    return ThreadPoolTaskRunner(settings.workers) if settings.workers > 1 else nullcontext()

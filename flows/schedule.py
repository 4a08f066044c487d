"""Runs on a schedule: a deployment of the ingest flow on a Prefect server, served from here or left to a work pool."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron, Interval, Schedule
from prefect.settings import get_current_settings
from prefect.types.entrypoint import EntrypointType

from flows.catchup import CatchUp
from flows.errors import ScheduleError
from flows.ingest import ingest
from flows.server import NO_REPORTS, fault_of_server
from flows.settings import Settings

_GRACE = 120  # seconds after which the place of a run that was killed is free again; a slow machine starts one in 30
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def schedule_of(cron: str | None, every: str | None, timezone: str = "UTC") -> Schedule:
    """The schedule that a user asked for.

    Args:
        cron: Five fields, as in a crontab.
        every: A number and a unit: ``30m``, ``1h``, ``1d``.
        timezone: IANA name of the zone in which ``cron`` is meant.

    Raises:
        ScheduleError: Neither or both are given, or what is given is none.
    """
    if (cron is None) == (every is None):
        raise ScheduleError("say when: either --cron or --every")
    if every is not None:
        return Interval(_duration(every))
    try:
        return Cron(str(cron), timezone=timezone)
    except ValueError as error:
        raise ScheduleError(f"--cron {cron!r} --timezone {timezone}: {error}; an example is --cron '0 6 * * 1-5'") from None


def _duration(every: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})([smhdw])", every.strip())
    if match is None or int(match[1]) == 0:
        raise ScheduleError(f"--every {every!r}: give a number and one of s, m, h, d, w, such as 30m")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def deployment_name(sources: Sequence[str]) -> str:
    """A name for the deployment of some sources, for those who give none."""
    return re.sub(r"[^a-z0-9]+", "-", " ".join(sources).lower()).strip("-")[:60] or "news"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to run, and when.

    Attributes:
        sources: Files, folders, globs or URLs.
        settings: Where to, and with what.
        when: Its times.
        catch_up: What is to be done about runs that were missed.
        name: Name of the deployment.
    """

    sources: Sequence[str]
    settings: Settings
    when: Schedule
    catch_up: CatchUp
    name: str

    def _deployment(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "schedule": self.when,
            "parameters": {"sources": list(self.sources), "settings": _as_json(self.settings), "catch_up": self.catch_up},
            "entrypoint_type": EntrypointType.MODULE_PATH,
            "description": ingest.description,
        }

    def _one_at_a_time(self) -> ConcurrencyLimitConfig:
        """A run whose time comes while another is at work is left out or, where all are to be caught up, waits."""
        strategy = ConcurrencyLimitStrategy.ENQUEUE if self.catch_up == "all" else ConcurrencyLimitStrategy.CANCEL_NEW
        return ConcurrencyLimitConfig(limit=1, collision_strategy=strategy, grace_period_seconds=_GRACE)

    def serve(self) -> None:
        """Register the schedule with the configured server, and make its runs from here until Ctrl-C or SIGTERM.

        Raises:
            ScheduleError: There is no server.
        """
        _require_server(pool=None)
        ingest.serve(
            **self._deployment(), global_limit=self._one_at_a_time(), pause_on_shutdown=False, print_starting_message=False
        )

    def leave_to(self, pool: str) -> str:
        """Register the schedule with the configured server, for the workers of a pool.

        Returns:
            The deployment's full name.

        Raises:
            ScheduleError: There is no server, or it has no such pool.
        """
        _require_server(pool)
        # a worker starts its runs elsewhere, and a source's name is relative to where the user is
        variables = {"working_dir": str(Path.cwd()), "env": NO_REPORTS}
        deployment = RunnerDeployment.from_flow(
            ingest,
            **self._deployment(),
            concurrency_limit=self._one_at_a_time(),
            work_pool_name=pool,
            job_variables=variables,
        )
        deployment.apply()
        return deployment.full_name


def _as_json(settings: Settings) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, Path) else value for key, value in asdict(settings).items()}


def _require_server(pool: str | None) -> None:
    url = get_current_settings().api.url
    if url is None:
        raise ScheduleError(
            "a schedule needs a Prefect server: run `prefect server start` and set PREFECT_API_URL=http://127.0.0.1:4200/api"
        )
    if (fault := fault_of_server()) is not None:
        raise ScheduleError(f"Prefect's server at {url} does not answer ({type(fault).__name__}); is it running?")
    if pool is None:
        return
    with get_client(sync_client=True) as client:
        try:
            client.read_work_pool(pool)
        except ObjectNotFound:
            raise ScheduleError(f"{url} has no work pool {pool!r}: `prefect work-pool create {pool} --type process`") from None

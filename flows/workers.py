"""Worker processes: each does shards one after another, and what gets one killed is found out and rejected.

A task hands its shard to such a process and waits. So extraction has a main thread wherever the task runs (Prefect's and
Dask's threads are none), which is what ends a document that takes too much time or memory; and what a document does to the
process that reads it, it does not do to the run.
"""

from __future__ import annotations

import atexit
import fcntl
import logging
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from flows.deal import InHand, Work
from flows.errors import StoreError, WorkerLostError
from flows.ledger import RunEndedError, has_ended
from flows.logs import configure_logging
from flows.store import Store

log = logging.getLogger(__name__)

_idle: list[_Worker] = []
"""Workers that wait for a shard: they have loaded the model, and live as long as this process."""

_SILENCE = 2.0  # seconds without a word from a worker, after which is looked whether it should go on
_GRACE = 60  # seconds beyond its time after which a document that no alarm ends, in a call into C, is ended with its worker

_DONE_TO_IT = {"read": "read it, of which only what came before is stored,", "extract": "extracted it"}


class _KilledError(Exception):
    """A worker's process is gone, or had to be ended."""

    def __init__(self, how: str, in_hand: InHand | None) -> None:
        super().__init__(how)
        self.in_hand = in_hand


def ingest_in_worker(work: Work, progress: Callable[[int], None]) -> None:
    """Have a process of its own do a shard, and reject a document that gets it killed.

    One that was killed may have done no harm: the system may have been short of memory. So the shard is tried again from where
    it stopped, in a new process and a document at a time. What is in hand when that one is killed, did it.

    Args:
        work: The shard. Once its run has ended, the worker is ended too.
        progress: Called with the number of documents and rejects dealt with so far.

    Raises:
        StoreError: The database cannot be opened, or was lost on the way.
        WorkerLostError: Workers are killed whatever they have in hand.
    """
    while True:
        try:
            with _worker(work.settings.model) as worker:
                worker.do(work, progress)
            return
        except RunEndedError:
            log.info("shard %d: the run has ended; the batch in hand was undone", work.number)
            return
        except _KilledError as error:
            log.warning("shard %d: its worker was killed (%s); trying again, document by document", work.number, error)
            work = _again(work, error)


def start_worker(model: str) -> None:
    """Let a worker start and load a model, while this process does something else; nothing is done where one waits already."""
    if not _idle:
        _idle.append(_Worker(model))


@atexit.register
def end_workers() -> None:
    """End the workers that wait for work."""
    while _idle:
        _idle.pop().end()


def _again(work: Work, error: _KilledError) -> Work:
    """What to try after a worker was killed.

    Raises:
        WorkerLostError: No document did it.
    """
    if work.documents_a_transaction > 1:
        return replace(work, documents_a_transaction=1)
    if error.in_hand is None or error.in_hand in work.deadly:
        raise WorkerLostError(
            f"worker processes were killed with no document in hand ({error}); what was stored stays, and the same command does "
            "the rest. With fewer --workers it needs less memory."
        ) from None
    done = _DONE_TO_IT[error.in_hand.stage]
    reason = f"the process that {done} was killed ({error}); leave it out, split it, or report it with the document"
    return replace(work, deadly={**work.deadly, error.in_hand: reason})


class _Worker:
    """A worker process, seen from the one that started it."""

    def __init__(self, model: str) -> None:
        self.connection, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(
                # not what lies in the working directory, -P: news may lie there
                [sys.executable, "-P", "-m", "flows.workers", str(theirs.fileno()), model],
                stdin=subprocess.PIPE,  # nothing is written there: its end is that of this process
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the run, which ends its workers
            )

    def do(self, work: Work, progress: Callable[[int], None]) -> None:
        """Have a shard done.

        Raises:
            RunEndedError: The run has ended.
            _KilledError: The process is gone, or was stuck.
            Exception: Whatever ended the shard there.
        """
        in_hand: InHand | None = None
        with suppress(OSError):  # of a process that is gone, as its silence says
            self.connection.send(work)
        while (said := self._next_word(work, in_hand)) is not None:
            match said:
                case InHand():
                    in_hand = said
                case int():
                    in_hand = None
                    progress(said)
                case _:
                    raise said

    def _next_word(self, work: Work, in_hand: InHand | None) -> InHand | int | Exception | None:
        """What the process says next: what it has in hand, how far it is, why it failed, or ``None`` for having done it all."""
        began, seconds = time.monotonic(), work.settings.max_seconds + _GRACE
        while not self.connection.poll(_SILENCE):
            if in_hand is not None and time.monotonic() - began > seconds:
                raise _KilledError(f"it had done nothing else for {seconds} seconds", in_hand)
            with suppress(StoreError), closing(Store(work.settings.database, new=False)) as store:
                if has_ended(store, work.run_id):
                    raise RunEndedError(work.run_id)
        try:
            word: InHand | int | Exception | None = self.connection.recv()
        except (EOFError, OSError):  # the latter amid a word
            raise _KilledError(_how_it_ended(self.process.wait()), in_hand) from None
        return word

    def end(self) -> None:
        """End the process, wherever it is; what it has in hand is undone."""
        with self.connection, self.process:
            self.process.kill()


@contextmanager
def _worker(model: str) -> Iterator[_Worker]:
    """A worker for one shard: one that waits, or a new one. It is ended unless it did its shard."""
    worker = None
    while worker is None or worker.process.poll() is not None:  # one that waits may have been killed, too
        try:
            worker = _idle.pop()
        except IndexError:
            worker = _Worker(model)
    try:
        yield worker
    except BaseException:
        worker.end()
        raise
    _idle.append(worker)


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name
    return f"{name}, as the system does when memory runs out" if name == "SIGKILL" else f"{name}, as by a crash in a library"


def _end_with_parent() -> None:
    """Have the kernel end this process when the other end of standard input is gone, be it amid a call into C."""
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)  # SIGIO, which ends who does not await it
    if select.select([0], [], [], 0)[0]:  # it was gone before
        sys.exit()


def _do_shards(connection: Connection, model: str) -> None:
    """What a worker process does: one shard after another, as long as it is given any."""
    from flows.shard import ingest_shard, pipeline  # here: the process that starts workers has no use for spaCy

    with suppress(OSError):  # its shard will say so
        pipeline(model)
    while True:
        try:
            work: Work = connection.recv()
        except EOFError:
            return
        configure_logging(work.settings.log)
        try:
            ingest_shard(work, connection.send)
            connection.send(None)
        except Exception as error:
            error.add_note(traceback.format_exc())  # which does not travel by itself
            connection.send(error)


if __name__ == "__main__":
    _end_with_parent()
    _do_shards(Connection(int(sys.argv[1])), sys.argv[2])

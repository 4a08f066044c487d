"""A Prefect server for the length of one run, where none is configured.

Prefect would start one itself, but only when the flow is called, and after importing all of its server into our process.
Ours starts first, and is up when the model is. It also outlives the run by a moment, in which it writes down what it was told.
"""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_LINGER = 3.0  # seconds; the server writes task runs and events some two seconds after it heard of them

# Prefect reads these when it is imported.
NO_REPORTS = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}  # it would send some to its makers
_OURS = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # how the run ends is ours to say; its own log is for its pages
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_CLIENT_MAX_RETRIES": "2",  # a server on this machine that does not answer has died
}
_PRIVATE = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    # blocks are for servers of the user's, which register them; here they would cost half a second, in a new home more
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "0",
    "PREFECT_SERVER_MEMOIZE_BLOCK_AUTO_REGISTRATION": "0",
}


def is_configured() -> bool:
    """Whether the user has named a Prefect server: in the environment, a profile or a settings file."""
    if "PREFECT_API_URL" in os.environ:
        return True
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    profiles = Path(os.environ.get("PREFECT_PROFILES_PATH", home / "profiles.toml"))
    if not any(path.exists() for path in (profiles, Path("prefect.toml"), Path("pyproject.toml"), Path(".env"))):
        return False  # as for most who only use the command: told without the second that importing Prefect costs
    from prefect.settings import get_current_settings

    return get_current_settings().api.url is not None


def send_no_reports() -> None:
    """Keep Prefect, which is to be imported after this, from reporting to its makers."""
    _default(NO_REPORTS)


@contextmanager
def server_for_this_run() -> Iterator[None]:
    """Start a server on a port of its own, and let go of it in the end; nothing is done where one is configured."""
    send_no_reports()
    if is_configured():
        yield
        return
    _default(_OURS)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # Who connects before the server is up waits in the socket's queue, so nobody needs to ask whether it is.
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "flows.server", str(listening.fileno())],  # -P: nothing of the working directory
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
            env=os.environ | _PRIVATE,
            start_new_session=True,  # Ctrl-C is for the run, which still has to tell the server of it
        )
    try:
        yield
    finally:
        del os.environ["PREFECT_API_URL"]
        if process.stdin is not None:
            process.stdin.close()  # as the system does when this process is killed: the server sees that nobody is left


def fault_of_server() -> Exception | None:
    """What is the matter with the configured Prefect server; ``None`` where it answers."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        return client.api_healthcheck()


def _default(variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        os.environ.setdefault(name, value)


def _serve(listening: int) -> None:
    gc.disable()  # what is imported stays; to look through it again and again is a tenth of the start
    import uvicorn
    from prefect.server.api.server import create_app

    gc.freeze()
    gc.enable()
    server = uvicorn.Server(uvicorn.Config(create_app, factory=True, fd=listening, log_level="error", lifespan="on"))

    def stop_when_alone() -> None:
        sys.stdin.buffer.read()
        time.sleep(_LINGER)
        server.should_exit = True

    threading.Thread(target=stop_when_alone, daemon=True).start()
    server.run()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))

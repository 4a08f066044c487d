"""The command that opens the review page."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.store import Store


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "news.db")
    Store(path).close()
    return path


def free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        port: int = some.getsockname()[1]
        return port


def test_serves_until_ctrl_c(database: str) -> None:
    port = free_port()
    program = [sys.executable, "-c", "from flows.cli import main; main()"]
    command = [*program, "review", "--database", database, "--port", str(port), "--reviewer", "Ann"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"sqlite:///{database}\n"
        assert process.stdout.readline().startswith(f"Open http://127.0.0.1:{port}/ ")
        page = _answer(f"http://127.0.0.1:{port}/")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert "all that this filter wants has been reviewed" in page
    assert (process.returncode, errors) == (0, "")


def _answer(url: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url) as response:
                text: str = response.read().decode()
                return text
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


def test_a_port_that_is_taken_is_told(database: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["review", "--database", database, "--port", str(port)])
    assert result.exit_code == 1
    assert f"--port {port}: cannot serve there: Address already in use. Give another --port." in result.output
    assert "Open" not in result.output


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["review", "--output", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "no database of newstables is there" in result.output
    assert not (tmp_path / "none").exists()

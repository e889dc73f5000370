"""gunicorn with the portal's configuration, for as long as something is measured."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator


@contextlib.contextmanager
def serving(app: str = "portal.wsgi", **environment: str) -> Iterator[int]:
    """The port; two workers of four threads that are never renewed meanwhile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2", "DEBUG": "0", "WITH_WORKER": "0"}
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--max-requests", "0", app]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, env=os.environ | own | environment, **quiet)  # noqa: S603
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    """Until a worker answers: the port is open before one is there."""
    for _ in range(200):
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30),
        ):
            time.sleep(1)  # the second worker
            return
        time.sleep(0.1)
    sys.exit("the server does not answer")

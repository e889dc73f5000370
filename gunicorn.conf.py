"""How gunicorn serves the portal; each value can be overridden on its command line."""

import contextlib
import ctypes
import gc
import os
import signal
import subprocess
import sys

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

wsgi_app = "portal.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 20
max_requests = 100_000  # kept pages are quick: with fewer a rush renews workers all the time
max_requests_jitter = 10_000
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG")  # "-" for standard output; usually the proxy's business

# With WITH_WORKER=1 the queue of background work is served beside the web, for as long as the web
# is; a larger installation runs `manage.py worker` as services of its own instead. The shell
# starts the worker again should it die, and stops it when gunicorn is gone, however it went.
LOOP = """
while kill -0 "$1"; do
    "$0" manage.py worker & worker=$!
    while kill -0 "$1" && kill -0 $worker; do sleep 2; done
done 2>/dev/null
kill $worker
"""
beside: list[subprocess.Popen] = []
# Numbers of malloc.h: M_ARENA_MAX, M_MMAP_THRESHOLD and M_TRIM_THRESHOLD (bytes).
MALLOC = {-8: 2, -3: 512 * 1024, -1: 512 * 1024}


def when_ready(server: Arbiter) -> None:
    """Start the worker once the address is known to be free."""
    if os.environ.get("WITH_WORKER") == "1":
        command = ["sh", "-c", LOOP, sys.executable, str(server.pid)]
        beside.append(subprocess.Popen(command, start_new_session=True))  # noqa: S603


def post_worker_init(worker: Worker) -> None:
    """What is loaded by now stays: without this, looking through it for garbage halts pages.

    What pictures and spreadsheets took is given back: the C library would keep a heap for each
    thread, and large pieces within them, for later.
    """
    with contextlib.suppress(AttributeError, OSError):  # a C library other than glibc
        for name, value in MALLOC.items():
            ctypes.CDLL(None).mallopt(name, value)
    gc.collect()
    gc.freeze()


def on_exit(server: Arbiter) -> None:
    """Take the worker along; it finishes what it has begun."""
    for process in beside:
        os.killpg(process.pid, signal.SIGTERM)

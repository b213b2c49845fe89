"""The web server and the jobs, in one process."""

import gc
import threading
from collections.abc import Callable

from django.core.wsgi import get_wsgi_application
from django_tasks_db.management.commands.db_worker import Worker
from gunicorn.app.base import BaseApplication

from hervest.cli.nightly import run_each_day
from hervest.cli.outbox import run_outbox
from hervest.core import wall

THREADS = 8
SECONDS_BETWEEN_LOOKS = 1.0


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with one worker of several threads, and a thread that runs the jobs."""

    def __init__(self, host: str, port: int, ready: Callable[[], None]) -> None:
        self.host, self.port, self.ready = host, port, ready
        super().__init__()

    def load_config(self) -> None:
        """One process: SQLite has one writer anyway, and the jobs share it."""
        self.cfg.set("bind", f"{self.host}:{self.port}")
        self.cfg.set("workers", 1)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", THREADS)
        self.cfg.set("timeout", 120)
        self.cfg.set("graceful_timeout", 5)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("control_socket_disable", True)
        self.cfg.set("post_worker_init", lambda _worker: self._started())

    def load(self) -> object:
        """The application."""
        return get_wsgi_application()

    def _started(self) -> None:
        keep_what_is_loaded()
        threading.Thread(target=run_jobs, name="jobs", daemon=True).start()
        threading.Thread(target=run_each_day, args=(threading.Event(),), name="nightly", daemon=True).start()
        threading.Thread(target=run_outbox, args=(threading.Event(),), name="outbox", daemon=True).start()
        self.ready()


def keep_what_is_loaded() -> None:
    """Nothing that stands in memory now is looked through again for what can be thrown away.

    It stays for as long as the process, and to look through all of it now and then holds up the answer being made.
    """
    gc.collect()
    gc.freeze()


def run_jobs() -> None:
    """Take jobs from the database for as long as the process lives."""
    worker = Worker(
        queue_names=["*"],
        interval=SECONDS_BETWEEN_LOOKS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="server",
        excluded_queue_names=[],
    )
    with wall.everything():
        worker.run()

"""The web server in one or more processes; one of them has the jobs."""

import fcntl
import gc
import threading
from collections.abc import Callable
from importlib import import_module
from logging import getLogger

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django_tasks_db.management.commands.db_worker import Worker
from gunicorn.app.base import BaseApplication

from hervest.cli.nightly import run_each_day
from hervest.cli.outbox import run_outbox
from hervest.cli.turns import InTurn
from hervest.core import wall
from hervest.core.secret_paths import SecretPaths

THREADS, AT_ONCE = 8, 2
"""Of a process: who receive and send, and how many of them make an answer at the same time."""

LONGEST_ADDRESS = 8190
"""Characters of an address; what browsers and proxies carry. Fields that end up in one hold far less."""

SECONDS_BETWEEN_LOOKS = 1.0


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with workers of several threads. `ready` is called once, when the first of them answers."""

    def __init__(self, host: str, port: int, ready: Callable[[], None], *, processes: int = 1) -> None:
        self.host, self.port, self.ready, self.processes = host, port, ready, processes
        super().__init__()

    def load_config(self) -> None:
        """Everything is loaded before the workers part, so that they share it."""
        self.cfg.set("bind", f"{self.host}:{self.port}")
        self.cfg.set("workers", self.processes)
        self.cfg.set("preload_app", True)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", THREADS)
        self.cfg.set("timeout", 120)
        self.cfg.set("graceful_timeout", 5)
        self.cfg.set("limit_request_line", LONGEST_ADDRESS)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("control_socket_disable", True)
        self.cfg.set("post_worker_init", lambda worker: self._started(is_first=worker.age == 1))

    def load(self) -> object:
        """The application with all its pages. No worker shares a connection with another."""
        application = InTurn(
            get_wsgi_application(),
            at_once=AT_ONCE,
            in_memory=settings.FILE_UPLOAD_MAX_MEMORY_SIZE,
            most=settings.MOST_RECEIVED,
        )
        import_module(settings.ROOT_URLCONF)
        connections.close_all()
        getLogger("gunicorn.error").addFilter(SecretPaths())  # it has a handler of its own
        return application

    def _started(self, *, is_first: bool) -> None:
        keep_what_is_loaded()
        threading.Thread(target=work_alone, name="jobs", daemon=True).start()
        if is_first:
            self.ready()


def keep_what_is_loaded() -> None:
    """Nothing that stands in memory now is looked through again for what can be thrown away.

    It stays for as long as the process, and to look through all of it now and then holds up the answer being made.
    """
    gc.collect()
    gc.freeze()


def work_alone() -> None:
    """Jobs, the work of each day and mails, in one process of this installation at a time; another takes over its end.

    The lock is the operating system's, on a file in HERVEST_HOME: it ends with the process, however that ends.
    """
    with (settings.HOME / "jobs.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        threading.Thread(target=run_each_day, args=(threading.Event(),), name="nightly", daemon=True).start()
        threading.Thread(target=run_outbox, args=(threading.Event(),), name="outbox", daemon=True).start()
        run_jobs()


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

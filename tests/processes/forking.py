"""A server whose process dies when it is told to and is there again at once (`python -m processes.forking PORT`).

The process that is started wakes Django and then only forks: a child that serves, and now and then one that looks into
the database. So killing fifty times does not wake Django fifty times. It takes one word a line and answers each in one.

The child kills itself (kill -9) at a named point of the next form that is sent to it: before a statement or a commit,
while a commit is being written, or after it. So the power goes where it is wanted, on a busy machine too.
"""

import gc
import json
import mmap
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import get_resolver

from hervest.cli import home
from hervest.core import wall
from processes.looking import seen
from processes.servers import environment, free_port

TESTS = Path(__file__).resolve().parent.parent
PLAN = struct.Struct("<id")  # before which step, and how many seconds later; no step: nothing is cut off
COUNT = struct.Struct("<i")
STEPS_AT, ROOM = 64, 8192
STATEMENT, COMMIT = "s", "c"
LONGEST_DYING_S = 30


class Forked:
    """An installation whose serving process is killed, and started again, as often as one likes."""

    def __init__(self, folder, database_url):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        env = environment(folder, database_url) | {
            "PYTHONPATH": str(TESTS),
            "DJANGO_SETTINGS_MODULE": "hervest.config.settings",
            "HERVEST_DEMO": "1",
        }
        self.log = (Path(folder) / "forking.log").open("w")
        self.mother = subprocess.Popen(
            [sys.executable, "-m", "processes.forking", str(port)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def tell(self, word):
        """Say one word; what comes back."""
        self.mother.stdin.write(f"{word}\n")
        self.mother.stdin.flush()
        answer = self.mother.stdout.readline()
        assert answer, Path(self.log.name).read_text("utf-8")[-3000:]
        return json.loads(answer)

    def start(self):
        """A process serves from now on; one that is to be killed has been."""
        self.tell("serve")

    def cut(self, step, after_s=0.0):
        """In the next form that is sent, the process ends so long after it begins with this step (kill -9)."""
        self.tell(f"cut {step} {after_s}")

    def steps(self):
        """What the last form did to the database, a letter for each statement and each commit."""
        return self.tell("steps")

    def look(self):
        """What is in the database now."""
        return self.tell("look")

    def end(self):
        """Everything that was started is over."""
        self.mother.stdin.close()
        self.mother.wait(timeout=30)
        self.log.close()


@dataclass
class Shared:
    """What mother and child both see: where the next form is cut off, and what the last one did."""

    memory: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, ROOM))

    def plan(self, step, after_s):
        """The next form is cut off there."""
        PLAN.pack_into(self.memory, 0, step, after_s)

    def taken(self):
        """Where the form that comes now is cut off: once."""
        step, after_s = PLAN.unpack_from(self.memory, 0)
        self.plan(0, 0.0)
        return step, after_s

    def keep(self, steps):
        """These were the steps."""
        COUNT.pack_into(self.memory, STEPS_AT - COUNT.size, len(steps))
        self.memory[STEPS_AT : STEPS_AT + len(steps)] = steps.encode()

    def kept(self):
        """The steps of the last form."""
        (n,) = COUNT.unpack_from(self.memory, STEPS_AT - COUNT.size)
        return self.memory[STEPS_AT : STEPS_AT + n].decode()


def die():
    """As in a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


class Cut:
    """The application, whose process dies in the middle of a form where it was told to."""

    def __init__(self, application, shared):
        self.application, self.shared = application, shared

    def __call__(self, environ, start_response):
        """One request; of a form the steps are counted."""
        if environ["REQUEST_METHOD"] != "POST":
            return self.application(environ, start_response)
        steps, (wanted, after_s), commit = [], self.shared.taken(), connection._commit

        def step(kind):
            steps.append(kind)
            if len(steps) == wanted and after_s:
                threading.Timer(after_s, die).start()
            elif len(steps) == wanted:
                die()

        def counted(execute, sql, params, many, context):
            step(STATEMENT)
            return execute(sql, params, many, context)

        def commits():
            step(COMMIT)
            return commit()

        connection._commit = commits
        try:
            with connection.execute_wrapper(counted):
                return self.application(environ, start_response)
        finally:
            del connection._commit
            self.shared.keep("".join(steps))


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_args):
        """Nothing."""


class Threads(ThreadingMixIn, WSGIServer):
    """A thread for each request, on a socket that outlives the process."""

    daemon_threads = True

    def __init__(self, listener, application):
        super().__init__(listener.getsockname(), Quiet, bind_and_activate=False)
        self.socket = listener
        self.server_name, self.server_port = listener.getsockname()
        self.setup_environ()
        self.set_app(application)


def forked(work):
    """The number of a child that does this work and ends."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    finally:
        os._exit(status)


def wait_for(child):
    """Until the child is dead; it has half a minute."""
    for _ in range(LONGEST_DYING_S * 100):
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    raise AssertionError("nothing killed it: the form was over before the step where it was to be cut off")


def look_through(pipe):
    """Write what is in the database into the pipe."""
    with wall.everything(), os.fdopen(pipe, "w") as found:
        json.dump(seen(), found, default=str)


def looked():
    """What a child sees in the database."""
    reads, writes = os.pipe()
    child = forked(lambda: look_through(writes))
    os.close(writes)
    with os.fdopen(reads) as found:
        text = found.read()
    os.waitpid(child, 0)
    return json.loads(text)


def main(port):
    """Fork as told until nobody tells any more."""
    home.prepare()
    django.setup()
    shared = Shared()
    application = Cut(get_wsgi_application(), shared)
    get_resolver().url_patterns  # noqa: B018  # loads every page before the first fork
    gc.freeze()
    serving = 0
    with socket.create_server(("127.0.0.1", port), backlog=64) as listener:
        for line in sys.stdin:
            word, *more = line.split()
            if serving and word == "serve":
                wait_for(serving)
            if word == "serve":
                answer = serving = forked(lambda: Threads(listener, application).serve_forever())
            elif word == "cut":
                answer = shared.plan(int(more[0]), float(more[1]))
            else:
                answer = shared.kept() if word == "steps" else looked()
            print(json.dumps(answer), flush=True)  # noqa: T201  # the answer
        if serving:
            os.kill(serving, signal.SIGKILL)
            os.waitpid(serving, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))

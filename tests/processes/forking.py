"""A server whose process dies when it is told to and is there again at once (`python -m processes.forking PORT`).

The process that is started wakes Django and then only forks: a child that serves, and now and then one that looks into
the database. So killing fifty times does not wake Django fifty times. It takes one word a line and answers each in one.
"""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hervest.cli import home
from hervest.core import wall
from processes.looking import seen
from processes.servers import environment, free_port

TESTS = Path(__file__).resolve().parent.parent


class Forked:
    """An installation whose serving process is killed, and started again, as often as one likes."""

    def __init__(self, folder, database_url):
        port = free_port()
        self.url, self.pid = f"http://127.0.0.1:{port}", 0
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
        """A process serves from now on."""
        self.pid = self.tell("serve")

    def kill(self):
        """The process that serves ends at once, as in a power cut (kill -9)."""
        os.kill(self.pid, signal.SIGKILL)

    def look(self):
        """What is in the database now."""
        return self.tell("look")

    def end(self):
        """Everything that was started is over."""
        self.mother.stdin.close()
        self.mother.wait(timeout=30)
        self.log.close()


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
    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018  # loads every page before the first fork
    gc.freeze()
    serving = 0
    with socket.create_server(("127.0.0.1", port), backlog=64) as listener:
        for line in sys.stdin:
            if serving and line.strip() == "serve":
                os.waitpid(serving, 0)
            if line.strip() == "serve":
                answer = serving = forked(lambda: Threads(listener, application).serve_forever())
            else:
                answer = looked()
            print(json.dumps(answer), flush=True)  # noqa: T201  # the answer
        if serving:
            os.kill(serving, signal.SIGKILL)
            os.waitpid(serving, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))

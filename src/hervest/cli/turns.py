"""Few answers are made at once in a process: each has the processor, and what it locks is soon free again."""

import shutil
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from hervest.core.turns import taken

TOO_LARGE = "413 Content Too Large"


class InTurn:
    """The application for at most `at_once` requests at a time; the others wait for their turn.

    Threads of one process share a processor, so that ten answers made together are all as late as the tenth, and who
    holds a lock of the database waits for nine others before it is given back. What comes slowly is received before
    the turn, and what goes slowly is sent after it: nobody with a bad line keeps others waiting. Who waits for a file
    to be read in another process gives the turn to somebody else meanwhile (`core.turns`).

    `most`: bytes that may be sent; of more nothing is received. `in_memory`: up to how many of them wait there, and
    not in a file without a name.
    """

    def __init__(self, application: WSGIApplication, *, at_once: int, in_memory: int, most: int) -> None:
        self._application, self._turns = application, BoundedSemaphore(at_once)
        self._in_memory, self._most = in_memory, most

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Receive, wait for a turn, answer; 413 to who sends more than anybody may, whoever it is."""
        if size_of(environ) > self._most:
            start_response(TOO_LARGE, [("Content-Type", "text/plain"), ("Connection", "close")])
            return [f"{TOO_LARGE}: at most {self._most} bytes".encode()]
        environ["wsgi.input"] = received(environ, in_memory=self._in_memory)
        with taken(self._turns):
            return self._application(environ, start_response)


def size_of(environ: WSGIEnvironment) -> int:
    """How many bytes come with the request, as it says itself; the server gives no more of them."""
    length = environ.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def received(environ: WSGIEnvironment, *, in_memory: int) -> IO[bytes]:
    """All that was sent with the request, from its beginning."""
    coming: IO[bytes] = environ["wsgi.input"]
    if not size_of(environ):
        return coming
    whole: IO[bytes] = SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115  # closed with the request that has it
    shutil.copyfileobj(coming, whole)
    whole.seek(0)
    return whole

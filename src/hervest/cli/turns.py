"""Few answers are made at once in a process: each has the processor, and what it locks is soon free again."""

import shutil
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

IN_MEMORY = 1 << 20
"""Bytes of what is sent that are kept in memory while the rest comes in; more goes to a file that has no name."""


class InTurn:
    """The application for at most `at_once` requests at a time; the others wait for their turn, in order of arrival.

    Threads of one process share a processor, so that ten answers made together are all as late as the tenth, and who
    holds a lock of the database waits for nine others before it is given back. What comes slowly is received before
    the turn, and what goes slowly is sent after it: nobody with a bad line keeps others waiting.
    """

    def __init__(self, application: WSGIApplication, *, at_once: int) -> None:
        self._application, self._turns = application, BoundedSemaphore(at_once)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Receive, wait for a turn, answer."""
        environ["wsgi.input"] = received(environ)
        with self._turns:
            return self._application(environ, start_response)


def received(environ: WSGIEnvironment) -> IO[bytes]:
    """All that was sent with the request, from its beginning."""
    coming: IO[bytes] = environ["wsgi.input"]
    if not environ.get("CONTENT_LENGTH", "").strip("0"):
        return coming  # nothing
    whole: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed with the request that has it
    shutil.copyfileobj(coming, whole)
    whole.seek(0)
    return whole

"""Few answers are made at once in a process: each has the processor, and what it locks is soon free again."""

import shutil
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import IO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class InTurn:
    """The application for at most `at_once` requests at a time; the others wait for their turn, in order of arrival.

    Threads of one process share a processor, so that ten answers made together are all as late as the tenth, and who
    holds a lock of the database waits for nine others before it is given back. What comes slowly is received before
    the turn, and what goes slowly is sent after it: nobody with a bad line keeps others waiting.
    `in_memory`: how many bytes of what is sent are kept there while the rest comes in; more goes to a nameless file.
    """

    def __init__(self, application: WSGIApplication, *, at_once: int, in_memory: int) -> None:
        self._application, self._turns, self._in_memory = application, BoundedSemaphore(at_once), in_memory

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Receive, wait for a turn, answer."""
        environ["wsgi.input"] = received(environ, in_memory=self._in_memory)
        with self._turns:
            return self._application(environ, start_response)


def received(environ: WSGIEnvironment, *, in_memory: int) -> IO[bytes]:
    """All that was sent with the request, from its beginning."""
    coming: IO[bytes] = environ["wsgi.input"]
    if not environ.get("CONTENT_LENGTH", "").strip("0"):
        return coming  # nothing
    whole: IO[bytes] = SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115  # closed with the request that has it
    shutil.copyfileobj(coming, whole)
    whole.seek(0)
    return whole

"""Whose turn it is to make an answer, and how somebody who only waits gives it to another (decision 48)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore

_turns: ContextVar[BoundedSemaphore | None] = ContextVar("turns", default=None)


@contextmanager
def taken(turns: BoundedSemaphore) -> Iterator[None]:
    """One of these turns is taken within, as soon as one is free."""
    with turns:
        token = _turns.set(turns)
        try:
            yield
        finally:
            _turns.reset(token)


@contextmanager
def given_up() -> Iterator[None]:
    """Somebody else may have the turn within: for who waits for another process. Nothing where no turns are taken."""
    turns = _turns.get()
    if turns is None:
        yield
        return
    turns.release()
    try:
        yield
    finally:
        turns.acquire()

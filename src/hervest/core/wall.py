"""How far into the database whoever is at work may reach: the second wall at the municipality's border (decision 21).

Here it is only said, for the thread that runs; PostgreSQL holds to it, transaction by transaction (`core.walled`).
Whoever said nothing reaches nothing. SQLite knows one wall, and passes over all of this.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

SETTING = "hervest.reach"
"""What the policies of the tables compare with."""

NOTHING = ""
EVERYTHING = "*"
OWNER = "owner"
"""No reach, but the owner of the tables at work, for whom no policy holds: migrations, and Django's own commands."""

_reach: ContextVar[str] = ContextVar("reach", default=NOTHING)
_is_looking: ContextVar[bool] = ContextVar("looking", default=False)


def reach() -> str:
    """What the next statement reaches: NOTHING, EVERYTHING, OWNER, or codes of municipalities parted by commas."""
    return _reach.get()


@contextmanager
def nothing() -> Iterator[None]:
    """No municipality is reached within."""
    with _within(NOTHING):
        yield


@contextmanager
def everything() -> Iterator[None]:
    """Every municipality is reached within: for jobs, commands and the night's work, at the door where they begin."""
    with _within(EVERYTHING):
        yield


@contextmanager
def as_owner() -> Iterator[None]:
    """The owner of the tables is at work within: for who changes the tables themselves."""
    with _within(OWNER):
        yield


@contextmanager
def only(codes: Iterable[str]) -> Iterator[None]:
    """These municipalities are reached within, and no other, whatever was reached before."""
    with _within(_text(codes)):
        yield


@contextmanager
def narrowed(codes: Iterable[str] | None) -> Iterator[None]:
    """Of what was reached before, these municipalities within; None: all of it, yet never as the owner."""
    before = _reach.get()
    if codes is None:
        found = EVERYTHING if before == OWNER else before
    elif before in {EVERYTHING, OWNER}:
        found = _text(codes)
    else:
        found = _text(_codes(before) & frozenset(codes))
    with _within(found):
        yield


@contextmanager
def widened(codes: Iterable[str]) -> Iterator[None]:
    """These are reached within, beside what was before: for who adds to a log that they need not read."""
    before = _reach.get()
    with _within(before if before in {EVERYTHING, OWNER} else _text(_codes(before) | frozenset(codes))):
        yield


@contextmanager
def told_once() -> Iterator[None]:
    """Whoever looks at a page asks much and changes nothing: all of it is one transaction, which is told once.

    Only where there is a wall to tell: on SQLite a transaction would keep out everybody who writes. No action runs
    within: what it locks would be held until the page is made.
    """
    token = _is_looking.set(True)
    try:
        if connection.vendor != "postgresql" or connection.in_atomic_block:
            yield
        else:
            with transaction.atomic():
                yield
    finally:
        _is_looking.reset(token)


def is_looking() -> bool:
    """Whether a page is being looked at, so that nothing may be done."""
    return _is_looking.get()


@contextmanager
def _within(found: str) -> Iterator[None]:
    token = _reach.set(found)
    try:
        yield
    finally:
        _reach.reset(token)


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split(",")) if text else frozenset()


def _text(codes: Iterable[str]) -> str:
    """As the setting has it; the empty code is the installation's own chain of the log, and needs a comma beside it.

    Raises: ValueError for what is no code: it would say something else in the setting.
    """
    words = sorted(set(codes))
    if not all(word.isalnum() for word in words if word):
        raise ValueError(words)
    return "," if words == [""] else ",".join(words)


class WallMiddleware:
    """A request reaches nothing until its actor is known, whatever the thread did before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer it so."""
        with nothing():
            return self.get_response(request)

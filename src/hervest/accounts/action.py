"""The action decorator: permission, transaction, once-only submission and audit in one place."""

import functools
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ParamSpec, TypeVar, cast

from django.db import IntegrityError, transaction

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.models import Submission
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Subject
from hervest.audit import actions as audit
from hervest.audit.rules import Entry
from hervest.core import wall
from hervest.core.errors import HervestError, NotAllowed

P = ParamSpec("P")
R = TypeVar("R")
FindSubject = Callable[..., Subject]


class AlreadyDone(HervestError):
    """This very form was sent before and its work is done; `answer` is where it led, if that was still stored."""


class NestedActionError(RuntimeError):
    """A programming error: an action ran where it may not.

    Inside another that had not named it, at another instant, or while a page is looked at.
    """


@dataclass(slots=True)
class Running:
    """The outermost action of this call: what it may run, and what it will have audited."""

    verb: str
    by: Actor
    now: datetime
    runs: frozenset[str]
    entries: list[Entry] = field(default_factory=list)
    at_the_end: dict[object, Callable[[], object]] = field(default_factory=dict)


_running: ContextVar[Running | None] = ContextVar("running_action", default=None)


def name_of(function: Callable[..., Any]) -> str:
    """`room.verb`, as the audit names an action."""
    room = function.__module__.split(".")[1]
    return f"{room}.{function.__name__}"


def action(
    permission: Permission, *, on: FindSubject, runs: Iterable[Callable[..., Any]] = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a keyword-only function an action.

    It holds `by` and `now`; `on` is called with its arguments and gives the subject the policy is asked about
    (NotFound if there is none). Everything it does and the audit rows it notes commit together or not at all.
    `runs` is the frozen list of actions it may run within itself: those join its transaction and permission.

    Raises: NotAllowed; AlreadyDone if the actor's submission was done before.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        verb = name_of(function)
        inner = frozenset(name_of(run) for run in runs)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by, now = cast("Actor", kwargs["by"]), cast("datetime", kwargs["now"])
            outer = _running.get()
            if outer is not None:
                _check_nested(outer, verb, by, now)
                return function(*args, **kwargs)
            if wall.is_looking():
                raise NestedActionError(f"{verb} while a page is looked at, by a route that does not say `acts`")
            if not policy.can(by, permission, on(**kwargs)):
                raise NotAllowed("not_allowed", permission=permission.value)
            return _run_outermost(Running(verb, by, now, inner), lambda: function(*args, **kwargs))

        run.permission = permission  # type: ignore[attr-defined]  # read by the architecture tests
        run.runs = inner  # type: ignore[attr-defined]
        return run

    return decorate


def _check_nested(outer: Running, verb: str, by: Actor, now: datetime) -> None:
    if verb not in outer.runs:
        raise NestedActionError(f"{outer.verb} does not name {verb}")
    if by is not outer.by or now != outer.now:
        raise NestedActionError(f"{verb} within {outer.verb}: another actor or instant")


def _run_outermost(running: Running, call: Callable[[], R]) -> R:
    token = _running.set(running)
    running.by.asked.forget()
    try:
        with wall.narrowed(_places(running.by)), transaction.atomic():
            _claim(running)
            result = call()
            while running.at_the_end:
                running.at_the_end.pop(next(iter(running.at_the_end)))()
            audit.append(running.entries)
            return result
    finally:
        running.by.asked.forget()
        _running.reset(token)


def _places(by: Actor) -> frozenset[str] | None:
    """What an action of theirs may reach; None: whatever could be reached before."""
    return None if by.system else by.municipalities


def _claim(running: Running) -> None:
    """Take the submission's key; whoever comes second finds it taken and does nothing."""
    by = running.by
    if not by.submission:
        return
    try:
        with transaction.atomic():
            Submission.rows.create(key=by.submission, person_key=person_key(by), verb=running.verb, at=running.now)
    except IntegrityError as taken:
        raise AlreadyDone("already_done", verb=running.verb) from taken


def person_key(actor: Actor) -> str:
    """Under whom a submission is kept."""
    return f"person:{actor.person}" if actor.person is not None else actor.name


def once_at_the_end(key: object, call: Callable[[], object]) -> None:
    """Have `call` run when the outermost action has done everything else, before it commits; once for each `key`.

    What several actions within one would each work out again is so worked out once, on what they leave behind.
    Raises: NestedActionError outside an action.
    """
    running = _running.get()
    if running is None:
        raise NestedActionError("nothing runs that could come to an end")
    running.at_the_end[key] = call


def note(verb: str, *, case_code: str = "", municipality: str = "", **detail: object) -> None:
    """Have `verb` audited when the running action commits. Details never hold content above tier P1.

    Raises: NestedActionError outside an action: nothing is written without one.
    """
    running = _running.get()
    if running is None:
        raise NestedActionError(f"{verb} noted outside an action")
    running.entries.append(
        Entry(
            chain=municipality,
            at=running.now,
            by_id=running.by.person,
            by_name=running.by.name,
            verb=verb,
            within=running.verb,
            case_code=case_code,
            detail=detail,
        )
    )

"""Pages of goals: one's own, those that others let one read, and the forms of both."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo
from hervest.core.web import done, page, see_other, tried
from hervest.guidance import goal_actions, goal_queries
from hervest.guidance.goal_forms import ActivityForm, ChangeStepForm, GoalForm, StepForm, as_activity, as_goal, as_step
from hervest.guidance.goal_vocabulary import ActivityOutcome, GoalEnd


@route("cases/<str:code>/goals/", permission=Permission.CASE_READ)
def goals(request: HttpRequest, code: str) -> HttpResponse:
    """What the people of the household let the reader read of their goals."""
    today = today_in(request)
    shown = goal_queries.goals(actor_in(request), code, today=today, now=now_in(request))
    return page(request, "guidance/goals.html", shown=shown, code=code, today=today, is_own=False)


@route("cases/<str:code>/goals/own/", permission=Permission.CASE_READ)
def own_goals(request: HttpRequest, code: str) -> HttpResponse:
    """The reader's own goals."""
    today = today_in(request)
    shown = goal_queries.own_goals(actor_in(request), code, today=today, now=now_in(request))
    return page(request, "guidance/goals.html", shown=shown, code=code, today=today, is_own=True)


@route("cases/<str:code>/goals/of/<int:member>/write/", permission=Permission.WISH_RECORD)
def write_goal(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Write a goal: one's own, or recorded for somebody in their words."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    _case, is_self = goal_queries.who_writes(actor, code, MemberNo(member), today=today)
    form = GoalForm(request.POST or None, initial={"seen": 0}, is_self=is_self)
    kept: list[int] = []
    if tried(
        form,
        lambda: kept.append(
            goal_actions.write_goal(by=actor, now=now, case=code, member=MemberNo(member), **form.values())
        ),
    ):
        told = _("Your goal is kept. Which step comes first?") if is_self else _("The goal is kept.")
        is_read = is_self or "team" in form.cleaned_data["readers"]
        return done(request, told, reverse("add_step", args=[code, kept[0]]) if is_read else _home(request, code))
    return _form_page(request, code, form, today, key=f"{code}/{member}", is_self=is_self, what="write")


@route("cases/<str:code>/goals/<int:goal>/", permission=Permission.WISH_RECORD)
def change_goal(request: HttpRequest, code: str, goal: int) -> HttpResponse:
    """Change the words of a goal, or who may read it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    case, row = goal_queries.goal_to_change(actor, code, goal, today=today)
    form = GoalForm(request.POST or None, initial=as_goal(row), is_self=not case.is_inner)
    if tried(
        form,
        lambda: goal_actions.change_goal(
            by=actor, now=now, case=code, goal=goal, seen=form.cleaned_data["seen"], **form.values()
        ),
    ):
        return done(request, _("Kept."), _home(request, code))
    key = f"{code}/{row.member}"
    return _form_page(request, code, form, today, key=key, is_self=not case.is_inner, what="change", row=row)


@route("cases/<str:code>/goals/<int:goal>/end/<str:how>/<int:seen>/", permission=Permission.WISH_RECORD)
def end_goal(request: HttpRequest, code: str, goal: int, how: str, seen: int) -> HttpResponse:
    """The goal was reached, or let go; `again`: it stands again."""
    if how not in {"again", *GoalEnd}:
        raise NotFound("no_such_goal")
    there = _home(request, code)
    if request.method != "POST":
        return see_other(there)
    end = None if how == "again" else GoalEnd(how)
    goal_actions.end_goal(by=actor_in(request), now=now_in(request), case=code, goal=goal, end=end, seen=seen)
    undo = reverse("end_goal", args=[code, goal, "again", seen + 1]) if end else ""
    told = _("Reached: well done.") if end is GoalEnd.REACHED else _("Kept.")
    return done(request, told, there, undo=undo)


@route("cases/<str:code>/goals/<int:goal>/remove/<int:seen>/", permission=Permission.WISH_RECORD)
def remove_goal(request: HttpRequest, code: str, goal: int, seen: int) -> HttpResponse:
    """Remove a goal with its steps."""
    there = _home(request, code)
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    return _told(request, there, goal_actions.remove_goal(by=actor, now=now, case=code, goal=goal, seen=seen))


@route("cases/<str:code>/goals/<int:goal>/step/", permission=Permission.WISH_RECORD)
def add_step(request: HttpRequest, code: str, goal: int) -> HttpResponse:
    """Add a step to a goal."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    case, row = goal_queries.goal_to_change(actor, code, goal, today=today, steps=True)
    form = StepForm(request.POST or None, initial={"seen": 0}, is_self=not case.is_inner)
    if tried(form, lambda: goal_actions.add_step(by=actor, now=now, case=code, goal=goal, **form.values())):
        there = reverse("add_step", args=[code, goal]) if "more" in request.POST else _home(request, code)
        return done(request, _("The step is kept."), there)
    key = f"{code}/{row.member}"
    return _form_page(request, code, form, today, key=key, is_self=not case.is_inner, what="step", row=row)


@route("cases/<str:code>/goals/steps/<int:step>/", permission=Permission.WISH_RECORD)
def change_step(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """Change the words of a step, or who takes it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    case, row, known = goal_queries.step_to_change(actor, code, step, today=today)
    form = ChangeStepForm(request.POST or None, initial=as_step(known), is_self=not case.is_inner)
    if tried(
        form,
        lambda: goal_actions.change_step(
            by=actor, now=now, case=code, step=step, seen=form.cleaned_data["seen"], **form.values()
        ),
    ):
        return done(request, _("Kept."), _home(request, code))
    how: dict[str, Any] = {"key": f"{code}/{row.member}", "is_self": not case.is_inner, "row": row, "step": known}
    return _form_page(request, code, form, today, what="change_step", **how)


@route("cases/<str:code>/goals/steps/<int:step>/tick/<int:seen>/", permission=Permission.WISH_RECORD)
def tick_step(request: HttpRequest, code: str, step: int, seen: int) -> HttpResponse:
    """The step was taken; or, where it was, it was not."""
    there = _home(request, code)
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    is_kept = goal_actions.tick_step(by=actor, now=now, case=code, step=step, seen=seen)
    return _told(request, there, is_kept, undo=reverse("tick_step", args=[code, step, seen + 1]))


@route("cases/<str:code>/goals/steps/<int:step>/remove/<int:seen>/", permission=Permission.WISH_RECORD)
def remove_step(request: HttpRequest, code: str, step: int, seen: int) -> HttpResponse:
    """Remove a step."""
    there = _home(request, code)
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    return _told(request, there, goal_actions.remove_step(by=actor, now=now, case=code, step=step, seen=seen))


@route("cases/<str:code>/goals/of/<int:member>/activity/", permission=Permission.WISH_RECORD)
def note_activity(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Note in what somebody takes part."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    _case, is_self = goal_queries.who_writes(actor, code, MemberNo(member), today=today)
    begin = {"from_on": today, "outcome": ActivityOutcome.GOES_ON.value, "seen": 0}
    form, kept = ActivityForm(request.POST or None, initial=begin), list[int]()
    if tried(
        form,
        lambda: kept.append(
            goal_actions.note_activity(by=actor, now=now, case=code, member=MemberNo(member), taking=form.taking())
        ),
    ):
        return done(request, _("Kept."), _home(request, code), undo=reverse("undo_activity", args=[code, kept[0]]))
    return _form_page(request, code, form, today, key=f"{code}/{member}", is_self=is_self, what="activity")


@route("cases/<str:code>/goals/activities/<int:entry>/", permission=Permission.WISH_RECORD)
def change_activity(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Change an activity, or say what came of it."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    case, row = goal_queries.activity_to_change(actor, code, entry, today=today, now=now)
    form = ActivityForm(request.POST or None, initial=as_activity(row))
    if tried(
        form,
        lambda: goal_actions.change_activity(
            by=actor, now=now, case=code, entry=entry, taking=form.taking(), seen=form.cleaned_data["seen"]
        ),
    ):
        return done(request, _("Kept."), _home(request, code))
    key = f"{code}/{row.member}"
    return _form_page(request, code, form, today, key=key, is_self=not case.is_inner, what="change_activity")


@route("cases/<str:code>/goals/activities/<int:entry>/undo/", permission=Permission.WISH_RECORD)
def undo_activity(request: HttpRequest, code: str, entry: int) -> HttpResponse:
    """Take back an activity that was noted by mistake."""
    there = _home(request, code)
    if request.method != "POST":
        return see_other(there)
    actor, now = actor_in(request), now_in(request)
    return _told(request, there, goal_actions.take_activity_back(by=actor, now=now, case=code, entry=entry))


def _form_page(
    request: HttpRequest, code: str, form: GoalForm | StepForm | ActivityForm, today: date, **shown: Any
) -> HttpResponse:
    """One form of a goal; `what` says which."""
    return page(
        request, "guidance/goal_form.html", form=form, code=code, today=today, home=_home(request, code), **shown
    )


def _told(request: HttpRequest, there: str, is_done: bool, *, undo: str = "") -> HttpResponse:  # noqa: FBT001
    if is_done:
        return done(request, _("Kept."), there, undo=undo)
    messages.warning(request, _("Somebody changed this meanwhile: nothing was changed."))
    return see_other(there)


def _home(request: HttpRequest, code: str) -> str:
    """The page on which the reader reads of it: their own, or that of who works on the case."""
    return reverse("own_goals" if actor_in(request).is_newcomer else "goals", args=[code])

"""Pages of one case's plan: its tasks, its team, and what moving a milestone does."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.errors import NotFound
from hervest.core.texts import label
from hervest.core.vocabulary import MemberNo
from hervest.core.web import back_to, done, page, see_other, tried
from hervest.journey import (
    actions,
    forms,
    preview_queries,
    queries,
    seat_queries,
    seat_say_actions,
    task_actions,
    team_queries,
    worklist_queries,
)
from hervest.journey.asked_queries import days_shown
from hervest.journey.cover_queries import can_be_covered
from hervest.journey.settings import journey_settings
from hervest.journey.vocabulary import MilestoneCode
from hervest.journey.who_does_queries import who_does_what
from hervest.journey.workflow_text_queries import own_text


@route("cases/<str:code>/tasks/<int:task>/", permission=Permission.TASK_READ, name="task")
def show_task(request: HttpRequest, code: str, task: int) -> HttpResponse:
    """One task: why this date, what it waits for, and what can be done with it."""
    today = today_in(request)
    row = worklist_queries.task_for(actor_in(request), code, task, today=today)
    return page(request, "journey/task.html", row=row, today=today, code=code)


@route("cases/<str:code>/tasks/<int:task>/finish/", permission=Permission.TASK_DO)
def finish(request: HttpRequest, code: str, task: int) -> HttpResponse:
    """Finish a task; where it asks for the date of a milestone, that is asked first.

    Whoever comes second sees how it was finished, beside what they typed. What belongs to a day still to come says so.
    """
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row = worklist_queries.task_to_do(actor, code, task, now=now)
    days = days_shown(actor, code, task, today=today)
    form = forms.FinishForm(
        forms.finish_data(request.POST, today),
        days=days,
        needs_reason=not row.is_ready,
        initial={"done_on": today},
    )
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if tried(form, lambda: task_actions.finish_task(by=actor, now=now, case=code, task=task, **values)):
            text = _("Done: %(title)s, %(case)s.") % {"title": row.title, "case": code}
            undo = "" if row.asks else reverse("undo_finish", args=[code, task])
            return done(request, text, _after(request, code, task), undo=undo)
        row = worklist_queries.task_to_do(actor, code, task, now=now)  # somebody else may have been first
    return page(request, "journey/finish.html", form=form, row=row, code=code, today=today, days=days)


@route("cases/<str:code>/tasks/<int:task>/undo/", permission=Permission.TASK_DO)
def undo_finish(request: HttpRequest, code: str, task: int) -> HttpResponse:
    """Open again what was just finished."""
    if request.method != "POST":
        return see_other(reverse("task", args=[code, task]))
    task_actions.undo_finish(by=actor_in(request), now=now_in(request), case=code, task=task)
    return done(request, _("The task is open again."), _after(request, code, task))


def _after(request: HttpRequest, code: str, task: int) -> str:
    """Back where the form stood; else the case, or the task alone for who does not read the case."""
    may_open = queries.may(actor_in(request), code, Permission.CASE_READ, today=today_in(request))
    otherwise = reverse("case", args=[code]) if may_open else reverse("task", args=[code, task])
    return back_to(request, otherwise)


@route("cases/<str:code>/tasks/<int:task>/state/", permission=Permission.TASK_DO)
def change_state(request: HttpRequest, code: str, task: int) -> HttpResponse:
    """Busy, waiting for somebody, not needed, or open again."""
    actor, now = actor_in(request), now_in(request)
    row = worklist_queries.task_to_do(actor, code, task, now=now)
    form = forms.StateForm(request.POST or None, row=row)
    if tried(form, lambda: task_actions.set_task_state(by=actor, now=now, case=code, task=task, **form.cleaned_data)):
        told = _("The task has changed.")
        if form.leaves_out_a_name:
            told = _("The task has changed. The name under “Waiting for whom?” is not kept: the task waits for nobody.")
        return done(request, told, reverse("task", args=[code, task]))
    return page(request, "journey/change.html", form=form, row=row, code=code, heading=_("State of this task"))


@route("cases/<str:code>/tasks/<int:task>/postpone/", permission=Permission.TASK_DO)
def postpone(request: HttpRequest, code: str, task: int) -> HttpResponse:
    """Give a task another day, with a reason."""
    actor, now = actor_in(request), now_in(request)
    row = worklist_queries.task_to_do(actor, code, task, now=now)
    form = forms.PostponeForm(request.POST or None, due_on=row.due_on)
    if tried(form, lambda: task_actions.postpone_task(by=actor, now=now, case=code, task=task, **form.cleaned_data)):
        return done(request, _("The task has another day."), reverse("task", args=[code, task]))
    return page(request, "journey/change.html", form=form, row=row, code=code, heading=_("Postpone this task"))


@route("cases/<str:code>/tasks/<int:task>/assign/", permission=Permission.TASK_ASSIGN)
def assign(request: HttpRequest, code: str, task: int) -> HttpResponse:
    """Give a task to somebody."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    row = worklist_queries.readable_task(actor, code, task, today=today)
    case = queries.case_for(actor, code, Permission.TASK_ASSIGN, today=today)
    colleagues = team_queries.may_take_task(actor, case, task, today=today)
    form = forms.AssignForm(request.POST or None, person=row.assigned_to, colleagues=colleagues)
    if tried(form, lambda: task_actions.assign_task(by=actor, now=now, case=code, task=task, **form.cleaned_data)):
        return done(request, _("The task has been handed over."), reverse("task", args=[code, task]))
    return page(request, "journey/change.html", form=form, row=row, code=code, heading=_("Hand this task over"))


@route("cases/<str:code>/tasks/add/", permission=Permission.TASK_ASSIGN)
def add_task(request: HttpRequest, code: str) -> HttpResponse:
    """Put a task of one's own into the plan."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    case = queries.case_for(actor, code, Permission.TASK_ASSIGN, today=today)
    form = forms.AddTaskForm(request.POST or None, colleagues=team_queries.may_take_tasks(actor, case, today=today))
    if tried(form, lambda: task_actions.add_task(by=actor, now=now, case=code, **form.cleaned_data)):
        return done(request, _("The task stands in the plan."), reverse("case_plan", args=[code]))
    return page(request, "journey/change.html", form=form, row=None, code=code, heading=_("Add a task"))


@route("cases/<str:code>/milestones/<str:milestone>/<int:member>/move/", permission=Permission.MILESTONE_RECORD)
def move_milestone(request: HttpRequest, code: str, milestone: str, member: int) -> HttpResponse:
    """First show what moving a milestone does, then do it in one go. Member 0 is the household."""
    actor, now, today, whose = actor_in(request), now_in(request), today_in(request), MemberNo(member) or None
    before = preview_queries.milestone_now(actor, code, milestone_in(milestone), whose, today=today)
    form = forms.MoveMilestoneForm(request.POST or None, initial=forms.move_start(before))
    preview = _preview(request, form, before)
    move = partial(actions.move_milestone, by=actor, now=now, case=code, milestone=before.code, member=whose)
    if preview is not None and form.confirms() and tried(form, lambda: move(**form.values())):
        text = _("%(milestone)s has moved; the plan followed.") % {"milestone": label(before.code)}
        return done(request, text, reverse("case", args=[code]))
    if preview is not None:
        form.has_shown(before.case.plan_version)
    return page(
        request, "journey/move.html", form=form, before=before, preview=preview, code=code, today=today, member=member
    )


def _preview(
    request: HttpRequest, form: forms.MoveMilestoneForm, before: preview_queries.MilestoneNow
) -> preview_queries.Preview | None:
    """What the form would do; None if it cannot be done, which then stands in the form."""
    found: list[preview_queries.Preview] = []
    if form.is_valid():
        actor, today, values = actor_in(request), today_in(request), form.cleaned_data
        seen = partial(preview_queries.preview, actor, before, values["on"], is_actual=values["is_actual"], today=today)
        tried(form, lambda: found.append(seen()))
    return next(iter(found), None)


@route("cases/<str:code>/team/", permission=Permission.CASE_READ, name="case_team")
def show_team(request: HttpRequest, code: str) -> HttpResponse:
    """Who works on the case, as what, until when."""
    actor, today = actor_in(request), today_in(request)
    case = queries.case_for(actor, code, Permission.CASE_READ, today=today)
    may_manage = queries.may(actor, code, Permission.TEAM_MANAGE, today=today)
    team, form, with_work = queries.team_of(actor, code, today=today), None, frozenset[int]()
    if any(row.has_left for row in team) and queries.may(actor, code, Permission.TASK_ASSIGN, today=today):
        with_work = can_be_covered(actor, today=today)
    if may_manage:
        until = today + journey_settings().longest_in_team
        form = forms.JoinForm(colleagues=team_queries.may_join(actor, case, today=today), initial={"until_on": until})
    return page(
        request,
        "journey/team.html",
        case=case,
        code=code,
        team=team,
        said=seat_queries.seats_said(actor, code, today=today),
        form=form,
        may_manage=may_manage,
        with_work=with_work,
        who_does=who_does_what(actor, code, today=today),
        who_to_call=own_text(actor, "who_to_call", case.municipality),
        today=today,
    )


@route("cases/<str:code>/team/join/", permission=Permission.TEAM_MANAGE)
def join_team(request: HttpRequest, code: str) -> HttpResponse:
    """Add somebody to the case team."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    case = queries.case_for(actor, code, Permission.TEAM_MANAGE, today=today)
    form = forms.JoinForm(request.POST or None, colleagues=team_queries.may_join(actor, case, today=today))
    if tried(form, lambda: actions.join_team(by=actor, now=now, case=code, **form.cleaned_data)):
        return done(request, _("The team has grown."), reverse("case_team", args=[code]))
    return page(request, "journey/change.html", form=form, row=None, code=code, heading=_("Add somebody to the team"))


@route("cases/<str:code>/team/<int:member>/", permission=Permission.TEAM_MANAGE)
def say_of_seat(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """Say who the deputy of somebody in the team is, and what they do."""
    actor, now, today = actor_in(request), now_in(request), today_in(request)
    seat = seat_queries.seat_to_say(actor, code, member, today=today)
    form = forms.SeatForm(request.POST or None, seat=seat)
    say = partial(seat_say_actions.say_of_seat, by=actor, now=now, case=code, member=member)
    if tried(form, lambda: say(**form.cleaned_data)):
        return done(request, _("Saved."), reverse("case_team", args=[code]))
    return page(
        request,
        "accounts/change.html",
        form=form,
        row=seat.row,
        heading=_("In the team of %(case)s") % {"case": code},
        action=_("Save"),
        back=reverse("case_team", args=[code]),
    )


@route("cases/<str:code>/team/<int:member>/leave/", permission=Permission.TEAM_MANAGE)
def leave_team(request: HttpRequest, code: str, member: int) -> HttpResponse:
    """First say what follows when somebody's work on the case ends, then end it."""
    actor, today = actor_in(request), today_in(request)
    if request.method != "POST":
        queries.case_for(actor, code, Permission.TEAM_MANAGE, today=today)
        row, is_last_lead = queries.leaving(actor, code, member, today=today)
        return page(request, "journey/leave.html", row=row, is_last_lead=is_last_lead, code=code)
    actions.leave_team(by=actor, now=now_in(request), case=code, member=member)
    return done(request, _("From now on this person sees nothing of the case."), reverse("case_team", args=[code]))


def milestone_in(word: str) -> MilestoneCode:
    """The milestone an address names. Raises: NotFound."""
    if word not in MilestoneCode.__members__:
        raise NotFound("no_such_milestone")
    return MilestoneCode[word]

"""Pages of a home that is made ready: the list, each thing of it, and what its people decide."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hervest.accounts.permissions import Permission
from hervest.accounts.request import actor_in, now_in, today_in
from hervest.accounts.route import route
from hervest.core.texts import label
from hervest.core.web import done, page, see_other, tried
from hervest.documents.queries import checked_file
from hervest.documents.vocabulary import CheckedFile, FileProblem
from hervest.guidance import ready_actions, ready_queries
from hervest.guidance.ready_forms import BuyForm, HomeItemForm, ProofForm, SayForm, SettleForm
from hervest.guidance.ready_queries import item_to, item_to_say
from hervest.guidance.ready_vocabulary import HomeCorner, HomeItemState, HomePart
from hervest.households.talk_queries import languages_of


@route("cases/<str:code>/home-ready/", permission=Permission.CASE_READ)
def home_ready(request: HttpRequest, code: str) -> HttpResponse:
    """How far the home is for the household that comes to live in it."""
    found = ready_queries.home_ready(actor_in(request), code, today=today_in(request))
    return page(request, "guidance/home_ready.html", found=found, code=code, today=today_in(request))


@route("cases/<str:code>/own-home/", permission=Permission.CASE_READ)
def own_home(request: HttpRequest, code: str) -> HttpResponse:
    """The home as its people read it, and what they decide of it."""
    found = ready_queries.own_home(actor_in(request), code, today=today_in(request))
    return page(request, "guidance/own_home.html", found=found, code=code, today=today_in(request))


@route("cases/<str:code>/home-ready/add/", permission=Permission.TASK_DO)
def add_home_item(request: HttpRequest, code: str) -> HttpResponse:
    """Put a thing of one's own on the list."""
    actor, today = actor_in(request), today_in(request)
    ready_queries.list_to_fill(actor, code, today=today)
    form = HomeItemForm(request.POST or None)
    if tried(
        form,
        lambda: ready_actions.add_home_item(
            by=actor,
            now=now_in(request),
            case=code,
            text=form.cleaned_data["text"],
            corner=HomeCorner(form.cleaned_data["corner"]),
            part=HomePart(form.cleaned_data["part"]),
        ),
    ):
        return done(request, _("It stands on the list."), reverse("home_ready", args=[code]))
    return page(request, "guidance/home_item.html", form=form, code=code, item=None, today=today)


@route("cases/<str:code>/home-ready/<slug:slot>/", permission=Permission.TASK_DO)
def settle_home_item(request: HttpRequest, code: str, slot: str) -> HttpResponse:
    """Say how far a thing is, and where it comes from."""
    actor, today = actor_in(request), today_in(request)
    _case, item = item_to(actor, code, slot, Permission.TASK_DO, today=today)
    form = SettleForm(request.POST or None, item=item)
    if tried(
        form,
        lambda: ready_actions.settle_home_item(by=actor, now=now_in(request), case=code, slot=slot, **form.settled()),
    ):
        return done(request, _("The list has changed."), f"{reverse('home_ready', args=[code])}#{slot}")
    return page(request, "guidance/home_item.html", form=form, code=code, item=item, today=today)


@route("cases/<str:code>/home-ready/<slug:slot>/tick/", permission=Permission.TASK_DO)
def tick_home_item(request: HttpRequest, code: str, slot: str) -> HttpResponse:
    """The thing is ready, or not after all."""
    actor, there = actor_in(request), f"{reverse('home_ready', args=[code])}#{slot}"
    if request.method != "POST":
        return see_other(there)
    item = ready_queries.item_to_tick(actor, code, slot, today=today_in(request))
    state = HomeItemState.TO_DO if request.POST.get("ready") == "no" else HomeItemState.READY
    ready_actions.settle_home_item(
        by=actor,
        now=now_in(request),
        case=code,
        slot=slot,
        state=state,
        origin=item.origin,
        remark=item.note,
        seen=item.n_changed,
    )
    return done(request, _("Ticked.") if state is HomeItemState.READY else _("The tick is gone."), there)


@route("cases/<str:code>/home-ready/<slug:slot>/say/", permission=Permission.WISH_RECORD)
def say_of_home_item(request: HttpRequest, code: str, slot: str) -> HttpResponse:
    """What the household wants: by themselves, or written down for them."""
    actor, today = actor_in(request), today_in(request)
    case, item = item_to_say(actor, code, slot, today=today)
    form = SayForm(request.POST or None, item=item, languages=languages_of(code), is_own=case.is_own)
    there = f"{reverse('own_home' if case.is_own else 'home_ready', args=[code])}#{slot}"
    if tried(
        form,
        lambda: ready_actions.say_of_home_item(
            by=actor, now=now_in(request), case=code, slot=slot, said=form.answer(), seen=form.cleaned_data["seen"]
        ),
    ):
        return done(request, _("That is noted. It can be changed at any time."), there)
    return page(request, "guidance/home_say.html", form=form, code=code, item=item, case=case, there=there, today=today)


@route("cases/<str:code>/home-ready/<slug:slot>/buy/", permission=Permission.MONEY_EDIT)
def buy_home_item(request: HttpRequest, code: str, slot: str) -> HttpResponse:
    """Note what was paid for a thing; not before the household had its say."""
    actor, today = actor_in(request), today_in(request)
    _case, item = item_to(actor, code, slot, Permission.MONEY_EDIT, today=today)
    form = BuyForm(request.POST or None, item=item, initial={"on": today})
    if tried(
        form,
        lambda: ready_actions.buy_home_item(by=actor, now=now_in(request), case=code, slot=slot, **form.bought()),
    ):
        text = _("The purchase stands with the money of the household.")
        return done(request, text, f"{reverse('home_ready', args=[code])}#{slot}")
    return page(request, "guidance/home_buy.html", form=form, code=code, item=item, today=today)


@route("cases/<str:code>/home-ready/<slug:slot>/picture/", permission=Permission.DOCUMENT_ADD)
def show_home_item(request: HttpRequest, code: str, slot: str) -> HttpResponse:
    """Add a picture that shows a thing."""
    actor, today = actor_in(request), today_in(request)
    _case, item = item_to(actor, code, slot, Permission.DOCUMENT_ADD, today=today)
    form = ProofForm(request.POST or None, request.FILES or None)
    file = _file_in(form)
    if file and tried(
        form,
        lambda: ready_actions.show_home_item(by=actor, now=now_in(request), case=code, slot=slot, file=file),
    ):
        return done(request, _("The picture stands beside it."), f"{reverse('home_ready', args=[code])}#{slot}")
    return page(request, "guidance/home_picture.html", form=form, code=code, item=item, today=today)


def _file_in(form: ProofForm) -> CheckedFile | None:
    """The picture of a valid form, looked at before any action begins; what is not taken ends at its field."""
    if not form.is_valid():
        return None
    sent = form.cleaned_data["file"]
    found = checked_file(sent.name, sent.read())
    if isinstance(found, FileProblem):
        form.add_error("file", label(found))
        return None
    return found

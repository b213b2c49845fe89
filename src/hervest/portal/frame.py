"""The frame around every page: whose it is, where one can go, and whether this is the demo."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hervest.accounts import policy, queries
from hervest.accounts.actor import Actor, anonymous
from hervest.accounts.log_queries import reads_some_log
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import TAKES_PART, is_practice, is_practice_case
from hervest.accounts.request import today_in, tour_in
from hervest.accounts.vocabulary import PersonId
from hervest.core.texts import coded
from hervest.guidance.arriving_queries import reads_arrival
from hervest.guidance.assessing_queries import reads_own_support, reads_support
from hervest.guidance.caseload_queries import reads_caseload
from hervest.guidance.explaining_queries import reads_explanations, reads_own_explanations
from hervest.guidance.goal_queries import reads_goals, reads_own_goals
from hervest.guidance.help_queries import reads_help, reads_own_help
from hervest.guidance.integrating_queries import reads_integration, reads_own_integration
from hervest.guidance.money_queries import reads_money, reads_own_money
from hervest.guidance.peer_queries import asks_for_peers
from hervest.guidance.ready_queries import reads_home_ready, reads_own_home
from hervest.guidance.reunion_queries import reads_own_reunion, reads_reunion
from hervest.guidance.safety_queries import writes_protection
from hervest.guidance.signal_queries import raises_signal
from hervest.households.figure_queries import reads_figures
from hervest.households.queries import HouseholdNames, names
from hervest.housing.queries import places_counted, sees_counts_only
from hervest.journey import queries as journey
from hervest.journey.chain_queries import reads_chain
from hervest.journey.emergency_queries import open_emergencies
from hervest.journey.schedule_queries import reads_schedule
from hervest.portal.agenda_queries import has_agenda
from hervest.portal.tour_queries import tour_of_pages
from hervest.portal.tour_rules import Card

TABS = frozenset({"this_week", "cases"})
"""What stands in the bar at the foot of a phone, beside search; the rest of the menu stands behind it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere the main menu leads."""

    name: str
    title: str
    href: str
    icon: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Persona:
    """A login of the demo."""

    id: PersonId
    name: str
    initials: str
    roles: str
    organisation: str


PLACES = (
    (_("This week"), "this_week", "calendar", Permission.TASK_READ),
    (_("Cases"), "cases", "file", Permission.CASE_LIST),
    (_("Homes"), "dwellings", "home", Permission.DWELLING_LIST),
    (_("Homes in the region"), "region_homes", "home", Permission.DWELLING_LIST),
    (_("Screenings"), "screenings", "safe", Permission.SCREENING_RECORD),
    (_("Sponsor groups"), "sponsor_groups", "group", Permission.GROUP_LIST),
    (_("Matching table"), "matching_table", "swap", Permission.PLACEMENT_PROPOSE),
    (_("Match with groups"), "group_table", "swap", Permission.MATCH_PROPOSE),
    (_("Our match"), "our_match", "heart", Permission.MATCH_ANSWER_GROUP),
    (_("Caseload"), "caseload", "clock", Permission.TASK_ASSIGN),
    (_("Social map"), "services", "place", Permission.KNOWLEDGE_READ),
    (_("Signals"), "signals", "bell", Permission.SIGNAL_TRIAGE),
    (_("Import"), "import_dossiers", "upload", Permission.DOSSIER_IMPORT),
    (_("Way of working"), "workflow", "tool", Permission.TEMPLATE_EDIT),
    (_("Figures"), "figures", "chart", Permission.REPORT_COMPOSE),
    (_("People"), "people", "people", Permission.PEOPLE_MANAGE),
    (_("Log"), "log", "eye", Permission.AUDIT_READ),
)


BEHIND = (("people", "invite"), ("figures", "how_we_count"))
"""Pages that stand behind one of the menu, and are worth beginning with."""

PREFIX = "Gemeente "
"""The page says so itself, whatever somebody called the municipality."""

ONE_OF_TWO = {"group_table": Permission.PLACEMENT_PROPOSE, "our_match": Permission.MATCH_PROPOSE}
"""Places that another one leads to already, for who has this permission too."""


def frame(request: HttpRequest) -> dict[str, object]:
    """What `base.html` needs, for every page."""
    actor: Actor = getattr(request, "actor", None) or anonymous()
    places = places_of(actor, request.path)
    municipalities = () if actor.is_anonymous or not actor.municipalities else queries.municipalities_of(actor)
    days = {"today": today_in(request)} if hasattr(request, "now") else {}  # a page may say another day
    return {
        **days,
        "frame": {
            "person": actor.name if not actor.is_anonymous else "",
            "initials": initials(actor.name),
            "own_code": actor.name if actor.is_newcomer else "",  # an account of a newcomer carries no name
            "municipality": " · ".join(row.name.removeprefix(PREFIX) for row in municipalities),
            "look": municipalities[0] if len(municipalities) == 1 else None,  # several: none of them is theirs alone
            "is_demo": settings.DEMO,
            "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
            "is_practice": _is_practice(request, actor),
            "may_practise": any(grant.role in TAKES_PART for grant in actor.grants),
            "tour": partial(_tour, request, actor, places),
            "places": places,
            "tabs": tabs_of(places),
            "more": [place for place in places if place not in tabs_of(places)],
            "is_searching": request.path == reverse("search"),
            "is_newcomer": actor.is_newcomer,
            "may_search": policy.holds(actor, Permission.CASE_LIST) and not (actor.is_anonymous or actor.is_newcomer),
            "finds_homes": policy.holds(actor, Permission.DWELLING_LIST) and not sees_counts_only(actor),
            "may_see_criteria": policy.holds(actor, Permission.DWELLING_FIT) and not actor.is_anonymous,
            "may_edit_dwellings": policy.holds(actor, Permission.DWELLING_EDIT) and not actor.is_anonymous,
            "may_import": policy.holds(actor, Permission.DOSSIER_IMPORT) and not actor.is_anonymous,
            **_parts_of_case(request, actor),
            "names": partial(_names, request, actor),
            "matching": {
                "homes": policy.holds(actor, Permission.PLACEMENT_PROPOSE),
                "groups": policy.holds(actor, Permission.MATCH_PROPOSE),
            },
            "may_transfer": policy.holds(actor, Permission.CASE_TRANSFER) and not actor.is_anonymous,
            "has_agenda": has_agenda(actor),
            "has_appointments_only": journey.has_appointments_only(actor),
            "may_take_emergency": policy.holds(actor, Permission.ACCESS_BREAK_GLASS),
            "emergencies": open_emergencies(actor),
            "personas": personas(request) if settings.DEMO and actor.is_anonymous else (),
            **_languages(),
        },
    }


def _parts_of_case(request: HttpRequest, actor: Actor) -> dict[str, Callable[[], bool]]:
    """Which parts of the case that the address names are the actor's to open; asked only where a page shows it."""
    return {
        "may_open_case": partial(_may_on_case, request, actor, Permission.CASE_READ),
        "may_read_household": partial(_may_on_case, request, actor, Permission.HOUSEHOLD_READ),
        "may_read_contacts": partial(_may_on_case, request, actor, Permission.CONTACT_LOG),
        "may_read_messages": partial(_on_case, request, actor, reads_schedule),
        "may_read_arrival": partial(_on_case, request, actor, reads_arrival),
        "may_read_explanations": partial(_on_case, request, actor, reads_explanations),
        "may_read_own_explanations": partial(_on_case, request, actor, reads_own_explanations),
        "may_read_reunion": partial(_on_case, request, actor, reads_reunion),
        "may_read_own_reunion": partial(_on_case, request, actor, reads_own_reunion),
        "may_read_integration": partial(_on_case, request, actor, reads_integration),
        "may_read_own_integration": partial(_on_case, request, actor, reads_own_integration),
        "may_read_goals": partial(_on_case, request, actor, reads_goals),
        "may_read_own_goals": partial(_on_case, request, actor, reads_own_goals),
        "may_read_support": partial(_on_case, request, actor, reads_support),
        "may_read_own_support": partial(_on_case, request, actor, reads_own_support),
        "may_assess": partial(_may_on_case, request, actor, Permission.ASSESSMENT_DO),
        "may_read_money": partial(_on_case, request, actor, reads_money),
        "may_read_own_money": partial(_on_case, request, actor, reads_own_money),
        "may_read_home_ready": partial(_on_case, request, actor, reads_home_ready),
        "may_read_own_home": partial(_on_case, request, actor, reads_own_home),
        "may_read_help": partial(_on_case, request, actor, reads_help),
        "may_read_own_help": partial(_on_case, request, actor, reads_own_help),
        "may_write_protection": partial(_on_case, request, actor, writes_protection),
        "may_raise_signal": partial(_on_case, request, actor, raises_signal),
        "may_ask_peers": partial(_on_case, request, actor, asks_for_peers),
        "may_see_chain": partial(_on_case, request, actor, reads_chain),
        "may_read_documents": partial(_may_on_case, request, actor, Permission.DOCUMENT_READ),
        "may_read_log": partial(_may_on_case, request, actor, Permission.AUDIT_READ),
        "may_see_homes": partial(_may_on_case, request, actor, Permission.DWELLING_FIT),
        "may_match": partial(_may_on_case, request, actor, Permission.MATCH_PROPOSE),
        "may_choose_group": partial(_may_on_case, request, actor, Permission.WISH_RECORD),
    }


def _is_practice(request: HttpRequest, actor: Actor) -> bool:
    """Whether the page is of a practice case; who practises nowhere is told of none, whatever the address says."""
    return is_practice_case(_code(request)) and any(is_practice(place) for place in actor.municipalities)


def landing_of(places: tuple[Place, ...]) -> str:
    """The first page of who may go to these places."""
    return places[0].href if places else reverse("profile")


def pages_beside(places: tuple[Place, ...]) -> dict[str, str]:
    """Where else the main menu leads, and to what stands behind a page of it, by the name of the page."""
    beyond = {behind: reverse(behind) for place in places for name, behind in BEHIND if place.name == name}
    return {place.name: place.href for place in places[1:]} | beyond


def _tour(request: HttpRequest, actor: Actor, places: tuple[Place, ...]) -> tuple[Card, ...]:
    """The cards above the first page of who has no worklist; a page with one makes its own."""
    is_landing = (
        request.path == landing_of(places)
        and not request.GET
        and not any(place.name == "this_week" for place in places)
    )
    return tour_of_pages(actor, tour_in(request), pages_beside(places), today=today_in(request)) if is_landing else ()


def places_of(actor: Actor, here: str) -> tuple[Place, ...]:
    """Where the main menu leads this actor."""
    return tuple(_places(actor, here))


def tabs_of(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """What stands at hand on a small screen; who has none of the usual places has their own first two there."""
    return tuple(place for place in places if place.name in TABS) or places[:2]


def _places(actor: Actor, here: str) -> Iterator[Place]:
    for title, name, icon, permission in PLACES:
        if actor.is_anonymous or not policy.holds(actor, permission):
            continue
        if name in ONE_OF_TWO and policy.holds(actor, ONE_OF_TWO[name]):
            continue
        if permission is Permission.DWELLING_LIST and not _sees_homes(actor, name):
            continue
        if permission is Permission.REPORT_COMPOSE and not reads_figures(actor):
            continue
        if name == "services" and not policy.holds(actor, Permission.CASE_READ):
            continue  # who works with no household finds the map by its address
        if name == "caseload" and not reads_caseload(actor):
            continue
        if permission is Permission.PEOPLE_MANAGE and not _manages_somebody(actor):
            continue
        if permission is Permission.AUDIT_READ and not reads_some_log(actor):
            continue
        href = reverse(name)
        yield Place(name, str(_cases_called(actor) if name == "cases" else title), href, icon, here.startswith(href))


def _cases_called(actor: Actor) -> str:
    """What the list of cases is to the actor."""
    if actor.is_newcomer:
        return str(_("My case"))
    return str(_("Appointments") if journey.has_appointments_only(actor) else _("Cases"))


def _sees_homes(actor: Actor, name: str) -> bool:
    """Whether this is where the actor sees homes: one by one, or in numbers (access.md, `counts`)."""
    return bool(places_counted(actor)) if name == "region_homes" else not sees_counts_only(actor)


def _may_on_case(request: HttpRequest, actor: Actor, permission: Permission) -> bool:
    """Whether the actor has the permission on the case that the address names; asked only where a page shows it."""
    return journey.may(actor, _code(request), permission, today=today_in(request))


def _on_case(request: HttpRequest, actor: Actor, reads: Callable[..., bool]) -> bool:
    """Whether the case that the address names has a page for the actor, as `reads` of the page's room says."""
    return reads(actor, _code(request), today=today_in(request))


def _names(request: HttpRequest, actor: Actor) -> HouseholdNames:
    """How people are called in the case that the address names, for who may read it; only where a page shows it.

    So a page about work says about whom it is, in a room that does not know households.
    """
    code = _code(request)
    return actor.asked.once(("names", code), lambda: names(actor, [code], today=today_in(request)))


def _code(request: HttpRequest) -> str:
    """The case that the address names."""
    return str(request.resolver_match.kwargs.get("code", "")) if request.resolver_match else ""


def _manages_somebody(actor: Actor) -> bool:
    """Whether there is an organisation of whose people, or volunteers, the actor gives the roles."""
    reach = policy.reach(actor, Permission.PEOPLE_MANAGE)
    return reach.everything or bool(reach.organisations or reach.volunteers)


def _languages() -> dict[str, str]:
    other = "en" if (get_language() or "nl") == "nl" else "nl"
    return {"other_language": other, "other_language_name": {"en": "English", "nl": "Nederlands"}[other]}


def initials(name: str) -> str:
    """The first letters of the first and last part of a name."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


def personas(request: HttpRequest) -> tuple[Persona, ...]:
    """The demo's logins with their roles in words."""
    rows = queries.demo_personas(today=today_in(request))
    return tuple(
        Persona(
            id=row.id,
            name=row.name,
            initials=initials(row.name),
            roles=", ".join(coded("Role", role) for role in row.roles),
            organisation=row.organisation,
        )
        for row in rows
    )

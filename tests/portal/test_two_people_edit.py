"""Two people edit the same thing: the second sees both, loses nothing, and may send theirs again."""

from datetime import timedelta

import pytest

from hervest.accounts.models import Membership
from hervest.core.vocabulary import Route
from hervest.households.actions import save_household
from hervest.households.models import Need, RelativeElsewhere, Wish
from hervest.housing.actions import save_dwelling
from hervest.housing.vocabulary import DwellingKind
from hervest.journey.actions import join_team, open_case
from hervest.journey.models import TeamMember
from hervest.journey.task_actions import add_task
from hervest.journey.vocabulary import TeamRole
from hervest.sponsorship.models import Screening
from hervest.sponsorship.vocabulary import ScreeningKind, ScreeningState
from households.families import HADDAD
from intake.test_mappings import saved
from sponsorship.groups import forming

REASON = {"reason": "Gehoord aan de balie."}


def home(world):
    save_dwelling(
        by=world.actor("marieke"),
        now=world.now,
        municipality="GM9001",
        code="W-1",
        fields={"kind": DwellingKind.SELF_CONTAINED, "bedrooms": 2, "street": "Dorpsstraat 1"},
    )
    return "/dwellings/GM9001/W-1/"


def group(world):
    return f"/sponsors/groups/{forming(world).group}/edit/"


def sponsor(world):
    made = forming(world)
    made.join("saskia")
    return f"/sponsors/people/{made.sponsors['saskia']}/"


def family(world):
    code = open_case(by=world.actor("marieke"), now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    save_household(by=world.actor("marieke"), now=world.now, case=code, record=HADDAD)
    return f"/cases/{code}/household/"


def programme(world):
    return f"/sponsors/programmes/{forming(world).programme}/edit/"


def look(world):
    return "/settings/look/GM9001/"


def coordinators(world):
    return "/settings/coordinators/GM9001/"


def task(world):
    made = open_case(by=world.actor("marieke"), now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    join_team(
        by=world.actor("marieke"), now=world.now, case=made, person=world.ids["sander"], role=TeamRole.INCOME_OFFICER
    )
    day = world.today + timedelta(days=5)
    number = add_task(by=world.actor("marieke"), now=world.now, case=made, title="Bellen", due_on=day)
    return f"/cases/{made}/tasks/{number}/"


def seat(world):
    made = open_case(by=world.actor("marieke"), now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    for key in ("sander", "lotte"):
        world.joins(made, key, TeamRole.INCOME_OFFICER, by="marieke")
    return f"/cases/{made}/team/{TeamMember.rows.get(case__code=made, person_id=world.ids['marieke']).pk}/"


def role(world):
    made = Membership.rows.filter(person_id=world.ids["sander"]).get()
    return f"/people/memberships/{made.pk}/"


def modules(world):
    made = forming(world)
    made.join("otto")
    return f"/sponsors/people/{made.sponsors['otto']}/modules/"


def stage(world):
    return f"/sponsors/groups/{forming(world).group}/stage/"


def layout(world):
    return f"/import/layouts/{saved(world).pk}/"


THINGS = {
    "a home": (home, "", "marieke", {"bedrooms": "4"}, {"bedrooms": "3", "street": "Dorpsstraat 1a"}),
    "a group": (group, "", "fenna", {"name": "De Sluis"}, {"name": "De Dam", "capacity_persons": "4"}),
    "a sponsor": (sponsor, "", "fenna", {"phone": "0612345678"}, {"phone": "0687654321", "name": "Saskia B."}),
    "a member": (family, "members/1/", "marieke", {"first_name": "Sameer"}, {"first_name": "Samír"}),
    "a household": (family, "correct/", "marieke", {"years_displaced": "8"}, {"years_displaced": "9"}),
    "a need": (family, "needs/{need}/", "marieke", {"kind": "quiet_area"}, {"kind": "wheelchair"}),
    "a relative": (family, "relatives/{relative}/", "marieke", {"first_name": "Amel"}, {"first_name": "Emel"}),
    "a wish": (family, "wishes/{wish}/", "marieke", {"text": "Bedden kiezen."}, {"text": "Bedden kopen."}),
    "a programme": (programme, "", "fenna", {"name": "Samen Verder"}, {"name": "Samen", "response_days": "7"}),
    "a look": (look, "", "marieke", {"phone": "0570 111111"}, {"phone": "0570 222222"}),
    "who leads new cases": (
        coordinators,
        "",
        "marieke",
        {"resettlement": "{sander}"},
        {"resettlement": "{marieke}", "status_holder": "{sander}"},
    ),
    "a task's day": (task, "postpone/", "marieke", {"due_on": "2026-12-02"}, {"due_on": "2026-12-04"}),
    "whose a task is": (task, "assign/", "marieke", {"person": "{marieke}"}, {"person": "{sander}"}),
    "what is said of a seat": (
        seat,
        "",
        "marieke",
        {"deputy": "{lotte}", "offers": "Gaat mee naar de bank."},
        {"deputy": "{sander}", "offers": "Komt elke week."},
    ),
    "until when a role lasts": (role, "", "marieke", {"until_on": "2026-12-02"}, {"until_on": "2026-12-04"}),
    "modules": (modules, "", "fenna", {"module_5": "2026-11-20"}, {"module_5": "2026-11-18", "module_6": "2026-11-18"}),
    "how far a group is": (stage, "", "fenna", {"stage": "paused"}, {"stage": "withdrawn"}),
    "a layout": (layout, "", "sander", {"name": "Aanmeldingen"}, {"name": "Vluchten"}),
    "since when somebody left": (
        family,
        "members/2/left/",
        "marieke",
        {"left_on": "2026-11-20"},
        {"left_on": "2026-11-18"},
    ),
    "how they live": (family, "living/", "marieke", {"wants_sharing": "no"}, {"wants_sharing": "yes"}),
}
"""What is edited -> who makes it, where below that, who edits, what the first changes, what the second changes."""


def opened(browser, address):
    """What a browser would send of the form as it stands on this page."""
    return sent(browser.get(address).context["form"])


def sent(form):
    values = {bound.html_name: written(bound.field.widget, bound.value()) for bound in form}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def written(widget, value):
    found = widget.format_value(value)
    is_one = isinstance(found, list) and not widget.allow_multiple_selected
    return "".join(found) if is_one else found


@pytest.mark.parametrize("thing", THINGS)
def test_the_second_sees_both_loses_nothing_and_may_send_theirs_again(log_in, world, thing):
    make, below, key, *words = THINGS[thing]
    theirs, mine = ({name: word.format(**world.ids) for name, word in said.items()} for said in words)
    address, browser = make(world) + below.format(**numbers()), log_in(key)
    reason = REASON if make in {family, task} else {}
    first = second = opened(browser, address)

    assert browser.post(address, first | reason | theirs | {"submission": "first"}).status_code == 303
    conflict = browser.post(address, second | reason | mine | {"submission": "second"})

    assert conflict.status_code == 200
    form, page = conflict.context["form"], conflict.content.decode()
    shown = {row.label: (row.now, row.typed) for row in form.differences}
    stands = second | theirs
    assert shown == {str(form[name].label): (said(form, name, stands), said(form, name, mine)) for name in mine}
    assert all(
        word in page for word in ("intussen gewijzigd", "iemand was u voor", *(row.typed for row in form.differences))
    )
    assert opened(browser, address) == second | theirs | {"seen": opened(browser, address)["seen"]}

    again = browser.post(address, sent(form) | {"submission": "third"})
    assert again.status_code == 303
    assert opened(browser, address).items() >= mine.items()


DAYS = {
    "2026-11-18": "wo 18 nov 2026",
    "2026-11-20": "vr 20 nov 2026",
    "2026-12-02": "wo 2 dec 2026",
    "2026-12-04": "vr 4 dec 2026",
}


def said(form, name, values):
    """How what was sent in a field is shown."""
    words = DAYS | {str(key): word for key, word in getattr(form.fields[name], "choices", ())}
    return words.get(values.get(name), values.get(name)) or "niets"


def numbers():
    """How addresses name what stands in the household, if there is one."""
    found = {"need": Need.rows.filter(kind="lift"), "relative": RelativeElsewhere.rows.all(), "wish": Wish.rows.all()}
    return {name: f"{'wish-' * (name == 'wish')}{row.pk}" for name, rows in found.items() for row in rows[:1]}


def test_who_changes_nothing_that_somebody_else_changed_is_still_told(log_in, world):
    address, browser = home(world), log_in("marieke")
    second = opened(browser, address)
    browser.post(address, second | {"bedrooms": "4", "submission": "first"})

    conflict = browser.post(address, second | {"street": "Elders 2", "submission": "second"})

    form = conflict.context["form"]
    assert {(row.now, row.typed) for row in form.differences} == {("4", "2"), ("Dorpsstraat 1", "Elders 2")}
    assert opened(browser, address)["bedrooms"] == "4"  # nobody's word was taken back unseen


def test_what_becomes_of_a_task_is_not_taken_back_unseen(log_in, world):
    address, browser = task(world) + "state/", log_in("marieke")
    second = opened(browser, address)
    waits = {"state": "waiting_for", "waiting_for": "GGD", "reason": "Ze bellen terug."}
    browser.post(address, second | waits)

    both = browser.post(address, second | {"state": "waiting_for", "waiting_for": "de huisarts"})

    form = both.context["form"]
    assert {(row.now, row.typed) for row in form.differences} == {
        ("GGD", "de huisarts"),
        ("Ze bellen terug.", "niets"),
    }
    assert "waiting_for" in dict(form.fields["state"].choices)  # it waits already, and may for somebody else
    assert browser.post(address, sent(form) | {"state": "busy"}).status_code == 303


def test_that_somebody_is_not_admitted_is_not_taken_back_unseen(log_in, world):
    made = forming(world)
    made.join("otto")
    address, browser = f"/sponsors/people/{made.sponsors['otto']}/screening/", log_in("sanne")
    second = opened(browser, address)
    made.screen("otto", ScreeningKind.REFERENCES, state=ScreeningState.NOT_ADMITTED)
    vog = {"kind": "vog", "state": "seen_ok", "seen_on": "2026-11-20"}
    assert browser.post(address, second | vog).status_code == 303  # of another kind: nothing is taken back

    both = browser.post(address, second | vog | {"kind": "references"})

    form = both.context["form"]
    assert ("Niet toegelaten", "Gezien, in orde") in {(row.now, row.typed) for row in form.differences}
    kept = {row.kind: row.state for row in Screening.rows.all()}
    assert kept == {"references": ScreeningState.NOT_ADMITTED, "vog": ScreeningState.SEEN_OK}
    assert browser.post(address, sent(form)).status_code == 303


def test_who_logs_in_as_a_sponsor_is_not_taken_back_unseen(log_in, world):
    made = forming(world)
    made.join("saskia")
    person, browser = world.ids["saskia"], log_in("fenna")
    address = f"/sponsors/people/{made.sponsors['saskia']}/login/"
    second = opened(browser, address)
    assert browser.post(address, second | {"person": person}).status_code == 303

    both = browser.post(address, second)

    assert [(row.now, row.typed) for row in both.context["form"].differences] == [("Saskia Burg", "niets")]
    assert browser.post(address, sent(both.context["form"])).status_code == 303


def test_whether_there_is_a_programme_is_not_taken_back_unseen(log_in, world):
    address, browser = "/settings/programme/GM9001/", log_in("marieke")
    second = opened(browser, address)
    assert browser.post(address, second | {"has_programme": "no"}).status_code == 303

    both = browser.post(address, second)

    assert [(row.now, row.typed) for row in both.context["form"].differences] == [("nee", "ja")]
    assert browser.post(address, sent(both.context["form"])).status_code == 303

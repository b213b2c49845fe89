"""The pages across rooms, as a browser gets them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.accounts.models import Membership, Municipality
from hervest.audit.models import AuditRow
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord, NeedRecord, RelativeRecord, WishRecord
from hervest.households.vocabulary import MemberRole, NeedKind, Sex, WishTopic
from hervest.journey import actions, task_actions
from hervest.journey import queries as journey_queries
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task
from hervest.journey.vocabulary import MilestoneCode, TeamRole
from people import ELSEWHERE, HERE

NAMES = ("Samir", "ريم", "Haddad")
NEED, WISH, RELATIVE = "canary-explanation", "canary-wish", "Canarymother"


@pytest.fixture
def haddad(begin):
    return begin(make_haddad)


def make_haddad(world):
    """The family Haddad: linked three weeks ago, arrives in a month, led by Marieke, guided by Anouk."""
    by = world.actor("marieke")
    case = actions.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    records = [
        MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=world.today - timedelta(days=21)),
        MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=28)),
    ]
    actions.record_milestones(by=by, now=world.now, case=case, records=records, source="dossier")
    born = world.today - timedelta(days=365 * 40)
    record = HouseholdRecord(
        dossier_number="T-1",
        members=(
            MemberRecord(MemberNo(1), MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE),
            MemberRecord(MemberNo(2), MemberRole.PARTNER, "ريم", "حداد", born, Sex.FEMALE),
        ),
        needs=(NeedRecord(MemberNo(2), NeedKind.LIFT, NEED),),
        relatives=(RelativeRecord("moeder", RELATIVE, "LB", is_reunification_wanted=True),),
        wishes=(WishRecord(None, WishTopic.CONTACT, WISH),),
    )
    save_household(by=by, now=world.now, case=case, record=record)
    actions.join_team(by=by, now=world.now, case=case, person=world.ids["anouk"], role=TeamRole.GUIDE)
    return case


def text_of(response):
    return response.content.decode()


def hidden_in(response):
    """What the page keeps of the preview it shows."""
    page = text_of(response)
    return {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("seen", "shown")}


def test_who_is_not_logged_in_is_asked_to(client, world):
    for path in ("/week/", "/cases/", "/dwellings/", "/search/?q=x"):
        response = client.get(path)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_the_coordinator_lands_on_what_must_happen_this_week(log_in, haddad):
    client = log_in("marieke")

    assert client.get("/")["Location"] == "/week/"
    page = text_of(client.get("/week/"))
    assert "Wat moet deze week gebeuren" in page
    assert haddad in page
    assert "Samir" in page
    assert "2 dagen na de koppeling" in page


@pytest.mark.parametrize("key", ["sander", "lotte", "joris", "ruben", "fenna", "pieter", "bas", "hatice", "tolk"])
def test_a_case_outside_ones_reach_answers_exactly_as_one_that_does_not_exist(log_in, haddad, key):
    client = log_in(key)
    for path in ("", "plan/", "team/", "household/", "milestones/LANDED/0/move/", "tasks/1/"):
        there, nowhere = client.get(f"/cases/{haddad}/{path}"), client.get(f"/cases/H-9999/{path}")
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert text_of(there) == text_of(nowhere)


@pytest.mark.parametrize(("key", "role"), [("carla", TeamRole.COA_LIAISON), ("anouk", None)])
def test_who_works_with_several_municipalities_reads_on_a_case_which_it_is_and_its_number(
    log_in, haddad, world, key, role
):
    Municipality.rows.filter(code=HERE).update(phone="0570 123456")
    Municipality.rows.filter(code=ELSEWHERE).update(phone="0570 999999")
    if role:
        world.joins(haddad, key, role, by="marieke")
    number, address = (
        '<a class="utrecht-link hv-ltr hv-nowrap" href="tel:0570123456">0570 123456</a>',
        f"/cases/{haddad}/",
    )
    assert text_of(log_in(key).get(address)).count("0570 123456") == 1  # of the only one, at the foot of every page

    Membership.rows.get(person=world.ids[key]).municipalities.add(ELSEWHERE)
    shown = text_of(log_in(key).get(address))
    assert f"Gemeente Molenveen: {number}" in shown
    assert shown.count("0570 123456") == 1
    assert "0570 999999" not in shown


@pytest.mark.parametrize("key", ["marieke", "anouk", "lena"])
def test_a_case_within_ones_reach_is_shown(log_in, haddad, key):
    client = log_in(key)
    for path in ("", "plan/", "team/", "household/"):
        assert client.get(f"/cases/{haddad}/{path}").status_code == 200, path


@pytest.mark.parametrize("key", ["hatice", "joris", "ruben", "fenna", "pieter", "bas", "sander"])
def test_no_list_or_search_names_a_family_to_an_outsider(log_in, haddad, key):
    client = log_in(key)
    for path in (
        "/week/?scope=all",
        "/cases/",
        "/search/?q=Samir",
        "/search/?q=Haddad",
        f"/search/?q={haddad}",
        "/log/",
    ):
        page = text_of(client.get(path)).replace(f'value="{haddad}"', "").replace('value="Samir"', "")
        page = page.replace('value="Haddad"', "")
        for word in (*NAMES, NEED, WISH, RELATIVE):
            assert word not in page, (path, word)


def test_search_finds_by_code_and_by_name_in_any_script(log_in, haddad):
    client = log_in("marieke")
    for words in (haddad, haddad.lower(), "sam", "ريم"):
        assert f'href="/cases/{haddad}/"' in text_of(client.get("/search/", {"q": words})), words
    assert "Niets gevonden" in text_of(client.get("/search/?q=Zzyzx"))


def test_a_lead_outside_the_team_reads_names_but_no_need(log_in, haddad):
    page = text_of(log_in("lena").get(f"/cases/{haddad}/household/"))

    assert "Samir" in page
    assert NEED not in page
    assert "Lift" not in page


def test_only_named_readers_see_what_is_most_sensitive(log_in, haddad, world):
    page_of_lead = text_of(log_in("marieke").get(f"/cases/{haddad}/household/"))
    page_of_guide = text_of(log_in("anouk").get(f"/cases/{haddad}/household/"))

    for word in (WISH, RELATIVE):
        assert word in page_of_lead
        assert word not in page_of_guide


def test_the_planner_lists_cases_by_code_only(log_in, haddad):
    page = text_of(log_in("joris").get("/cases/"))

    assert haddad in page
    assert f'href="/cases/{haddad}/"' not in page
    assert "Samir" not in page


@pytest.mark.parametrize("key", ["joris", "pieter"])
def test_who_knows_cases_by_code_reads_phase_and_counts_and_neither_route_nor_coordinator(log_in, haddad, key):
    lead, codes = text_of(log_in("lena").get("/cases/")), text_of(log_in(key).get("/cases/"))

    for page in (lead, codes):
        assert haddad in page
        assert "Voorbereiding" in page
        assert 'data-label="Open taken"' in page
    for word in ('hv-meta">Hervestiging<', "Marieke", 'data-label="Coördinator"', 'name="route"', 'name="without"'):
        assert word in lead
        assert word not in codes


def test_a_filter_in_the_address_tells_no_more_than_the_list_itself(log_in, haddad):
    for narrowed in ("/cases/?route=status_holder", "/cases/?without=on"):
        assert haddad not in text_of(log_in("lena").get(narrowed))
        assert haddad in text_of(log_in("joris").get(narrowed))


def test_the_filter_stands_in_the_address_and_narrows(log_in, haddad):
    client = log_in("marieke")

    assert haddad in text_of(client.get("/cases/?route=resettlement"))
    assert haddad not in text_of(client.get("/cases/?route=status_holder"))
    assert haddad in text_of(client.get("/cases/?route=nonsense&page=zero"))


def test_a_task_is_finished_from_the_list_and_undone(log_in, haddad, world):
    client = log_in("marieke")
    page = text_of(client.get("/week/"))
    path = page.split('action="/cases/')[1].split('"')[0]

    done = client.post(f"/cases/{path}", {"quick": "yes", "next": "/week/", "submission": "a"}, follow=True)
    assert "Klaar:" in text_of(done)
    undo = text_of(done).split('<form method="post" novalidate action="')[1].split('"')[0]
    assert "De taak is weer open." in text_of(client.post(undo, {"submission": "b"}, follow=True))


def planners_task(world, case):
    """A task of Joris, who plans homes by code and opens no case."""
    task_actions.add_task(
        by=world.actor("marieke"),
        now=world.now,
        case=case,
        title="Bel de corporatie",
        due_on=world.today,
        person=world.ids["joris"],
    )
    return Task.rows.get(title="Bel de corporatie").pk


def test_who_takes_a_finished_task_back_returns_to_where_they_were(log_in, haddad, world):
    client, task = log_in("joris"), planners_task(world, haddad)
    finish = {"quick": "yes", "next": "/week/?scope=mine", "submission": "u1"}

    done = client.post(f"/cases/{haddad}/tasks/{task}/finish/", finish, follow=True)
    assert done.redirect_chain == [("/week/?scope=mine", 303)]
    undo = text_of(done).split(f'action="/cases/{haddad}/tasks/{task}/undo/"')[1].split("</form>")[0]
    back = undo.split('name="next" value="')[1].split('"')[0]
    undone = client.post(f"/cases/{haddad}/tasks/{task}/undo/", {"next": back, "submission": "u2"}, follow=True)
    assert undone.redirect_chain == [("/week/?scope=mine", 303)]
    assert undone.status_code == 200


def test_who_opens_no_case_stays_with_the_task_they_finished(log_in, haddad, world):
    task = planners_task(world, haddad)
    path = f"/cases/{haddad}/tasks/{task}/"

    form = {"done_on": str(world.today), "reason": "", "next": "https://elsewhere.example/", "submission": "u3"}
    assert log_in("joris").post(f"{path}finish/", form)["Location"] == path
    assert log_in("marieke").post(f"{path}undo/", {"submission": "u4"})["Location"] == f"/cases/{haddad}/"


def test_the_breadcrumb_leads_to_the_case_only_for_who_may_open_it(log_in, haddad, world):
    path = f"/cases/{haddad}/tasks/{planners_task(world, haddad)}/"
    link = f'href="/cases/{haddad}/"'

    page = text_of(log_in("joris").get(path))
    assert haddad in page
    assert link not in page
    assert link in text_of(log_in("marieke").get(path))


def test_a_task_that_others_come_before_asks_why_it_is_finished_already(log_in, haddad):
    client = log_in("marieke")
    row = Task.rows.get(case__code=haddad, template="B02")
    path = f"/cases/{haddad}/tasks/{row.pk}/finish/"

    asked = client.post(path, {"quick": "yes", "submission": "w1"})
    assert "Waarom gaat u toch door?" in text_of(asked)
    assert "Bevestig de koppeling" in text_of(asked)
    form = {"done_on": "2026-11-23", "reason": "Bij COA nagevraagd."}
    assert "Klaar:" in text_of(client.post(path, form | {"submission": "w2"}, follow=True))


def test_the_forms_offer_nobody_who_could_not_do_the_work_and_choose_nobody_by_themselves(log_in, haddad):
    client = log_in("marieke")

    join = client.get(f"/cases/{haddad}/team/").context["form"]
    assert "Pieter Oost" not in str(join["person"])
    assert "Sander Bos" in str(join["person"])
    assert join.fields["person"].choices[0] == ("", "Kies een persoon")
    assert join.fields["role"].choices[0] == ("", "Kies een rol")
    empty = client.post(f"/cases/{haddad}/team/join/", {"person": "", "role": "", "until_on": "2027-01-01"})
    assert {"person", "role"} <= set(empty.context["form"].errors)
    add = str(client.get(f"/cases/{haddad}/tasks/add/").context["form"]["person"])
    assert "Pieter Oost" not in add
    assert "Sander Bos" not in add
    assert "Anouk Bakker" in add


def test_ending_somebodys_work_first_says_what_follows(log_in, haddad, world):
    client = log_in("marieke")
    team = {row.name: row.id for row in journey_queries.team_of(world.actor("marieke"), haddad, today=world.today)}
    nobody_leads = "Daarna leidt niemand dit dossier"

    lead = text_of(client.get(f"/cases/{haddad}/team/{team['Marieke de Wit']}/leave/"))
    guide = text_of(client.get(f"/cases/{haddad}/team/{team['Anouk Bakker']}/leave/"))
    assert nobody_leads in lead
    assert nobody_leads not in guide
    before = text_of(client.get(f"/cases/{haddad}/team/"))
    assert "Anouk Bakker</th>" in before
    assert "Anouk Bakker, Maatschappelijk begeleider</span>" in before
    ended = client.post(f"/cases/{haddad}/team/{team['Anouk Bakker']}/leave/", {"submission": "e1"}, follow=True)
    assert "Anouk Bakker</th>" not in text_of(ended)


def test_the_same_form_sent_twice_is_done_once(log_in, haddad, world):
    client = log_in("marieke")
    form = {"title": "Bel de school", "due_on": str(world.today), "person": "", "submission": "only-once"}

    first = client.post(f"/cases/{haddad}/tasks/add/", form)
    second = client.post(f"/cases/{haddad}/tasks/add/", form)

    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert text_of(client.get(f"/cases/{haddad}/plan/")).count("Bel de school</a>") == 1


def test_moving_a_milestone_shows_first_and_writes_only_when_confirmed(log_in, haddad, world):
    client = log_in("marieke")
    path = f"/cases/{haddad}/milestones/LANDED/0/move/"
    on = world.today + timedelta(days=37)
    seen = text_of(client.get(path)).split('name="seen" value="')[1].split('"')[0]
    form = {"on": str(on), "is_actual": "no", "reason": "Andere vlucht", "seen": seen}

    preview = client.post(path, form | {"submission": "p1"})
    assert preview.status_code == 200
    assert "Er is nog niets opgeslagen" in text_of(preview)
    assert text_of(client.get(f"/cases/{haddad}/")).count("ma 21 dec") >= 1

    looked_at = form | hidden_in(preview)
    applied = client.post(path, looked_at | {"confirm": "yes", "submission": "p2"}, follow=True)
    assert "wo 30 dec" in text_of(applied)


def test_a_plan_that_changed_meanwhile_is_shown_anew_and_can_then_be_applied(log_in, haddad, world):
    client, path = log_in("marieke"), f"/cases/{haddad}/milestones/LANDED/0/move/"
    form = {"on": str(world.today + timedelta(days=37)), "is_actual": "no", "reason": "Andere vlucht", "seen": "1"}
    looked_at = form | hidden_in(client.post(path, form | {"submission": "r1"}))
    actions.move_milestone(
        by=world.actor("marieke"),
        now=world.now,
        case=haddad,
        milestone=MilestoneCode.LANDED,
        member=None,
        on=world.today + timedelta(days=44),
        is_actual=False,
        reason="",
        seen=int(looked_at["seen"]),
    )

    stale = client.post(path, looked_at | {"confirm": "yes", "submission": "r2"})
    assert "Iemand anders heeft dit plan intussen gewijzigd" in text_of(stale)
    assert "Andere vlucht" in text_of(stale)
    assert "Pas toe" in text_of(stale)
    again = client.post(path, form | hidden_in(stale) | {"confirm": "yes", "submission": "r3"}, follow=True)
    assert "wo 30 dec" in text_of(again)


def test_a_day_that_was_never_looked_at_is_shown_before_it_is_applied(log_in, haddad, world):
    client, path = log_in("marieke"), f"/cases/{haddad}/milestones/LANDED/0/move/"
    form = {"on": str(world.today + timedelta(days=37)), "is_actual": "no", "reason": "Andere vlucht", "seen": "1"}
    looked_at = form | hidden_in(client.post(path, form | {"submission": "s1"}))
    other = looked_at | {"on": str(world.today + timedelta(days=44)), "confirm": "yes"}

    shown = client.post(path, other | {"submission": "s2"})
    assert "U had deze dag nog niet bekeken" in text_of(shown)
    assert "wo 30 dec" not in text_of(client.get(f"/cases/{haddad}/"))
    applied = client.post(path, other | hidden_in(shown) | {"submission": "s3"}, follow=True)
    assert "wo 6 jan" in text_of(applied)


def test_a_day_that_cannot_be_is_refused_in_words_before_anything_is_previewed(log_in, haddad, world):
    client, path = log_in("marieke"), f"/cases/{haddad}/milestones/LANDED/0/move/"
    form = {"is_actual": "no", "reason": "Andere vlucht", "seen": "1"}
    before_the_link = str(world.today - timedelta(days=60))

    refused = text_of(client.post(path, form | {"on": before_the_link, "submission": "q1"}))
    assert "(do 24 sep 2026) kan niet eerder zijn dan Koppeling (ma 2 nov 2026)" in refused
    assert "Pas toe" not in refused
    ahead = client.post(
        path, form | {"on": str(world.today + timedelta(days=1)), "is_actual": "yes", "submission": "q2"}
    )
    assert "ligt in de toekomst" in text_of(ahead)
    far = client.post(path, form | {"on": str(world.today.replace(year=2126)), "submission": "q3"})
    assert "Controleer het jaar" in text_of(far)
    fits = client.post(path, form | {"on": str(world.today + timedelta(days=37)), "submission": "q4"})
    assert "Pas toe" in text_of(fits)


def test_the_day_that_stands_already_changes_nothing_and_offers_nothing_to_apply(log_in, haddad, world):
    client, path = log_in("marieke"), f"/cases/{haddad}/milestones/LANDED/0/move/"
    stands = re.search(r'name="on" value="([\d-]+)"', client.get(path).content.decode())[1]
    form = {"is_actual": "no", "reason": "Zo stond het", "seen": "1"}

    same = text_of(client.post(path, form | {"on": stands, "submission": "d1"}))
    assert "Er verandert niets" in same
    assert "Pas toe" not in same
    assert "hv-tile" not in same
    another = text_of(client.post(path, form | {"on": str(world.today + timedelta(days=37)), "submission": "d2"}))
    assert "Er verandert niets" not in another
    assert "Pas toe" in another


def test_a_number_above_a_preview_leads_to_its_list_if_there_is_one(log_in, haddad, world):
    client, path = log_in("marieke"), f"/cases/{haddad}/milestones/LANDED/0/move/"
    form = {"on": str(world.today + timedelta(days=37)), "is_actual": "no", "reason": "Andere vlucht", "seen": "1"}
    text = client.post(path, form | {"submission": "t1"}).content.decode()
    led_to = set(re.findall(r'class="hv-tile[^"]*" href="#(\w+)"', text))

    assert {"moves", "stays"} <= led_to
    assert led_to <= set(re.findall(r'<section[^>]* id="(\w+)"', text))


@pytest.mark.parametrize(("n_fixed", "words"), [(1, "datum blijft staan"), (2, "data blijven staan")])
def test_one_above_a_preview_is_said_as_one(log_in, haddad, world, n_fixed, words):
    client, path = log_in("marieke"), f"/cases/{haddad}/milestones/LANDED/0/move/"
    theirs = Task.rows.filter(case__code=haddad, is_open=True, because__milestone="LANDED").order_by("due_on", "pk")
    Task.rows.filter(pk__in=theirs[:n_fixed]).update(is_fixed=True)
    form = {"on": str(world.today + timedelta(days=37)), "is_actual": "no", "reason": "Andere vlucht", "seen": "1"}

    text = client.post(path, form | {"submission": "t1"}).content.decode()

    tiles = dict(re.findall(r'href="#(\w+)"><span class="hv-tile__n">.*?</svg>(\d+</span><span[^>]*>[^<]+)', text))
    assert tiles["stays"].endswith(f">{words}"), tiles


def test_a_milestone_that_is_not_recorded_by_hand_is_refused_in_words_and_not_offered(log_in, haddad):
    client = log_in("marieke")

    refused = client.get(f"/cases/{haddad}/milestones/HOME_DECIDED/0/move/")
    assert refused.status_code == 400
    assert "legt u vast door over de woning te besluiten" in text_of(refused)
    assert client.get(f"/cases/{haddad}/milestones/ARRIVED/1/move/").status_code == 400
    assert client.get(f"/cases/{haddad}/milestones/ARRIVED/0/move/").status_code == 200
    case = text_of(client.get(f"/cases/{haddad}/"))
    assert "milestones/CASE_CLOSED/" not in case
    assert "milestones/STAY_ENDED/" in case


def test_a_day_too_long_ago_is_refused_without_the_key_of_any_term(log_in, haddad, world):
    client = log_in("marieke")
    form = {"on": "2016-03-01", "is_actual": "yes", "reason": "Overgenomen", "seen": "1", "submission": "o1"}

    refused = text_of(client.post(f"/cases/{haddad}/milestones/REGISTERED/0/move/", form))
    assert "Die dag ligt te lang geleden" in refused
    assert "pip_10w" not in refused
    recent = form | {"on": str(world.today), "submission": "o2"}
    assert "Pas toe" in text_of(client.post(f"/cases/{haddad}/milestones/REGISTERED/0/move/", recent))


def test_bad_input_says_what_to_do_and_keeps_what_was_typed(log_in, haddad):
    client = log_in("marieke")
    response = client.post(
        f"/cases/{haddad}/tasks/add/", {"title": "Bel de school", "due_on": "31-02-2027", "submission": "c"}
    )

    assert response.status_code == 200
    assert "Er is nog niets opgeslagen" in text_of(response)
    assert "Bel de school" in text_of(response)


def test_a_phone_offers_search_and_behind_more_the_rest_of_the_menu(log_in, haddad):
    page = text_of(log_in("marieke").get("/week/"))
    bar = page.split('class="hv-tabbar"')[1]
    tabs, more = bar.split("<details>")

    assert [f'href="/{place}/"' in tabs for place in ("week", "cases", "search")] == [True, True, True]
    assert "Meer</summary>" in more
    assert 'href="/import/' in more
    assert 'href="/profile/"' in more
    for place in page.split('class="hv-nav__list"')[1].split("</ul>")[0].split('href="')[1:]:
        assert f'href="{place.split(chr(34))[0]}"' in bar, place
    assert 'type="search"' in text_of(log_in("marieke").get("/search/"))
    assert 'href="/search/"' not in text_of(log_in("bas").get("/people/"))


def test_who_has_none_of_the_usual_places_has_their_own_at_the_foot_of_a_phone(log_in, world):
    bar = log_in("sanne").get("/sponsors/").content.decode().split('class="hv-tabbar"')[1]
    at_hand, more = bar.split("<details>")

    assert "Sponsorgroepen" in at_hand
    assert "Sponsorgroepen" not in more
    usual = log_in("fenna").get("/sponsors/").content.decode().split('class="hv-tabbar"')[1].split("<details>")
    assert "Dossiers" in usual[0]
    assert "Sponsorgroepen" in usual[1]


def test_english_readers_read_english(log_in, haddad):
    client = log_in("marieke")
    client.post("/profile/", {"language": "en", "submission": "d"})

    page = text_of(client.get("/week/"))
    assert '<html lang="en"' in page
    assert "What must happen this week" in page
    assert "2 days after the link" in page


def test_every_read_of_a_case_stands_in_the_log_once(log_in, haddad, world):
    client = log_in("anouk")
    before = AuditRow.rows.filter(verb="case.read", by_id=world.ids["anouk"]).count()
    client.get(f"/cases/{haddad}/")
    rows = AuditRow.rows.filter(verb="case.read", by_id=world.ids["anouk"])

    assert rows.count() == before + 1
    assert rows.latest("number").case_code == haddad


def further_families(world, n):
    """So many families more, each with its dates and one person called Samuel."""
    by, now = world.actor("marieke"), world.now
    records = [
        MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=world.today - timedelta(days=21)),
        MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=28)),
    ]
    for _ in range(n):
        case = actions.open_case(by=by, now=now, municipality="GM9001", route=Route.RESETTLEMENT).code
        actions.record_milestones(by=by, now=now, case=case, records=records, source="dossier")
        person = MemberRecord(MemberNo(1), MemberRole.HEAD, "Samuel", "Ander")
        save_household(by=by, now=now, case=case, record=HouseholdRecord(dossier_number=f"T-{case}", members=(person,)))


def test_the_order_of_the_worklist_stands_in_the_address_and_stays_with_its_filters(log_in, haddad):
    page = text_of(log_in("marieke").get("/week/?order=case&binding=on"))

    assert '<option value="case" selected>Per huishouden</option>' in page
    assert 'href="?order=case&amp;binding=on&amp;scope=mine"' in page
    assert '<option value="case" selected>' not in text_of(log_in("marieke").get("/week/?order=nonsense"))


def test_for_whom_somebody_works_is_known_with_their_roles_and_not_asked_again(log_in, world):
    client = log_in("marieke")
    for path in ("/dwellings/", "/profile/"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert sum('FROM "accounts_municipality" WHERE' in row["sql"] for row in asked.captured_queries) == 0, path
        assert sum('JOIN "accounts_municipality"' in row["sql"] for row in asked.captured_queries) == 1, path


def test_the_number_of_queries_of_a_page_does_not_grow_with_rows(log_in, haddad, world):
    """Five cases against forty; every page in one test, since making forty cases is what takes time."""
    client = log_in("marieke")
    paths = (
        "/week/",
        "/cases/",
        "/search/?q=Sam",
        f"/search/?q={haddad}",
        f"/cases/{haddad}/",
        f"/cases/{haddad}/plan/",
    )

    def queries(path):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    further_families(world, 4)
    few = {path: queries(path) for path in paths}
    further_families(world, 35)
    assert {path: queries(path) for path in paths if queries(path) > few[path]} == {}


def test_the_order_of_arrival_is_told_only_to_who_may_read_arrivals(log_in, world, haddad):
    by = world.actor("marieke")
    sooner = actions.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    landing = MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=5))
    actions.record_milestones(by=by, now=world.now, case=sooner, records=[landing], source="dossier")

    def shown(name):
        page = text_of(log_in(name).get("/cases/?order=arrival"))
        return page.index(f">{sooner}<") < page.index(f">{haddad}<"), 'data-label="Aankomst"' in page

    assert shown("marieke") == (True, True)
    assert shown("joris") == (False, False)
    assert shown("pieter") == (False, False)


def test_on_paper_every_page_says_once_of_which_day_it_is_and_who_printed_it(log_in, haddad, client):
    printed = "Afgedrukt zoals het stond op maandag 23 november 2026 om 10:00, door Marieke de Wit"
    lists = [reverse(name) for name in ("this_week", "cases", "dwellings", "matching_table", "sponsor_groups")]
    assert "Afgedrukt" not in text_of(client.get("/accounts/login/"))
    for path in (f"/cases/{haddad}/", f"/cases/{haddad}/household/", *lists):
        text = text_of(log_in("marieke").get(path))
        assert text.count(f'<p class="hv-onpaper hv-meta">{printed}</p>') == 1, path


@pytest.mark.parametrize(("key", "has_aside"), [("marieke", True), ("joris", False)])
def test_work_has_the_whole_width_where_nothing_stands_beside_it(log_in, haddad, key, has_aside):
    text = log_in(key).get("/week/").content.decode()

    assert ("hv-cols--aside" in text) is has_aside
    assert ("<aside" in text) is has_aside


@pytest.mark.parametrize(
    ("key", "theirs"),
    [
        ("sander", ("als een dossier wordt ingelezen", "leest een overdrachtsdossier in")),
        ("anouk", ("zodra u met een gezin werkt", "zodra de coördinator u in het team zet")),
        ("ruben", ("zodra u met een gezin werkt", "zodra de coördinator u in het team zet")),
    ],
)
def test_an_empty_list_says_how_something_comes_into_it_for_who_reads_it(log_in, world, key, theirs):
    client = log_in(key)
    week, cases = (client.get(page).content.decode() for page in ("/week/", "/cases/"))

    assert theirs[0] in week
    assert "Wat later komt staat hieronder" not in week  # nothing does
    assert theirs[1] in cases
    assert ("ingelezen" in week, "leest een" in cases) == (key == "sander", key == "sander")


def test_an_empty_week_speaks_of_later_and_of_more_work_to_who_has_some(log_in, haddad, world):
    due = {"due_on": world.today + timedelta(days=60)}
    task_actions.add_task(by=world.actor("marieke"), now=world.now, case=haddad, title="Bel", person=None, **due)
    Task.rows.exclude(title="Bel").delete()
    client = log_in("anouk")

    week, narrowed = text_of(client.get("/week/")), text_of(client.get("/week/?phase=arrival"))
    assert "Nieuwe taken voor uw gezinnen verschijnen hier vanzelf. Wat later komt staat hieronder." in week
    assert "zodra u met een gezin werkt" not in week
    assert "Geen taak past bij deze filters" in narrowed
    assert "Nieuwe taken" not in narrowed

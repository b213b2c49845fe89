"""Who lets whom in and out: inviting, giving and ending roles, links to set a password, and who leads new cases."""

import re
from datetime import timedelta

import pytest
import time_machine

from accounts.test_login import set_password
from hervest.accounts import actions, people_actions, people_queries
from hervest.accounts.coordinator_queries import coordinator_page, default_coordinator
from hervest.accounts.models import DefaultCoordinator, Membership, Organisation, Person
from hervest.accounts.people_queries import PeopleFilters
from hervest.accounts.queries import actor_of, colleagues, colleagues_of
from hervest.accounts.settings import membership_term
from hervest.accounts.vocabulary import Relation, Role
from hervest.audit.models import AuditRow
from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Route
from hervest.journey import actions as journey
from hervest.journey.access_queries import subject_of
from hervest.journey.models import Case
from hervest.journey.queries import CaseFilters, case_list
from hervest.journey.week_queries import unled
from hervest.portal.people_queries import ending
from people import ELSEWHERE, HERE, NOW, TODAY

NEXT_YEAR = TODAY + timedelta(days=365)
EMAIL = "els.nieuw@hervest.example"


def invite(
    world, *, by="lena", organisation="gemeente", roles=(Role.MUNI_CASEWORKER,), email=EMAIL, until_on=NEXT_YEAR
):
    return people_actions.invite_person(
        by=world.actor(by),
        now=NOW,
        email=email,
        name="Els Nieuw",
        organisation=world.organisations[organisation],
        roles=roles,
        until_on=until_on,
    )


def membership(world, key, role=None):
    rows = Membership.rows.filter(person=world.ids[key])
    return (rows.get(role=role) if role else rows.get()).pk


def end(world, key, by="lena", role=None):
    people_actions.end_role(by=world.actor(by), now=NOW, membership=membership(world, key, role))


def refused(call, *args, **kwargs):
    with pytest.raises(RuleBroken) as problem:
        call(*args, **kwargs)
    return problem.value.code, problem.value.params.get("field")


def verbs(chain=HERE):
    return list(AuditRow.rows.filter(chain=chain).order_by("number").values_list("verb", flat=True))


def test_somebody_new_has_the_roles_and_no_password_and_the_log_says_so_without_the_link(world):
    invited = invite(world, roles=(Role.MUNI_CASEWORKER, Role.MUNI_PLANNER))

    person = Person.rows.get(email=EMAIL)
    assert not person.has_usable_password()
    held = Membership.rows.filter(person=person)
    assert {(row.role, row.from_on, row.until_on) for row in held} == {
        ("muni_caseworker", TODAY, NEXT_YEAR),
        ("muni_planner", TODAY, NEXT_YEAR),
    }
    assert {place.code for row in held for place in row.municipalities.all()} == {HERE}
    assert verbs()[-3:] == ["membership.granted", "membership.granted", "link.given"]
    token = invited.link.split("/")[3]
    assert token not in str(list(AuditRow.rows.values()))


def test_the_link_lets_in_once_and_a_newer_one_makes_it_worthless(client, world):
    first = invite(world)
    second = people_actions.give_link(by=world.actor("lena"), now=NOW, person=first.person)

    with time_machine.travel(NOW, tick=False):
        set_password(client, first.link)
        assert client.get("/profile/").status_code != 200

        set_password(client, second)
        assert client.get("/profile/").status_code == 200


def test_a_new_link_makes_the_old_password_worthless_and_logs_out(log_in, world):
    client = log_in("sander")
    assert client.get("/week/").status_code == 200

    people_actions.give_link(by=world.actor("lena"), now=NOW, person=world.ids["sander"])

    assert client.get("/week/").status_code == 302
    assert not world.person("sander").has_usable_password()


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ("lena", "anouk"),
        ("lena", "hatice"),
        ("lena", "bas"),
        ("sander", "lotte"),
        ("fenna", "anouk"),
        ("hatice", "sander"),
    ],
)
def test_a_link_for_people_of_others_cannot_be_had(world, by, key):
    with pytest.raises((NotAllowed, NotFound)):
        people_actions.give_link(by=world.actor(by), now=NOW, person=world.ids[key])
    assert world.person(key).has_usable_password()


def test_a_link_for_somebody_who_may_do_more_than_the_lead_can_give_is_refused(world):
    give(world, "lotte", by="bas", organisation="platform", role=Role.PLATFORM_ADMIN)

    assert refused(people_actions.give_link, by=world.actor("lena"), now=NOW, person=world.ids["lotte"])[0] == (
        "link_not_yours_to_give"
    )
    assert people_actions.give_link(by=world.actor("bas"), now=NOW, person=world.ids["lotte"])


def test_nobody_makes_a_link_for_themselves(world):
    code, _ = refused(people_actions.give_link, by=world.actor("lena"), now=NOW, person=world.ids["lena"])

    assert code == "link_not_yours_to_give"


def give(world, key, *, by="lena", organisation="gemeente", role=Role.MUNI_PLANNER, until_on=NEXT_YEAR, from_on=None):
    people_actions.give_role(
        by=world.actor(by),
        now=NOW,
        person=world.ids[key],
        organisation=world.organisations[organisation],
        role=role,
        until_on=until_on,
        from_on=from_on,
    )


def test_a_role_opens_nothing_before_its_first_day(world):
    first = TODAY + timedelta(days=7)
    give(world, "sander", from_on=first)

    before, on_it = (
        {grant.role for grant in actor_of(world.person("sander"), today=day).grants}
        for day in (first - timedelta(days=1), first)
    )
    assert Role.MUNI_PLANNER not in before
    assert Role.MUNI_PLANNER in on_it


def test_a_role_does_not_begin_before_it_was_given_nor_after_it_ends(world):
    assert refused(give, world, "sander", from_on=TODAY - timedelta(days=1)) == ("first_day_has_passed", "from_on")
    assert refused(give, world, "sander", from_on=NEXT_YEAR + timedelta(days=1)) == (
        "ends_before_it_starts",
        "until_on",
    )
    give(world, "sander", from_on=NEXT_YEAR)


def test_the_page_gives_a_role_from_the_day_that_was_filled_in(log_in, world):
    first = TODAY + timedelta(days=7)
    client, address = log_in("lena"), f"/people/{world.ids['sander']}/roles/add/"
    sent = {
        "organisation": world.organisations["gemeente"],
        "role": "muni_planner",
        "from_on": (TODAY - timedelta(days=1)).isoformat(),
        "until_on": NEXT_YEAR.isoformat(),
    }
    assert (
        "Deze dag is voorbij. Kies vandaag of later"
        in client.post(address, sent | {"submission": "k1"}).content.decode()
    )

    answer = client.post(address, sent | {"from_on": first.isoformat(), "submission": "k2"}, follow=True)

    assert "nog niet" in answer.content.decode()
    assert Membership.rows.get(person=world.ids["sander"], role="muni_planner").from_on == first


@pytest.mark.parametrize(
    ("by", "organisation", "role"),
    [
        ("bas", "gemeente", Role.PRIVACY_OFFICER),
        ("lena", "gemeente", Role.MUNI_LEAD),
        ("bas", "gemeente", Role.PLATFORM_ADMIN),
        ("bas", "wegwijs", Role.PARTNER_CASEWORKER),
        ("bas", "veste", Role.HOUSING_PARTNER),
    ],
)
def test_a_role_that_belongs_to_the_organisation_can_be_given(world, by, organisation, role):
    invite(world, by=by, organisation=organisation, roles=(role,))

    assert Membership.rows.filter(person__email=EMAIL, role=role).exists()


@pytest.mark.parametrize(
    ("by", "organisation", "role"),
    [
        ("lena", "gemeente", Role.PARTNER_CASEWORKER),
        ("bas", "gemeente", Role.SCREENER),
        ("bas", "wegwijs", Role.MUNI_LEAD),
        ("bas", "veste", Role.MUNI_CASEWORKER),
        ("bas", "platform", Role.MUNI_LEAD),
    ],
)
def test_a_role_that_is_not_theirs_to_give_is_refused_and_nobody_is_made(world, by, organisation, role):
    assert refused(invite, world, by=by, organisation=organisation, roles=(role,)) == ("role_not_given_here", "roles")
    assert not Person.rows.filter(email=EMAIL).exists()


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.AUDITOR, Role.PLATFORM_ADMIN])
def test_who_reads_the_log_or_manages_the_installation_is_not_made_by_a_lead(log_in, world, role):
    assert refused(invite, world, roles=(role,)) == ("role_from_the_administrator", "roles")
    assert refused(give, world, "sander", role=role) == ("role_from_the_administrator", "role")
    text = log_in("lena").get("/people/add/").content.decode()
    assert f'value="{role.value}"' not in text
    assert "De beheerder van Hervest geeft de rol privacy officer" in text


def test_a_lead_neither_ends_a_privacy_officer_nor_logs_in_as_one_but_the_platform_can(world):
    with pytest.raises(NotAllowed):
        end(world, "pieter")
    assert refused(people_actions.give_link, by=world.actor("lena"), now=NOW, person=world.ids["pieter"])[0] == (
        "link_not_yours_to_give"
    )

    assert people_actions.give_link(by=world.actor("bas"), now=NOW, person=world.ids["pieter"])
    end(world, "pieter", by="bas")


@pytest.mark.parametrize(("by", "key"), [("lena", "lena"), ("bas", "bas")])
def test_nobody_gives_a_role_to_themselves(log_in, world, by, key):
    assert refused(give, world, key, by=by) == ("own_role_from_another", "role")
    assert log_in(by).get(f"/people/{world.ids[key]}/roles/add/").status_code == 404


def test_the_own_role_is_given_longer_by_another_and_may_be_given_up_early(world):
    def change(by, key, days):
        row = membership(world, key, None if key != "marieke" else Role.MUNI_LEAD)
        people_actions.change_last_day(
            by=world.actor(by), now=NOW, membership=row, until_on=TODAY + timedelta(days=days)
        )

    assert refused(change, "lena", "lena", 500) == ("own_role_from_another", "until_on")
    change("marieke", "lena", 500)
    change("lena", "lena", 300)
    change("bas", "bas", 500)
    give(world, "sander", by="bas", role=Role.PLATFORM_ADMIN)
    assert refused(change, "bas", "bas", 600) == ("own_role_from_another", "until_on")


def test_a_role_for_who_never_set_a_password_ends_the_link_and_leaves_other_passwords_alone(client, world):
    first = invite(world, by="bas", roles=(Role.MUNI_PLANNER,))
    people_actions.give_role(
        by=world.actor("bas"),
        now=NOW,
        person=first.person,
        organisation=world.organisations["gemeente"],
        role=Role.PRIVACY_OFFICER,
        until_on=NEXT_YEAR,
    )
    give(world, "sander")

    set_password(client, first.link)

    assert client.get("/profile/").status_code != 200
    assert world.person("sander").has_usable_password()


def test_a_lead_who_never_set_a_password_is_nobody_who_lets_others_in(world):
    end(world, "marieke", role=Role.MUNI_LEAD)
    invited = invite(world, roles=(Role.MUNI_LEAD,))
    assert refused(end, world, "lena")[0] == "last_in_this_role"

    person = Person.rows.get(pk=invited.person)
    person.set_password("nog een goed wachtwoord")
    person.save()

    end(world, "lena")
    assert not world.actor("lena").grants


@pytest.mark.parametrize(
    ("by", "organisation"), [("lena", "wegwijs"), ("lena", "havermeer"), ("sander", "gemeente"), ("fenna", "wegwijs")]
)
def test_people_of_another_organisation_are_not_the_leads_to_let_in(world, by, organisation):
    with pytest.raises(NotAllowed):
        invite(world, by=by, organisation=organisation, roles=(Role.PARTNER_CASEWORKER,))
    assert not Person.rows.filter(email=EMAIL).exists()


def test_an_address_that_is_known_is_said_so_without_telling_whose_it_is(world):
    assert refused(invite, world, email=world.email("sander").upper()) == ("email_known_here", "email")
    assert refused(invite, world, email=world.email("hatice")) == ("email_known_elsewhere", "email")
    assert refused(invite, world, by="bas", email=world.email("hatice")) == ("email_known_here", "email")
    assert Membership.rows.filter(person=world.ids["hatice"], organisation=world.organisations["gemeente"]).count() == 0


def test_the_lead_cannot_give_a_role_to_somebody_of_another_organisation_but_the_platform_can(world):
    with pytest.raises(NotFound):
        give(world, "hatice")

    give(world, "hatice", by="bas")

    assert Membership.rows.filter(person=world.ids["hatice"], role=Role.MUNI_PLANNER).exists()


def test_a_role_is_held_once(world):
    give(world, "sander")

    assert refused(give, world, "sander") == ("has_this_role", "role")


@pytest.mark.parametrize(
    ("until_on", "code"),
    [
        (TODAY - timedelta(days=1), "last_day_has_passed"),
        (membership_term().longest(TODAY) + timedelta(days=1), "last_day_too_far"),
    ],
)
def test_a_last_day_that_has_passed_or_is_too_far_is_refused(world, until_on, code):
    assert refused(give, world, "sander", until_on=until_on) == (code, "until_on")
    row = membership(world, "lotte")
    change = {"by": world.actor("lena"), "now": NOW, "membership": row}
    assert refused(people_actions.change_last_day, **change, until_on=until_on)[0] == code
    give(world, "sander", until_on=membership_term().longest(TODAY))
    people_actions.change_last_day(**change, until_on=TODAY)
    assert Membership.rows.get(pk=row).until_on == TODAY


def test_whose_role_ended_is_out_at_the_next_click(log_in, world):
    client = log_in("lotte")
    assert client.get("/week/").status_code == 200

    end(world, "lotte")
    assert verbs()[-1] == "membership.ended"
    assert client.get("/week/")["Location"] == "/accounts/login/?next=/week/"
    assert Membership.rows.get(person=world.ids["lotte"]).until_on == TODAY - timedelta(days=1)


def test_a_role_that_began_today_holds_on_no_day_and_stands_among_the_ended_ones(world):
    give(world, "sander")
    assert Role.MUNI_PLANNER in {grant.role for grant in world.actor("sander").grants}

    end(world, "sander", role=Role.MUNI_PLANNER)

    assert Role.MUNI_PLANNER not in {grant.role for grant in world.actor("sander").grants}
    row = Membership.rows.get(person=world.ids["sander"], role=Role.MUNI_PLANNER)
    assert (row.is_undone, row.until_on) == (True, TODAY - timedelta(days=1))
    assert names(world, "lena", show="ended") == ["Sander Bos"]
    assert verbs()[-1] == "membership.ended"


def test_an_ended_role_says_since_which_day_it_is_over(log_in, world):
    row = Membership.rows.filter(person=world.ids["joris"]).get()
    address, client = f"/people/{row.person_id}/", log_in("lena")
    assert "niet meer sinds" not in client.get(address).content.decode()

    people_actions.end_role(by=world.actor("lena"), now=NOW, membership=row.pk)

    assert "niet meer sinds ma 23 nov" in client.get(address).content.decode()
    assert "niet meer sinds ma 23 nov" in client.get("/people/", {"show": "ended"}).content.decode()


@pytest.mark.parametrize("by", ["lena", "bas"])
def test_who_was_let_in_and_out_on_one_day_is_found_and_let_in_again(log_in, world, by):
    found = invite(world, by=by)
    world.ids["els"] = found.person
    client, page = log_in(by), f"/people/{found.person}/"
    for times in (1, 2):
        end_row = Membership.rows.get(person=found.person, is_undone=False)
        people_actions.end_role(by=world.actor(by), now=NOW, membership=end_row.pk)

        assert "Els Nieuw" not in names(world, by)
        assert names(world, by, show="ended") == ["Els Nieuw"] * times
        assert "Els Nieuw" in names(world, by, show="all")
        shown = client.get(page)
        assert shown.status_code == 200
        assert "beëindigd voordat de eerste dag om was" in shown.content.decode()
        people_actions.give_role(
            by=world.actor(by),
            now=NOW,
            person=found.person,
            organisation=world.organisations["gemeente"],
            role=Role.MUNI_CASEWORKER,
            until_on=NEXT_YEAR,
        )
        assert "Els Nieuw" in names(world, by)


def test_a_role_that_was_to_begin_later_is_no_longer_to_come_when_it_was_ended(world):
    give(world, "sander", from_on=TODAY + timedelta(days=5))
    end(world, "sander", role=Role.MUNI_PLANNER)

    rows = people_queries.managed_person(world.actor("lena"), world.ids["sander"], now=NOW).memberships
    assert {(row.role, row.is_to_come, row.is_over) for row in rows if row.role is Role.MUNI_PLANNER} == {
        (Role.MUNI_PLANNER, False, True)
    }


def test_the_last_lead_and_the_last_platform_admin_stay(world):
    end(world, "marieke", role=Role.MUNI_LEAD)

    assert refused(end, world, "lena")[0] == "last_in_this_role"
    assert refused(end, world, "bas", by="bas")[0] == "last_in_this_role"
    lena = membership(world, "lena")
    change = {"by": world.actor("lena"), "now": NOW, "membership": lena}
    assert refused(people_actions.change_last_day, **change, until_on=TODAY)[0] == "last_in_this_role"
    end(world, "lena", by="bas")
    assert not world.actor("lena").grants


def test_of_two_leads_one_may_go(world):
    end(world, "lena")

    assert not world.actor("lena").grants


def test_two_leads_cannot_end_each_other_at_the_same_moment(world):
    """The second had asked while both were leads; it finds that nobody would be left."""
    lena, marieke = world.actor("lena"), world.actor("marieke")
    people_actions.end_role(by=lena, now=NOW, membership=membership(world, "marieke", Role.MUNI_LEAD))

    code, _ = refused(people_actions.end_role, by=marieke, now=NOW, membership=membership(world, "lena"))

    assert code == "last_in_this_role"


@pytest.mark.parametrize(("by", "key"), [("lena", "anouk"), ("lena", "hatice"), ("lena", "bas"), ("sander", "lotte")])
def test_a_role_of_somebody_elses_people_cannot_be_ended(world, by, key):
    role = Role.MUNI_CASEWORKER if key == "hatice" else None

    with pytest.raises((NotAllowed, NotFound)):
        end(world, key, by=by, role=role)
    assert world.actor(key).grants


def test_a_lead_does_not_end_a_manager_of_the_installation_in_the_own_organisation(world):
    give(world, "sander", by="bas", role=Role.PLATFORM_ADMIN)

    with pytest.raises(NotAllowed):
        end(world, "sander", role=Role.PLATFORM_ADMIN)

    end(world, "sander", by="bas", role=Role.PLATFORM_ADMIN)


def names(world, by, **filters):
    page = people_queries.people_page(world.actor(by), PeopleFilters(**filters), now=NOW, number=1)
    return [row.name for row in page.rows]


@pytest.mark.usefixtures("everybody")
def test_the_list_holds_the_own_organisation_for_a_lead_and_everybody_for_the_platform(world):
    assert set(names(world, "lena")) == {
        "Marieke de Wit", "Lena Blok", "Sander Bos", "Lotte Mulder", "Joris Vos", "Pieter Oost",
        "Aad Kuiper", "Nieuwkomer 1", "Nieuwkomer 2",
    }  # fmt: skip
    assert {"Hatice Kaya", "Anouk Bakker", "Bas Groen", "Sander Bos"} <= set(names(world, "bas"))
    assert names(world, "sander") == []


@pytest.mark.usefixtures("everybody")
def test_who_keeps_the_installation_sees_no_newcomer(world):
    assert not {"Nieuwkomer 1", "Nieuwkomer 2"} & set(names(world, "bas"))
    assert "Saskia Burg" in names(world, "bas")


@pytest.mark.usefixtures("everybody")
def test_a_sponsor_coordinator_manages_the_volunteers_of_the_organisation_and_nobody_else_there(world):
    assert names(world, "fenna") == ["Saskia Burg"]
    invite(world, by="fenna", organisation="wegwijs", roles=(Role.SPONSOR_MEMBER,))
    assert names(world, "fenna") == ["Els Nieuw", "Saskia Burg"]

    for roles in ((Role.PARTNER_CASEWORKER,), (Role.SPONSOR_MEMBER, Role.PARTNER_CASEWORKER)):
        with pytest.raises((NotAllowed, RuleBroken)):
            invite(world, by="fenna", organisation="wegwijs", roles=roles, email="ander@hervest.example")


@pytest.mark.usefixtures("everybody")
def test_newcomers_and_volunteers_are_nobodys_colleague_and_see_none(world):
    known = {row.name for row in colleagues_of(world.actor("sander"), today=TODAY)}
    assert "Anouk Bakker" in known
    assert not {"Nieuwkomer 1", "Saskia Burg", "Tanja Olk"} & known
    assert not {"Pieter Oost", "Aad Kuiper", "Sanne Dijk"} & known  # they never have work
    for key in ("samir", "jamila", "saskia", "tolk"):
        assert colleagues_of(world.actor(key), today=TODAY) == ()
        with pytest.raises(NotAllowed):
            colleagues(world.actor(key), HERE, today=TODAY)


def test_above_the_list_people_are_counted_and_not_their_roles(world, log_in):
    listed = names(world, "lena")
    assert len(set(listed)) < len(listed), "Marieke leads and works on cases"

    page = log_in("lena").get("/people/").content.decode()
    assert f'<span class="hv-count">{len(set(listed))}</span>' in page
    end(world, "joris")
    page = log_in("lena").get("/people/").content.decode()
    assert f'<span class="hv-count">{len(set(listed)) - 1}</span>' in page


def test_the_list_is_narrowed_by_name_role_and_whether_it_is_over(world):
    end(world, "lotte")

    assert names(world, "lena", words="sander hervest") == ["Sander Bos"]
    assert names(world, "lena", role="muni_planner") == ["Joris Vos"]
    assert "Lotte Mulder" not in names(world, "lena")
    assert names(world, "lena", show="ended") == ["Lotte Mulder"]
    assert "Lotte Mulder" in names(world, "lena", show="all")


def test_the_filter_offers_every_role_that_stands_in_the_list_though_one_cannot_give_it(world, everybody, log_in):
    client = log_in("lena")
    offered = dict(client.get("/people/", {"show": "all"}).context["form"].fields["role"].choices)
    whole = PeopleFilters(show="all")
    page = people_queries.people_page(world.actor("lena"), whole, now=NOW, number=1)
    listed = {row.role for row in page.rows}

    assert {role.value for role in listed} <= offered.keys()
    assert {"auditor", "privacy_officer", "newcomer_adult"} <= offered.keys()
    assert [row.role for row in client.get("/people/", {"role": "auditor"}).context["pages"].rows] == [Role.AUDITOR]
    assert "newcomer_adult" not in dict(client.get("/people/add/").context["form"].fields["roles"].choices)


def test_the_list_costs_the_same_number_of_queries_for_few_and_for_many(world, django_assert_max_num_queries):
    for number in range(30):
        invite(world, email=f"els{number}@hervest.example")

    with django_assert_max_num_queries(6):
        assert len(names(world, "lena")) == 25


# --- who leads new cases ------------------------------------------------------------------------------------------


def set_default(world, key, by="lena", place=HERE):
    person = world.ids[key] if key else None
    actions.set_default_coordinators(
        by=world.actor(by), now=NOW, municipality=place, people={Route.RESETTLEMENT: person}
    )


def default(place=HERE):
    return default_coordinator(place, Route.RESETTLEMENT, today=TODAY)


def test_the_lead_chooses_who_leads_new_cases_and_may_take_it_back(world):
    set_default(world, "sander")
    assert default() == world.ids["sander"]
    assert verbs()[-1] == "default_coordinator.set"

    set_default(world, None)
    assert default() is None
    assert not DefaultCoordinator.rows.exists()


def test_only_a_caseworker_of_the_municipality_leads_new_cases(world):
    for key in ("joris", "anouk", "hatice", "lena"):
        assert refused(set_default, world, key) == ("not_a_caseworker", "resettlement")
    assert default() is None


@pytest.mark.parametrize(("by", "place"), [("bas", HERE), ("sander", HERE), ("fenna", HERE), ("lena", ELSEWHERE)])
def test_who_edits_no_settings_of_the_municipality_does_not_choose(world, by, place):
    with pytest.raises(NotAllowed):
        set_default(world, "sander", by=by, place=place)
    with pytest.raises(NotFound):
        coordinator_page(world.actor(by), place, today=TODAY)
    assert default(place) is None


def test_when_the_chosen_one_leaves_the_choice_lapses_and_the_page_says_so(world, log_in):
    set_default(world, "lotte")
    client = log_in("lena")
    assert "Lotte Mulder is hier geen" not in client.get(f"/settings/coordinators/{HERE}/").content.decode()

    end(world, "lotte")

    assert default() is None
    assert "Lotte Mulder is hier geen begeleider meer" in client.get(f"/settings/coordinators/{HERE}/").content.decode()
    case = journey.open_case(by=world.actor("lena"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT)
    (row,) = case_list(world.actor("lena"), CaseFilters(without_coordinator=True), today=TODAY).rows
    assert row.ref.code == case.code


def test_a_case_whose_lead_left_the_municipality_stands_as_without_coordinator(world):
    code = journey.open_case(by=world.actor("lotte"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code
    without = CaseFilters(without_coordinator=True)
    assert [row.coordinator for row in case_list(world.actor("lena"), CaseFilters(), today=TODAY).rows] == [
        "Lotte Mulder"
    ]
    assert case_list(world.actor("lena"), without, today=TODAY).rows == ()

    end(world, "lotte")

    (row,) = case_list(world.actor("lena"), without, today=TODAY).rows
    assert (row.ref.code, row.coordinator) == (code, "")
    assert named(code) == {world.ids["lena"], world.ids["marieke"]}


def named(code):
    return subject_of(Case.rows.get(code=code), TODAY).people[Relation.NAMED]


def test_who_keeps_another_role_but_is_no_caseworker_any_more_leads_nothing(world):
    code = journey.open_case(by=world.actor("lotte"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code
    give(world, "lotte")
    assert named(code) == {world.ids["lotte"]}

    end(world, "lotte", role=Role.MUNI_CASEWORKER)

    (row,) = case_list(world.actor("lena"), CaseFilters(without_coordinator=True), today=TODAY).rows
    assert (row.ref.code, row.coordinator) == (code, "")
    assert unled(world.actor("lena"), today=TODAY).n_households == 1
    assert named(code) == {world.ids["lena"], world.ids["marieke"]}


@pytest.mark.parametrize("by", ["lena", "bas"])
def test_what_no_remaining_role_carries_is_counted_for_whoever_ends_it(world, by):
    journey.open_case(by=world.actor("lotte"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT)
    give(world, "lotte")

    def waits(role):
        row = people_queries.managed_membership(world.actor(by), membership(world, "lotte", role), now=NOW)
        return ending(world.actor(by), row, today=TODAY).work.n_led

    assert waits(Role.MUNI_CASEWORKER) == 1
    assert waits(Role.MUNI_PLANNER) == 0


# --- pages --------------------------------------------------------------------------------------------------------


def form(**more):
    return {
        "name": "Els Nieuw",
        "email": EMAIL,
        "roles": ["muni_caseworker"],
        "until_on": NEXT_YEAR.isoformat(),
        **more,
    }


def test_the_link_is_shown_once_and_a_double_click_makes_one_person(log_in, world):
    client = log_in("lena")
    sent = form(organisation=world.organisations["gemeente"], submission="k1")

    first = client.post("/people/add/", sent)
    second = client.post("/people/add/", sent)

    assert first["Location"] == second["Location"]
    shown = client.get(first["Location"]).content.decode()
    link = re.search(r"http://testserver(/welcome/[^<]+)", shown)[1]
    assert "/welcome/" not in client.get(first["Location"]).content.decode()
    assert Person.rows.filter(email=EMAIL).count() == 1
    client.post("/accounts/logout/")
    set_password(client, link)
    assert client.get("/week/")["Location"] == "/second-step/"


def test_what_was_typed_stays_when_the_address_is_known(log_in, world):
    page = log_in("lena").post(
        "/people/add/", form(organisation=world.organisations["gemeente"], email=world.email("hatice"))
    )

    text = page.content.decode()
    assert page.status_code == 200
    assert "buiten uw lijst" in text
    assert "Els Nieuw" in text
    assert "Hatice" not in text
    assert "Havermeer" not in text


def test_the_page_before_ending_says_what_it_closes(log_in, world):
    set_default(world, "lotte")
    journey.open_case(by=world.actor("lotte"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT)
    client, address = log_in("lena"), f"/people/memberships/{membership(world, 'lotte')}/end/"

    text = client.get(address).content.decode()
    assert "1 dossier van deze persoon" in text
    assert "Nieuwe dossiers van deze routes" in text
    assert Membership.rows.get(person=world.ids["lotte"]).until_on > TODAY

    assert client.post(address, {"submission": "e1"}).status_code == 303
    assert Membership.rows.get(person=world.ids["lotte"]).until_on < TODAY
    assert client.get(address).status_code == 404


def test_the_last_lead_reads_on_the_page_why_they_cannot_go(log_in, world):
    end(world, "marieke", role=Role.MUNI_LEAD)

    answer = log_in("lena").post(f"/people/memberships/{membership(world, 'lena')}/end/", {"submission": "e2"})

    assert answer.status_code == 200
    assert "laatste persoon met de rol" in answer.content.decode()
    assert world.actor("lena").grants


@pytest.mark.parametrize("key", ["hatice", "anouk", "bas"])
def test_a_person_of_others_answers_as_one_who_does_not_exist(log_in, world, key):
    client = log_in("lena")
    assert client.get(f"/people/{world.ids['sander']}/").status_code == 200
    row = Membership.rows.filter(person=world.ids[key]).first().pk
    nobody = client.get("/people/999999/")

    for address in (
        f"/people/{world.ids[key]}/",
        f"/people/{world.ids[key]}/link/",
        f"/people/{world.ids[key]}/link/give/",
        f"/people/{world.ids[key]}/roles/add/",
        f"/people/memberships/{row}/",
        f"/people/memberships/{row}/end/",
        "/people/organisations/add/",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, nobody.content), address
    elsewhere, nowhere = (client.get(f"/settings/coordinators/{place}/") for place in (ELSEWHERE, "GM9999"))
    assert (elsewhere.status_code, elsewhere.content) == (404, nowhere.content)


def test_the_platform_adds_a_partner_and_its_people(log_in, world):
    client = log_in("bas")

    answer = client.post(
        "/people/organisations/add/",
        {"name": "Stichting Nieuw", "kind": "guidance", "municipalities": [HERE], "submission": "o1"},
    )

    assert answer["Location"] == "/people/add/"
    assert "Stichting Nieuw" in client.get("/people/add/").content.decode()


def test_a_partner_that_is_there_already_is_not_added_again_however_it_is_typed(log_in, world):
    client, address = log_in("bas"), "/people/organisations/add/"
    made = {"name": "Stichting Nieuw", "kind": "guidance", "municipalities": [HERE]}
    assert client.post(address, made).status_code == 303

    for name in ("Stichting Nieuw", " stichting  NIEUW "):
        again = client.post(address, made | {"name": name, "municipalities": [HERE, ELSEWHERE]})
        assert set(again.context["form"].errors) == {"name"}
        assert "staat er al" in again.content.decode()
    for other in ({"name": "Stichting Nieuwer"}, {"kind": "health"}, {"municipalities": [ELSEWHERE]}):
        assert client.post(address, made | other).status_code == 303, other
    assert Organisation.rows.filter(name__istartswith="stichting nieuw").count() == 4

"""Who stands to one person of a household: a newcomer, a health partner, an interpreter, and what each sees."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from hervest.accounts import people_actions
from hervest.accounts.models import Membership, Person
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from hervest.core.texts import day_in_words, full_day
from hervest.core.vocabulary import MemberNo, Route, Tier
from hervest.households import access_actions, own_word_actions, queries
from hervest.households.access_queries import access_page
from hervest.households.actions import let_member_leave, record_living_wishes, save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord, NeedRecord, RelativeRecord, WishRecord
from hervest.households.vocabulary import MemberRole, NeedKind, Sex, WishTopic
from hervest.journey import actions as journey
from hervest.journey import closing_actions
from hervest.journey.booking_queries import bookings
from hervest.journey.models import Case
from hervest.journey.queries import CaseFilters, case_for, case_list, plan_version
from hervest.journey.team_queries import around_member
from hervest.journey.vocabulary import ClosingReason, TeamRole

NIDAL, RASHA, KARAM, SHAM = map(MemberNo, (1, 2, 3, 4))
NEXT_YEAR_DAYS = 300


def born(world, years):
    return world.today.replace(year=world.today.year - years)


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Nidal and Rasha with Karam of 17 and Sham of 13, each with a need and a wish of their own; led by Sander."""
    code = journey.open_case(
        by=world.actor("sander"), now=world.now, municipality="GM9001", route=Route.RESETTLEMENT
    ).code
    people = ((NIDAL, "Nidal", 52), (RASHA, "Rasha", 47), (KARAM, "Karam", 17), (SHAM, "Sham", 13))
    roles = dict.fromkeys((KARAM, SHAM), MemberRole.CHILD) | {NIDAL: MemberRole.HEAD, RASHA: MemberRole.PARTNER}
    record = HouseholdRecord(
        members=tuple(
            MemberRecord(no, roles[no], name, "Darwish", born(world, years), Sex.UNKNOWN) for no, name, years in people
        ),
        contact_language="ar",
        needs=(
            *(NeedRecord(no, NeedKind.OTHER, f"need of {name}") for no, name, _ in people),
            NeedRecord(None, NeedKind.QUIET_AREA, "need of all"),
        ),
        wishes=(
            *(WishRecord(no, WishTopic.CONTACT, f"secret of {name}") for no, name, _ in people),
            WishRecord(None, WishTopic.WORK, "wish of all"),
        ),
        relatives=(RelativeRecord("zoon", "Majd", "LB", is_reunification_wanted=True),),
        remarks="remark on all",
    )
    save_household(by=world.actor("sander"), now=world.now, case=code, record=record)
    return code


def joined(world, family, key, role, member, **days):
    journey.join_team(
        by=world.actor("sander"),
        now=world.now,
        case=family,
        person=world.ids[key],
        role=role,
        member=member,
        **days,
    )
    return world.actor(key)


def seen(actor, family, world):
    """Names, needs, sensitive wishes, relatives and remarks on the page of the household."""
    page = queries.household_page(actor, family, today=world.today)
    return {
        "names": {line.record.first_name for line in page.members},
        "needs": None if page.needs is None else {line.explanation or line.kind for line in page.needs},
        "wishes": {line.record.text for line in page.wishes},
        "secrets": None if page.sensitive_wishes is None else {line.record.text for line in page.sensitive_wishes},
        "relatives": None if page.relatives is None else {line.record.first_name for line in page.relatives},
        "remarks": page.remarks,
    }


def test_a_grown_up_sees_who_lives_there_and_what_is_theirs_or_of_children_they_speak_for(world, family):
    nidal = joined(world, family, "samir", TeamRole.NEWCOMER, NIDAL)

    assert seen(nidal, family, world) == {
        "names": {"Nidal", "Rasha", "Karam", "Sham"},
        "needs": {"need of Nidal", "need of Sham", "need of all"},
        "wishes": {"wish of all"},
        "secrets": {"secret of Nidal", "secret of Sham"},
        "relatives": {"Majd"},
        "remarks": None,
    }


def test_a_minor_of_sixteen_sees_who_lives_there_and_of_needs_none_and_no_relative(world, family):
    karam = joined(world, family, "jamila", TeamRole.NEWCOMER, KARAM)

    assert seen(karam, family, world) == {
        "names": {"Nidal", "Rasha", "Karam", "Sham"},
        "needs": None,
        "wishes": set(),
        "secrets": {"secret of Karam"},
        "relatives": None,
        "remarks": None,
    }


def test_a_health_partner_sees_the_person_referred_and_nobody_else(world, family):
    gijs = joined(world, family, "gijs", TeamRole.GP, RASHA)

    assert seen(gijs, family, world) == {
        "names": {"Rasha"},
        "needs": {NeedKind.OTHER},
        "wishes": set(),
        "secrets": None,
        "relatives": None,
        "remarks": None,
    }
    assert queries.names(gijs, [family], today=world.today).people == {f"{family}/2": "Rasha"}
    card = queries.card(gijs, family, today=world.today)
    assert (card.n_people, card.is_of_some) == (1, True)
    assert queries.cases_by_name(gijs, "rasha", today=world.today, limit=5).rows == ()


def test_the_log_names_no_more_than_was_shown(world, family):
    def logged(actor):
        queries.household_page(actor, family, today=world.today)
        return {group for group, _ in actor.reads.fields[family]}

    assert {Shown.REMARKS, Shown.RELATIVES, Shown.NEEDS} <= logged(world.actor("sander"))
    of_nidal = logged(joined(world, family, "samir", TeamRole.NEWCOMER, NIDAL))
    assert Shown.RELATIVES in of_nidal
    assert Shown.REMARKS not in of_nidal
    of_karam = logged(joined(world, family, "jamila", TeamRole.NEWCOMER, KARAM))
    assert not of_karam & {Shown.REMARKS, Shown.RELATIVES, Shown.NEEDS, Shown.BEDROOMS}


def leave(world, family, member):
    days = {"left_on": world.today, "reason": "uit elkaar"}
    let_member_leave(by=world.actor("sander"), now=world.now, case=family, member=member, **days)


@pytest.mark.parametrize(("key", "role"), [("samir", TeamRole.NEWCOMER), ("gijs", TeamRole.GP)])
def test_who_left_the_household_and_who_was_referred_to_them_see_nothing_of_who_stayed(world, family, key, role):
    joined(world, family, key, role, RASHA)
    assert "Rasha" in seen(world.actor(key), family, world)["names"]

    leave(world, family, RASHA)

    for ask in (queries.household_page, queries.card):
        with pytest.raises(NotFound):
            ask(world.actor(key), family, today=world.today)
    assert case_list(world.actor(key), CaseFilters(), today=world.today).rows == ()
    assert seen(world.actor("sander"), family, world)["names"] == {"Nidal", "Karam", "Sham"}


def test_who_stayed_still_sees_their_own_household(world, family):
    joined(world, family, "samir", TeamRole.NEWCOMER, NIDAL)

    leave(world, family, RASHA)

    assert seen(world.actor("samir"), family, world)["names"] == {"Nidal", "Karam", "Sham"}


def test_the_team_still_sees_everything_that_is_theirs(world, family):
    found = seen(world.actor("sander"), family, world)

    assert found["names"] == {"Nidal", "Rasha", "Karam", "Sham"}
    assert len(found["needs"]) == 5
    assert found["remarks"] == "remark on all"


@pytest.mark.parametrize(("offset", "is_there"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_an_interpreter_knows_first_name_and_language_around_the_day_of_the_appointment(
    world, family, offset, is_there
):
    on = world.today + timedelta(days=offset)
    first, last = on - timedelta(days=1), on + timedelta(days=1)
    if last < world.today:
        with pytest.raises(RuleBroken):
            joined(world, family, "tolk", TeamRole.INTERPRETER, NIDAL, from_on=first, until_on=last)
        return
    tanja = joined(world, family, "tolk", TeamRole.INTERPRETER, NIDAL, from_on=first, until_on=last)

    listed = {row.ref.code for row in case_list(tanja, CaseFilters(), today=world.today).rows}
    assert listed == ({family} if is_there else set())
    booked = queries.booked(tanja, [family], today=world.today)
    assert {code: (row.names, row.language) for code, row in booked.items()} == (
        {family: (("Nidal",), "ar")} if is_there else {}
    )
    with pytest.raises(NotFound):
        queries.household_page(tanja, family, today=world.today)
    assert queries.booked(world.actor("sander"), [family], today=world.today) == {}


def test_of_the_case_itself_an_interpreter_is_told_nothing_but_that_there_is_an_appointment(log_in, world, family):
    joined(world, family, "tolk", TeamRole.INTERPRETER, NIDAL)

    page = log_in("tolk").get("/cases/").content.decode().partition("<main")[2]
    for word in (family, "Nidal", "Arabisch", "Afspraak"):
        assert word in page
    for word in ("Sander Bos", "Rasha", "Darwish", "Koppeling", "Hervestiging"):
        assert word not in page

    page = log_in("sander").get("/cases/").content.decode().partition("<main")[2]
    for word in ("Sander Bos", "Koppeling", "Hervestiging"):
        assert word in page


def test_the_liaison_of_coa_sees_the_case_until_fourteen_days_after_arrival(world, family):
    carla = joined(world, family, "carla", TeamRole.COA_LIAISON, None)
    assert Tier.P2 in case_for(carla, family, Permission.CASE_READ, today=world.today).tiers

    Case.rows.filter(code=family).update(has_arrived=True, arrives_on=world.today - timedelta(days=15))

    with pytest.raises(NotFound):
        case_for(world.actor("carla"), family, Permission.CASE_READ, today=world.today)


def test_a_newcomer_records_their_own_wish_and_not_that_of_their_spouse(world, family):
    nidal = joined(world, family, "samir", TeamRole.NEWCOMER, NIDAL)

    def add(member, text):
        own_word_actions.add_wish(
            by=nidal, now=world.now, case=family, wish=WishRecord(member, WishTopic.WORK, text), reason="zelf"
        )

    add(NIDAL, "vissen")
    with pytest.raises(NotFound):
        add(RASHA, "koken")
    assert "vissen" in seen(nidal, family, world)["wishes"]


def test_a_minor_does_not_speak_for_the_household_about_living(world, family):
    said = {"wants_sharing": True, "place_wishes": (), "room_sharers": (), "reason": "zelf gezegd"}
    karam = joined(world, family, "jamila", TeamRole.NEWCOMER, KARAM)
    with pytest.raises(NotFound):
        record_living_wishes(by=karam, now=world.now, case=family, **said)
    with pytest.raises(NotFound):
        queries.living_wishes_of(karam, family, today=world.today)

    nidal = joined(world, family, "samir", TeamRole.NEWCOMER, NIDAL)
    record_living_wishes(by=nidal, now=world.now, case=family, **said)
    assert queries.living_wishes_of(nidal, family, today=world.today).wants_sharing is True


def let_in(world, family, member, *, by="lena", email="nidal@hervest.example"):
    return access_actions.let_newcomer_in(
        by=world.actor(by),
        now=world.now,
        case=family,
        member=member,
        email=email,
        until_on=world.today + timedelta(days=NEXT_YEAR_DAYS),
    )


@pytest.mark.parametrize(("member", "role"), [(NIDAL, "newcomer_adult"), (KARAM, "newcomer_minor")])
def test_a_lead_lets_somebody_of_the_household_in_and_the_account_has_a_code_and_no_name(world, family, member, role):
    person = let_in(world, family, member)

    assert Person.rows.get(pk=person).name == f"{family}/{member}"
    assert Membership.rows.get(person=person).role == role
    rows = around_member(world.actor("lena"), family, member, today=world.today)
    assert [(row.person, row.role) for row in rows] == [(person, TeamRole.NEWCOMER)]


def test_a_login_is_refused_to_who_is_too_young_has_one_or_gives_an_address_in_use(world, family):
    def refusal(member, **kwargs):
        with pytest.raises(RuleBroken) as broken:
            let_in(world, family, member, **kwargs)
        return broken.value.code

    assert refusal(SHAM) == "too_young_for_login"
    assert refusal(RASHA, email=world.email("sander")) == "email_in_use"
    let_in(world, family, NIDAL)
    assert refusal(NIDAL, email="ander@hervest.example") == "has_a_login_already"


@pytest.mark.parametrize("by", ["sander", "hatice", "anouk", "bas"])
def test_who_does_not_let_people_in_makes_no_login(world, family, by):
    with pytest.raises((NotAllowed, NotFound)):
        let_in(world, family, NIDAL, by=by)
    assert not Person.rows.filter(email="nidal@hervest.example").exists()


def test_a_partner_is_let_in_on_one_person_and_out_at_the_next_click(world, family):
    days = {"from_on": world.today, "until_on": world.today + timedelta(days=30)}
    access_actions.stand_by(
        by=world.actor("sander"),
        now=world.now,
        case=family,
        member=RASHA,
        person=world.ids["gijs"],
        role=TeamRole.GP,
        **days,
    )
    assert seen(world.actor("gijs"), family, world)["names"] == {"Rasha"}

    [row] = around_member(world.actor("sander"), family, RASHA, today=world.today)
    access_actions.stand_back(by=world.actor("sander"), now=world.now, case=family, member=row.id)

    with pytest.raises(NotFound):
        queries.household_page(world.actor("gijs"), family, today=world.today)


def test_an_interpreter_is_let_in_around_the_day_of_an_appointment_and_reads_which_day_that_is(world, family):
    on = world.today + timedelta(days=1)
    books = {"by": world.actor("sander"), "now": world.now, "case": family, "member": RASHA}
    books |= {"person": world.ids["tolk"], "role": TeamRole.INTERPRETER}
    for without, code in (({}, "appointment_day_needed"), ({"on": world.today - timedelta(days=1)}, "day_has_passed")):
        with pytest.raises(RuleBroken, match=code):
            access_actions.stand_by(**books, **without)

    access_actions.stand_by(**books, on=on)

    [booking] = bookings(world.actor("tolk"), today=world.today)
    assert booking.days == (on,)
    assert (booking.from_on, booking.until_on) == (on - timedelta(days=1), on + timedelta(days=1))
    with pytest.raises(RuleBroken, match="days_of_access_needed"):  # anybody else is let in for days that are chosen
        access_actions.stand_by(**books | {"person": world.ids["gijs"], "role": TeamRole.GP})


def test_a_day_that_the_role_does_not_use_is_refused_where_it_was_typed(world, family):
    days = {"from_on": world.today, "until_on": world.today + timedelta(days=30)}
    asks = {"by": world.actor("sander"), "now": world.now, "case": family, "member": RASHA}
    doctor = asks | {"person": world.ids["gijs"], "role": TeamRole.GP} | days
    interpreter = asks | {"person": world.ids["tolk"], "role": TeamRole.INTERPRETER, "on": world.today}

    with pytest.raises(RuleBroken, match="appointment_of_interpreter") as of_doctor:
        access_actions.stand_by(**doctor, on=world.today)
    with pytest.raises(RuleBroken, match="days_around_appointment") as of_interpreter:
        access_actions.stand_by(**interpreter, until_on=days["until_on"])

    assert (of_doctor.value.params["field"], of_interpreter.value.params["field"]) == ("on", "until_on")
    assert not around_member(world.actor("sander"), family, RASHA, today=world.today)
    assert access_actions.stand_by(**doctor) == (days["from_on"], days["until_on"])
    assert access_actions.stand_by(**interpreter) == (world.today - timedelta(days=1), world.today + timedelta(days=1))


def test_an_interpreter_is_let_in_for_appointments_on_days_that_follow_each_other_and_once_for_each(world, family):
    books = {"by": world.actor("sander"), "now": world.now, "case": family, "member": RASHA}
    books |= {"person": world.ids["tolk"], "role": TeamRole.INTERPRETER}
    days = [world.today + timedelta(days=n) for n in (0, 1, 2)]
    for on in days:
        access_actions.stand_by(**books, on=on)

    [booking] = bookings(world.actor("tolk"), today=days[1])
    assert booking.days == tuple(days)
    with pytest.raises(RuleBroken, match="already_in_team"):
        access_actions.stand_by(**books, on=days[1])


def test_nobody_is_let_in_on_who_is_not_in_the_household(world, family):
    with pytest.raises(RuleBroken) as broken:
        joined(world, family, "gijs", TeamRole.GP, MemberNo(9))
    assert broken.value.code == "member_not_there"


@pytest.mark.usefixtures("everybody")
def test_the_page_offers_a_login_to_a_lead_and_partners_to_the_team(world, family):
    of_lead = access_page(world.actor("lena"), family, NIDAL, today=world.today)
    of_team = access_page(world.actor("sander"), family, NIDAL, today=world.today)

    assert (of_lead.may_have_login, of_team.may_have_login) == (True, False)
    assert {row.name for row in of_team.partners} == {"Gijs Arts", "Tanja Olk"}
    assert access_page(world.actor("lena"), family, SHAM, today=world.today).is_too_young
    with pytest.raises(NotFound):
        access_page(world.actor("lotte"), family, NIDAL, today=world.today)


@pytest.mark.usefixtures("everybody")
def test_the_pages_let_a_partner_and_a_newcomer_in_and_out(log_in, world, family):
    address = f"/cases/{family}/household/members/2/access/"
    client = log_in("marieke")
    assert "Meekijken" in client.get(f"/cases/{family}/household/").content.decode()
    days = {"from_on": world.today.isoformat(), "until_on": (world.today + timedelta(days=9)).isoformat()}

    client.post(address, {"person": world.ids["gijs"], "role": "gp", **days})
    page = client.get(address).content.decode()
    assert "Gijs Arts" in page
    on, later = (world.today + timedelta(days=n) for n in (9, 16))
    for day in (on, later):
        client.post(address, {"person": world.ids["tolk"], "role": "interpreter", "on": day.isoformat()})
    now = client.get(address).content.decode().split("h-partner")[0]
    names = re.findall(r'Beëindigen<span class="hv-vh"> ([^<]+)</span>', now)
    assert [name.rpartition(", ")[0] for name in names] == ["Gijs Arts, Huisarts", *["Tanja Olk, Tolk"] * 2]
    assert now.count(f"afspraak op {day_in_words(on, with_year=on.year != world.today.year)}") == len(
        ("shown", "named")
    )
    assert len(set(names)) == len(names)
    answer = client.post(
        f"/cases/{family}/household/members/2/login/", {"email": "rasha@hervest.example", "until_on": days["until_on"]}
    )
    person = Person.rows.get(email="rasha@hervest.example")
    assert answer["Location"] == f"/people/{person.pk}/"

    for row in around_member(world.actor("marieke"), family, RASHA, today=world.today):
        client.post(f"{address}{row.id}/end/")
    assert "Gijs Arts" not in client.get(address).content.decode().split("h-partner")[0]


@pytest.mark.usefixtures("everybody")
def test_who_lets_a_partner_look_along_reads_for_which_days_and_books_over_the_proposed_ones(log_in, world, family):
    address = f"/cases/{family}/household/members/2/access/"
    client = log_in("marieke")
    proposed = client.get(address).context["form"].initial
    days = {name: proposed[name].isoformat() for name in ("from_on", "until_on")}
    on = world.today + timedelta(days=9)
    doctor = {"person": world.ids["gijs"], "role": "gp", **days}
    interpreter = {"person": world.ids["tolk"], "role": "interpreter", "on": on.isoformat(), **days}

    refused = client.post(address, doctor | {"on": on.isoformat()})
    with_doctor = client.post(address, doctor, follow=True).content.decode()
    with_interpreter = client.post(address, interpreter, follow=True).content.decode()
    chosen = client.post(address, interpreter | {"until_on": on.isoformat()})

    assert "on" in refused.context["form"].errors
    assert f"ziet deze persoon nu, tot en met {full_day(proposed['until_on'])}" in with_doctor
    first, last = full_day(on - timedelta(days=1)), full_day(on + timedelta(days=1))
    assert f"ziet deze persoon vanaf {first} tot en met {last}" in with_interpreter
    assert "until_on" in chosen.context["form"].errors


def test_what_is_wrong_stays_in_the_form(log_in, world, family):
    answer = log_in("marieke").post(
        f"/cases/{family}/household/members/4/login/",
        {"email": "sham@hervest.example", "until_on": (world.today + timedelta(days=9)).isoformat()},
    )

    assert answer.status_code == 200
    assert "Inloggen kan vanaf 16 jaar" in answer.content.decode()


def test_a_record_without_extent_is_whole(world, family):
    whole = queries.household_for(world.actor("sander"), family, today=world.today)

    assert replace(whole, corrected={}).remarks == "remark on all"


def test_who_let_a_newcomer_in_hands_them_the_link_and_ends_it_again(world, family):
    person = let_in(world, family, NIDAL)
    link = people_actions.give_link(by=world.actor("lena"), now=world.now, person=person)

    assert link.startswith("/welcome/")
    row = Membership.rows.get(person=person)
    people_actions.end_role(by=world.actor("lena"), now=world.now, membership=row.pk)
    assert not Membership.rows.filter(person=person, until_on__gte=world.today).exists()


@pytest.mark.parametrize("key", ["sander", "bas", "hatice"])
def test_nobody_else_hands_out_a_newcomers_link(world, family, key):
    person = let_in(world, family, NIDAL)

    with pytest.raises((NotAllowed, NotFound)):
        people_actions.give_link(by=world.actor(key), now=world.now, person=person)


def test_a_referral_ends_with_the_case_for_good_and_the_household_itself_goes_on_reading(world, family):
    assert seen(joined(world, family, "gijs", TeamRole.GP, RASHA), family, world)["names"] == {"Rasha"}
    before = seen(joined(world, family, "samir", TeamRole.NEWCOMER, NIDAL), family, world)

    closing_actions.close_case(
        by=world.actor("sander"),
        now=world.now,
        case=family,
        reason=ClosingReason.GUIDANCE_FINISHED,
        seen=plan_version(family),
        knows_of_terms=True,
    )

    with pytest.raises(NotFound):
        queries.household_page(world.actor("gijs"), family, today=world.today)
    assert case_list(world.actor("gijs"), CaseFilters(closed=True), today=world.today).rows == ()
    assert seen(world.actor("samir"), family, world) == before

    closing_actions.reopen_case(by=world.actor("sander"), now=world.now, case=family, reason="Te vroeg gesloten.")
    with pytest.raises(NotFound):
        queries.household_page(world.actor("gijs"), family, today=world.today)
    assert seen(world.actor("samir"), family, world) == before
    assert seen(joined(world, family, "gijs", TeamRole.GP, RASHA), family, world)["names"] == {"Rasha"}


def test_a_need_goes_with_who_left_the_household(world, family):
    sander = world.actor("sander")
    assert "need of Rasha" in seen(sander, family, world)["needs"]

    leave(world, family, RASHA)

    sander = world.actor("sander")
    assert seen(sander, family, world)["needs"] == {"need of Nidal", "need of Karam", "need of Sham", "need of all"}
    card = queries.card(sander, family, today=world.today)
    assert not card.is_of_some
    assert {line.who for line in card.needs} == {"Nidal", "Karam", "Sham", ""}


def test_a_newcomer_is_not_called_by_a_code_on_their_own_screen_and_still_is_on_that_of_others(log_in, world, family):
    joined(world, family, "samir", TeamRole.NEWCOMER, NIDAL)
    code, pages = "Nieuwkomer 1", (f"/cases/{family}/", f"/cases/{family}/team/", "/profile/")

    own = {page: log_in("samir").get(page).content.decode() for page in pages}
    others = {page: log_in("sander").get(page).content.decode() for page in pages}

    assert not [page for page, text in own.items() if code in text]
    assert 'scope="row">u</th>' in own[f"/cases/{family}/team/"]
    assert f'scope="row">{code}</th>' in others[f"/cases/{family}/team/"]
    assert 'scope="row">u</th>' not in others[f"/cases/{family}/team/"]
    heading = '<h1 class="utrecht-heading-1">Mijn instellingen</h1>'
    assert heading in own["/profile/"]
    assert f'{heading}<p class="hv-lead">Sander Bos</p>' in others["/profile/"]


def test_the_team_names_the_day_of_an_appointment_to_who_books_and_ends_it(log_in, world, family):
    booked = {"case": family, "member": RASHA, "person": world.ids["tolk"], "role": TeamRole.INTERPRETER}
    access_actions.stand_by(by=world.actor("sander"), now=world.now, on=world.today, **booked)
    joined(world, family, "samir", TeamRole.NEWCOMER, NIDAL)
    day = f"afspraak op {day_in_words(world.today, with_year=False)}"

    pages = {key: log_in(key).get(f"/cases/{family}/team/").content.decode() for key in ("sander", "samir")}

    assert [key for key, text in pages.items() if "Tanja Olk" in text] == ["sander", "samir"]
    assert [key for key, text in pages.items() if day in text] == ["sander"]

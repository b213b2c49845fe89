"""Recording programmes, groups, sponsors, screening and training: who may, what stands afterwards, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hervest.accounts.actor import system
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.sponsorship import actions, sponsor_actions
from hervest.sponsorship.facts_queries import group_facts, is_admitted
from hervest.sponsorship.models import Programme, Screening, Sponsor, SponsorGroup, SponsorMembership
from hervest.sponsorship.page_queries import group_page
from hervest.sponsorship.vocabulary import GroupRole, GroupStage, ScreeningKind, ScreeningState
from people import ELSEWHERE, HERE, NOW, TODAY
from sponsorship.groups import SEEN, complete, far_programme, forming, programme, ready

TOMORROW = TODAY + timedelta(days=1)


def make_programme(world, key="marieke", **how):
    given = {"municipality": HERE, "organisation": world.organisations["wegwijs"], "name": "Samen Thuis"} | how
    return actions.create_programme(by=world.actor(key), now=NOW, **given)


@pytest.mark.parametrize("key", ["marieke", "lena", "fenna"])
def test_a_lead_and_the_coordinator_of_the_organisation_make_a_programme(world, key):
    made = make_programme(world, key)

    row = Programme.rows.get(pk=made)
    assert (row.min_group, row.target_group, row.travel_minutes, row.response_days) == (3, 5, 30, 5)


@pytest.mark.parametrize("key", ["sander", "anouk", "sanne", "saskia", "bas", "hatice", "pieter"])
def test_nobody_else_makes_a_programme_here(world, key):
    with pytest.raises(NotAllowed):
        make_programme(world, key)
    assert not Programme.rows.exists()


def test_a_programme_is_run_by_who_can_coordinate_groups(world):
    with pytest.raises(NotAllowed):
        make_programme(world, organisation=world.organisations["veste"])
    with pytest.raises(NotAllowed):
        make_programme(world, "fenna", organisation=world.organisations["gemeente"])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "  "}, "programme_needs_name"),
        ({"min_group": 1}, "no_group_of_one"),
        ({"min_group": 5, "target_group": 4}, "target_below_least"),
        ({"from_on": TOMORROW, "until_on": TODAY}, "ends_before_it_starts"),
    ],
)
def test_a_programme_that_cannot_be_is_refused_by_name(world, given, code):
    with pytest.raises(RuleBroken, match=code):
        make_programme(world, **given)


def test_a_name_is_taken_once_in_a_municipality(world):
    make_programme(world)
    with pytest.raises(RuleBroken, match="programme_name_taken"):
        make_programme(world)
    far_programme(world)


def test_the_coordinator_of_a_programme_adds_and_changes_its_groups(world):
    made = forming(world)
    made.describe(capacity_persons=4, abilities={"baby": True})
    row = SponsorGroup.rows.get()

    assert (row.name, row.capacity_persons, row.abilities, row.stage, row.version) == (
        "De Brug",
        4,
        {"baby": True},
        GroupStage.FORMING,
        2,
    )


@pytest.mark.parametrize("key", ["marieke", "sander", "anouk", "sanne", "saskia", "hatice", "bas"])
def test_nobody_else_changes_a_group(world, key):
    made = ready(world)
    made.log_in_as("saskia", "saskia")

    with pytest.raises(NotAllowed):
        made.describe(key, name="Anders")
    with pytest.raises(NotAllowed):
        made.stage(GroupStage.PAUSED, key)
    with pytest.raises(NotAllowed):
        made.join("nieuw", GroupRole.MEMBER, key)


def test_a_coordinator_of_another_programme_changes_nothing_here(world):
    made, far = forming(world), far_programme(world)

    with pytest.raises(NotAllowed):
        made.describe("els", name="Anders")
    assert actions.save_group(by=world.actor("els"), now=NOW, programme=far, fields={"name": "Ginds"})
    with pytest.raises(NotFound):
        actions.save_group(by=world.actor("els"), now=NOW, programme=far, group=made.group, fields={"name": "Mijn"})


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "group_needs_name"),
        ({"stage": "ready"}, "group_unknown_column"),
        ({"starts_from": TODAY}, "group_starts_half"),
        ({"starts_from": TOMORROW, "starts_until": TODAY}, "ends_before_it_starts"),
    ],
)
def test_a_group_that_cannot_be_is_refused_by_name(world, fields, code):
    with pytest.raises(RuleBroken, match=code):
        forming(world).describe(**fields)


def test_a_stale_form_does_not_undo_what_a_colleague_wrote(world):
    made = forming(world)
    made.describe(capacity_persons=3, seen=1)

    with pytest.raises(Conflict, match="group_changed_meanwhile"):
        made.describe(capacity_persons=4, seen=1)
    made.describe(capacity_persons=4, seen=2)


def test_two_groups_of_a_programme_have_two_names(world):
    made = forming(world)
    forming(world, "De Dam", of=made.programme)
    with pytest.raises(RuleBroken, match="group_name_taken"):
        made.describe(name="De Dam")


def test_a_sponsor_is_recorded_and_says_nothing_they_did_not_say(world):
    made = forming(world)
    made.join("otto")
    row = Sponsor.rows.get()

    assert (row.name, row.languages, row.counts_as_woman, row.birth_year) == ("Otto", {"nl": 6}, None, None)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": ""}, "sponsor_needs_name"),
        ({"birth_year": 2015}, "sponsor_too_young"),
        ({"hours_least": 6, "hours_most": 2}, "hours_in_wrong_order"),
        ({"away_from": TODAY}, "absence_half"),
        ({"away_from": TOMORROW, "away_until": TODAY}, "ends_before_it_starts"),
        ({"religion": "any"}, "sponsor_unknown_column"),
    ],
)
def test_a_sponsor_who_cannot_be_is_refused_by_name(world, fields, code):
    number = programme(world)
    with pytest.raises(RuleBroken, match=code):
        sponsor_actions.save_sponsor(
            by=world.actor("fenna"), now=NOW, programme=number, fields={"name": "Otto", **fields}
        )
    assert not Sponsor.rows.exists()


def test_a_sponsor_changes_their_own_data_and_nobody_elses(world):
    made = ready(world)
    made.log_in_as("saskia", "saskia")

    def save(name):
        return sponsor_actions.save_sponsor(
            by=world.actor("saskia"),
            now=NOW,
            programme=made.programme,
            sponsor=made.sponsors[name],
            fields={"phone": "06 87654321"},
        )

    assert save("saskia")
    with pytest.raises(NotAllowed):
        save("otto")
    with pytest.raises(NotAllowed):
        sponsor_actions.save_sponsor(
            by=world.actor("saskia"), now=NOW, programme=made.programme, fields={"name": "Iemand"}
        )
    with pytest.raises(NotAllowed):
        sponsor_actions.link_login(
            by=world.actor("saskia"), now=NOW, sponsor=made.sponsors["saskia"], person=world.ids["sanne"]
        )


def test_a_login_is_one_sponsor_and_has_that_role(world):
    made = complete(world)
    made.log_in_as("saskia", "saskia")

    with pytest.raises(RuleBroken, match="login_is_another_sponsor"):
        made.log_in_as("otto", "saskia")
    with pytest.raises(RuleBroken, match="login_is_no_sponsor"):
        made.log_in_as("otto", "sander")


def test_a_role_that_is_given_again_until_a_later_day_is_extended_with_its_backup(world):
    made = forming(world)
    made.join("saskia")
    made.join("otto", backup=made.sponsors["saskia"])
    row = SponsorMembership.rows.get(sponsor=made.sponsors["otto"])
    later = row.until_on + timedelta(days=100)

    assert made.join("otto", until_on=later) == row.pk
    row.refresh_from_db()
    assert (row.until_on, row.backup_id) == (later, made.sponsors["saskia"])
    assert SponsorMembership.rows.filter(sponsor=made.sponsors["otto"]).count() == 1
    with pytest.raises(RuleBroken, match="role_held_already"):
        made.join("otto", until_on=later)


@pytest.mark.parametrize("stage", [GroupStage.WITHDRAWN, GroupStage.DISSOLVED])
def test_nobody_joins_a_group_that_is_over(world, stage):
    made = forming(world)
    made.join("otto")
    SponsorGroup.rows.filter(pk=made.group).update(stage=stage)

    with pytest.raises(RuleBroken, match="group_is_over"):
        made.join("pim")


def test_roles_that_do_not_go_together_are_refused(world):
    made = forming(world)
    made.join("saskia")

    with pytest.raises(RuleBroken, match="coordinator_is_safeguarding_contact"):
        made.join("saskia", GroupRole.SAFEGUARDING_CONTACT)
    with pytest.raises(RuleBroken, match="role_held_already"):
        made.join("saskia", GroupRole.COORDINATOR)
    with pytest.raises(RuleBroken, match="group_has_coordinator"):
        made.join("otto", GroupRole.COORDINATOR)
    with pytest.raises(RuleBroken, match="own_backup"):
        made.join("otto", backup=made.sponsors["otto"])
    with pytest.raises(RuleBroken, match="membership_has_passed"):
        made.join("pim", until_on=TODAY - timedelta(days=1))
    made.join("otto", GroupRole.SAFEGUARDING_CONTACT, backup=made.sponsors["saskia"])


def test_a_membership_always_has_an_end(world):
    made = forming(world)
    made.join("saskia")
    made.join("otto", until_on=TOMORROW)

    assert set(SponsorMembership.rows.values_list("until_on", flat=True)) == {TODAY.replace(year=2027), TOMORROW}


def test_somebody_of_another_programme_does_not_join(world):
    made, far = forming(world), far_programme(world)
    stranger = sponsor_actions.save_sponsor(
        by=world.actor("els"), now=NOW, programme=far, fields={"name": "Iemand anders"}
    )
    made.sponsors["vreemd"] = stranger
    with pytest.raises(NotFound):
        made.join("vreemd")


def test_who_leaves_sees_nothing_at_the_next_click_and_the_days_stay(world):
    made = ready(world)
    made.log_in_as("saskia", "saskia")
    SponsorMembership.rows.update(from_on=SEEN)
    saskia = world.actor("saskia")
    assert group_page(saskia, made.group, today=TODAY).people is not None

    sponsor_actions.end_membership(by=world.actor("fenna"), now=NOW, membership=made.memberships["saskia"])

    with pytest.raises(NotFound):
        group_page(saskia, made.group, today=TODAY)
    row = SponsorMembership.rows.get(pk=made.memberships["saskia"])
    assert (row.from_on, row.until_on) == (SEEN, TODAY - timedelta(days=1))
    with pytest.raises(NotFound):
        sponsor_actions.end_membership(by=world.actor("fenna"), now=NOW, membership=made.memberships["saskia"])


def test_who_joined_today_by_mistake_is_taken_out_whole_and_the_log_has_both(world):
    made = forming(world)
    made.join("otto")
    sponsor_actions.end_membership(by=world.actor("fenna"), now=NOW, membership=made.memberships["otto"])

    assert not SponsorMembership.rows.exists()
    assert {"group.joined", "group.left"} <= set(AuditRow.rows.values_list("verb", flat=True))


def test_the_screener_records_what_was_seen_and_the_log_does_not_tell_what_came_of_it(world):
    made = forming(world)
    made.join("otto")
    made.screen("otto", ScreeningKind.VOG)
    row = Screening.rows.get()

    assert (row.state, row.seen_on, row.valid_until) == (ScreeningState.SEEN_OK, SEEN, SEEN.replace(year=2029))
    assert row.seen_by_id == world.ids["sanne"]
    noted = AuditRow.rows.get(verb="screening.recorded").detail
    assert set(noted) == {"sponsor", "kind"}


@pytest.mark.parametrize("key", ["fenna", "marieke", "sander", "saskia", "anouk", "bas"])
def test_nobody_else_records_screening(world, key):
    made = forming(world)
    made.join("saskia")
    made.log_in_as("saskia", "saskia")
    with pytest.raises(NotAllowed):
        made.screen("saskia", ScreeningKind.VOG, by=key)
    assert not Screening.rows.exists()


def test_one_row_of_a_kind_says_what_holds_now(world):
    made = forming(world)
    made.join("otto")
    made.screen("otto", ScreeningKind.VOG)
    made.screen("otto", ScreeningKind.VOG, state=ScreeningState.NOT_ADMITTED, seen_on=None)
    row = Screening.rows.get()

    assert (row.state, row.seen_on, row.valid_until) == (ScreeningState.NOT_ADMITTED, None, None)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"seen_on": None}, "screening_needs_day"),
        ({"seen_on": TOMORROW}, "screening_in_the_future"),
        ({"valid_until": SEEN - timedelta(days=1)}, "ends_before_it_starts"),
    ],
)
def test_a_screening_that_cannot_be_is_refused(world, given, code):
    made = forming(world)
    made.join("otto")
    with pytest.raises(RuleBroken, match=code):
        made.screen("otto", ScreeningKind.VOG, **given)


def test_a_certificate_was_seen_no_longer_ago_than_it_is_valid(world):
    made = forming(world)
    made.join("otto")
    with pytest.raises(RuleBroken, match="screening_seen_too_long_ago") as refused:
        made.screen("otto", ScreeningKind.VOG, seen_on=date(1900, 1, 1), valid_until=TODAY.replace(year=2029))
    assert refused.value.params["field"] == "seen_on"
    with pytest.raises(RuleBroken, match="screening_seen_too_long_ago"):
        made.screen("otto", ScreeningKind.VOG, seen_on=TODAY.replace(year=2023) - timedelta(days=1))
    assert not Screening.rows.exists()

    made.screen("otto", ScreeningKind.VOG, seen_on=TODAY.replace(year=2023))
    made.screen("otto", ScreeningKind.CODE_OF_CONDUCT, seen_on=date(2010, 1, 1))  # without an end
    assert Screening.rows.count() == 2


def test_a_certificate_was_not_seen_of_who_could_be_no_sponsor_yet(world):
    made = forming(world)
    made.join("otto")
    Sponsor.rows.update(birth_year=TODAY.year - 18)
    with pytest.raises(RuleBroken, match="screening_before_sponsor"):
        made.screen("otto", ScreeningKind.VOG, seen_on=TODAY.replace(year=TODAY.year - 1))
    made.screen("otto", ScreeningKind.VOG, seen_on=SEEN)

    assert Screening.rows.get().seen_on == SEEN


def admitted(made, name, today=TODAY):
    return is_admitted(Sponsor.rows.get(pk=made.sponsors[name]), today=today)


def test_a_new_certificate_that_is_asked_for_takes_nothing_away_from_the_one_that_was_seen(world):
    made = complete(world, people=("saskia",))
    made.screen("saskia", ScreeningKind.VOG, state=ScreeningState.REQUESTED, is_sure=False)
    row, last = Screening.rows.get(kind=ScreeningKind.VOG), SEEN.replace(year=2029)

    assert (row.state, row.seen_on, row.valid_until) == (ScreeningState.SEEN_OK, SEEN, last)
    assert (row.seen_by_id, row.asked_again_on) == (world.ids["sanne"], TODAY)
    assert admitted(made, "saskia")
    assert admitted(made, "saskia", last)
    assert not admitted(made, "saskia", last + timedelta(days=1))


def test_what_is_seen_anew_takes_the_place_of_what_was_seen_and_of_the_request(world):
    made = complete(world, people=("saskia",))
    made.screen("saskia", ScreeningKind.VOG, state=ScreeningState.REQUESTED)
    made.screen("saskia", ScreeningKind.VOG, seen_on=TODAY, is_sure=False)
    row = Screening.rows.get(kind=ScreeningKind.VOG)

    assert (row.seen_on, row.valid_until, row.asked_again_on) == (TODAY, TODAY.replace(year=2029), None)


def test_who_is_not_admitted_is_closed_at_once_also_where_a_new_one_was_asked_for(world):
    made = complete(world, people=("saskia",))
    made.screen("saskia", ScreeningKind.VOG, state=ScreeningState.REQUESTED)
    made.screen("saskia", ScreeningKind.VOG, state=ScreeningState.NOT_ADMITTED)
    assert not admitted(made, "saskia")

    made.screen("saskia", ScreeningKind.VOG, state=ScreeningState.REQUESTED)
    assert not admitted(made, "saskia")
    made.screen("saskia", ScreeningKind.VOG)
    assert admitted(made, "saskia")


@pytest.mark.parametrize("state", [ScreeningState.REQUESTED, ScreeningState.NOT_ADMITTED])
@pytest.mark.parametrize("field", ["seen_on", "valid_until"])
def test_days_of_what_was_not_seen_are_refused_and_not_dropped(world, state, field):
    made = forming(world)
    made.join("otto")
    given = {"sponsor": made.sponsors["otto"], "kind": ScreeningKind.VOG, "state": state}
    with pytest.raises(RuleBroken, match="screening_not_seen_has_no_days") as refused:
        sponsor_actions.record_screening(by=world.actor("sanne"), now=NOW, **given, **{field: TODAY})
    assert (refused.value.params["field"], Screening.rows.count()) == (field, 0)

    sponsor_actions.record_screening(by=world.actor("sanne"), now=NOW, **given)
    assert Screening.rows.get().state == state


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        (ScreeningKind.VOG, {"state": ScreeningState.NOT_ADMITTED}, "screening_closes_now"),
        (ScreeningKind.REFERENCES, {"state": ScreeningState.NOT_ADMITTED}, "screening_closes_now"),
        (ScreeningKind.VOG, {"valid_until": TODAY - timedelta(days=1)}, "screening_closes_now"),
        (ScreeningKind.VOG, {"valid_until": TOMORROW}, "screening_closes_later"),
        (ScreeningKind.CODE_OF_CONDUCT, {"valid_until": TOMORROW}, "screening_closes_later"),
    ],
)
def test_what_takes_a_valid_screening_away_is_recorded_only_by_who_says_to_be_sure(world, kind, said, code):
    made = complete(world, people=("saskia",))
    before = Screening.rows.values().get(kind=kind)
    with pytest.raises(RuleBroken, match=code) as refused:
        made.screen("saskia", kind, **said, is_sure=False)
    assert refused.value.params["field"] == "is_sure"
    assert Screening.rows.values().get(kind=kind) == before

    made.screen("saskia", kind, **said)
    assert Screening.rows.values().get(kind=kind) != before


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ScreeningKind.VOG, {"valid_until": SEEN.replace(year=2030)}),
        (ScreeningKind.INTERVIEW, {"valid_until": TOMORROW}),
        (ScreeningKind.VOG, {"state": ScreeningState.REQUESTED}),
    ],
)
def test_what_takes_nothing_away_is_recorded_without_asking(world, kind, said):
    made = complete(world, people=("saskia",))
    made.screen("saskia", kind, **said, is_sure=False)

    assert admitted(made, "saskia", TOMORROW)


def test_modules_are_recorded_by_the_coordinator_and_not_by_the_sponsor(world):
    made = forming(world)
    made.join("saskia")
    made.log_in_as("saskia", "saskia")
    made.train("saskia", 1, 2)
    made.train("saskia", 2, 3)

    with pytest.raises(NotAllowed):
        made.train("saskia", 4, by="saskia")
    with pytest.raises(RuleBroken, match="no_such_module"):
        made.train("saskia", 9)
    assert set(Sponsor.rows.get().modules.values_list("number", flat=True)) == {2, 3}


def test_a_group_becomes_ready_when_nothing_is_missing_and_for_half_a_year(world):
    made = complete(world)
    assert made.stage(GroupStage.READY) == TODAY.replace(year=2027, month=5)
    assert made.stage(GroupStage.PAUSED) is None
    assert SponsorGroup.rows.get().ready_until is None
    with pytest.raises(RuleBroken, match="ready_until_has_passed"):
        made.stage(GroupStage.READY, ready_until=TODAY - timedelta(days=1))


def test_a_group_in_which_one_is_not_screened_does_not_become_ready(world):
    made = complete(world)
    Screening.rows.filter(sponsor=made.sponsors["wout"], kind=ScreeningKind.VOG).delete()
    made.screen("wout", ScreeningKind.VOG, state=ScreeningState.REQUESTED)

    with pytest.raises(RuleBroken, match="group_screening_not_valid"):
        made.stage(GroupStage.READY)
    made.screen("wout", ScreeningKind.VOG)
    made.stage(GroupStage.READY)


def test_a_group_of_three_may_be_ready_in_a_programme_that_allows_it(world):
    made = complete(world, people=("saskia", "otto", "mirjam"))
    assert group_page(world.actor("fenna"), made.group, today=TODAY).is_below_target
    made.stage(GroupStage.READY)

    sponsor_actions.end_membership(by=world.actor("fenna"), now=NOW, membership=made.memberships["otto"])
    [facts] = group_facts(HERE, today=TODAY)
    assert (len(facts.members), facts.min_members) == (2, 3)


def test_somebody_new_joins_in_one_act_or_not_at_all(world):
    made = forming(world)
    made.join("saskia")
    new = {"by": world.actor("fenna"), "now": NOW, "group": made.group, "fields": {"name": "Otto"}}
    with pytest.raises(RuleBroken, match="group_has_coordinator"):
        sponsor_actions.add_sponsor(**new, role=GroupRole.COORDINATOR)
    assert Sponsor.rows.count() == 1

    sponsor_actions.add_sponsor(**new, role=GroupRole.MEMBER)
    assert SponsorMembership.rows.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        lambda made: SponsorGroup.rows.filter(pk=made.group).update(stage=GroupStage.READY, ready_until=None),
        lambda _made: Programme.rows.update(min_group=1),
        lambda _made: SponsorMembership.rows.update(until_on=SEEN - timedelta(days=9), from_on=SEEN),
        lambda made: Screening.rows.create(sponsor_id=made.sponsors["otto"], kind="vog", state="seen_ok"),
        lambda made: Sponsor.rows.filter(pk=made.sponsors["otto"]).update(away_from=TODAY),
    ],
)
def test_the_database_refuses_what_cannot_be(world, wrong):
    made = complete(world, people=("otto",))
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(made)


def test_the_system_may_do_all_of_it(world):
    number = programme(world)
    group = actions.save_group(by=system("test"), now=NOW, programme=number, fields={"name": "De Brug"})
    actions.set_stage(by=system("test"), now=NOW, group=group, stage=GroupStage.PAUSED)

    assert SponsorGroup.rows.get().stage == GroupStage.PAUSED
    assert ELSEWHERE not in set(AuditRow.rows.filter(verb="group.saved").values_list("chain", flat=True))

"""A programme in each municipality of the town, with a group that is ready and one that forms."""

from datetime import timedelta

from hervest.accounts.actor import system
from hervest.sponsorship import actions, sponsor_actions
from hervest.sponsorship.models import SponsorMembership
from hervest.sponsorship.vocabulary import GroupRole, GroupStage, ScreeningKind, ScreeningState
from people import NOW, TODAY
from trust.groups_of_law import LOGINS, RUN_BY, SEATS


def form_groups(town) -> None:
    """Everything that is known of groups and of who is in them."""
    by = {"by": system("test"), "now": NOW}
    for place, organisation in RUN_BY.items():
        town.programmes[place] = actions.create_programme(
            **by,
            municipality=place,
            organisation=town.organisations[organisation],
            name=town.mint("sponsorship.Programme.name", place),
            min_group=2,
        )
    for name, seats in SEATS.items():
        place, stage = name.split()
        words = {field: town.mint(f"sponsorship.SponsorGroup.{field}", name) for field in ("name", "description")}
        town.groups[name] = actions.save_group(
            **by, programme=town.programmes[place], fields={**words, "themes": ["home"], "capacity_persons": 1}
        )
        for login in seats:
            seat(town, name, login)
        if stage == GroupStage.READY:
            actions.set_stage(**by, group=town.groups[name], stage=GroupStage.READY)


def seat(town, group: str, login: str) -> None:
    """Somebody in a group, screened and trained."""
    by, label = {"by": system("test"), "now": NOW}, f"{group}: {login}"
    words = {
        field: town.mint(f"sponsorship.Sponsor.{field}", label) for field in ("name", "email", "phone", "postcode")
    }
    words["email"] += "@hervest.example"
    role = GroupRole.COORDINATOR if SEATS[group][0] == login else GroupRole.SAFEGUARDING_CONTACT
    sponsor = sponsor_actions.add_sponsor(**by, group=town.groups[group], fields=words, role=role)
    town.sponsors[label] = sponsor
    town.seats[label] = SponsorMembership.rows.get(sponsor=sponsor).pk
    seen_on = TODAY - timedelta(days=9)
    for kind in ScreeningKind:
        sponsor_actions.record_screening(
            by=system("test"), now=NOW, sponsor=sponsor, kind=kind, state=ScreeningState.SEEN_OK, seen_on=seen_on
        )
    sponsor_actions.record_modules(**by, sponsor=sponsor, days=dict.fromkeys((1, 2, 3, 4), seen_on))
    if login in LOGINS:
        sponsor_actions.link_login(**by, sponsor=sponsor, person=town.ids[login])

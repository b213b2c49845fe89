"""What a death does to the login of who died, and taking it back: a step of every action that records either."""

from hervest.accounts.people_actions import close_login, open_login
from hervest.core.vocabulary import MemberNo
from hervest.households.record_rules import HouseholdRecord
from hervest.households.vocabulary import LeftWhy
from hervest.journey.queries import CaseRef
from hervest.journey.staffing_queries import logins_in


def follow_deaths(ref: CaseRef, before: HouseholdRecord, becomes: HouseholdRecord) -> None:
    """From the next click on nobody is in as somebody who died; who did not after all can log in again.

    A login that was also somebody else's of the household stays open. Source: access.md, `self`: a person's own page.
    """
    were, are = _died(before), _died(becomes)
    for person, members in logins_in(ref.id).items():
        if members <= are and not members <= were:
            close_login(person, case=ref.code, municipality=ref.municipality)
        elif members <= were and not members <= are:
            open_login(person, case=ref.code, municipality=ref.municipality)


def _died(record: HouseholdRecord) -> frozenset[MemberNo]:
    return frozenset(row.no for row in record.members if row.left_why is LeftWhy.DIED)

"""What must be known to talk with a household: in which languages, and who in it is grown up."""

from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.models import Member
from hervest.households.record_queries import record_of
from hervest.households.settings import household_settings
from hervest.households.talk_rules import Listeners, listeners
from hervest.households.vocabulary import MemberFacts, MemberRole, Sex

SPOKEN_ANYWAY = ("nl", "en")
"""What can be spoken with everybody, if need be with an interpreter."""


def languages_of(code: str) -> tuple[str, ...]:
    """The languages in which something can have been said with the household: its own first, then ours."""
    record = record_of(code)
    own = [record.contact_language] if record and record.contact_language else []
    spoken = [language.code for member in record.present for language in member.languages] if record else []
    return tuple(dict.fromkeys([*own, *spoken, *SPOKEN_ANYWAY]))


def first_language(languages: tuple[str, ...]) -> str:
    """With which of `languages_of` a form begins: the household's own; with none where that is not known."""
    return "" if languages == SPOKEN_ANYWAY else languages[0]


def listeners_in(case: int, *, today: date) -> Listeners:
    """Who in the household of the case is grown up today: for deciding. 1 query."""
    present = Member.rows.filter(household__case=case, left_on=None)
    rows = list(present.values_list("no", "role", "born_on", "joined_on"))
    people = [MemberFacts(MemberNo(no), MemberRole(role), born_on, Sex.UNKNOWN) for no, role, born_on, _ in rows]
    joined = {MemberNo(no): joined_on for no, _, _, joined_on in rows if joined_on is not None}
    return listeners(people, today, household_settings(), joined)

"""Taking along what each person chose: a step of the action by which a household moves to another municipality."""

from datetime import datetime

from hervest.accounts.vocabulary import PersonId
from hervest.households.choice_models import ParticipationChoice
from hervest.households.models import Household

AS_IT_WAS_SAID = (
    "member_no",
    "answer",
    "language",
    "interpreting",
    "how",
    "was_read_aloud",
    "was_abroad",
    "said_on",
)


def carry_choices(*, person: PersonId, now: datetime, origin: str, case: str) -> None:
    """What they chose about a sponsor group holds there too, in the order they said it; `person` records it there.

    What others were allowed to see does not go along: it was said of readers here. Source: sponsorship.md, section 2.7.
    """
    before, after = (Household.rows.get(case__code=code) for code in (origin, case))
    there = after.members.values_list("no", flat=True)
    ParticipationChoice.rows.bulk_create(
        ParticipationChoice(
            household=after, by_id=person, at=now, **{name: getattr(row, name) for name in AS_IT_WAS_SAID}
        )
        for row in ParticipationChoice.rows.filter(household=before, member_no__in=list(there)).order_by("pk")
    )

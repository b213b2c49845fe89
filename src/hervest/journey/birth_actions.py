"""What follows for the plan from a birth that is recorded, within the action that records it."""

from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.journey.birth_queries import done_for_mother
from hervest.journey.models import Case, Task
from hervest.journey.vocabulary import TaskState
from hervest.journey.workflow_queries import template_of

AS_IT_WAS_DONE = (
    "doer",
    "recorded_by",
    "holder",
    "is_stand_in",
    "because",
    "done_on",
    "done_at",
    "done_by_id",
)
"""What is known of work that was done about the birth; not its words, nor its day, which tells when it was expected."""


def carry_report(*, case: int, mother: MemberNo, child: MemberNo, born_on: date) -> None:
    """What was done about this birth as work of its mother is done for the child: nobody is asked for it twice.

    Holds: the caller has locked the case, and this is the first child of hers recorded since she expected one.
    Of another child of the same birth it is asked: each is reported. Source: BW 1:19; `same_work_nl.csv`.
    """
    row = Case.rows.get(pk=case)
    rows = template_of(row).by_id
    for work, done in done_for_mother(case=case, mother=mother, born_on=born_on):
        spec = rows.get(work.of_child)
        if spec is not None:
            Task.rows.create(
                case=row,
                municipality_id=row.municipality_id,
                template=spec.id,
                member_no=child,
                tier=spec.tier,
                audience=spec.audience,
                is_finance=done.is_finance,
                phase=spec.phase,
                kind=spec.kind,
                state=TaskState.DONE,
                is_touched=True,
                **{name: getattr(done, name) for name in AS_IT_WAS_DONE},
            )

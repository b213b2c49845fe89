"""Planning 1,000 households: the rules alone, then through the database, beside copying the same rows."""

import sys
import time
from datetime import timedelta

from ground import awake, run_everywhere

HOUSEHOLDS = 1_000


def rules_alone():
    """Plan 1,000 households of five without a database."""
    from datetime import date

    from hervest.core.vocabulary import MemberNo, Route
    from hervest.deadlines.register import all_versions
    from hervest.journey.milestone_rules import MilestoneRecord
    from hervest.journey.rules import plan, tasks_after
    from hervest.journey.task_rules import CaseFacts
    from hervest.journey.template_defaults import default_template
    from hervest.journey.trait_rules import TraitRow
    from hervest.journey.vocabulary import CaseKind, MilestoneCode, TraitCode, TraitSource

    template, terms, today = default_template(), all_versions(), date(2026, 11, 23)
    members = tuple(MemberNo(n) for n in range(1, 6))
    traits = tuple(
        TraitRow(TraitCode.ADULT if n < 3 else TraitCode.CHILD, TraitSource.HOUSEHOLD, True, MemberNo(n))
        for n in range(1, 6)
    )
    began, n_tasks = time.perf_counter(), 0
    for n in range(HOUSEHOLDS):
        landed = today + timedelta(days=n % 200)
        recorded = (
            MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=today - timedelta(days=n % 90)),
            MilestoneRecord(MilestoneCode.LANDED, planned_on=landed),
        )
        facts = CaseFacts(CaseKind.HOUSEHOLD, Route.RESETTLEMENT, members, traits, recorded)
        outcome = plan(template, facts, (), terms=terms, today=today)
        n_tasks += len(tasks_after((), outcome))
    return time.perf_counter() - began, n_tasks


def with_database():
    """Open, describe and date cases through the actions; then copy the same rows without planning."""
    from hervest.accounts.actor import system
    from hervest.cli.demo_people import seed_people
    from hervest.core import clock
    from hervest.core.vocabulary import MemberNo, Route
    from hervest.journey import actions
    from hervest.journey.actions import Said
    from hervest.journey.milestone_rules import MilestoneRecord
    from hervest.journey.models import Task
    from hervest.journey.vocabulary import MilestoneCode, TraitSource

    now, by = clock.now(), system("bench")
    today = clock.day_of(now)
    seed_people(now)
    said = {MemberNo(n): Said({"adult" if n < 3 else "child": True}) for n in range(1, 6)}
    began = time.perf_counter()
    for n in range(HOUSEHOLDS):
        case = actions.open_case(by=by, now=now, municipality="GM9001", route=Route.RESETTLEMENT).code
        days = [
            MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=today - timedelta(days=n % 90)),
            MilestoneRecord(MilestoneCode.LANDED, planned_on=today + timedelta(days=n % 200)),
        ]
        actions.record_milestones(by=by, now=now, case=case, records=days, source="bench")
        actions.post_facts(by=by, now=now, case=case, source=TraitSource.HOUSEHOLD, said=said)
    planned = time.perf_counter() - began
    rows = list(Task.rows.all())
    began = time.perf_counter()
    for row in rows:
        row.pk, row.repeat_no = None, row.repeat_no + 1000
    Task.rows.bulk_create(rows, batch_size=200)
    return planned, time.perf_counter() - began, len(rows)


def main():
    if "--here" not in sys.argv:
        return run_everywhere(__file__)
    with awake():
        seconds, n_tasks = rules_alone()
        print(
            f"rules alone: {HOUSEHOLDS} households, {n_tasks} tasks, {seconds:.2f} s, {1000 * seconds / HOUSEHOLDS:.2f} ms each"
        )
        planned, copied, n_rows = with_database()
        print(
            f"with the database: {HOUSEHOLDS} households, {n_rows} tasks, {planned:.2f} s, "
            f"{1000 * planned / HOUSEHOLDS:.1f} ms each; {planned / copied:.1f} x a bare copy of the same rows"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""No two acts wait for each other: what each holds is watched, and another order than the house's is seen."""

import pytest

from locks import ORDER, crossing, held_by

UNIT, CASE, GROUP = ORDER[:3]


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        (f'SELECT "{CASE}"."id" FROM "{CASE}" WHERE "{CASE}"."code" = %s FOR NO KEY UPDATE', CASE),
        (f'SELECT "{GROUP}"."id" FROM "{GROUP}" FOR UPDATE OF "{GROUP}"', GROUP),
        (f'UPDATE "{CASE}" SET "phase" = %s WHERE "{CASE}"."id" = %s', CASE),
        (f'SELECT "{CASE}"."id" FROM "{CASE}" WHERE "{CASE}"."code" = %s', None),
        ('UPDATE "journey_task" SET "state" = %s', None),
    ],
)
def test_what_a_statement_holds_is_seen(sql, table):
    assert held_by(sql) == table


@pytest.mark.parametrize(
    ("tables", "crossed"),
    [
        ([UNIT, CASE, GROUP], None),
        ([UNIT, CASE, GROUP, CASE, UNIT], None),
        ([GROUP, CASE], (GROUP, CASE)),
        ([CASE, GROUP, UNIT], (GROUP, UNIT)),
    ],
)
def test_another_order_than_ours_is_seen_and_what_is_held_may_be_held_again(tables, crossed):
    assert crossing(tables) == crossed

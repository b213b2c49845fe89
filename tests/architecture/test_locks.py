"""No two acts wait for each other: what each holds is watched, and another order than the house's is seen."""

import pytest

from locks import ORDER, crossing, crossing_rows, held_by, numbers_held_by

UNIT, CASE, GROUP, SPONSOR = ORDER[:4]
PROPOSAL = "placement_matchproposal"


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


@pytest.mark.parametrize(
    ("sql", "params", "numbers"),
    [
        (f'SELECT "{GROUP}"."id" FROM "{GROUP}" WHERE "{GROUP}"."id" IN (%s, %s) FOR NO KEY UPDATE', (3, 7), (3, 7)),
        (f'SELECT "{GROUP}"."id" FROM "{GROUP}" WHERE "{GROUP}"."id" IN (SELECT %s) FOR NO KEY UPDATE', (3,), ()),
        (f'SELECT "{SPONSOR}"."id" FROM "{SPONSOR}" WHERE "{SPONSOR}"."id" = %s FOR NO KEY UPDATE', (5,), (5,)),
        (f'UPDATE "{GROUP}" SET "stage" = %s WHERE "{GROUP}"."id" = %s', ("paused", 7), ()),
        (f'SELECT "{CASE}"."id" FROM "{CASE}" WHERE "{CASE}"."id" = %s FOR NO KEY UPDATE', (7,), ()),
    ],
)
def test_which_of_several_a_statement_holds_is_seen_where_it_names_them(sql, params, numbers):
    assert numbers_held_by(sql, params) == numbers


@pytest.mark.parametrize(
    ("holds", "crossed"),
    [
        ([(CASE, ()), (GROUP, (3, 7)), (GROUP, (7,)), (PROPOSAL, ()), (GROUP, (3,)), (PROPOSAL, ())], None),
        ([(GROUP, (3,)), (GROUP, (7,)), (PROPOSAL, ())], None),
        ([(GROUP, (7,)), (GROUP, (3,))], (GROUP, GROUP)),
        ([(GROUP, (3,)), (PROPOSAL, ()), (GROUP, (7,))], (PROPOSAL, GROUP)),
        ([(GROUP, (7,)), (SPONSOR, (2, 5)), (SPONSOR, (2,)), (GROUP, (7,)), (SPONSOR, (9,))], None),
        ([(GROUP, (7,)), (SPONSOR, (5,)), (SPONSOR, (2,))], (SPONSOR, SPONSOR)),
        ([(GROUP, (3,)), (SPONSOR, (5,)), (GROUP, (7,))], (SPONSOR, GROUP)),
    ],
)
def test_one_of_several_that_is_held_after_a_higher_one_or_after_a_later_table_is_seen(holds, crossed):
    assert crossing_rows(holds) == crossed

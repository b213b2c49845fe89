"""In which order each action takes the rows it holds, as PostgreSQL is asked for them, and whether that is ours.

The house's order stands in docs/architecture.md. On SQLite nothing is held by row, so nothing is seen; nor is what an
act holds in another thread than the test's. Of rows of one table their own order is seen for groups and sponsors that
are named.
"""

import re
from contextlib import contextmanager

from django.db import connection

from hervest.accounts.action import _running

ORDER = (
    "housing_dwellingunit",
    "journey_case",
    "sponsorship_sponsorgroup",
    "sponsorship_sponsor",
    "placement_matchproposal",
    "audit_chainhead",
)
"""From what is held first to what is held last. A transfer is none of it: whoever holds another row with it, holds its
case first, so that nobody waits for it with a row of this order."""

SEVERAL = frozenset({"sponsorship_sponsorgroup", "sponsorship_sponsor"})
"""Of these an act may hold several: in order of number, and all before what comes after them."""

PLACE = {table: place for place, table in enumerate(ORDER)}
HOLDS = re.compile(r'^SELECT\b.*?\bFROM "(\w+)".*\bFOR (?:NO KEY )?UPDATE\b', re.DOTALL)
CHANGES = re.compile(r'^UPDATE "(\w+)"')


def held_by(sql):
    """The table of which this statement holds rows until the commit; None where it is none of the order."""
    found = HOLDS.match(sql) or CHANGES.match(sql)
    return found[1] if found and found[1] in PLACE else None


def crossing(tables):
    """The first two tables of this order of holding that cross; None if it is the house's.

    What is held already may be held again.
    """
    held = set()
    for table in tables:
        last = max(held, key=PLACE.__getitem__, default=table)
        if table not in held and PLACE[table] < PLACE[last]:
            return last, table
        held.add(table)
    return None


def numbers_held_by(sql, params):
    """Numbers of the rows of which an act may hold several that this statement names to hold.

    None where it finds them itself, or changes them.
    """
    if not HOLDS.match(sql) or held_by(sql) not in SEVERAL or sql.count("SELECT") > 1:
        return ()
    return tuple(one for one in params or () if isinstance(one, int))


def crossing_rows(holds):
    """Two that cross where one of several is held late: a later table, or a row of a higher number, was held before it.

    `holds`: table and numbers of what is named, one after the other. What is held may be held again.
    """
    held, seen = {table: set() for table in SEVERAL}, []
    for table, numbers in holds:
        new = sorted(set(numbers) - held[table]) if table in SEVERAL else []
        late = next((one for one in seen if PLACE[one] > PLACE[table]), None)
        if new and late is not None:
            return late, table
        if new and held[table] and new[0] < max(held[table]):
            return table, table
        if table in SEVERAL:
            held[table].update(new)
        seen.append(table)
    return None


class Watch:
    """What every outermost action held, one table after the other."""

    def __init__(self):
        self.acts = []
        self._running = None

    def __call__(self, execute, sql, params, many, context):
        running, table = _running.get(), held_by(sql)
        if running is not None and table is not None:
            if running is not self._running:
                self._running = running
                self.acts.append((running.verb, []))
            self.acts[-1][1].append((table, numbers_held_by(sql, params)))
        return execute(sql, params, many, context)

    def crossings(self):
        """Verb and the two tables of every action that does not follow the order."""
        found = set()
        for verb, holds in self.acts:
            crossed = crossing([table for table, _ in holds]) or crossing_rows(holds)
            if crossed:
                found.add((verb, *crossed))
        return sorted(found)


@contextmanager
def watched():
    """What the actions of this block hold on this thread's connection."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch

"""In which order each action takes the rows it holds, as PostgreSQL is asked for them, and whether that is ours.

The house's order stands in docs/architecture.md. On SQLite nothing is held by row, so nothing is seen.
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
            self.acts[-1][1].append(table)
        return execute(sql, params, many, context)

    def crossings(self):
        """Verb and the two tables of every action that does not follow the order."""
        return sorted({(verb, *crossed) for verb, tables in self.acts if (crossed := crossing(tables))})


@contextmanager
def watched():
    """What the actions of this block hold on this thread's connection."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch

"""Only actions write, only the clock tells the time, and an action cannot be called without an actor and an instant."""

import ast
import inspect
from importlib import import_module

import pytest

from architecture.house import LIBRARIES, Source, root_of, sources

WRITES = frozenset(
    {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "acreate", "asave"}
)
RAW = frozenset({"cursor", "raw", "_raw_delete", "executescript"})
BESIDE_ACTIONS = {
    "accounts/action.py": "keeps the key of a submission inside the action's own transaction",
    "core/walled/base.py": "hands out the cursor that every statement runs through, and writes nothing",
    "core/walled/roles.py": "makes the role of the application, and writes no row",
}
"""Files that are no actions and may do what only actions do, each with its reason."""

STEPS = {
    "guidance.intensity_actions.settle_tasks": "the last step of every act that does a review",
    "guidance.intensity_actions.reopen_tasks": "the last step of taking such an act back",
    "placement.match_actions.withdraw_asked": "within the acceptance of a transfer: nothing is asked any more",
    "placement.closing_actions.free_home": "a home that is left, within the acceptance of a transfer",
    "documents.actions.keep_file": "kept within the action of a room above, which asks who may",
    "documents.actions.drop_files": "let go of within the action of a room above, which asks who may",
    "audit.actions.append": "lies below accounts: the action decorator itself calls it",
    "audit.actions.append_reads": "the same, of what pages showed",
    "accounts.actions.record_reads": "only adds to the log, whoever asks",
    "accounts.actions.keep_answer": "only remembers where the actor's own form led",
    "accounts.login_actions.record_login": "only adds to the log, within allauth's log-in",
    "accounts.login_actions.record_logout": "only adds to the log, within allauth's log-out",
    "accounts.login_actions.record_failed_login": "only adds to the log; nobody is logged in",
    "accounts.login_actions.record_lock_out": "only adds to the log; nobody is logged in",
    "accounts.login_actions.record_unknown_logins": "only adds to the log; nobody is logged in",
    "accounts.login_actions.record_closed": "only adds to the log; the visit is over",
    "accounts.login_actions.record_proof": "only adds to the log, within allauth's reauthentication",
    "accounts.login_actions.record_factor": "only adds to the log, within allauth's second factor",
    "accounts.login_actions.record_failed_factor": "only adds to the log; nobody is logged in",
    "accounts.factor_actions.move_visit": "follows a session that got another key, within allauth's reauthentication",
    "accounts.factor_actions.spend_code": "only remembers that a code was used, within allauth's second factor",
    "accounts.factor_actions.told_of_taking": "only forgets what need not be told any more, within allauth's set-up",
    "households.choice_actions.chooser": "who may choose: takes the row lock and refuses, writes nothing",
    "households.keep_actions.check_people": "refuses a household without one head, writes nothing",
    "households.keep_actions.follow": "the last step of every action that changes a household",
    "households.keep_actions.held": "takes the row lock, writes nothing",
    "accounts.practice_actions.lock_place": "makes who fills or empties a practice place wait, writes nothing",
    "accounts.people_actions.close_login": "follows the record of a death, within the action that keeps it",
    "accounts.people_actions.open_login": "follows a death that was none, within the action that keeps it",
    "households.death_actions.follow_deaths": "the step by which a recorded death closes or opens a login",
    "accounts.people_actions.lock_people": "makes who lets people in wait for another, writes nothing",
    "households.keep_actions.must_stand_as": "refuses what changed since it was seen, writes nothing",
    "households.keep_actions.need_reason": "refuses what has no reason, writes nothing",
    "households.keep_actions.noted": "how every correction marks its paths as a person's word",
    "households.keep_actions.write": "how every action on a household keeps its record",
    "journey.birth_actions.carry_report": "how what was done about a birth counts for the child, as it is recorded",
    "journey.task_actions.locked_tasks": "takes row locks, writes nothing",
    "journey.task_actions.step_to": "how every action brings a task where a person says it is",
    "journey.actions.preview_of": "asks the rules and writes nothing",
    "households.carry_actions.carry_choices": "how a household that moves begins with what its people chose",
    "placement.closing_actions.keep_home": "a home that is theirs longer, within another day of the move",
    "placement.closing_actions.home_of": "reads which home was decided, writes nothing",
    "placement.transfer_sides_actions.both_sides": "says how far an act on an open transfer reaches, writes nothing",
    "placement.transfer_sides_actions.end_transfer": "the last step of every action that ends a transfer",
    "placement.transfer_sides_actions.tell_of_offer": "the last step of offering one",
    "placement.transfer_sides_actions.tell_of_move": "the last step of accepting one",
    "placement.exemption_actions.read_again": "refuses an exception that somebody answered meanwhile, writes nothing",
    "placement.exemption_actions.decide_exemption": "the last step of every answer to an exception",
    "placement.exemption_actions.end_exemption": "the last step of every action that ends an exception",
    "placement.settings_actions.keep_version": "the last step of every action that sets weights",
    "placement.actions.lock_rows": "takes the row locks, writes nothing",
    "placement.actions.locked_and_judged": "takes the row locks and reads, writes nothing",
    "placement.actions.person_of": "says who decides, writes nothing",
    "placement.actions.refuse_in_use": "refuses what a decided home rests on, writes nothing",
    "journey.schedule_actions.side_in_schedule": "says as whom somebody sends and receives, writes nothing",
    "journey.actions.locked_case": "takes the row lock, writes nothing",
    "journey.actions.end_seat": "ends one seat, within the act that says why",
    "journey.seat_actions.seat_group": "follows what happens to a match, within the action that records it",
    "journey.seat_actions.lock_seats": "takes row locks, writes nothing",
    "sponsorship.seat_actions.hold_group": "takes row locks, writes nothing",
    "sponsorship.seat_actions.hold_sponsor": "takes row locks, writes nothing",
    "sponsorship.seat_actions.unseat": "follows who is in a group, within the action that records it",
    "sponsorship.seat_actions.unseat_members": "follows how far a group is, within the action that records it",
    "journey.seat_actions.leave_seats": "follows who is in a group, within the action that records it",
    "placement.match_notice_actions.tell_of_match": "the last step of every act on a proposed match",
    "placement.match_notice_actions.tell_of_match_made": "the last step of confirming one",
    "placement.match_plan_actions.tell_plan_of_match": "the last step of every act on a match that its plan hears of",
    "placement.match_event_actions.hold": "takes row locks, writes nothing",
    "placement.match_event_actions.hold_all": "takes row locks, writes nothing",
    "placement.match_event_actions.held": "takes row locks, writes nothing",
    "placement.match_event_actions.happen": "the step in which every act on a proposed match records what happened",
    "placement.match_event_actions.seat": "follows how far a match is, within the act that records it",
    "placement.match_actions.end_for_closing": "ends what goes on, within the action that closes the case",
    "journey.task_actions.extra_task": "makes a task of no template, refuses who cannot do it, writes nothing",
    "journey.running_actions.lock_cases": "takes row locks, writes nothing",
    "journey.carry_actions.carry_plan": "how a case that is opened out of another begins with its past",
    "intake.keep_actions.keep_preview": "how every action that reads a file keeps it for its preview",
    "intake.keep_actions.settle_import": "the last step of every action that applies a file",
    "journey.night_actions.each_case": "calls actions for one case after another, writes nothing itself",
    "journey.night_actions.each_one": "runs what a job does, one thing after another",
    "journey.plan_actions.replan": "the last step of every action that changes facts, dates or the team",
    "notices.outbox_actions.tell": "the last step of an action that others must hear of",
    "notices.outbox_actions.tell_no_more": "the same, where nothing is left to hear of",
    "journey.plan_actions.write_tasks": "how planning and closing write many tasks at once",
    "journey.plan_actions.replan_at_the_end": "has that step taken once, when the outermost action is done",
}
"""Functions of action files that are no action of their own, each with its reason."""


def writes(source: Source) -> list[str]:
    found = []
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, chain = node.func.attr, root_of(node.func)
        is_update = verb == "update" and not node.args and bool(node.keywords)
        is_update = is_update or (verb == "update" and {"rows", "objects"} & set(chain))
        is_file = verb == "save" and bool(node.args)  # a workbook is saved to a place, a row to none
        if (verb in WRITES and not is_file) or verb in RAW or is_update:
            found.append(f"{source.at(node)} {'.'.join(chain)}")
    return found


def may_write(source: Source) -> bool:
    return source.is_action or source.is_migration or source.place in BESIDE_ACTIONS


def clock_readings(source: Source) -> list[str]:
    found = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute):
            continue
        chain = root_of(node)
        tells = chain[-2:] in {
            ("datetime", "now"),
            ("datetime", "utcnow"),
            ("datetime", "today"),
            ("date", "today"),
            ("timezone", "now"),
            ("timezone", "localdate"),
            ("timezone", "localtime"),
            ("time", "time"),
            ("time", "time_ns"),
            ("time", "localtime"),
        }
        if tells:
            found.append(f"{source.at(node)} {'.'.join(chain)}")
    return found


def calls_of_the_clock(source: Source) -> list[str]:
    return [
        source.at(node)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and root_of(node)[-2:] == ("clock", "now")
    ]


def as_source(text: str, room: str = "housing", module: str = "queries") -> Source:
    return Source(sources()[0].path, room, module, ast.parse(text))


def test_only_actions_write():
    assert [line for source in sources() if not may_write(source) for line in writes(source)] == []


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ("Dwelling.rows.create(code='W-1')", True),
        ("row.save()", True),
        ("row.save(update_fields=['code'])", True),
        ("Dwelling.rows.filter(pk=1).update(state='free')", True),
        ("found.update(state='free')", True),
        ("Dwelling.rows.filter(pk=1).delete()", True),
        ("Dwelling.rows.bulk_create(rows)", True),
        ("connection.cursor()", True),
        ("workbook.save(stream)", False),
        ("Dwelling.rows.filter(pk=1).first()", False),
        ("tiers.setdefault(code, set()).update(more)", False),
    ],
)
def test_the_check_tells_writing_from_reading(text, is_seen):
    assert bool(writes(as_source(text))) is is_seen


def test_only_the_clock_tells_the_time():
    told = {source.module for source in sources() if source.room == "core" and clock_readings(source)}

    assert told == {"clock"}
    others = [source for source in sources() if (source.room, source.module) != ("core", "clock")]
    assert [line for source in others for line in clock_readings(source)] == []


def test_the_clock_is_read_once_per_request_job_or_command():
    readers = {source.place for source in sources() if calls_of_the_clock(source)}

    assert {path for path in readers if not _may_read_the_clock(path)} == set()
    assert "accounts/request.py" in readers


def _may_read_the_clock(path: str) -> bool:
    return path == "accounts/request.py" or path.startswith("cli/") or path.endswith("jobs.py")


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ("datetime.now(UTC)", True),
        ("datetime.datetime.now()", True),
        ("date.today()", True),
        ("timezone.now()", True),
        ("models.DateTimeField(default=timezone.now)", True),
        ("time.monotonic()", False),
        ("clock.day_of(now)", False),
    ],
)
def test_the_check_sees_another_clock(text, is_seen):
    assert bool(clock_readings(as_source(text))) is is_seen


def action_functions():
    """(dotted name, function) for everything public that an action file defines."""
    for source in sources():
        if source.is_action and source.room not in LIBRARIES:
            module = import_module(f"hervest.{source.room}.{source.module}")
            for name, function in vars(module).items():
                if inspect.isfunction(function) and function.__module__ == module.__name__ and name[0] != "_":
                    yield f"{source.room}.{source.module}.{name}", function


def test_every_verb_is_an_action_or_named_here_with_a_reason():
    plain = {name for name, function in action_functions() if not hasattr(function, "permission")}

    assert plain == set(STEPS)


def test_every_action_takes_its_actor_and_instant_and_everything_else_by_name():
    wrong = []
    for name, function in action_functions():
        if hasattr(function, "permission"):
            parameters = inspect.signature(function).parameters
            kinds = {parameter.kind for parameter in parameters.values()}
            if kinds != {inspect.Parameter.KEYWORD_ONLY} or not {"by", "now"} <= set(parameters):
                wrong.append(name)
    assert wrong == []


def test_an_action_runs_only_what_is_an_action():
    known = {f"{name.split('.')[0]}.{name.split('.')[-1]}" for name, found in action_functions() if _is_action(found)}

    assert known
    named = {inner for _, function in action_functions() for inner in getattr(function, "runs", ())}
    assert named <= known


def _is_action(function) -> bool:
    return hasattr(function, "permission")

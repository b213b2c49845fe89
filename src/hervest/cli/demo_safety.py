"""Who looks at signals in the demo, a concern with its plan, signals in each state, and a wish to meet others."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.queries import actor_by_email
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.vocabulary import MemberNo
from hervest.guidance.peer_actions import ask_for_peers
from hervest.guidance.safety_actions import Planned, Report, agree_plan, note_concern, record_told
from hervest.guidance.signal_actions import Raised, add_triager, close_signal, note_step, raise_signal, take_signal
from hervest.guidance.signal_vocabulary import AboutKind, SignalKind, SignalOutcome


def seed_safety(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who would have done it, as if all of it was written today."""
    text = resources.files("hervest.cli").joinpath("data", "demo_safety.toml").read_text("utf-8")
    table = tomllib.loads(text)
    for row in table["triagers"]:
        how = {"municipality": row["municipality"], "theme": row["theme"], "is_deputy": row.get("is_deputy", False)}
        add_triager(by=_who(row["by"], now), now=now, person=_person(row["person"], now), **how)
    for row in table["concerns"]:
        _concern(now, codes[row["number"]], row)
    for row in table["signals"]:
        _signal(now, codes[row["number"]], row)
    for row in table["peers"]:
        said = {"text": row["text"], "reached_by": row["reached_by"], "to": _person(row["to"], now)}
        ask_for_peers(by=_who(row["by"], now), now=now, case=codes[row["number"]], **said)


def _who(email: str, now: datetime) -> Actor:
    return actor_by_email(email, today=clock.day_of(now))


def _person(email: str, now: datetime) -> PersonId:
    person = _who(email, now).person
    assert person is not None  # everybody in the file logs in as a person
    return person


def _concern(now: datetime, case: str, row: Mapping[str, Any]) -> None:
    said: dict[str, Any] = {"by": _who(row["by"], now), "now": now, "case": case}
    readers = [_person(reader, now) for reader in row["readers"]]
    about = {"theme": row["theme"], "text": row["text"], "member": MemberNo(row["member"])}
    concern = note_concern(**said, readers=readers, **about)
    words = dict(row["plan"])
    again = clock.day_of(now) + timedelta(days=words.pop("look_again"))
    agree_plan(**said, concern=concern, plan=Planned(**words, look_again_on=again), seen=0)
    report = Report(row["told_route"], clock.day_of(now), to_whom=row["told_to"], text=row["told"], is_agreed=True)
    record_told(**said, concern=concern, report=report)


def _signal(now: datetime, case: str, row: Mapping[str, Any]) -> None:
    words = {name: row[name] for name in ("theme", "text", "seen_how")} | {"wanted": row.get("wanted", "")}
    raised = Raised(about=AboutKind(row["about"]), kind=SignalKind(row["kind"]), **words)
    signal = raise_signal(by=_who(row["by"], now), now=now, case=case, raised=raised)
    if "taken_by" not in row:
        return
    how: dict[str, Any] = {"by": _who(row["taken_by"], now), "now": now, "signal": signal}
    take_signal(**how, seen=0)
    note_step(**how, text=row["step"])
    close_signal(**how, outcome=SignalOutcome(row["outcome"]), text=row["outcome_words"], seen=1)

"""Why a case may be closed, what closing does to its tasks, and how it is taken back."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hervest.journey.vocabulary import CaseKind, ClosingReason, TaskState, WhyGone


@dataclass(frozen=True, slots=True)
class ClosingRule:
    """For which cases a reason holds, whether words of one's own go with it, and whether the home becomes free."""

    case_kinds: frozenset[CaseKind]
    asks_text: bool
    frees_home: bool


ClosingRules = Mapping[ClosingReason, ClosingRule]


def read_closing_rules(text: str) -> ClosingRules:
    """The rules in CSV, one for every reason. Raises: ValueError for an unknown word or a reason left out."""
    rules = {
        ClosingReason(row["reason"]): ClosingRule(
            frozenset(CaseKind(kind) for kind in row["case_kinds"].split(";")),
            asks_text=_yes(row["asks_text"]),
            frees_home=_yes(row["frees_home"]),
        )
        for row in csv.DictReader(io.StringIO(text))
    }
    if missing := set(ClosingReason) - set(rules):
        raise ValueError(sorted(missing))
    return rules


def _yes(word: str) -> bool:
    return {"yes": True, "no": False}[word]


def reasons_for(rules: ClosingRules, kind: CaseKind) -> tuple[ClosingReason, ...]:
    """The reasons for which a case of this kind may be closed, in the order of the vocabulary."""
    return tuple(reason for reason in ClosingReason if kind in rules[reason].case_kinds)


def put_away(state: TaskState, gone: Mapping[str, Any] | None) -> dict[str, Any]:
    """Why an open task of a closed case asks for nothing, with what it takes to bring it back as it was.

    Source: workflow.md, section 6.10: its plan closes its open tasks as not needed.
    """
    return {"why": WhyGone.CASE_CLOSED.value, "trait": "", "was": state.value, "before": dict(gone) if gone else None}


def taken_out(gone: Mapping[str, Any]) -> tuple[TaskState, dict[str, Any] | None]:
    """The state and the flag that a task had before its case was closed."""
    return TaskState(gone["was"]), gone["before"]

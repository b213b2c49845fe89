"""The permissions and the table of who holds them: data/access_matrix.csv and data/access_tiers.csv, read once."""

import csv
from collections.abc import Mapping
from enum import StrEnum
from importlib import resources

from hervest.accounts.vocabulary import Role, Scope
from hervest.core.vocabulary import Tier


class Permission(StrEnum):
    """An action of the access matrix."""

    CASE_LIST = "case.list"
    CASE_READ = "case.read"
    CASE_CREATE = "case.create"
    CASE_CLOSE = "case.close"
    CASE_TRANSFER = "case.transfer"
    TEAM_MANAGE = "team.manage"
    DOSSIER_IMPORT = "dossier.import"
    MILESTONE_RECORD = "milestone.record"
    TASK_READ = "task.read"
    TASK_DO = "task.do"
    TASK_ASSIGN = "task.assign"
    TEMPLATE_EDIT = "template.edit"
    HOUSEHOLD_READ = "household.read"
    HOUSEHOLD_EDIT = "household.edit"
    NEED_READ = "need.read"
    ASSESSMENT_DO = "assessment.do"
    WISH_RECORD = "wish.record"
    DWELLING_LIST = "dwelling.list"
    DWELLING_EDIT = "dwelling.edit"
    DWELLING_FIT = "dwelling.fit"
    PLACEMENT_PROPOSE = "placement.propose"
    PLACEMENT_DECIDE = "placement.decide"
    ALLOCATION_PROPOSE = "allocation.propose"
    ALLOCATION_DECIDE = "allocation.decide"
    MATCH_PROPOSE = "match.propose"
    MATCH_CHECK = "match.check"
    MATCH_ANSWER_NEWCOMER = "match.answer_newcomer"
    MATCH_ANSWER_GROUP = "match.answer_group"
    MATCH_CONFIRM = "match.confirm"
    GROUP_LIST = "group.list"
    GROUP_EDIT = "group.edit"
    SCREENING_RECORD = "screening.record"
    SCREENING_READ = "screening.read"
    TRAINING_MANAGE = "training.manage"
    CONTACT_LOG = "contact.log"
    MEETING_MANAGE = "meeting.manage"
    MONEY_READ = "money.read"
    MONEY_EDIT = "money.edit"
    PROTECTION_READ = "protection.read"
    PROTECTION_WRITE = "protection.write"
    SIGNAL_RAISE = "signal.raise"
    SIGNAL_TRIAGE = "signal.triage"
    REFERRAL_MAKE = "referral.make"
    DOCUMENT_READ = "document.read"
    DOCUMENT_ADD = "document.add"
    TARGET_READ = "target.read"
    TARGET_EDIT = "target.edit"
    REPORT_COMPOSE = "report.compose"
    EVALUATION_EXPORT = "evaluation.export"
    SURVEY_ANSWER = "survey.answer"
    KNOWLEDGE_READ = "knowledge.read"
    KNOWLEDGE_EDIT = "knowledge.edit"
    QUESTION_ASK = "question.ask"
    AUDIT_READ = "audit.read"
    PRIVACY_MANAGE = "privacy.manage"
    ACCESS_BREAK_GLASS = "access.break_glass"
    ACCESS_JUDGE_EMERGENCY = "access.judge_emergency"
    PEOPLE_MANAGE = "people.manage"
    SETTINGS_EDIT = "settings.edit"
    PAGE_PUBLIC = "page.public"


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("hervest.accounts").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _actions() -> Mapping[Permission, Mapping[Role, Scope]]:
    return {
        Permission(row["action"]): {role: Scope(row[role.value]) for role in Role} for row in _rows("access_matrix.csv")
    }


def _tiers() -> Mapping[Role, Mapping[Tier, Scope]]:
    return {Role(row["role"]): {tier: Scope(row[tier.value]) for tier in Tier} for row in _rows("access_tiers.csv")}


ACTIONS = _actions()
"""Permission -> role -> scope. A row or a word that the vocabulary does not know stops the start."""

TIERS = _tiers()
"""Role -> tier -> widest scope of reading."""

DESCRIPTIONS: Mapping[Permission, str] = {Permission(row["action"]): row["what"] for row in _rows("access_matrix.csv")}

"""The words of the contact schedule: between whom a message goes, and what became of it."""

from enum import StrEnum

LONGEST_ATTACHMENT = 200
"""Characters that say what went along with a message."""


class MessageParty(StrEnum):
    """Who sends or receives a message about a household. Source: domain.md, roles and steps 5 to 13."""

    COA = "coa"
    MUNICIPALITY = "municipality"
    MEDICAL_SERVICE = "medical_service"
    GP = "gp"
    YOUTH_HEALTH = "youth_health"
    PUBLIC_HEALTH = "public_health"
    GUARDIANSHIP = "guardianship"
    GUIDANCE = "guidance"
    HOUSING_ASSOCIATION = "housing_association"
    SCHOOL = "school"
    OTHER = "other"


class MessageState(StrEnum):
    """What became of a message by today; unrecorded: its time is over, and nobody said whether it went out."""

    EXPECTED = "expected"
    LATE = "late"
    SENT = "sent"
    RECEIVED = "received"
    NEEDLESS = "needless"
    UNRECORDED = "unrecorded"

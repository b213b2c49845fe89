"""The words of a referral: on what it rests, what the service answered, and how it ended."""

from enum import StrEnum

LONGEST_QUESTION = 300
LONGEST_GROUND = 300
"""Characters."""


class Basis(StrEnum):
    """On what a referral rests. Source: domain.md, section 6: consent for what is voluntary, else a recorded ground."""

    CONSENT = "consent"
    RECORDED_GROUND = "recorded_ground"


class ServiceAnswer(StrEnum):
    """What the service said to a referral."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"


class ReferralEnd(StrEnum):
    """How a referral ended: withdrawn is by the word of who was referred, and costs them nothing."""

    HELPED = "helped"
    NOT_HELPED = "not_helped"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class FollowUp(StrEnum):
    """What was heard when it was asked how it goes."""

    AGAIN = "again"
    HELPED = "helped"
    NOT_HELPED = "not_helped"

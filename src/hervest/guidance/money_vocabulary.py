"""The words of a household's money: what it is for, who pays, whether it is given or lent, and how often it comes."""

from enum import StrEnum

LONGEST_WHAT = 120
"""Characters that say what an amount is for."""

LONGEST_MONEY_NOTE = 1000
"""Characters of what is noted beside an amount, and of the words to the household on its sheet."""

FEWEST_WEEKS, MOST_WEEKS = 4, 52
"""How far a bridging plan looks: less helps nobody, and nobody knows more than a year ahead."""


class MoneyKind(StrEnum):
    """What money is for, or where it comes from. Source: needs.md, B5; KIS 2020, financial bottlenecks."""

    CASH = "cash"
    ADVANCE = "advance"
    BENEFIT = "benefit"
    RENT_ALLOWANCE = "rent_allowance"
    CARE_ALLOWANCE = "care_allowance"
    CHILD_BENEFIT = "child_benefit"
    CHILD_BUDGET = "child_budget"
    OTHER_INCOME = "other_income"
    RENT = "rent"
    SERVICE_COSTS = "service_costs"
    RENT_LOSS = "rent_loss"
    DEPOSIT = "deposit"
    ENERGY = "energy"
    WATER = "water"
    INSURANCE = "insurance"
    LIVING = "living"
    FURNISHING = "furnishing"
    TRAVEL = "travel"
    PHONE = "phone"
    SCHOOL = "school"
    OTHER_COST = "other_cost"


INCOMES = frozenset(
    {
        MoneyKind.CASH,
        MoneyKind.ADVANCE,
        MoneyKind.BENEFIT,
        MoneyKind.RENT_ALLOWANCE,
        MoneyKind.CARE_ALLOWANCE,
        MoneyKind.CHILD_BENEFIT,
        MoneyKind.CHILD_BUDGET,
        MoneyKind.OTHER_INCOME,
    }
)
"""What comes into the household's purse; every other kind is a cost that somebody pays."""


class Payer(StrEnum):
    """Who pays: a cost, or what the household receives.

    RELIEF: the municipality pays it from the benefit of the household (Participatiewet, article 56a).
    """

    MUNICIPALITY = "municipality"
    RELIEF = "relief"
    HOUSEHOLD = "household"
    COA = "coa"
    FUND = "fund"
    SPONSOR_GROUP = "sponsor_group"
    LANDLORD = "landlord"
    TAX_OFFICE = "tax_office"
    SOCIAL_INSURANCE_BANK = "social_insurance_bank"
    OTHER = "other"


FROM_THE_PURSE = frozenset({Payer.HOUSEHOLD, Payer.RELIEF})
"""Who pays a cost with money of the household."""

CAN_LEND = frozenset(set(Payer) - FROM_THE_PURSE)
"""Who can lend to a household, or stand surety for it."""


class Nature(StrEnum):
    """On what terms money is given: OWN is the household's by right, such as a benefit, or what it has itself."""

    OWN = "own"
    GIFT = "gift"
    LOAN = "loan"
    ADVANCE = "advance"


class PayRhythm(StrEnum):
    """How often an amount comes."""

    ONCE = "once"
    WEEKLY = "weekly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class GuaranteeState(StrEnum):
    """Where a guarantee is in its life."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    ENDS_SOON = "ends_soon"
    EXPIRED = "expired"
    RELEASED = "released"


class MoneyPart(StrEnum):
    """A kind of row that a person notes about a household's money."""

    LINE = "line"
    LOAN = "loan"
    GUARANTEE = "guarantee"


class LineFor(StrEnum):
    """Which households a usual line is for."""

    ALL = "all"
    CHILDREN = "children"

"""An amount of euros as whole cents: what is added, compared and stored, and never rounded by the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

CENTS = 100


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """So many euro cents; below zero is a shortfall.

    Only amounts are added to amounts, and a count multiplies one: what would need rounding does not exist.
    """

    cents: int = 0

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError(self.cents)

    @classmethod
    def of(cls, euros: Decimal) -> "Money":
        """The amount somebody typed. Raises: ValueError for a part of a cent."""
        cents = euros * CENTS
        if cents != cents.to_integral_value():
            raise ValueError(euros)
        return cls(int(cents))

    @classmethod
    def total(cls, amounts: "Iterable[Money]") -> "Money":
        """All of them together; nothing of none."""
        return cls(sum(amount.cents for amount in amounts))

    @property
    def euros(self) -> Decimal:
        """The same in euros, with two figures behind the comma."""
        return Decimal(self.cents).scaleb(-2)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __neg__(self) -> "Money":
        return Money(-self.cents)

    def __bool__(self) -> bool:
        return self.cents != 0

    def percent(self, n: int) -> "Money":
        """`n` hundredths of it, and a cent more where that is no whole cent: what is owed at least.

        Holds: the amount is not below zero.
        """
        return Money(-(-self.cents * n // CENTS))


NOTHING = Money(0)

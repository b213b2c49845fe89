"""What matching refuses: a code and its parameters; the words stand with the caller."""


class MatchingError(Exception):
    """Root of the library's errors. `code` is stable, `params` are plain values."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class BadInput(MatchingError):
    """The instance says something impossible. `params` may hold `file`, `row` (1 = header) and `column`."""


class ImpossiblePlan(MatchingError):
    """A plan breaks its own problem: raised when an outcome is built, so none such can exist."""


class SolverFailed(MatchingError):
    """The solver ended in a state that proves nothing; nothing is guessed from it."""

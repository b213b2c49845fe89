"""What can go wrong in the terms: codes and parameters, never prose."""


class DeadlineError(Exception):
    """Something is wrong with a term, a period or an offset. `code` names the text, `params` fill it in."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class UnreadableOffset(DeadlineError):
    """An offset is a whole number of d, w, m or y, such as `-12w`, `+3m` or `0d`; this is something else."""


class EndsBeforeItStarts(DeadlineError):
    """A period ends on its first day or later, never before."""


class UnknownTerm(DeadlineError):
    """The register holds no such term, or no version of it that is in force on that day."""


class UnreadableRegister(DeadlineError):
    """The register's own data breaks its rules: `params` say which term and which field."""

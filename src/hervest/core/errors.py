"""The one tree of errors: codes and parameters; the words live in the catalogue."""


class HervestError(Exception):
    """Something a person must hear of. `code` names the text in the catalogue, `params` fill it in."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class NotAllowed(HervestError):
    """The actor may not do this; on screen it is the same page as NotFound."""


class NotFound(HervestError):
    """No such thing, or none that this actor may know of: the two are never told apart."""


class RuleBroken(HervestError):
    """The person can mend it: `params` may hold `field`, the form field it is about."""


class Conflict(HervestError):
    """What the person looked at has changed since: show both, save neither."""


class OutsideWorld(HervestError):
    """Something outside Hervest failed; trying again later is sensible."""

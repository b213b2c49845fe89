"""Lines of the server's log, without the addresses that open something by themselves."""

import logging
import re

OPENS = re.compile(r"((?<!/profile)/agenda/|/welcome/)[^\s?#\"']+")
"""Addresses whose last part is a secret: of an agenda, and of a link that sets a password."""


class SecretPaths(logging.Filter):
    """Every line of whatever handler or logger has this filter says `/agenda/…` in the place of such an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line, without its secrets; one that does not fit its arguments is left to the handler to tell of."""
        try:
            said = record.getMessage()
        except (TypeError, ValueError, KeyError):
            return True
        if OPENS.search(said):
            record.msg, record.args = OPENS.sub(r"\1…", said), None
        return True

"""Rules for a password in the words of this product: Django's own sentence for its length has no Dutch."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """A password has at least `min_length` characters."""

    def get_error_message(self) -> str:
        """What to do."""
        return ngettext(
            "Choose a password of at least %(n)d character.",
            "Choose a password of at least %(n)d characters.",
            self.min_length,
        ) % {"n": self.min_length}

    def get_help_text(self) -> str:
        """The rule beforehand."""
        return ngettext("At least %(n)d character.", "At least %(n)d characters.", self.min_length) % {
            "n": self.min_length
        }

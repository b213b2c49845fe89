"""The form on which a lead says how many hours a worker has."""

from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import AmountField, hidden_number
from hervest.guidance.intensity_vocabulary import MINUTES, MOST_MINUTES_A_WEEK


class WorkingHoursForm(EditForm):
    """Hours a week; empty: nothing is said of it, and nothing is warned of."""

    hours = AmountField(
        label=_("Hours a week for households"),
        required=False,
        most=MOST_MINUTES_A_WEEK // MINUTES,
        help_text=_("Only the hours for guiding households. Leave it empty and nothing is warned of."),
        error_messages={"invalid": _("Fill in hours such as 2,5.")},
    )
    seen = hidden_number()

"""Forms of an import: which file, and what the file may take over."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from hervest.intake.compare_queries import Overwrite
from hervest.intake.dwelling_page_queries import DwellingImportPage
from hervest.intake.file_queries import largest_file
from hervest.intake.queries import CHOICE_MARK, ImportPage

MEGABYTE = 1024 * 1024


class FileForm(forms.Form):
    """A file that holds something, and is no larger than what is opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages |= {
            "required": _("No file has been chosen yet. Choose the file that you want to import."),
            "empty": _("There is nothing in this file. Choose another file, or make it again."),
        }

    def clean_file(self) -> Any:
        """Refuses a file that is too large before a byte of it is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > largest_file():
            raise forms.ValidationError(
                pgettext("error", "upload_too_large") % {"most": largest_file() // MEGABYTE}, code="too_large"
            )
        return file


class UploadForm(FileForm):
    """A file, and for which municipality it is read."""

    municipality = forms.ChoiceField(label=_("Municipality"))
    file = forms.FileField(
        label=_("File with transfer dossiers"),
        help_text=_("XLSX, CSV or JSON, at most 5 MB. You see everything first; nothing is saved yet."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.json,.txt"}),
    )

    def __init__(self, *args: Any, municipalities: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places, field = list(municipalities), self.fields["municipality"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = places
        if len(places) == 1:
            field.initial, field.widget, field.required = places[0][0], forms.HiddenInput(), False

    def clean_municipality(self) -> str:
        """The only municipality needs no choosing."""
        field = self.fields["municipality"]
        return str(self.cleaned_data["municipality"] or field.initial)


class DwellingUploadForm(UploadForm):
    """A list of homes, and for which municipality it is read."""

    file = forms.FileField(
        label=_("File with homes"),
        help_text=_("XLSX or CSV, at most 5 MB. You see everything first; nothing is saved yet."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class RunningUploadForm(UploadForm):
    """A list of running cases, and for which municipality it is read."""

    file = forms.FileField(
        label=_("File with running cases"),
        help_text=_("XLSX or CSV, at most 5 MB. You see everything first; nothing is saved yet."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class RunningApplyForm(forms.Form):
    """Whether the good cases go on alone."""

    accept_rest = forms.BooleanField(label=_("Apply the other cases; the refused ones stay out"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput)


class SponsorUploadForm(FileForm):
    """A list of sponsors and their groups, and into which programme it is read."""

    programme = forms.TypedChoiceField(label=_("Programme"), coerce=int)
    file = forms.FileField(
        label=_("File with sponsors"),
        help_text=_("XLSX or CSV, at most 5 MB. You see everything first; nothing is saved yet."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, *args: Any, programmes: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        assert isinstance(field, forms.ChoiceField)
        offered = [(str(number), name) for number, name in programmes]
        several = len(offered) > 1  # which of them is never guessed
        field.choices = [("", _("Choose a programme")), *offered] if several else offered


class SponsorApplyForm(forms.Form):
    """Whether the good rows go on alone."""

    accept_rest = forms.BooleanField(label=_("Apply the other people; the refused ones stay out"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput)


class StaffUploadForm(UploadForm):
    """A list of people and their roles, and for which municipality it is read; none: for the whole installation."""

    file = forms.FileField(
        label=_("File with people"),
        help_text=_("XLSX or CSV, at most 5 MB. You see everything first; nothing is saved yet."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class StaffApplyForm(forms.Form):
    """Whether the good people go on alone."""

    accept_rest = forms.BooleanField(label=_("Let the others in; the refused ones stay out"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput)


class ApplyForm(forms.Form):
    """Whether the good dossiers go on alone, and where the file goes before what a person changed."""

    accept_rest = forms.BooleanField(label=_("Apply the other dossiers; the refused ones stay out"), required=False)
    overwrite = forms.MultipleChoiceField(required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: ImportPage | DwellingImportPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = page.digest
        field = self.fields["overwrite"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (line.choice, line.path) for changed in page.changed for line in changed.fields if line.may_choose
        ]

    def values(self) -> dict[str, Any]:
        """As the action wants it."""
        return {
            "accept_rest": self.cleaned_data["accept_rest"],
            "overwrite": chosen(self.cleaned_data["overwrite"]),
            "seen": self.cleaned_data["seen"],
        }


class DwellingApplyForm(ApplyForm):
    """Whether the good homes go on alone, and where the file goes before what a person changed."""

    accept_rest = forms.BooleanField(label=_("Apply the other homes; the refused ones stay out"), required=False)


def chosen(choices: Iterable[str]) -> Overwrite:
    """Number of a dossier -> the paths at which the file wins."""
    found: dict[str, set[str]] = {}
    for choice in choices:
        number, _mark, path = choice.rpartition(CHOICE_MARK)
        found.setdefault(number, set()).add(path)
    return {number: frozenset(paths) for number, paths in found.items()}

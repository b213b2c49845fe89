"""Forms of documents: which file, what it is, of whom, and who reads it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hervest.core.edits import EditForm
from hervest.core.fields import choose, worded
from hervest.core.texts import label
from hervest.core.vocabulary import MemberNo
from hervest.documents.queries import largest_file
from hervest.documents.rules import ENDINGS
from hervest.documents.vocabulary import FileProblem
from hervest.journey.contact_vocabulary import ContactParty
from hervest.journey.document_queries import Adding, DocumentFilters, DocumentRow
from hervest.journey.document_rules import Filed
from hervest.journey.document_vocabulary import DocumentKind, DocumentReader
from hervest.journey.vocabulary import LONGEST_TITLE

MEGABYTE = 1024 * 1024


class DocumentFilterForm(forms.Form):
    """What narrows the list: read from the address."""

    kind = forms.ChoiceField(label=_("What?"), required=False)
    mine = forms.BooleanField(label=_("Only what I added"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(DocumentKind)

    def offer(self, kinds: Iterable[DocumentKind]) -> None:
        """Only these kinds can be chosen: those that the reader has any of."""
        choose(self, "kind", [("", _("everything")), *worded(kinds)])

    def filters(self) -> DocumentFilters:
        """What was asked; nonsense asks for nothing."""
        found = self.cleaned_data if self.is_valid() else {}
        return DocumentFilters(kind=found.get("kind", ""), mine=found.get("mine", False))


class DocumentForm(forms.Form):
    """A document: the file, what it is, of whom, and who reads it."""

    file = forms.FileField(
        label=_("Which file?"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("What do you call it?"),
        required=False,
        max_length=LONGEST_TITLE,
        help_text=_("Else the name of the file stands in the list. Nothing medical."),
    )
    about = forms.ChoiceField(
        label=_("Whom is it about?"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "About one person: of the household only that person reads it, and of a child under 16 the parents."
        ),
    )
    readers = forms.MultipleChoiceField(
        label=_("Who else reads this?"),
        required=False,
        help_text=_(
            "A sponsor group reads about home, school and work only; a housing association about the home and travel."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, adding: Adding, people: Mapping[MemberNo, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.help_text = _(
            "PDF, picture (jpg or png), Word or Excel; at most %(most)s MB. Of a picture we take out where and when it"
            " was made; what a PDF says of its maker stays."
        ) % {"most": largest_file() // MEGABYTE}
        file.error_messages |= {
            "required": _("No file has been chosen yet. Choose the file that you want to add."),
            "empty": label(FileProblem.EMPTY),
        }
        choose(self, "kind", worded(adding.kinds))
        if DocumentKind.MONEY in adding.kinds:
            self.fields["kind"].help_text = _(
                "A letter about money or a benefit is “money”, and one with a citizen service number “identity”: then"
                " only who may read that reads it."
            )
        self._ask_of_whom(adding, people)
        self._offer(adding, people)

    def _ask_of_whom(self, adding: Adding, people: Mapping[MemberNo, str]) -> None:
        named = [(str(no), name) for no, name in people.items() if adding.own is None or no in adding.own]
        told = [(no, _who_reads(name, no, adding, people)) for no, name in named]
        choose(self, "about", [("", label(ContactParty.HOUSEHOLD)), *told])
        if not named:
            del self.fields["about"]

    def _offer(self, adding: Adding, people: Mapping[MemberNo, str]) -> None:
        """Who may be chosen to read it too, by name; whoever adds from outside the team chooses nobody."""
        found = _readers(adding, people, self.data.get("about", ""))
        choose(self, "readers", found)
        if adding.always or not found:
            del self.fields["readers"]

    def clean_file(self) -> Any:
        """Refuses a file that is too large before a byte of it is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > largest_file():
            raise forms.ValidationError(label(FileProblem.TOO_LARGE), code="too_large")
        return file

    def tell_of_lost_file(self) -> None:
        """Whoever has something else to mend has to choose the file again, and is told: no browser sends it twice."""
        if self.errors and self.files and "file" not in self.errors:
            self.add_error("file", _("Choose the file once more: what you filled in was kept, the file was not."))

    def filed(self) -> Filed:
        """What was said of it, of a valid form."""
        said = self.cleaned_data
        return Filed(
            kind=DocumentKind(said["kind"]),
            title=said["title"],
            about=MemberNo(int(said["about"])) if said.get("about") else None,
            readers=frozenset(DocumentReader(word) for word in said.get("readers", ())),
        )


class DocumentChangeForm(EditForm):
    """Of which kind a document is, and who reads it beside who works on the case."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    readers = forms.MultipleChoiceField(
        label=_("Who else reads this?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, row: DocumentRow, adding: Adding, people: Mapping[MemberNo, str]) -> None:
        stands = [side.value for side in row.readers]
        super().__init__(data, initial={"kind": row.filed.kind.value, "readers": stands, "seen": row.seen})
        readers = self.fields["readers"]
        readers.help_text = DocumentForm.base_fields["readers"].help_text
        choose(self, "kind", worded(dict.fromkeys((*adding.kinds, row.filed.kind))))
        offered = _readers(adding, people, str(row.filed.about or ""))
        gone = [(side.value, label(side)) for side in row.readers if side.value not in dict(offered)]
        choose(self, "readers", [*offered, *gone])
        if adding.always or not (offered or gone):
            del self.fields["readers"]

    def filed(self) -> Filed:
        """What becomes of it, of a valid form."""
        said = self.cleaned_data
        readers = frozenset(DocumentReader(word) for word in said.get("readers", ()))
        return Filed(DocumentKind(said["kind"]), readers=readers)


class AttachForm(forms.Form):
    """Which documents of the case go along with a message too."""

    documents = forms.TypedMultipleChoiceField(
        label=_("Which documents go along?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"form": "message-form"}),  # so what is typed in that one comes along
    )

    def __init__(self, *args: Any, rows: Iterable[DocumentRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "documents", [(str(row.id), row.title) for row in rows])


def _readers(adding: Adding, people: Mapping[MemberNo, str], about: str) -> list[tuple[str, str]]:
    """The sides for which it can be meant, with who stands there today; `about`: the person it is about, or empty."""
    audience = adding.audience
    found = [(side.value, _told(side, names)) for side, names in audience.others.items()]
    if audience.household:
        names = _of_household(adding, people, about)
        found.append((DocumentReader.HOUSEHOLD.value, _told(DocumentReader.HOUSEHOLD, names)))
    return found


def _who_reads(name: str, no: str, adding: Adding, people: Mapping[MemberNo, str]) -> str:
    """Somebody of the household, and who of it reads what is about them where it is meant for the household."""
    reading = ", ".join(_of_household(adding, people, no))
    if not reading:
        return _("%(name)s (nobody of the household reads it)") % {"name": name}
    return _("%(name)s (read in the household by: %(names)s)") % {"name": name, "names": reading}


def _of_household(adding: Adding, people: Mapping[MemberNo, str], about: str) -> list[str]:
    """Who of the household has a login, and reads what is about this one person of it, or without one about all."""
    found = adding.audience.household.items()
    return [people[one] for one, of in found if one in people and (not about or about in map(str, of))]


def _told(side: DocumentReader, names: Iterable[str]) -> str:
    """A side, and who stands there today."""
    found = ", ".join(names)
    return f"{label(side)}: {found}" if found else label(side)

"""Nobody takes back unseen what another wrote: every form that changes what is there is an `EditForm` (ADR 26)."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

from django.forms import BaseForm

import hervest
from hervest.core.edits import EditForm

HOUSE = Path(hervest.__file__).parent

ADDS = "adds something beside what is there, and changes nothing of it"
EVENT = "says that something happened: what happened before stands in the record, and what no longer can be is refused"
OWN = "changes only what is the reader's own"
OWN_CONFLICT = "has a conflict of its own: what would follow is shown anew"
WORD = "a new word with its reason, made from nothing: the one before stays in the record, and the page shows it above"
NOTHING = "changes nothing: it asks for a page"

CHANGES_NOTHING = {
    "accounts.GiveRoleForm": ADDS,
    "accounts.InviteForm": ADDS,
    "accounts.LanguageForm": OWN,
    "accounts.OrganisationForm": ADDS,
    "accounts.PersonaForm": NOTHING,
    "accounts.SaveViewForm": OWN,
    "accounts.TakeFactorsForm": EVENT,
    "portal.AddMessageForm": ADDS,
    "portal.ChooseMilestoneForm": NOTHING,
    "portal.AttachForm": ADDS,
    "portal.DocumentForm": ADDS,
    "guidance.HandOverForm": ADDS,
    "guidance.TickForm": EVENT,
    "guidance.HomeItemForm": ADDS,
    "guidance.ProofForm": ADDS,
    "guidance.ArrivedForm": EVENT,
    "guidance.NoteForm": EVENT,
    "guidance.ExcludeForm": OWN,
    "guidance.ReferForm": ADDS,
    "guidance.SpentForm": ADDS,
    "guidance.NewConcernForm": ADDS,
    "guidance.OneReaderForm": ADDS,
    "guidance.PeerForm": ADDS,
    "guidance.RaiseForm": ADDS,
    "guidance.ReadersForm": ADDS,
    "guidance.StepForm": ADDS,
    "guidance.ToldForm": ADDS,
    "guidance.TriagerForm": ADDS,
    "households.AddMemberForm": ADDS,
    "households.AidForm": EVENT,
    "households.EntryForm": ADDS,
    "households.EntryMemberForm": ADDS,
    "households.LoginForm": ADDS,
    "households.PeopleForm": NOTHING,
    "households.ReasonForm": EVENT,
    "households.StandByForm": ADDS,
    "intake.ApplyForm": OWN_CONFLICT,
    "intake.DwellingApplyForm": OWN_CONFLICT,
    "intake.DwellingUploadForm": ADDS,
    "intake.RunningApplyForm": OWN_CONFLICT,
    "intake.RunningUploadForm": ADDS,
    "intake.SponsorApplyForm": OWN_CONFLICT,
    "intake.SponsorUploadForm": ADDS,
    "intake.StaffApplyForm": OWN_CONFLICT,
    "intake.StaffUploadForm": ADDS,
    "intake.UploadForm": ADDS,
    "journey.AddTaskForm": ADDS,
    "journey.EmergencyForm": ADDS,
    "journey.FinishForm": EVENT,
    "journey.JoinForm": ADDS,
    "journey.MoveCasesForm": OWN_CONFLICT,
    "journey.MoveMilestoneForm": OWN_CONFLICT,
    "journey.PublishForm": OWN_CONFLICT,
    "journey.VerdictForm": EVENT,
    "guidance.AmountForm": ADDS,
    "guidance.SheetForm": NOTHING,
    "notices.NoticesForm": OWN,
    "placement.AnswerForm": EVENT,
    "placement.AskForm": ADDS,
    "placement.AskMatchForm": ADDS,
    "placement.CheckForm": EVENT,
    "placement.DecideForm": OWN_CONFLICT,
    "placement.EventForm": EVENT,
    "placement.GoOnForm": EVENT,
    "placement.GroupAnswerForm": EVENT,
    "placement.GroupReplyForm": EVENT,
    "placement.HouseholdAnswerForm": EVENT,
    "placement.MatchWordForm": WORD,
    "placement.OfferForm": ADDS,
    "placement.OwnAnswerForm": EVENT,
    "placement.ProposeForm": ADDS,
    "placement.ReopenForm": EVENT,
    "placement.ReplyForm": EVENT,
    "placement.RunForm": EVENT,
    "placement.RunMatchForm": EVENT,
    "placement.SaidForm": ADDS,
    "placement.UndoForm": EVENT,
    "placement.WordForm": WORD,
    "portal.AgendaForm": OWN,
    "portal.CardForm": OWN,
    "portal.ChangeForm": OWN_CONFLICT,
    "portal.CoverForm": ADDS,
    "portal.WhoseWorkForm": NOTHING,
    "sponsorship.RoleForm": ADDS,
}
"""Every form that is sent and no `EditForm`, by room and name, and why it takes nobody's words back unseen."""


def forms_sent():
    """Every form of ours that a view names, but for those that only narrow a list: they are made of `request.GET`."""
    return {form for path in sorted(HOUSE.glob("*/*views.py")) for form in forms_of(path)}


def forms_of(path):
    module = import_module(f"hervest.{path.parent.name}.{path.stem}")
    tree = ast.parse(path.read_text())
    narrowing = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and reads_get(node)}
    for node in ast.walk(tree):
        found = named(node, module)
        is_form = inspect.isclass(found) and issubclass(found, BaseForm) and found.__module__.startswith("hervest.")
        if is_form and id(node) not in narrowing and found is not EditForm:
            yield found


def reads_get(call):
    return any(ast.unparse(argument) == "request.GET" for argument in call.args)


def named(node, module):
    match node:
        case ast.Name(id=name):
            return getattr(module, name, None)
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            return getattr(getattr(module, name, None), attribute, None)
    return None


def said(form):
    """As the list below names it: its room and its name."""
    return f"{form.__module__.split('.')[1]}.{form.__name__}"


def test_every_form_that_changes_what_is_there_shows_both_or_says_why_it_need_not():
    others = {said(form) for form in forms_sent() if not issubclass(form, EditForm)}

    assert others == set(CHANGES_NOTHING)


def test_whatever_says_what_was_seen_shows_both_or_has_a_conflict_of_its_own():
    carrying = {said(form) for form in forms_sent() if "seen" in form.base_fields and not issubclass(form, EditForm)}

    assert carrying == {name for name, reason in CHANGES_NOTHING.items() if reason is OWN_CONFLICT}


def test_every_form_that_shows_both_carries_what_was_seen():
    assert [said(form) for form in forms_sent() if issubclass(form, EditForm) and "seen" not in form.base_fields] == []


def test_a_form_that_is_not_an_edit_form_begins_with_nothing_that_a_page_keeps():
    """Who begins with what stands would put it back: only what is the reader's own, or shows a preview, may."""
    may = {name for name, reason in CHANGES_NOTHING.items() if reason in {OWN, OWN_CONFLICT, NOTHING}}
    begun = {f"{found}" for path in sorted(HOUSE.glob("*/*views.py")) for found in begun_in(path)}

    assert begun - may == BEGIN_WITH_A_PROPOSAL


BEGIN_WITH_A_PROPOSAL = {
    "accounts.GiveRoleForm",  # the usual term
    "accounts.InviteForm",  # the usual term
    "guidance.HandOverForm",  # today, and the reader
    "guidance.NoteForm",  # today, and the day to which one extension brings a term
    "guidance.ReferForm",  # today, and the usual term
    "guidance.SpentForm",  # today, or the day of a contact
    "guidance.AmountForm",  # today
    "guidance.ToldForm",  # today
    "households.LoginForm",  # the usual term
    "journey.EmergencyForm",  # the case that was looked for
    "journey.FinishForm",  # today
    "journey.JoinForm",  # the usual term
    "portal.AddMessageForm",  # from here to COA
    "portal.CoverForm",  # the usual term
}
"""What they begin with stands nowhere yet."""


def begun_in(path):
    module = import_module(f"hervest.{path.parent.name}.{path.stem}")
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and any(word.arg == "initial" for word in node.keywords):
            found = named(node.func, module)
            if inspect.isclass(found) and issubclass(found, BaseForm) and not issubclass(found, EditForm):
                yield said(found)

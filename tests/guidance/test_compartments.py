"""What is one adult's does not exist for the other who lives there: no word, no count, no other layout, on no page."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

from guidance.kept_safe import WORDS, make_safe_family, notes, plans, raises, tells
from guidance.supported import RIMA, act, asks, decides
from guidance.test_peers import asks as wishes_for_peers
from hervest.accounts.route import ROUTES
from hervest.core.money import Money
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.documents.vocabulary import CheckedFile, FileKind
from hervest.guidance.explaining_actions import plan_explanation, record_explanation
from hervest.guidance.explaining_rules import Given, Planned
from hervest.guidance.money_actions import add_money
from hervest.guidance.money_rules import Line, When
from hervest.guidance.money_vocabulary import MoneyKind, Payer
from hervest.guidance.reunion_actions import record_application, say_not_wanted
from hervest.guidance.signal_actions import take_signal
from hervest.guidance.signal_vocabulary import AboutKind, SignalKind
from hervest.guidance.vocabulary import Understood
from hervest.households import actions as households
from hervest.households import own_word_actions
from hervest.households.record_rules import WishRecord
from hervest.households.vocabulary import NeedKind, WishTopic
from hervest.journey.contact_actions import log_contact
from hervest.journey.contact_rules import Contact
from hervest.journey.contact_vocabulary import ContactChannel, ContactReader, TopicKey
from hervest.journey.document_actions import add_document
from hervest.journey.document_rules import Filed
from hervest.journey.document_vocabulary import DocumentKind, DocumentReader
from hervest.notices.agenda_actions import make_agenda
from hervest.notices.vocabulary import AgendaLevel
from trust.asking import print_of

WORD = f"{WORDS}Rima"


@pytest.fixture
def family(begin):
    return begin(make_safe_family)


def contact(world, family):
    said = Contact(
        world.today,
        ContactChannel.PHONE,
        WORD,
        about=RIMA,
        members=frozenset({RIMA}),
        language="nl",
        interpreting=Interpreting.NOT_NEEDED,
        readers=frozenset({ContactReader.HOUSEHOLD}),
    )
    log_contact(**act(world, family), contact=said)


def document(world, family):
    file = CheckedFile("brief.pdf", FileKind.PDF, b"%PDF-1.4 %%EOF")
    filed = Filed(DocumentKind.LETTER, WORD, RIMA, frozenset({DocumentReader.HOUSEHOLD}))
    add_document(**act(world, family), file=file, filed=filed)


def explanation(world, family):
    planned = Planned(TopicKey("money"), members=frozenset({RIMA}), on=world.today)
    plan_explanation(**act(world, family), planned=planned)


def given_explanation(world, family):
    planned = Planned(TopicKey("post"), members=frozenset({RIMA}), on=world.today)
    given = Given(
        world.today,
        Understood.PARTLY,
        is_said_back=True,
        own_words=WORD,
        language="nl",
        interpreting=Interpreting.NOT_NEEDED,
    )
    record_explanation(**act(world, family), planned=planned, given=given)


def sensitive_wish(world, family):
    wish = WishRecord(RIMA, WishTopic.CONTACT, WORD)
    own_word_actions.add_wish(**act(world, family, "rima"), wish=wish, reason="Dat wil ik")


def wish(world, family):
    said = WishRecord(RIMA, WishTopic.WORK, WORD)
    own_word_actions.add_wish(**act(world, family, "rima"), wish=said, reason="Dat wil ik")


def need(world, family):
    said = {"member": RIMA, "kind": NeedKind.OTHER, "reason": WORD, "explanation": WORD}
    households.add_need(**act(world, family), **said)


def money(world, family):
    line = Line(WORD, MoneyKind.LIVING, Money(500), Payer.HOUSEHOLD, begins=When(world.today), member=RIMA, note=WORD)
    add_money(**act(world, family), facts=line)


def concern(world, family):
    number = notes(world, family, readers=["anouk"], text=WORD)
    plans(world, family, number, look_again_on=world.today + timedelta(days=3))
    tells(world, family, number)


def looked_into(world, family):
    signal = raises(world, family, "rima", kind=SignalKind.INCIDENT, about=AboutKind.MEMBER, member=RIMA)
    take_signal(by=world.actor("lena"), now=world.now, signal=signal, seen=0)


def applied(world, family):
    how = {"member": RIMA, "applied_on": world.today, "support_point": WORD, "because": "Ingediend", "seen": 0}
    record_application(**act(world, family), **how)


CONFIDENTIAL = {
    "a concern with a plan, and who was told": concern,
    "a signal of hers": lambda world, family: raises(world, family, "rima", text=WORD),
    "a signal to one person": lambda world, family: raises(world, family, "rima", text=WORD, to=world.ids["anouk"]),
    "a signal about her by a sponsor": lambda world, family: raises(
        world, family, "saskia", text=WORD, about=AboutKind.MEMBER, member=RIMA
    ),
    "an incident that is looked into": looked_into,
    "a wish to meet others": lambda world, family: wishes_for_peers(world, family, text=WORD),
    "a contact about her": contact,
    "a document of hers": document,
    "what she was assessed": lambda world, family: asks(world, family, member=RIMA, finds_no_rest="strong", note=WORD),
    "support decided for her": lambda world, family: decides(world, family, "heavy", member=RIMA, reason=WORD),
    "an explanation planned for her": explanation,
    "an explanation given to her": given_explanation,
    "a sensitive wish of hers": sensitive_wish,
    "a wish of hers": wish,
    "a need of hers": need,
    "money of hers": money,
    "her application for reunification": applied,
    "that she applies for nobody": lambda world, family: say_not_wanted(
        **act(world, family, "rima"), member=RIMA, own_words=WORD, because="Niet gewenst", seen=0
    ),
}


TOLD_BY_DECISION = {
    "money of hers": "/money/sheet/",  # that no sum stands there because amounts of another adult are left out (ADR 50)
}
"""What one is told of the other's on purpose: that there is something, and not what."""


def addresses(family):
    """Every address that names nothing, the case, or one of its people; and what is typed to search."""
    found = {reverse("search") + f"?q={word}" for word in ("Rima", WORD, family)}
    for route in ROUTES.values():
        names = re.findall(r"<(?:\w+:)?(\w+)>", route.pattern)
        if route.room == "allauth" or "logout" in route.name:
            continue
        for member in (0, 1, 2, 3):
            known = {"code": family, "member": member, "number": 1, "entry": 1, "concern": 1, "signal": 1}
            if set(names) <= set(known):
                try:
                    found.add(reverse(route.name, kwargs={name: known[name] for name in names}))
                except NoReverseMatch:
                    continue
    return sorted(found)


TELL_THE_TIME = ("/profile/agenda", "/services/file/")
"""The agenda is compared by itself, and a file of the map says in which second it was made; no case is in it."""

SAID = re.compile(r"\d\d:\d\d")


def looks(browser, pages):
    """What each page is to somebody, without keys of forms and times of day."""
    found = {}
    for page in pages:
        answer = browser.get(page)
        body = b"" if answer.streaming else answer.content
        found[page] = SAID.sub("@", print_of(answer, body.decode("utf-8", "replace"), ()))
    return found


@pytest.fixture(scope="module")
def remembered():
    """How the pages looked to Samir before anything was written: the same for every story here."""
    return {}


@pytest.mark.parametrize("what", CONFIDENTIAL)
def test_to_who_lives_with_her_nothing_looks_different(log_in, world, family, what, remembered):
    token = make_agenda(by=world.actor("samir"), now=world.now, person=world.ids["samir"], level=AgendaLevel.CODE)
    agenda = reverse("agenda_file", args=[token])
    if not remembered:
        everything = looks(log_in("samir"), addresses(family))
        remembered.update(
            {
                page: text
                for page, text in everything.items()
                if text.startswith("200") and not page.startswith(TELL_THE_TIME)
            }
        )
    before = remembered | looks(log_in("samir"), [agenda])

    CONFIDENTIAL[what](world, family)

    after = looks(log_in("samir"), before)
    assert len(before) > 15
    assert [page for page in before if WORD in after[page] and WORD not in page] == []
    differ = [page for page in before if before[page] != after[page]]
    assert [page for page in differ if not page.endswith(TOLD_BY_DECISION.get(what, "nothing"))] == []


def test_what_is_hers_shows_on_her_own_pages(log_in, world, family):
    """So that the pages that are compared above are those on which it could show."""
    for name in ("a document of hers", "a wish of hers", "a contact about her", "a wish to meet others"):
        CONFIDENTIAL[name](world, family)
    seen = looks(log_in("rima"), addresses(family))

    assert len([page for page, text in seen.items() if WORD in text]) >= 3
    assert MemberNo(2) == RIMA

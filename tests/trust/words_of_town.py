"""What people and files wrote into the town: a canary in every field of a household, a plan, a home and an import."""

from dataclasses import replace
from datetime import date, time, timedelta

from accounts.pictures import picture
from hervest.accounts import view_actions
from hervest.accounts.actor import system
from hervest.accounts.look_actions import set_look
from hervest.accounts.models import Membership, Municipality, SavedView
from hervest.accounts.vocabulary import HeaderStyle, SavedPage
from hervest.core.money import Money
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.documents.vocabulary import CheckedFile, FileKind
from hervest.guidance import signal_actions
from hervest.guidance.arriving_actions import add_run_line
from hervest.guidance.arriving_models import HandOver
from hervest.guidance.arriving_rules import LinePlan
from hervest.guidance.arriving_vocabulary import LineReaders, Sheet
from hervest.guidance.assessing_actions import record_assessment
from hervest.guidance.assessing_rules import THE_HOUSEHOLD, Asked
from hervest.guidance.assessing_vocabulary import Answer, AnswerSource, ItemKey
from hervest.guidance.explaining_actions import plan_explanation, record_explanation
from hervest.guidance.explaining_rules import Given, Planned
from hervest.guidance.goal_actions import TakingPart, add_step, note_activity, write_goal
from hervest.guidance.goal_vocabulary import ActivityKind, GoalReader, StepDoer
from hervest.guidance.integrating_actions import note_event, say_company
from hervest.guidance.integrating_models import IntegrationPlan
from hervest.guidance.integrating_rules import Happened
from hervest.guidance.integrating_vocabulary import Company, IntegrationEventKind, LearningRoute
from hervest.guidance.intensity_actions import Spent, decide_intensity, note_hours
from hervest.guidance.intensity_rules import Decision
from hervest.guidance.intensity_vocabulary import Band
from hervest.guidance.interpreting_actions import book_interpreter
from hervest.guidance.interpreting_models import InterpreterExclusion
from hervest.guidance.interpreting_rules import Booked
from hervest.guidance.interpreting_vocabulary import InterpreterChannel, WishedSex
from hervest.guidance.models import SignalTriager
from hervest.guidance.money_actions import add_money, remove_money, set_budget
from hervest.guidance.money_amount_actions import add_amount
from hervest.guidance.money_rules import Guarantee, Line, Loan, When
from hervest.guidance.money_vocabulary import MoneyKind, MoneyPart, Payer, PayRhythm
from hervest.guidance.peer_actions import answer_peers, ask_for_peers
from hervest.guidance.ready_actions import Said as SaidOfHome
from hervest.guidance.ready_actions import add_home_item, say_of_home_item, settle_home_item
from hervest.guidance.ready_vocabulary import FurnishingSay, HomeCorner, HomeItemState, HomePart
from hervest.guidance.referring_actions import make_referral, record_answer
from hervest.guidance.referring_rules import Referred
from hervest.guidance.referring_vocabulary import Basis, ServiceAnswer
from hervest.guidance.reunion_actions import record_application, record_decision, say_not_wanted
from hervest.guidance.reunion_rules import Application
from hervest.guidance.reunion_vocabulary import Outcome
from hervest.guidance.safety_actions import Planned as Plan
from hervest.guidance.safety_actions import Report, agree_plan, close_concern, note_concern, record_told
from hervest.guidance.signal_vocabulary import PeerState, SignalOutcome
from hervest.guidance.vocabulary import Understood
from hervest.households import actions as households
from hervest.households import own_word_actions
from hervest.households.record_rules import (
    HouseholdRecord,
    MemberRecord,
    NeedRecord,
    RelativeRecord,
    WishRecord,
)
from hervest.households.vocabulary import MemberRole, NeedKind, PlaceWish, Sex, WishTopic
from hervest.housing.actions import save_dwelling
from hervest.housing.models import Dwelling
from hervest.housing.queries import units_in
from hervest.journey import actions as journey
from hervest.journey import task_actions
from hervest.journey.contact_actions import keep_draft, log_contact
from hervest.journey.contact_rules import Contact, tier_of_contact
from hervest.journey.contact_vocabulary import ContactChannel, ContactParty, ContactReader, TopicKey
from hervest.journey.cover_actions import cover_work, undo_cover
from hervest.journey.document_actions import add_document, take_document_back
from hervest.journey.document_rules import Filed
from hervest.journey.document_rules import tier_of as tier_of_document
from hervest.journey.document_vocabulary import DocumentKind, DocumentReader
from hervest.journey.emergency_actions import judge_emergency_access, take_emergency_access
from hervest.journey.mandate_actions import give_mandate
from hervest.journey.mandate_queries import mandate_mark
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, EmergencyAccess, TeamMember
from hervest.journey.queries import plan_version
from hervest.journey.schedule_actions import AddedMessage, add_message, record_message
from hervest.journey.schedule_rules import Said
from hervest.journey.schedule_vocabulary import MessageParty
from hervest.journey.seat_say_actions import say_of_seat
from hervest.journey.vocabulary import ClosingReason, EmergencyReason, EmergencyVerdict, MilestoneCode, TaskState
from hervest.journey.workflow_actions import add_own_task, publish_workflow
from hervest.journey.workflow_page_queries import draft_differences
from hervest.knowledge.actions import add_service
from hervest.knowledge.vocabulary import ServiceFacts, ThemeKey
from hervest.notices.agenda_actions import make_agenda, withdraw_agenda
from hervest.notices.models import OutboxMessage
from hervest.notices.vocabulary import AgendaLevel, MailProblem, NoticeKind
from hervest.placement import actions as placement
from hervest.placement import exemption_actions, jobs
from hervest.placement.closing_actions import close, reopen
from hervest.placement.criteria import home_criteria
from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_weight_actions import set_match_weights
from hervest.placement.run_actions import start_run
from hervest.placement.settings_actions import set_criteria
from hervest.placement.transfer_actions import offer_transfer, refuse_transfer
from hervest.placement.transfer_say_actions import say_of_transfer
from hervest.placement.transfer_vocabulary import TransferAnswer
from hervest.placement.vocabulary import HardRule
from journey.test_rules_workflow import WELCOME
from people import ELSEWHERE, HERE, NOW, TODAY, World
from placement.waiting_families import EVERYTHING_KNOWN
from trust.cast_of_town import CLOSED, MANDATED, NEW, PEERS, PLACES, SERVICES, TEAMS
from trust.files_of_town import bring_files
from trust.groups_of_town import form_groups
from trust.matches_of_town import make_matches
from trust.town import (
    Town,
    delete_one,
    gather_teams,
    lead_of,
    let_in_again,
    memberships_of,
    name_newcomers,
    open_cases,
    remember_rows,
    settle,
)

AGES = {1: 52, 2: 47, 3: 17, 4: 13}
ROLES = {1: MemberRole.HEAD, 2: MemberRole.PARTNER, 3: MemberRole.CHILD, 4: MemberRole.CHILD}
NEEDS = {1: NeedKind.QUIET_AREA, 2: NeedKind.OTHER, 3: NeedKind.AID, 4: NeedKind.CARE_FROM_DAY_ONE, 0: NeedKind.OTHER}
DEAR_CENTS = 95_000
HOMES = {"fit": {}, "spare": {"basic_rent_cents": DEAR_CENTS}, "dear": {"basic_rent_cents": DEAR_CENTS}}
LOST_WORDS = {"neighbour", "far neighbour", "closed", "far closed"}
"""Where a home was decided or the case closed, what was said to the solver counts no more."""

LANDLORDS = {HERE: "veste", ELSEWHERE: "meerwonen"}
LEADS = {HERE: "lena", ELSEWHERE: "hatice"}


def build_town() -> Town:
    """The whole town on the cast's Monday."""
    town = Town()
    settle(town)
    build_homes(town)
    form_groups(town)
    keep_maps(town)
    open_cases(town, fill_case)
    gather_teams(town)
    give_mandates(town)
    know_amounts(town)
    name_newcomers(town)
    look_at_signals(town)
    ask_for_peers_in(town)
    place_homes(town)
    make_matches(town)
    look_in_emergencies(town)
    cover_and_back(town)
    keep_views(town)
    wear_logos(town)
    lose_mails(town)
    take_agendas_along(town)
    for name in CLOSED:
        close_it(town, name)
    offer_households(town)
    publish_workflows(town)
    bring_files(town, as_they_were)
    for name in NEW:
        case, by = town.codes[name], town.actor(LEADS[PLACES[name]])
        title = town.mint("journey.Task.title", name)
        task = task_actions.add_task(by=by, now=NOW, case=case, title=title, due_on=TODAY + timedelta(days=3))
        town.parts[name] = {"task": task}
    return town


def as_they_were(town: Town, key: str, _place: str):
    """Somebody, on a day on which every membership of theirs was in force."""
    return World(ids=town.ids, organisations=town.organisations, password_hash="", today=THEN).actor(key)


THEN = TODAY - timedelta(days=10)


def finish_town(town: Town) -> None:
    """What needs every other row: numbers, a case that is gone."""
    remember_rows(town)
    delete_one(town)
    for key, person in town.ids.items():
        organisations = [organisation for organisation, *_ in memberships_of(key)]
        for number, row in enumerate(Membership.rows.filter(person=person).order_by("pk")):
            town.memberships[f"{key} {number}" if len(organisations) > 1 else key] = row.pk


def record_of(town: Town, name: str) -> HouseholdRecord:
    """Four people, of each a need and a secret; wishes, a relative and a remark of all of them."""

    def word(field: str, member: int = 0) -> str:
        return town.mint(f"households.{field}", name, member)

    members = tuple(
        MemberRecord(
            MemberNo(no),
            ROLES[no],
            word("Member.first_name", no),
            word("Member.last_name", no),
            date(TODAY.year - age, 3, 1),
            Sex.FEMALE if no % 2 == 0 else Sex.MALE,
            education=word("Member.education", no),
            occupations=(word("Member.occupations", no),),
        )
        for no, age in AGES.items()
    )
    return HouseholdRecord(
        members=members,
        contact_language="ar",
        needs=tuple(NeedRecord(MemberNo(no) or None, kind, word("Need.explanation", no)) for no, kind in NEEDS.items()),
        wishes=(
            WishRecord(None, WishTopic.WORK, word("Wish.text")),
            *(WishRecord(MemberNo(no), WishTopic.WORK, word("Wish.text", no)) for no in AGES),
            WishRecord(None, WishTopic.CONTACT, word("SensitiveWish.text")),
            *(WishRecord(MemberNo(no), WishTopic.CONTACT, word("SensitiveWish.text", no)) for no in AGES),
        ),
        relatives=(
            RelativeRecord(
                word("RelativeElsewhere.relation"),
                word("RelativeElsewhere.first_name"),
                "LB",
                is_reunification_wanted=True,
            ),
        ),
        remarks=word("Household.remarks"),
        place_wishes=(PlaceWish.MOSQUE,) if hasattr(PlaceWish, "MOSQUE") else (),
    )


def fill_case(town: Town, name: str) -> None:
    """Everything that people write about one household."""
    key, case = lead_of(name), town.codes[name]
    said = {"by": town.actor(key), "now": NOW, "case": case}

    def why(field: str, member: int = 0) -> str:
        return town.mint(field, name, member)

    households.save_household(**said, record=record_of(town, name))
    days = (
        MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=TODAY - timedelta(days=20)),
        MilestoneRecord(MilestoneCode.LANDED, planned_on=TODAY + timedelta(days=100)),
    )
    journey.record_milestones(
        **said, records=days, source="test", reason=unshown(town, "journey.Milestone.reason", name)
    )
    households.add_need(
        **said, member=MemberNo(3), kind=NeedKind.OTHER, reason=why("households.Household.corrected", 3)
    )
    own_word_actions.add_relative(
        **said, relative=RelativeRecord("zus"), reason=why("households.Household.corrected_for_named")
    )
    journey.say_trait(
        **said, member=MemberNo(2), trait="long_camp_stay", holds=True, reason=why("journey.FactSet.reasons", 2)
    )
    task = task_actions.add_task(**said, title=why("journey.Task.title"), due_on=TODAY + timedelta(days=3))
    waiting = {"waiting_for": why("journey.Task.waiting_for"), "reason": why("journey.Task.reason")}
    task_actions.set_task_state(**said, task=task, state=TaskState.WAITING_FOR, **waiting)
    town.parts[name] = {"task": task, "contact": note_contacts(town, name, said), **note_messages(town, name, said)}
    town.parts[name] |= note_explanations(town, name, said)
    plan_arrival(town, name, said)
    ready_home(town, name, said)
    town.parts[name] |= note_reunion(town, name, said)
    town.parts[name] |= weigh(town, name, said)
    town.parts[name] |= integrate(town, name, said)
    town.parts[name] |= want(town, name, said)
    town.parts[name] |= find_help(town, name, said)
    town.parts[name] |= note_money(town, name, said)
    town.parts[name] |= keep_safe(town, name, said)
    seat = TeamMember.rows.filter(case__code=case, member_no=0, until_on__gte=TODAY).order_by("pk").first()
    say_of_seat(**said, member=seat.pk, deputy=None, offers=why("journey.TeamMember.offers"), seen="")
    town.parts[name] |= add_documents(town, name, said)
    unit = {home: town.units[f"{PLACES[name]} {home}"] for home in HOMES}
    word = unshown(town, "placement.PairWord.reason", name) if name in LOST_WORDS else why("placement.PairWord.reason")
    placement.forbid_pair(**said, unit=unit["dear"], reason=word)
    placement.block_home(**said, unit=unit["dear"], reason=town.mint("placement.Block.reason", name, by=key))
    town.parts[name]["exemption"] = exemption_actions.ask_exemption(
        **said,
        unit=unit["dear"],
        rule=HardRule.RENT_TOO_HIGH,
        reason=why("placement.Exemption.reason"),
        household_agrees=True,
        language="ar",
        with_interpreter=True,
        said_on=TODAY,
    )


def note_contacts(town: Town, name: str, said) -> int:
    """One for each side, one about one person alone, and one that was begun; the number of the first."""
    numbers = []
    for side, member in (("team", 0), ("coa", 0), ("group", 0), ("household", 0), ("household", 2)):
        readers = frozenset() if side == "team" else frozenset({ContactReader(side)})
        word = town.mint("journey.ContactEntry.text", f"{name} to {side}", member, tier=tier_of_contact(readers).value)
        contact = Contact(
            on=TODAY,
            channel=ContactChannel.PHONE,
            text=word,
            about=MemberNo(member) if member else None,
            parties=frozenset({ContactParty.SCHOOL}),
            readers=readers,
        )
        numbers.append(log_contact(**said, contact=contact))
    if name not in CLOSED:
        keep_draft(**said, content={"text": [town.mint("journey.ContactDraft.content", name, by=lead_of(name))]})
    return numbers[0]


DOCUMENTS = (
    ("home", 0, "coa housing group household"),
    ("letter", 0, ""),
    ("money", 0, "household"),
    ("identity", 2, "household"),
    ("letter", 2, "health"),
    ("education", 0, "group"),
    ("tenancy", 0, "housing"),
    ("handover", 0, "coa"),
    ("letter", 4, "household"),
    ("education", 3, "household"),
)
"""What each is, of whom, and for whom it is meant: the first is the one that addresses name."""


def add_documents(town: Town, name: str, said) -> dict[str, int]:
    """One of each kind and readers, called by its title or by the name of its file; and one that was taken back."""
    numbers = []
    for place, (kind, member, sides) in enumerate(DOCUMENTS):
        field = "documents.Document.name" if place % 2 else "journey.CaseDocument.title"
        tier = tier_of_document(DocumentKind(kind)).value
        word = town.mint(field, f"{name} to {sides} as {kind}", member, tier=tier)
        title, file = ("", word) if place % 2 else (word, "brief")
        readers = frozenset(DocumentReader(side) for side in sides.split())
        filed = Filed(DocumentKind(kind), title, MemberNo(member) if member else None, readers)
        content = CheckedFile(f"{file}.pdf", FileKind.PDF, f"%PDF-1.4 {word} %%EOF".encode())
        numbers.append(add_document(**said, file=content, filed=filed))
    empty = CheckedFile("weg.pdf", FileKind.PDF, b"%PDF-1.4 %%EOF")
    taken = add_document(**said, file=empty, filed=Filed(DocumentKind.OTHER))
    take_document_back(**said, number=taken)
    return {"document": numbers[0], "taken": taken}


def note_messages(town: Town, name: str, said) -> dict[str, int]:
    """One that was added and recorded, and one that was only added."""
    parties = {"sender": MessageParty.MUNICIPALITY, "receiver": MessageParty.COA, "due_on": TODAY}
    title = town.mint("journey.ContactMessage.title", name)
    first, second = (add_message(**said, added=AddedMessage(word, **parties)) for word in (title, "Nog een bericht"))
    words = {word: town.mint(f"journey.ContactMessage.{word}", name) for word in ("attachment", "note")}
    record_message(**said, ref=str(first), said=Said(**words), seen=0)
    return {"message": first, "marked": second}


def note_explanations(town: Town, name: str, said) -> dict[str, int]:
    """One that is planned, one that was given, and one that was planned by mistake."""
    word, own = (town.mint(f"guidance.Explanation.{field}", name) for field in ("note", "own_words"))
    money, post, home = (Planned(TopicKey(key), on=TODAY) for key in ("money", "post", "home"))
    given = Given(TODAY, Understood.PARTLY, True, own, language="ar", interpreting=Interpreting.PROFESSIONAL)
    return {
        "explanation": plan_explanation(**said, planned=replace(money, note=word)),
        "explanation given": record_explanation(**said, planned=post, given=given),
        "explanation to undo": plan_explanation(**said, planned=home),
    }


def plan_arrival(town: Town, name: str, said) -> None:
    """A line for everybody, one for who works on the case, and in one case the hand-over."""
    for side, readers in (("everybody", LineReaders.EVERYBODY), ("team", LineReaders.TEAM)):
        words = {
            field: town.mint(f"guidance.RunLine.{field}", f"{name} to {side}", tier=tier)
            for field, tier in (("text", "P1"), ("who", "P1"), ("place", "P1a"))
        }
        add_run_line(**said, sheet=Sheet.ARRIVAL, plan=LinePlan(readers=readers, **words))
    if name in HANDED_OVER:
        words = {field: town.mint(f"guidance.HandOver.{field}", name) for field in ("given_by", "place")}
        lead = {"taken_by_id": town.ids[lead_of(name)], "noted_by_id": town.ids[lead_of(name)]}
        case = Case.rows.get(code=said["case"])  # nobody in town has landed, so none of them could record it
        HandOver.rows.create(case=case, at=NOW, noted_at=NOW, **lead, **words)


def ready_home(town: Town, name: str, said) -> None:
    """A thing of one's own, with a note for colleagues and what the household says of it."""
    text, noted, words = (town.mint(f"guidance.HomeItem.{field}", name) for field in ("text", "note", "words_said"))
    slot = f"own-{add_home_item(**said, text=text, corner=HomeCorner.LIVING, part=HomePart.WITH_SAY)}"
    say_of_home_item(**said, slot=slot, said=SaidOfHome(FurnishingSay.LATER, words, "ar"), seen=1)
    settle_home_item(**said, slot=slot, state=HomeItemState.TO_DO, origin=None, remark=noted, seen=2)


HANDED_OVER = ("busy", "far")
"""Where COA has handed the household over."""


def note_reunion(town: Town, name: str, said) -> dict[str, int]:
    """One applied and was granted it; the other said that they want none."""
    helped = town.mint("guidance.Reunification.support_point", name, 1)
    words = town.mint("guidance.Reunification.own_words", name, 2)
    record_application(**said, member=MemberNo(1), applied_on=TODAY, support_point=helped, because="Ingediend", seen=0)
    granted = Application(TODAY, "", Outcome.GRANTED, TODAY)
    record_decision(**said, member=MemberNo(1), decided=granted, because="Besluit", seen=1)
    say_not_wanted(**said, member=MemberNo(2), own_words=words, because="Niet gewenst", seen=0)
    return {"applied": 1, "saying": 2}


def integrate(town: Town, name: str, said) -> dict[str, int]:
    """An intake with the first, a plan of theirs, and what each said of company; nobody in town is registered yet."""

    def word(field: str, member: int = 1) -> str:
        return town.mint(f"guidance.{field}", name, member)

    held = Happened(IntegrationEventKind.INTAKE_HELD, TODAY)
    event = note_event(**said, member=MemberNo(1), happened=held, words=word("IntegrationEvent.note"), because="Intake")
    plan = IntegrationPlan.rows.create(  # not by its action: the plan of the case, and its phase, stay as they were
        case=Case.rows.get(code=said["case"]),
        member_no=1,
        route=LearningRoute.B1,
        decided_on=TODAY,
        is_first=False,
        n_talks=4,
        pvt_hours=12,
        map_hours=40,
        support=word("IntegrationPlan.support"),
        agreements=word("IntegrationPlan.agreements"),
        made_at=NOW,
        made_by_id=town.ids[lead_of(name)],
    )
    words = word("CompanyWish.own_words")
    say_company(**said, member=MemberNo(1), company=[Company.SOMEBODY_ELSE], own_words=words, seen=0)
    return {"event": event, "plan": plan.pk}


def want(town: Town, name: str, said) -> dict[str, int]:
    """A goal of the first that team and group may read, with a step; one of the second for nobody; an activity."""

    def word(field: str, sides: str, member: int) -> str:
        return town.mint(f"guidance.{field}", f"{name} to {sides}", member, tier="P1")

    readers = {"team": GoalReader.TEAM, "group": GoalReader.GROUP}
    goals = [
        write_goal(
            **said,
            member=MemberNo(member),
            text=word("Goal.text", sides, member),
            readers=[readers[side] for side in sides.split() if side in readers],
        )
        for member, sides in ((1, "team group"), (2, "nobody"))
    ]
    step = add_step(**said, goal=goals[0], text=word("GoalStep.text", "team group", 1), doer=StepDoer.TOGETHER)
    words = {
        field: town.mint(f"guidance.Activity.{field}", name, 1) for field in ("what", "organisation", "came_of_it")
    }
    taking = TakingPart(ActivityKind.WORK, from_on=TODAY, **words)
    return {
        "goal": goals[0],
        "step": step,
        "activity": note_activity(**said, member=MemberNo(1), taking=taking),
    }


def keep_maps(town: Town) -> None:
    """A service in the map of each place, with words in every field of it."""
    for place, owner in SERVICES.items():
        words = {word: town.mint(f"knowledge.Service.{word}", place) for word in WORDS_OF_A_SERVICE}
        known = {"themes": frozenset({ThemeKey("language")}), "owner": town.organisations[owner]}
        town.services[place] = add_service(
            by=town.actor(LEADS[place]), now=NOW, municipality=place, facts=ServiceFacts(**known, **words)
        )


WORDS_OF_A_SERVICE = (
    "name",
    "about",
    "place",
    "address",
    "cost_note",
    "way_in_note",
    "opening",
    "phone",
    "email",
    "website",
)


def find_help(town: Town, name: str, said) -> dict[str, int]:
    """The first was referred by their yes, the second on a ground; a talk, and whom both do not wish as interpreter."""
    service, later = town.services[PLACES[name]], TODAY + timedelta(days=9)

    def word(field: str, member: int) -> str:
        return town.mint(f"guidance.{field}", name, member)

    def referred(member: int, **rests_on) -> int:
        asked = {"theme": "language", "question": word("Referral.question", member), "follow_up_on": later}
        facts = Referred(member=MemberNo(member), service=service, **asked, **rests_on)
        return make_referral(**said, referred=facts, to_do="navragen")

    yes = {"consented_by": MemberNo(1), "consented_on": TODAY, "language": "ar"}
    first = referred(1, basis=Basis.CONSENT, **yes)
    referred(2, basis=Basis.RECORDED_GROUND, ground=word("Referral.ground", 2))
    answer = {"answer": ServiceAnswer.ACCEPTED, "answered_on": TODAY, "because": "", "seen": 1}
    record_answer(**said, referral=first, note_of_it=word("Referral.note", 1), **answer)
    talk = Booked(
        members=frozenset({MemberNo(1)}),
        language="ar",
        on=TODAY,
        at=time(15, 0),
        minutes=60,
        channel=InterpreterChannel.ON_SITE,
        wished=WishedSex.NO_WISH,
        payer="municipality",
        place=word("InterpreterBooking.place", 1),
        who=word("InterpreterBooking.who", 1),
    )
    booking, case = book_interpreter(**said, booked=talk), Case.rows.get(code=said["case"])
    entries = [  # only who is of the household writes it, and some of these have no login
        InterpreterExclusion.rows.create(
            case=case, member_no=no, who=word("InterpreterExclusion.who", no), noted_at=NOW
        )
        for no in (1, 2)
    ]
    return {"service": service, "referral": first, "booking": booking, "exclusion": entries[0].pk}


def weigh(town: Town, name: str, said) -> dict[str, int]:
    """One assessment of the household, one decision with hours of its own, and hours that were spent."""
    words = {field: town.mint(f"guidance.SupportIntensity.{field}", name) for field in ("reason", "hours_reason")}
    asked = Asked(
        {ItemKey("isolated"): Answer.STRONG}, AnswerSource.TEAM, TODAY, town.mint("guidance.Assessment.note", name)
    )
    version = {"instrument": "factors", "version": "2026-11", "seen": 0}
    decision = Decision(TODAY, Band.HEAVY, 360)
    spent = Spent(TODAY, 30, town.mint("guidance.HoursSpent.note", name))
    return {
        "assessment": record_assessment(**said, **version, member=THE_HOUSEHOLD, asked=asked),
        "decision": decide_intensity(**said, member=THE_HOUSEHOLD, decision=decision, **words, seen=0),
        "hours": note_hours(**said, spent=spent),
    }


def note_money(town: Town, name: str, said) -> dict[str, int]:
    """A line of the household and of an adult, a loan, a guarantee, the words on the sheet; one that was removed."""

    def word(field: str, member: int = 0) -> str:
        return town.mint(f"guidance.{field}", name, member)

    def line(member: int) -> Line:
        about = MemberNo(member) if member else None
        words = {"what": word("BudgetLine.what", member), "note": word("BudgetLine.note", member)}
        amount = {"kind": MoneyKind.LIVING, "amount": Money(5_000), "payer": Payer.HOUSEHOLD}
        return Line(**words, **amount, begins=When(TODAY), rhythm=PayRhythm.MONTHLY, member=about)

    first, *_others = (add_money(**said, facts=line(member)) for member in (0, 1, 2))
    loan = Loan(word("Loan.what"), Payer.MUNICIPALITY, Money(9_000), Money(500), TODAY, note=word("Loan.note"))
    days = (TODAY, TODAY + timedelta(days=9))
    guarantee = Guarantee(word("Guarantee.what"), Payer.FUND, Money(9_000), *days, note=word("Guarantee.note"))
    set_budget(**said, n_weeks=26, message=word("Budget.message"), seen=0)
    gone = add_money(**said, facts=Line("weg", MoneyKind.LIVING, Money(1), Payer.FUND))
    remove_money(**said, part=MoneyPart.LINE, entry=gone, seen=0)
    return {
        "money line": first,
        "loan": add_money(**said, facts=loan),
        "guarantee": add_money(**said, facts=guarantee),
        "removed money": gone,
    }


def keep_safe(town: Town, name: str, said) -> dict[str, int]:
    """A concern that its writer alone reads, with a plan and who was told; it is over."""

    def word(field: str) -> str:
        return town.mint(f"guidance.{field}", name)

    none = MemberNo(0)
    concern = note_concern(**said, theme="violence", text=word("ProtectionConcern.text"), readers=(), member=none)
    words = ("danger", "agreed", "whom_to_call", "reached_by")
    plan = Plan(**{field: word(f"SafetyPlan.{field}") for field in words})
    agree_plan(**said, concern=concern, plan=plan, seen=0)
    report = Report("veilig_thuis", TODAY, to_whom=word("Told.to_whom"), text=word("Told.text"))
    told = record_told(**said, concern=concern, report=report)
    close_concern(**said, concern=concern, why=word("ProtectionConcern.closed_why"), seen=0)
    return {"concern": concern, "told": told}


def look_at_signals(town: Town) -> None:
    """In each municipality one that was closed by a lead; somebody is named there for another theme."""
    for place, key in LEADS.items():
        by, case = town.actor(key), "busy" if place == HERE else "far"
        who = town.ids["lotte" if place == HERE else "ilse"]
        how = {"by": by, "now": NOW, "municipality": place}
        signal_actions.add_triager(**how, theme="money", person=who, is_deputy=False)
        town.triagers[place] = SignalTriager.rows.get(municipality=place).pk
        words = {field: town.mint(f"guidance.Signal.{field}", place) for field in ("text", "wanted")}
        said = {"by": town.actor(lead_of(case)), "now": NOW, "case": town.codes[case]}
        signal = signal_actions.raise_signal(**said, raised=signal_actions.Raised(theme="violence", **words))
        how = {"by": by, "now": NOW, "signal": signal}
        signal_actions.take_signal(**how, seen=0)
        signal_actions.note_step(**how, text=town.mint("guidance.SignalStep.text", place))
        ended = {"outcome": SignalOutcome.TALKED, "text": town.mint("guidance.Signal.outcome_words", place)}
        signal_actions.close_signal(**how, **ended, seen=1)
        town.signals[place] = signal


def ask_for_peers_in(town: Town) -> None:
    """Somebody of each of two households asked whoever leads their case, and was answered."""
    for name, (asker, reader) in PEERS.items():
        words = {field: town.mint(f"guidance.PeerRequest.{field}", name) for field in ("text", "reached_by")}
        said = {"by": town.actor(asker), "now": NOW, "case": town.codes[name]}
        wish = ask_for_peers(**said, to=town.ids[reader], **words)
        answer = {"state": PeerState.LOOKING, "answer": town.mint("guidance.PeerRequest.answer", name)}
        answer_peers(by=town.actor(reader), now=NOW, wish=wish, **answer, seen=0)
        town.parts[name]["wish for peers"] = town.peers[reader] = wish


def give_mandates(town: Town) -> None:
    """Whose seat could have a mandate, and who has one."""
    for name, team in TEAMS.items():
        for key in team.keys() & {"anouk", "wim"}:
            seat = TeamMember.rows.filter(case__code=town.codes[name], person_id=town.ids[key], until_on__gte=TODAY)
            for row in seat.order_by("pk")[:1]:
                town.parts[name]["seat to mandate"] = row.pk
                if key in MANDATED.get(name, ()):
                    said = {"by": town.actor(lead_of(name)), "now": NOW, "case": town.codes[name], "seat": row.pk}
                    why = town.mint("journey.TeamMember.mandate_why", name)
                    give_mandate(**said, until_on=TODAY + timedelta(days=9), why=why, seen=mandate_mark(row))


def know_amounts(town: Town) -> None:
    """One of each municipality, with its source."""
    for place, key in LEADS.items():
        words = {field: town.mint(f"guidance.OwnAmount.{field}", place) for field in ("for_whom", "source")}
        known = {"kind": MoneyKind.BENEFIT, "amount": Money(100_000), "rhythm": PayRhythm.MONTHLY}
        days = {"valid_from": TODAY - timedelta(days=90), "checked_on": TODAY}
        said = {"by": town.actor(key), "now": NOW, "municipality": place}
        town.amounts[place] = add_amount(**said, **words, **known, **days)


def look_in_emergencies(town: Town) -> None:
    """Two wait for a lead's word; a third was called not right."""
    for key, name in (("lotte", "busy"), ("sander", "neighbour"), ("ilse", "far")):
        case, reason = town.codes[name], town.mint("journey.EmergencyAccess.reason", name, by=key)
        words = {"because": EmergencyReason.OTHER, "reason": f"{reason} {reason} {reason}"}
        take_emergency_access(by=town.actor(key), now=NOW, case=case, **words)
        row = EmergencyAccess.rows.get(case__code=case)
        town.emergencies[f"{key} on {name}"] = row.pk
    reason = town.mint("journey.EmergencyAccess.verdict_reason", "neighbour", by="sander")
    judged = {"emergency": town.emergencies["sander on neighbour"], "verdict": EmergencyVerdict.NOT_RIGHT}
    judge_emergency_access(by=town.actor("lena"), now=NOW, **judged, verdict_reason=reason)


def cover_and_back(town: Town) -> None:
    """Work that was handed over and taken back: whose it is has not changed, the words still stand there."""
    for key, other, name in (("sander", "anouk", "busy"), ("hatice", "wim", "far")):
        by, work = town.actor(key), [(town.codes[name], town.parts[name]["task"])]
        words = {"until_on": TODAY + timedelta(days=9), "reason": town.mint("journey.Cover.reason", name, by=key)}
        people = {"colleague": town.ids[key], "person": town.ids[other]}
        town.covers[key] = cover_work(by=by, now=NOW, work=work, **people, **words)
        undo_cover(by=by, now=NOW, cover=town.covers[key])


def keep_views(town: Town) -> None:
    """How somebody looks at the cases, under a name of their own."""
    for key in ("sander", "hatice"):
        name = town.mint("accounts.SavedView.name", key, by=key)
        view_actions.save_view(
            by=town.actor(key), now=NOW, person=town.ids[key], page=SavedPage.CASES, name=name, query="order=code"
        )
        town.views[key] = SavedView.rows.get(name=name).pk


def wear_logos(town: Town) -> None:
    """A logo of each municipality; its name and number stay the words they are."""
    for place, lead in LEADS.items():
        row = Municipality.rows.get(pk=place)
        same = {"name": row.name, "phone": row.phone, "colour": "", "header": HeaderStyle.COLOURED}
        set_look(by=town.actor(lead), now=NOW, municipality=place, logo=picture(9, 3), **same)
        town.logos[place] = Municipality.rows.get(pk=place).logo_version


def lose_mails(town: Town) -> None:
    """A mail in each municipality that did not arrive."""
    for place, lead in LEADS.items():
        what = {"kind": NoticeKind.WORK_HANDED_OVER, "municipality": place, "once": f"mail of {place}"}
        row = OutboxMessage.rows.create(
            person_id=town.ids[lead], asked_at=NOW, due_at=NOW, tries=1, problem=MailProblem.TEMPORARY, **what
        )
        town.mails[place] = row.pk


def take_agendas_along(town: Town) -> None:
    """Addresses of agendas: of who works here and of who is received, and of who may not come in any more.

    "living" have their owner let in today; the others were withdrawn, or are of who left or has no second step.
    """
    owners = {
        "living at work": "lotte",
        "living at home": "samir",
        "of somebody gone": "oud",
        "without a second step": "sander",
        "withdrawn": "rasha",
    }
    for name, key in owners.items():
        by = town.actor(key)
        town.agendas[name] = make_agenda(by=by, now=NOW, person=town.ids[key], level=AgendaLevel.CODE)
    withdraw_agenda(by=town.actor("rasha"), now=NOW, person=town.ids["rasha"])


def offer_households(town: Town) -> None:
    """One waits for an answer in each municipality, a third was refused."""
    for what, to in (("busy waits", ELSEWHERE), ("far waits", HERE), ("neighbour refused", ELSEWHERE)):
        name = what.split()[0]
        town.transfers[what] = offer_transfer(
            by=town.actor(LEADS[PLACES[name]]),
            now=NOW,
            case=town.codes[name],
            to=to,
            why=town.mint("placement.Transfer.why", what),
            household_agrees=True,
            said_on=TODAY,
            language="ar",
            interpreting=Interpreting.PROFESSIONAL,
        )
    for name in ("busy", "far"):
        say_of_transfer(
            by=town.actor(lead_of(name)),
            now=NOW,
            case=town.codes[name],
            member=MemberNo(2),
            answer=TransferAnswer.TALK,
            text=town.mint("placement.TransferSay.text", name, 2),
            said_on=TODAY,
            language="ar",
            interpreting=Interpreting.PROFESSIONAL,
        )
    answer = town.mint("placement.Transfer.answer", what)
    refuse_transfer(by=town.actor("hatice"), now=NOW, transfer=town.transfers[what], answer=answer)


def unshown(town: Town, field: str, name: str) -> str:
    """A word that is kept and that no page shows to anybody, as yet."""
    return town.mint(field, name, by="no page")


def build_homes(town: Town) -> None:
    """Homes in each municipality: one that fits and one that is too dear of a landlord, and a dear one of nobody."""
    for place, landlord in LANDLORDS.items():
        for home, differs in HOMES.items():
            of, code = f"{place} {home}", f"W-{place}-{home}"
            words = {
                name: town.mint(f"housing.Dwelling.{name}", of)
                for name in ("street", "postcode", "town", "neighbourhood", "landlord")
            }
            save_dwelling(
                by=system("test"),
                now=NOW,
                municipality=place,
                code=code,
                fields=EVERYTHING_KNOWN | differs | words | {"max_residents": 6, "bedrooms": 4},
            )
            if home != "spare":
                Dwelling.rows.filter(code=code).update(organisation_id=town.organisations[landlord])
            [found] = [unit for unit in units_in([place]) if unit.facts.code == code]
            town.units[of], town.homes[of] = found.id, code


def place_homes(town: Town) -> None:
    """Decisions, one that stands and one that was undone; an answer; a run; what a municipality chooses by."""
    for place, lead in LEADS.items():
        by = {"by": town.actor(lead), "now": NOW}
        name, other = ("busy", "neighbour") if place == HERE else ("far", "far neighbour")
        exemption_actions.answer_exemption(
            **by,
            exemption=town.parts[other]["exemption"],
            confirms=True,
            answer=town.mint("placement.Exemption.answer", other),
        )
        fit = town.units[f"{place} fit"]
        mine = {"case": town.codes[name], **by}
        placement.decide(**mine, unit=fit, reason=unshown(town, "placement.Decision.reason", name))
        placement.undo_decision(**mine, reason=town.mint("placement.Decision.undone_because", name))
        theirs = {"case": town.codes[other], **by}
        placement.decide(**theirs, unit=fit, reason=town.mint("placement.Decision.reason", other))
        close_it(town, name)
        reopen(**mine, reason=town.mint("journey.Case.reopened_because", name))
        let_in_again(town, name)
        set_criteria(
            **by,
            municipality=place,
            weights=home_criteria().weights,
            counts_near_births=True,
            rent_shared_cents=None,
            valid_from=TODAY,
            reason=town.mint("placement.CriteriaSetting.reason", f"{place} settings"),
        )
        set_match_weights(
            **by,
            programme=town.programmes[place],
            weights=match_criteria().weights,
            reason=town.mint("placement.MatchWeighing.reason", f"{place} settings"),
        )
        run = start_run(**by, municipality=place, hand_over=lambda _run: None)
        jobs.solve_run.call(run)


def publish_workflows(town: Town) -> None:
    """Both municipalities have a way of working of their own, when every case had one already."""
    for place, lead in LEADS.items():
        of = {"by": town.actor(lead), "now": NOW, "municipality": place}
        words = town.mint("journey.WorkflowVersion.content", place)
        add_own_task(**of, task=replace(WELCOME, title_nl=words, title_en=words))
        _, _, mark = draft_differences(town.actor(lead), place)
        publish_workflow(**of, reason=town.mint("journey.WorkflowVersion.reason", place), seen=mark)


def close_it(town: Town, name: str) -> None:
    """Closed by its lead, in words of their own."""
    close(
        by=town.actor(LEADS[PLACES[name]]),
        now=NOW,
        case=town.codes[name],
        reason=ClosingReason.OTHER,
        seen=plan_version(town.codes[name]),
        text=town.mint("journey.Milestone.reason", name) if name in CLOSED else "vergissing",
        knows_of_terms=True,
    )

"""A home is made ready: a list of things, what its people say of them, purchases, and pictures as proof."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from guidance.test_explaining import act, make_family, page_of, posted
from hervest.accounts.permissions import Permission
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.money import Money
from hervest.core.vocabulary import Interpreting
from hervest.documents.models import Document
from hervest.guidance.money_actions import add_money, change_money, remove_money
from hervest.guidance.money_models import BudgetLine
from hervest.guidance.money_rules import Line
from hervest.guidance.money_vocabulary import MoneyKind, MoneyPart, Nature, Payer
from hervest.guidance.ready_actions import Said, add_home_item, buy_home_item, say_of_home_item, settle_home_item
from hervest.guidance.ready_queries import home_ready, item_to
from hervest.guidance.ready_rules import Payment
from hervest.guidance.ready_vocabulary import FurnishingSay, HomeCorner, HomeItemState, HomePart, ItemOrigin
from hervest.journey import actions
from hervest.journey.actions import Said as SaidOfTraits
from hervest.journey.models import Case
from hervest.journey.vocabulary import ClosingReason, TraitSource
from hervest.placement.closing_actions import close

YES, NO = (
    Said(FurnishingSay.YES, language="ar", interpreting=Interpreting.PROFESSIONAL),
    Said(FurnishingSay.NO, language="ar"),
)
FROM_US, FROM_THEM = Payment(Payer.MUNICIPALITY, Nature.GIFT), Payment(Payer.HOUSEHOLD, Nature.OWN)
EXIF_GPS = 0x8825


@pytest.fixture
def family(begin):
    return begin(make_family)


def row_of(world, family, slot, key="sander"):
    return next(row for row in home_ready(world.actor(key), family, today=world.today).rows if row.slot == slot)


def settles(world, family, slot, state, *, key="sander", origin=None, remark="", seen=None):
    found = row_of(world, family, slot)
    seen = found.n_changed if seen is None else seen
    return settle_home_item(**act(world, family, key), slot=slot, state=state, origin=origin, remark=remark, seen=seen)


def says(world, family, slot, said, *, key="sander", seen=None):
    seen = row_of(world, family, slot).n_changed if seen is None else seen
    say_of_home_item(**act(world, family, key), slot=slot, said=said, seen=seen)


def buys(world, family, slot, payment, *, key="sander", cents=12_345):
    return buy_home_item(
        **act(world, family, key),
        slot=slot,
        amount=Money(cents),
        payment=payment,
        on=world.today,
        seen=row_of(world, family, slot).n_changed,
    )


def picture(name="bed.jpg"):
    made, exif = Image.new("RGB", (60, 40), "white"), Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif.get_ifd(EXIF_GPS)[1] = "N"
    held = io.BytesIO()
    made.save(held, "JPEG", exif=exif)
    return SimpleUploadedFile(name, held.getvalue(), content_type="image/jpeg")


def test_the_home_is_liveable_once_all_that_must_be_there_is(world, family):
    page = home_ready(world.actor("sander"), family, today=world.today)
    assert not page.is_liveable

    for row in page.rows:
        if row.part is HomePart.BASIC:
            settles(world, family, row.slot, HomeItemState.READY)

    page = home_ready(world.actor("sander"), family, today=world.today)
    assert page.is_liveable
    assert page.n_basic_ready == page.n_basic > 5
    assert page.n_waiting == sum(row.needs_say for row in page.rows)


def test_what_is_not_needed_counts_as_nothing_that_is_missing(world, family):
    before = home_ready(world.actor("sander"), family, today=world.today).n_basic
    settles(world, family, "curtains", HomeItemState.NOT_NEEDED)

    assert home_ready(world.actor("sander"), family, today=world.today).n_basic == before - 1


def test_a_thing_taken_over_from_the_previous_tenant_is_noted_with_its_state(world, family, log_in):
    browser = log_in("sander")
    answer = posted(
        browser,
        "settle_home_item",
        family,
        "curtains",
        state="ready",
        origin="previous_tenant",
        remark="Zes stuks, schoon.",
        seen="0",
    )
    assert answer.status_code == 303

    page = page_of(browser, "home_ready", family)
    assert "van de vorige huurder" in page
    assert "Zes stuks, schoon." in page
    assert row_of(world, family, "curtains").origin is ItemOrigin.PREVIOUS_TENANT


def test_a_thing_beyond_the_basics_is_not_ready_before_the_household_was_asked(world, family):
    with pytest.raises(RuleBroken, match="household_not_asked"):
        settles(world, family, "sofa", HomeItemState.READY)
    says(world, family, "sofa", NO)
    with pytest.raises(RuleBroken, match="household_said_no"):
        settles(world, family, "sofa", HomeItemState.READY)
    says(world, family, "sofa", YES)
    settles(world, family, "sofa", HomeItemState.READY)

    assert row_of(world, family, "sofa").state is HomeItemState.READY
    says(world, family, "sofa", NO)
    assert row_of(world, family, "sofa").is_unwanted, "what is there stays until somebody talked about it"


@pytest.mark.parametrize(("slot", "payment"), [("sofa", FROM_US), ("sofa", FROM_THEM), ("beds", FROM_THEM)])
def test_a_purchase_is_recorded_only_after_their_answer(world, family, slot, payment):
    with pytest.raises(RuleBroken, match="household_not_asked"):
        buys(world, family, slot, payment)
    assert not BudgetLine.rows.exists()
    says(world, family, slot, YES)

    entry = buys(world, family, slot, payment)

    bought = row_of(world, family, slot).bought
    assert BudgetLine.rows.get().pk == entry
    assert (bought.amount, bought.payer, bought.kind) == (Money(12_345), payment.payer, MoneyKind.FURNISHING)
    with pytest.raises(RuleBroken, match="bought_already"):
        buys(world, family, slot, payment)


def test_the_basics_from_the_municipality_ask_nobody(world, family):
    buys(world, family, "beds", FROM_US)

    assert row_of(world, family, "beds").origin is ItemOrigin.BOUGHT_NEW


def test_what_is_removed_from_the_money_is_bought_no_more(world, family):
    entry = buys(world, family, "beds", FROM_US)
    remove_money(**act(world, family), part=MoneyPart.LINE, entry=entry, seen=BudgetLine.rows.get().n_changed)

    assert row_of(world, family, "beds").bought is None
    buys(world, family, "beds", FROM_US)


def test_nobody_gets_around_the_answer_by_the_page_of_money(world, family):
    theirs = Line("Bank", MoneyKind.FURNISHING, Money(10_000), Payer.HOUSEHOLD)
    ours = Line("Bank", MoneyKind.FURNISHING, Money(10_000), Payer.MUNICIPALITY, Nature.GIFT)
    with pytest.raises(RuleBroken, match="furnishing_not_asked"):
        add_money(**act(world, family), facts=theirs)
    entry = add_money(**act(world, family), facts=ours)
    with pytest.raises(RuleBroken, match="furnishing_not_asked"):
        change_money(**act(world, family), entry=entry, facts=theirs, seen=BudgetLine.rows.get().n_changed)
    says(world, family, "sofa", YES)

    change_money(**act(world, family), entry=entry, facts=theirs, seen=BudgetLine.rows.get().n_changed)

    assert BudgetLine.rows.get().payer == Payer.HOUSEHOLD


def test_the_household_answers_itself_in_its_own_words_and_may_change_it(world, family, log_in):
    browser = log_in("samir")
    assert "U beslist" in page_of(browser, "own_home", family)
    typed = {"said": "ourselves", "words": "نريد أن نختار بأنفسنا", "seen": "0"}
    assert posted(browser, "say_of_home_item", family, "sofa", **typed).status_code == 303
    assert "نريد أن نختار بأنفسنا" in page_of(browser, "own_home", family)
    assert posted(browser, "say_of_home_item", family, "sofa", **typed | {"said": "no", "seen": "1"}).status_code == 303

    row = row_of(world, family, "sofa")
    assert row.answer.said is FurnishingSay.NO
    assert not row.is_unwanted, "nobody brought it"
    assert row.answer.recorded_by == "", "they said so themselves"


def test_who_writes_an_answer_down_says_in_which_language_they_were_asked(world, family, log_in):
    browser = log_in("sander")
    answer = posted(browser, "say_of_home_item", family, "sofa", said="yes", words="Blauw", seen="0")
    assert "language" in answer.context["form"].errors
    assert answer.context["form"]["words"].value() == "Blauw"
    says(world, family, "sofa", YES)

    row = row_of(world, family, "sofa")
    assert row.answer.recorded_by == world.person("sander").name
    assert (row.answer.language, row.answer.interpreting) == ("ar", Interpreting.PROFESSIONAL)


def test_their_own_no_stays_beside_what_somebody_writes_down_later(world, family, log_in):
    says(world, family, "sofa", Said(FurnishingSay.NO, "لا نريد"), key="samir")
    form = log_in("sander").get(reverse("say_of_home_item", args=[family, "sofa"])).context["form"]
    assert (form["said"].value(), form["words"].value()) == ("", ""), "nobody writes over their words by pressing save"
    says(world, family, "sofa", YES)

    row = row_of(world, family, "sofa")
    assert row.answer.said is FurnishingSay.YES
    (before,) = row.earlier
    assert (before.said, before.words, before.recorded_by) == (FurnishingSay.NO, "لا نريد", "")
    assert "لا نريد" in page_of(log_in("sander"), "home_ready", family)
    (logged,) = AuditRow.rows.filter(verb="home.item_said", by_id=world.ids["sander"])
    assert (logged.detail["was"], logged.detail["said"]) == ("no", "yes")


def test_two_who_change_a_thing_at_once_both_see_it(world, family, log_in):
    settles(world, family, "beds", HomeItemState.READY, remark="Van Sander")

    with pytest.raises(Conflict):
        settles(world, family, "beds", HomeItemState.TO_DO, seen=0)
    answer = posted(
        log_in("sander"), "settle_home_item", family, "beds", state="not_needed", remark="Van mij", seen="0"
    )

    assert {change.field for change in answer.context["form"].differences} >= {"id_remark"}
    assert "Van Sander" in answer.content.decode()


def test_a_thing_of_ones_own_stands_on_the_list_and_needs_a_name(world, family, log_in):
    add_home_item(**act(world, family), text="Gebedskleed", corner=HomeCorner.LIVING, part=HomePart.WITH_SAY)
    (own,) = (row for row in home_ready(world.actor("sander"), family, today=world.today).rows if row.is_own)
    assert own.title == "Gebedskleed"
    says(world, family, own.slot, YES)
    settles(world, family, own.slot, HomeItemState.READY)

    with pytest.raises(RuleBroken, match="item_without_name"):
        add_home_item(**act(world, family), text=" ", corner=HomeCorner.LIVING, part=HomePart.BASIC)
    answer = posted(log_in("sander"), "add_home_item", family, text="Spiegel", corner="washing", part="basic")
    assert answer.status_code == 303


def test_a_bicycle_is_asked_about_where_shop_and_stop_are_far(world, family):
    slots = {row.slot for row in home_ready(world.actor("sander"), family, today=world.today).rows}
    assert "bicycle" not in slots

    said = {0: SaidOfTraits({"rural_home": True})}
    actions.post_facts(by=world.actor("sander"), now=world.now, case=family, source=TraitSource.HOME, said=said)

    page = home_ready(world.actor("sander"), family, today=world.today)
    assert page.is_rural
    assert {"bicycle", "cycling_lessons", "driver"} <= {row.slot for row in page.rows if row.needs_say}


def test_a_picture_is_proof_and_tells_nothing_but_what_is_on_it(world, family, log_in):
    browser = log_in("sander")
    address = reverse("show_home_item", args=[family, "beds"])
    assert browser.post(address, {"file": SimpleUploadedFile("bed.pdf", b"%PDF-1.4")}).status_code == 200
    assert browser.post(address, {"file": picture()}).status_code == 303

    kept = Image.open(io.BytesIO(bytes(Document.rows.get().content)))
    assert not kept.getexif()
    number = row_of(world, family, "beds").picture
    assert reverse("open_document", args=[family, number]) in page_of(browser, "home_ready", family)


@pytest.mark.parametrize("key", ["ruben", "lotte"])
def test_who_does_not_work_on_the_case_finds_no_list(world, family, key, log_in):
    assert log_in("sander").get(reverse("home_ready", args=[family])).status_code == 200
    assert log_in(key).get(reverse("home_ready", args=[family])).status_code == 404


def test_the_household_reads_no_notes_and_no_amounts_and_settles_nothing(world, family, log_in):
    buys(world, family, "beds", FROM_US)
    settles(world, family, "beds", HomeItemState.READY, remark="Alleen voor ons")

    own = page_of(log_in("samir"), "own_home", family)
    assert "Alleen voor ons" not in own
    assert "123,45" not in own
    assert "123,45" in page_of(log_in("sander"), "home_ready", family)
    with pytest.raises((NotFound, NotAllowed)):
        settle_home_item(
            **act(world, family, "samir"), slot="beds", state=HomeItemState.TO_DO, origin=None, remark="", seen=2
        )


def test_a_closed_case_keeps_its_list_and_changes_it_no_more(world, family, log_in):
    close(
        **act(world, family),
        reason=ClosingReason.OTHER,
        seen=Case.rows.get(code=family).plan_version,
        knows_of_terms=True,
        text="Klaar.",
    )
    with pytest.raises(Conflict):
        item_to(world.actor("sander"), family, "beds", Permission.TASK_DO, today=world.today)

    assert "gesloten" in page_of(log_in("sander"), "home_ready", family)


def test_each_act_stands_in_the_log_without_a_word_of_anybody(world, family):
    settles(world, family, "beds", HomeItemState.READY, remark="Geheim woord")
    says(world, family, "sofa", Said(FurnishingSay.YES, "Geheim woord", "ar"))

    rows = AuditRow.rows.filter(case_code=family, verb__startswith="home.")
    assert {row.verb for row in rows} == {"home.item_settled", "home.item_said"}
    assert all("Geheim" not in str(row.detail) for row in rows)


def test_a_thing_of_another_case_is_not_found(world, family):
    number = add_home_item(**act(world, family), text="Spiegel", corner=HomeCorner.LIVING, part=HomePart.BASIC)
    assert item_to(world.actor("sander"), family, f"own-{number}", Permission.TASK_DO, today=world.today)
    for slot in ("own-999999", "own-", "nothing"):
        with pytest.raises(NotFound):
            item_to(world.actor("sander"), family, slot, Permission.TASK_DO, today=world.today)

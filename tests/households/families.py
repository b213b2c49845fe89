"""Small invented families for the tests of households and intake."""

from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.record_rules import (
    HouseholdRecord,
    MemberRecord,
    NeedRecord,
    RelativeRecord,
    WishRecord,
)
from hervest.households.vocabulary import (
    LanguageFacts,
    LanguageLevel,
    MemberRole,
    NeedKind,
    RelativeKind,
    Sex,
    SponsorWish,
    StayKind,
    WishTopic,
)

ARABIC = (LanguageFacts("ar", LanguageLevel.NATIVE),)

HADDAD = HouseholdRecord(
    dossier_number="OD-1",
    country_of_stay="LB",
    stay=StayKind.CITY,
    years_displaced=7,
    contact_language="ar",
    is_interpreter_needed=True,
    sponsor_wish=SponsorWish.YES,
    remarks="Niet bellen na acht uur.",
    members=(
        MemberRecord(MemberNo(1), MemberRole.HEAD, "Samir", "Haddad", date(1985, 3, 1), Sex.MALE, languages=ARABIC),
        MemberRecord(MemberNo(2), MemberRole.PARTNER, "ريم", "حداد", date(1989, 5, 4), Sex.FEMALE, languages=ARABIC),
        MemberRecord(MemberNo(3), MemberRole.CHILD, "Lina", "Haddad", date(2015, 6, 1), Sex.FEMALE),
        MemberRecord(MemberNo(4), MemberRole.CHILD, "Grâce", "Haddad", date(2018, 2, 1), Sex.FEMALE),
    ),
    needs=(
        NeedRecord(MemberNo(2), NeedKind.LIFT, "Kan moeilijk lopen."),
        NeedRecord(MemberNo(2), NeedKind.CARE_FROM_DAY_ONE),
    ),
    relatives=(RelativeRecord("moeder", "Amal", "SY", is_reunification_wanted=True, kind=RelativeKind.OTHER),),
    wishes=(
        WishRecord(None, WishTopic.FURNISHING, "Zelf de bedden kiezen."),
        WishRecord(None, WishTopic.SPONSOR_GROUP, "Eerst kennismaken."),
    ),
)

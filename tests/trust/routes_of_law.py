"""Which action of the access matrix each address stands for, and what its arguments name: by hand, from access.md.

Nothing here is read from the product's own table of routes; a test says that both name the same addresses.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """What the law says of one address.

    `action`: the row of the matrix; `names`: the kind of thing its arguments name. `reads`: a tier that must be read
    as well, because the page shows nothing else. `also`: more rows of the matrix that must allow it, on the same case
    or home. `changes`: not for a closed case. `more`: rows under which the page shows something beside its own.
    `rule`: a rule above the table, by its name in `rules_of_law`. `posts`: a rule that only sending a form asks,
    `looks`: one that only looking does. `may_miss`: a form may name something that is not there.
    `leads_away`: looking at it leads elsewhere whatever it names; only sending does something.
    `only_looks`: no form is sent to it;
    `misses_first`: who has nothing there hears that, and of no method. `variants`: queries that show something else.
    """

    action: str
    names: str = "nothing"
    reads: str = ""
    also: tuple[str, ...] = ()
    changes: bool = False
    more: tuple[str, ...] = ()
    rule: str = ""
    posts: str = ""
    looks: str = ""
    may_miss: bool = False
    leads_away: bool = False
    only_looks: bool = False
    misses_first: bool = False
    variants: tuple[str, ...] = ("",)


OPEN = Address("page.public")
"""For everybody, logged in or not."""

ACCOUNT = Address("page.public", names="account")
"""For whoever is logged in, about the own account."""

CASE_PARTS = ("task.read", "household.read", "need.read", "case.list")
REUNION_SHOWS = ("case.read", "household.read", "task.read")
GOALS_SHOW = ("case.read", "household.read")
HELP_SHOWS = ("case.read", "household.read", "wish.record", "referral.make", "case.list")
PAIR_SHOWS = ("case.read", "placement.decide", "dwelling.list", "household.read", "wish.record")


def edit(names: str = "case", **how) -> Address:
    """A form that corrects a household: it shows what it corrects, tier P2."""
    return Address("household.edit", names, **{"reads": "P2", "changes": True, "more": ("household.read",)} | how)


def wish(names: str = "case", **how) -> Address:
    """A form for the household's own word."""
    return Address("wish.record", names, reads="P1", changes=True, more=("household.read",), **how)


def agree(**how) -> Address:
    """A form about a household and a home."""
    of = {"also": ("dwelling.fit",), "more": PAIR_SHOWS}
    return Address("placement.decide", **{"names": "pair"} | of | how)


def write_concern() -> Address:
    """A form of a concern: for who is named on it, and works on the open case."""
    return Address("protection.write", "concern", rule="names_on_concern", changes=True, more=("case.read",))


def doing(**how) -> Address:
    """A form of a task whose title must be read to be done."""
    return Address("task.do", "task", also=("task.read",), rule="reads_task", more=("case.read",), **how)


ADDRESSES: dict[str, Address] = {
    # accounts
    "start": Address("page.public", leads_away=True),
    "security_txt": OPEN,
    "speak": Address("page.public", names="language"),
    "persona_login": Address("page.public", rule="never"),
    "profile": ACCOUNT,
    "end_elsewhere": ACCOUNT,
    "end_tour": ACCOUNT,
    "begin_tour": ACCOUNT,
    "follow_card": ACCOUNT,
    "practice": Address("page.public", names="account", rule="practises"),
    "join_practice": Address("page.public", "organisation to practise"),
    "open_practice": Address("page.public", "organisation to practise", posts="never"),
    "begin_practice_anew": Address("page.public", "organisation to practise", posts="never"),
    "leave_practice": Address("page.public", "organisation to practise", posts="never"),
    "remove_practice": Address("page.public", "organisation to practise", posts="never"),
    "look_css": Address("page.public", "colour"),
    "logo": Address("page.public", "logo"),
    "choose_notices": ACCOUNT,
    "agenda": Address("page.public", names="account", rule="has_agenda"),
    "make_agenda": Address("page.public", names="account", rule="has_agenda"),
    "withdraw_agenda": Address("page.public", names="account", rule="has_agenda"),
    "agenda_file": Address("page.public", names="agenda", only_looks=True),
    "mails": Address("settings.edit", rule="has_settings"),
    "send_again": Address("settings.edit", "mail", leads_away=True),
    "save_view": Address("page.public", "list to keep"),
    "remove_view": Address("page.public", "view"),
    "people": Address("people.manage", variants=("", "?show=all&order=until", "?show=ended")),
    "invite": Address("people.manage"),
    "person": Address("people.manage", "person"),
    "give_role": Address("people.manage", "person", rule="another"),
    "give_link": Address("people.manage", "person", rule="wholly_theirs"),
    "withdraw_link": Address("people.manage", "person", rule="has_link"),
    "take_factors": Address("people.manage", "person", rule="has_factor"),
    "show_link": Address("people.manage", "person"),
    "change_last_day": Address("people.manage", "membership"),
    "end_role": Address("people.manage", "membership"),
    "add_organisation": Address("people.manage", rule="everywhere"),
    "default_coordinators": Address("settings.edit", rule="has_settings"),
    "coordinators_of": Address("settings.edit", "municipality", rule="own_settings"),
    "log": Address("audit.read", rule="whole_log"),
    # allauth
    "account_login": OPEN,
    "mfa_authenticate": OPEN,
    "mfa_login_webauthn": OPEN,
    "account_logout": OPEN,
    "account_signup": OPEN,
    "account_inactive": Address("page.public", only_looks=True),
    "set_password": Address("page.public", names="link"),
    "account_change_password": ACCOUNT,
    "account_set_password": ACCOUNT,
    "account_reauthenticate": ACCOUNT,
    "mfa_reauthenticate": ACCOUNT,
    "mfa_reauthenticate_webauthn": ACCOUNT,
    "mfa_index": ACCOUNT,
    "mfa_activate_totp": ACCOUNT,
    "mfa_deactivate_totp": Address("page.public", names="account", rule="own_app"),
    "mfa_add_webauthn": ACCOUNT,
    "mfa_remove_webauthn": Address("page.public", names="factor", rule="never"),
    "mfa_view_recovery_codes": Address("page.public", names="account", rule="own_codes", only_looks=True),
    "mfa_generate_recovery_codes": ACCOUNT,
    "mfa_download_recovery_codes": Address(
        "page.public", names="account", rule="own_codes", only_looks=True, misses_first=True
    ),
    # journey
    "contacts": Address(
        "contact.log", "case", more=("case.read",), variants=("", "?channel=phone", "?topic=money", "?mine=on")
    ),
    "log_contact": Address("contact.log", "case", rule="notes_contacts", changes=True, more=("case.read",)),
    "keep_contact_draft": Address("contact.log", "case", leads_away=True, posts="notes_contacts"),
    "correct_contact": Address("contact.log", "contact", rule="noted_it", changes=True, more=("case.read",)),
    "documents": Address(
        "document.read", "case", more=("case.read",), variants=("", "?kind=letter", "?kind=money", "?mine=on")
    ),
    "add_document": Address("document.add", "case", changes=True, more=("case.read",)),
    "open_document": Address("document.read", "document", rule="has_document"),
    "change_document": Address(
        "document.add", "document", rule="changes_document", changes=True, more=("case.read", "document.read")
    ),
    "take_document_back": Address("document.add", "document", leads_away=True, posts="takes_document_back"),
    "put_document_back": Address("document.add", "taken", leads_away=True, posts="noted_it"),
    "attach_documents": Address("document.add", "message", leads_away=True, posts="has_schedule"),
    "detach_document": Address("document.add", "along", leads_away=True, posts="lets_document_go_along"),
    "contact_schedule": Address(
        "contact.log", "case", rule="has_schedule", more=("case.read",), variants=("", "?open=on")
    ),
    "add_message": Address("contact.log", "case", rule="has_schedule", changes=True, more=("case.read",)),
    "record_message": Address("contact.log", "message", rule="has_schedule", changes=True, more=("case.read",)),
    "mark_message": Address("contact.log", "message", leads_away=True, posts="has_schedule"),
    "unmark_message": Address("contact.log", "marked", leads_away=True, posts="has_schedule"),
    "task": Address("task.read", "task", more=("case.read",)),
    "finish": doing(),
    "undo_finish": Address("task.do", "task", also=("task.read",), leads_away=True, posts="reads_task"),
    "change_state": doing(),
    "postpone": doing(),
    "assign": Address("task.assign", "task", also=("task.read",), rule="reads_task", changes=True, more=("case.read",)),
    "add_task": Address("task.assign", "case", changes=True),
    "move_milestone": Address(
        "milestone.record", "milestone", reads="P1", changes=True, more=("task.read", "case.read")
    ),
    "case_team": Address("case.read", "case"),
    "join_team": Address("team.manage", "case", changes=True),
    "say_of_seat": Address("team.manage", "row", changes=True, more=("case.read",)),
    "leave_team": Address("team.manage", "row", changes=True, more=("case.read",)),
    "emergency": Address("access.break_glass", more=("case.list",)),
    "end_emergency": Address("access.break_glass", "emergency", leads_away=True, posts="took_it"),
    "judge_emergency": Address("access.judge_emergency", "emergency", rule="judges_it"),
    "cover": Address(
        "task.assign", more=("task.read", "case.read"), variants=("", "?colleague={sander}", "?colleague={hatice}")
    ),
    "undo_cover": Address("task.assign", "cover", leads_away=True, posts="covered_it"),
    "workflow": Address("template.edit", variants=("", "?show=terms", "?show=texts", "?only=ours")),
    "add_own_task": Address("template.edit", "place of a workflow"),
    "change_template_task": Address("template.edit", "task of a workflow"),
    "change_template_term": Address("template.edit", "term of a workflow"),
    "change_template_text": Address("template.edit", "text of a workflow"),
    "publish_workflow": Address("template.edit", "place of a workflow"),
    "workflow_versions": Address("template.edit", "place of a workflow"),
    "workflow_cases": Address("template.edit", "place of a workflow", more=("case.list",)),
    "move_workflow_cases": Address("template.edit", "place of a workflow", more=("case.read", "task.read")),
    # households
    "member_access": Address("team.manage", "member", reads="P1", changes=True, rule="household"),
    "let_newcomer_in": Address(
        "people.manage", "member", also=("team.manage",), changes=True, rule="lets_in", more=("team.manage",)
    ),
    "stand_back": Address("team.manage", "around", leads_away=True, changes=True, rule="is_there_still"),
    "household": Address("household.read", "case", reads="P1", rule="household", more=("need.read", "wish.record")),
    "correct_household": edit(rule="household"),
    "say_of_plan": edit(rule="household"),
    "correct_member": edit("member", rule="household"),
    "household_changes": edit(rule="household"),
    "change_household": edit("change", rule="household"),
    "coming_of_age": edit("of age", rule="has_somebody_of_17"),
    "add_member": edit(rule="household"),
    "member_left": edit("member", rule="household"),
    "living_wishes": wish(rule="speaks_for_all"),
    "add_need": edit(rule="household"),
    "correct_need": edit("need", rule="household"),
    "remove_need": edit("need", rule="household"),
    "judge_aid": edit("need", rule="household"),
    "enter_household": Address("case.create"),
    "add_relative": edit(reads="P3", rule="household"),
    "correct_relative": edit("relative", reads="P3", rule="household"),
    "remove_relative": edit("relative", reads="P3", rule="household"),
    "add_wish": wish(rule="household"),
    "correct_wish": wish("wish", rule="owns_wish"),
    "remove_wish": wish("wish", rule="owns_wish"),
    "figures": Address("report.compose", rule="has_figures"),
    "how_we_count": Address("report.compose", rule="has_figures"),
    "figures_file": Address("report.compose", rule="has_figures"),
    # housing
    "dwellings": Address("dwelling.list"),
    "add_dwelling": Address("dwelling.edit", "place of homes"),
    "edit_dwelling": Address("dwelling.edit", "home", also=("dwelling.list",)),
    # sponsorship
    "sponsor_groups": Address(
        "group.list", more=("group.edit",), variants=("", "?stage=forming", "?stage=ready&programme=1", "?q=a")
    ),
    "add_programme": Address("settings.edit", "place of programmes"),
    "edit_programme": Address("settings.edit", "programme to change"),
    "add_sponsor_group": Address("group.edit", "programme"),
    "sponsor_group": Address("group.list", "group", more=("group.edit",)),
    "edit_sponsor_group": Address("group.edit", "group to edit"),
    "set_group_stage": Address("group.edit", "group to edit"),
    "give_group_role": Address("group.edit", "group to edit"),
    "add_sponsor": Address("group.edit", "group to edit"),
    "edit_sponsor": Address("group.edit", "sponsor to edit"),
    "link_sponsor_login": Address("group.edit", "sponsor to link"),
    "own_group_data": Address("group.edit", rule="in_group"),
    "screenings": Address("screening.record", variants=("", "?show=ending", "?show=unseen")),
    "record_screening": Address("screening.record", "sponsor to screen"),
    "record_modules": Address("training.manage", "sponsor to train"),
    "end_sponsor_membership": Address("group.edit", "seat"),
    # guidance
    "explanations": Address(
        "contact.log",
        "case",
        rule="reads_explanations",
        more=("case.read",),
        variants=("", "?show=never", "?show=due", "?show=again"),
    ),
    "plan_explanation": Address("contact.log", "case", rule="records_explanations", changes=True, more=("case.read",)),
    "record_explanation": Address(
        "contact.log", "case", rule="records_explanations", changes=True, more=("case.read",)
    ),
    "change_explanation": Address(
        "contact.log", "explanation", rule="records_explanations", changes=True, more=("case.read",)
    ),
    "tell_explanation": Address(
        "contact.log", "explanation given", rule="records_explanations", changes=True, more=("case.read",)
    ),
    "undo_explanation": Address("contact.log", "explanation to undo", leads_away=True, posts="records_explanations"),
    "arrival": Address("case.read", "case", rule="sees_arrival", more=("task.read", "milestone.record")),
    "home_ready": Address(
        "case.read", "case", rule="readies_home", more=("task.read", "wish.record", "household.read")
    ),
    "own_home": Address("case.read", "case", rule="decides_of_home", more=("wish.record", "household.read")),
    "add_home_item": Address("task.do", "case", rule="readies_home", changes=True, more=("case.read",)),
    "settle_home_item": Address("task.do", "item", rule="readies_home", changes=True, more=("case.read",)),
    "tick_home_item": Address("task.do", "item", leads_away=True, posts="readies_home"),
    "say_of_home_item": Address("wish.record", "item", rule="says_of_home", changes=True, more=("case.read",)),
    "buy_home_item": Address("money.edit", "item", rule="buys_for_home", changes=True, more=("case.read",)),
    "show_home_item": Address("document.add", "item", rule="readies_home", changes=True, more=("case.read",)),
    "on_the_day": Address("case.read", "case", rule="sees_arrival", more=("task.read",)),
    "run_sheet_worker": OPEN,
    "add_run_line": Address("task.assign", "sheet", rule="plans_arrival", changes=True, more=("case.read",)),
    "plan_run_line": Address("task.assign", "line", rule="plans_arrival", changes=True, more=("case.read",)),
    "tick_run_line": Address("task.do", "line", leads_away=True, posts="ticks_arrival"),
    "hand_over": Address("milestone.record", "case", rule="sees_arrival", changes=True, more=("case.read",)),
    "undo_hand_over": Address("milestone.record", "case", leads_away=True, posts="sees_arrival"),
    "money": Address("money.read", "case", rule="reads_money", more=("case.read",)),
    "money_plan": Address(
        "money.read", "case", rule="works_with_money", more=("case.read",), variants=("", "?later=6", "?later=x")
    ),
    "money_sheet": Address(
        "money.read", "case", rule="reads_money", more=("case.read",), variants=("", "?person=2", "?language=en")
    ),
    "begin_money": Address("money.edit", "case", leads_away=True, posts="household"),
    "add_money_line": Address(
        "money.edit",
        "case",
        rule="household",
        changes=True,
        more=("case.read", "settings.edit"),
        variants=("", "?what=income"),
    ),
    "add_loan": Address("money.edit", "case", rule="household", changes=True, more=("case.read",)),
    "add_guarantee": Address("money.edit", "case", rule="household", changes=True, more=("case.read",)),
    "change_money_line": Address("money.edit", "money line", rule="household", changes=True, more=("case.read",)),
    "change_loan": Address("money.edit", "loan", rule="household", changes=True, more=("case.read",)),
    "change_guarantee": Address("money.edit", "guarantee", rule="household", changes=True, more=("case.read",)),
    "remove_money": Address("money.edit", "money to remove", leads_away=True, posts="household"),
    "put_money_back": Address("money.edit", "removed money", leads_away=True, posts="household"),
    "change_budget": Address("money.edit", "case", rule="household", changes=True, more=("case.read",)),
    "money_mandates": Address("money.edit", "case", rule="household", changes=True, more=("case.read",)),
    "give_mandate": Address("money.edit", "seat to mandate", rule="household", changes=True, more=("case.read",)),
    "end_mandate": Address("money.edit", "seat to mandate", leads_away=True, posts="household"),
    "own_amounts": Address("settings.edit", "municipality", rule="own_settings"),
    "remove_own_amount": Address("settings.edit", "known amount", leads_away=True, posts="own_settings"),
    "own_explanations": Address("contact.log", "case", rule="is_explained_to", more=("case.read",)),
    "services": Address(
        "knowledge.read", "the map", variants=("", "?words=a&theme=work", "?part=to_check", "?part=ended")
    ),
    "services_file": Address("knowledge.read", "the map"),
    "service": Address("knowledge.read", "service"),
    "add_service": Address("knowledge.edit", "place of services"),
    "change_service": Address("knowledge.edit", "service", rule="keeps_service"),
    "check_service": Address("knowledge.edit", "service to end", leads_away=True, posts="keeps_service"),
    "undo_check": Address("knowledge.edit", "service to end", leads_away=True, posts="keeps_service"),
    "end_service": Address("knowledge.edit", "service to end", leads_away=True, posts="keeps_service"),
    "put_service_back": Address("knowledge.edit", "service to end", leads_away=True, posts="keeps_service"),
    "referrals": Address("household.read", "case", rule="reads_help", more=HELP_SHOWS),
    "own_help": Address("household.read", "case", rule="is_of_the_household", more=HELP_SHOWS),
    "find_service": Address("referral.make", "case", rule="makes_referrals", changes=True, more=HELP_SHOWS),
    "refer": Address("referral.make", "case and service", rule="makes_referrals", changes=True, more=HELP_SHOWS),
    "record_answer": Address("referral.make", "referral", rule="makes_referrals", changes=True, more=HELP_SHOWS),
    "follow_up_referral": Address("referral.make", "referral", rule="makes_referrals", changes=True, more=HELP_SHOWS),
    "withdraw_referral": Address("wish.record", "referral to end", leads_away=True, posts="stops_referral"),
    "reopen_referral": Address("referral.make", "referral to end", leads_away=True, posts="makes_referrals"),
    "take_referral_back": Address("referral.make", "referral to end", leads_away=True, posts="makes_referrals"),
    "book_interpreter": Address("referral.make", "case", rule="makes_referrals", changes=True, more=HELP_SHOWS),
    "change_booking": Address("referral.make", "booking", rule="makes_referrals", changes=True, more=HELP_SHOWS),
    "cancel_booking": Address("referral.make", "booking to end", leads_away=True, posts="makes_referrals"),
    "interpreter_was_there": Address("referral.make", "booking to end", leads_away=True, posts="makes_referrals"),
    "interpreter_did_not_come": Address("referral.make", "booking to end", leads_away=True, posts="makes_referrals"),
    "undo_booking_end": Address("referral.make", "booking to end", leads_away=True, posts="makes_referrals"),
    "exclude_interpreter": Address("wish.record", "case", rule="is_their_own_case", changes=True, more=HELP_SHOWS),
    "drop_exclusion": Address("wish.record", "exclusion", leads_away=True, posts="wrote_it"),
    "reunification": Address("household.read", "case", rule="reads_reunion", more=REUNION_SHOWS),
    "own_reunification": Address("household.read", "case", rule="is_of_the_household", more=REUNION_SHOWS),
    "record_application": Address(
        "milestone.record", "holder", rule="records_reunion", changes=True, more=REUNION_SHOWS
    ),
    "record_decision": Address("milestone.record", "applied", rule="records_reunion", changes=True, more=REUNION_SHOWS),
    "undo_reunification": Address("milestone.record", "applied to undo", leads_away=True, posts="records_reunion"),
    "say_not_wanted": Address("wish.record", "saying", rule="says_of_reunion", changes=True, more=REUNION_SHOWS),
    "say_wanted_again": Address("wish.record", "saying to undo", leads_away=True, posts="says_of_reunion"),
    "integration": Address("household.read", "case", rule="reads_reunion", more=REUNION_SHOWS),
    "own_integration": Address("household.read", "case", rule="is_of_the_household", more=REUNION_SHOWS),
    "integration_of": Address(
        "household.read", "integrating", rule="reads_reunion", more=REUNION_SHOWS, variants=("", "?page=2")
    ),
    "note_integration": Address("milestone.record", "noting", rule="records_reunion", changes=True, more=REUNION_SHOWS),
    "undo_integration": Address("milestone.record", "event to undo", leads_away=True, posts="noted_it"),
    "settle_pip": Address(
        "milestone.record", "integrating", reads="P2", rule="records_reunion", changes=True, more=REUNION_SHOWS
    ),
    "undo_pip": Address("milestone.record", "plan to undo", leads_away=True, posts="noted_it"),
    "say_company": Address(
        "wish.record", "integrating", reads="P2", rule="says_of_reunion", changes=True, more=REUNION_SHOWS
    ),
    "goals": Address("case.read", "case", rule="reads_goals", more=GOALS_SHOW),
    "own_goals": Address("case.read", "case", rule="reads_own_goals", more=GOALS_SHOW),
    "write_goal": Address("wish.record", "integrating", rule="says_of_reunion", changes=True, more=GOALS_SHOW),
    "change_goal": Address("wish.record", "goal", rule="changes_goal", changes=True, more=GOALS_SHOW),
    "end_goal": Address("wish.record", "goal to end", leads_away=True, posts="changes_goal"),
    "remove_goal": Address("wish.record", "goal to remove", leads_away=True, posts="changes_goal"),
    "add_step": Address("wish.record", "goal", rule="changes_goal", changes=True, more=GOALS_SHOW),
    "change_step": Address("wish.record", "step", rule="changes_goal", changes=True, more=GOALS_SHOW),
    "tick_step": Address("wish.record", "step to tick", leads_away=True, posts="changes_goal"),
    "remove_step": Address("wish.record", "step to tick", leads_away=True, posts="changes_goal"),
    "note_activity": Address("wish.record", "integrating", rule="says_of_reunion", changes=True, more=GOALS_SHOW),
    "change_activity": Address("wish.record", "activity", rule="changes_goal", changes=True, more=GOALS_SHOW),
    "undo_activity": Address("wish.record", "activity", leads_away=True, posts="changes_goal"),
    "joining_papers": edit("relative", reads="P3", rule="household", more=REUNION_SHOWS),
    "settle_arrival": edit("relative", reads="P3", rule="household", more=REUNION_SHOWS),
    "support": Address("need.read", "case", rule="reads_support", more=("case.read",)),
    "assessment": Address("need.read", "assessment", rule="reads_support", more=("case.read",)),
    "assess": Address("assessment.do", "assessing", changes=True, more=("case.read", "need.read")),
    "decide_intensity": Address("assessment.do", "deciding", changes=True, more=("case.read", "need.read")),
    "note_hours": Address("assessment.do", "household", changes=True, more=("case.read",)),
    "undo_assessment": Address("assessment.do", "assessment", leads_away=True, posts="noted_it"),
    "undo_intensity": Address("assessment.do", "decision", leads_away=True, posts="noted_it"),
    "undo_hours": Address("assessment.do", "hours", leads_away=True, posts="noted_it"),
    "own_support": Address("need.read", "case", rule="reads_own_support", more=("case.read",)),
    "protection": Address("protection.write", "case", rule="household", more=("case.read",)),
    "note_concern": Address("protection.write", "case", rule="household", changes=True, more=("case.read",)),
    "concern": Address("protection.read", "concern", rule="names_on_concern", more=("case.read",)),
    "change_concern": write_concern(),
    "safety_plan": write_concern(),
    "record_told": write_concern(),
    "concern_readers": write_concern(),
    "close_concern": write_concern(),
    "reopen_concern": Address("protection.read", "concern", leads_away=True, posts="names_on_concern"),
    "undo_concern": Address("protection.read", "concern", leads_away=True, posts="names_on_concern"),
    "undo_told": Address("protection.read", "told", leads_away=True, posts="names_on_concern"),
    "end_reader": Address("protection.read", "reader", leads_away=True, posts="names_on_concern"),
    "give_reader": Address("team.manage", "concern that nobody reads", rule="never"),
    "raise_signal": Address("signal.raise", "case", rule="household", more=("case.read",)),
    "my_signals": Address("signal.raise"),
    "signals": Address("signal.triage", variants=("", "?state=closed", "?theme=money")),
    "signal": Address("signal.triage", "signal"),
    "note_step": Address("signal.triage", "signal"),
    "close_signal": Address("signal.triage", "signal"),
    "reopen_signal": Address("signal.triage", "signal", leads_away=True),
    "take_signal": Address("signal.triage", "signal to take", leads_away=True),
    "signal_people": Address("settings.edit", "municipality", rule="own_settings"),
    "remove_triager": Address("settings.edit", "triager", leads_away=True, posts="own_settings"),
    "peers": Address("signal.raise", "case", rule="lives_there", more=("case.read",)),
    "take_peers_back": Address(
        "signal.raise", "wish for peers", leads_away=True, posts="asked_for_peers", may_miss=True
    ),
    "answer_peers": Address("signal.triage", "peers to answer"),
    "caseload": Address("task.assign", rule="reads_caseload"),
    "set_working_hours": Address("task.assign", "worker"),
    # matches with groups
    "group_table": Address("match.propose", more=("case.read",), variants=("", "?part=ask", "?part=not_now")),
    "run_groups": Address("match.propose", "programme to match", more=("case.read",)),
    "groups_for_case": Address("match.propose", "case", more=("case.read",)),
    "match_pair": Address("match.propose", "case and group", more=("case.read",)),
    "find_out": Address("match.propose", "case and group", more=("case.read",)),
    "say_of_group": Address("match.propose", "case and group", more=("case.read",)),
    "propose_group": Address("match.propose", "case and group", more=("case.read",)),
    "set_how_we_match": Address("settings.edit", "programme to change"),
    "reply_to_household": Address("match.propose", "match to reply to", more=("case.read",)),
    "ask_match_exemption": Address("match.propose", "match rule", more=("case.read",)),
    "answer_match_exemption": Address("match.check", "match exception", more=("case.read",), rule="answers_exception"),
    "take_match_exemption_back": Address("match.propose", "match exception", more=("case.read",), looks="never"),
    "how_we_match": Address("match.propose"),
    "match": Address("match.propose", "match to propose", more=("case.read",)),
    "check_match": Address("match.check", "match to check", more=("case.read",)),
    "answer_for_household": Address("match.answer_newcomer", "match to answer for household", more=("case.read",)),
    "reply_to_group": Address("match.propose", "match to propose", more=("case.read",)),
    "plan_introduction": Address("match.confirm", "match to confirm", more=("case.read",)),
    "answer_for_group": Address("match.answer_group", "match to answer for group", more=("case.read",)),
    "go_on_with_match": Address("match.confirm", "match to confirm", more=("case.read",)),
    "our_match": Address("case.read", more=("case.list",), rule="is_of_groups"),
    "group_choices": wish(rule="household"),
    "choose_about_group": wish("member", rule="chooses"),
    "tick_health_help": wish("member", rule="chooses_health"),
    "record_talk": wish(rule="speaks_for_all"),
    # intake
    "import_dossiers": Address("dossier.import"),
    "dossier_template": Address("dossier.import"),
    "import_preview": Address("dossier.import", "dossiers", more=("case.read",)),
    "import_columns": Address("dossier.import", "dossiers"),
    "dossier_layout": Address("dossier.import", "layout of dossiers"),
    "refused_dossiers": Address("dossier.import", "refused dossiers"),
    "import_dwellings": Address("dwelling.edit"),
    "dwelling_template": Address("dwelling.edit"),
    "dwelling_import_preview": Address("dwelling.edit", "dwellings"),
    "dwelling_import_columns": Address("dwelling.edit", "dwellings"),
    "dwelling_layout": Address("dwelling.edit", "layout of dwellings"),
    "refused_dwellings": Address("dwelling.edit", "refused dwellings"),
    "import_running": Address("dossier.import"),
    "running_template": Address("dossier.import"),
    "running_import_preview": Address("dossier.import", "running", more=("case.read", "task.read")),
    "running_import_columns": Address("dossier.import", "running"),
    "running_terms": Address("dossier.import", "running", more=("case.read", "task.read")),
    "refused_running": Address("dossier.import", "refused running"),
    "running_layout": Address("dossier.import", "layout of running"),
    "import_sponsors": Address("group.edit", rule="coordinates"),
    "sponsor_template": Address("group.edit", rule="coordinates"),
    "sponsor_import_preview": Address("group.edit", "sponsors", more=("group.list",)),
    "sponsor_import_columns": Address("group.edit", "sponsors"),
    "refused_sponsors": Address("group.edit", "refused sponsors"),
    "sponsor_layout": Address("group.edit", "layout of sponsors"),
    "import_staff": Address("people.manage"),
    "staff_template": Address("people.manage"),
    "staff_import_preview": Address("people.manage", "staff"),
    "staff_import_columns": Address("people.manage", "staff"),
    "refused_staff": Address("people.manage", "refused staff"),
    "staff_layout": Address("people.manage", "layout of staff"),
    # placement
    "region_homes": Address("dwelling.list", rule="sees_counts", variants=("", "?opening=coming&without_stairs=on")),
    "case_home": Address("dwelling.fit", "case", rule="household", more=PAIR_SHOWS),
    "why_not": Address("dwelling.fit", "pair", more=PAIR_SHOWS),
    "say_of_pair": Address("placement.propose", "pair", also=("dwelling.fit",), more=PAIR_SHOWS),
    "decide_home": agree(),
    "undo_home": Address(
        "placement.decide", "case", also=("dwelling.fit",), rule="household", may_miss=True, more=PAIR_SHOWS
    ),
    "ask_exemption": agree(names="rule", rule="leads_case", looks="may_ask"),
    "answer_exemption": Address("placement.decide", "exemption", also=("dwelling.fit",), more=PAIR_SHOWS),
    "adaptation": Address("dwelling.edit", "pair", also=("dwelling.fit",), rule="household", more=PAIR_SHOWS),
    "advice": agree(),
    "follow_up": agree(changes=True),
    "stay": agree(),
    "network": agree(reads="P1", changes=True),
    "mixed": Address("wish.record", "pair", also=("dwelling.fit",), changes=True, more=PAIR_SHOWS),
    "take_agreed_back": Address("placement.decide", "pair", rule="never"),
    "set_how_we_choose": Address("settings.edit", "municipality", rule="own_settings", more=("dwelling.fit",)),
    "how_we_choose": Address("dwelling.fit", rule="has_table"),
    "matching_table": Address(
        "placement.propose", more=(*PAIR_SHOWS, "dwelling.fit"), variants=("", "?order=fit", "?home=without")
    ),
    "run_matching": Address("placement.propose", "table", more=(*PAIR_SHOWS, "dwelling.fit"), may_miss=True),
    "close_case": Address("case.close", "case", more=("case.read", "task.read")),
    "reopen_case": Address("case.close", "case", more=("case.read",)),
    "transfer_case": Address(
        "case.transfer", "case", rule="household", changes=True, more=("case.read", "task.read", "dwelling.list")
    ),
    "moving": wish(rule="is_moving"),
    "say_of_transfer": wish("member", rule="chooses_to_move"),
    "transfers": Address("case.transfer"),
    "transfer": Address("case.transfer", "transfer"),
    # in the town nobody was accepted: who may is told in tests/placement/test_day_of_move.py
    "day_of_move": Address("case.transfer", "transfer", rule="never"),
    # portal
    "this_week": Address(
        "task.read",
        more=("case.read", "case.list", "placement.decide"),
        variants=("", "?scope=all", "?scope=mine&show=later", "?scope=all&show=later&order=case"),
    ),
    "cases": Address(
        "case.list", more=("case.read",), variants=("", "?closed=on", "?order=arrival", "?without_coordinator=on")
    ),
    "case_log": Address("audit.read", "case", rule="own_case"),
    "look_of": Address("settings.edit", "municipality", rule="own_settings"),
    "programme_of": Address("settings.edit", "municipality", rule="own_settings"),
    "open_own_case": Address("settings.edit", "place of settings", leads_away=True, posts="own_settings"),
    "case": Address("case.read", "case", more=CASE_PARTS),
    "case_plan": Address("case.read", "case", more=CASE_PARTS),
    "case_chain": Address(
        "case.read", "case", rule="works_on_it", more=CASE_PARTS, variants=("", "?milestone=ARRIVED&later=4")
    ),
    "search": Address("case.list", more=("case.read",), variants=("", "?q=H-", "?q=G-", "?q={name}", "?q={surname}")),
}

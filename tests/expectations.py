"""Who gets through which door: every address of the site stands here, or the walk test fails."""

from rapport.staff.rules import Role

EVERYBODY = frozenset(Role)
LEAD = frozenset({Role.LEADER, Role.MANAGER, Role.PRIVACY, Role.OWNER})
DESK = LEAD | {Role.ADVISER, Role.ACCOUNT}
STAFF = frozenset({Role.MANAGER, Role.OWNER})
AUDIT = STAFF | {Role.PRIVACY}
ENROL = frozenset({Role.MANAGER, Role.QUALITY, Role.OWNER})
ASSURE = frozenset({Role.QUALITY, Role.OWNER})
OWNER = frozenset({Role.OWNER})
ASSESSES = frozenset({Role.ASSESSOR, Role.OWNER})
RULES = frozenset({Role.LEADER, Role.MANAGER, Role.OWNER})

# Open to strangers: the way in, and whether the site is well.
OPEN = {
    *("health", "account_login", "account_logout", "account_inactive", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key", "mfa_login_webauthn", "staff:join"),
    *("account_reset_password_from_key_done", "account_confirm_email", "account_email_verification_sent"),
    *("account_confirm_login_code", "mfa_authenticate", "account_reauthenticate"),
    *("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    # Open to customers: tests/integration/test_desk_portal_walk.py goes through the portal as each of them.
    *("desk:form", "desk:form_sent", "desk:help", "desk:help_suggestions", "desk:help_article"),
    *("desk:portal", "desk:portal_sign_in", "desk:portal_asked", "desk:portal_enter", "desk:portal_sign_out"),
    *("desk:portal_new_case", "desk:portal_case", "desk:portal_answers", "desk:portal_file"),
    "practice:sign",  # tests/integration/test_practice_assurance.py
    *("desk:portal_promises", "desk:portal_orders", "desk:portal_order", "desk:portal_details"),
}
# Of one's own team alone, whatever the role: tests/integration/test_desk_requests.py.
OWN_TEAM = {"desk:request", "desk:request_answers", "desk:request_file"}
# Of the learner and of who assesses them, whatever the role: tests/integration/test_practice_scenes.py.
OWN_PRACTICE = {
    *("practice:role_play", "practice:role_play_turns", "practice:role_play_ended"),
    "practice:role_play_rating",
}
# Of one's own portfolio, or of a learner one looks after: tests/integration/test_practice_portfolio_walk.py.
OWN_PORTFOLIO = {
    *("practice:evidence", "practice:evidence_file", "practice:check_evidence", "practice:claim_point"),
    *("practice:ask_signature", "practice:claim", "practice:withdraw_claim", "practice:appeal"),
    *("practice:decide_appeal", "practice:override_point", "practice:decide_claim"),
    *("practice:second_look", "practice:export_portfolio"),
}
# One's own account: the same for everybody; some of it asks for the password again.
OWN = {
    *("account_change_password", "account_set_password", "mfa_activate_totp"),
    *("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    *("mfa_download_recovery_codes", "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn"),
}
SHEETS = (
    "needs",
    "contact_points",
    "relations",
    "alternatives",
    "promises",
    "touchpoints",
    "notes",
    "consents",
)
ENDINGS = (
    *("need_ended", "contact_point_dropped", "relation_dropped", "alternative_dropped", "promise_kept"),
    "access_need_ended",
)
CUSTOMER = (  # pages of one customer: for everybody who sees the customer
    *("page", "edit", "category", "facts", "archive", "restore", "timeline", "duplicates_of", "merge"),
    *("consent_history", "receipt", *SHEETS, *ENDINGS),
)
COMPLAINT = (  # what is done to a complaint: for everybody who works on cases and sees it
    *("desk:do_procedure", "desk:do_steps", "desk:do_redress", "desk:do_promises", "desk:do_cause"),
    *("desk:do_cause_actions", "desk:do_stages", "desk:do_recovery", "desk:do_recovered"),
    *("desk:do_faults", "desk:faults_dropped"),
    *("desk:do_escalation", "desk:redress_signed", "desk:redress_declined", "desk:redress_given"),
    *("desk:redress_withdrawn", "desk:promises_kept", "desk:promises_moved", "desk:promises_withdrawn"),
    *("desk:cause_actions_done", "desk:cause_actions_checked", "desk:stages_closed"),
)
CASEWORK = (  # what is done with cases: for everybody who works on them
    *("new_case", "outgoing", "bulk", "bulk_undone", "presence", "case_replies", "case_notes", "case_drafts"),
    *(
        "case_state",
        "case_taken",
        "case_complaint",
        "case_split",
        "case_link_dropped",
        "taken_back",
        "forward",
    ),
    *(
        "letter",
        "case_fields",
        "case_assignment",
        "case_hand_over",
        "case_snooze",
        "case_merge",
        "case_links",
    ),
    *("case_tags", "case_spam", "absences", "absence_dropped", "saved_replies", "saved_reply"),
    "saved_reply_dropped",
)
LINE_DEEDS = (  # what is done to a promised line: for everybody who works on cases and sees it
    *("deliver", "cancel", "papers", "answers", "requirements", "checks", "parts", "hand_overs", "faults"),
    "corrections",
)
WORKS = (  # what lines wait for, and how promises were kept
    *("parts", "new_part", "part", "part_moved", "steps", "new_step", "step_slowed", "full_again", "papers"),
    *("new_paper", "paper", "revised", "hand_overs", "handed_over", "lead_times", "on_time"),
    *("on_time_lines", "on_time_csv"),
)
OWED = (  # what a customer is owed: for everybody who works on cases and sees it
    *("owed_begin", "owed_confirm", "owed_facts", "owed_again", "owed_choices", "owed_decide", "owed_letter"),
    *("owed_decision_signed", "owed_decision_declined", "owed_decision_reversed", "owed_extension"),
    *("owed_adjustment", "rights_requests", "new_rights_request", "rights_watch"),
    *("rights_report", "rights_report_csv", "rights_report_cases"),
)
LEARNING = ("home", "due", "progress", "topic", "question", "case", "case_csv")  # for oneself: everybody
GOALS = (  # of one person: in the walk, of the owner
    *("goal", "change_goal", "goal_progress", "goal_ended", "reflection", "reflection_goal"),
    *("feedback_answered", "feedback_declined", "wish_ended"),
)
ROOMS: dict[frozenset[Role], set[str]] = {
    EVERYBODY: {
        *("home", "keys", "kept", "design", "staff:me", "staff:security", "tokens", "token_withdrawn"),
        *("staff:account/", "staff:account/2fa/", "staff:account/2fa/webauthn/"),
        *("list", "views", "view_dropped", "types", "duplicates", "merge_undone", *CUSTOMER),
        *("orders:lines", "orders:line"),
        *("orders:list", "orders:order", "desk:queue", "desk:deadlines", "desk:file"),
        *("desk:deadline_extended", "desk:deadline_ended"),
        *("desk:articles", "desk:article", "desk:article_retired", "desk:article_restored"),
        *("desk:requests", "desk:new_request", "desk:complaint_desk", "desk:procedures", "desk:procedure"),
        *("desk:cases", "desk:case", "desk:presences", "desk:case_views", "desk:case_view_dropped"),
        *("practice:scenes", "practice:scene"),
        *("practice:portfolio", "practice:new_evidence", "practice:gaps", "practice:cases_to_use"),
        *("practice:from_case", "practice:claims", "practice:export_syllabus"),
        *("desk:notices", "desk:notices_read", "desk:owed", "desk:owed_assessment"),
        *(f"practice:{name}" for name in LEARNING),
        *("practice:goals", "practice:new_goal", "practice:reflections", "practice:new_reflection"),
        *("practice:feedback", "practice:ask_feedback", "practice:wishes", "practice:coverage"),
    },
    DESK: {
        *(f"orders:line_{name}" for name in LINE_DEEDS),
        *(f"works:{name}" for name in WORKS),
        *(
            "orders:new_line",
            "desk:delays",
            "desk:delays_told",
            "desk:delay_told",
            "desk:agreements",
        ),
        *("desk:faults", "desk:fault"),
        "desk:agreement_asked",
        *(f"desk:{name}" for name in (*CASEWORK, *OWED)),
        *("new", "access_needs", "insights:worth", "insights:ladder", "insights:loyalty", *COMPLAINT),
        *("desk:new_article", "desk:edit_article", "desk:case_articles", "desk:case_article_used"),
        *("desk:checks", "desk:reports", "desk:reports_csv", "desk:report_cases", "desk:next_case"),
        *("desk:mail", "desk:mail_held", "desk:mail_refused", "desk:mail_blocked", "desk:mail_unblocked"),
        *("desk:mail_outgoing", "desk:mail_decided", "desk:mail_one", "desk:mail_raw", "desk:mail_settled"),
    },
    RULES: {
        "practice:coaching",
        *("desk:portal_rights", "desk:portal_right_ended"),
        *("desk:new_procedure", "desk:edit_procedure", "desk:procedure_retired", "desk:authority"),
        *("desk:causes", "desk:cause_retired"),
        *("desk:targets", "desk:target_dropped", "desk:weights", "desk:simulation"),
    },
    LEAD: {
        *("insights:rates", "insights:rate_dropped"),
        *(
            "desk:report_cases_csv",
            "orders:lines_csv",
            "works:on_time_lines_csv",
            "report",
            "export",
            "assignments",
            "assignment_ended",
            "imports:list",
            "imports:run",
            "imports:mapping",
        ),
        *("imports:started", "imports:stopped", "imports:undone", "imports:rejects"),
        "desk:papers",
        "desk:rights_report_cases_csv",
    },
    ENROL: {
        *("practice:learners", "practice:new_learner", "practice:change_learner", "practice:end_learner")
    },
    ASSURE: {"practice:samples"},
    AUDIT: {"staff:audit"},
    STAFF: {
        *("desk:webhooks", "desk:webhook_ended"),
        *("desk:mailboxes", "desk:mailbox", "desk:mailbox_tried"),
        *("staff:staff", "staff:invite", "staff:withdraw", "staff:person", "staff:deactivate"),
        *("staff:reactivate", "staff:recover", "staff:delete", "staff:add_team", "staff:team"),
        *("staff:change_team", "staff:hours", "staff:mark_day", "staff:unmark_day"),
    },
    # In the world of the walk Lena learns, Imran assesses and Quentin assures her.
    frozenset({Role.LEARNER}): {"practice:answer_sent"},
    frozenset({Role.LEARNER, Role.ASSESSOR, Role.QUALITY}): {"practice:answer", "practice:progress_of"},
    frozenset({Role.ASSESSOR}): {"practice:marking_one"},
    ASSESSES: {"practice:marking"},
    ASSESSES | {Role.QUALITY}: {"practice:agreement"},
    # Who asked, who was asked, and who assesses the one who asked.
    frozenset({Role.LEARNER, Role.OWNER, Role.ASSESSOR}): {"practice:one_feedback"},
    OWNER: {"chores", "chore_asked_for", *(f"practice:{name}" for name in GOALS)},
    frozenset(): {
        "staff:account/email/",
        "staff:account/signup/",
    },  # pages of the library that we do not offer
}
OF_NO_ROOM = {
    "home",
    "report",
    "keys",
    "kept",
    "design",
    "tokens",
    "token_withdrawn",
    "chores",
    "chore_asked_for",
}


def _whole(name: str) -> str:
    """Return a name with its room; the room of customers is left out above."""
    return name if ":" in name or name in OF_NO_ROOM else f"customers:{name}"


EXPECTED = {_whole(name): roles for roles, names in ROOMS.items() for name in names}
KNOWN = OPEN | OWN | OWN_TEAM | OWN_PRACTICE | OWN_PORTFOLIO | set(EXPECTED)

# Lists with filters: an unknown key, or an unknown sort, is declined and not ignored.
LISTS = {
    "desk:cases",
    "desk:queue",
    "desk:faults",
    "desk:rights_requests",
    "customers:list",
    "customers:export",
    "orders:list",
    "orders:lines",
    "staff:audit",
    "works:on_time",
    "works:on_time_lines",
}
# Declined with a reason in the world of the walk: a merge with oneself, the rejects of a file that is gone.
DECLINED = {"customers:merge", "imports:rejects"}

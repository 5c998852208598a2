"""Who gets through which door: every address of the site stands here, or the walk test fails."""

from rapport.staff.rules import Role

EVERYBODY = frozenset(Role)
LEAD = frozenset({Role.LEADER, Role.MANAGER, Role.PRIVACY, Role.OWNER})
DESK = LEAD | {Role.ADVISER, Role.ACCOUNT}
STAFF = frozenset({Role.MANAGER, Role.OWNER})
AUDIT = STAFF | {Role.PRIVACY}
OWNER = frozenset({Role.OWNER})

# Open to strangers: the way in, and whether the site is well.
OPEN = {
    *("health", "account_login", "account_logout", "account_inactive", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key", "mfa_login_webauthn", "staff:join"),
    *("account_reset_password_from_key_done", "account_confirm_email", "account_email_verification_sent"),
    *("account_confirm_login_code", "mfa_authenticate", "account_reauthenticate"),
    *("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
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
ROOMS: dict[frozenset[Role], set[str]] = {
    EVERYBODY: {
        *("home", "keys", "kept", "design", "staff:me", "staff:security", "tokens", "token_withdrawn"),
        *("staff:account/", "staff:account/2fa/", "staff:account/2fa/webauthn/"),
        *("list", "views", "view_dropped", "types", "duplicates", "merge_undone", *CUSTOMER),
        *("orders:list", "orders:order", "desk:file"),
    },
    DESK: {
        *("desk:mail", "desk:mail_held", "desk:mail_refused", "desk:mail_blocked", "desk:mail_unblocked"),
        *("desk:mail_outgoing", "desk:mail_decided", "desk:mail_one", "desk:mail_raw", "desk:mail_settled"),
        *("new", "access_needs", "insights:worth", "insights:ladder", "insights:loyalty"),
    },
    LEAD: {
        *(
            "report",
            "export",
            "assignments",
            "assignment_ended",
            "imports:list",
            "imports:run",
            "imports:mapping",
        ),
        *("imports:started", "imports:stopped", "imports:undone", "imports:rejects"),
    },
    AUDIT: {"staff:audit"},
    STAFF: {
        *("desk:mailboxes", "desk:mailbox", "desk:mailbox_tried"),
        *("staff:staff", "staff:invite", "staff:withdraw", "staff:person", "staff:deactivate"),
        *("staff:reactivate", "staff:recover", "staff:delete", "staff:add_team", "staff:team"),
        *("staff:change_team", "staff:hours", "staff:mark_day", "staff:unmark_day"),
    },
    OWNER: {"chores", "chore_asked_for"},
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
KNOWN = OPEN | OWN | set(EXPECTED)

# Lists with filters: an unknown key, or an unknown sort, is declined and not ignored.
LISTS = {"customers:list", "customers:export", "orders:list", "staff:audit"}
# Declined with a reason in the world of the walk: a merge with oneself, the rejects of a file that is gone.
DECLINED = {"customers:merge", "imports:rejects"}

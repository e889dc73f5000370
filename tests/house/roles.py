"""Who gets in where: one line per address, its arguments from the world, and the roles it opens for.

Whoever is not named gets 403 or 404; a visitor is sent to the login under office/.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kit.tasks import Export

EVERYBODY = {"everybody"}
SIGNED_IN = {
    "clerk",
    "secretary",
    "stranger",
    "staff",
    "leader",
    "outsider",
    "expert",
    "idle",
    "auditor",
    "security",
    "administrator",
}
ANY_SCHOOL = {"clerk", "secretary", "stranger"}
SCHOOL = {"clerk", "secretary"}
SECRETARY = {"secretary"}
STAFF = {"staff"}
LEADER = {"leader"}
OFFICE = {"staff", "leader"}
ANY_OFFICE = {*OFFICE, "outsider"}
READERS = SCHOOL | OFFICE
ANY_LEDGER = ANY_SCHOOL | ANY_OFFICE
ANY_EXPERT = {"expert", "idle"}
EXPERT = {"expert"}
AUDITOR = {"auditor"}
ADMINISTRATOR = {"administrator"}
SECURITY = {"security"}
KEYS = ADMINISTRATOR | SECURITY
NOBODY: set[str] = set()

Make = Callable[[Any], dict[str, Any]]
TABLE: dict[str, tuple[Make, set[str], dict[str, str]]] = {}


def lines(
    prefix: str,
    text: str,
    allowed: set[str],
    *things: str,
    post: dict[str, str] | None = None,
    **words: str,
) -> None:
    """Add the names in `text`, all of one prefix.

    `things` are attributes of the world, `words` fixed arguments, `post` what a POST must carry.
    """

    def make(world: Any) -> dict[str, Any]:
        args = [getattr(world, thing).pk for thing in things]
        return {"args": [*args, *words.values()]}

    for name in text.split():
        TABLE[f"{prefix}{name}"] = (make, allowed, post or {})


def line(name: str, make: Make, allowed: set[str]) -> None:
    TABLE[name] = (make, allowed, {})


# The public
lines(
    "",
    "forgotten login login_code login_phone login_renew logout home search suggest reading about accessibility privacy help site_map"
    " healthz readyz",
    EVERYBODY,
)
lines("", "schools:list ties brands:list activities:list honors:list", EVERYBODY)
lines("selection:", "batch_list notice_list result_list", EVERYBODY)
lines("", "brand", EVERYBODY, "shown_brand")
lines("", "brand_card", EVERYBODY, "shown_brand", key="older")
line("short", lambda w: {"args": ["b", w.shown_brand.pk]}, EVERYBODY)
line("qr", lambda w: {"args": ["b", w.shown_brand.pk]}, EVERYBODY)
line("views", lambda w: {"args": ["b", w.shown_brand.pk]}, EVERYBODY)
lines("", "sitemap_index robots mistake_new statistics open_data activities:calendar", EVERYBODY)
line("data", lambda w: {"args": ["honors", "csv"]}, EVERYBODY)
line("sitemap", lambda w: {"args": ["b"]}, EVERYBODY)
line("feed", lambda w: {"args": ["notices", "rss"]}, EVERYBODY)
line("mistake", lambda w: {"args": [w.mistake.code]}, EVERYBODY)
lines("", "school", EVERYBODY, "school")
lines("", "tie", EVERYBODY, "shown_tie")
lines("", "brands:cover", EVERYBODY, "shown_brand", key="older")
lines("", "brands:logo", NOBODY, "shown_brand")  # it has none
lines("activities:", "detail", EVERYBODY, "shown_activity")
lines("activities:", "photo", EVERYBODY, "shown_photo", size="thumb")
lines("selection:", "batch batch_form", EVERYBODY, "batch")
lines("selection:", "verify", EVERYBODY, code="ABCDEFGHJKLM")
lines("selection:", "notice objection", EVERYBODY, "notice")
lines("selection:", "objection_received", NOBODY, "notice", code="made-up")
lines("selection:", "result", NOBODY, "batch")  # not announced yet

line("set_password", lambda w: {"args": ["MQ", "void"]}, EVERYBODY)

# Every account
lines("office:", "home account password account_codes account_phone_off session_end", SIGNED_IN)
lines("office:", "jobs", SIGNED_IN)
lines("office:", "notifications notifications_read notification_settings", SIGNED_IN)
lines("office:", "notification", STAFF, "notification")  # its owner
lines("office:", "job job_file", STAFF, "job")  # its owner
EXPORT = Export("/office/honors/", "q=文明", "下载荣誉台账", "荣誉台账.xlsx", "/office/honors/")
line("office:export", lambda w: {"args": [EXPORT.signed()]}, SIGNED_IN)
lines("office:", "bin", SIGNED_IN)
lines("office:", "bin_restore", READERS, "discarded")
lines("office:", "job_act", STAFF, "job", key="cancel")

# What is kept of a person; letters belong to their region, see tests/portal/test_personal.py
for name in ("personal", "personal_export", "personal_erase"):
    line(f"office:{name}", lambda w: {"args": ["account", w.people["idle"].pk]}, ADMINISTRATOR)

# How the installation is
lines("office:", "status", ADMINISTRATOR)

# A school's year in Word
lines("office:", "annual", READERS, "school")

# Registers as tables
lines("office:", "organization_sheet officer_sheet", ANY_LEDGER)

# What readers found wrong
lines("office:", "mistakes", ANY_OFFICE)
lines("office:", "mistake", OFFICE, "mistake")
lines("office:", "mistake_move", OFFICE, "mistake", key="mend")

# Importing spreadsheets
lines("office:", "imports", ANY_LEDGER)
lines("office:", "import_new import_blank", ANY_SCHOOL | {"staff"}, kind="honors")
lines("office:", "import import_columns import_enter", STAFF, "spreadsheet")  # its owner
lines("office:", "import_problems import_drop", STAFF, "spreadsheet")

# Wordings that are looked for
lines("office:", "phrasing", ANY_LEDGER)
lines("office:", "phrase_new", STAFF)
lines("office:", "phrase phrase_drop", STAFF, "phrase")

# The log and the accounts
lines("office:", "audit", AUDITOR)
lines("office:", "intakes", ANY_SCHOOL)
lines("office:", "intake intake_drop", SCHOOL, "intake")
lines("office:", "intake_part intake_draft", SCHOOL, "intake", key="honors")
lines("office:", "accounts rules", KEYS)
lines("office:", "account_new", ADMINISTRATOR)
line("office:account_detail", lambda w: {"args": [w.people["idle"].pk]}, KEYS)
for name in ("edit", "reset", "phone", "disable", "enable"):
    line(f"office:account_{name}", lambda w: {"args": [w.people["idle"].pk]}, ADMINISTRATOR)
line("office:post_give", lambda w: {"args": [w.people["idle"].pk]}, SECURITY)
line(
    "office:post_deputy",
    lambda w: {"args": [w.people["clerk"].posts.get().pk]},
    SECURITY | {"clerk"},
)
line("office:post_deputy_end", lambda w: {"args": [w.acting.pk]}, SECURITY | {"secretary"})
for name in ("post_end", "post_hand_over"):
    line(f"office:{name}", lambda w: {"args": [w.people["clerk"].posts.get().pk]}, SECURITY)

# Schools and Party organisations
lines("office:", "schools", ANY_LEDGER)
lines("office:", "school_new", STAFF)
lines("office:", "school", READERS, "school")
lines("office:", "school_edit school_name_add school_event_add school_appoint", SCHOOL, "school")
lines("office:", "organization_new", SCHOOL | STAFF, "school")
lines("office:", "school_register", STAFF, "school")
lines("office:", "school_move", SCHOOL, "school", key="reopen")
lines("office:", "school_name_remove", SCHOOL, "former_name")
lines("office:", "school_event_remove", SCHOOL, "event")
lines("office:", "organization", READERS, "organization")
lines("office:", "organization_edit organization_appoint", SCHOOL | STAFF, "organization")
lines("office:", "officer_end", SCHOOL | STAFF, "officer")
lines("office:", "officer_move", SCHOOL | STAFF, "officer", way="up")

# Ties
lines("office:", "ties partners", ANY_LEDGER)
lines("office:", "partner", {"clerk", "secretary", "staff"}, "partner")
lines("office:", "partner_merge", STAFF, "partner")
lines("office:", "tie_exchanges", READERS, "tie")
lines("office:", "tie_new", ANY_SCHOOL)
lines("office:", "tie tie_agreement", READERS, "tie")
lines("office:", "tie_edit tie_member_add", SCHOOL, "tie")
lines("office:", "tie_move", SCHOOL, "tie", key="first_check")
lines("office:", "tie_state", SCHOOL, "tie", key="end")
lines("office:", "tie_member_remove", SCHOOL, "tie_partner")
lines("office:", "tie_member_answer", SCHOOL, "tie_side", answer="confirm")

# Brands
lines("office:brands:", "tasks", ANY_OFFICE)
lines("office:brands:", "list", ANY_LEDGER)
lines("office:brands:", "new", ANY_SCHOOL)
lines("office:brands:", "detail preview versions", READERS, "brand")
lines("office:brands:", "keep", SCHOOL, "brand")
lines("office:brands:", "arrange", SCHOOL, "brand", post={"do": "add", "title": "新子项目"})
lines("office:brands:", "retire", SECRETARY, "brand")
lines("office:brands:", "move", SCHOOL, "brand", key="first_check")
lines("office:brands:", "edit", SCHOOL, "brand", part="basic")
lines("office:brands:", "draft", SCHOOL, "brand", key="basic")
lines("office:brands:", "sub", SCHOOL, "brand", "sub")

# Activities, coverage, honours
lines("office:activities:", "list coverage_list", ANY_LEDGER)
lines("office:activities:", "new photo_add coverage_new meetings channels series", ANY_SCHOOL)
lines("office:activities:", "channel_edit channel_remove", SCHOOL, "channel")
lines("office:activities:", "series_edit series_remove", SCHOOL, "series")
lines("office:activities:", "coverage_links", ANY_SCHOOL | {"staff"})
lines("office:activities:", "detail", READERS, "activity")
lines("office:activities:", "edit apart remove", SCHOOL, "activity")
lines("office:activities:", "same", SCHOOL, "activity", "shown_activity", answer="no")
lines("office:activities:", "move", SCHOOL, "activity", key="first_check")
lines("office:activities:", "confirm", SCHOOL, "joint", key="confirm")
lines("office:activities:", "draft draft_drop", ANY_SCHOOL, key="new")
lines("office:activities:", "photo", READERS, "photo", size="thumb")
lines("office:activities:", "arrived", NOBODY, reference="made-up")
lines("office:activities:", "consents", ANY_LEDGER)
lines("office:activities:", "consent", READERS, "photo")
lines("office:activities:", "attachment", READERS, "attachment")
lines("office:activities:", "coverage_detail coverage_scan", READERS, "coverage")
lines("office:activities:", "coverage_edit", SCHOOL, "coverage")
lines("office:activities:", "coverage_move", SCHOOL, "coverage", key="first_check")
lines("office:honors:", "list", ANY_LEDGER)
lines("office:honors:", "new", ANY_SCHOOL)
lines("office:honors:", "detail certificate", READERS, "honor")
lines("office:honors:", "edit", SCHOOL, "honor")
lines("office:honors:", "move", SCHOOL, "honor", key="first_check")
lines("office:honors:", "verify", STAFF, "honor", key="verify")
lines("office:honors:", "revoke", OFFICE, "honor")

# Applying and the formal check
lines("office:selection:", "applications", ANY_SCHOOL)
lines("office:selection:", "apply", ANY_SCHOOL, "batch")
lines("office:selection:", "application evidence", SCHOOL, "draft")
lines("office:selection:", "application_recount claim_save application_file_add", SCHOOL, "draft")
lines("office:selection:", "together", STAFF, "batch")
lines("office:selection:", "counted", READERS, "application", kind="activity")
lines("office:selection:", "application_move", SCHOOL, "draft", key="send_to_sign")
for name in ("edit", "draft", "draft_drop"):
    lines("office:selection:", f"application_{name}", SCHOOL, "draft", step="prose")
lines("office:selection:", "claim_remove evidence_cite", SCHOOL, "draft", "claim")
lines("office:selection:", "correct", SCHOOL, "application")
lines("office:selection:", "sign", SECRETARY, "draft")
lines("office:selection:", "version print", READERS, "application", number="1")
lines("office:selection:", "word", READERS, "application", number="1")
lines("office:selection:", "application_file", READERS, "application", "file")
lines("office:selection:", "application_file_remove", SCHOOL, "application", "file")
lines("office:selection:", "seal", SCHOOL, "application")
lines("office:selection:", "seal_scan", READERS, "application", "sealed")
lines("office:selection:", "evidence_photo", READERS, "application", "photo", size="thumb")
lines("office:selection:", "queue", ANY_OFFICE)
lines("office:selection:", "check", OFFICE, "application")
lines("office:selection:", "check_mark check_return", STAFF, "application")

# Dossiers
lines("office:selection:", "application_dossier", OFFICE, "application")  # the school's comes later
lines("office:selection:", "batch_dossier batch_tables", OFFICE, "batch")

# Batches, experts, scoring
lines("office:selection:", "batches batch_new experts expert_new", ANY_OFFICE)
lines("office:selection:", "batch batch_lists assign_grid summary summary_print", OFFICE, "batch")
lines("office:selection:", "propose remind", OFFICE, "reviewing")
lines("office:selection:", "batch_edit batch_clone batch_rubric rubric_new", OFFICE, "batch")
lines("office:selection:", "rubric rubric_remove", OFFICE, "batch", "rubric")
lines("office:selection:", "permits", OFFICE, "batch")
lines("office:selection:", "permit_withdraw", LEADER, "batch", "permit")
lines("office:selection:", "batch_move", OFFICE, "batch", key="close")
lines("office:selection:", "assign sheet sheet_print", OFFICE, "judged")
lines("office:selection:", "adjustment_remove", OFFICE, "adjustment")
lines("office:selection:", "assignment_remove assignment_override", OFFICE, "assignment")
lines("office:selection:", "assignment_move", OFFICE, "assignment", key="mark_late")
lines("office:selection:", "defence defence_order defence_blank", OFFICE, "stage")
lines("office:selection:", "defence_panel", OFFICE, "stage")
lines("office:selection:", "defence_draw", LEADER, "stage")  # it is drawn: only once more
lines("office:selection:", "defence_timer", OFFICE | EXPERT, "stage")
lines("office:selection:", "paper", OFFICE, "seat")
lines("office:selection:", "expert", OFFICE, "expert")
lines("office:selection:", "reviews", ANY_EXPERT)
lines("office:selection:", "review declare recuse review_draft review_note", EXPERT, "assignment")
lines("office:selection:", "review_note_remove", EXPERT, "assignment", "annotation")

# Deciding, notices, results
lines("office:selection:", "meeting", LEADER, "batch")
lines("office:selection:", "certificates", OFFICE, "batch")
lines("office:selection:", "certificate", NOBODY, "application")  # not announced yet
lines("office:selection:", "notice_new letters_send", OFFICE, "batch")
lines("office:selection:", "announce", LEADER, "batch")
lines("office:selection:", "notices objections letters", ANY_OFFICE)
lines("office:selection:", "notice_edit", OFFICE, "notice")
lines("office:selection:", "notice_move", LEADER, "notice", key="publish")
lines("office:selection:", "objection objection_suspend", OFFICE, "objection")
lines("office:selection:", "objection_move", OFFICE, "objection", key="dismiss")
lines("office:selection:", "letter", OFFICE, "letter")
lines("office:selection:", "letter_move", OFFICE, "letter", key="drop")

# The ladder: no account of this world sits above a batch that was recommended to, but the district
# runs its own.
lines("office:selection:", "ladder", ANY_OFFICE)
lines("office:selection:", "ladder_batch", ANY_OFFICE, "upper")
lines("office:selection:", "ladder_add", OFFICE, "upper", "won")
lines("office:selection:", "ladder_place ladder_withdraw", OFFICE, "recommendation")
lines("office:selection:", "recommended", OFFICE, "batch")

lines("office:selection:", "rechecks", ANY_OFFICE)
lines("office:selection:", "recheck", LEADER, "building")

# Building
lines("office:selection:", "build", READERS, "building")
lines("office:selection:", "build_move", LEADER, "building", key="extend")
lines("office:selection:", "build_change_new", SECRETARY, "building")
lines(
    "office:selection:", "build_deliver build_deliver_draft build_deliver_drop", SCHOOL, "building"
)
lines("office:selection:", "build_list", ANY_OFFICE)
lines("office:selection:", "build_change", READERS, "change")
lines("office:selection:", "build_report", READERS, "report")
lines("office:selection:", "build_report_draft build_report_drop", SCHOOL, "report")
lines("office:selection:", "build_report_print build_report_word", READERS, "signed_report")
lines("office:selection:", "build_report_sign", SECRETARY, "report")
lines(
    "office:selection:",
    "build_accept build_accept_draft build_accept_drop",
    OFFICE,
    "signed_report",
)
lines("office:selection:", "build_acceptance build_acceptance_word", READERS, "acceptance")

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from kit import appendonly, audit, worker
from kit.models import AuditEntry, AuditSeal, Draft
from kit.worker import Watch


@pytest.fixture
def draft(user):
    return Draft.objects.create(owner=user, key="年度小结")


@pytest.fixture
def unprotected(db):
    """What somebody with full power over the database could do."""
    for table in appendonly.tables(connection):
        appendonly.remove(connection, table)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def test_an_entry_keeps_the_names_of_that_moment(user, draft):
    entry = audit.record(user, "draft.save", draft, address="10.0.0.8", words=12)
    assert (entry.actor, entry.actor_name, entry.address) == (user, "甲", "10.0.0.8")
    assert (entry.target_kind, entry.target_id) == ("kit.draft", draft.pk)
    assert (entry.target_name, entry.detail) == ("年度小结", {"words": 12})


def test_what_is_no_row_is_called_by_its_name(user):
    entry = audit.record(user, "page.downloaded", "活动台账.xlsx")
    assert (entry.target_kind, entry.target_id, entry.target_name) == ("", None, "活动台账.xlsx")


def test_without_a_person_the_portal_itself_acted(draft):
    entry = audit.record(None, "draft.expire", draft)
    assert (entry.actor, entry.actor_name) == (None, "系统")


def test_an_entry_outlives_its_actor(user, people, draft):
    audit.record(people[1], "draft.save", draft)
    people[1].delete()
    assert AuditEntry.objects.get().actor_name == "乙"


def test_a_verb_reads_as_its_sentence_with_the_note_behind(user, draft):
    audit.register({"test.print": "{actor}把“{target}”打印了 {copies} 份"})
    entry = audit.record(user, "test.print", draft, copies=2, note="存档")
    assert audit.sentence(entry) == "甲把“年度小结”打印了 2 份，意见：存档"


def test_an_unknown_verb_still_reads_as_a_sentence(user, draft):
    assert audit.sentence(audit.record(user, "test.gone", draft)) == "甲操作了“年度小结”"


def test_a_verb_has_one_sentence():
    audit.register({"test.once": "{actor}一次"})
    audit.register({"test.once": "{actor}一次"})
    with pytest.raises(ImproperlyConfigured):
        audit.register({"test.once": "{actor}两次"})


def test_the_database_refuses_to_change_or_delete_entries_and_seals(user, draft):
    audit.record(user, "draft.save", draft)
    audit.seal()
    assert appendonly.tables(connection) == ["kit_auditentry", "kit_auditseal"]
    for model in (AuditEntry, AuditSeal):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(at="2020-01-01T00:00:00Z")
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.all().delete()
        assert model.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can truncate")
def test_the_database_refuses_to_truncate_entries(db):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE kit_auditentry")


def test_sealing_covers_every_entry_once(user, draft):
    first = [audit.record(user, "draft.save", draft, n=n) for n in range(3)]
    one = audit.seal()
    last = audit.record(user, "draft.save", draft)
    two = audit.seal()
    assert (one.first_id, one.last_id, one.count) == (first[0].pk, first[-1].pk, 3)
    assert (two.first_id, two.last_id, two.previous) == (last.pk, last.pk, one.digest)
    assert audit.seal() is None
    assert audit.verify() == []


def test_a_changed_entry_breaks_its_seal(user, draft, unprotected):
    entries = [audit.record(user, "draft.save", draft) for _ in range(3)]
    seal = audit.seal()
    AuditEntry.objects.filter(pk=entries[1].pk).update(actor_name="丁")
    assert audit.verify() == [f"封签 {seal} 范围内的记录被改动过：改动第 {entries[1].pk} 条。"]


def test_a_deleted_entry_is_missed(user, draft, unprotected):
    entries = [audit.record(user, "draft.save", draft) for _ in range(3)]
    seal = audit.seal()
    AuditEntry.objects.filter(pk=entries[1].pk).delete()
    assert audit.verify() == [f"封签 {seal} 范围内的记录被改动过：删去第 {entries[1].pk} 条。"]


def test_entries_that_changed_places_are_named(user, draft, unprotected):
    one, two = (audit.record(user, "draft.save", draft, n=n) for n in range(2))
    seal = audit.seal()
    for entry, n in ((one, 1), (two, 0)):
        AuditEntry.objects.filter(pk=entry.pk).update(detail={"n": n})
    assert audit.verify() == [f"封签 {seal} 范围内的记录被改动过：改动第 {one.pk}、{two.pk} 条。"]


def test_an_entry_slipped_in_afterwards_is_named(user, draft, unprotected):
    entries = [audit.record(user, "draft.save", draft) for _ in range(3)]
    AuditEntry.objects.filter(pk=entries[1].pk).delete()
    seal = audit.seal()
    entries[1].save(force_insert=True)
    assert audit.verify() == [f"封签 {seal} 范围内的记录被改动过：插进第 {entries[1].pk} 条。"]


def test_a_missing_seal_breaks_the_chain(user, draft, unprotected):
    seals = []
    for _ in range(3):
        audit.record(user, "draft.save", draft)
        seals.append(audit.seal())
    seals[1].delete()
    assert audit.verify()[0] == (
        f"封签 {seals[0].last_id + 1}–{seals[2].last_id} 与上一封签接不上，中间可能少了封签。"
    )


def test_a_seal_kept_elsewhere_shows_that_the_end_was_cut_off(user, draft, unprotected):
    audit.record(user, "draft.save", draft)
    kept = audit.seal().digest
    assert audit.verify(kept) == []
    AuditSeal.objects.all().delete()
    AuditEntry.objects.all().delete()
    assert audit.verify() == []
    assert audit.verify(kept) == ["留存的封签不在记录里，末尾的记录可能被删去。"]


def test_this_machine_remembers_the_newest_seal_until_a_restored_archive_takes_its_place(
    user, draft, unprotected, django_capture_on_commit_callbacks
):
    def sealed():
        audit.record(user, "draft.save", draft)
        with django_capture_on_commit_callbacks(execute=True):
            return audit.seal().digest

    sealed()
    assert sealed() == audit.remembered()
    assert audit.verify() == []
    AuditSeal.objects.last().delete()
    AuditEntry.objects.order_by("pk").last().delete()
    said = ["留存的封签不在记录里，末尾的记录可能被删去。"]
    assert audit.verify() == said
    sealed()
    assert audit.verify() == said, "later seals do not cover it up"
    audit.forget()
    assert audit.verify() == []


@pytest.mark.parametrize(
    "forged",
    [
        {"at": timezone.now() - timedelta(days=1)},
        {"count": 2},
        {"first_id": 0},
        {"marks": {}},
        {"form": 1},
        {"form": 3},
    ],
)
def test_what_a_seal_says_of_itself_is_sealed_too(user, draft, unprotected, forged):
    audit.record(user, "draft.save", draft)
    seal = audit.seal()
    AuditSeal.objects.update(**forged)
    why = "各条的记号也被删去" if "marks" in forged else "封签本身被改动"
    assert audit.verify() == [f"封签 {seal} 范围内的记录被改动过：{why}。"]


def test_a_forged_seal_does_not_hide_where_the_entries_were_changed(user, draft, unprotected):
    entries = [audit.record(user, "draft.save", draft) for _ in range(3)]
    seal = audit.seal()
    AuditEntry.objects.filter(pk=entries[1].pk).update(actor_name="丁")
    AuditSeal.objects.update(first_id=entries[2].pk, marks={})
    assert audit.verify() == [f"封签 {seal} 范围内的记录被改动过：各条的记号也被删去。"]


def test_a_seal_of_the_first_form_holds_as_before(user, draft, unprotected):
    entries = [audit.record(user, "draft.save", draft) for _ in range(2)]
    mac, marks = audit._read("", AuditEntry.objects.order_by("pk").iterator())
    ends = {"first_id": entries[0].pk, "last_id": entries[1].pk, "count": 2}
    old = AuditSeal.objects.create(form=1, digest=mac.hexdigest(), marks=marks, **ends)
    audit.record(user, "draft.save", draft)
    assert audit.seal().previous == old.digest
    assert audit.verify() == []
    AuditSeal.objects.filter(pk=old.pk).update(count=3)
    assert audit.verify() == [f"封签 {old} 自己写的起始编号或条数被改动过。"]
    AuditSeal.objects.filter(pk=old.pk).update(count=2, marks={})
    AuditEntry.objects.filter(pk=entries[0].pk).update(verb="x")
    assert audit.verify() == [f"封签 {old} 范围内的记录被改动过。"]


def test_triggers_that_were_dropped_are_missed(user, draft, unprotected):
    audit.record(user, "draft.save", draft)
    audit.seal()
    with pytest.raises(CommandError, match="kit_auditentry 的只增触发器不见了"):
        call_command("audit_verify")


def test_a_worker_seals_now_and_then_and_keeps_nobody_waiting(user, draft, monkeypatch):
    watch, tried = Watch(), []
    audit.record(user, "draft.save", draft)
    watch.seal()
    assert not AuditSeal.objects.exists()
    monkeypatch.setattr(worker, "SEALED", 0)
    watch.seal()
    assert AuditSeal.objects.get().count == 1

    def busy(*, at_once):
        tried.append(at_once)
        raise OperationalError("could not obtain lock")

    monkeypatch.setattr(audit, "seal", busy)
    watch.seal()
    assert tried == [True]


def test_another_key_makes_another_seal(user, draft, settings):
    audit.record(user, "draft.save", draft)
    seal = audit.seal()
    settings.AUDIT_KEY = "another"
    assert audit.verify() == [f"封签 {seal} 范围内的记录被改动过：改动第 {seal.first_id} 条。"]


def test_the_commands_seal_and_verify(user, draft):
    audit.record(user, "draft.save", draft)
    out = StringIO()
    call_command("audit_seal", stdout=out)
    call_command("audit_seal", stdout=out)
    call_command("audit_verify", stdout=out)
    seal = AuditSeal.objects.get()
    assert out.getvalue().splitlines() == [
        f"已封 1 条（{seal}）：{seal.digest}",
        "没有新的操作记录。",
        "操作记录完整。",
    ]
    with pytest.raises(CommandError, match="留存的封签不在记录里"):
        call_command("audit_verify", expect="0" * 64)


@pytest.mark.django_db(transaction=True)
def test_a_flushed_test_database_comes_back_protected_first():
    from kit.workdays import known_years

    assert appendonly.tables(connection) == ["kit_auditentry", "kit_auditseal"]
    assert known_years() == {2024, 2025, 2026}


@pytest.mark.django_db(transaction=True)
def test_a_flushed_test_database_comes_back_protected_second():
    test_a_flushed_test_database_comes_back_protected_first()

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from kit import audit
from kit.models import AuditEntry
from kit.publication import Scope, publication_moves
from kit.workflow import Refused, Workflow
from tests.kit.models import Sample

MOVES = publication_moves(
    first=lambda user, obj: user.username != "丁",
    second=lambda user, obj: user.username != "丁",
    final=lambda user, obj: user.username != "丁",
)
FLOW = Workflow("sample", MOVES)


def publish(sample, people):
    for key, by in zip(("first_check", "second_check", "final_check"), people, strict=True):
        FLOW.perform(sample, key, by=by)


def refusal(sample, key, **kwargs):
    with pytest.raises(Refused) as caught:
        FLOW.perform(sample, key, **kwargs)
    return str(caught.value)


def test_three_people_bring_a_thing_before_the_public(sample, people):
    assert list(Sample.objects.public()) == []
    publish(sample, people)
    assert (sample.status, sample.is_public) == ("published", True)
    assert [(check.label, check.user) for check in sample.check_trail()] == list(
        zip(("初审", "复审", "终审"), people, strict=True)
    )
    assert list(Sample.objects.public()) == [sample]


def test_the_other_scopes_are_not_public(sample, people):
    publish(sample, people)
    for scope in (Scope.PRIVATE, Scope.SYSTEM, Scope.PARTY):
        Sample.objects.update(scope=scope)
        assert list(Sample.objects.public()) == []


def test_nobody_checks_twice(sample, people):
    FLOW.perform(sample, "first_check", by=people[0])
    assert [offer.key for offer in FLOW.available(sample, people[0])] == ["send_back"]
    with pytest.raises(PermissionDenied):
        FLOW.perform(sample, "second_check", by=people[0])
    FLOW.perform(sample, "second_check", by=people[1])
    for earlier in people[:2]:
        with pytest.raises(PermissionDenied):
            FLOW.perform(sample, "final_check", by=earlier)


def test_the_database_too_refuses_two_checks_by_one_person(sample, people):
    FLOW.perform(sample, "first_check", by=people[0])
    FLOW.perform(sample, "second_check", by=people[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.update(second_by=people[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.update(status="published")


def test_sending_back_needs_a_reason_and_clears_the_checks(sample, people):
    FLOW.perform(sample, "first_check", by=people[0])
    assert refusal(sample, "send_back", by=people[1], note="  ") == "请填写退回原因。"
    FLOW.perform(sample, "send_back", by=people[1], note="日期不对")
    assert (sample.status, sample.check_trail()) == ("draft", [])


@pytest.mark.parametrize(("key", "after"), [("withdraw", "withdrawn"), ("reopen", "draft")])
def test_leaving_the_public_clears_the_checks(sample, people, key, after):
    publish(sample, people)
    FLOW.perform(sample, key, by=people[0], note="数字有误")
    assert (sample.status, sample.check_trail()) == (after, [])
    FLOW.perform(sample, "first_check", by=people[0])


def test_what_is_missing_stands_beside_the_button_and_refuses_the_move(sample, user):
    Sample.objects.update(title="", scope="private")
    sample.refresh_from_db()
    reasons = ["请填写名称。", "公开范围还是“不公开”，请先选好公开范围。"]
    offers = [(key, blockers) for key, move, blockers in FLOW.available(sample, user)]
    assert offers == [("first_check", reasons)]
    wanted = "请填写名称；公开范围还是“不公开”，请先选好公开范围。"
    assert refusal(sample, "first_check", by=user) == wanted


def test_a_page_that_shows_an_old_status_is_told_the_new_one(sample, people):
    FLOW.perform(sample, "first_check", by=people[0])
    assert refusal(sample, "second_check", by=people[1], seen="draft") == (
        "有人先一步改了状态，现在是“待复审”。请看过最新内容再操作。"
    )


def test_of_two_people_at_once_the_second_is_told(sample, people):
    twin = Sample.objects.get(pk=sample.pk)
    FLOW.perform(sample, "first_check", by=people[0], seen="draft")
    assert refusal(twin, "first_check", by=people[1], seen="draft") == (
        "有人先一步改了状态，现在是“待复审”。请看过最新内容再操作。"
    )
    assert (twin.status, twin.first_by) == ("first", people[0])
    assert AuditEntry.objects.count() == 1


def test_a_move_from_another_status_is_refused_by_name(sample, user):
    assert refusal(sample, "withdraw", by=user, note="x") == "现在是“草稿”，不能做“撤稿”。"
    assert refusal(sample, "fly", by=user) == "没有这个操作，请刷新页面后再试。"


def test_a_stranger_is_offered_nothing_and_denied(sample, user):
    user.username = "丁"
    assert list(FLOW.available(sample, user)) == []
    with pytest.raises(PermissionDenied):
        FLOW.perform(sample, "first_check", by=user)
    assert AuditEntry.objects.count() == 0


def test_a_move_leaves_a_sentence_in_the_trail(sample, people):
    FLOW.perform(sample, "first_check", by=people[0])
    FLOW.perform(sample, "send_back", by=people[1], note="日期不对")
    entry = AuditEntry.objects.first()
    assert entry.detail == {"old": "first", "new": "draft", "note": "日期不对"}
    assert audit.sentence(entry) == "乙对“同心桥”做了“退回修改”，意见：日期不对"

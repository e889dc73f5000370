"""The three checks (三审): three different people read a thing before the public does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, Self, TypeAlias, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kit import wording
from kit.workflow import Move, Refused, Workflow

Texts: TypeAlias = Callable[[Any], list[tuple[str, str]]]
Allowed: TypeAlias = Callable[[Any, Any], bool]
_Row = TypeVar("_Row", bound=models.Model)
STEPS = {"first": "初审", "second": "复审", "final": "终审"}
CHECKED_BY = tuple(f"{step}_by" for step in STEPS)
TRAIL = ["status", *(f"{step}_{part}" for step in STEPS for part in ("by", "at"))]


class Scope(models.TextChoices):
    """Who may read a thing once it is published."""

    PRIVATE = "private", "不公开"
    SYSTEM = "system", "系统内公开"
    PARTY = "party", "党内公开"
    PUBLIC = "public", "社会公开"


class CheckStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    FIRST = "first", "待复审"
    SECOND = "second", "待终审"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤稿"


# While somebody is reading it for a check, nobody may change what they read.
EDITABLE = (CheckStatus.DRAFT, CheckStatus.WITHDRAWN, CheckStatus.PUBLISHED)
STATUS_KINDS: dict[str, str] = {
    CheckStatus.FIRST: "wait",
    CheckStatus.SECOND: "wait",
    CheckStatus.PUBLISHED: "done",
    CheckStatus.WITHDRAWN: "back",
}


class Check(NamedTuple):
    label: str
    user: Any
    at: Any


class PublishableQuerySet(models.QuerySet[_Row]):
    def public(self) -> Self:
        return self.filter(status=CheckStatus.PUBLISHED, scope=Scope.PUBLIC)


def _trail(status: str, done: int) -> Q:
    """At `status` exactly the first `done` checks carry a name and a date."""
    known = {
        f"{step}_{part}__isnull": number >= done
        for number, step in enumerate(STEPS)
        for part in ("by", "at")
    }
    return Q(status=status, **known)


def _differ(one: str, other: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=~Q(**{f"{one}_by": F(f"{other}_by")}),
        name=f"%(app_label)s_%(class)s_{one}_not_{other}",
        violation_error_message=f"{STEPS[one]}和{STEPS[other]}不能是同一个人。",
    )


def _checker(label: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=label,
    )


def _moment(label: str) -> models.DateTimeField[Any, Any]:
    return models.DateTimeField(label, null=True, blank=True, editable=False)


class Publishable(models.Model):
    """Three checks and a scope; a Meta of its own adds `*Publishable.Meta.constraints`."""

    scope = models.CharField("公开范围", max_length=10, choices=Scope, default=Scope.PRIVATE)
    status = models.CharField(
        "审核状态", max_length=10, choices=CheckStatus, default=CheckStatus.DRAFT, editable=False
    )
    first_by = _checker("初审人")
    first_at = _moment("初审时间")
    second_by = _checker("复审人")
    second_at = _moment("复审时间")
    final_by = _checker("终审人")
    final_at = _moment("终审时间")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            _differ("first", "second"),
            _differ("first", "final"),
            _differ("second", "final"),
            models.CheckConstraint(
                condition=_trail("draft", 0)
                | _trail("withdrawn", 0)
                | _trail("first", 1)
                | _trail("second", 2)
                | _trail("published", 3),
                name="%(app_label)s_%(class)s_check_trail",
                violation_error_message="审核状态和审核人对不上。",
            ),
        ]

    @property
    def check_kind(self) -> str:
        """The shape of components/status.html."""
        return STATUS_KINDS.get(self.status, "none")

    @property
    def check_label(self) -> str:
        """What lists say: a draft nobody means to publish is no draft to its school."""
        is_ledger = self.status == CheckStatus.DRAFT and self.scope == Scope.PRIVATE
        return "只作台账" if is_ledger else CheckStatus(self.status).label

    @property
    def is_public(self) -> bool:
        return self.status == CheckStatus.PUBLISHED and self.scope == Scope.PUBLIC

    def check_trail(self) -> list[Check]:
        """The checks made so far, for the page's foot: label, user, time."""
        made = (
            Check(label, getattr(self, f"{step}_by"), getattr(self, f"{step}_at"))
            for step, label in STEPS.items()
        )
        return [check for check in made if check.at]


def publication_moves(
    first: Allowed,
    second: Allowed,
    final: Allowed,
    blockers: Callable[[Any], list[str]] | None = None,
    edit: Allowed | None = None,
    texts: Texts | None = None,
) -> dict[str, Move]:
    """The moves of a Publishable; each check also needs somebody who has not checked it before.

    `user.hands` are the accounts that count as this one: its own, and its deputies and principals.

    `blockers` defaults to the object's `missing()`; `edit` (who may take a published thing back
    to draft in order to change it) defaults to `first`. `texts` are the words the public will
    read, as place and text: what kit.wording blocks in them blocks the checks.
    """

    def ready(obj: Any) -> list[str]:
        problems = blockers(obj) if blockers else list(obj.missing())
        if texts:
            problems = [*problems, *wording.blockers(texts(obj))]
        if obj.scope == Scope.PRIVATE:
            problems = [*problems, "公开范围还是“不公开”，请先选好公开范围。"]
        return problems

    def may_send_back(user: Any, obj: Any) -> bool:
        return second(user, obj) if obj.status == CheckStatus.FIRST else final(user, obj)

    return {
        "first_check": Move(
            label="初审通过",
            sources=(CheckStatus.DRAFT, CheckStatus.WITHDRAWN),
            target=CheckStatus.FIRST,
            allowed=first,
            blockers=ready,
            also=_signed("first"),
            style="primary",
        ),
        "second_check": Move(
            label="复审通过",
            sources=(CheckStatus.FIRST,),
            target=CheckStatus.SECOND,
            allowed=_by_another(second, "first"),
            blockers=ready,
            also=_signed("second"),
            style="primary",
        ),
        "final_check": Move(
            label="终审发布",
            sources=(CheckStatus.SECOND,),
            target=CheckStatus.PUBLISHED,
            allowed=_by_another(final, "first", "second"),
            blockers=ready,
            also=_signed("final"),
            style="primary",
            confirm="发布后，公开范围内的人马上就能看到。",
        ),
        "send_back": Move(
            label="退回修改",
            sources=(CheckStatus.FIRST, CheckStatus.SECOND),
            target=CheckStatus.DRAFT,
            allowed=may_send_back,
            also=_unsigned,
            needs_note=True,
            note_label="退回原因",
        ),
        "withdraw": Move(
            label="撤稿",
            sources=(CheckStatus.PUBLISHED,),
            target=CheckStatus.WITHDRAWN,
            allowed=final,
            also=_unsigned,
            needs_note=True,
            note_label="撤稿原因",
            style="danger",
            confirm="撤稿后，原来能看到的人就看不到了。再次发布要重新三审。",
        ),
        "reopen": Move(
            label="转回草稿修改",
            sources=(CheckStatus.PUBLISHED,),
            target=CheckStatus.DRAFT,
            allowed=edit or first,
            also=_unsigned,
            confirm="修改期间页面不再公开。改好后要重新三审。",
        ),
    }


def open_for_change(flow: Workflow, obj: Any, *, by: Any) -> None:
    """Before content is written: what is published leaves the public and is checked anew.

    Refused while somebody reads it for a check. `obj` may carry what a form has put into it.
    """
    fresh = type(obj)._default_manager.get(pk=obj.pk)
    if fresh.status == CheckStatus.PUBLISHED:
        flow.perform(fresh, "reopen", by=by, note="修改内容")
        obj.refresh_from_db(fields=TRAIL)
    elif fresh.status not in EDITABLE:
        raise Refused(f"现在是“{fresh.get_status_display()}”，审核人正在看。退回以后再改。")


def _by_another(allowed: Allowed, *earlier: str) -> Allowed:
    def check(user: Any, obj: Any) -> bool:
        seen = {getattr(obj, f"{step}_by_id") for step in earlier}
        return allowed(user, obj) and not seen & user.hands

    return check


def _signed(step: str) -> Callable[[Any, Any], dict[str, Any]]:
    return lambda obj, by: {f"{step}_by": by, f"{step}_at": timezone.now()}


def _unsigned(obj: Any, by: Any) -> dict[str, Any]:
    return {f"{step}_{part}": None for step in STEPS for part in ("by", "at")}

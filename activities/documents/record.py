"""The short tables beside an activity: what the public reads, what only the record holds."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ActivityPhoto, Participation
from kit import photos, sharing
from kit.workflow import Offer


class Fact(NamedTuple):
    """A row of components/facts.html."""

    label: str
    value: Any
    url: str = ""


class Answerable(NamedTuple):
    """A body on the list of a joint activity, and what this account may answer for it."""

    body: Participation
    offers: list[Offer]


def public_facts(activity: Activity) -> list[Fact]:
    brand = activity.brand
    return [
        Fact("学校", activity.school, _if_public(activity.school)),
        Fact("时间", when(activity)),
        Fact("地点", activity.place),
        Fact("形式", activity.get_mode_display()),
        Fact("参加", people(activity)),
        Fact("品牌", brand if brand and brand.is_public else "", _if_public(brand)),
    ]


def card(activity: Activity) -> sharing.Card:
    return sharing.card(
        "Article",
        str(activity),
        activity.story[:120],
        author={"@type": "School", "name": str(activity.school)},
        datePublished=activity.final_at and timezone.localdate(activity.final_at),
        inLanguage="zh-Hans",
        **pictured(activity.cover),
    )


def pictured(photo: ActivityPhoto | None) -> dict[str, Any]:
    """What kit.sharing.card is told of a picture that may be shown."""
    if photo is None:
        return {}
    return {"image": _address(photo, "full"), "size": (photo.width, photo.height)}


def office_facts(activity: Activity) -> list[Fact]:
    brand, sub = activity.brand, activity.sub_project
    return [
        Fact("学校", activity.school),
        Fact("党组织", activity.organization or ""),
        Fact("类型", activity.types_text),
        Fact("时间", when(activity)),
        Fact("地点", activity.place or "待补"),
        Fact("形式", activity.get_mode_display()),
        Fact("参加", people(activity) or "待补"),
        Fact("支撑品牌", "：".join(str(part) for part in (brand, sub) if part)),
        Fact("系列活动", activity.series or ""),
        Fact("专项行动", "、".join(str(c) for c in activity.campaigns.all())),
        Fact("结对关系", "、".join(str(t) for t in activity.ties.all())),
        Fact("谁能看到", activity.get_scope_display()),
        Fact("填报", activity.created_by or ""),
    ]


def record(activity: Activity) -> list[Fact]:
    """The internal part."""
    votes = [
        f"{label} {number} 票"
        for label, number in (
            ("赞成", activity.votes_for),
            ("反对", activity.votes_against),
            ("弃权", activity.votes_abstained),
        )
        if number is not None
    ]
    return [
        Fact("应到", _number(activity.expected)),
        Fact("实到", _number(activity.present)),
        Fact("列席", _number(activity.observers)),
        Fact("缺席及原因", activity.absent_note),
        Fact("主持人", activity.host),
        Fact("主讲人", activity.lecturer),
        Fact("记录人", activity.recorder),
        Fact("学时", activity.hours),
        Fact("会议记录", activity.minutes),
        Fact("决议事项", activity.resolutions),
        Fact("表决", "，".join(votes)),
        Fact("捐款", f"{activity.donated_amount} 元" if activity.donated_amount else ""),
        Fact("捐赠物资", activity.donated_goods),
        Fact("捐赠用途", activity.donation_purpose),
    ]


def when(activity: Activity) -> str:
    days = f"{activity.happened_on:%Y-%m-%d}"
    if activity.ended_on and activity.ended_on != activity.happened_on:
        days += f" 至 {activity.ended_on:%Y-%m-%d}"
    hours = "—".join(f"{t:%H:%M}" for t in (activity.starts_at, activity.ends_at) if t)
    return f"{days} {hours}".strip()


def people(activity: Activity) -> str:
    """“党员 6 人，教师 18 人”; empty when nobody was counted."""
    counted = [
        ("党员", activity.members),
        ("教师", activity.teachers),
        ("学生", activity.students),
        ("家长、居民等", activity.others),
    ]
    return "，".join(f"{label} {number} 人" for label, number in counted if number)


def shown(pictures: list[ActivityPhoto]) -> list[dict[str, Any]]:
    """Pictures for everybody, as components/photo.html wants them."""
    return [
        {
            "src": _address(photo, "full"),
            "srcset": _srcset(photo),
            "alt": f"{_said(photo) or '活动照片'}{'，示意图' if photo.is_placeholder else ''}",
            "width": photo.width,
            "height": photo.height,
            "caption": _caption(photo),
        }
        for photo in pictures
        if photo.may_be_public
    ]


def _address(photo: ActivityPhoto, size: str) -> str:
    return reverse("activities:photo", args=[photo.pk, size])


def _srcset(photo: ActivityPhoto) -> str:
    """For a telephone the middle size is enough; the thumbnail is cut to another shape."""
    if not photo.middle:
        return ""
    full, middle = _address(photo, "full"), _address(photo, "middle")
    return f"{middle} {photos.MIDDLE}w, {full} {photo.width}w"


def _caption(photo: ActivityPhoto) -> str:
    note = "示意图，待学校上传实拍照片。" if photo.is_placeholder else ""
    return "。".join(part for part in (_said(photo), note) if part)


def _said(photo: ActivityPhoto) -> str:
    """The words under a picture; that it is a placeholder is said once, by its mark."""
    words = photo.alt.rstrip("。")
    return words.removesuffix("，示意图") if photo.is_placeholder else words


def _number(value: int | None) -> str:
    return "" if value is None else f"{value} 人"


def _if_public(row: Any) -> str:
    return row.get_absolute_url() if row is not None and row.is_public else ""

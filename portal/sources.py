"""What the public rows of each kind say to the search index."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone

from activities.models import Activity
from brands.models import Brand, SubProject
from honors.models import Honor
from portal import terms
from portal.models import Kind, SearchDocument
from schools.models import School, Tie, TieMember
from selection.models import Announcement, Batch, PublicNotice


def _document(row: Model, names: Iterable[str], texts: Iterable[str], **said: Any) -> Any:
    name_terms = terms.of_text(said["title"], *names) | terms.of_names(names)
    texts = [said.get("body", ""), said.get("school", ""), *texts]
    whole = filter(None, [said["title"], *names, *texts])
    return SearchDocument(
        source=str(row._meta.model_name),
        object_id=row.pk,
        **{"page_id": row.pk, **said},
        name_terms=" ".join(sorted(name_terms)),
        body_terms=" ".join(sorted(terms.of_text(*texts))),
        folded="\n".join(dict.fromkeys(map(terms.fold, whole))),
    )


def _brand(row: Brand) -> SearchDocument:
    kinds = [row.get_kind_display(), Kind.BRANDS.label]
    parts = [name for part in row.sub_projects.all() for name in (part.title, part.short_title)]
    return _document(
        row,
        [str(row)],
        [row.slogan, row.theme, row.working_method, row.school.name, *parts, *kinds],
        kind=Kind.BRANDS,
        title=str(row),
        meta=f"{row.school.label} · {row.get_kind_display()}",
        body="\n".join(filter(None, [row.tagline, row.connotation])),
        school=row.school.label,
        region=row.school.region.code,
    )


def _school(row: School) -> SearchDocument:
    former = [known.name for known in row.former_names.all()]
    return _document(
        row,
        [row.name, row.short_name, *former],
        [row.motto, row.culture, row.region.name],
        kind=Kind.SCHOOLS,
        title=row.name,
        meta=f"{row.get_stage_display()} · {row.region.name}",
        body=row.introduction,
        school=row.label,
        region=row.region.code,
    )


def _activity(row: Activity) -> SearchDocument:
    meta = f"{row.school.label} · {row.happened_on:%Y-%m-%d} · {row.place}".removesuffix(" · ")
    return _document(
        row,
        [],
        [row.place, row.school.name],
        kind=Kind.ACTIVITIES,
        title=row.title,
        meta=meta,
        body=row.story,
        school=row.school.label,
        region=row.school.region.code,
        dated=row.happened_on,
    )


def _honor(row: Honor) -> SearchDocument:
    return _document(
        row,
        [],
        [row.school.name, *(issuer.name for issuer in row.issuers.all())],
        kind=Kind.HONORS,
        title=row.title,
        meta=f"{row.school.label} · {row.get_level_display()} · {row.awarded_text}",
        body=row.document_number,
        school=row.school.label,
        region=row.school.region.code,
        dated=row.awarded_on,
        until=row.valid_until,
    )


def _tie(row: Tie) -> SearchDocument:
    members = list(row.members.all())
    partners = [member.partner for member in members if member.partner]
    names = [name for p in partners for name in (p.name, p.name_hant, p.name_en) if name]
    schools = [text for m in members if m.school for text in (m.school.name, m.school.short_name)]
    kinds = [row.get_kind_display(), Kind.TIES.label]
    bodies = [member.organization.name for member in members if member.organization]
    return _document(
        row,
        names,
        [row.agreement_title, *schools, *bodies, *(p.place for p in partners), *kinds],
        kind=Kind.TIES,
        title=row.title,
        meta=row.get_kind_display(),
        body=row.purpose,
        dated=row.signed_on,
    )


def _call(row: Batch) -> SearchDocument:
    day = timezone.localtime(row.opens_at).date()
    said = {"title": row.call_title, "meta": f"申报通知 · {day}", "body": row.summary}
    basis = [row.basis_title, row.basis_number]
    return _document(row, [], basis, kind=Kind.NOTICES, dated=day, **said)


def _notice(row: PublicNotice) -> SearchDocument:
    said = {"title": row.title, "meta": f"公示 · {row.starts_on}", "body": row.body}
    return _document(row, [], [], kind=Kind.NOTICES, dated=row.starts_on, **said)


def _result(row: Announcement) -> SearchDocument:
    day = timezone.localtime(row.published_at).date()
    said = {"title": row.title, "meta": f"结果公布 · {day}", "body": row.document_number}
    return _document(row, [], [], kind=Kind.NOTICES, dated=day, page_id=row.batch_id, **said)


def _honors() -> QuerySet[Honor]:
    rows = Honor.objects.on_the_wall()
    return rows.select_related("school__region").prefetch_related("issuers")


def _ties() -> QuerySet[Tie]:
    members = TieMember.objects.select_related("partner", "school", "organization")
    return Tie.objects.public().prefetch_related(Prefetch("members", members))


class Source(NamedTuple):
    """`rows()` are the public ones; `document` tells one of them."""

    rows: Callable[[], QuerySet[Any]]
    document: Callable[[Any], SearchDocument]


SOURCES: dict[type[Model], Source] = {
    Brand: Source(
        lambda: (
            Brand.objects.public()
            .select_related("school__region")
            .prefetch_related(Prefetch("sub_projects", SubProject.objects.order_by("pk")))
        ),
        _brand,
    ),
    School: Source(
        lambda: School.objects.public().select_related("region").prefetch_related("former_names"),
        _school,
    ),
    Activity: Source(lambda: Activity.objects.public().select_related("school__region"), _activity),
    Honor: Source(_honors, _honor),
    Tie: Source(_ties, _tie),
    Batch: Source(Batch.objects.announced, _call),
    PublicNotice: Source(PublicNotice.objects.visible, _notice),
    Announcement: Source(Announcement.objects.visible, _result),
}

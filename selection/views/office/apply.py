"""Pages of a school's applications: list, start, overview, moves and the steps of the form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit import drafts
from kit.workflow import Offer, Refused
from schools.http import OfficeRequest, perform
from schools.models import School, User
from selection.access import dossier
from selection.access.apply import SAID, can_check, can_edit, can_sign
from selection.actions import apply, check, eligibility, seal, wording
from selection.forms.apply import BasicsForm, ProseForm, StartForm
from selection.forms.selfscore import SelfScoreForm
from selection.listings import apply as lists
from selection.listings import overview
from selection.models import Application, Batch
from selection.workflow import application_flow

FORMS = {"basics": BasicsForm, "prose": ProseForm, "selfscore": SelfScoreForm}
PARTS = {"basics": "基本信息", "prose": "品牌内容", "selfscore": "学校自评"}
PAGES = {
    "basics": "selection/office/application_basics.html",
    "prose": "selection/office/application_prose.html",
    "selfscore": "selection/office/application_selfscore.html",
}
OWN_PAGES = {"claims": "evidence", "check": "application"}
NEXT = {"basics": "prose", "prose": "claims", "selfscore": "check"}


def own_schools(user: User) -> list[School]:
    return list(School.objects.own(user).select_related("region", "top_organization"))


def application_list(request: OfficeRequest) -> HttpResponse:
    schools = own_schools(request.user)
    if not schools:
        raise PermissionDenied("只有学校填报员和书记有申报页面。")
    school = next((s for s in schools if str(s.pk) == request.GET.get("school")), schools[0])
    rows = Application.objects.of_school(school).for_lists().prefetch_related("versions")
    context = {
        "section": "applications",
        "school": school,
        "schools": schools,
        "openings": lists.openings(school),
        "applications": [
            {"row": row, "kind": lists.status_kind(row), "steps": lists.steps(row)} for row in rows
        ],
    }
    return render(request, "selection/office/application_list.html", context)


def start(request: OfficeRequest, pk: int) -> HttpResponse:
    """Begin in batch `pk`; the form asks nothing but which organisation applies."""
    batch = get_object_or_404(Batch.objects.announced().select_related("region"), pk=pk)
    schools = own_schools(request.user)
    if not schools:
        raise PermissionDenied("只有学校填报员和书记能申报。")
    school = next((s for s in schools if str(s.pk) == request.GET.get("school")), schools[0])
    brand = eligibility.current_brand(batch, school)
    organization = lists.applying(school, brand)
    form = StartForm(
        request.POST or None,
        organizations=lists.organizations(school),
        initial={"organization": organization},
    )
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid() and brand is not None:
            try:
                return redirect(
                    form.once(
                        request.user, request.path, lambda: _begun(form, batch, brand, request.user)
                    )
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
    context = {
        "section": "applications",
        "batch": batch,
        "school": school,
        "brand": brand,
        "form": form,
        "barriers": eligibility.barriers(batch, school, organization, brand),
        "permit": eligibility.permit(batch, organization) if organization else None,
    }
    return render(request, "selection/office/apply_start.html", context)


def _begun(form: StartForm, batch: Batch, brand: Any, by: User) -> str:
    application = apply.start(
        batch=batch, organization=form.cleaned_data["organization"], brand=brand, by=by
    )
    return reverse("office:selection:application", args=[application.pk])


def application_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    """The overview of the school; the office is led to its own page of the check."""
    user, application = request.user, found(request.user, pk)
    if not can_edit(user, application):
        return redirect("office:selection:check", pk)
    editing = application.is_editable
    context = {
        "section": "applications",
        "application": application,
        "kind": lists.status_kind(application),
        "steps": lists.steps(application),
        "outline": outline(application, "") if editing else [],
        "gaps": eligibility.gaps(application) if editing else [],
        "reminders": eligibility.reminders(application) if editing else [],
        "offers": offers(application, user),
        "advice": wording.advice(application) if editing else [],
        "can_sign": can_sign(user, application) and application.status == "to_sign",
        "is_building": application.status in lists.BUILDING,
        "corrections": check.current_round(application),
        "labels": check.field_labels(application),
        "versions": application.versions.select_related("made_by"),
        "seal": seal.state(application),
        "next_step": overview.next_step(application),
        "reason": overview.reason(application),
        **overview.came_back(application),
        "can_take_dossier": dossier.is_schools(user, application),
        "deadline": eligibility.deadline(application) if editing else None,
    }
    return render(request, "selection/office/application_detail.html", context)


@require_POST
def application_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """Every move but the signature, which asks for a password, and the return with its notes."""
    application = found(request.user, pk)
    if key in {"sign", "return_for_correction"}:
        return redirect(f"office:selection:{'sign' if key == 'sign' else 'check'}", pk)
    perform(request, application_flow, application, key, SAID)
    if can_check(request.user, application):
        return redirect("office:selection:check", pk)
    return redirect("office:selection:application", pk)


def application_edit(request: OfficeRequest, pk: int, step: str) -> HttpResponse:
    fields = (check.FIGURES,) if step == "basics" else (step,)
    application, answer = editable(request, pk, *fields)
    if answer:
        return answer
    if step == "selfscore" and not application.batch.has_self_score:
        raise Http404
    form = FORMS[step](request.POST or None, instance=application)
    draft = None
    if request.method == "POST":
        if form.is_valid():
            team = form.members() if isinstance(form, BasicsForm) else None
            row = form.save(commit=False)
            apply.save_part(application=row, part=PARTS[step], by=request.user, team=team)
            drafts.drop(request.user, draft_key(pk, step), request.POST.get("draft_stamp"))
            messages.success(request, "已保存。")
            return redirect(_after(request, pk, step))
    elif draft := drafts.find(request.user, draft_key(pk, step)):
        drafts.refill(form, draft)
    context = {
        "section": "applications",
        "application": application,
        "outline": outline(application, step),
        "step": step,
        "title": PARTS[step],
        "form": form,
        "draft": draft,
        "stamp": draft.stamp if draft else request.POST.get("draft_stamp", ""),
        "facts": application.facts,
    }
    return render(request, PAGES[step], context)


@require_POST
def draft_keep(request: OfficeRequest, pk: int, step: str) -> HttpResponse:
    application, answer = editable(request, pk)
    if answer:
        return answer
    return drafts.keep(request, draft_key(application.pk, step))


@require_POST
def draft_drop(request: OfficeRequest, pk: int, step: str) -> HttpResponse:
    application, answer = editable(request, pk)
    if answer:
        return answer
    drafts.drop(request.user, draft_key(application.pk, step))
    if step in FORMS:
        return redirect("office:selection:application_edit", pk, step)
    return redirect("office:selection:correct", pk)


def offers(application: Application, user: User) -> list[Offer]:
    """Buttons of the overview; what is missing is listed above them, so it is only counted."""
    found = []
    for offer in application_flow.available(application, user):
        if offer.key == "send_to_sign" and (lacking := len(eligibility.gaps(application))):
            late = eligibility.lateness(application)
            found.append(offer._replace(blockers=[*late, f"先补齐上面 {lacking} 处"]))
        elif offer.key != "sign":
            found.append(offer)
    return found


def found(user: User, pk: int) -> Application:
    rows = Application.objects.managed_by(user).for_lists()
    return get_object_or_404(rows.select_related("batch__region", "signed_by", "typed_by"), pk=pk)


def editable(
    request: OfficeRequest, pk: int, *fields: str
) -> tuple[Application, HttpResponse | None]:
    """The application, and where to go instead when it cannot be changed now.

    After a return only the returned fields are open; `fields` are those that the page changes.
    """
    application = found(request.user, pk)
    if not can_edit(request.user, application):
        raise PermissionDenied(SAID["edit"])
    if application.is_editable and (not fields or may_change(application, fields)):
        return application, None
    if application.is_editable:
        messages.warning(request, "这一部分没有退回，不用改。")
        return application, redirect("office:selection:correct", pk)
    messages.warning(request, f"现在是“{application.get_status_display()}”，不能修改。")
    return application, redirect("office:selection:application", pk)


def may_change(application: Application, fields: tuple[str, ...]) -> bool:
    if application.status != "returned":
        return True
    return any(row.field in fields for row in check.current_round(application))


def draft_key(pk: int, step: str) -> str:
    return f"application:{pk}:{step}"


def outline(application: Application, now: str) -> list[dict[str, Any]]:
    """The steps of the form with what each still lacks, for the list at the left."""
    gaps = eligibility.gaps(application)
    edit = "office:selection:application_edit"
    urls = {
        "basics": reverse(edit, args=[application.pk, "basics"]),
        "prose": reverse(edit, args=[application.pk, "prose"]),
        "claims": reverse("office:selection:evidence", args=[application.pk]),
        "selfscore": reverse(edit, args=[application.pk, "selfscore"]),
        "check": reverse("office:selection:application", args=[application.pk]),
    }
    if not application.batch.has_self_score:
        del urls["selfscore"]
    lacking = {key: sum(gap.step == key for gap in gaps) for key in urls}
    labels = {**PARTS, "claims": "成效与佐证", "check": "检查并送签"}
    return [
        {
            "label": labels[key],
            "url": url,
            "missing": lacking[key],
            "lacks": f"缺 {lacking[key]} 处",
            "current": key == now,
            "is_check": key == "check",
        }
        for key, url in urls.items()
    ]


def _after(request: OfficeRequest, pk: int, step: str) -> str:
    if "next" not in request.POST:
        return reverse("office:selection:application_edit", args=[pk, step])
    if NEXT[step] in OWN_PAGES:
        return reverse(f"office:selection:{OWN_PAGES[NEXT[step]]}", args=[pk])
    return reverse("office:selection:application_edit", args=[pk, NEXT[step]])

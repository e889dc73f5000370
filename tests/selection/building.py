"""A project in its build period, and what people do to it through its pages."""

from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from selection.choices import BatchMode
from selection.models import Application, ChangeRequest
from selection.workflow.results import announce
from tests.factories import secretary, staff
from tests.selection.deciding import announcement, noticed, run_out

PASSWORD = "correct-horse-9"


def begun() -> Application:
    """A project whose build period began today, with one promise in its signed version."""
    notice, boss = noticed(1, mode=BatchMode.CULTIVATION, build_months=24)
    run_out(notice)
    application = Application.objects.get(batch=notice.batch)
    Application.objects.update(submitted_at=notice.batch.opens_at)
    application.versions.create(
        number=1,
        content={"milestones": [{"task": "办十场联合党课", "when": "2027-06-30"}]},
        digest="0" * 64,
        code="ABCDEFGHJKLM",
        made_by=boss,
    )
    announce(announcement(notice.batch), by=boss)
    return Application.objects.get(pk=application.pk)


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def text_of(report):
    keys = {
        "midterm": ("progress", "shortfalls", "next"),
        "closing": ("progress", "result", "insight"),
    }
    return dict.fromkeys(keys[report.kind], "做了十场，来了三百人。")


def hand_in(client, report, person):
    """Write the report and sign it, as its pages do."""
    client.force_login(person)
    page = url("build_report", report.pk)
    version = client.get(page).context["seen"]
    assert client.post(page, {**text_of(report), "version": version}).status_code == 302
    sign(client, report)
    report.refresh_from_db()


def sign(client, report, password=PASSWORD):
    """As whoever is signed in."""
    page = url("build_report_sign", report.pk)
    shown = client.get(page).context["form"].initial["digest"]
    return client.post(page, {"password": password, "digest": shown})


def ask(client, building, **values):
    """A change request sent by whoever is signed in."""
    data = {"reason": "场馆还在改造", "token": str(uuid4()), **values}
    answer = client.post(url("build_change_new", building.pk), data)
    assert answer.status_code == 302, answer.context["form"].errors
    return ChangeRequest.objects.latest("pk")


def approve(client, change, person):
    client.force_login(person)
    data = {"answer": "approve", "approval_number": "示教工复〔2027〕3号", "seen": "requested"}
    client.post(url("build_change", change.pk), data)
    change.refresh_from_db()


def points_of(rubric, short=0):
    """Full marks in every row, but `short` less in the first."""
    leaves = list(rubric.leaves()) if rubric else []
    return {
        f"row-{leaf.pk}-points": str(leaf.points - (short if leaf == leaves[0] else 0))
        for leaf in leaves
    }


def judge(client, report, person, verdict, **values):
    """The acceptance sheet, sent by the office; without points unless `values` has some."""
    client.force_login(person)
    data = {
        "digest": report.digest,
        "token": str(uuid4()),
        "held_on": timezone.localdate().isoformat(),
        "members": "吴组长\n郑委员\n王委员",
        "verdict": verdict,
        "opinion": "看过材料和台账。",
        **values,
    }
    answer = client.post(url("build_accept", report.pk), data)
    report.refresh_from_db()
    report.application.refresh_from_db()
    return answer


def failed(client, building):
    """Mid-term accepted, the closing report failed."""
    signer, office = secretary(building.school), staff(building.batch.region)
    midterm, closing = building.reports.all()
    hand_in(client, midterm, signer)
    judge(client, midterm, office, "passed")
    hand_in(client, closing, signer)
    judge(client, closing, office, "failed")
    building.refresh_from_db()
    return signer, office

"""A school's uploads have a limit, which is said where it is met and shown beforehand."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from activities.actions import photos, records
from activities.forms.coverage import CoverageForm
from activities.models import ActivityPhoto, Coverage
from brands.forms.identity import BrandForm
from brands.models import Brand
from honors.forms import HonorForm
from honors.models import Honor
from schools.actions import storage
from schools.forms.ties import TieForm
from selection.actions import evidence
from tests import factories as f
from tests.activities.test_photos import picture

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.4 " + b"x" * 600_000


def paper():
    return SimpleUploadedFile("方案.pdf", PAPER)


def test_what_does_not_fit_is_refused_in_words_and_the_rest_is_taken(settings, client):
    settings.SCHOOL_QUOTA_MB = 1
    school = f.SchoolFactory()
    by, activity = f.clerk(school), f.ActivityFactory(school=school)
    taken = {"activity": activity, "kind": "plan", "by": by}
    assert records.attach(uploads=[paper()], **taken) == []
    (said,) = records.attach(uploads=[paper()], **taken)
    assert said.startswith("“方案.pdf”没有收下：本校上传的文件已满 1 MB。")
    with pytest.raises(ValidationError, match="已满 1 MB"):
        evidence.attach(
            application=f.ApplicationFactory(school=school),
            upload=paper(),
            name="",
            kind="support",
            by=by,
        )
    arrived = photos.receive(picture(), by)
    assert (
        photos.add_photos(activity=activity, pictures=[arrived], consent="no_pupils", by=by) == []
    )
    photo = ActivityPhoto.objects.get()
    assert photo.size == sum(file.size for file in photo.files.values())
    assert storage.used(school) == len(PAPER) + photo.size
    client.force_login(by)
    page = client.get(reverse("office:school", args=[school.pk])).content.decode()
    assert "已用 1 MB，共 1 MB" in page
    settings.SCHOOL_QUOTA_MB = 0
    assert records.attach(uploads=[paper()], **taken) == []


FORMS = {
    "logo_file": lambda school, by, sent: BrandForm({}, sent, instance=Brand(school=school)),
    "upload": lambda school, by, sent: HonorForm({}, sent, instance=Honor(school=school), user=by),
    "scan": lambda school, by, sent: CoverageForm({}, sent, instance=Coverage(school=school)),
    "agreement": lambda school, by, sent: TieForm({}, {"upload": sent["agreement"]}, school=school),
}


@pytest.mark.parametrize("name", FORMS)
def test_logos_certificates_scans_and_agreements_have_the_same_limit(settings, name):
    settings.SCHOOL_QUOTA_MB = 1
    school = f.SchoolFactory()
    full = f.HonorFactory(school=school, certificate_size=storage.MEGABYTE - 10)
    for left, fits in ((0, False), (1_000_000, True)):
        Honor.objects.filter(pk=full.pk).update(certificate_size=storage.MEGABYTE - left)
        sent = picture() if name == "logo_file" else paper()
        form = FORMS[name](school, f.clerk(school), {name: sent})
        told = str(form.errors.get("upload" if name == "agreement" else name, ""))
        assert ("已满 1 MB" in told) != fits


def test_a_file_that_takes_the_place_of_another_counts_once(settings):
    settings.SCHOOL_QUOTA_MB = 1
    honor = f.HonorFactory(certificate_size=storage.MEGABYTE)
    form = HonorForm({}, {"upload": paper()}, instance=honor, user=f.clerk(honor.school))
    assert "upload" not in form.errors


def test_an_agreement_counts_for_those_who_stand_by_it(settings):
    tie = f.TieFactory(agreement_size=7)
    stands, named = f.SchoolFactory(), f.SchoolFactory()
    tie.members.create(school=stands, confirmed_at=timezone.now())
    tie.members.create(school=named)
    assert (storage.used(stands), storage.used(named)) == (7, 0)

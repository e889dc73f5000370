"""A school's uploads have a limit, which is said where it is met and shown beforehand."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activities.actions import photos, records
from activities.models import ActivityPhoto
from schools.actions import storage
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

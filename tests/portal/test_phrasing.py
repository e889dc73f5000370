"""The office adds wordings that are looked for; anybody of a ledger has a text read beforehand."""

import uuid
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from brands.workflow import brand_flow
from kit.models import AuditEntry, Phrase
from kit.workflow import Refused
from tests.factories import BrandFactory, SchoolFactory, clerk, complete, staff

pytestmark = pytest.mark.django_db
PAGE = reverse("office:phrasing")
NEW = reverse("office:phrase_new")


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def officer(school):
    return staff(school.region)


def sent(client, url=NEW, **given):
    fields = {"wrong": "一校一牌", "right": "一校一品", "severity": "block", "reason": "活动的名称"}
    return client.post(url, {**fields, "token": uuid.uuid4(), **given})


def found(client, text):
    page = client.post(PAGE, {"text": text})
    return [[remark.sentence for remark in page.context[kind]] for kind in ("blocking", "advice")]


def test_a_wording_the_office_adds_stops_what_is_to_be_published(client, school, officer):
    client.force_login(officer)
    assert sent(client).url == PAGE

    brand = complete(BrandFactory(school=school, connotation="“一校一牌”建设。", scope="public"))
    told = "“品牌内涵”里的“一校一牌”不规范（活动的名称），改成“一校一品”"
    with pytest.raises(Refused, match=told):
        brand_flow.perform(brand, "first_check", by=clerk(school))
    assert AuditEntry.objects.filter(verb="phrase.save", actor=officer).count() == 1
    assert "一校一牌" in client.get(PAGE).text


def test_an_own_row_stands_in_the_place_of_a_shipped_one_until_it_is_struck_out(client, officer):
    client.force_login(officer)
    shipped = [["“文字”里的“建国以来”不规范（容易误解成建立国家），改成“新中国成立以来”"]]
    assert found(client, "建国以来")[1:] == shipped
    form = client.get(NEW, {"wrong": "建国以来"}).context["form"]
    assert form.initial == {
        "wrong": "建国以来", "right": "新中国成立以来", "severity": "warn", "reason": "容易误解成建立国家",
    }  # fmt: skip

    sent(client, wrong="建国以来", right="新中国成立以来", severity="off")
    assert found(client, "建国以来") == [[], []]

    client.post(reverse("office:phrase_drop", args=[Phrase.objects.get().pk]))
    assert found(client, "建国以来")[1:] == shipped


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"wrong": "党"}, "一个字太短，会误伤别的词。请至少写两个字。"),
        ({"right": "新一校一牌"}, "里面又有“不要这样写”的说法，照着改了还会被查到。"),
        ({"wrong": "三结合"}, "这个说法已经在列，请直接修改它。"),
    ],
)
def test_a_wording_that_could_never_be_mended_is_refused(client, officer, given, reason):
    Phrase.objects.create(wrong="三结合", right="三个结合")
    client.force_login(officer)
    assert reason in sent(client, **given).text
    assert Phrase.objects.count() == 1


def test_a_school_has_its_text_and_its_file_read_and_nothing_is_kept(client, school):
    client.force_login(clerk(school))
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "张三同学646分，位列全省第18名。"
    file = BytesIO()
    document.save(file)
    upload = SimpleUploadedFile("总结.docx", file.getvalue())

    page = client.post(PAGE, {"text": "每月一次“云升旗。", "upload": upload})

    assert [r.place for r in page.context["blocking"]] == ["总结.docx"]
    assert [r.place for r in page.context["advice"]] == ["文字"]
    assert "写了学生姓名" in page.text
    assert "请粘贴要查的文字，或者选一个文件。" in client.post(PAGE, {"text": " "}).text


def test_the_page_asks_once_however_many_wordings_there_are(
    client, officer, django_assert_max_num_queries
):
    client.force_login(officer)
    for number in range(1, 4, 2):
        for n in range(number):
            Phrase.objects.create(wrong=f"说法{number}{n}", right="写法", updated_by=officer)
        with django_assert_max_num_queries(8):
            client.get(PAGE)

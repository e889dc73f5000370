import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honors.forms import HonorForm
from honors.imports import HonorImporter
from honors.models import Honor, Issuer
from kit.importing import checking
from kit.importing.books import opened
from kit.importing.matching import find_head
from schools.choices import Rank
from tests.factories import RegionFactory, SchoolFactory, staff
from tests.honors.conftest import typed
from tests.kit.importing import xlsx

HEAD = ("学校", "荣誉名称", "授予单位", "级别", "获奖时间", "获奖对象", "获奖者", "获奖人数")


def run(by, *lines, act=checking.enter):
    importer = HonorImporter(by)
    with opened(xlsx(HEAD, *lines)) as book:
        return act(book, find_head(book, importer.columns), importer)


def told(by, *lines):
    return [(p.column, p.text) for p in run(by, *lines, act=checking.check).problems]


LINE = ("", "先进党组织", "中共无锡市委教育工委、无锡市教育局", "市", "2024.6", "党组织", "", "")


def test_a_school_enters_its_honours_as_drafts_nobody_has_verified(author, school):
    report = run(author, LINE, ("", "书香校园", "梁溪区教育局", "区级", 45444, "", "", ""))
    assert (report.fresh, report.existing) == (2, 0)
    first = Honor.objects.get(title="先进党组织")
    assert (first.school, first.created_by, first.status) == (school, author, "draft")
    assert (first.verification, first.scope, first.kind) == ("unfiled", "private", "honor")
    assert (first.awarded_text, first.level) == ("2024-06", "city")
    assert first.issuers_text == "中共无锡市委教育工委、无锡市教育局"
    assert Issuer.objects.get(name="梁溪区教育局").level == "county"
    assert Honor.objects.get(title="书香校园").awarded_text == "2024-06-01"


def test_the_same_file_twice_creates_nothing_twice(author):
    run(author, LINE)
    again = run(author, LINE)
    assert (again.fresh, again.existing, Honor.objects.count()) == (0, 1, 1)


def test_a_district_names_its_schools_and_only_those(school, officer):
    SchoolFactory(name="别区小学")
    other = SchoolFactory(region=school.region, name="东林小学", short_name="东小")
    former = SchoolFactory(region=school.region, name="连元街小学")
    former.former_names.create(name="第三小学旧名")
    run(officer, ("东小", *LINE[1:]), ("第三小学旧名", *LINE[1:]))
    assert set(Honor.objects.values_list("school", flat=True)) == {other.pk, former.pk}
    ((column, text),) = told(officer, ("别区小学", *LINE[1:]))
    assert (column, text[:12]) == ("学校", "没有找到学校“别区小学”")
    assert told(officer, ("东林小学校", *LINE[1:]))[0][1].startswith(
        "没有找到学校“东林小学校”。是不是“东林小学”"
    )
    assert told(officer, LINE) == [("学校", "请填写学校。")]


def test_schools_of_one_name_are_told_apart_by_their_region(school, officer):
    city = staff(RegionFactory(code="3202"))
    there = SchoolFactory(region=RegionFactory(code="320214", name="新吴区"), name=school.name)
    assert "不止一个" in told(city, (school.name, *LINE[1:]))[0][1]
    run(city, (f"新吴区{school.name}", *LINE[1:]))
    assert Honor.objects.get().school == there


def test_contradictions_of_a_line_are_those_of_the_form(author):
    RegionFactory(name="宜兴市", rank=Rank.COUNTY)
    assert told(
        author,
        ("", "三好学生", "无锡市教育局", "市级", "2024", "学生", "王小明", "3"),
        ("", "先进集体", "宜兴市教育局", "市级", "2024", "", "", ""),
        ("", "先进集体", "无锡市教育局", "省级", "2023", "", "", ""),
        ("", "文明校园", "无锡市文明办", "市级", "2023", "", "", ""),
        ("", "文明校园", "无锡市文明办", "省级", "2022", "", "", ""),
    ) == [
        ("获奖者", "学生荣誉不写姓名，请清空这一格，只填获奖人数。"),
        ("级别", "宜兴市是县级市，它颁发的荣誉是区县级，请改选“区县级”。"),
        ("级别", "“无锡市文明办”登记的是市级，请改成一致。"),
    ]


def test_one_bad_line_keeps_all_others_out(author):
    with pytest.raises(checking.Faulty):
        run(author, LINE, ("", "", *LINE[2:]))
    assert not Honor.objects.exists()
    assert not Issuer.objects.exists()


def test_queries_do_not_grow_with_the_lines(author, django_assert_max_num_queries):
    lines = [("", f"荣誉{n}", "无锡市教育局", "市级", "2024", "", "", "") for n in range(40)]
    importer = HonorImporter(author)
    with opened(xlsx(HEAD, *lines)) as book:
        head = find_head(book, importer.columns)
        with django_assert_max_num_queries(11):
            checking.enter(book, head, importer)
    assert Honor.objects.count() == 40


KIND = st.sampled_from(["school", "students", "person", "", "nobody"])
TEXT = st.sampled_from(["", "先进集体", "名" * 121, " 两端有空格 "])
WHEN = st.sampled_from(["2024", "2024-06", "2024-02-30", "", "去年", "2024年6月1日"])
LEVELS = st.sampled_from(["city", "county", "", "town"])
NAMES = st.sampled_from(["无锡市教育局", "宜兴市教育局", "", "局" * 81])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    TEXT,
    NAMES,
    LEVELS,
    WHEN,
    KIND,
    st.sampled_from(["", "王小明"]),
    st.sampled_from(["", "3", "-1", "x"]),
)
def test_a_line_is_accepted_exactly_when_the_form_would_accept_it(
    author, school, title, issuer, level, awarded, kind, recipient, count
):
    RegionFactory._meta.model.objects.get_or_create(
        code="320282", defaults={"name": "宜兴市", "rank": Rank.COUNTY}
    )
    values = {
        "title": title,
        "issuer": issuer,
        "level": level,
        "awarded": awarded,
        "recipient_kind": kind,
        "recipient": recipient,
        "recipient_count": count,
    }
    form = HonorForm(typed(**values), instance=Honor(school=school), user=author)
    fields = form.fields

    def label(name, value):
        return dict(fields[name].choices).get(value, value)

    line = (
        "",
        title,
        issuer,
        label("level", level),
        awarded,
        label("recipient_kind", kind or "school"),
        recipient,
        count,
    )
    accepted = not told(author, line) if any(line) else False
    if not kind:
        form = HonorForm(
            typed(**values | {"recipient_kind": "school"}),
            instance=Honor(school=school),
            user=author,
        )
    assert accepted == form.is_valid(), (form.errors, line)

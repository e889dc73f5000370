import re
import uuid

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import QueryDict

from kit.forms import DayInput, HouseForm, OnceForm, StampedForm, Stepper
from kit.models import Submission
from kit.wordcount import MaxWords
from tests.kit.models import Sample


class ActivityForm(HouseForm, forms.Form):
    sections = (("活动", ("title", "kind", "on")), ("归到哪里", ("people",)))

    title = forms.CharField(label="活动名称", max_length=40, help_text="写全称。")
    kind = forms.ChoiceField(
        label="类型", choices=[("a", "升旗"), ("b", "教研")], widget=forms.RadioSelect
    )
    on = forms.DateField(label="日期", required=False)
    people = forms.IntegerField(label="人数", widget=Stepper)
    text = forms.CharField(label="经过", widget=forms.Textarea, validators=[MaxWords(300)])
    agreed = forms.BooleanField(label="已征得监护人同意", required=False)


class SampleForm(HouseForm, StampedForm, forms.ModelForm):
    class Meta:
        model = Sample
        fields = ["title"]


class SendForm(HouseForm, OnceForm, forms.Form):
    title = forms.CharField(label="名称")


def posted(**data):
    sent = QueryDict(mutable=True)
    sent.update(data)
    return sent


def tidy(html):
    return re.sub(r"\s+", " ", str(html))


def test_fields_stand_in_titled_panels_and_the_rest_follows():
    panels = [(panel.title, [f.name for f in panel.fields]) for panel in ActivityForm().panels()]
    assert panels == [
        ("活动", ["title", "kind", "on"]),
        ("归到哪里", ["people"]),
        ("", ["text", "agreed"]),
    ]


def test_each_field_knows_how_it_is_drawn():
    form = ActivityForm()
    assert [field.kind for field in form] == [
        "control",
        "choices",
        "control",
        "stepper",
        "control",
        "tick",
    ]
    assert [field.counter for field in form] == [
        (40, "chars"),
        None,
        None,
        None,
        (300, "words"),
        None,
    ]
    assert [field.name for field in form if field.is_optional] == ["on"]
    assert isinstance(form.fields["on"].widget, DayInput)


def test_a_field_is_tied_to_its_label_help_and_error():
    html = tidy(ActivityForm({"title": ""})["title"].as_field_group())
    assert '<div class="field is-err"> <label for="id_title"> 活动名称 </label>' in html
    assert '<p class="hint" id="id_title_helptext">写全称。</p>' in html
    assert '<div id="id_title_error"> <p class="errmsg">' in html
    assert "请填写活动名称。</p>" in html
    assert (
        '<input type="text" name="title" maxlength="40" class="form-control" '
        'aria-invalid="true" aria-describedby="id_title_helptext id_title_error" id="id_title">'
    ) in re.sub(
        r'(aria-invalid="true") (aria-describedby="[^"]+") (class="form-control")',
        r"\3 \1 \2",
        html,
    )
    assert 'data-count-for="id_title" data-count-by="chars" data-limit="40"' in html


def test_choices_are_chips_in_a_fieldset():
    html = tidy(ActivityForm()["kind"].as_field_group())
    assert '<fieldset class="field" id="id_kind" tabindex="-1" > <legend> 类型 </legend>' in html
    assert (
        '<label><input type="radio" name="kind" value="a" class="form-check-input" id="id_kind_0"><span>升旗</span></label>'
        in html
    )


def test_the_summary_leads_to_each_faulty_field():
    html = tidy(ActivityForm({"title": "升旗", "kind": "a", "text": "好"}))
    assert '<b>还有 1 处要改</b> <br> <a href="#id_people">请填写人数。</a>' in html
    assert html.index("还有 1 处要改") < html.index("<legend>活动</legend>")


def test_a_message_that_does_not_name_its_field_is_given_the_name():
    class ConsentForm(HouseForm, forms.Form):
        agreed = forms.BooleanField(label="已征得监护人同意")

    form = ConsentForm({})
    assert form["agreed"].errors == ["请先勾选这一项。"]
    assert form.problems() == [(form["agreed"], "已征得监护人同意：请先勾选这一项。")]


def test_what_may_stay_empty_says_so():
    html = tidy(ActivityForm()["on"].as_field_group())
    assert '日期 <span class="opt">（可不填）</span>' in html
    assert 'type="date"' in html


def test_a_choice_is_limited_to_given_rows(people):
    class PeopleForm(HouseForm, forms.Form):
        who = forms.ModelChoiceField(get_user_model().objects.none(), label="谁")

    form = PeopleForm()
    form.limit(who=get_user_model().objects.filter(username="乙"))
    assert list(form.fields["who"].queryset) == [people[1]]
    assert form.fields["who"].error_messages["required"] == "请选择谁。"


def test_a_fresh_page_saves(sample):
    version = SampleForm(instance=sample)["version"].value()
    form = SampleForm(posted(title="同心圆", version=version), instance=sample)
    assert form.save().title == "同心圆"


def test_a_stale_page_keeps_what_was_typed_and_saves_when_sent_again(sample):
    version = SampleForm(instance=sample)["version"].value()
    Sample.objects.get(pk=sample.pk).save()  # somebody else
    form = SampleForm(posted(title="同心圆", version=version), instance=sample)
    assert not form.is_valid()
    assert form.non_field_errors()[0].startswith("有人先一步保存了这份内容（")
    assert form["title"].value() == "同心圆"
    again = posted(title="同心圆", version=form["version"].value())
    assert SampleForm(again, instance=Sample.objects.get()).save().title == "同心圆"


def test_a_page_without_version_is_stale(sample):
    assert not SampleForm(posted(title="同心圆"), instance=sample).is_valid()


def test_a_new_thing_has_no_version(sample_table, db):
    assert SampleForm(posted(title="同心圆", version="")).save().pk


def test_a_form_sent_twice_acts_once(user):
    acts = []

    def act():
        acts.append(1)
        return "/brands/1/"

    data = {"title": "同心桥", "token": str(SendForm()["token"].value())}
    first, second = SendForm(data), SendForm(data)
    assert (first.sent_before(user), first.is_valid(), second.is_valid()) == ("", True, True)
    assert first.once(user, "/office/brands/new/", act) == "/brands/1/"
    assert second.once(user, "/office/brands/new/", act) == "/brands/1/"
    assert (acts, SendForm(data).sent_before(user)) == ([1], "/brands/1/")


def test_a_failed_act_may_be_repeated(user):
    form = SendForm({"title": "同心桥", "token": str(uuid.uuid4())})
    assert form.is_valid()
    with pytest.raises(ZeroDivisionError):
        form.once(user, "/", lambda: str(1 / 0))
    assert Submission.objects.count() == 0
    assert form.once(user, "/", lambda: "/ok/") == "/ok/"


def test_another_person_cannot_use_the_token(people):
    form = SendForm({"title": "同心桥", "token": str(uuid.uuid4())})
    assert form.is_valid()
    form.once(people[0], "/", lambda: "/ok/")
    assert form.sent_before(people[1]) == ""
    with pytest.raises(PermissionDenied):
        form.once(people[1], "/", lambda: "/other/")


def test_a_page_without_token_is_told_to_reload(user):
    form = SendForm({"title": "同心桥"})
    assert form.sent_before(user) == ""
    html = tidy(form)
    assert '<div> <p class="mb-1">页面不完整，请刷新后重新填写。</p> </div>' in html


def test_a_select_says_in_words_that_nothing_is_chosen():
    class Places(HouseForm, forms.Form):
        kind = forms.ChoiceField(label="类别", choices=[*BLANK_CHOICE_DASH, ("a", "升旗")])
        other = forms.ChoiceField(label="其他", choices=BLANK_CHOICE_DASH, required=False)
        row = forms.ModelChoiceField(label="一条", queryset=Sample.objects.none(), required=False)
        chip = forms.ChoiceField(
            label="点一个", choices=[*BLANK_CHOICE_DASH, ("a", "升旗")], widget=forms.RadioSelect
        )

    form = Places()
    assert [next(iter(form[name].subwidgets)).data["label"] for name in form.fields] == [
        "请选择",
        "不选",
        "不选",
        "升旗",
    ]

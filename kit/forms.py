"""How every form of the portal looks, and how it survives stale pages and double clicks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.timezone import localtime

from kit.models import Submission
from kit.wordcount import MaxWords

CHIPS_AT_MOST = 7
DASHES = BLANK_CHOICE_DASH[0][1]  # what Django shows where nothing is chosen yet


class HouseRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def get_template(self, template_name: str) -> Any:
        ours = {forms.Select.template_name: "components/select.html"}
        return super().get_template(ours.get(template_name, template_name))


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Stepper(forms.NumberInput):
    """A count of people or things, with a button for one less and one more."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "min": 0, "step": 1, **(attrs or {})})


class Counter(NamedTuple):
    limit: int
    by: str  # "words" by the rule of kit.wordcount, or "chars"


class HouseField(forms.BoundField):
    """A field together with what its template must know."""

    @property
    def kind(self) -> str:
        """How it is drawn: tick, choices (chips), ticks (a list), stepper or control."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices" if len(self.subwidgets) <= CHIPS_AT_MOST else "ticks"
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        return "stepper" if isinstance(widget, Stepper) else "control"

    @property
    def is_optional(self) -> bool:
        return not self.field.required and self.kind != "tick"

    @property
    def counter(self) -> Counter | None:
        field = self.field
        if type(field.widget) not in (forms.TextInput, forms.Textarea):
            return None
        for validator in field.validators:
            if isinstance(validator, MaxWords):
                return Counter(validator.limit, "words")
        limit = getattr(field, "max_length", None)
        return Counter(limit, "chars") if limit else None

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        classes = " ".join(filter(None, [widget.attrs.get("class", ""), _css(widget)]))
        attrs = super().build_widget_attrs(attrs, widget)
        return {**attrs, "class": classes} if classes else attrs


class SeveralRows(forms.ModelMultipleChoiceField):
    """Refuses a number larger than any row's, on which SQLite would break off."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            text = self.error_messages["invalid_choice"]
            raise ValidationError(text, params={"value": value}) from error


class Panel(NamedTuple):
    title: str
    fields: list[forms.BoundField]


class HouseForm(forms.BaseForm):
    """Mixin: `sections` groups field names under titles; the rest follows without one.

    sections = (("活动", ("title", "kind")), ("归到哪里", ("section",)))
    """

    default_renderer = HouseRenderer
    bound_field_class = HouseField
    use_required_attribute = False  # the server's sentences are plainer than the browser's
    sections: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _settle(field)

    def limit(self, **choices: QuerySet[Any]) -> None:
        """Offer only these rows in the named fields."""
        for name, rows in choices.items():
            cast(forms.ModelChoiceField, self.fields[name]).queryset = rows

    def panels(self) -> Iterator[Panel]:
        left = {field.name: field for field in self.visible_fields()}
        for title, names in self.sections:
            yield Panel(title, [left.pop(name) for name in names if name in left])
        if left:
            yield Panel("", list(left.values()))

    def problems(self) -> list[tuple[forms.BoundField, str]]:
        """For the summary on top: each faulty field with its first error, which names the field."""
        visible = [field for field in self.visible_fields() if field.errors]
        return [(field, _naming(str(field.label), str(field.errors[0]))) for field in visible]

    def general_errors(self) -> list[str]:
        """What concerns no field that can be seen."""
        hidden = [error for field in self.hidden_fields() for error in field.errors]
        return [*map(str, self.non_field_errors()), *map(str, hidden)]


class StampedForm(forms.BaseModelForm):
    """Mixin: refuses to save over what somebody else saved since the page was opened.

    The model has `updated_at`. What was typed stays; sending once more saves it knowingly.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=self._now()
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen, now = self.data.get(self.add_prefix("version"), ""), self._now()
        if self.instance.pk and seen != now:
            self.data = cast(QueryDict, self.data).copy()
            self.data[self.add_prefix("version")] = now
            saved = f"{localtime(self._saved_at()):%m 月 %d 日 %H:%M}"
            self.add_error(
                None,
                f"有人先一步保存了这份内容（{saved}）。"
                "你填的都还在下面，请对照最新内容改好，再保存一次。",
            )
        return cleaned

    def _now(self) -> str:
        saved = self._saved_at()
        return saved.isoformat() if saved else ""

    def _saved_at(self) -> Any:
        """Asked of the database, for the instance may have been read before."""
        rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        return rows.values_list("updated_at", flat=True).first() if self.instance.pk else None


class OnceForm(forms.BaseForm):
    """Mixin: a form sent twice acts once. The view asks `sent_before` first, then calls `once`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"] = forms.UUIDField(
            widget=forms.HiddenInput,
            initial=uuid.uuid4,
            error_messages={"required": "页面不完整，请刷新后重新填写。"},
        )

    def sent_before(self, by: Any) -> str:
        """Where the first sending led; before validation, which would call a twin a duplicate."""
        try:
            token = uuid.UUID(self.data.get(self.add_prefix("token"), ""))
        except ValueError:
            return ""
        earlier = Submission.objects.filter(token=token, owner=by).first()
        return earlier.result_url if earlier else ""

    @transaction.atomic
    def once(self, by: Any, path: str, act: Callable[[], str]) -> str:
        """Call `act`, which returns the address of its result, unless it was called before."""
        submission, is_new = Submission.objects.get_or_create(
            token=self.cleaned_data["token"], defaults={"owner": by, "path": path[:200]}
        )
        if submission.owner_id != by.pk:
            raise PermissionDenied
        if is_new:
            submission.result_url = act()
            submission.save(update_fields=["result_url"])
        return submission.result_url


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.HiddenInput):
        return ""
    if isinstance(widget, Stepper):
        return "num"
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _settle(field: forms.Field) -> None:
    if type(field.widget) is forms.DateInput:
        field.widget = DayInput(field.widget.attrs)
        field.widget.is_required = field.required
    # A sentence somebody wrote for this field is kept; Django's general one names nothing.
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _required(field)
    if isinstance(field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        field.widget.attrs.setdefault("class", "form-check-input")
    _say_what_nothing_means(field)


def _say_what_nothing_means(field: forms.Field) -> None:
    """A row of dashes tells nobody whether something must be chosen; a chip for nothing neither."""
    nothing = "请选择" if field.required else "不选"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = nothing
    elif isinstance(field, forms.ChoiceField):
        choices = list(cast(Iterable[tuple[Any, Any]], field.choices))
        if choices[:1] == BLANK_CHOICE_DASH:
            is_chip = field.required and isinstance(field.widget, forms.RadioSelect)
            field.choices = choices[1:] if is_chip else [("", nothing), *choices[1:]]


def _required(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "请先勾选这一项。"
    verb = "填写"
    if isinstance(field, forms.FileField):
        verb = "上传"
    elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        verb = "选择"
    return f"请{verb}{field.label or ''}。"


def _naming(label: str, error: str) -> str:
    return error if label in error else f"{label}：{error}"

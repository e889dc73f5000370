"""The step of an application in which the school scores itself."""

from __future__ import annotations

from typing import Any

from django import forms

from selection.actions import selfscore
from selection.forms.apply import PartForm
from selection.forms.review import score_field
from selection.models import Application


class SelfScoreForm(PartForm):
    """A number and a line of grounds per leaf; a draft may leave both open."""

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaves = selfscore.leaves(self.instance.batch)
        for leaf in self.leaves:
            kept = selfscore.given(self.instance, leaf)
            value = score_field(leaf)
            value.label, value.initial = f"{leaf.title}自评", kept["value"]
            self.fields[f"value-{leaf.pk}"] = value
            self.fields[f"grounds-{leaf.pk}"] = forms.CharField(
                label=f"{leaf.title}的依据",
                required=False,
                max_length=200,
                initial=kept["grounds"],
                widget=forms.Textarea({"rows": 2, "class": "form-control"}),
            )

    def stored(self) -> Any:
        return Application.objects.values_list("self_scores", flat=True).get(pk=self.instance.pk)

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "leaf": leaf,
                "group": leaf.parent.title if leaf.parent else "",
                "value": self[f"value-{leaf.pk}"],
                "grounds": self[f"grounds-{leaf.pk}"],
            }
            for leaf in self.leaves
        ]

    def save(self, commit: bool = True) -> Application:
        self.instance.self_scores = {str(leaf.pk): self._typed(leaf.pk) for leaf in self.leaves}
        return super().save(commit)

    def _typed(self, pk: int) -> dict[str, str]:
        value = self.cleaned_data[f"value-{pk}"]
        return {
            "value": "" if value is None else f"{value.normalize():f}",
            "grounds": self.cleaned_data[f"grounds-{pk}"].strip(),
        }

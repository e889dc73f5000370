"""The words and the consent of each picture an activity already has."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from activities.models import Activity, ActivityPhoto
from kit.forms import HouseForm

PICTURE = re.compile(r"photo-\d+-id")


class PhotoForm(HouseForm, forms.ModelForm):
    gone = forms.BooleanField(label="删除这张照片", required=False)

    class Meta:
        model = ActivityPhoto
        fields = ["alt", "consent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alt"].widget.attrs["placeholder"] = "如：师生在操场升旗，远景"


def photo_forms(data: Any, activity: Activity) -> Any:
    """One PhotoForm for each saved picture, in the order of the pictures.

    Unbound when `data` names a picture that somebody has removed meanwhile.
    """
    formset = forms.modelformset_factory(ActivityPhoto, form=PhotoForm, extra=0, edit_only=True)
    rows = ActivityPhoto.objects.filter(activity=activity.pk)
    pks = {str(pk) for pk in rows.values_list("pk", flat=True)}
    sent = {value for name, value in (data or {}).items() if PICTURE.fullmatch(name)}
    return formset(data if data and sent <= pks else None, queryset=rows, prefix="photo")

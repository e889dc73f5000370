"""Placeholder pictures: drawn landscapes without people, and a drawn sheet for a certificate."""

from __future__ import annotations

import hashlib
from functools import cache
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from activities.choices import Consent
from activities.models import Activity, ActivityPhoto
from honors.actions import Certificate
from kit import photos
from schools.models import User

CERTIFICATE_NAME = "证书示意图.webp"


@cache
def _drawn(name: str) -> tuple[photos.Clean, dict[str, bytes]]:
    path = settings.BASE_DIR / "static" / "img" / f"{name}.jpg"
    clean = photos.clean(SimpleUploadedFile(path.name, path.read_bytes()))
    sizes = {"image": clean.full, "middle": clean.middle, "thumb": clean.thumb}
    return clean, {size: file.read() for size, file in sizes.items() if file}


def hang(activity: Activity, pictures: list[list[str]], by: User) -> None:
    """Each photo gets files of its own, so that removing one leaves the others alone."""
    for order, (name, alt) in enumerate(pictures):
        clean, sizes = _drawn(name)
        photo = ActivityPhoto(
            activity=activity,
            digest=clean.digest,
            width=clean.width,
            height=clean.height,
            alt=alt,
            consent=Consent.NO_PUPILS,
            is_placeholder=True,
            order=order,
            added_by=by,
        )
        for size, data in sizes.items():
            file = getattr(photo, size)
            file.save(f"{clean.digest}_{size}.webp", ContentFile(data), save=False)
        photo.save()


@cache
def _sheet() -> bytes:
    """Paper, a gold frame and grey lines: nobody can take it for a real certificate."""
    image = Image.new("RGB", (1200, 840), "#faf6ec")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 1160, 800), outline="#b08d3c", width=6)
    draw.rectangle((60, 60, 1140, 780), outline="#d9c48f", width=2)
    draw.rectangle((420, 150, 780, 200), fill="#d9c48f")
    for row in range(5):
        draw.rectangle((180, 290 + row * 70, 1020 - row * 60, 306 + row * 70), fill="#ddd6c6")
    draw.ellipse((860, 600, 1000, 740), outline="#b08d3c", width=5)
    out = BytesIO()
    image.save(out, "WEBP", quality=80)
    return out.getvalue()


def certificate() -> Certificate:
    data = _sheet()
    digest = hashlib.sha256(data).hexdigest()
    return Certificate(CERTIFICATE_NAME, ContentFile(data, f"{digest}.webp"), digest)

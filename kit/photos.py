"""Photographs: made clean once, on arrival, and never processed again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

import pi_heif
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageCms, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 60_000_000
SIDE = 2000
THUMB = (480, 360)
# What the decoders raise on files that are damaged or only pretend to be pictures.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    RuntimeError,
)

pi_heif.register_heif_opener()


@dataclass(frozen=True)
class Clean:
    """`digest` is the SHA-256 of the file as sent; sizes are pixels of `full`."""

    digest: str
    full: ContentFile[bytes]
    thumb: ContentFile[bytes]
    width: int
    height: int


def clean(upload: UploadedFile) -> Clean:
    """Decode, turn upright, convert to sRGB, shrink and encode anew; EXIF and GPS stay behind.

    ValidationError names the file and what to do.
    """
    name = PurePath(upload.name or "照片").name
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(f"“{name}”超过 15 MB，请压缩后再传。", code="too_big")
    raw = upload.read()
    image = _decoded(raw, name)
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    thumb = ImageOps.fit(image, THUMB, Image.Resampling.LANCZOS)
    digest = hashlib.sha256(raw).hexdigest()
    full = _webp(image, f"{digest}.webp")
    return Clean(digest, full, _webp(thumb, f"{digest}_s.webp"), image.width, image.height)


def _decoded(raw: bytes, name: str) -> Image.Image:
    try:
        source = Image.open(BytesIO(raw), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(name) from error
    except _BROKEN as error:
        raise ValidationError(
            f"“{name}”不是能用的照片，请换成 JPG、PNG、WebP 或 HEIC 照片。", code="not_a_photo"
        ) from error
    if source.width * source.height > MAX_PIXELS:
        raise _too_many_pixels(name)
    try:
        source.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded small at once; others ignore it
        return _srgb(ImageOps.exif_transpose(source))
    except _BROKEN as error:
        raise ValidationError(
            f"“{name}”没有传完整或已经损坏，请重新导出后再传。", code="broken"
        ) from error


def _srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image).convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, given, wanted, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile spoils the colours a little, not the photograph
    return image.convert("RGB")


def _too_many_pixels(name: str) -> ValidationError:
    return ValidationError(
        f"“{name}”尺寸太大（超过 6000 万像素），请缩小后再传。", code="too_many_pixels"
    )


def _webp(image: Image.Image, name: str) -> ContentFile[bytes]:
    out = BytesIO()
    image.save(out, "WEBP", quality=82, exif=b"", icc_profile=b"")
    return ContentFile(out.getvalue(), name)

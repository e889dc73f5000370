"""Photographs: made clean once, on arrival, and never processed again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import PurePath

import pi_heif
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageCms, ImageOps

from kit import scanning

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1")  # how such a file begins, after four bytes
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 60_000_000
SIDE = 2000
MIDDLE = 960  # wide: enough for a telephone; what is no wider has no such size
THUMB = (480, 360)
LOOK = 8  # rows and columns of a picture's look
ALIKE = 5  # of its 64 bits may differ: another size or compression, never another picture
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
    """`digest` is the SHA-256 of the file as sent; sizes are pixels of `full`.

    `look` tells the same picture in another size or compression: see `alike`.
    """

    digest: str
    look: str
    full: ContentFile[bytes]
    middle: ContentFile[bytes] | None
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
    scanning.look(upload)
    raw = upload.read()
    image = _decoded(raw, name)
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    narrowed = _narrowed(image) if image.width > MIDDLE else image
    thumb = ImageOps.fit(narrowed, THUMB, Image.Resampling.LANCZOS)
    digest = hashlib.sha256(raw).hexdigest()
    full = _webp(image, f"{digest}.webp")
    middle = _webp(narrowed, f"{digest}_m.webp") if narrowed is not image else None
    small = _webp(thumb, f"{digest}_s.webp")
    return Clean(digest, _look(image), full, middle, small, image.width, image.height)


def _narrowed(image: Image.Image) -> Image.Image:
    height = round(image.height * MIDDLE / image.width)
    return image.resize((MIDDLE, max(height, 1)), Image.Resampling.LANCZOS)


def alike(one: str, other: str) -> bool:
    """Whether two looks are of the same picture; of a plain surface nothing can be said."""
    return bool(one and other) and (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE


def _look(image: Image.Image) -> str:
    """A difference hash: 64 bits, each whether a spot is darker than its right neighbour."""
    grey = image.convert("L").resize((LOOK + 1, LOOK), Image.Resampling.LANCZOS)
    spots = grey.tobytes()
    rows = [spots[start : start + LOOK + 1] for start in range(0, len(spots), LOOK + 1)]
    bits = "".join("01"[left < right] for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):016x}" if len(set(bits)) > 1 else ""


def _decoded(raw: bytes, name: str) -> Image.Image:
    try:
        source = Image.open(BytesIO(raw), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(name) from error
    except _BROKEN as error:
        if raw[4:12] in HEIC:  # its decoder looks at the whole file at once
            raise _broken(name) from error
        raise ValidationError(
            f"“{name}”不是能用的照片，请换成 JPG、PNG、WebP 或 HEIC 照片。", code="not_a_photo"
        ) from error
    if source.width * source.height > MAX_PIXELS:
        raise _too_many_pixels(name)
    try:
        # A JPEG is decoded small at once, to no less than its sides will be; others ignore it.
        shrunk = min(SIDE / max(source.size), 1)
        source.draft("RGB", (round(source.width * shrunk), round(source.height * shrunk)))
        return _srgb(ImageOps.exif_transpose(source))
    except _BROKEN as error:
        raise _broken(name) from error


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


def _broken(name: str) -> ValidationError:
    return ValidationError(f"“{name}”没有传完整或已经损坏，请重新导出后再传。", code="broken")


def _too_many_pixels(name: str) -> ValidationError:
    return ValidationError(
        f"“{name}”尺寸太大（超过 6000 万像素），请缩小后再传。", code="too_many_pixels"
    )


def _webp(image: Image.Image, name: str) -> ContentFile[bytes]:
    out = BytesIO()
    image.save(out, "WEBP", quality=82, exif=b"", icc_profile=b"")
    return ContentFile(out.getvalue(), name)

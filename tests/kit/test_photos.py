import hashlib
from io import BytesIO
from pathlib import Path

import pi_heif
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from kit import photos

ORIENTATION, GPS = 0x0112, 0x8825


def picture(size=(120, 80), mode="RGB", colour="red"):
    return Image.new(mode, size, colour)


def sent(image, kind="JPEG", name="a.jpg", **options):
    out = BytesIO()
    image.save(out, kind, **options)
    return SimpleUploadedFile(name, out.getvalue())


def opened(content):
    content.seek(0)
    return Image.open(content)


def refusal(upload):
    with pytest.raises(ValidationError) as caught:
        photos.clean(upload)
    return caught.value.messages


def near(colour, wanted):
    return all(abs(one - other) <= 12 for one, other in zip(colour, wanted, strict=True))


def test_a_photograph_becomes_webp_files_of_three_sizes_named_by_its_digest():
    upload = sent(picture((3000, 1500)))
    raw = upload.read()
    upload.seek(0)
    clean = photos.clean(upload)
    assert clean.digest == hashlib.sha256(raw).hexdigest()
    assert (clean.full.name, clean.thumb.name) == (f"{clean.digest}.webp", f"{clean.digest}_s.webp")
    assert (clean.width, clean.height) == opened(clean.full).size == (2000, 1000)
    assert (opened(clean.full).format, opened(clean.thumb).size) == ("WEBP", (480, 360))
    assert (clean.middle.name, opened(clean.middle).size) == (f"{clean.digest}_m.webp", (960, 480))


def test_a_small_photograph_is_not_enlarged():
    clean = photos.clean(sent(picture((120, 80))))
    assert (opened(clean.full).size, clean.middle) == ((120, 80), None)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_the_usual_formats_are_read(kind):
    assert opened(photos.clean(sent(picture(), kind)).full).size == (120, 80)


def test_position_and_camera_are_dropped_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (31.0, 34.0, 0.0)}
    full = opened(photos.clean(sent(picture((120, 80)), exif=exif)).full)
    assert (full.size, dict(full.getexif()), full.info.get("icc_profile")) == ((80, 120), {}, None)


def test_transparency_becomes_white():
    clean = photos.clean(sent(picture(mode="RGBA", colour=(255, 0, 0, 0)), "PNG"))
    assert near(opened(clean.full).getpixel((5, 5)), (255, 255, 255))


def test_cmyk_becomes_rgb():
    clean = photos.clean(sent(picture(mode="CMYK", colour=(0, 255, 255, 0))))
    assert near(opened(clean.full).convert("RGB").getpixel((5, 5)), (255, 0, 0))


@pytest.mark.parametrize(
    "profile", [ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), b"x"]
)
def test_a_colour_profile_good_or_bad_is_no_obstacle(profile):
    clean = photos.clean(sent(picture(), icc_profile=profile))
    assert near(opened(clean.full).getpixel((5, 5)), (254, 0, 0))


def test_of_an_animation_the_first_picture_is_kept():
    frames = {"save_all": True, "append_images": [picture(colour="blue")]}
    clean = photos.clean(sent(picture(), "WEBP", **frames))
    assert near(opened(clean.full).getpixel((5, 5)), (255, 0, 0))


def test_the_decoder_for_iphone_photographs_is_at_hand():
    assert "HEIF" in photos.FORMATS
    assert ".heic" in Image.registered_extensions()
    assert pi_heif.libheif_info()["libheif"]


def heic(name="合影.heic"):
    """As a telephone sends it: lying on its side, with camera and place in its EXIF."""
    raw = (Path(__file__).parent / "photograph.heic").read_bytes()
    return SimpleUploadedFile(name, raw)


def test_an_iphone_photograph_stands_upright_and_forgets_where_it_was_taken():
    full = opened(photos.clean(heic()).full)
    assert (full.format, full.size, dict(full.getexif())) == ("WEBP", (96, 128), {})
    assert near(full.getpixel((48, 20)), (255, 0, 0))
    assert near(full.getpixel((48, 110)), (0, 0, 255))
    whole = heic().read()
    assert refusal(SimpleUploadedFile("合影.heic", whole[:500])) == [
        "“合影.heic”没有传完整或已经损坏，请重新导出后再传。"
    ]


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_no_kind_of_description_is_kept(kind):
    place = b"<x:xmpmeta><exif:GPSLatitude>31,34N</exif:GPSLatitude></x:xmpmeta>"
    options = {"PNG": {}, "JPEG": {"comment": place, "xmp": place}, "WEBP": {"xmp": place}}[kind]
    clean = photos.clean(sent(picture(), kind, **options))
    assert b"GPSLatitude" not in clean.full.read() + clean.thumb.read()


def test_the_same_picture_looks_alike_in_another_size_and_no_other_does():
    def drawn(*box):
        image = picture((800, 600), colour="white")
        ImageDraw.Draw(image).ellipse(box, fill="navy")
        return image

    def look(image, **options):
        return photos.clean(sent(image, **options)).look

    one = drawn(100, 100, 500, 500)
    assert photos.alike(look(one), look(one.resize((300, 225)), quality=40))
    assert not photos.alike(look(one), look(drawn(500, 50, 780, 300)))
    assert not photos.alike(look(picture()), look(picture(colour="blue")))  # plain: nothing to say


def test_other_files_are_refused_by_name():
    wanted = ["“合影.jpg”不是能用的照片，请换成 JPG、PNG、WebP 或 HEIC 照片。"]
    assert refusal(SimpleUploadedFile("合影.jpg", b"%PDF-1.7 nothing")) == wanted
    assert refusal(sent(picture(), "GIF", "合影.jpg")) == wanted
    assert refusal(sent(picture(), "BMP", "合影.jpg")) == wanted


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_file_is_refused(kind):
    image = picture((400, 400))
    ImageDraw.Draw(image).ellipse((10, 10, 300, 390), fill="green")
    raw = sent(image, kind).read()
    upload = SimpleUploadedFile("a.jpg", raw[: len(raw) * 2 // 3])
    assert refusal(upload)[0].startswith("“a.jpg”")


def test_a_file_too_big_is_refused_unread():
    upload = SimpleUploadedFile("a.jpg", b"")
    upload.size = photos.MAX_BYTES + 1
    assert refusal(upload) == ["“a.jpg”超过 15 MB，请压缩后再传。"]


@pytest.mark.parametrize("size", [(8000, 8000), (10000, 9500), (14000, 14000)])
def test_too_many_pixels_are_refused_before_they_are_decoded(size):
    upload = sent(Image.new("1", size), "PNG")
    assert refusal(upload) == ["“a.jpg”尺寸太大（超过 6000 万像素），请缩小后再传。"]


RAW = sent(picture((200, 150))).read()


@settings(max_examples=60)
@given(st.integers(2, len(RAW) - 1), st.binary(min_size=1, max_size=30))
def test_damage_anywhere_ends_in_a_picture_or_in_a_sentence(place, noise):
    damaged = RAW[:place] + noise + RAW[place + len(noise) :]
    try:
        clean = photos.clean(SimpleUploadedFile("a.jpg", damaged))
    except ValidationError as error:
        assert error.messages[0].startswith("“a.jpg”")  # noqa: PT017
    else:
        assert opened(clean.full).format == "WEBP"

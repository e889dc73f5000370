"""Covers are composed from the brand's own words, the same for ever, and safe to show anywhere."""

import re
from random import Random
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from brands.choices import Cover
from brands.documents import cover
from brands.documents.motifs import DRAWN
from tests.factories import BrandFactory, published

SVG = "{http://www.w3.org/2000/svg}"


def test_the_same_brand_has_the_same_cover_and_another_name_another(db):
    brand = BrandFactory(title="竹海领航", slip="竹海")
    first, address = cover.svg(brand), brand.cover_url
    assert cover.svg(brand) == first
    brand.title = "竹海远航"
    assert (cover.svg(brand) != first, brand.cover_url != address) == (True, True)


def test_a_cover_is_a_small_picture_with_the_name_and_the_slip_in_vertical_type(db):
    root = ElementTree.fromstring(cover.svg(BrandFactory(title="心桥|党建", slip="心桥")))  # noqa: S314
    assert root.attrib["viewBox"] == "0 0 600 800"
    assert root.find(f"{SVG}title").text == "心桥党建"
    glyphs = root.findall(f".//{SVG}tspan")
    assert [glyph.text for glyph in glyphs] == ["心", "桥"]
    assert len({glyph.attrib["x"] for glyph in glyphs}) == 1


def test_without_a_slip_the_name_gives_its_first_characters(db):
    assert BrandFactory(title="“慧”智·养根竢实", slip="").slip_text == "慧智养根"


def test_a_name_cannot_break_out_of_the_picture(db):
    drawn = cover.svg(BrandFactory(title='<script>"x"</script>', slip="<&>"))
    assert "<script" not in drawn
    texts = [t.text for t in ElementTree.fromstring(drawn).iter(f"{SVG}tspan")]  # noqa: S314
    assert texts == ["<", "&", ">"]


@pytest.mark.parametrize(
    ("name", "motif"),
    [
        ("连心桥", Cover.XINQIAO),
        ("养根竢实", Cover.YANGGEN),
        ("蒲公英花开", Cover.YINGSHAN),
        ("某某工程", Cover.DEFAULT),
    ],
)
def test_a_brand_without_a_picture_gets_the_motif_its_name_reminds_of(name, motif):
    assert cover.reminded(name) == motif


@pytest.mark.parametrize("motif", Cover.values)
def test_every_motif_draws_in_each_of_its_palettes_without_anything_from_outside(motif):
    draw, palettes = DRAWN[motif]
    for palette in palettes:
        drawn = "".join(draw(palette, Random(1)))  # noqa: S311
        ElementTree.fromstring(f"<svg>{drawn}</svg>")  # noqa: S314
        assert not re.search(r"href|url\(|style=|on\w+=", drawn)
        assert len(drawn) < 12_000


def test_an_address_of_an_older_cover_leads_to_the_present_one(client, db):
    brand = published(BrandFactory(title="竹海领航"))
    old = brand.cover_url
    brand.title = "竹海远航"
    brand.save()
    assert client.get(old).url == brand.cover_url
    response = client.get(brand.cover_url)
    assert response.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=604800"
    assert "竹海远航" in response.content.decode()


def test_the_cover_of_an_unpublished_brand_is_not_found_and_its_makers_keep_it_to_themselves(
    client, staff, brand
):
    assert client.get(brand.cover_url).status_code == 404
    client.force_login(staff)
    assert client.get(brand.cover_url).headers["Cache-Control"] == "private"


def test_shelf_home_and_brand_page_show_the_composed_cover(client, db):
    brand = published(BrandFactory(title="竹海领航"))
    for address in (reverse("brands:list"), reverse("home"), brand.get_absolute_url()):
        assert f'src="{brand.cover_url}"' in client.get(address).content.decode()

"""F21, T17, T20: what comes out of the worker is drawn by us, or nothing comes out at all."""

import gzip
import io
import resource
import struct
import zlib

import pytest
from PIL import Image

from journal.care.problems import Refused
from journal.entries.photos.darkroom import MOST_BYTES, Darkroom
from tests.support import pictures
from tests.support.pictures import SCRIPT, chunk, moving, photo, picture, png_of, saved

room = Darkroom()


def outcome(sent: bytes) -> str:
    """ "drawn", or the code it was refused with."""
    try:
        drawn = room.develop(sent)
    except Refused as refused:
        return refused.problems[0].code
    check_drawn(sent, drawn)
    return "drawn"


def check_drawn(sent, drawn):
    for kept in (drawn.large, drawn.small):
        image = Image.open(io.BytesIO(kept))
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert kept != sent
        assert b"<script" not in kept
        assert b"PK\x03\x04" not in kept
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        image.load()
    assert max(drawn.width, drawn.height) <= 2048


def hostile():
    """F21: 25 files, what becomes of each."""
    whole = photo((800, 600))
    yield "25 MB JPEG", whole + bytes(25 * 1024 * 1024 - len(whole)), "image_too_large"
    yield "just over 12 MB", whole + bytes(MOST_BYTES + 1 - len(whole)), "image_too_large"
    yield "just under 12 MB", whole + bytes(MOST_BYTES - len(whole)), "drawn"
    yield "30000 x 1", png_of(30_000, 1), "drawn"
    yield "1 x 30000", png_of(1, 30_000), "drawn"
    yield "20000 x 20000", png_of(20_000, 20_000), "image_too_large"
    yield "13000 x 13000", png_of(13_000, 13_000), "image_too_large"
    yield "20000 x 20000, 1 bit", png_of(20_000, 20_000, depth=1), "image_too_large"
    yield "6300 x 6300 RGBA, at the limit", png_of(6_300, 6_300, colour=6), "drawn"
    yield "6300 x 6300, 16 bit RGB", png_of(6_300, 6_300, depth=16, colour=2), "drawn"
    yield "says 65500 x 65500", header_only(65_500), "image_too_large"
    yield (
        "says 2^31 wide",
        png_saying(2**31 - 1),
        "image_damaged",
    )
    yield "animated PNG, 300 pictures", moving("PNG", 300), "image_moving"
    yield "animated WebP, 5,000 pictures", moving("WEBP", 5_000), "image_moving"
    yield "truncated JPEG", whole[: len(whole) // 2], "image_damaged"
    yield "truncated PNG", saved(picture(), "PNG")[:-200], "image_damaged"
    yield "truncated WebP", saved(picture(), "WEBP", lossless=True)[:-40], "image_type"
    yield "CMYK JPEG", saved(picture(mode="CMYK"), "JPEG"), "drawn"
    yield "16 bit grey", saved(Image.new("I;16", (90, 60), 40_000), "PNG"), "drawn"
    yield "1 bit", saved(Image.new("1", (90, 60), 1), "PNG"), "drawn"
    yield "palette with transparency", saved(picture(mode="P"), "PNG", transparency=60), "drawn"
    yield "transparent", saved(picture(mode="RGBA"), "WEBP"), "drawn"
    yield "bomb in a text", png_with_bomb(), "image_damaged"
    yield "a profile of 3 MB of zeros", photo(icc_profile=bytes(3_000_000)), "drawn"
    yield "an orientation that is none", photo(turned=77), "drawn"


def png_saying(side):
    """A PNG whose header says it is that large, with no data behind it."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    return start + chunk(b"IDAT", b"x") + chunk(b"IEND")


def header_only(side):
    """A JPEG whose frame says it is that large, with the data of a small one."""
    whole = bytearray(photo((16, 16), exif=b"", icc_profile=None))
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = struct.pack(">HH", side, side)
    return bytes(whole)


def png_with_bomb():
    text = b"Comment\0\0" + zlib.compress(bytes(60 * 1024 * 1024), 9)
    whole = saved(picture(), "PNG")
    return whole[:33] + chunk(b"zTXt", text) + whole[33:]


@pytest.fixture(scope="module")
def hostiles() -> list[tuple[str, bytes, str]]:
    return list(hostile())


def test_f21_there_are_25_hostile_files(hostiles):
    assert len(hostiles) == 25


def test_f21_hostile_pictures_are_drawn_or_refused_and_the_server_stays_small(hostiles):
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = seconds_of_workers()
    found = {name: outcome(sent) for name, sent, _ in hostiles}
    assert found == {name: wanted for name, _, wanted in hostiles}
    assert seconds_of_workers() - began < 60
    # The pictures are decoded elsewhere: at most an upload and an answer are held here.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used < 64 * 1024


def seconds_of_workers():
    """The CPU that all workers used so far: the clock on the wall tells of other work too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table():
    """T17: 60 files by what they really are; their names say something else anyway."""
    jpeg, png, webp = photo(), saved(picture(), "PNG"), saved(picture(), "WEBP")
    html = b"<!DOCTYPE html><html>" + SCRIPT + b"</html>"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
    for kind, whole in (("JPEG", jpeg), ("PNG", png), ("WebP", webp)):
        yield kind, whole, "drawn"
        for tail_name, tail in (("HTML", html), ("SVG", svg), ("a zip", b"PK\x03\x04" + SCRIPT)):
            yield f"{kind} with {tail_name} behind it", whole + tail, "drawn"
        yield f"{kind} behind HTML", html + whole, "image_type"
        yield f"{kind} without its first byte", whole[1:], "image_type"
        yield f"the first 16 bytes of {kind}", whole[:16], ("image_type", "image_damaged")
    yield "JPEG with a script as its comment", photo(comment=SCRIPT * 50), "drawn"
    yield "JPEG with a script as its profile", photo(icc_profile=SCRIPT * 50), "drawn"
    yield "JPEG with a script as EXIF", photo(exif=b"Exif\0\0" + SCRIPT * 50), "drawn"
    yield "PNG with a script as its text", pictures.png_with_text(SCRIPT.decode()), "drawn"
    yield "WebP with a script as XMP", saved(picture(), "WEBP", xmp=SCRIPT), "drawn"
    yield "progressive JPEG", saved(picture(), "JPEG", progressive=True), "drawn"
    yield "grey JPEG", saved(picture(mode="L"), "JPEG"), "drawn"
    yield "two pictures in one JPEG", two_in_one(), "drawn"
    yield "SVG with a script", svg, "image_type"
    yield "SVG with a declaration", b'<?xml version="1.0"?>' + svg, "image_type"
    yield "SVG, packed", gzip.compress(svg), "image_type"
    yield "HTML", html, "image_type"
    yield "nothing", b"", "image_type"
    yield "one byte", b"\xff", "image_type"
    yield "zeros", bytes(5_000), "image_type"
    yield "text", b"This is a photo, honestly.", "image_type"
    yield "a zip", b"PK\x03\x04" + bytes(500), "image_type"
    yield "a PDF", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\n", "image_type"
    yield "a program", b"\x7fELF\x02\x01\x01" + bytes(500), "image_type"
    yield "PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "image_type"
    for kind in ("GIF", "TIFF", "BMP", "ICO", "PPM", "TGA", "JPEG2000", "DDS", "AVIF"):
        yield kind, saved(picture((64, 64)), kind), "image_type"
    for brand in (b"heic", b"heix", b"mif1", b"avif", b"hevc"):
        yield f"{brand.decode()}, its beginning", pictures.box(brand), "image_type"
    yield "a film", pictures.box(b"isom"), "image_type"
    yield "GIF with a Java archive", saved(picture((9, 9)), "GIF") + b"PK\x03\x04", "image_type"
    yield from ((name, sent, "image_damaged") for name, sent in list(pictures.odd_jpegs())[2:9:3])


def two_in_one():
    first, second = picture(), picture((40, 40))
    return saved(first, "MPO", save_all=True, append_images=[second])


TABLE = list(table())


def test_t17_only_pictures_are_kept_and_none_as_it_came():
    assert len(TABLE) >= 60
    wrong = {}
    for name, sent, wanted in TABLE:
        found = outcome(sent)
        if found not in ([wanted] if isinstance(wanted, str) else wanted):
            wrong[name] = found
    assert wrong == {}


def test_t17_heic_says_what_to_do():
    with pytest.raises(Refused) as refused:
        room.develop(pictures.box(b"heic"))
    assert "Save it as JPEG" in refused.value.problems[0].message


def test_b33_too_many_pixels_says_how_many():
    with pytest.raises(Refused) as refused:
        room.develop(png_of(10_000, 6_000))
    assert "60 megapixels; the limit is 40." in refused.value.problems[0].message


def test_t20_where_and_with_what_it_was_taken_is_nowhere_in_what_is_kept():
    sent = photo()
    assert pictures.SERIAL.encode() in sent
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    drawn = room.develop(sent)
    for kept in (drawn.large, drawn.small):
        assert markers(kept) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
        assert pictures.SERIAL.encode() not in kept
        assert b"Maker" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.fixture
def photos(real_data) -> list[bytes]:
    """Photos of real cameras where there are some, or our own, turned in every way."""
    if real_data is None:
        return [photo((400, 300), turned=turned) for turned in range(1, 9)]
    return [file.read_bytes() for file in (real_data / "text_images" / "exif").glob("*.jpg")]


def test_t20_photos_of_any_camera_lose_what_they_say_beside_their_pixels(photos):
    assert any(Image.open(io.BytesIO(each)).getexif().get_ifd(0x8825) for each in photos)
    for each in photos:
        drawn = room.develop(each)
        check_drawn(each, drawn)
        assert markers(drawn.large) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def markers(jpeg):
    """The kinds of segments of a JPEG, up to its data."""
    found, at = set(), 2
    while jpeg[at] == 0xFF and 0xDA not in found:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize(
    ("turned", "red"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom"), (2, "right")]
)
def test_a_photo_stands_upright(turned, red):
    drawn = room.develop(photo((300, 200), turned=turned))
    assert (drawn.width, drawn.height) == ((300, 200) if turned < 5 else (200, 300))
    image = Image.open(io.BytesIO(drawn.large))
    middle = {"left": (5, 100), "right": (295, 100), "top": (100, 5), "bottom": (100, 295)}[red]
    r, _g, b = image.getpixel(middle)
    assert r > b


def test_colours_of_another_profile_look_the_same_without_it():
    """A green of a wide profile becomes another number in sRGB, and the same colour."""
    swapped = swapped_profile()
    sent = saved(picture(colour=(0, 200, 0), size=(64, 64)), "PNG", icc_profile=swapped)
    image = Image.open(io.BytesIO(room.develop(sent).large))
    r, g, _b = image.getpixel((60, 30))
    assert r > g  # the profile's green is sRGB's red


def swapped_profile():
    """sRGB with its red and green exchanged."""
    held = pictures.srgb().replace(b"rXYZ", b"held")
    return held.replace(b"gXYZ", b"rXYZ").replace(b"held", b"gXYZ")


def test_transparency_is_white():
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    image = Image.open(io.BytesIO(room.develop(saved(clear, "PNG")).large))
    assert min(image.getpixel((25, 25))) > 250


def test_16_bits_keep_their_light():
    grey = saved(Image.new("I;16", (60, 60), 0x8000), "PNG")
    image = Image.open(io.BytesIO(room.develop(grey).large))
    assert abs(image.getpixel((30, 30))[0] - 128) < 3


def test_large_photos_become_2048_and_small_ones_are_left_at_their_size():
    drawn = room.develop(photo((4000, 3000)))
    assert (drawn.width, drawn.height) == (2048, 1536)
    assert Image.open(io.BytesIO(drawn.small)).size == (400, 300)
    drawn = room.develop(photo((30, 20)))
    assert (drawn.width, drawn.height) == (30, 20)

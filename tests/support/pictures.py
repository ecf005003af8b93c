"""Pictures for tests, made here: what phones take, and what nobody should send."""

import io
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

SCRIPT = b"<script>alert(1)</script>"
SERIAL = "SN-4711-CAMERA"
GPS = {1: "N", 2: (40.0, 42.0, 46.0), 3: "W", 4: (74.0, 0.0, 21.0)}


def picture(size: tuple[int, int] = (320, 200), mode: str = "RGB", colour: Any = None) -> Any:
    """A picture whose left half is red, so that it can be told when it was turned."""
    colour = colour if colour is not None else {"RGB": (0, 0, 200), "CMYK": (200, 0, 0, 0)}
    plain = colour.get(mode, 60) if isinstance(colour, dict) else colour
    image = Image.new(mode, size, plain)
    if mode in {"RGB", "RGBA"}:
        red = (220, 10, 10, 255)[: len(mode)]
        image.paste(red, (0, 0, size[0] // 2, size[1]))
    return image


def saved(image: Any, kind: str, **options: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(size: tuple[int, int] = (320, 200), *, turned: int = 1, **options: Any) -> bytes:
    """A JPEG as a phone takes it: where, with what, which way up, and in which colours."""
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F], exif[0xA431] = "Maker of phones", SERIAL
    exif.get_ifd(0x8825).update(GPS)
    given = {"exif": exif, "icc_profile": srgb(), "comment": SCRIPT, **options}
    return saved(picture(size), "JPEG", **given)


@cache
def srgb() -> bytes:
    """A profile, once: it holds the second in which it was made."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def png_of(width: int, height: int, *, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG of nothing but zeros, made without holding its pixels: small file, large picture."""
    channels = {0: 1, 2: 3, 6: 4}[colour]
    row = bytes(1 + -(-width * channels * depth // 8))
    packer = zlib.compressobj(1)
    rows = row * max(1, (1 << 20) // len(row))
    whole, rest = divmod(len(row) * height, len(rows))
    data = b"".join(packer.compress(rows) for _ in range(whole))
    data += packer.compress(rows[:rest]) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND")


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def moving(kind: str, frames: int) -> bytes:
    """A picture that moves."""
    first = picture((16, 16))
    more = [Image.new("RGB", (16, 16), (n % 256, n // 256, 9)) for n in range(frames - 1)]
    return saved(first, kind, save_all=True, append_images=more, duration=20)


def png_with_text(text: str) -> bytes:
    """A PNG that says something beside its pixels."""
    info = PngInfo()
    info.add_text("Comment", text)
    info.add_itxt("Comment", text)
    return saved(picture(), "PNG", pnginfo=info)


def box(brand: bytes) -> bytes:
    """The beginning of an ISO media file, such as HEIC."""
    return struct.pack(">I4s4sI", 24, b"ftyp", brand, 0) + brand + b"mif1" + b"\0" * 400


def odd_jpegs() -> Iterator[tuple[str, bytes]]:
    """JPEGs cut off after every tenth of their length."""
    whole = photo((600, 400))
    for tenth in range(1, 10):
        yield f"cut at {tenth}0 %", whole[: len(whole) * tenth // 10]

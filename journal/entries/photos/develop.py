"""The worker that draws a picture anew: a process of its own, because the file comes from anywhere.

It is started by path with an empty environment and imports nothing of the journal. One picture on
standard input; on standard output one letter and what belongs to it:

  o  drawn: width, height, the length of the first JPEG, the JPEG and its small copy
  t  this is no JPEG, PNG or WebP
  m  it moves: more than one picture of a PNG or WebP
  p  too many pixels: how many millions, rounded up
  d  damaged: it cannot be decoded to its end

Only pixels leave: what stood in the file beside them (place, time, camera, comments, whatever was
hung on its end) is in neither copy. Colours are converted to sRGB, which needs no profile.
"""

import io
import math
import resource
import struct
import sys

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

HEAD = struct.Struct(">III")
PIXELS = struct.Struct(">I")
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LONGEST, SMALL = 2048, 400
WHITE = (255, 255, 255)
# A profile is read by a C library: what no camera writes is not handed to it.
MOST_PROFILE = 4 * 1024 * 1024


def main() -> None:
    """Take the limits from the command line: memory in bytes, CPU in seconds."""
    memory, cpu_seconds = (int(each) for each in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # A soft limit ends it by a signal of its own: SIGKILL may come from anybody.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(develop(sys.stdin.buffer.read()))


def develop(sent: bytes) -> bytes:
    """Return the answer for one file, as this module's text says."""
    Image.MAX_IMAGE_PIXELS = None  # it would only warn; the limit below refuses
    try:
        picture = Image.open(io.BytesIO(sent), formats=FORMATS)
    except UnidentifiedImageError:
        return b"t"
    except (OSError, ValueError, SyntaxError, MemoryError, struct.error):
        return b"d"
    with picture:
        if picture.width * picture.height > MOST_PIXELS:
            return b"p" + PIXELS.pack(math.ceil(picture.width * picture.height / 1_000_000))
        # A phone's JPEG may carry further pictures behind the first; only the first is read.
        if picture.format in {"PNG", "WEBP"} and getattr(picture, "n_frames", 1) > 1:
            return b"m"
        try:
            drawn = _drawn(picture)
        except (OSError, ValueError, SyntaxError, MemoryError, struct.error):
            return b"d"
    small = drawn.copy()
    small.thumbnail((SMALL, SMALL))
    large = _jpeg(drawn, 85)
    return b"o" + HEAD.pack(*drawn.size, len(large)) + large + _jpeg(small, 75)


def _drawn(picture: Image.Image) -> Image.Image:
    """The picture upright, in sRGB, its longest side 2,048 pixels at most."""
    profile = picture.info.get("icc_profile")
    picture.draft(None, (LONGEST, LONGEST))
    picture.load()
    found = ImageOps.exif_transpose(_small_enough(_plain(picture)))
    found = _to_srgb(_on_white(found), profile)
    # What is left in `info` would be written: a comment, for one.
    found.info = {}
    return found


def _plain(picture: Image.Image) -> Image.Image:
    """A mode that can be made smaller: no palette, no single bits, no 16 bits."""
    if picture.mode in {"P", "PA", "LA"}:
        return picture.convert("RGBA")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in {"1", "F"}:
        return picture.convert("L")
    return picture


def _small_enough(picture: Image.Image) -> Image.Image:
    if max(picture.size) > LONGEST:
        picture.thumbnail((LONGEST, LONGEST), reducing_gap=2.0)
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture
    picture = picture.convert("RGBA")
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and len(profile) <= MOST_PROFILE:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            into = ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(picture, own, into, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            found = None  # a profile that is none says nothing about the colours
        if found is not None:
            return found
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, exif=b"", icc_profile=None)
    return out.getvalue()


if __name__ == "__main__":
    main()

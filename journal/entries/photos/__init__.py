"""Photos: drawn anew in a process of their own, written to the disk, then named in the journal."""

from journal.entries.photos.keep import MOST_BYTES, Upload, keep

__all__ = ["MOST_BYTES", "Upload", "keep"]

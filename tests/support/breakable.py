"""A disk that a test can break: every write, flush and removal of SQLite passes through here.

SQLite lets a program bring its own "virtual file system". Ours is the machine's own, with three
doors in front of it (write, flush, remove) at which a test may look, or say no. The library is the
one Python has loaded: what is tested is the SQLite that keeps the journal.
"""

import _sqlite3
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

IO_WRITE = 10 | (3 << 8)
IO_FSYNC = 10 | (4 << 8)
FULL = 13
# Size and order of the fields as sqlite3.h has had them since 3.5 and 3.7.
POINTER = ctypes.c_void_p
WRITE = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, POINTER, ctypes.c_int, ctypes.c_int64)
TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, ctypes.c_int64)
SYNC = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, ctypes.c_int)
# SQLite keeps the pointer to the name it gave: it has to arrive below as it came.
OPEN = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, POINTER, POINTER, ctypes.c_int, POINTER)
DELETE = ctypes.CFUNCTYPE(ctypes.c_int, POINTER, POINTER, ctypes.c_int)


class Methods(ctypes.Structure):
    """sqlite3_io_methods."""

    _fields_ = (
        ("iVersion", ctypes.c_int),
        ("xClose", POINTER),
        ("xRead", POINTER),
        ("xWrite", POINTER),
        ("xTruncate", POINTER),
        ("xSync", POINTER),
        *((f"more{number}", POINTER) for number in range(13)),
    )


class FileSystem(ctypes.Structure):
    """sqlite3_vfs."""

    _fields_ = (
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        ("pNext", POINTER),
        ("zName", ctypes.c_char_p),
        ("pAppData", POINTER),
        ("xOpen", POINTER),
        ("xDelete", POINTER),
        *((f"more{number}", POINTER) for number in range(14)),
    )


@dataclass(frozen=True)
class Done:
    """One thing SQLite did to a file.

    what  write (at, data), truncate (at: the new size), sync, remove, or remove and sync
    """

    what: str
    path: Path
    at: int = 0
    data: bytes = b""


# Returns 0 to let it happen, or the code SQLite is told instead.
Door = Callable[[Done], int]


@dataclass
class Disk:
    """What happened, in order, and the door through which everything has to go."""

    log: list[Done] = field(default_factory=list)
    door: Door = lambda _done: 0
    paths: dict[int, Path] = field(default_factory=dict)
    alive: list[Any] = field(default_factory=list)
    tables: dict[int, Methods] = field(default_factory=dict)

    def pass_(self, done: Done) -> int:
        """Ask at the door; note what is let through."""
        code = self.door(done)
        if not code:
            self.log.append(done)
        return code


@contextmanager
def disk() -> Iterator[Disk]:
    """Every database that is opened within stands on this disk."""
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    library.sqlite3_vfs_find.restype = POINTER
    library.sqlite3_vfs_find.argtypes = (ctypes.c_char_p,)
    library.sqlite3_vfs_register.argtypes = (POINTER, ctypes.c_int)
    library.sqlite3_vfs_unregister.argtypes = (POINTER,)
    below = FileSystem.from_address(library.sqlite3_vfs_find(None))
    ours = FileSystem()
    ctypes.memmove(ctypes.byref(ours), ctypes.byref(below), _size(below.iVersion))
    ours.zName = b"sunhat-breakable"
    ours.pNext = None
    made = Disk()
    ours.xOpen = _keep(made, OPEN(_opener(made, OPEN(below.xOpen))))
    ours.xDelete = _keep(made, DELETE(_remover(made, DELETE(below.xDelete))))
    assert library.sqlite3_vfs_register(ctypes.byref(ours), 1) == 0
    try:
        yield made
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(ours))
        library.sqlite3_vfs_register(ctypes.byref(below), 1)


def _size(version: int) -> int:
    """Up to where the structure of this version reaches."""
    last = {1: 9, 2: 10}.get(version, 13)
    return int(getattr(FileSystem, f"more{last}").offset) + ctypes.sizeof(POINTER)


def _keep(made: Disk, function: Any) -> int | None:
    made.alive.append(function)
    return ctypes.cast(function, POINTER).value


def _opener(made: Disk, below: Any) -> Callable[..., int]:
    def open_(vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        code: int = below(vfs, name, file, flags, out)
        address = POINTER.from_address(file).value
        if code == 0 and name and address:
            made.paths[file] = _path(name)
            POINTER.from_address(file).value = ctypes.addressof(_watched(made, address))
        return code

    return open_


def _watched(made: Disk, address: int) -> Methods:
    """The same methods, with our doors in front of three of them."""
    if address not in made.tables:
        below = Methods.from_address(address)
        ours = Methods()
        size = {1: 13, 2: 17}.get(below.iVersion, 19)
        ctypes.memmove(ctypes.byref(ours), address, size * ctypes.sizeof(POINTER))
        ours.xWrite = _keep(made, WRITE(_writer(made, WRITE(below.xWrite))))
        ours.xTruncate = _keep(made, TRUNCATE(_cutter(made, TRUNCATE(below.xTruncate))))
        ours.xSync = _keep(made, SYNC(_flusher(made, SYNC(below.xSync))))
        made.tables[address] = ours
    return made.tables[address]


def _writer(made: Disk, below: Any) -> Callable[..., int]:
    def write(file: int, data: int, length: int, at: int) -> int:
        done = Done("write", made.paths[file], at, ctypes.string_at(data, length))
        return made.pass_(done) or below(file, data, length, at)

    return write


def _cutter(made: Disk, below: Any) -> Callable[..., int]:
    def truncate(file: int, size: int) -> int:
        return made.pass_(Done("truncate", made.paths[file], size)) or below(file, size)

    return truncate


def _flusher(made: Disk, below: Any) -> Callable[..., int]:
    def sync(file: int, flags: int) -> int:
        return made.pass_(Done("sync", made.paths[file])) or below(file, flags)

    return sync


def _remover(made: Disk, below: Any) -> Callable[..., int]:
    def delete(vfs: int, name: int, sync: int) -> int:
        what = "remove and sync" if sync else "remove"
        return made.pass_(Done(what, _path(name))) or below(vfs, name, sync)

    return delete


def _path(name: int) -> Path:
    return Path(ctypes.string_at(name).decode())

"""Reads from a shared object (64-bit ELF) which versions of which libraries it needs.

https://refspecs.linuxbase.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
"""

import struct
from collections.abc import Iterator

MAGIC = b"\x7fELF"
X86_64 = 62
VERNEED = 0x6FFFFFFE


def machine(data: bytes) -> int:
    return struct.unpack_from("<H", data, 18)[0]


def needed_glibc(data: bytes) -> tuple[int, ...]:
    """Return the newest glibc any of its symbols asks for, (0,) where none does."""
    wanted = [
        tuple(int(part) for part in name.removeprefix("GLIBC_").split("."))
        for name in needed_versions(data)
        if name.startswith("GLIBC_") and name != "GLIBC_PRIVATE"
    ]
    return max(wanted, default=(0,))


def needed_versions(data: bytes) -> Iterator[str]:
    """Yield each symbol version in .gnu.version_r, such as `GLIBC_2.17`."""
    assert data[:6] == MAGIC + b"\x02\x01", "not a 64-bit little-endian ELF file"
    sections = _sections(data)
    for kind, offset, link, entries in sections:
        if kind != VERNEED:
            continue
        strings = sections[link][1]
        need = offset
        for _ in range(entries):
            _, count, _, first, following = struct.unpack_from("<HHIII", data, need)
            auxiliary = need + first
            for _ in range(count):
                _, _, _, name, following_auxiliary = struct.unpack_from("<IHHII", data, auxiliary)
                yield _string(data, strings + name)
                auxiliary += following_auxiliary
            need += following


def _sections(data: bytes) -> list[tuple[int, int, int, int]]:
    """Return type, offset, link and info of each section."""
    (start,) = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    found = []
    for index in range(count):
        header = struct.unpack_from("<IIQQQQIIQQ", data, start + index * size)
        found.append((header[1], header[4], header[6], header[7]))
    return found


def _string(data: bytes, offset: int) -> str:
    return data[offset : data.index(b"\0", offset)].decode("ascii")

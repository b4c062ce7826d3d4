"""The memory of the caller, as far as a system call looks at it.

Pieces of bytes at addresses, with nothing mapped between them: what copy_from_user() and
copy_to_user() can reach, and what they cannot.
"""

from __future__ import annotations

__all__ = ("NOWHERE", "NULL", "UserMemory")

NULL = 0
NOWHERE = 0xDEAD_0000
"""An address at which nothing is ever mapped."""

_FIRST = 0x7FFF_0000_0000
_PAGE = 4096


class UserMemory:
    """Bytes by address. ``put`` hands out an address; reads and writes stay within a piece."""

    def __init__(self) -> None:
        self._pieces: dict[int, bytearray] = {}
        self._next = _FIRST

    def put(self, data: bytes) -> int:
        """Map a copy of some bytes, pages away from all others. Returns their address."""
        address = self._next
        self._pieces[address] = bytearray(data)
        self._next += -(-max(len(data), 1) // _PAGE) * _PAGE + _PAGE
        return address

    def read(self, address: int, length: int) -> bytes | None:
        """``length`` bytes, or None where one of them is not mapped (EFAULT)."""
        if length == 0:
            return b""
        found = self._piece(address, length)
        if found is None:
            return None
        piece, offset = found
        return bytes(piece[offset : offset + length])

    def write(self, address: int, data: bytes) -> bool:
        """Whether all bytes could be written; else none is."""
        if not data:
            return True
        found = self._piece(address, len(data))
        if found is None:
            return False
        piece, offset = found
        piece[offset : offset + len(data)] = data
        return True

    def _piece(self, address: int, length: int) -> tuple[bytearray, int] | None:
        for start, piece in self._pieces.items():
            if start <= address and address + length <= start + len(piece):
                return piece, address - start
        return None

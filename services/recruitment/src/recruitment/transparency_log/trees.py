"""The tree of a log of which only some nodes are at hand: those that a proof is made of."""

from collections.abc import Mapping
from typing import TypeVar

from abdi.transparency.merkle import HASH_BYTES, NodeTree

T = TypeVar("T")
Place = tuple[int, int]
"""Level and index of a node."""


class PartialTree(NodeTree):
    """A tree of `size` leaves with the nodes that were read."""

    def __init__(self, size: int, nodes: Mapping[Place, bytes]) -> None:
        self._size, self._nodes = size, nodes

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree. Raises KeyError for one that was not read."""
        return self._nodes[level, index]


class AskedTree(NodeTree):
    """A tree that remembers which nodes it was asked for, and knows none."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.asked: set[Place] = set()

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    def node(self, level: int, index: int) -> bytes:
        """Any hash; the place is remembered."""
        self.asked.add((level, index))
        return bytes(HASH_BYTES)


def edge_of(size: int) -> list[Place]:
    """The complete subtrees of which a tree of `size` leaves consists, one for each 1 in the size."""
    return [(level, (size >> level) - 1) for level in range(size.bit_length()) if size >> level & 1]

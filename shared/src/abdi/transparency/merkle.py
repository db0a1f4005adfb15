"""The Merkle tree of RFC 9162, section 2.1, over SHA-256: its root, proofs, and their verification.

`RightEdge` grows a tree and knows its root from O(log n) hashes; a `NodeTree` has them all and makes proofs
from O(log n) of them, `MerkleTree` in memory. Everything takes hashes of leaves
(`leaf_hash` of the entry), 32 bytes each.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256().digest()
_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


class ProofFailed(ValueError):  # noqa: N818 - errors are named by the fact
    """A proof does not show what it was given for."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf. Source: RFC 9162, 2.1.1."""
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes under one node. Source: RFC 9162, 2.1.1."""
    return sha256(_NODE + left + right).digest()


@dataclass(frozen=True)
class TreeState:
    """The size and the root of a tree, which belong together: a proof alone does not bind the size."""

    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Raises ValueError for a size below 0, a root that is no hash, or the wrong one of an empty tree."""
        _check_hashes([self.root])
        if self.size < 0 or (self.size == 0 and self.root != EMPTY_ROOT):
            raise ValueError("a tree has 0 or more leaves, and an empty one the hash of nothing as its root")


class RightEdge:
    """A growing tree that remembers only the roots of its complete subtrees, the largest first."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Go on from the `size` and `hashes` of an earlier edge. Raises ValueError when they do not fit."""
        if size < 0 or size.bit_count() != len(hashes):
            raise ValueError(f"the edge of a tree of {size} leaves has {max(size, 0).bit_count()} hashes")
        _check_hashes(hashes)
        self._size, self._hashes = size, list(hashes)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """What has to be kept to go on later: one hash for each 1 in the binary size."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> None:
        """Add one leaf, given as its hash. Raises ValueError for what is no hash."""
        _check_hashes([leaf])
        node, complete = leaf, self._size
        while complete & 1:
            node = node_hash(self._hashes.pop(), node)
            complete >>= 1
        self._hashes.append(node)
        self._size += 1

    def state(self) -> TreeState:
        """The tree as it is now."""
        return TreeState(self._size, _folded(reversed(self._hashes)))


class NodeTree(ABC):
    """A tree whose nodes are kept somewhere, and which so proves anything about any of its sizes.

    `node(level, index)` is the hash of the complete subtree over leaves `index << level` and the following
    `1 << level`; level 0 are the leaves.
    """

    @property
    @abstractmethod
    def size(self) -> int:
        """How many leaves the tree has."""

    @abstractmethod
    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""

    def nodes_with(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """What has to be kept besides when `leaf` (a hash) is added: level, index and hash, upwards.

        Raises ValueError for what is no hash.
        """
        _check_hashes([leaf])
        node, index, level = leaf, self.size, 0
        added = [(level, index, node)]
        while index & 1:
            node = node_hash(self.node(level, index - 1), node)
            index, level = index >> 1, level + 1
            added.append((level, index, node))
        return added

    def state(self, size: int | None = None) -> TreeState:
        """The tree when it had `size` leaves; as it is now, if none is given. Raises ValueError beyond it."""
        size = self._known(size)
        return TreeState(size, self._root(0, size))

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Proof that the leaf at `index` (from 0) is in the tree of `size` leaves. Raises ValueError.

        The hashes of the siblings from the leaf upwards. Source: RFC 9162, 2.1.3.1.
        """
        begin, end = 0, self._known(size)
        if not 0 <= index < end:
            raise ValueError(f"no leaf {index} in a tree of {end}")
        proof = []
        while end - begin > 1:
            middle = begin + _split(end - begin)
            if index < middle:
                proof.append(self._root(middle, end))
                end = middle
            else:
                proof.append(self._root(begin, middle))
                begin = middle
        return proof[::-1]

    def consistency_proof(self, first: int, size: int | None = None) -> list[bytes]:
        """Proof that the tree of `size` leaves begins with that of `first` leaves. Raises ValueError.

        Empty from an empty tree and to the same size. Source: RFC 9162, 2.1.4.1.
        """
        begin, end = 0, self._known(size)
        if not 0 <= first <= end:
            raise ValueError(f"a tree of {end} leaves does not begin with {first}")
        if first in {0, end}:
            return []
        proof = []
        while first != end:
            middle = begin + _split(end - begin)
            if first <= middle:
                proof.append(self._root(middle, end))
                end = middle
            else:
                proof.append(self._root(begin, middle))
                begin = middle
        if begin:  # otherwise the verifier has it already: it is the first root
            proof.append(self._root(begin, end))
        return proof[::-1]

    def _known(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has {self.size} leaves, not {size}")
        return size

    def _root(self, begin: int, end: int) -> bytes:
        # The range falls into complete subtrees, one for each 1 in its width, the smallest at the right.
        nodes = []
        while begin < end:
            width = (end - begin) & (begin - end)
            level = width.bit_length() - 1
            end -= width
            nodes.append(self.node(level, end >> level))
        return _folded(nodes)


class MerkleTree(NodeTree):
    """A tree that keeps all its nodes in memory, 64 bytes a leaf."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """The tree over `leaves`, hashes in their order. Raises ValueError for what is no hash."""
        self._levels = [bytearray()]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return len(self._levels[0]) // HASH_BYTES

    def append(self, leaf: bytes) -> None:
        """Add one leaf, given as its hash. Raises ValueError for what is no hash."""
        for level, _, node in self.nodes_with(leaf):
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += node

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        return bytes(self._levels[level][index * HASH_BYTES : (index + 1) * HASH_BYTES])


def verify_inclusion(leaf: bytes, index: int, *, state: TreeState, proof: Sequence[bytes]) -> None:
    """Check that `leaf` (a hash) stands at `index` (from 0) of the tree of `state`. Raises ProofFailed.

    Source: RFC 9162, 2.1.3.2.
    """
    _check_proof([leaf, *proof])
    if not 0 <= index < state.size:
        raise ProofFailed(f"no leaf {index} in a tree of {state.size}")
    node, place, last = leaf, index, state.size - 1
    for sibling in proof:
        if last == 0:
            raise ProofFailed("the proof is too long")
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            place, last = _past_lone_nodes(place, last)
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofFailed("the proof is too short")
    if node != state.root:
        raise ProofFailed("the proof leads to another root")


def verify_consistency(older: TreeState, newer: TreeState, proof: Sequence[bytes]) -> None:
    """Check that `newer` is `older` with leaves added at its end, or equal. Raises ProofFailed.

    Source: RFC 9162, 2.1.4.2; every tree grows from the empty one, and from itself, by an empty proof.
    """
    _check_proof(proof)
    if older.size > newer.size:
        raise ProofFailed(f"the tree shrank from {older.size} to {newer.size} leaves")
    if older.size in {0, newer.size}:
        if proof:
            raise ProofFailed("the proof is too long")
        if older.size == newer.size and older.root != newer.root:
            raise ProofFailed(f"two roots for {older.size} leaves")
        return
    found_older, found_newer = _roots_by_consistency(older, newer, proof)
    if found_older != older.root:
        raise ProofFailed("the proof leads to another older root")
    if found_newer != newer.root:
        raise ProofFailed("the proof leads to another newer root")


def _roots_by_consistency(older: TreeState, newer: TreeState, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    path = list(proof)
    if not path:
        raise ProofFailed("the proof is too short")
    if older.size.bit_count() == 1:
        path.insert(0, older.root)
    place, last = older.size - 1, newer.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofFailed("the proof is too long")
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            place, last = _past_lone_nodes(place, last)
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofFailed("the proof is too short")
    return old, new


def _past_lone_nodes(place: int, last: int) -> tuple[int, int]:
    # A node without a sibling goes up unchanged, to the level where it is a right child.
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _folded(nodes: Iterable[bytes]) -> bytes:
    """The root over complete subtrees, given from the right."""
    root = None
    for node in nodes:
        root = node if root is None else node_hash(node, root)
    return EMPTY_ROOT if root is None else root


def _split(width: int) -> int:
    """The largest power of two below `width`, which is 2 or more."""
    return 1 << ((width - 1).bit_length() - 1)


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise ValueError(f"a hash has {HASH_BYTES} bytes")


def _check_proof(hashes: Iterable[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise ProofFailed(f"a hash of the proof does not have {HASH_BYTES} bytes")

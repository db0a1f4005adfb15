"""The tree against published vectors, the definition of RFC 9162 written plainly, and forgeries."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abdi.transparency.merkle import (
    EMPTY_ROOT,
    MerkleTree,
    ProofFailed,
    RightEdge,
    TreeState,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

# Entries, roots and proofs that implementations of RFC 6962 and 9162 share: transparency-dev/merkle.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
_A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
_B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
_C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
_D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
_E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
_F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = {
    (0, 1): [],
    (0, 2): [_A],
    (1, 2): [ROOTS[1]],
    (2, 3): [ROOTS[2]],
    (1, 5): [ROOTS[1], _B, _D],
    (0, 8): [_A, _B, _C],
    (5, 8): [_D, _E, ROOTS[4]],
}
CONSISTENCY = {(1, 1): [], (1, 8): [_A, _B, _C], (2, 5): [_B, _D], (6, 8): [_F, _E, ROOTS[4]]}

MOST = 40
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(MOST)]
TREE = MerkleTree(LEAVES)
INDEX_AND_SIZE = st.integers(1, MOST).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
TWO_SIZES = st.tuples(st.integers(1, MOST - 1), st.integers(2, MOST)).filter(
    lambda sizes: sizes[0] < sizes[1]
)


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """MTH, RFC 9162, 2.1.1, word by word."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else EMPTY_ROOT
    split = next(power for power in (2**k for k in range(64)) if power < len(leaves) <= 2 * power)
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


def flipped(data: bytes, bit: int) -> bytes:
    """`data` with one bit turned."""
    return (int.from_bytes(data, "big") ^ (1 << bit % (8 * len(data)))).to_bytes(len(data), "big")


def every_flip(proof: Sequence[bytes]) -> Iterator[list[bytes]]:
    """`proof` with one bit turned, at each place."""
    for place, each in enumerate(proof):
        for bit in range(8 * len(each)):
            yield [*proof[:place], flipped(each, bit), *proof[place + 1 :]]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_other_implementations(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES[:size]]
    edge = RightEdge()
    for leaf in leaves:
        edge.append(leaf)
    assert MerkleTree(leaves).state().root.hex() == ROOTS[size]
    assert edge.state() == TreeState(size, bytes.fromhex(ROOTS[size]))
    assert plain_root(leaves).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_those_of_other_implementations(index: int, size: int) -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    proof = MerkleTree(leaves).inclusion_proof(index, size)
    assert [each.hex() for each in proof] == INCLUSION[index, size]
    verify_inclusion(leaves[index], index, state=TreeState(size, bytes.fromhex(ROOTS[size])), proof=proof)


@pytest.mark.parametrize(("first", "size"), CONSISTENCY)
def test_consistency_proofs_are_those_of_other_implementations(first: int, size: int) -> None:
    proof = MerkleTree(map(leaf_hash, ENTRIES)).consistency_proof(first, size)
    assert [each.hex() for each in proof] == CONSISTENCY[first, size]
    older, newer = (TreeState(each, bytes.fromhex(ROOTS[each])) for each in (first, size))
    verify_consistency(older, newer, proof)


def test_every_size_has_its_root_by_edge_by_tree_and_by_definition() -> None:
    edge = RightEdge()
    for size in range(MOST + 1):
        assert edge.state() == TREE.state(size) == TreeState(size, plain_root(LEAVES[:size]))
        assert len(edge.hashes) == size.bit_count()
        edge = RightEdge(edge.size, edge.hashes)  # what was kept is enough to go on
        if size < MOST:
            edge.append(LEAVES[size])


def test_every_leaf_of_every_size_is_proven() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = TREE.inclusion_proof(index, size)
            assert len(proof) <= (size - 1).bit_length()
            verify_inclusion(LEAVES[index], index, state=TREE.state(size), proof=proof)


def test_every_pair_of_sizes_is_consistent() -> None:
    for size in range(MOST + 1):
        for first in range(size + 1):
            verify_consistency(TREE.state(first), TREE.state(size), TREE.consistency_proof(first, size))


@settings(deadline=None, max_examples=50)
@given(INDEX_AND_SIZE)
def test_leaf_is_proven_at_its_own_index_only(case: tuple[int, int]) -> None:
    index, size = case
    proof, state = TREE.inclusion_proof(index, size), TREE.state(size)
    for other in set(range(-1, size + 2)) - {index}:
        with pytest.raises(ProofFailed):
            verify_inclusion(LEAVES[index], other, state=state, proof=proof)


@settings(deadline=None, max_examples=50)
@given(INDEX_AND_SIZE, st.integers(0, 255))
def test_another_leaf_or_root_fails(case: tuple[int, int], bit: int) -> None:
    index, size = case
    proof, state = TREE.inclusion_proof(index, size), TREE.state(size)
    with pytest.raises(ProofFailed, match="another root"):
        verify_inclusion(flipped(LEAVES[index], bit), index, state=state, proof=proof)
    with pytest.raises(ProofFailed, match="another root"):
        verify_inclusion(LEAVES[index], index, state=TreeState(size, flipped(state.root, bit)), proof=proof)


def test_every_turned_bit_of_a_proof_fails() -> None:
    inclusion, consistency = TREE.inclusion_proof(17, 29), TREE.consistency_proof(13, 29)
    assert (len(inclusion), len(consistency)) == (5, 6)
    for proof in every_flip(inclusion):
        with pytest.raises(ProofFailed):
            verify_inclusion(LEAVES[17], 17, state=TREE.state(29), proof=proof)
    for proof in every_flip(consistency):
        with pytest.raises(ProofFailed):
            verify_consistency(TREE.state(13), TREE.state(29), proof)


@settings(deadline=None, max_examples=50)
@given(INDEX_AND_SIZE, st.integers(0, 255))
def test_shortened_lengthened_and_reordered_proofs_fail(case: tuple[int, int], bit: int) -> None:
    index, size = case
    proof, state = TREE.inclusion_proof(index, size), TREE.state(size)
    wrong = [[*proof, LEAVES[bit % MOST]], [LEAVES[bit % MOST], *proof], proof[1:], proof[:-1], proof[::-1]]
    for each in wrong:
        if each != proof:
            with pytest.raises(ProofFailed):
                verify_inclusion(LEAVES[index], index, state=state, proof=each)


@settings(deadline=None, max_examples=50)
@given(INDEX_AND_SIZE, st.integers(1, MOST))
def test_leaf_is_not_proven_in_another_state_of_the_tree(case: tuple[int, int], other: int) -> None:
    index, size = case
    if other != size:
        with pytest.raises(ProofFailed):
            verify_inclusion(
                LEAVES[index], index, state=TREE.state(other), proof=TREE.inclusion_proof(index, size)
            )


def test_wrong_size_fails_where_it_changes_the_way_to_the_root() -> None:
    root, proof = TREE.state(29).root, TREE.inclusion_proof(28, 29)
    for size in set(range(1, 70)) - {29}:
        with pytest.raises(ProofFailed):
            verify_inclusion(LEAVES[28], 28, state=TreeState(size, root), proof=proof)


def test_size_alone_is_bound_by_the_signed_head_and_not_by_the_proof() -> None:
    # The way of leaf 0 is alike in trees of 3 and of 4 leaves: why a TreeState holds size and root together.
    state = TreeState(4, TREE.state(3).root)
    verify_inclusion(LEAVES[0], 0, state=state, proof=TREE.inclusion_proof(0, 3))


@settings(deadline=None, max_examples=50)
@given(TWO_SIZES, st.data())
def test_history_that_was_rewritten_is_not_consistent(sizes: tuple[int, int], data: st.DataObject) -> None:
    first, size = sizes
    place = data.draw(st.integers(0, first - 1))
    rewritten = MerkleTree([*LEAVES[:place], leaf_hash(b"another"), *LEAVES[place + 1 : size]])
    for proof in (rewritten.consistency_proof(first), TREE.consistency_proof(first, size)):
        with pytest.raises(ProofFailed):
            verify_consistency(TREE.state(first), rewritten.state(), proof)


@settings(deadline=None, max_examples=50)
@given(TWO_SIZES, st.integers(0, 255))
def test_consistency_with_wrong_roots_or_sizes_fails(sizes: tuple[int, int], bit: int) -> None:
    first, size = sizes
    older, newer, proof = TREE.state(first), TREE.state(size), TREE.consistency_proof(first, size)
    with pytest.raises(ProofFailed, match="root"):
        verify_consistency(TreeState(first, flipped(older.root, bit)), newer, proof)
    with pytest.raises(ProofFailed, match="newer root"):
        verify_consistency(older, TreeState(size, flipped(newer.root, bit)), proof)
    with pytest.raises(ProofFailed, match="shrank"):
        verify_consistency(newer, older, proof)
    for other in set(range(1, size)) - {first}:
        with pytest.raises(ProofFailed):
            verify_consistency(TREE.state(other), newer, proof)
    for wrong in (proof[1:], proof[:-1], [*proof, newer.root]):
        with pytest.raises(ProofFailed):
            verify_consistency(older, newer, wrong)


def test_equal_sizes_have_one_root_and_no_proof() -> None:
    state = TREE.state(5)
    with pytest.raises(ProofFailed, match="two roots for 5"):
        verify_consistency(state, TreeState(5, flipped(state.root, 0)), [])
    with pytest.raises(ProofFailed, match="too long"):
        verify_consistency(state, state, [state.root])
    with pytest.raises(ProofFailed, match="too long"):
        verify_consistency(TREE.state(0), state, [state.root])


def test_leaf_cannot_be_passed_off_as_a_node() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)
    with pytest.raises(ProofFailed):
        verify_inclusion(leaf_hash(left + right), 0, state=TreeState(1, TREE.state(2).root), proof=[])


@pytest.mark.parametrize("size", [31, 33])
def test_what_is_no_hash_is_refused(size: int) -> None:
    wrong = b"x" * size
    with pytest.raises(ValueError, match="32 bytes"):
        MerkleTree([wrong])
    with pytest.raises(ValueError, match="32 bytes"):
        RightEdge().append(wrong)
    with pytest.raises(ValueError, match="32 bytes"):
        RightEdge(1, [wrong])
    with pytest.raises(ValueError, match="32 bytes"):
        TreeState(1, wrong)
    with pytest.raises(ProofFailed, match="32 bytes"):
        verify_inclusion(LEAVES[0], 0, state=TREE.state(2), proof=[wrong])
    with pytest.raises(ProofFailed, match="32 bytes"):
        verify_consistency(TREE.state(1), TREE.state(2), [wrong])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="3 leaves has 2 hashes"):
        RightEdge(3, LEAVES[:1])
    for size, root in ((-1, LEAVES[0]), (0, LEAVES[0])):
        with pytest.raises(ValueError, match="0 or more"):
            TreeState(size, root)
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(ValueError, match="no leaf"):
            TREE.inclusion_proof(index, size)
    for first, size in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="does not begin"):
            TREE.consistency_proof(first, size)
    for size in (-1, MOST + 1):
        with pytest.raises(ValueError, match="the tree has 40"):
            TREE.state(size)

"""Keyed digests are those of HMAC-SHA256, whoever makes them."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.store.keyed import KeyedDigest


@given(st.binary(max_size=64), st.binary(max_size=200))
def test_a_keyed_digest_is_the_hmac_of_the_message(key: bytes, message: bytes) -> None:
    keyed = KeyedDigest(key)
    assert keyed.of(message) == hmac.digest(key, message, "sha256")
    assert keyed.of(message) == keyed.of(message)


def test_a_key_longer_than_a_block_is_not_taken() -> None:
    with pytest.raises(ValueError, match="65 bytes"):
        KeyedDigest(bytes(65))

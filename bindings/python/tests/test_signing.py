"""Keys, envelopes and typed data, against eth-account both ways."""

from __future__ import annotations

import copy
import json
import os
import pickle
import secrets
import signal
import threading
from pathlib import Path
from typing import Any

import deepnode
import pytest
from cast import ANA, BRIDGE, CHAIN, CONTRACT, DN, a_domain
from deepnode import commands, errors, events, signing
from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data
from hypothesis import given, settings
from hypothesis import strategies as st
from sameness import check_record
from strategies import COMMANDS, any_command, u64

FOREVER = 2**64 - 1
SECRET = "0x" + "42" * 32
KEY = signing.Key.from_hex(SECRET)
KINDS = sorted(COMMANDS, key=lambda kind: kind.__name__)


@given(command=any_command, nonce=u64, valid_until=u64)
@settings(max_examples=60)
def test_typed_data_has_the_digest_that_eth_account_computes(
    command: Any, nonce: int, valid_until: int
) -> None:
    data = signing.typed_data(CHAIN, CONTRACT, command, nonce, valid_until)
    domain_id = a_domain().id
    digest = signing.digest(domain_id, command, nonce, valid_until)
    assert _hash_eip191_message(encode_typed_data(full_message=data)) == bytes(digest)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
@given(data=st.data())
@settings(max_examples=5)
def test_a_wallet_signs_every_command(kind: Any, data: st.DataObject) -> None:
    """From eth-account: its signature is good here, and this key's signature is the same."""
    command = data.draw(COMMANDS[kind])
    domain = a_domain()
    typed = signing.typed_data(domain.chain_id, domain.contract, command, nonce=0, valid_until=1)
    signed = Account.sign_typed_data(SECRET, full_message=typed)
    envelope = signing.Envelope(KEY.address, command, signing.Signed(0, 1, bytes(signed.signature)))
    assert envelope == KEY.seal_for(domain.id, command, 0, 1)
    # The time is over, which is looked at only after the signature and the nonce.
    with pytest.raises(errors.Expired):
        domain.apply_signed(1, envelope)


@given(st.lists(any_command, min_size=1, max_size=4), u64, u64)
@settings(max_examples=30)
def test_a_wallet_signs_batches(batch: list[Any], nonce: int, valid_until: int) -> None:
    domain = a_domain()
    typed = signing.typed_data_of_batch(CHAIN, CONTRACT, batch, nonce, valid_until)
    signed = Account.sign_typed_data(SECRET, full_message=typed)
    assert KEY.seal_for(domain.id, batch, nonce, valid_until).signed.signature == signing.Signature(
        bytes(signed.signature)
    )


def test_eth_account_knows_who_signed() -> None:
    """To eth-account: it recovers the signer of what this key has signed."""
    domain = a_domain()
    command = commands.Transfer(ANA, 3)
    envelope = KEY.seal(domain, command, FOREVER)
    typed = signing.typed_data(CHAIN, CONTRACT, command, 0, FOREVER)
    found = Account.recover_message(
        encode_typed_data(full_message=typed), signature=bytes(envelope.signed.signature)
    )
    assert found == str(KEY.address) == Account.from_key(SECRET).address
    assert envelope.digest(domain.id) == signing.digest(domain.id, command, 0, FOREVER)
    assert envelope.signed.signature.signer(envelope.digest(domain.id)) == KEY.address


def rich() -> deepnode.Domain:
    """A domain in which the key has 10 DN."""
    domain = a_domain(keep_events=True)
    domain.apply(1_000, BRIDGE, commands.Deposit(KEY.address, 10 * DN))
    return domain


def test_a_signed_command_uses_its_nonce_once() -> None:
    domain = rich()
    envelope = KEY.seal(domain, commands.Transfer(ANA, DN), FOREVER)
    receipt = domain.apply_signed(1_000, envelope)
    assert receipt.events[0] == events.NonceUsed(KEY.address, 0)
    assert receipt.results == [receipt.events]
    assert len(receipt.event_lists) == 1
    assert domain.nonce(KEY.address) == 1
    assert domain.nonces() == {KEY.address: 1}
    with pytest.raises(errors.WrongNonce) as info:
        domain.apply_signed(1_000, envelope)
    assert info.value.fields == {"expected": 1, "found": 0}
    assert repr(receipt) == "<Receipt: 1 of 1 applied>"


def test_each_command_of_a_batch_is_on_its_own() -> None:
    domain = rich()
    batch = [
        commands.Transfer(ANA, DN),
        commands.Transfer(ANA, 100 * DN),
        commands.Pause(),
        commands.Withdraw(DN),
    ]
    receipt = domain.apply_signed(1_001, KEY.seal(domain, batch, FOREVER))
    codes = [getattr(result, "code", None) for result in receipt.results]
    assert codes == [None, "insufficient_balance", "unknown_miner", None]
    assert isinstance(receipt.results[1], errors.InsufficientBalance)
    assert [len(some) for some in receipt.event_lists] == [1, 2, 1]
    assert list(receipt.events) == [event for some in receipt.event_lists for event in some]
    assert list(receipt.events) == list(domain.events)[-4:]
    assert domain.nonce(KEY.address) == 1
    replica = a_domain()
    replica.replay(domain.event_lists)
    assert replica == domain
    assert receipt != KEY
    for wrong in ([], [commands.Pause()] * (signing.MAX_BATCH + 1)):
        with pytest.raises(errors.InvalidBatch) as info:
            domain.apply_signed(1_001, KEY.seal(domain, wrong, FOREVER))
        assert info.value.found == len(wrong)


def test_many_envelopes_at_once_are_as_one_by_one() -> None:
    one, all_at_once = rich(), rich()
    keys = [signing.Key.create() for _ in range(5)]
    envelopes = [
        KEY.seal_for(one.id, commands.Transfer(key.address, DN), n, FOREVER) for n, key in enumerate(keys)
    ]
    envelopes += [key.seal(one, commands.Transfer(ANA, DN), FOREVER) for key in keys]
    envelopes += [keys[0].seal(one, [commands.Pause()], FOREVER), envelopes[0]]
    forged = envelopes[0].replace(content=commands.Transfer(ANA, 2 * DN))
    envelopes.append(forged)
    told: list[signing.Receipt | errors.Refused] = []
    for envelope in envelopes:
        try:
            told.append(one.apply_signed(1_000, envelope))
        except errors.Refused as refused:
            told.append(refused)
    results = all_at_once.apply_signed_all(1_000, iter(envelopes))
    assert [type(result) for result in results] == [type(result) for result in told]
    codes = [result.code for result in results if isinstance(result, errors.Refused)]
    assert codes == ["wrong_nonce", "wrong_nonce", "bad_signature"]
    assert all_at_once == one
    assert list(all_at_once.events) == list(one.events)
    assert all_at_once.apply_signed_all(1_000, []) == []
    with pytest.raises(TypeError):
        all_at_once.apply_signed_all(1_000, [5])  # type: ignore[list-item]


@pytest.mark.parametrize("spoil", range(0, 65, 8))
def test_a_spoilt_signature_is_bad(spoil: int) -> None:
    domain = rich()
    envelope = KEY.seal(domain, commands.Transfer(ANA, DN), FOREVER)
    bytes_ = bytearray(bytes(envelope.signed.signature))
    bytes_[spoil] ^= 4
    spoilt = envelope.replace(signed=envelope.signed.replace(signature=bytes(bytes_)))
    with pytest.raises(errors.BadSignature) as info:
        domain.apply_signed(1_000, spoilt)
    assert info.value.signer == KEY.address
    assert info.value.digest == envelope.digest(domain.id)


@given(content=any_command | st.lists(any_command, max_size=3), nonce=u64, valid_until=u64)
@settings(max_examples=50)
def test_envelopes_are_their_fields(content: Any, nonce: int, valid_until: int) -> None:
    envelope = KEY.seal_for(deepnode.Hash.ZERO, content, nonce, valid_until)
    assert envelope.content == (tuple(content) if isinstance(content, list) else content)
    check_record(envelope)
    check_record(envelope.signed)
    assert signing.Envelope.from_json(envelope.to_json()) == envelope
    assert set(json.loads(envelope.to_json())) == {
        "signer",
        "signed",
        "batch" if isinstance(content, list) else "command",
    }


@given(st.binary(max_size=70))
def test_signatures_are_bytes_of_any_length(some: bytes) -> None:
    signature = signing.Signature(some)
    assert bytes(signature) == some
    assert str(signature) == "0x" + some.hex()
    for same in (
        eval(repr(signature), {"Signature": signing.Signature}),
        copy.copy(signature),
        signing.Signature(signature),
    ):
        assert same == signature and hash(same) == hash(signature)
    assert pickle.loads(pickle.dumps(signature)) == signature
    signer = signature.signer(deepnode.Hash.ZERO)
    assert signer is None or isinstance(signer, deepnode.Address)


@pytest.mark.parametrize("text", ["", "00", "0x0", "0x0x00", "0xgg"])
def test_a_signature_is_hex(text: str) -> None:
    with pytest.raises(errors.NotHex):
        signing.Signature(text)


def test_a_key_shows_its_address_only() -> None:
    for text in (repr(KEY), str(KEY), f"{KEY}"):
        assert text == f"<Key of {KEY.address}>"
        assert SECRET[2:] not in text
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="a key is not pickled"):
            leak(KEY)
    assert KEY == signing.Key.from_bytes(KEY.to_bytes()) != signing.Key.create()
    assert len({KEY, signing.Key.from_hex(SECRET[2:])}) == 1
    assert KEY != SECRET


def test_keystores_go_to_other_wallets_and_come_back(tmp_path: Path) -> None:
    path = KEY.save(tmp_path, "key.json", "open sesame")
    assert Path(path) == tmp_path / "key.json"
    assert Account.decrypt(Path(path).read_text(), "open sesame") == KEY.to_bytes()
    assert signing.Key.load(path, "open sesame") == KEY
    theirs = tmp_path / "theirs.json"
    theirs.write_text(json.dumps(Account.encrypt(KEY.to_bytes(), "abc", iterations=1024)))
    assert signing.Key.load(str(theirs), "abc") == KEY
    with pytest.raises(errors.WrongPassword) as info:
        signing.Key.load(path, "open")
    assert info.value.path == str(path)


def test_seals_and_commitments_hide_and_bind() -> None:
    salt = secrets.token_bytes(32)
    root = deepnode.keccak(b"output")
    domain_id = a_domain().id
    seal = deepnode.commitment.seal(domain_id, 1, ANA, root, salt)
    assert seal == deepnode.keccak(
        b"deepnode/seal", bytes(domain_id), (1).to_bytes(8, "big"), bytes(ANA), bytes(root), salt
    )
    assert seal != deepnode.commitment.seal(domain_id, 1, BRIDGE, root, salt)
    hidden = deepnode.commitment.verdict(
        domain=domain_id, assignment=1, round=2, validator=ANA, verdict="major", output_root=root, salt=salt
    )
    assert hidden == deepnode.keccak(
        b"deepnode/verdict",
        bytes(domain_id),
        (1).to_bytes(8, "big"),
        b"\x02",
        bytes(ANA),
        b"\x02",
        bytes(root),
        salt,
    )


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timers for signals")
def test_ctrl_c_ends_what_many_have_signed_between_two_envelopes() -> None:
    domain = a_domain()
    batch = [commands.Transfer(ANA, 1)] * signing.MAX_BATCH
    envelopes = [KEY.seal_for(domain.id, batch, nonce, FOREVER) for nonce in range(250)]
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        for _ in range(100):
            domain = a_domain()
            domain.apply(1_000, BRIDGE, commands.Deposit(KEY.address, DN))
            domain.apply_signed_all(1_000, envelopes)
    applied = domain.nonce(KEY.address)
    assert domain.balance(ANA) == applied * signing.MAX_BATCH
    assert domain.audit() == []

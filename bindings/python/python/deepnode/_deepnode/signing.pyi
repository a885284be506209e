# Written by stubs.py; change the Rust source and run it again.
"""
Who signed what.
"""

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any, Final, NoReturn, final

from deepnode.errors import Refused
from typing_extensions import Self

from . import Address, Domain, Events, Hash
from .commands import Command

__all__ = [
    "MAX_BATCH",
    "Envelope",
    "Key",
    "Receipt",
    "Signature",
    "Signed",
    "digest",
    "typed_data",
    "typed_data_of_batch",
]

MAX_BATCH: Final[int]
"""
The most commands in a batch.
"""

@final
class Envelope:
    """
    A command or a batch with its signature, for `Domain.apply_signed`.

    >>> key = deepnode.signing.Key.create()
    >>> envelope = key.seal(domain, commands.Withdraw(amount=DN(1)), valid_until=2**64 - 1)
    >>> deepnode.signing.Envelope.from_json(envelope.to_json()) == envelope
    True
    """

    __match_args__: Final = ("signer", "content", "signed")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls, /, signer: Address | str | bytes, content: Command | Iterable[Command], signed: Signed
    ) -> Envelope: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def content(self, /) -> Command | tuple[Command, ...]:
        """
        What: a command, or 1 to 1024 of them in a batch, which are applied one after the other, each on its own.
        """
    def digest(self, /, domain_id: Hash | str | bytes) -> Hash:
        """
        What is signed in a domain of this id.
        """
    @staticmethod
    def from_json(text: str) -> Envelope:
        """
        From the JSON form.

        Raises `deepnode.errors.Malformed` for a text that is none.
        """
    def replace(
        self,
        /,
        *,
        signer: Address | str | bytes = ...,
        content: Command | Iterable[Command] = ...,
        signed: Signed = ...,
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def signed(self, /) -> Signed:
        """
        With which nonce, validity and signature.
        """
    @property
    def signer(self, /) -> Address:
        """
        Who is said to have signed.
        """
    def to_json(self, /) -> str:
        """
        The JSON form: `{"signer", "command" or "batch", "signed": {"nonce", "valid_until", "signature"}}`.
        """

@final
class Key:
    """
    A private key of the curve secp256k1. Its memory is wiped when it goes; its text shows the address only.

    >>> key = deepnode.signing.Key.create()
    >>> envelope = key.seal(domain, commands.Withdraw(amount=DN(1)), valid_until=2**64 - 1)
    >>> domain.apply_signed(1_000, envelope)
    Traceback (most recent call last):
    deepnode.errors.InsufficientBalance: insufficient balance: have 0 DN, need 1 DN
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self, /) -> NoReturn: ...
    def __repr__(self, /) -> str: ...
    @property
    def address(self, /) -> Address:
        """
        The address that it signs for.
        """
    @staticmethod
    def create() -> Key:
        """
        A new key, from the randomness of the operating system.
        """
    @staticmethod
    def from_bytes(bytes: bytes) -> Key:
        """
        A key that was made elsewhere, as 32 bytes in big endian.

        Raises `deepnode.errors.NoKey` for a number out of range.
        """
    @staticmethod
    def from_hex(text: str) -> Key:
        """
        A key that was made elsewhere, as 64 hex digits with or without `0x` before them.

        Raises `deepnode.errors.NoKey` for another text, or a number out of range.
        """
    @staticmethod
    def load(path: str | PathLike[str], password: str) -> Key:
        """
        Reads a keystore file of version 3, as geth and other wallets write them.

        Raises `deepnode.errors.NoKey` for a file that cannot be read or is no keystore, or another password.
        """
    def save(self, /, folder: str | PathLike[str], name: str, password: str) -> Path:
        """
        Writes a keystore file of version 3, which opens with the password only, and says where. An existing file of this
        name is replaced at once or not at all. On Unix nobody but its owner can read it.

        Guesses of the password cost milliseconds and no more: choose a long one.

        Raises `deepnode.errors.KeyFile` for a name that is a path, or a folder that cannot be written to.
        """
    def seal(self, /, domain: Domain, content: Command | Iterable[Command], valid_until: int) -> Envelope:
        """
        Signs a command, or a batch of them, with the signer's next nonce in a domain.

        It is taken before `valid_until` only, in milliseconds.
        """
    def seal_for(
        self,
        /,
        domain_id: Hash | str | bytes,
        content: Command | Iterable[Command],
        nonce: int,
        valid_until: int,
    ) -> Envelope:
        """
        Signs a command, or a batch of them, for a domain of this id, with a nonce of your own counting.
        """
    def sign(self, /, digest: Hash | str | bytes) -> Signature:
        """
        Signs a digest, with the nonce of RFC 6979: `r`, `s` in the lower half, and `v` of 27 or 28.
        """
    def to_bytes(self, /) -> bytes:
        """
        The key itself, to be kept secret. Python does not wipe these bytes.
        """

@final
class Receipt:
    """
    What became of an envelope that was let in.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def event_lists(self, /) -> list[Events]:
        """
        The same as the log has it: of a batch, one list for the nonce and one for each applied command.

        Write them all at once, before you acknowledge any: behind a crash in between, the nonce would be used and some of
        the commands lost.
        """
    @property
    def events(self, /) -> Events:
        """
        Everything that happened, in order, beginning with the use of the nonce.
        """
    @property
    def results(self, /) -> list[Events | Refused]:
        """
        For each command its events, or the `deepnode.errors.Refused` that says why it was refused.
        """

@final
class Signature:
    """
    A signature as it came: `r`, `s` and `v` in 65 bytes, if it is any good.

    Wherever one is expected, its hex text or its bytes do as well, those of eth-account too. A length other than 65 is a
    matter for the check, not for the reader.
    """
    def __bytes__(self, /) -> bytes: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, value: Signature | str | bytes) -> Signature:
        """
        From `0x` and hex digits, or from bytes.
        """
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    def signer(self, /, digest: Hash | str | bytes) -> Address | None:
        """
        Who signed a digest; `None` if nobody can have: not 65 bytes, `v` other than 0, 1, 27 or 28, or numbers that are
        none of a signature, `s` above half of the curve's order among them.
        """

@final
class Signed:
    """
    What a signature goes with.
    """

    __match_args__: Final = ("nonce", "valid_until", "signature")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, nonce: int, valid_until: int, signature: Signature | str | bytes) -> Signed: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def nonce(self, /) -> int:
        """
        The signer's next nonce.
        """
    def replace(
        self, /, *, nonce: int = ..., valid_until: int = ..., signature: Signature | str | bytes = ...
    ) -> Self:
        """
        The same with some fields changed.
        """
    @property
    def signature(self, /) -> Signature:
        """
        Of the typed data.
        """
    @property
    def valid_until(self, /) -> int:
        """
        It is taken before this time only, in milliseconds.
        """

def digest(
    domain_id: Hash | str | bytes, content: Command | Iterable[Command], nonce: int, valid_until: int
) -> Hash:
    """
    What is signed in a domain of this id: the digest of a command or a batch with its nonce and validity.
    """

def typed_data(
    chain_id: int, contract: Address | str | bytes, command: Command, nonce: int, valid_until: int
) -> dict[str, Any]:
    """
    What the signer of a command signs: the EIP-712 typed data that `eth_account.Account.sign_typed_data` and wallets
    (`eth_signTypedData_v4`) take, as a dict.

    `nonce` is the signer's next one, `domain.nonce(signer)`; the command is taken before `valid_until` only. All numbers
    are decimal strings, because JavaScript rounds JSON numbers above 2^53.

    >>> data = deepnode.signing.typed_data(
    ...     8453, "0x" + "99" * 20, commands.Transfer(to=ana, amount=DN(3)), nonce=0, valid_until=2**64 - 1)
    >>> data["primaryType"], data["message"]["amount"]
    ('Transfer', '3000000000000000000')
    """

def typed_data_of_batch(
    chain_id: int, contract: Address | str | bytes, commands: Iterable[Command], nonce: int, valid_until: int
) -> dict[str, Any]:
    """
    What the signer of a batch signs, as a dict: the hashes of its commands.
    """

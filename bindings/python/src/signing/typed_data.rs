//! What wallets are asked to sign.

use deepnode_core::{Address, Command, Time, eip712};
use pyo3::prelude::*;

use crate::command::PyCommand;
use crate::text;
use crate::value::In;

/// What the signer of a command signs: the EIP-712 typed data that `eth_account.Account.sign_typed_data` and wallets
/// (`eth_signTypedData_v4`) take, as a dict.
///
/// `nonce` is the signer's next one, `domain.nonce(signer)`; the command is taken before `valid_until` only. All numbers
/// are decimal strings, because JavaScript rounds JSON numbers above 2^53.
///
/// >>> data = deepnode.signing.typed_data(
/// ...     8453, "0x" + "99" * 20, commands.Transfer(to=ana, amount=DN(3)), nonce=0, valid_until=2**64 - 1)
/// >>> data["primaryType"], data["message"]["amount"]
/// ('Transfer', '3000000000000000000')
#[pyfunction]
pub(crate) fn typed_data<'py>(
    py: Python<'py>,
    chain_id: In<u64>,
    contract: In<Address>,
    command: &Bound<'py, PyCommand>,
    nonce: In<u64>,
    valid_until: In<Time>,
) -> PyResult<Bound<'py, PyAny>> {
    let data = eip712::typed_data(chain_id.0, contract.0, &command.get().0, nonce.0, valid_until.0);
    text::parse_json(py, &text::to_json(&data.typed_data)?)
}

/// What the signer of a batch signs, as a dict: the hashes of its commands.
#[pyfunction]
pub(crate) fn typed_data_of_batch<'py>(
    py: Python<'py>,
    chain_id: In<u64>,
    contract: In<Address>,
    commands: In<Vec<Command>>,
    nonce: In<u64>,
    valid_until: In<Time>,
) -> PyResult<Bound<'py, PyAny>> {
    let data = eip712::typed_data_of_batch(chain_id.0, contract.0, &commands.0, nonce.0, valid_until.0);
    text::parse_json(py, &text::to_json(&data.typed_data)?)
}

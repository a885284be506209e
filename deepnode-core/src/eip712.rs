//! EIP-712: the structs that wallets show and sign, their hashes, and the JSON that `eth_signTypedData_v4` takes.
//!
//! Each command has a struct of its own, named after it, with its fields in order and then `nonce` and `validUntil`
//! ([`type_strings`] lists them all). A busy signer signs a batch instead: the list of its commands' struct hashes,
//! each with nonce and validity 0. What is signed is
//!
//! ```text
//! digest = keccak(0x19 0x01 || domain separator || struct hash)
//! struct hash = keccak(keccak(type string) || encoded fields)
//! ```
//!
//! ```
//! use deepnode_core::{Address, Amount, Command, eip712};
//!
//! let transfer = Command::Transfer { to: Address([7; 20]), amount: Amount::dn(3) };
//! let typed = eip712::typed_data(8453, Address([9; 20]), &transfer, 0, u64::MAX);
//! assert_eq!(typed.typed_data["primaryType"], "Transfer");
//! assert_eq!(typed.typed_data["message"]["amount"], "3000000000000000000");
//! assert_eq!(typed.struct_hash, eip712::struct_hash(&transfer, 0, u64::MAX));
//! ```

use alloc::vec::Vec;

use alloy_sol_types::SolStruct;

use crate::address::Address;
use crate::command::Command;
use crate::hash::{Hash, keccak};
use crate::id::Time;

mod convert;
mod structs;
mod typed_data;

pub use convert::type_strings;
pub use typed_data::{TypedData, typed_data, typed_data_of_batch};

/// The type of the domain that all signatures are bound to.
pub const DOMAIN_TYPE: &str =
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

/// The domain's name in it.
pub const NAME: &str = "DeepNode";

/// The domain's version in it.
pub const VERSION: &str = "1";

/// The domain separator, which is also the id of the ledger's domain.
pub fn separator(chain_id: u64, contract: Address) -> Hash {
    let [kind, name, version] = [DOMAIN_TYPE, NAME, VERSION].map(|text| keccak(&[text.as_bytes()]));
    keccak(&[&kind.0, &name.0, &version.0, &[0; 24], &chain_id.to_be_bytes(), &[0; 12], &contract.0])
}

/// The struct hash of a command.
pub fn struct_hash(command: &Command, nonce: u64, valid_until: Time) -> Hash {
    convert::visit(command, nonce, valid_until, StructHash)
}

/// The struct hash of a batch of commands.
pub fn batch_hash(commands: &[Command], nonce: u64, valid_until: Time) -> Hash {
    convert::visit_batch(&hashes(commands), nonce, valid_until, StructHash)
}

/// What is signed: the digest of a struct hash under a domain's [id](crate::Domain::id).
pub fn digest(domain_id: Hash, struct_hash: Hash) -> Hash {
    keccak(&[b"\x19\x01", &domain_id.0, &struct_hash.0])
}

/// What a batch holds of its commands.
fn hashes(commands: &[Command]) -> Vec<Hash> {
    commands.iter().map(|command| struct_hash(command, 0, 0)).collect()
}

struct StructHash;

impl convert::Visit for StructHash {
    type Output = Hash;

    fn visit<S: convert::Typed>(self, value: &S) -> Hash {
        keccak(&[&S::type_hash().0, &value.eip712_encode_data()])
    }
}

struct TypeString;

impl convert::Visit for TypeString {
    type Output = alloc::borrow::Cow<'static, str>;

    fn visit<S: SolStruct>(self, _: &S) -> Self::Output {
        S::eip712_encode_type()
    }
}

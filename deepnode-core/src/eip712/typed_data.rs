//! The JSON that wallets take, made from the type strings and the command's own JSON.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{DOMAIN_TYPE, NAME, TypeString, VERSION, convert, digest, hashes, separator};
use crate::address::Address;
use crate::command::Command;
use crate::hash::Hash;
use crate::id::Time;

/// What a wallet is asked to sign, and what comes out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypedData {
    /// The parameter of `eth_signTypedData_v4`. All numbers are decimal strings, because JavaScript rounds JSON
    /// numbers above 2^53.
    pub typed_data: Value,
    /// The hash of the struct with its nonce and validity.
    pub struct_hash: Hash,
    /// What is signed.
    pub digest: Hash,
}

/// What the signer of a command signs.
///
/// `nonce` is the signer's [next one](crate::Domain::nonce); the command is taken before `valid_until` only.
pub fn typed_data(
    chain_id: u64,
    contract: Address,
    command: &Command,
    nonce: u64,
    valid_until: Time,
) -> TypedData {
    let kind = convert::visit(command, nonce, valid_until, TypeString);
    let types = Types::parse(&kind);
    let mut message = types.message(types.primary, fields(command));
    if let Value::Object(members) = &mut message {
        members.insert("nonce".into(), nonce.to_string().into());
        members.insert("validUntil".into(), valid_until.to_string().into());
    }
    whole(chain_id, contract, &types, message, super::struct_hash(command, nonce, valid_until))
}

/// What the signer of a batch signs.
pub fn typed_data_of_batch(
    chain_id: u64,
    contract: Address,
    commands: &[Command],
    nonce: u64,
    valid_until: Time,
) -> TypedData {
    let hashes = hashes(commands);
    let kind = convert::visit_batch(&hashes, nonce, valid_until, TypeString);
    let types = Types::parse(&kind);
    let message = json!({
        "commands": hashes,
        "nonce": nonce.to_string(),
        "validUntil": valid_until.to_string(),
    });
    whole(chain_id, contract, &types, message, super::batch_hash(commands, nonce, valid_until))
}

fn whole(chain_id: u64, contract: Address, types: &Types, message: Value, struct_hash: Hash) -> TypedData {
    let mut members = Types::parse(DOMAIN_TYPE).json();
    members.append(&mut types.json());
    let typed_data = json!({
        "types": members,
        "primaryType": types.primary,
        "domain": {
            "name": NAME,
            "version": VERSION,
            "chainId": chain_id.to_string(),
            "verifyingContract": contract,
        },
        "message": message,
    });
    TypedData { typed_data, struct_hash, digest: digest(separator(chain_id, contract), struct_hash) }
}

/// A command's fields as its JSON has them, less what is not shaped as the signed struct is.
fn fields(command: &Command) -> Value {
    // Serialisation into memory of types that have only text keys does not fail.
    let mut fields = serde_json::to_value(command).unwrap_or_default();
    if let Command::Decide { verdict, .. } = command {
        let (verdict, severity) = convert::words(*verdict);
        fields["verdict"] = verdict.into();
        fields["severity"] = severity.into();
    }
    if let Command::Propose { .. } = command {
        let admitted = fields["params"]["admission"].get_mut("list").map(Value::take);
        let admission = if admitted.is_some() { "list" } else { "open" };
        fields["params"]["admission"] = admission.into();
        fields["params"]["admitted"] = admitted.unwrap_or_else(|| json!([]));
    }
    fields
}

/// The member of a command's JSON that a field of the struct is made of: in camelCase, apart from two words that are
/// reserved in Solidity.
fn json_name(field: &str) -> String {
    match field {
        "caseId" => "case".into(),
        "returned" => "return".into(),
        _ => field.chars().fold(String::new(), |mut name, letter| {
            if letter.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
            name
        }),
    }
}

/// A type string taken apart: structs with the types and names of their fields, the signed one first.
struct Types<'t> {
    primary: &'t str,
    structs: Vec<(&'t str, Vec<(&'t str, &'t str)>)>,
}

impl<'t> Types<'t> {
    fn parse(text: &'t str) -> Self {
        let parts = text.split_terminator(')').filter_map(|part| part.split_once('('));
        let structs: Vec<_> = parts
            .map(|(name, fields)| {
                (name, fields.split(',').filter_map(|field| field.split_once(' ')).collect())
            })
            .collect();
        Self { primary: structs.first().map_or("", |(name, _)| name), structs }
    }

    fn json(&self) -> Map<String, Value> {
        let member = |(kind, name): &(&str, &str)| json!({"name": name, "type": kind});
        let structs = self.structs.iter();
        structs.map(|(name, fields)| ((*name).into(), fields.iter().map(member).collect())).collect()
    }

    /// A value of the command's JSON in the form that the typed data has for it.
    fn message(&self, kind: &str, value: Value) -> Value {
        if let Some(of) = kind.strip_suffix("[]") {
            return match value {
                Value::Array(items) => items.into_iter().map(|item| self.message(of, item)).collect(),
                other => other,
            };
        }
        let Some((_, fields)) = self.structs.iter().find(|(name, _)| *name == kind) else {
            return match value {
                Value::Number(number) => number.to_string().into(),
                other => other,
            };
        };
        // A pair is written as a list.
        let mut place = 0..;
        let mut value = value;
        let mut take = |name: &str| match &mut value {
            Value::Object(members) => members.remove(&json_name(name)),
            Value::Array(items) => place.next().and_then(|at: usize| items.get_mut(at)).map(Value::take),
            _ => None,
        };
        let members = fields.iter().filter_map(|(kind, name)| {
            let value = take(name)?;
            Some(((*name).into(), self.message(kind, value)))
        });
        members.collect::<Map<_, _>>().into()
    }
}

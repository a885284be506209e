//! Numbers that the domain gives out, in order from 1.

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
            borsh::BorshSerialize, borsh::BorshDeserialize,
        )]
        #[serde(transparent)]
        pub struct $name(
            /// The number.
            pub u64,
        );

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<u64> for $name {
            fn from(number: u64) -> Self {
                Self(number)
            }
        }

        impl From<$name> for u64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id! {
    /// A task in the domain's queue.
    TaskId
}
id! {
    /// One miner's attempt at one slot of a task.
    AssignmentId
}
id! {
    /// A review of a miner's rejected work.
    CaseId
}
id! {
    /// A proposal of new parameters.
    ProposalId
}

/// The Keccak-256 or BLAKE3 hash of a model's manifest, chosen by its creator.
pub type ModelId = crate::Hash;

/// Milliseconds, supplied by the host with each command.
pub type Time = u64;

//! What a peer has to do, and its clients, whose own work is not measured.

use std::time::{Duration, Instant};

use deepnode_core::Hash;

use crate::hashes::fastest;
use deepnode_benches::stage::{UNITS, VALIDATORS, address, secret};

pub(crate) type Who = [u8; 20];

pub(crate) const DOMAIN: [u8; 32] = [7; 32];
pub(crate) const SEQUENCER: Who = [3; 20];
pub(crate) const CONSUMER: Who = [4; 20];

/// The same ledger work as the core's. Whatever it refuses is a panic: the clients go by the rules.
pub(crate) trait Peer {
    /// With its miners (1400 DN of collateral, 4 slots), validators (by stake in DN) and a rich consumer.
    fn new(miners: &[Who], validators: &[(Who, u32)]) -> Self;
    fn at(&mut self, now: u64);
    fn submit_task(&mut self, units: u32, input: Hash);
    fn advance(&mut self, entropy: Hash, next: Hash);
    fn submit_result(&mut self, miner: Who, assignment: u64, units_done: u32, seal: [u8; 32]);
    fn commit_verdict(&mut self, validator: Who, assignment: u64, commitment: [u8; 32]);
    fn reveal_verdict(&mut self, validator: Who, assignment: u64, root: Hash, seal_salt: Hash, salt: Hash);
    /// Drops what is over. Not measured.
    fn forget(&mut self);
    fn miner_of(&mut self, assignment: u64) -> Who;
    fn seats_of(&mut self, assignment: u64) -> [Who; 3];
    /// In 10^-9 DN.
    fn balance(&mut self, who: Who) -> u64;
}

pub(crate) struct Stage<P> {
    peer: P,
    lives: u64,
}

impl<P: Peer> Stage<P> {
    pub(crate) fn new(miners: u32) -> Self {
        let miners: Vec<Who> = (0..miners).map(|n| address(b"miner", n).0).collect();
        let validators: Vec<(Who, u32)> =
            (0..VALIDATORS).map(|n| (address(b"validator", n).0, 1_000 + 100 * n)).collect();
        Self { peer: P::new(&miners, &validators), lives: 0 }
    }

    /// A life, and how long the peer worked on it.
    pub(crate) fn live(&mut self) -> Duration {
        let mut clients =
            Clients { peer: &mut self.peer, now: 1_000 + 12 * self.lives, taken: Duration::ZERO };
        let life = self.lives;
        self.lives += 1;
        let assignment = self.lives;
        let (root, seal_salt) = (secret(b"output", assignment), secret(b"seal", assignment));

        clients.measured(|peer| peer.submit_task(UNITS, secret(b"input", life)));
        clients.advance(4 * life);
        let miner = clients.peer.miner_of(assignment);
        let before = clients.peer.balance(miner);
        let id = assignment.to_be_bytes();
        let seal = hash(&[b"deepnode/seal", &DOMAIN, &id, &miner, &root.0, &seal_salt.0]);
        clients.measured(|peer| peer.submit_result(miner, assignment, UNITS, seal));
        clients.advance(4 * life + 1);
        let seats = clients.peer.seats_of(assignment).map(|seat| (seat, secret(&seat, assignment)));
        for (seat, salt) in seats {
            let commitment = hash(&[b"deepnode/verdict", &DOMAIN, &id, &[1], &seat, &[0], &root.0, &salt.0]);
            clients.measured(|peer| peer.commit_verdict(seat, assignment, commitment));
        }
        clients.advance(4 * life + 2);
        for (seat, salt) in seats {
            clients.measured(|peer| peer.reveal_verdict(seat, assignment, root, seal_salt, salt));
        }
        clients.advance(4 * life + 3);

        let taken = clients.taken;
        assert_eq!(self.peer.balance(miner) - before, 64_000_000_000, "the miner's part of 100 DN");
        if self.lives.is_multiple_of(1_000) {
            self.peer.forget();
        }
        taken
    }
}

struct Clients<'p, P> {
    peer: &'p mut P,
    now: u64,
    taken: Duration,
}

impl<P: Peer> Clients<'_, P> {
    fn measured(&mut self, act: impl FnOnce(&mut P)) {
        self.now += 1;
        self.peer.at(self.now);
        let begun = Instant::now();
        act(self.peer);
        self.taken += begun.elapsed();
    }

    fn advance(&mut self, beat: u64) {
        let (entropy, coming) = (secret(b"entropy", beat), secret(b"entropy", beat + 1));
        let next = Hash(fastest(&coming.0));
        self.measured(|peer| peer.advance(entropy, next));
    }
}

pub(crate) fn hash(parts: &[&[u8]]) -> [u8; 32] {
    fastest(&parts.concat())
}

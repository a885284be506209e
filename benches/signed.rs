//! Signed commands beside the recovery of their signers, which is nearly all of their work.
//!
//! `recover` is the curve library alone, on the same digests and signatures; `apply` is the whole way in, from the
//! envelope to the changed state; `check` is what can be done ahead, on one thread and on two.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use deepnode_core::keys::Key;
use deepnode_core::{Address, Amount, Command, Content, Domain, Envelope, Hash, Params, Signature, keccak};
use rayon::ThreadPoolBuilder;

/// Envelopes that are looked at in one go.
const BATCH: usize = 2_000;
const SIGNERS: u64 = 100;

/// A domain, and transfers that its signers have signed, in the order of their nonces.
fn signed() -> (Domain, Vec<Envelope>) {
    let bridge = Address([1; 20]);
    let mut domain =
        Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() }).expect("they hold");
    let keys: Vec<Key> = (0..SIGNERS)
        .map(|n| Key::from_bytes(&keccak(&[b"key", &n.to_be_bytes()]).0).expect("a key, most likely"))
        .collect();
    for key in &keys {
        let deposit = Command::Deposit { to: key.address(), amount: Amount::dn(1_000) };
        domain.apply(1_000, bridge, &deposit).expect("the bridge may");
    }
    let envelopes = (0..BATCH as u64).map(|n| {
        let (from, to) = (&keys[(n % SIGNERS) as usize], &keys[((n + 1) % SIGNERS) as usize]);
        let transfer = Command::Transfer { to: to.address(), amount: Amount::from_units(1 + n) };
        from.seal_for(domain.id(), Content::Command(transfer), n / SIGNERS, u64::MAX)
    });
    let envelopes = envelopes.collect();
    (domain, envelopes)
}

#[cfg(not(feature = "secp256k1"))]
const LIBRARY: &str = "k256";
#[cfg(feature = "secp256k1")]
const LIBRARY: &str = "libsecp256k1";

/// The curve library, and nothing else.
#[cfg(not(feature = "secp256k1"))]
fn recover(digest: &Hash, signature: &Signature) -> [u8; 65] {
    use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};

    let id = RecoveryId::new(signature.0[64] == 28, false);
    let signature = Signature::from_slice(&signature.0[..64]).expect("it was made by a key");
    let key = VerifyingKey::recover_from_prehash(&digest.0, &signature, id).expect("it was made by a key");
    key.to_sec1_point(false).as_bytes().try_into().expect("both coordinates")
}

/// The curve library, and nothing else.
#[cfg(feature = "secp256k1")]
fn recover(digest: &Hash, signature: &Signature) -> [u8; 65] {
    use secp256k1::Message;
    use secp256k1::ecdsa::{RecoverableSignature, RecoveryId};

    let id = if signature.0[64] == 28 { RecoveryId::One } else { RecoveryId::Zero };
    let rs = signature.0[..64].try_into().expect("64 bytes");
    let signature = RecoverableSignature::from_compact(rs, id).expect("it was made by a key");
    let key = signature.recover_ecdsa(Message::from_digest(digest.0)).expect("it was made by a key");
    key.serialize_uncompressed()
}

/// How long it takes to do something with each.
fn time<T>(items: &[T], what: impl FnMut(&T)) -> Duration {
    let begun = Instant::now();
    items.iter().for_each(what);
    begun.elapsed()
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5))
        .configure_from_args();
    let (domain, envelopes) = signed();
    let id = domain.id();
    let digests: Vec<(Hash, Signature)> = envelopes
        .iter()
        .map(|Envelope { content, signed, .. }| {
            (content.digest(id, signed.nonce, signed.valid_until), signed.signature.clone())
        })
        .collect();
    let recovered = |pairs: &[(Hash, Signature)]| {
        time(pairs, |(digest, signature)| {
            black_box(recover(digest, black_box(signature)));
        })
    };
    let applied = |envelopes: &[Envelope]| {
        let mut domain = domain.clone();
        time(envelopes, |envelope| {
            black_box(domain.apply_signed(2_000, black_box(envelope)).expect("it is signed"));
        })
    };

    let mut group = criterion.benchmark_group(format!("signed/{LIBRARY}"));
    group.throughput(Throughput::Elements(BATCH as u64));
    group.bench_function("recover", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| recovered(&digests)).sum());
    });
    group.bench_function("apply", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| applied(&envelopes)).sum());
    });
    for threads in [1, 2] {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        group.bench_function(BenchmarkId::new("check", threads), |bencher| {
            bencher.iter(|| pool.install(|| black_box(Envelope::check_all(&envelopes, id)).len()));
        });
    }
    group.finish();

    // In turns, so that both see the same machine whatever else it does.
    let mut shares: Vec<f64> =
        (0..15).map(|_| recovered(&digests).as_secs_f64() / applied(&envelopes).as_secs_f64()).collect();
    shares.sort_by(f64::total_cmp);
    println!("signed/{LIBRARY}: {:.1} % of raw recover (median of {})", 100.0 * shares[7], shares.len());
    criterion.final_summary();
}

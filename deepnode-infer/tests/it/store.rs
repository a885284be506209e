//! What is kept stays as it was, or is refused.

use std::fs;

use deepnode_infer::sdk::{FileStore, MemoryStore, Store, StoreError};

fn behaves(store: &dyn Store) {
    assert_eq!(store.get("a-1").unwrap(), None);
    store.put("a-1", b"one").unwrap();
    store.put("a-2", b"").unwrap();
    store.put("b-1", &[0, 255]).unwrap();
    store.put("a-1", b"another").unwrap();
    assert_eq!(store.get("a-1").unwrap().as_deref(), Some(&b"another"[..]));
    assert_eq!(store.get("a-2").unwrap().as_deref(), Some(&b""[..]));
    assert_eq!(store.names("a-").unwrap(), ["a-1", "a-2"]);
    assert_eq!(store.names("").unwrap().len(), 3);
    store.remove("a-2").unwrap();
    store.remove("a-2").unwrap();
    assert_eq!(store.names("a-").unwrap(), ["a-1"]);
    let long = "a".repeat(201);
    for name in ["", "../a", "A", "a.b", "a b", "ä", &long] {
        assert!(matches!(store.put(name, b"x"), Err(StoreError::Name { .. })), "{name}");
        assert!(matches!(store.get(name), Err(StoreError::Name { .. })), "{name}");
        assert!(matches!(store.remove(name), Err(StoreError::Name { .. })), "{name}");
    }
}

#[test]
fn in_memory() {
    behaves(&MemoryStore::default());
}

#[test]
fn in_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made/on/the/way");
    let store = FileStore::open(&path).unwrap();
    behaves(&store);
    assert!(matches!(FileStore::open(&path), Err(StoreError::InUse { .. })));
    drop(store);
    let store = FileStore::open(&path).unwrap();
    assert_eq!(store.get("a-1").unwrap().as_deref(), Some(&b"another"[..]));
}

#[test]
fn damage_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(folder.path()).unwrap();
    store.put("seal-1", b"what opens it").unwrap();
    store.put("seal-2", b"something else").unwrap();
    let file = folder.path().join("seal-1");
    let good = fs::read(&file).unwrap();
    let damaged = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        matches!(store.get("seal-1"), Err(StoreError::Damaged { .. }))
    };
    for bit in 0..8 * good.len() {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(damaged(&bytes), "bit {bit}");
    }
    for length in 0..good.len() {
        assert!(damaged(&good[..length]), "cut to {length}");
    }
    assert!(damaged(&[&good[..], b"!"].concat()));
    // A whole record, under another's name.
    assert!(damaged(&fs::read(folder.path().join("seal-2")).unwrap()));
    assert!(!damaged(&good));
}

#[test]
fn what_a_crash_leaves_is_cleared() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".tmp-half"), b"dns").unwrap();
    let store = FileStore::open(folder.path()).unwrap();
    assert_eq!(store.names("").unwrap(), [""; 0]);
    assert!(!folder.path().join(".tmp-half").exists());
}

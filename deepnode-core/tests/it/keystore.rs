//! Private keys, and the files that hold them.

use std::fs;

use deepnode_core::Hash;
use deepnode_core::keys::{Key, KeyError};
use serde_json::Value;

#[test]
fn keys_come_and_go_as_keystore_files() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::create();
    let path = key.save(folder.path(), "mine.json", "correct horse").unwrap();
    let json: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!((json["version"].as_u64(), json["crypto"]["cipher"].as_str()), (Some(3), Some("aes-128-ctr")));
    let found = Key::load(&path, "correct horse").unwrap();
    assert_eq!((found.address(), found.to_bytes()), (key.address(), key.to_bytes()));
    assert!(matches!(Key::load(&path, "wrong"), Err(KeyError::WrongPassword { .. })));
    assert!(matches!(Key::load(&folder.path().join("none"), ""), Err(KeyError::File { .. })));

    // Files that would make the reader panic, or work for hours.
    let damages = [
        ("/crypto/kdfparams/dklen", Value::from(8)),
        ("/crypto/kdfparams/n", 1.into()),
        ("/crypto/kdfparams/n", 12_345.into()),
        ("/crypto/kdfparams/n", (1u64 << 31).into()),
        ("/crypto/kdfparams/r", 0.into()),
        ("/crypto/kdfparams/p", 0.into()),
        ("/crypto/kdfparams/p", 1_000_000.into()),
        ("/crypto/cipherparams/iv", "00".into()),
        ("/crypto/ciphertext", "".into()),
        ("/crypto/cipher", "none".into()),
        ("/version", 4.into()),
    ];
    for (pointer, value) in damages {
        let mut damaged = json.clone();
        *damaged.pointer_mut(pointer).unwrap() = value;
        fs::write(&path, damaged.to_string()).unwrap();
        let found = Key::load(&path, "correct horse");
        assert!(matches!(found, Err(KeyError::NotAKeystore { .. })), "{pointer}: {found:?}");
    }
    let mut hungry = json.clone();
    let kdf = &mut hungry["crypto"]["kdfparams"];
    (kdf["n"], kdf["r"], kdf["p"]) = (2.into(), 4_194_304.into(), 16.into());
    fs::write(&path, hungry.to_string()).unwrap();
    assert!(matches!(Key::load(&path, "correct horse"), Err(KeyError::NotAKeystore { .. })), "9 GiB");
    assert!(matches!(key.save(folder.path(), "../mine.json", "x"), Err(KeyError::File { .. })));
    assert!(matches!(key.save(&folder.path().join("none"), "mine.json", "x"), Err(KeyError::File { .. })));
    key.save(folder.path(), "mine.json", "another").unwrap();
    assert_eq!(Key::load(&path, "another").unwrap().address(), key.address());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(matches!(Key::from_bytes(&[0; 32]), Err(KeyError::OutOfRange)));
    assert!(matches!(Key::from_bytes(&[255; 32]), Err(KeyError::OutOfRange)));
    assert!(matches!(Key::from_hex("12"), Err(KeyError::NotHex)));
    assert!(!format!("{key:?}").contains(&const_hex_of(&key)), "a key prints itself");
}

fn const_hex_of(key: &Key) -> String {
    Hash(*key.to_bytes()).to_string()[2..].to_owned()
}

//! Who: 20-byte Ethereum addresses.

use core::fmt;

use crate::hash::keccak;
use crate::hex::fixed_bytes;

fixed_bytes! {
    /// A 20-byte address. JSON is lower-case hex; `Display` shows people the EIP-55 form with its checksum in
    /// the case of the letters. Input takes either case and checks no checksum.
    ///
    /// ```
    /// use deepnode_core::Address;
    ///
    /// let address: Address = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed".parse()?;
    /// assert_eq!(address.to_string(), "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    /// # Ok::<(), deepnode_core::InvalidHex>(())
    /// ```
    Address, 20
}

impl fmt::Display for Address {
    /// EIP-55: a letter is upper case where the Keccak-256 of the lower-case digits has a nibble of 8 or more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = *b"0x0000000000000000000000000000000000000000";
        let digits = &mut text[2..];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
            pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        let checksum = keccak(&[digits]);
        for (i, digit) in digits.iter_mut().enumerate() {
            let nibble = checksum.0[i / 2] >> (4 * (1 - i % 2)) & 15;
            if nibble >= 8 {
                digit.make_ascii_uppercase();
            }
        }
        f.write_str(core::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

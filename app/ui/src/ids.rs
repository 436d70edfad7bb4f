//! Ids a client makes itself, so that a repeated sending is recognised.

use contract::ClientId;

/// A new id. Works on plain http too, where `crypto.randomUUID` is missing.
pub fn client_id() -> ClientId {
    let mut bytes = [0_u8; 16];
    let filled = crate::browser::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        for byte in &mut bytes {
            *byte = (crate::browser::chance() * 256.0) as u8;
        }
    }
    ClientId(versioned(bytes))
}

/// Marks random bytes as a UUID of version 4.
fn versioned(mut bytes: [u8; 16]) -> uuid::Uuid {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    uuid::Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::versioned;

    #[test]
    fn bytes_become_a_random_uuid() {
        let id = versioned([0xff; 16]);
        assert_eq!(id.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}

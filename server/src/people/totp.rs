//! Codes of an app (TOTP, RFC 6238) and recovery codes: how they are drawn, shown and read. Pure but for the drawing.

use base64::{Engine, prelude::BASE64_STANDARD};
use qrcodegen::{QrCode, QrCodeEcc};
use totp_rs::{Builder, Secret, Totp};

use crate::platform::{Time, ids};

/// The letters of recovery codes: none that is taken for another one.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// How many recovery codes there are at once.
pub const RECOVERY_CODES: usize = 10;
/// The length of one: 80 bits.
const RECOVERY_LETTERS: usize = 16;

/// A new secret, as it is stored and typed.
pub fn new_secret() -> String {
    let chance = ids::secret_hash(&ids::new_secret());
    Secret::from(chance[..20].to_vec()).to_base32()
}

/// What apps read; `issuer` is what they call the help desk.
pub fn url(secret: &str, username: &str, issuer: &str) -> Option<String> {
    // A colon would end the name.
    totp(secret, username, &issuer.replace(':', " "))?.to_url().ok()
}

/// The step a code belongs to, when it is right at this time and no code of that step or a later one was used.
pub fn step(secret: &str, code: &str, now: Time, used: i64) -> Option<i64> {
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let seconds = u64::try_from(now.0.div_euclid(1000)).ok()?;
    let step = totp(secret, "", "")?.check(&code, seconds)?;
    i64::try_from(step).ok().filter(|step| *step > used)
}

fn totp(secret: &str, username: &str, issuer: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).with_account_name(username).with_issuer(Some(issuer)).build().ok()
}

/// A text to scan, as an SVG picture in a `data:` URL.
pub fn picture(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 8;
    let mut path = String::new();
    for (y, x) in (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (y, x))) {
        if code.get_module(x, y) {
            path.push_str(&format!("M{},{}h1v1h-1z", x + 4, y + 4));
        }
    }
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0,0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    );
    Some(format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(svg)))
}

/// Other recovery codes, as they are shown: `abcd-efgh-ijkm-npqr`.
pub fn recovery_codes() -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| recovery_code()).collect()
}

fn recovery_code() -> String {
    let chance = ids::secret_hash(&ids::new_secret());
    let mut code = String::new();
    for (place, byte) in chance.iter().take(RECOVERY_LETTERS).enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    code
}

/// What is stored of a recovery code, however it is typed.
pub fn recovery_hash(code: &str) -> Vec<u8> {
    let letters = code.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    ids::secret_hash(&letters.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn reads_the_codes_of_the_rfc() {
        for (seconds, code, known) in [(59, "287082", 1), (1_111_111_109, "081804", 37_037_036)] {
            let now = Time(seconds * 1000);
            assert_eq!(step(SECRET, code, now, 0), Some(known));
            assert_eq!(step(SECRET, code, now, known), None, "it was used");
            assert_eq!(step(SECRET, code, now.plus(30_000), 0), Some(known), "a moment late");
            assert_eq!(step(SECRET, code, now.plus(90_000), 0), None, "late");
        }
        assert_eq!(step(SECRET, " 287 082", Time(59_000), 0), Some(1));
        for code in ["", "000000", "28708", "+87082", "2870820", "２８７０８２"] {
            assert_eq!(step(SECRET, code, Time(59_000), 0), None, "{code}");
        }
    }

    #[test]
    fn apps_read_what_is_shown() {
        let url = url(SECRET, "lars", "desk.example:8443").unwrap();
        assert!(url.starts_with("otpauth://totp/") && url.contains(SECRET) && url.contains("lars"), "{url}");
        let picture = picture(&url).unwrap();
        let svg = BASE64_STANDARD.decode(picture.strip_prefix("data:image/svg+xml;base64,").unwrap()).unwrap();
        assert!(String::from_utf8(svg).unwrap().starts_with("<svg xmlns="));
        assert_ne!(new_secret(), new_secret());
        assert!(super::url(&new_secret(), "lars", "Desk").is_some());
    }

    #[test]
    fn recovery_codes_are_read_however_they_are_typed() {
        let codes = recovery_codes();
        assert_eq!((codes.len(), codes[0].len()), (10, 19));
        let typed = format!(" {} ", codes[0].replace('-', " ").to_uppercase());
        assert_eq!(recovery_hash(&codes[0]), recovery_hash(&typed));
        assert_ne!(recovery_hash(&codes[0]), recovery_hash(&codes[1]));
    }
}

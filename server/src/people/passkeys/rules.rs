//! What an answer of a browser must be to be believed.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    digest::{SHA256, digest},
    signature::{
        ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
    },
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// What keys may be of, the best first, as browsers number them: ES256, EdDSA, RS256.
pub const ALGORITHMS: [i32; 3] = [-7, -8, -257];

/// The same as public keys begin (RFC 5280), with the length of what follows. RSA is what Windows makes, of 2048 bits.
const KEYS: [(&[u8], usize, &dyn VerificationAlgorithm); 3] = [
    (
        b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00",
        65,
        &ECDSA_P256_SHA256_ASN1,
    ),
    (b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 32, &ED25519),
    (
        b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0f\x00",
        270,
        &RSA_PKCS1_2048_8192_SHA256,
    ),
];

/// Somebody was there.
const PRESENT: u8 = 0x01;
/// It was the owner: a finger, a face, a PIN.
const VERIFIED: u8 = 0x04;
/// A new key follows.
const HAS_KEY: u8 = 0x40;

/// Why an answer is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub &'static str);

/// Where passkeys are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The relying party's id.
    pub domain: String,
    /// What pages must come from.
    pub origin: String,
}

impl Place {
    /// That of an address.
    pub fn of(url: &str) -> Result<Self, Refused> {
        let url = url::Url::parse(url).map_err(|_| Refused("no address"))?;
        let domain = url.host_str().ok_or(Refused("no domain"))?.to_owned();
        Ok(Self { domain, origin: url.origin().ascii_serialization() })
    }
}

/// Bytes as browsers write them.
pub fn text(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?;
    BASE64_URL_SAFE_NO_PAD.decode(text).map_err(serde::de::Error::custom)
}

/// The part of an answer that the page's own browser wrote.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    act: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    within_another: bool,
}

/// What a browser says of a passkey it has made.
#[derive(Deserialize)]
pub struct Made {
    /// Which one.
    #[serde(rename = "rawId", deserialize_with = "bytes")]
    pub id: Vec<u8>,
    response: MadeResponse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MadeResponse {
    #[serde(rename = "clientDataJSON", deserialize_with = "bytes")]
    client_data: Vec<u8>,
    #[serde(deserialize_with = "bytes")]
    authenticator_data: Vec<u8>,
    /// Nobody vouches for the authenticator, so this is as good as the same key further inside.
    #[serde(deserialize_with = "bytes")]
    public_key: Vec<u8>,
}

/// What a browser says that shows a passkey.
#[derive(Deserialize)]
pub struct Shown {
    /// Which one.
    #[serde(rename = "rawId", deserialize_with = "bytes")]
    pub id: Vec<u8>,
    response: ShownResponse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownResponse {
    #[serde(rename = "clientDataJSON", deserialize_with = "bytes")]
    client_data: Vec<u8>,
    #[serde(deserialize_with = "bytes")]
    authenticator_data: Vec<u8>,
    #[serde(deserialize_with = "bytes")]
    signature: Vec<u8>,
    #[serde(deserialize_with = "bytes")]
    user_handle: Vec<u8>,
}

/// Reads an answer.
pub fn read<T: DeserializeOwned>(credential: &str) -> Result<T, Refused> {
    serde_json::from_str(credential).map_err(|_| Refused("it does not read"))
}

impl Made {
    /// What it says it answers.
    pub fn challenge(&self) -> Result<String, Refused> {
        challenge(&self.response.client_data)
    }

    /// The public key to keep, and how often the passkey was used.
    pub fn check(&self, place: &Place) -> Result<(Vec<u8>, u32), Refused> {
        let MadeResponse { client_data, authenticator_data, public_key } = &self.response;
        check_page(client_data, "webauthn.create", place)?;
        let (flags, count, rest) = check_owner(authenticator_data, place)?;
        let named = rest.get(16..).and_then(|rest| rest.split_first_chunk::<2>());
        let named = named.and_then(|(length, rest)| rest.get(..usize::from(u16::from_be_bytes(*length))));
        if flags & HAS_KEY == 0 || named != Some(&self.id[..]) || !(16..=1023).contains(&self.id.len()) {
            return Err(Refused("another passkey was made"));
        }
        key(public_key)?;
        Ok((public_key.clone(), count))
    }
}

impl Shown {
    /// What it says it answers.
    pub fn challenge(&self) -> Result<String, Refused> {
        challenge(&self.response.client_data)
    }

    /// Whose it says it is.
    pub fn owner(&self) -> &[u8] {
        &self.response.user_handle
    }

    /// How often the passkey was used, by its own count.
    pub fn check(&self, place: &Place, public_key: &[u8]) -> Result<u32, Refused> {
        let ShownResponse { client_data, authenticator_data, signature, .. } = &self.response;
        check_page(client_data, "webauthn.get", place)?;
        let (_, count, _) = check_owner(authenticator_data, place)?;
        let (algorithm, key) = key(public_key)?;
        let signed = [authenticator_data, digest(&SHA256, client_data).as_ref()].concat();
        let right = UnparsedPublicKey::new(algorithm, key).verify(&signed, signature);
        right.map_err(|_| Refused("another key has signed"))?;
        Ok(count)
    }
}

/// Whether a count goes on from the last one. Passkeys that are kept in several places count nothing.
pub fn goes_on(last: i64, count: u32) -> bool {
    i64::from(count) > last || (last == 0 && count == 0)
}

fn client_data(client_data: &[u8]) -> Result<ClientData, Refused> {
    serde_json::from_slice(client_data).map_err(|_| Refused("the page's part does not read"))
}

fn challenge(data: &[u8]) -> Result<String, Refused> {
    Ok(client_data(data)?.challenge)
}

fn check_page(data: &[u8], act: &str, place: &Place) -> Result<(), Refused> {
    let said = client_data(data)?;
    match () {
        () if said.act != act => Err(Refused("something else was asked")),
        () if said.origin != place.origin => Err(Refused("another page has asked")),
        () if said.within_another => Err(Refused("a page within another has asked")),
        () => Ok(()),
    }
}

/// The flags, the count, and what follows.
fn check_owner<'a>(data: &'a [u8], place: &Place) -> Result<(u8, u32, &'a [u8]), Refused> {
    let short = Refused("the authenticator's part is too short");
    let (domain, rest) = data.split_first_chunk::<32>().ok_or(short)?;
    let (&[flags, a, b, c, d], rest) = rest.split_first_chunk::<5>().ok_or(short)?;
    if domain[..] != *digest(&SHA256, place.domain.as_bytes()).as_ref() {
        return Err(Refused("it is for another domain"));
    }
    if flags & PRESENT == 0 || flags & VERIFIED == 0 {
        return Err(Refused("the owner was not asked"));
    }
    Ok((flags, u32::from_be_bytes([a, b, c, d]), rest))
}

fn key(public_key: &[u8]) -> Result<(&'static dyn VerificationAlgorithm, &[u8]), Refused> {
    let known = KEYS.iter().find_map(|(begins, length, algorithm)| {
        let key = public_key.strip_prefix(*begins).filter(|key| key.len() == *length)?;
        Some((*algorithm, key))
    });
    known.ok_or(Refused("keys like this are not known"))
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    /// Public keys and signatures of `message`, made with OpenSSL 3.
    const SIGNED: [(&str, &str); 3] = [
        (
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEIGGgLtXLP9pC92kOkfo0cwFv7yTGGSbHlvJqlxD1BQwIkA7pVLqFEtiF2pP78sDYTSuA\
             /YnskF2NTaQCIsByRg==",
            "MEUCIQCfhyG3LXSe53Ix1qFIr8BBcmVEaOiIadiPCN/TPpj7pQIgL7qrwnzyBM5WDSlvfhD1GJ0KwxUu0lzgxwM6Myxj2Ow=",
        ),
        (
            "MCowBQYDK2VwAyEAH2qocMOQiob8wSfBzVb/c/Ukd1s/djMRhAoNe0MkIck=",
            "Uz62kkNw6VxdAMhumTMEbIDmeCb2M6xa/B33Ilp69Q/vxXW6DRPckgUgT+hn0CUFi7T2LsNv1hqXAflu/bTVCw==",
        ),
        (
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoB4YHoMPlZ4jSDs3p+cusI6/m8wnGVJpdIlumAHNERTdVE83hG0MuFyNeXkG\
             3qDJVe/MUuJLk0hSrUR+rVgj89f/10KOcCmi6IYNMDctWApg2gvk8bJr5CnHsn5E4lM0mTD3WcadknLFGWlmrYfdNE1KKrVaC36JfiuM\
             GsFUrcl2kPSRS8WuTmR+GMeoCq0VCHYmSgXdMsKiKdhvb9eF/pSj3zbMg7dhqGb7qAmeaYlDypPxYqeGzQCHVj2wVW7RANZ4N7s4hYlo\
             gc7Wbvm9g3gqrNxSkKwp15Vy18Y4aigR1cM3s3Y5nF56ObKrmUZqygozmKzbOXAxdgSLeSogmQIDAQAB",
            "U+3kp0q9In+byaQqQe+tjjaj8J6hB+Nndt0rUkboVwc2tNdchakxtHDbHPjHclKLHxeUtWJz3kYgsiJQK6zfy2NRjrPRFQJB3Q5mnrQG\
             Ej5yJOpao/Yw0eQFesHItGGhU1LnjQaX6YEsRbXzjvvdCGk+LeWTQI5m4nrmtZwZ5Wu25DwuWydyGHlNgCSqhnMui4mA3JmPxGG02jMy\
             YHw29jgGzJWD8Ayx5JnTB9mcVi4ajz+5x074b/CspDT2ld62MVPAHa5i8MlnMOfVMY0RTEcr9Jgeng7fZl41P2iAwpcSBqOuDWsTOZpq\
             Bt/4yX9uO3vNFts9ikiIsbMNomYsKA==",
        ),
    ];

    #[test]
    fn reads_every_key_it_asks_for() {
        assert_eq!(SIGNED.len(), ALGORITHMS.len());
        for (public_key, signature) in SIGNED.map(|(key, signed)| (decoded(key), decoded(signed))) {
            let (algorithm, found) = key(&public_key).unwrap();
            let verify = |message: &[u8]| UnparsedPublicKey::new(algorithm, found).verify(message, &signature);
            assert!(verify(b"message").is_ok() && verify(b"massage").is_err());
            let longer = [&public_key[..], b"\0"].concat();
            assert!(key(&longer).is_err() && key(&public_key[1..]).is_err() && key(&[]).is_err());
        }
    }

    fn decoded(text: &str) -> Vec<u8> {
        BASE64_STANDARD.decode(text).unwrap()
    }

    #[test]
    fn is_for_the_place_of_an_address() {
        for (url, domain, origin) in [
            ("https://desk.example", "desk.example", "https://desk.example"),
            ("https://desk.example:443/", "desk.example", "https://desk.example"),
            ("https://Desk.Example:8443", "desk.example", "https://desk.example:8443"),
            ("http://localhost:8080", "localhost", "http://localhost:8080"),
        ] {
            assert_eq!(Place::of(url), Ok(Place { domain: domain.into(), origin: origin.into() }));
        }
        assert!(Place::of("desk.example").is_err());
    }

    #[rstest::rstest]
    #[case(0, 0, true)]
    #[case(0, 1, true)]
    #[case(7, 8, true)]
    #[case(7, 7, false)]
    #[case(7, 6, false)]
    #[case(7, 0, false)]
    fn counts_go_on(#[case] last: i64, #[case] count: u32, #[case] on: bool) {
        assert_eq!(goes_on(last, count), on);
    }

    #[rstest::rstest]
    #[case(r#"{"type":"t","challenge":"c","origin":"https://desk.example"}"#, true)]
    #[case(r#"{"type":"t","challenge":"c","origin":"https://desk.example","crossOrigin":false,"more":1}"#, true)]
    #[case(r#"{"type":"t","challenge":"c","origin":"https://desk.example","crossOrigin":true}"#, false)]
    #[case(r#"{"type":"u","challenge":"c","origin":"https://desk.example"}"#, false)]
    #[case(r#"{"type":"t","challenge":"c","origin":"https://desk.example:8443"}"#, false)]
    #[case(r#"{"type":"t","challenge":"c","origin":"http://desk.example"}"#, false)]
    #[case(r#"{"type":"t","challenge":"c","origin":"https://desk.example.evil.example"}"#, false)]
    #[case("", false)]
    fn pages_are_those_of_the_place(#[case] said: &str, #[case] fine: bool) {
        let place = Place::of("https://desk.example").unwrap();
        assert_eq!(check_page(said.as_bytes(), "t", &place).is_ok(), fine);
    }

    #[rstest::rstest]
    #[case("desk.example", 0x05, true)]
    #[case("desk.example", 0x1d, true)]
    #[case("desk.example", 0x01, false)]
    #[case("desk.example", 0x04, false)]
    #[case("example", 0x05, false)]
    fn the_owner_was_asked_for_the_place(#[case] domain: &str, #[case] flags: u8, #[case] fine: bool) {
        let place = Place::of("https://desk.example").unwrap();
        let data = [digest(&SHA256, domain.as_bytes()).as_ref(), &[flags, 0, 0, 1, 2]].concat();
        assert_eq!(check_owner(&data, &place).map(|(_, count, _)| count).ok(), fine.then_some(258));
        assert!(check_owner(&data[..36], &place).is_err());
    }
}

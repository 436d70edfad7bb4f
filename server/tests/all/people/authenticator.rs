//! A browser with a passkey in it, in software: it answers what it is asked, and lies where a test wants it to.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as base64};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

/// How a public key of P-256 begins.
const BEGINS: &[u8] =
    b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";

pub struct Authenticator {
    key: EcdsaKeyPair,
    pub id: Vec<u8>,
    /// Where its page is.
    pub origin: String,
    /// Whom it is for.
    pub domain: String,
    /// Somebody is there, and it is the owner.
    pub flags: u8,
    /// Whose it is; known once it has made a passkey.
    pub owner: String,
    pub count: u32,
}

impl Authenticator {
    /// A new one, before the desk of the tests.
    pub fn new() -> Self {
        let chance = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &chance).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &chance).unwrap();
        Self {
            key,
            id: uuid::Uuid::new_v4().as_bytes().to_vec(),
            origin: "http://localhost:8080".into(),
            domain: "localhost".into(),
            flags: 0x05,
            owner: String::new(),
            count: 1,
        }
    }

    /// Makes a passkey.
    pub fn make(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        self.owner = options["user"]["id"].as_str().unwrap().to_owned();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [self.data(0x40), vec![0; 16], length.to_vec(), self.id.clone(), b"\xa5".to_vec()].concat();
        let public_key = [BEGINS, self.key.public_key().as_ref()].concat();
        self.answer(json!({
            "clientDataJSON": base64.encode(self.page("webauthn.create", &options)),
            "authenticatorData": base64.encode(data),
            "publicKey": base64.encode(public_key),
            "publicKeyAlgorithm": -7,
            "transports": ["internal"],
        }))
    }

    /// Shows it, once more than before.
    pub fn show(&mut self, options: &str) -> String {
        self.count += 1;
        let page = self.page("webauthn.get", &serde_json::from_str(options).unwrap());
        let data = self.data(0);
        let signed = [&data[..], digest(&SHA256, page.as_bytes()).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(json!({
            "clientDataJSON": base64.encode(page),
            "authenticatorData": base64.encode(data),
            "signature": base64.encode(signature),
            "userHandle": self.owner,
        }))
    }

    fn page(&self, act: &str, options: &Value) -> String {
        json!({ "type": act, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let domain = digest(&SHA256, self.domain.as_bytes());
        [domain.as_ref(), &[self.flags | more], &self.count.to_be_bytes()].concat()
    }

    fn answer(&self, response: Value) -> String {
        let id = base64.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
            .to_string()
    }
}

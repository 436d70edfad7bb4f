//! Every kind of token a site, or somebody who is not the site, may send.

use serde_json::json;

use super::{InvalidIdentity::*, *};

const SECRET: &str = "the-brands-identity-secret";
const NOW: i64 = 1_795_311_000;

fn part(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

fn sign(header: &str, payload: &str, secret: &str) -> String {
    let signed = format!("{}.{}", part(header), part(payload));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

const HS256: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn good() -> String {
    json!({"sub": "c-7", "exp": NOW + 600}).to_string()
}

fn read_at(token: &str, secret: Option<&str>) -> Result<Claims, InvalidIdentity> {
    read(token, secret, Time(NOW * 1000 + 500))
}

#[test]
fn accepts_what_a_site_signs() {
    let payload = json!({"sub": "c-7", "email": "ann@Example.com", "name": " Ann\nLee ", "exp": NOW + 3600, "iat": NOW, "nbf": NOW});
    let claims = read_at(&sign(HS256, &payload.to_string(), SECRET), Some(SECRET)).unwrap();
    assert_eq!(claims, Claims { sub: "c-7".into(), email: "ann@example.com".into(), name: "Ann Lee".into() });
    let claims = read_at(&sign(r#"{"alg":"HS256"}"#, &good(), SECRET), Some(SECRET)).unwrap();
    assert_eq!(claims, Claims { sub: "c-7".into(), email: String::new(), name: String::new() });
}

#[test]
fn refuses_headers() {
    for (header, why) in [
        (r#"{"alg":"none"}"#, Algorithm),
        (r#"{"alg":"None"}"#, Algorithm),
        (r#"{"alg":"hs256"}"#, Algorithm),
        (r#"{"alg":"HS384"}"#, Algorithm),
        (r#"{"alg":"RS256"}"#, Algorithm),
        (r#"{"alg":["HS256"]}"#, Algorithm),
        (r#"{"typ":"JWT"}"#, Algorithm),
        (r#"{"alg":"HS256","typ":"JWE"}"#, Malformed),
        (r#"{"alg":"HS256","crit":["x"]}"#, Malformed),
        (r#"{"alg":"none","alg":"HS256"}"#, Malformed),
        (r#"{"alg":"HS256","alg":"HS256"}"#, Malformed),
        (r#"["HS256"]"#, Malformed),
        ("", Malformed),
    ] {
        assert_eq!(read_at(&sign(header, &good(), SECRET), Some(SECRET)), Err(why), "{header}");
    }
}

#[test]
fn refuses_signatures() {
    let token = sign(HS256, &good(), SECRET);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for (token, secret, why) in [
        (token.clone(), None, NoSecret),
        (sign(HS256, &good(), ""), Some(""), NoSecret),
        (token.clone(), Some("another-brands-secret"), Signature),
        (format!("{signed}."), Some(SECRET), Signature),
        (format!("{signed}.{}", &signature[..20]), Some(SECRET), Signature),
        (format!("{}.{}.{signature}", part(HS256), part(r#"{"sub":"boss"}"#)), Some(SECRET), Signature),
        (format!("{signed}.{signature}="), Some(SECRET), Malformed),
        (format!("{signed}.{signature}.{signature}"), Some(SECRET), Malformed),
        (signed.to_owned(), Some(SECRET), Malformed),
        (format!("{signed}.!!"), Some(SECRET), Malformed),
        (String::new(), Some(SECRET), Malformed),
        ("a.b.c".to_owned(), Some(SECRET), Malformed),
    ] {
        assert_eq!(read_at(&token, secret), Err(why), "{token}");
    }
}

#[test]
fn refuses_claims() {
    let long = "x".repeat(256);
    for (payload, why) in [
        (json!({"sub": "c"}).to_string(), NoExpiry),
        (json!({"sub": "c", "exp": null}).to_string(), Claim),
        (json!({"sub": "c", "exp": "soon"}).to_string(), Claim),
        (json!({"sub": "c", "exp": 1e300}).to_string(), Claim),
        (json!({"sub": "c", "exp": NOW}).to_string(), Expired),
        (json!({"sub": "c", "exp": NOW - 3600}).to_string(), Expired),
        (json!({"sub": "c", "exp": -1}).to_string(), Expired),
        (json!({"sub": "c", "exp": NOW + 3661}).to_string(), TooLong),
        (json!({"sub": "c", "exp": i64::MAX}).to_string(), TooLong),
        (json!({"sub": "c", "exp": NOW + 600, "nbf": NOW + 61}).to_string(), TooEarly),
        (json!({"sub": "c", "exp": NOW + 600, "nbf": "now"}).to_string(), Claim),
        (json!({"exp": NOW + 600}).to_string(), Subject),
        (json!({"sub": "", "exp": NOW + 600}).to_string(), Subject),
        (json!({"sub": " ", "exp": NOW + 600}).to_string(), Subject),
        (json!({"sub": 7, "exp": NOW + 600}).to_string(), Subject),
        (json!({"sub": long, "exp": NOW + 600}).to_string(), Subject),
        (json!({"sub": "a\u{0}b", "exp": NOW + 600}).to_string(), Subject),
        (json!({"sub": "c", "exp": NOW + 600, "email": 7}).to_string(), Claim),
        (json!({"sub": "c", "exp": NOW + 600, "email": "ann"}).to_string(), Claim),
        (json!({"sub": "c", "exp": NOW + 600, "name": ["Ann"]}).to_string(), Claim),
        (format!(r#"{{"sub":"c","sub":"boss","exp":{}}}"#, NOW + 600), Malformed),
        (format!(r#"{{"sub":"c","exp":{},"exp":{}}}"#, NOW + 600, NOW + 900), Malformed),
        (r#"{"sub":"c""#.to_owned(), Malformed),
        ("[]".to_owned(), Malformed),
    ] {
        assert_eq!(read_at(&sign(HS256, &payload, SECRET), Some(SECRET)), Err(why), "{payload}");
    }
}

#[test]
fn allows_clocks_to_differ_a_little() {
    for payload in [
        json!({"sub": "c", "exp": NOW + 3660}),
        json!({"sub": "c", "exp": (NOW + 600) as f64 + 0.25}),
        json!({"sub": "c", "exp": NOW + 600, "nbf": NOW + 60}),
        json!({"sub": "x".repeat(255), "exp": NOW + 600, "email": null, "name": null}),
    ] {
        read_at(&sign(HS256, &payload.to_string(), SECRET), Some(SECRET))
            .unwrap_or_else(|why| panic!("{payload}: {why}"));
    }
}

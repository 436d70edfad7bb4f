//! An OpenID provider that says what a test wants: with a real key, over real connections, and as wrong as can be.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as base64},
};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const CLIENT: &str = "desk";
pub const SECRET: &str = "between the two of us";

/// What a code stands for.
struct Grant {
    challenge: String,
    header: Value,
    claims: Value,
    /// Told to whoever shows the access token.
    userinfo: Value,
    key: Arc<EcdsaKeyPair>,
}

struct Inner {
    url: String,
    /// What it calls itself.
    issuer: Mutex<String>,
    key: Arc<EcdsaKeyPair>,
    grants: Mutex<HashMap<String, Grant>>,
    shown: Mutex<Value>,
    /// How often it was asked what it is.
    asked: Mutex<u32>,
    /// Where it sends who asks what it is.
    elsewhere: Mutex<Option<String>>,
    /// Whether it promises to say who it is whenever it sends a browser back.
    names_itself: Mutex<bool>,
}

/// A running provider.
#[derive(Clone)]
pub struct Issuer(Arc<Inner>);

fn new_key() -> Arc<EcdsaKeyPair> {
    let chance = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &chance).unwrap();
    Arc::new(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &chance).unwrap())
}

impl Issuer {
    pub async fn start() -> Issuer {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let issuer = Issuer(Arc::new(Inner {
            issuer: Mutex::new(url.clone()),
            url,
            key: new_key(),
            grants: Mutex::default(),
            shown: Mutex::default(),
            asked: Mutex::default(),
            elsewhere: Mutex::default(),
            names_itself: Mutex::default(),
        }));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        issuer
    }

    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// From now on it promises to say who it is whenever it sends a browser back.
    pub fn names_itself(&self) {
        *self.0.names_itself.lock().unwrap() = true;
    }

    /// From now on it calls itself otherwise.
    pub fn calls_itself(&self, name: &str) {
        *self.0.issuer.lock().unwrap() = name.to_owned();
    }

    /// From now on it sends elsewhere who asks what it is.
    pub fn sends_to(&self, url: &str) {
        *self.0.elsewhere.lock().unwrap() = Some(url.to_owned());
    }

    pub fn asked(&self) -> u32 {
        *self.0.asked.lock().unwrap()
    }

    /// Somebody signed in there who was sent with this query: the code to bring back. `change` makes what is said of
    /// them otherwise: the token's header, its claims, what is told beside it, whether the key is another.
    pub fn grant(&self, query: &HashMap<String, String>, now: i64, change: impl FnOnce(&mut Says)) -> String {
        let mut says = Says {
            header: json!({ "alg": "ES256", "kid": "1", "typ": "JWT" }),
            claims: json!({
                "iss": self.url(), "aud": CLIENT, "sub": "lars-there", "iat": now, "exp": now + 300,
                "nonce": query["nonce"], "email": "lars@farhorizon.example", "email_verified": true,
                "name": "Lars Holm", "preferred_username": "lars",
            }),
            userinfo: Value::Null,
            other_key: false,
        };
        change(&mut says);
        let code = uuid::Uuid::new_v4().to_string();
        let grant = Grant {
            challenge: query["code_challenge"].clone(),
            header: says.header,
            claims: says.claims,
            userinfo: says.userinfo,
            key: if says.other_key { new_key() } else { self.0.key.clone() },
        };
        self.0.grants.lock().unwrap().insert(code.clone(), grant);
        code
    }
}

/// What is said of somebody.
pub struct Says {
    pub header: Value,
    pub claims: Value,
    pub userinfo: Value,
    pub other_key: bool,
}

async fn configuration(State(Issuer(issuer)): State<Issuer>) -> Response {
    *issuer.asked.lock().unwrap() += 1;
    if let Some(elsewhere) = &*issuer.elsewhere.lock().unwrap() {
        return Redirect::temporary(elsewhere).into_response();
    }
    let at = |path: &str| format!("{}{path}", issuer.url);
    Json(json!({
        "issuer": *issuer.issuer.lock().unwrap(),
        "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/keys"),
        "userinfo_endpoint": at("/userinfo"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "authorization_response_iss_parameter_supported": *issuer.names_itself.lock().unwrap(),
        // It would sign with nothing, or with the secret, if it were let.
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    }))
    .into_response()
}

async fn keys(State(Issuer(issuer)): State<Issuer>) -> Json<Value> {
    let point = issuer.key.public_key().as_ref();
    let (x, y) = (base64.encode(&point[1..33]), base64.encode(&point[33..65]));
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "1", "x": x, "y": y }] }))
}

async fn token(
    State(Issuer(issuer)): State<Issuer>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Response {
    let no = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{CLIENT}:{}", encoded(SECRET))));
    if headers.get(header::AUTHORIZATION).is_none_or(|shown| shown.to_str().unwrap() != basic) {
        return no("invalid_client");
    }
    // A code is redeemed once, by who began.
    let Some(grant) = issuer.grants.lock().unwrap().remove(&asked["code"]) else { return no("invalid_grant") };
    let verifier = asked.get("code_verifier").map(String::as_str).unwrap_or_default();
    if base64.encode(Sha256::digest(verifier.as_bytes())) != grant.challenge {
        return no("invalid_grant");
    }
    *issuer.shown.lock().unwrap() = grant.userinfo;
    let body = format!("{}.{}", base64.encode(grant.header.to_string()), base64.encode(grant.claims.to_string()));
    let signature = match grant.header["alg"].as_str() {
        Some("none") => String::new(),
        Some("HS256") => {
            use hmac::Mac;
            let mut mac = hmac::Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
            mac.update(body.as_bytes());
            base64.encode(mac.finalize().into_bytes())
        }
        _ => base64.encode(grant.key.sign(&SystemRandom::new(), body.as_bytes()).unwrap()),
    };
    Json(json!({
        "access_token": "shown once", "token_type": "Bearer", "expires_in": 60, "id_token": format!("{body}.{signature}"),
    }))
    .into_response()
}

async fn userinfo(State(Issuer(issuer)): State<Issuer>, headers: HeaderMap) -> Response {
    match headers.get(header::AUTHORIZATION).is_some_and(|shown| shown == "Bearer shown once") {
        true => Json(issuer.shown.lock().unwrap().clone()).into_response(),
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}

//! What is said to a provider and by it: what it is, where browsers go, and who came back.

use std::pin::Pin;

use openidconnect::{
    AccessTokenHash, AdditionalProviderMetadata, AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret,
    CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl, Scope, TokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod,
        CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
        CoreJwsSigningAlgorithm as Algorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
        CoreUserInfoClaims,
    },
};
use serde::{Deserialize, Serialize};

use super::{rules::Said, settings};
use crate::{
    people::tables::sign_in_providers,
    platform::{
        App,
        outside::{Outside, Unreached},
    },
};

/// Why a provider is not believed.
#[derive(Debug, thiserror::Error)]
pub enum Unbelieved {
    /// It does not answer as a provider, or names addresses that may not be called.
    #[error("it does not answer as a provider: {0}")]
    NoProvider(String),
    /// What it says of who came back is not right.
    #[error("what it says is not right: {0}")]
    Wrong(String),
}

/// Signatures that are believed. Neither none at all, nor one with the secret we share: that is no signature.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// What a provider says it is.
type Metadata = ProviderMetadata<
    NamesItself,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Whether it says who it is whenever it sends a browser back (RFC 9207).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct NamesItself {
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for NamesItself {}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The library's calls go out as all of ours do.
struct Caller(Outside);

impl<'c> AsyncHttpClient<'c> for Caller {
    type Error = Unreached;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreached>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.call(request))
    }
}

fn caller(app: &App) -> Caller {
    Caller(Outside::new(&app.config().inside_hosts))
}

/// Where a browser goes, and what has to be kept until it comes back.
pub struct Begun {
    pub url: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
}

/// What a provider says it is; its address has to be what it calls itself.
pub async fn known(app: &App, issuer: &str) -> Result<Metadata, Unbelieved> {
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(no_provider)?;
    let caller = caller(app);
    let metadata = Metadata::discover_async(issuer, &caller).await.map_err(no_provider)?;
    if !caller.0.may_call(metadata.authorization_endpoint().url()) {
        return Err(no_provider("nobody may be sent to its sign-in page"));
    }
    Ok(metadata)
}

fn client(app: &App, row: &sign_in_providers::Model, metadata: Metadata) -> Result<Client, Unbelieved> {
    let secret = settings::secret(app, row).ok_or_else(|| no_provider("its secret was sealed with another key"))?;
    let basic = metadata
        .token_endpoint_auth_methods_supported()
        .is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
    let back = RedirectUrl::new(settings::redirect_url(app, row.id)).map_err(no_provider)?;
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(row.client_id.clone()),
        Some(ClientSecret::new(secret)),
    );
    let auth = if basic { AuthType::BasicAuth } else { AuthType::RequestBody };
    Ok(client.set_redirect_uri(back).set_auth_type(auth))
}

/// Begins: a state, a nonce and a challenge that were never used.
pub async fn begin(app: &App, row: &sign_in_providers::Model) -> Result<Begun, Unbelieved> {
    let client = client(app, row, known(app, &row.issuer).await?)?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("email".into()))
        .add_scope(Scope::new("profile".into()))
        .set_pkce_challenge(challenge)
        .url();
    Ok(Begun {
        url: url.into(),
        state: state.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
    })
}

/// What a browser brought back, and what was kept until then.
pub struct Brought {
    pub code: String,
    /// Who sent it back, where that was said.
    pub issuer: Option<String>,
    pub nonce: String,
    pub verifier: String,
}

/// Redeems what a browser brought back: who it is, by the provider's word.
pub async fn redeem(app: &App, row: &sign_in_providers::Model, brought: Brought) -> Result<Said, Unbelieved> {
    let Brought { code, issuer, nonce, verifier } = brought;
    let metadata = known(app, &row.issuer).await?;
    let must_say = metadata.additional_metadata().authorization_response_iss_parameter_supported;
    if issuer.map_or(must_say, |issuer| issuer != row.issuer) {
        return Err(wrong("somebody else sent the browser back in its name"));
    }
    let (client, caller) = (client(app, row, metadata)?, caller(app));
    let tokens = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(no_provider)?
        .set_pkce_verifier(PkceCodeVerifier::new(verifier))
        .request_async(&caller)
        .await
        .map_err(wrong)?;
    let now = app.clock().now();
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || chrono::DateTime::from_timestamp_millis(now.0).unwrap_or_default());
    let token = tokens.id_token().ok_or_else(|| wrong("there is no id token"))?;
    let claims = token.claims(&verifier, &Nonce::new(nonce)).map_err(wrong)?;
    if let Some(said) = claims.access_token_hash() {
        let key = token.signing_key(&verifier).map_err(wrong)?;
        let algorithm = token.signing_alg().map_err(wrong)?;
        let is = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(wrong)?;
        if is != *said {
            return Err(wrong("the access token is another's"));
        }
    }
    let first = |name: Option<&openidconnect::LocalizedClaim<openidconnect::EndUserName>>| {
        name.and_then(|names| names.get(None)).map(|name| name.to_string())
    };
    let mut said = Said {
        subject: claims.subject().to_string(),
        email: claims.email().map(|email| email.to_string()),
        email_verified: claims.email_verified() == Some(true),
        name: first(claims.name()),
        username: claims.preferred_username().map(|name| name.to_string()),
    };
    // Some tell it only when they are asked with the access token.
    if said.email.is_none() && client.user_info_url().is_some() {
        let more: CoreUserInfoClaims = client
            .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
            .map_err(no_provider)?
            .request_async(&caller)
            .await
            .map_err(wrong)?;
        said.email = more.email().map(|email| email.to_string());
        said.email_verified = more.email_verified() == Some(true);
        said.name = said.name.or(first(more.name()));
        said.username = said.username.or(more.preferred_username().map(|name| name.to_string()));
    }
    Ok(said)
}

/// The whole chain of causes, for the log.
fn told(error: impl Into<Box<dyn std::error::Error>>) -> String {
    let error = error.into();
    let (mut text, mut cause) = (error.to_string(), error.source());
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

fn no_provider(error: impl Into<Box<dyn std::error::Error>>) -> Unbelieved {
    Unbelieved::NoProvider(told(error))
}

fn wrong(error: impl Into<Box<dyn std::error::Error>>) -> Unbelieved {
    Unbelieved::Wrong(told(error))
}

//! What the loader asks for on a customer's page: the only operation other sites' pages may call, and only the brand's
//! allowed ones.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::options,
};
use contract::{
    Endpoint,
    brands::BrandLook,
    widget::{Bubble, BubbleQuery, GetBubble},
};

use super::refusal::Refusal;
use crate::{
    departments::{self, tables::brands},
    platform::{
        Answered, App, Failure,
        api::{Answer, Api, Call, answer},
        headers::comes_from_us,
    },
};

/// How long a browser may remember that it may ask, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// What this file serves.
pub fn routes(api: Api) -> Api {
    api.serve(bubble).beside(GetBubble::PATH, options(preflight))
}

async fn bubble(
    State(app): State<App>,
    headers: HeaderMap,
    Call(GetBubble { body }): Call<GetBubble>,
) -> Answer<GetBubble> {
    let (brand, origin) = allowed(&app, &headers, &body.brand).await?;
    let availability = departments::availability(app.db().read(), brand.id, app.clock().now()).await?;
    let online = availability.departments.iter().any(|department| department.chat_now);
    let look = departments::look(&brand);
    let language = departments::language(&brand).tag().to_owned();
    let bubble = Bubble { accent: accent(&look), name: look.name, language, online };
    answer(bubble).map(|reply| cors(origin).into_iter().fold(reply, |reply, (name, value)| reply.header(name, value)))
}

async fn preflight(State(app): State<App>, headers: HeaderMap, Query(query): Query<BubbleQuery>) -> Response {
    match allowed(&app, &headers, &query.brand).await {
        Ok((_, origin)) => {
            let mut response = StatusCode::NO_CONTENT.into_response();
            response.headers_mut().extend(cors(origin));
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET"));
            response.headers_mut().insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBERED);
            response
        }
        Err(failure) => failure.into_response(),
    }
}

/// The brand, and the origin to answer to: one of its allowed sites. Our own portal asks without one.
async fn allowed(app: &App, headers: &HeaderMap, key: &str) -> Answered<(brands::Model, Option<HeaderValue>)> {
    let brand = departments::brand_by_key(app.db().read(), key).await?.ok_or_else(Failure::not_found)?;
    let own = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin") && comes_from_us(headers);
    match headers.get(header::ORIGIN) {
        None if own => Ok((brand, None)),
        Some(origin) if own => Ok((brand, Some(origin.clone()))),
        Some(origin) if departments::allows(&departments::origins(&brand), origin.to_str().unwrap_or_default()) => {
            Ok((brand, Some(origin.clone())))
        }
        _ => Err(Refusal::ForeignSite.into()),
    }
}

fn cors(origin: Option<HeaderValue>) -> Vec<(HeaderName, HeaderValue)> {
    let mut headers = vec![(header::VARY, HeaderValue::from_static("origin"))];
    headers.extend(origin.map(|origin| (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin)));
    headers
}

/// The accent as it stands in light pages (`--accent` of the style's tokens).
fn accent(look: &BrandLook) -> String {
    format!("oklch(50.4% {}.{:03} {})", look.chroma / 1000, look.chroma % 1000, look.hue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_colours() {
        let look = |chroma| BrandLook {
            name: String::new(),
            hue: 262,
            chroma,
            headline: String::new(),
            welcome: String::new(),
            logo: String::new(),
        };
        assert_eq!(accent(&look(160)), "oklch(50.4% 0.160 262)");
        assert_eq!(accent(&look(5)), "oklch(50.4% 0.005 262)");
    }
}

//! The page of one's own account.

use contract::me::{GetOwnAccount, OwnAccount};
use leptos::prelude::*;
use ui::{LinkButton, Query, WhenReady};

use super::{
    factor::FactorSection, passkeys::PasskeysSection, profile::ProfileSection, providers::ProvidersSection,
    sessions::SessionsSection, sign_in::SignInSection,
};
use crate::{account::tokens::TokensSection, frame::Page, live, paths, text::AccountText};

/// The page.
#[component]
pub fn AccountPage() -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let api = ui::api();
    document().set_title(t.title);
    let query: Query<OwnAccount> = live::load(move || {
        let api = api.clone();
        async move { api.call(GetOwnAccount { body: () }).await }
    });
    let acts = move || view! { <LinkButton href=paths::SHIFTS>{t.shifts}</LinkButton> }.into_any();
    view! {
        <Page width="narrow" title=t.title lead=t.lead acts>
            <WhenReady query rows=6 let:own>
                <SignInSection query own />
                <ProfileSection query own />
                <FactorSection />
                <PasskeysSection />
                <ProvidersSection />
                <SessionsSection />
                <TokensSection />
            </WhenReady>
        </Page>
    }
    .into_any()
}

//! Every brand.

use contract::brands::{Brand, ListBrands};
use leptos::prelude::*;
use ui::{ButtonKind, Chip, LinkButton, Table, WhenReady};

use crate::{
    frame::{ForAdministrators, Page},
    live, paths,
    settings::words,
    text::BrandsText,
};

/// The list.
#[component]
pub fn BrandsPage() -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    view! {
        <Page
            title=t.title
            lead=t.lead
            acts=move || view! { <LinkButton kind=ButtonKind::Primary href=paths::NEW_BRAND>{t.new}</LinkButton> }
        >
            <ForAdministrators>
                <List />
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn List() -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    let api = ui::api();
    let query = live::load(move || {
        let api = api.clone();
        async move { api.call(ListBrands { body: () }).await.map(|list| list.items) }
    });
    view! {
        <WhenReady query rows=3 let:brands>
            <section class="card">
                <Table label=t.title stack=true>
                    <thead>
                        <tr>
                            <th scope="col">{t.name_head}</th>
                            <th scope="col">{t.host_head}</th>
                            <th scope="col" data-align="end">
                                {t.sites_head}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || brands.get().into_iter().map(|brand| view! { <Row brand /> }).collect_view()}
                    </tbody>
                </Table>
            </section>
        </WhenReady>
    }
    .into_any()
}

#[component]
fn Row(brand: Brand) -> impl IntoView {
    let t = ui::texts::<BrandsText>();
    view! {
        <tr data-clickable="">
            <td>
                <span class="person">
                    <span class="brand-mark" data-hue=words::mark(brand.look.hue)></span>
                    <a class="title" href=paths::brand(brand.id)>
                        {brand.look.name}
                    </a>
                    {brand.is_default.then(|| view! { <Chip>{t.default}</Chip> })}
                </span>
            </td>
            <td data-label=t.host_head>{brand.host.unwrap_or_else(|| t.no_host.to_owned())}</td>
            <td class="num" data-align="end" data-label=t.sites_head>
                {brand.allowed_sites.len()}
            </td>
        </tr>
    }
    .into_any()
}

//! Every role: what it allows, and who holds it.

use contract::{
    people::Role,
    rights::Permission,
    roles::{ListRoles, NamedRole},
};
use leptos::prelude::*;
use ui::{ButtonKind, Chip, LinkButton, Show, Table, TableHead, WhenReady};

use super::words;
use crate::{frame::Page, live, paths, session::use_session, text::RolesText};

/// The list.
#[component]
pub fn RolesPage() -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let api = ui::api();
    let session = use_session();
    let manages = ui::kept(move || session.holds(Permission::ManageRoles));
    let query = live::load(move || {
        let api = api.clone();
        async move { api.call(ListRoles { body: () }).await.map(|list| list.items) }
    });
    let acts = move || {
        view! {
            <Show when=move || manages.get()>
                <LinkButton href=paths::NEW_ROLE kind=ButtonKind::Primary>{t.new}</LinkButton>
            </Show>
        }
    };
    view! {
        <Page title=t.title lead=t.lead acts>
            <WhenReady query rows=6 let:roles>
                <section class="card">
                    <Table label=t.title stack=true>
                        <TableHead of=vec![t.role, t.allows, t.holders] />
                        <tbody>
                            {move || roles.get().into_iter().map(|role| view! { <Row role /> }).collect_view()}
                        </tbody>
                    </Table>
                </section>
            </WhenReady>
        </Page>
    }
    .into_any()
}

#[component]
fn Row(role: NamedRole) -> impl IntoView {
    let t = ui::texts::<RolesText>();
    let own = matches!(role.role, Role::Own(_));
    let name = words::name(t, role.role, std::slice::from_ref(&role));
    view! {
        <tr data-clickable="">
            <td>
                <a class="title" href=paths::role(role.role)>
                    {name}
                </a>
                " "
                {(!own).then(|| view! { <Chip>{t.built_in}</Chip> })}
            </td>
            <td data-label=t.allows>{words::allows(t, &role)}</td>
            <td data-label=t.holders>{words::holders(t, &role)}</td>
        </tr>
    }
    .into_any()
}

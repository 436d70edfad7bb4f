//! The picture of an employee: given by its owner, or by who manages people; there at once.

use contract::{
    AccountId,
    pictures::{NewAvatar, RemoveAvatar, RemoveOwnAvatar, SetAvatar, SetOwnAvatar, picture_path},
};
use leptos::prelude::*;
use ui::{Avatar, Now, Size, Submission, Tone};
use web_sys::File;

use crate::{company::use_company, files::base64, picture::PictureInput, text::PictureText};

/// Whose picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One's own.
    Own(AccountId),
    /// A colleague's.
    Colleagues(AccountId),
}

/// The field. `on_change` learns which picture there is now; empty: none.
#[component]
pub fn FaceField(
    whose: Whose,
    #[prop(into)] name: Signal<String>,
    #[prop(into)] picture: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    let t = ui::texts::<PictureText>();
    let (api, toaster, company) = (ui::api(), ui::toasts(), use_company());
    let uploading = Submission::new();
    let done = move |picture: String, said: &'static str| {
        on_change.run(picture);
        company.refetch();
        toaster.toast(Tone::Good, said);
    };
    let ours = api.clone();
    let upload = move |file: File| {
        let api = ours.clone();
        let upload = async move {
            let body = NewAvatar { data: base64(&file).await? };
            match whose {
                Whose::Own(_) => api.call(SetOwnAvatar { body }).await,
                Whose::Colleagues(person) => api.call(SetAvatar { person, body }).await,
            }
        };
        uploading.run(upload, move |picture| done(picture.id, t.saved));
    };
    let remove = move |()| {
        let api = api.clone();
        let remove = async move {
            match whose {
                Whose::Own(_) => api.call(RemoveOwnAvatar { body: () }).await,
                Whose::Colleagues(person) => api.call(RemoveAvatar { person, body: () }).await,
            }
        };
        uploading.run(remove, move |()| done(String::new(), t.removed));
    };
    let (Whose::Own(id) | Whose::Colleagues(id)) = whose;
    let there = Signal::derive(move || picture.with(|picture| !picture.is_empty()));
    let image = Now::of(move || picture.with(|picture| (!picture.is_empty()).then(|| picture_path(picture))));
    view! {
        <PictureInput id="f-picture" label=t.picture hint=t.hint remove=t.remove there uploading on_file=upload
            on_remove=remove>
            <Avatar name=move || name.get() seed=id.to_string() size=Size::Large image=image.clone() />
        </PictureInput>
    }
    .into_any()
}

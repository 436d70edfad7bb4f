//! Comments on an organization: for agents only.

use contract::{
    OrganizationId,
    organizations::{
        CommentOnOrganization, ListOrganizationComments, NewOrganizationComment, Organization, OrganizationComment,
    },
};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Empty, Icon, Kept, ProblemNotice, Query, Shape, Submission, Time, WhenReady};

use crate::{live, sending, text::MembersText};

/// The comments, newest first, and the field to write one.
#[component]
pub(super) fn CommentsTab(query: Query<Organization>, organization: OrganizationId) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let api = ui::api();
    let asking = api.clone();
    let comments = live::load(move || {
        let api = asking.clone();
        async move {
            let call = ListOrganizationComments { organization, body: () };
            api.call(call).await.map(|list| list.items)
        }
    });
    let key = format!("organization.{organization}.comment");
    let draft = ui::draft::keep(&key);
    let text = draft.text;
    let submission = Submission::new();
    let send = Callback::new(move |()| {
        let text = text.get_untracked().trim().to_owned();
        if text.is_empty() {
            return;
        }
        let (api, key, typed) = (api.clone(), key.clone(), text.clone());
        let client_id = sending::id_of(&key, &text);
        let call = CommentOnOrganization { organization, body: NewOrganizationComment { client_id, text } };
        submission.run(async move { api.call(call).await }, move |comment| {
            sending::done(&key);
            // What was typed meanwhile is the next one.
            if draft.text.try_with_untracked(|text| text.trim() == typed) != Some(false) {
                draft.clear();
            }
            if comments.with(|all| all.iter().all(|known| known.id != comment.id)) == Some(true) {
                comments.update(|all| all.insert(0, comment));
                query.update(|organization| organization.comments += 1);
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    view! {
        <div class="wrap">
            <form class="composer" data-mode="comment" on:submit=submit>
                <p class="guard">
                    <Icon shape=Shape::Lock />
                    " "
                    {t.comment_guard}
                </p>
                <textarea
                    class="text"
                    rows="3"
                    maxlength="10000"
                    aria-label=t.comment
                    placeholder=t.comment_placeholder
                    prop:value=move || text.get()
                    on:input:target=move |event| text.set(event.target().value())
                    on:keydown=ui::on_send_keys(move || send.run(()))
                ></textarea>
                <footer>
                    <span class="status grow"></span>
                    <Button
                        kind=ButtonKind::Primary
                        submit=true
                        busy=submission.busy
                        disabled=Signal::derive(move || text.with(|text| text.trim().is_empty()))
                    >
                        {t.comment_add}
                    </Button>
                </footer>
            </form>
            <ProblemNotice problem=submission.problem />
            <WhenReady query=comments rows=3 let:list>
                <Comments list />
            </WhenReady>
        </div>
    }
    .into_any()
}

#[component]
fn Comments(list: Kept<Vec<OrganizationComment>>) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    ui::changing(move || {
        let all = list.get();
        if all.is_empty() {
            return view! { <Empty shape=Shape::Comment title=t.no_comments text=t.no_comments_text small=true /> }
                .into_any();
        }
        all.into_iter()
            .map(|comment| {
                let lines = comment.text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
                view! {
                    <article class="comment" aria-label=t.comment>
                        <Icon shape=Shape::Lock />
                        <div class="body">
                            {lines}
                            <p class="meta">{comment.by.name} " · " <Time at=comment.at /></p>
                        </div>
                    </article>
                }
            })
            .collect_view()
            .into_any()
    })
}

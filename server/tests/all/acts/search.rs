//! Tickets are found by what stands in them, by whoever may see them, and by nothing else.

use std::collections::BTreeSet;

use client::Api;
use contract::{
    TicketId,
    tickets::{
        CommentOnTicket, CommentSort, CreateTicket, Found, FoundIn, ListTickets, NewReply, NewTicket, NewTicketComment,
        ReplyToTicket, SetAside, TicketFilter, TicketMarks, TicketScope, TicketStatus,
    },
};
use rstest::rstest;

use super::{is, left, mark, opened, refused, set};
use crate::support::{Backend, Desk, client_id};

fn words(words: &str) -> TicketFilter {
    TicketFilter { words: Some(words.into()), ..TicketFilter::default() }
}

async fn found(api: &Api, typed: &str) -> Vec<TicketId> {
    super::ids(api, words(typed)).await
}

/// What a row shows of what was found, with the hits in brackets.
fn shown(found: &Found) -> (FoundIn, String) {
    let part = |part: &contract::tickets::FoundPart| match part.hit {
        true => format!("[{}]", part.text),
        false => part.text.clone(),
    };
    (found.place, found.parts.iter().map(part).collect())
}

async fn seen(api: &Api, typed: &str) -> Vec<(FoundIn, String)> {
    let rows = super::list(api, words(typed)).await;
    rows.iter().map(|row| shown(row.found.as_deref().unwrap())).collect()
}

async fn say(desk: &Desk, ticket: TicketId, text: &str, aloud: bool) {
    match aloud {
        true => {
            let body = NewReply { client_id: client_id(), text: text.into(), files: Vec::new() };
            desk.admin.call(ReplyToTicket { ticket, body }).await.unwrap();
        }
        false => {
            let body = NewTicketComment {
                client_id: client_id(),
                text: text.into(),
                asks: Vec::new(),
                sort: CommentSort::General,
                files: Vec::new(),
            };
            desk.admin.call(CommentOnTicket { ticket, body }).await.unwrap();
        }
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn by_every_place_and_without_case_and_accents(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let cabin = left(&desk, "Is there a cabin left to Tromsø?\n\nBest, Zoë").await;
    let train = opened(&desk.admin, desk.sales, "The night train").await;
    say(&desk, cabin, "One, with a window.", true).await;
    say(&desk, cabin, "She is a frequent traveller.", false).await;
    for typed in ["cabin", "CABIN zoe", "zoé", "windo", "traveller", "frequent window", "1001", "#1001"] {
        assert_eq!(found(&desk.admin, typed).await, [cabin], "{typed}");
    }
    assert_eq!(found(&desk.admin, "vera@example.com").await, [train, cabin], "the newest first");
    assert_eq!(found(&desk.admin, "cabin train").await, [], "all of the words");
    assert_eq!(found(&desk.admin, "cab left").await, [], "only the last may be a beginning");
    assert_eq!(found(&desk.admin, "cab ").await, [], "and only as long as it is typed");
    assert_eq!(seen(&desk.admin, "night").await, [(FoundIn::Subject, "The [night] train".into())]);
    assert_eq!(seen(&desk.admin, "tromso zo").await[0].1, "Is there a cabin left to [Tromsø]? Best, [Zoë]");
    assert_eq!(seen(&desk.admin, "frequent").await, [(FoundIn::Comment, "She is a [frequent] traveller.".into())]);
    let person = seen(&desk.admin, "example").await;
    assert_eq!(person[0], (FoundIn::Person, "Vera vera@[example].com".into()));
    // Other filters hold, too.
    let closed = TicketFilter { status: Some(TicketStatus::Closed), ..words("cabin") };
    assert_eq!(super::ids(&desk.admin, closed.clone()).await, []);
    set(&desk.admin, cabin, TicketStatus::Closed).await.unwrap();
    assert_eq!(super::ids(&desk.admin, closed).await, [cabin]);
    let spam = TicketMarks { spam: true, ..TicketMarks::default() };
    mark(&desk.admin, cabin, spam).await.unwrap();
    assert_eq!(found(&desk.admin, "cabin").await, []);
    let aside = TicketFilter { set_aside: Some(SetAside::Spam), ..words("cabin") };
    assert_eq!(super::ids(&desk.admin, aside).await, [cabin]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn only_what_one_may_see(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.reservations_group, 5).await;
    let ours = left(&desk, "A window seat").await;
    let theirs = opened(&desk.admin, desk.reservations, "A window table").await;
    assert_eq!(found(&desk.admin, "window").await, [theirs, ours]);
    assert_eq!(found(&kim.api, "window").await, [theirs]);
    assert_eq!(found(&kim.api, "seat").await, []);
    let mine = TicketFilter { scope: TicketScope::Mine, ..words("window") };
    assert_eq!(super::ids(&kim.api, mine).await, []);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_35_nothing_that_is_typed_is_syntax(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let one = opened(&desk.admin, desk.sales, "near a or b").await;
    opened(&desk.admin, desk.sales, "elsewhere").await;
    for (typed, there) in [
        ("\" OR *", vec![one]),
        ("NEAR(a", vec![one]),
        ("NEAR(a b, 5)", vec![]),
        ("near* AND", vec![]),
        ("subject:near", vec![]),
        ("words : near", vec![]),
        ("':* | !elsewhere & near", vec![]),
        ("a\\'b or", vec![one]),
        ("\" \" * ' ( ) ^ -", vec![]),
        ("%", vec![]),
        ("ｎｅａｒ", vec![one]),
    ] {
        assert_eq!(found(&desk.admin, typed).await, there, "{typed:?}");
    }
    for wrong in [String::new(), "x".repeat(201), "a\0b".to_owned()] {
        let answer = desk.admin.call(ListTickets { body: words(&wrong) }).await;
        assert_eq!(refused(answer).0, 422, "{wrong:?}");
    }
    let malformed = TicketFilter { after: Some("WyJ4Il0".into()), ..words("near") };
    assert_eq!(refused(desk.admin.call(ListTickets { body: malformed }).await), is(422, "after malformed"));
}

/// A number between 0 and `below`, by a generator that begins where it is told to.
fn roll(chance: &mut u64, below: usize) -> usize {
    *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*chance >> 33).unwrap() % below
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn as_a_list_of_words_would_find_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    const VOCABULARY: [&str; 10] = ["ab", "abc", "Åbc", "b", "bé", "é", "東", "123", "12", "straße"];
    let desk = Desk::on(backend).await;
    let mut chance = 7;
    let mut tickets: Vec<(TicketId, BTreeSet<usize>)> = Vec::new();
    for _ in 0..120 {
        let texts: Vec<Vec<usize>> =
            (0..2).map(|_| (0..=roll(&mut chance, 3)).map(|_| roll(&mut chance, 10)).collect()).collect();
        let written = |text: &[usize]| text.iter().map(|word| VOCABULARY[*word]).collect::<Vec<_>>().join(", ");
        let body = NewTicket {
            client_id: client_id(),
            department: desk.sales,
            subject: written(&texts[0]),
            email: "q@q.q".into(),
            name: "Q".into(),
            text: written(&texts[1]),
            values: Vec::new(),
        };
        let id = desk.admin.call(CreateTicket { body }).await.unwrap().row.id;
        tickets.insert(0, (id, texts.into_iter().flatten().collect()));
    }
    // "Åbc" and "abc", "é" and "e": the same words.
    let same = |word: usize| if word == 2 { 1 } else { word };
    for _ in 0..40 {
        let asked: Vec<usize> = (0..=roll(&mut chance, 2)).map(|_| roll(&mut chance, 10)).collect();
        let typed: Vec<&str> = asked.iter().map(|word| VOCABULARY[*word]).collect();
        // A blank at the end: the last word is whole.
        let typed = format!("{} ", typed.join(" "));
        let has = |words: &BTreeSet<usize>, wanted: usize| words.iter().any(|word| same(*word) == same(wanted));
        let fits = |words: &BTreeSet<usize>| asked.iter().all(|wanted| has(words, *wanted));
        let expected: Vec<TicketId> =
            tickets.iter().filter(|(_, words)| fits(words)).map(|(ticket, _)| *ticket).collect();
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let body = TicketFilter { after, ..words(&typed) };
            let page = desk.admin.call(ListTickets { body }).await.unwrap();
            listed.extend(page.items.into_iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(listed, expected, "{typed:?}");
    }
}

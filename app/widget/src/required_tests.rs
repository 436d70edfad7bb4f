//! What the state makes of a department that requires a role, and of one where a chat may wait.

use contract::{
    roles::CustomerRole::{Everyone, Registered, Verified},
    widget::{PublicDepartment, WidgetState},
};

use crate::{
    state::{Goal, State},
    state_tests::{availability, department, shown},
};

#[test]
fn what_requires_a_role_is_shown_and_not_sent() {
    let mut state = State::default();
    let asks =
        |chat_requires, messages_require| PublicDepartment { chat_requires, messages_require, ..department(10, true) };
    for (role, chats, messages, chat, leave, lacks) in [
        (Everyone, Everyone, Everyone, true, true, None),
        (Everyone, Registered, Everyone, false, true, Some(true)),
        (Everyone, Registered, Registered, false, false, Some(true)),
        (Registered, Verified, Registered, false, true, Some(true)),
        (Registered, Registered, Verified, true, false, None),
        (Verified, Verified, Verified, true, true, None),
    ] {
        let there = asks(chats, messages);
        state.absorb(WidgetState { role, availability: availability(1, vec![there.clone()]), ..shown(None) });
        assert_eq!(state.goal(), Goal::To(there.clone()), "it stays listed");
        assert!(state.is_there_somewhere(), "and is honest");
        assert_eq!((state.can_chat(&there), state.can_leave(&there), state.lacks(&there)), (chat, leave, lacks));
        assert_eq!((state.would_chat(), state.can_write()), (chat, chat || leave), "{role:?} {chats:?} {messages:?}");
        // Nobody is there: it is the message that counts.
        let away = PublicDepartment { chat_now: false, ..there };
        state.absorb(WidgetState { role, availability: availability(1, vec![away.clone()]), ..shown(None) });
        assert_eq!((state.can_write(), state.lacks(&away)), (leave, (!leave).then_some(false)));
    }
}

#[test]
fn a_chat_may_wait_though_nobody_is_there() {
    let mut state = State::default();
    let waits = PublicDepartment { may_wait: true, takes_messages: false, ..department(10, false) };
    state.absorb(WidgetState { availability: availability(1, vec![waits.clone()]), ..shown(None) });
    assert_eq!(state.goal(), Goal::To(waits.clone()));
    assert!(state.would_chat() && state.can_write() && !state.is_there_somewhere() && !state.is_somebody_here());
    let asks = PublicDepartment { chat_requires: Registered, ..waits };
    assert_eq!((state.can_chat(&asks), state.lacks(&asks)), (false, Some(true)));
}

//! What the portal says.

use ui::catalogue;

catalogue! {
    /// The portal's texts.
    pub struct PortalText {
        skip: "Skip to the content",
        help: "Help",
        main_menu: "Main",
        sign_in: "Sign in",
        sign_out: "Sign out",
        profile: "Profile",
        requests: "My requests",
        talk_to_us: "Talk to us",
        online: "Online now",
        by_mail: "Answers by e-mail",
        opens_at: "Chats from",
        chat_now: "Chat now",
        leave_message: "Leave a message",
        nobody_there: "Nobody is here to chat right now. Leave a message, and we answer by e-mail.",
        no_department: "We take no messages here at the moment.",
        no_department_why: "Please come back later. An open conversation goes on where it is.",
        message_title: "Leave a message",
        message_lead: "We answer by e-mail.",
        message_as: "You write as {name}. The answer goes to {email}.",
        department: "Department",
        name: "Your name",
        email: "Your e-mail address",
        email_hint: "The answer goes there.",
        subject: "What is it about?",
        message: "Your message",
        files: "Files",
        files_hint: "If you like: at most 25 MB together.",
        send: "Send message",
        sent_title: "Thank you, we have your message",
        sent: "It is number {n}. The answer comes by e-mail.",
        another: "Leave another message",
        to_home: "Back to the start",
        gone_elsewhere: "{department} takes no messages any more. What you wrote is still here: choose another department.",
        gone_nowhere: "Messages are not taken any more. What you wrote is still here, so that you can copy it.",
        not_here: "This page is not here",
        not_here_why: "The address may be old, or mistyped.",
        broken: "This page could not be shown completely. Please try again.",
    }
}

//! What the pages say that links lead to which came by mail.

ui::catalogue! {
    /// A link that came by mail.
    pub struct LinkText {
        title: "One moment",
        over: "This link does not work any more",
        over_text: "It was used, replaced by a newer one, or is too old.",
        nonsense: "It was not copied as a whole, or is for another page.",
        over_invitation: "Who invited you can send another one. If you have a password already, sign in.",
        over_reset: "Ask for another one.",
        over_verification: "Ask for another one from your account.",
        ask_again: "Send another link",
        to_account: "To my account",
        to_sign_in: "Sign in",
    }
}

ui::catalogue! {
    /// Another password, by a link.
    pub struct ResetText {
        title: "Choose a password",
        lead: "For {name}, who signs in as {username}.",
        password: "New password",
        set: "Set password",
        ends: "Every browser that is signed in to this account is signed out, and its tokens end.",
        done: "Password set",
        done_text: "Sign in with it now. Nobody is signed in to your account any more.",
        sign_in: "Sign in",
    }
}

ui::catalogue! {
    /// An invitation.
    pub struct InvitationText {
        title: "Welcome",
        lead: "You are invited as {username} ({email}). Choose a password, and you are in.",
        name: "Your name",
        name_hint: "As colleagues see it. You can change it later.",
        password: "Password",
        required: "Everybody needs a second factor here: you set it up next, with an app on your phone.",
        accept: "Accept and sign in",
        welcome: "Welcome, {name}!",
        done_sign_in: "Your account is ready. Sign in.",
    }
}

ui::catalogue! {
    /// An address to verify.
    pub struct VerificationText {
        title: "Verify your address",
        lead: "{name}, is {email} yours?",
        verify: "Verify address",
        unasked: "If you did not ask for this, close the page: nothing changes.",
        done_title: "Address verified",
        done: "{email} is verified.",
        go_on: "Go on",
    }
}

ui::catalogue! {
    /// A password to choose.
    pub struct PasswordText {
        rules: "At least 10 characters. A few words in a row are easy to keep and hard to guess.",
        too_short: "At least 10 characters.",
        show: "Show the password",
    }
}

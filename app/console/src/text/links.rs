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
    de = LINK_GERMAN
}

const LINK_GERMAN: LinkText = LinkText {
    title: "Einen Moment",
    over: "Dieser Link gilt nicht mehr",
    over_text: "Er wurde benutzt, durch einen neueren ersetzt, oder er ist zu alt.",
    nonsense: "Er wurde nicht ganz kopiert, oder er gehört zu einer anderen Seite.",
    over_invitation: "Wer Sie eingeladen hat, kann einen neuen senden. Wenn Sie schon ein Passwort haben, melden Sie sich an.",
    over_reset: "Fordern Sie einen neuen an.",
    over_verification: "Fordern Sie in Ihrem Konto einen neuen an.",
    ask_again: "Neuen Link senden",
    to_account: "Zu meinem Konto",
    to_sign_in: "Anmelden",
};

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
    de = RESET_GERMAN
}

const RESET_GERMAN: ResetText = ResetText {
    title: "Passwort wählen",
    lead: "Für {name}, Benutzername {username}.",
    password: "Neues Passwort",
    set: "Passwort setzen",
    ends: "Alle Browser, die mit diesem Konto angemeldet sind, werden abgemeldet, und seine Token enden.",
    done: "Passwort gesetzt",
    done_text: "Melden Sie sich jetzt damit an. Mit Ihrem Konto ist niemand mehr angemeldet.",
    sign_in: "Anmelden",
};

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
    de = INVITATION_GERMAN
}

const INVITATION_GERMAN: InvitationText = InvitationText {
    title: "Willkommen",
    lead: "Sie sind als {username} ({email}) eingeladen. Wählen Sie ein Passwort, dann kann es losgehen.",
    name: "Ihr Name",
    name_hint: "Wie Kollegen ihn sehen. Sie können ihn später ändern.",
    password: "Passwort",
    required: "Hier brauchen alle einen zweiten Faktor: Sie richten ihn gleich danach ein, mit einer App auf Ihrem Telefon.",
    accept: "Annehmen und anmelden",
    welcome: "Willkommen, {name}!",
    done_sign_in: "Ihr Konto ist bereit. Melden Sie sich an.",
};

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
    de = VERIFICATION_GERMAN
}

const VERIFICATION_GERMAN: VerificationText = VerificationText {
    title: "Adresse bestätigen",
    lead: "{name}, ist {email} Ihre Adresse?",
    verify: "Adresse bestätigen",
    unasked: "Wenn Sie das nicht angefordert haben, schließen Sie die Seite: Es ändert sich nichts.",
    done_title: "Adresse bestätigt",
    done: "{email} ist bestätigt.",
    go_on: "Weiter",
};

ui::catalogue! {
    /// A password to choose.
    pub struct PasswordText {
        rules: "At least 10 characters. A few words in a row are easy to keep and hard to guess.",
        too_short: "At least 10 characters.",
        show: "Show the password",
    }
    de = PASSWORD_GERMAN
}

const PASSWORD_GERMAN: PasswordText = PasswordText {
    rules: "Mindestens 10 Zeichen. Ein paar Wörter hintereinander sind leicht zu merken und schwer zu raten.",
    too_short: "Mindestens 10 Zeichen.",
    show: "Passwort zeigen",
};

//! What a history says.

ui::catalogue! {
    /// The history of a thing.
    pub struct HistoryText {
        title: "History",
        open: "History",
        last: "Last change by {name},",
        by_itself: "the system",
        nothing: "Nothing was changed yet",
        nothing_text: "Every change is kept here: who, when, from what to what.",
        empty: "nothing",
        changed_to: "{field}: from {from} to {to}",
    }
}

ui::catalogue! {
    /// Acts, by their code.
    pub struct ActText {
        created: "Made",
        hours_changed: "Hours changed",
        made_default: "Made the default",
        changed: "Changed",
        archived: "Archived",
        deleted: "Deleted",
        member_added: "Member added",
        member_changed: "Membership changed",
        member_removed: "Member removed",
        group_added: "Group added",
        group_changed: "Group changed",
        group_archived: "Group archived",
        group_moved: "Group moved",
        copied: "Copied",
        front_line_changed: "Front line changed",
        password_set: "Password set",
        invited: "Invited",
        invitation_withdrawn: "Invitation withdrawn",
        session_ended: "Session ended",
        sessions_ended: "All sessions ended",
        invitation_accepted: "Invitation accepted",
        password_reset: "Forgotten password replaced",
        email_verified: "Address verified",
        password_changed: "Password changed",
        second_factor_set: "Second factor set up",
        second_factor_removed: "Second factor switched off",
        second_factor_reset: "Second factor taken away",
        recovery_codes_renewed: "Other recovery codes",
        passkey_added: "Passkey added",
        passkey_renamed: "Passkey renamed",
        passkey_removed: "Passkey removed",
        passkey_refused: "Passkey refused: there may be a copy",
        sign_in_policy_changed: "Rules for signing in changed",
        provider_added: "Sign-in provider added",
        provider_changed: "Sign-in provider changed",
        provider_removed: "Sign-in provider removed",
        provider_connected: "Connected with a sign-in provider",
        provider_disconnected: "Disconnected from a sign-in provider",
        token_made: "Token made",
        token_revoked: "Token revoked",
        identity_secret_rotated: "New identity secret made",
        rule_added: "Member rule added",
        rule_removed: "Member rule removed",
        commented: "Commented",
    }
}

ui::catalogue! {
    /// What was done to settings and people.
    pub struct ChangesText {
        title: "History",
        lead: "Every change of settings and people: who, when, from what to what.",
        kind: "Of",
        all: "Everything",
        brand: "Brand",
        department: "Department",
        person: "Person",
        role: "Role",
        field: "Field",
        template: "Template",
        chats: "chats",
        tickets: "tickets",
        gone: "removed",
        from: "From",
        to: "To",
        search: "Search the history",
        search_hint: "A name, or what changed",
        csv: "Save as CSV",
        none: "Nothing was changed",
        none_text: "Nothing like that was changed in these days.",
    }
}

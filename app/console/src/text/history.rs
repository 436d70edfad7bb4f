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
        set_to: "{field}: {to}",
        granted: "{field}: granted {what}",
        taken_away: "{field}: taken away {what}",
    }
}

ui::catalogue! {
    /// Acts, by their code.
    pub struct ActText {
        created: "Made",
        of_chat: "Made of a chat",
        hours_changed: "Hours changed",
        mailbox_set: "Mailbox set",
        mailbox_removed: "Mailbox removed",
        taken_back: "Answer taken back",
        sent_again: "Answer sent again",
        mail_templates_set: "Mail templates changed",
        made_default: "Made the default",
        changed: "Changed",
        archived: "Archived",
        removed: "Taken away",
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
        picture_changed: "Picture changed",
        picture_removed: "Picture taken away",
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
    /// Fields of settings and people, by their code.
    pub struct FieldNameText {
        accepts_new_by_email: "New requests by e-mail",
        active: "Active",
        address_1: "Address",
        address_2: "Address, second line",
        agent: "Agent",
        alias: "Name customers see",
        allowed_sites: "Sites of the widget",
        assigns_tickets_while_away: "Tickets while away",
        cache_seconds: "Seconds an answer is kept",
        chat_limit: "Chats at once",
        chat_requires: "Required for chats",
        chats_active: "Receives chats",
        chats_closing_text: "Text after the chat",
        chats_first_answer_seconds: "Seconds for the first answer",
        chats_further_answer_seconds: "Seconds for each further answer",
        chats_limit: "Chats at once",
        chats_only_while_available: "Chats only while an agent is available",
        chats_part: "Part in chats",
        chats_silence_minutes: "Minutes of silence until a chat ends",
        chats_waiting_text: "Text while waiting",
        chats_waiting_text_seconds: "Seconds between texts while waiting",
        checked_by: "Server that checks senders",
        plus_addresses: "Replies by their address",
        chroma: "Strength of the colour",
        city: "City",
        client_id: "Client ID",
        confidential: "Confidential",
        country: "Country",
        creates: "Makes accounts",
        default: "Default",
        department: "Department",
        description: "Description",
        domains: "Domains",
        email: "E-mail address",
        employees: "Employees",
        enabled: "Switched on",
        favicon: "Picture in the tab",
        front_line: "Front line",
        gone_grace_seconds: "Seconds until a chat goes on",
        group: "Group",
        headline: "Headline",
        host: "Host",
        hue: "Colour",
        inputs: "Looked up by",
        kind: "Type",
        kinds: "Used for",
        language: "Language",
        links: "Links accounts",
        logo: "Logo",
        mail_from: "Address of letters",
        mail_name: "Name of letters",
        mail_reply_to: "Answers go to",
        method: "Distribution",
        name: "Name",
        not_accepted: "Template: not accepted",
        offers_chat: "Offers chat",
        offers_tickets: "Offers tickets",
        options: "Choices",
        order: "Order",
        permissions: "Permissions",
        phone: "Phone number",
        postal_code: "Postal code",
        priority: "Priority",
        received: "Template: we have your message",
        required: "Required",
        requires_check_in: "Requires check-in",
        results: "Fills",
        roles: "Roles",
        second_factor_required: "Second factor required",
        secret: "Secret",
        shows_picture: "Customers see the picture",
        signature: "Signature",
        source: "Source",
        stands_for_second_factor: "Stands for the second factor",
        state: "State",
        status: "Status",
        subject: "Subject",
        table: "Table",
        ticket_limit: "Tickets at once",
        tickets_close_after_hours: "Hours until a waiting ticket is closed",
        tickets_lock_after_hours: "Hours until a closed ticket is locked",
        tickets_delete_after_days: "Days until a ticket is deleted",
        tickets_resolution_required: "How it ended is said before closing",
        tickets_active: "Receives tickets",
        tickets_limit: "Tickets at once",
        tickets_part: "Part in tickets",
        tickets_require: "Required for messages and tickets",
        time_zone: "Time zone",
        timeout_ms: "Milliseconds a source may take",
        username: "Username",
        visibility: "Visibility",
        website: "Website",
        welcome: "Welcome",
    }
}

ui::catalogue! {
    /// Values that are codes.
    pub struct FieldValueText {
        yes: "yes",
        no: "no",
        everyone: "nothing",
        registered: "to be signed in",
        verified: "a verified e-mail address",
        closed: "closed",
        waiting: "waiting",
        public: "public",
        hidden: "hidden",
        primary: "primary",
        secondary: "secondary",
        pull: "takes by hand",
        excluded: "watches only",
        round_robin: "in turn",
        least_busy: "least busy first",
        low: "low",
        normal: "normal",
        high: "high",
        urgent: "urgent",
        active: "active",
        shown: "customers see it",
        agents_only: "for agents only",
        required: "required",
        before_reply: "before a reply",
        before_close: "before closing",
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
        search_template: "Search template",
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

#[cfg(test)]
mod tests {
    use contract::{
        brands::BrandDetails,
        departments::{ChatPolicies, DepartmentDetails, Share, TicketPolicies},
        me::Profile,
        organizations::OrganizationDetails,
        people::PersonDetails,
        roles::RoleDetails,
        searches::SearchDetails,
        second_factor::SignInPolicy,
        sign_in::ProviderDetails,
    };
    use utoipa::{
        PartialSchema,
        openapi::{RefOr, Schema},
    };

    use super::*;

    fn fields<T: PartialSchema>() -> Vec<String> {
        let RefOr::T(Schema::Object(object)) = T::schema() else { panic!("no object") };
        object.properties.keys().cloned().collect()
    }

    #[test]
    fn every_field_of_settings_and_people_has_a_name() {
        let shares =
            fields::<Share>().into_iter().flat_map(|field| ["chats_", "tickets_"].map(|of| [of, &field].concat()));
        let policies = fields::<ChatPolicies>().into_iter().map(|field| ["chats_", &field].concat());
        let endings = fields::<TicketPolicies>().into_iter().map(|field| ["tickets_", &field].concat());
        // Told field by field.
        let department =
            fields::<DepartmentDetails>().into_iter().filter(|field| field != "chats" && field != "tickets");
        let all = [
            fields::<BrandDetails>(),
            department.collect(),
            policies.collect(),
            endings.collect(),
            fields::<Profile>(),
            fields::<OrganizationDetails>(),
            fields::<PersonDetails>(),
            fields::<RoleDetails>(),
            fields::<ProviderDetails>(),
            fields::<SignInPolicy>(),
            fields::<SearchDetails>(),
            shares.collect(),
        ];
        let names = FieldNameText::ENGLISH;
        let silent: Vec<String> = all.into_iter().flatten().filter(|field| names.named(field).is_none()).collect();
        assert_eq!(silent, [""; 0]);
    }
}

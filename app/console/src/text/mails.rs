//! What the mail log says.

ui::catalogue! {
    /// Mails that came, and what became of them.
    pub struct MailsText {
        title: "Mail log",
        lead: "Every mail that came to a department, and what became of it. None is lost: what could not be handled waits here.",
        department: "Department",
        every_department: "Every department",
        fate: "What became of it",
        everything: "Everything",
        from: "From",
        subject: "Subject",
        came: "Came",
        new_ticket: "New ticket",
        joined: "Answer",
        stranger: "From a stranger",
        not_accepted: "Not accepted",
        own: "Our own",
        bounce: "Not delivered",
        quarantined: "Quarantine",
        automatic: "Written by a machine",
        unreadable: "Unreadable",
        no_subject: "(no subject)",
        retry: "Try again",
        none: "No such mails",
        none_text: "Mails appear here as soon as they come.",
    }
}

ui::catalogue! {
    /// Where a department's mails are fetched.
    pub struct MailboxText {
        title: "Mailbox",
        lead: "What is written to {email} is fetched here and becomes tickets. Nothing in the mailbox is changed or deleted.",
        state: "Fetching",
        problem: "Mails are not fetched now: {problem}. It is tried again by itself.",
        fetched: "Everything was fetched",
        not_yet: "Nothing was fetched yet.",
        fetch: "Fetch now",
        log: "Mail log",
        remove: "Fetch no more…",
        remove_title: "Fetch no mails any more?",
        remove_text: "The mailbox itself stays as it is, and so do the tickets. The password is forgotten.",
        removed: "Mails are not fetched any more.",
        server: "Server",
        protocol: "Protocol",
        host: "Host",
        security: "Encryption",
        security_hint: "Without encryption only with hosts that inside_hosts of the configuration names.",
        unencrypted: "None",
        port: "Port",
        username: "User name",
        password: "Password",
        password_hint: "It is stored sealed and never shown again.",
        password_keep: "Leave it empty to keep the one that is stored. Another server or user name needs it again.",
        folder: "Folder",
        enabled: "Fetch mails",
        enabled_hint: "As soon as they come, where the server says so; else every minute.",
        with_old: "Take in what lies there already, too",
        with_old_hint: "Else only what comes from now on. Asked when a server or folder is new.",
        cancel: "Cancel",
        save: "Save",
        saved: "Saved. Mails are fetched by it from now on.",
    }
}

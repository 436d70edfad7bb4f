//! What the record of shifts says.

ui::catalogue! {
    /// Check-ins and check-outs.
    pub struct ShiftsText {
        title: "Shifts",
        lead: "Check-ins and check-outs, by the day they began on. You see your own, and those of the people you are responsible for.",
        reports: "Reports",
        account: "My account",
        csv: "Save as CSV",
        person: "Person",
        everybody: "Everybody",
        me: "{name} (you)",
        from: "From",
        to: "To",
        none: "No shifts on these days",
        none_text: "A shift begins with a check-in. Departments can require it before work comes.",
        more: "These are not all: ask for fewer days.",
        shifts: "By day",
        total: "{hours} h in all",
        began: "Check-in",
        ended: "Check-out",
        hours: "Hours",
        how: "How it ended",
        goes_on: "goes on",
        by_agent: "checked out",
        by_gone: "console gone too long",
        by_sign_out: "signed out",
        by_deactivation: "account deactivated",
    }
}

//! What the sign-in page and the assistant of the first start say.

ui::catalogue! {
    /// What the sign-in page says.
    pub struct SignInText {
        title: "Sign in",
        page_title: "Sign in · Frontdesk",
        login: "Username or e-mail",
        password: "Password",
        sign_in: "Sign in",
        forgotten: "Forgotten your password? An administrator can set a new one.",
        wrong: "That username and password do not go together.",
        wait: "one:Too many tries. Wait {n} second, then try again.|other:Too many tries. Wait {n} seconds, then try again.",
        wait_minutes: "one:Too many tries. Wait {n} minute, then try again.|other:Too many tries. Wait {n} minutes, then try again.",
        fill_in: "Fill in both.",
    }
}

ui::catalogue! {
    /// What the assistant of the first start says.
    pub struct SetupText {
        page_title: "Set up · Frontdesk",
        title: "Set up Frontdesk",
        lead: "Three short steps, then you can chat with your customers. Everything can be changed later.",
        step: "Step {n} of 3",
        step_you: "You, the first administrator",
        step_company: "Your company",
        step_website: "Your website",
        code: "Setup code",
        code_hint: "The server printed it when it started.",
        name: "Your name",
        username: "Username",
        email: "E-mail",
        password: "Password",
        password_hint: "At least 10 characters.",
        brand: "Company or brand",
        brand_hint: "The name your customers know.",
        department: "First department",
        department_hint: "Sales, Support… You will be its first agent.",
        department_email: "The department's e-mail",
        department_email_hint: "Mail to customers leaves from here; your own address is never shown.",
        site: "Website",
        site_hint: "Where the chat will be shown, as https://www.example.com. May stay empty.",
        back: "Back",
        next: "Next",
        finish: "Set up",
        missing: "Fill this in.",
        too_short: "At least 10 characters.",
        done: "Frontdesk is set up. Welcome!",
        already: "This is set up already. Sign in.",
    }
}

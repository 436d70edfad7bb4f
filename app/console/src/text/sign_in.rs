//! What the sign-in page and the assistant of the first start say.

ui::catalogue! {
    /// What the sign-in page says.
    pub struct SignInText {
        title: "Sign in",
        login: "Username or e-mail",
        password: "Password",
        sign_in: "Sign in",
        forgotten: "Forgot your password?",
        wrong: "That username and password do not go together.",
        wait: "one:Too many tries. Wait {n} second, then try again.|other:Too many tries. Wait {n} seconds, then try again.",
        wait_minutes: "one:Too many tries. Wait {n} minute, then try again.|other:Too many tries. Wait {n} minutes, then try again.",
        fill_in: "Fill in both.",
        passkey_needed: "A password alone does not sign you in. Sign in with your passkey.",
        code_title: "Second step",
        code_lead: "The password of {login} was right. Now the code.",
        code: "Code",
        code_hint: "The six digits your app shows now.",
        recovery: "Recovery code",
        recovery_hint: "One of those you kept when you set it up. It works once.",
        fill_in_code: "Type the code your app shows.",
        fill_in_recovery: "Type a recovery code.",
        wrong_code: "This code is wrong, or was used already. Each works once: wait until your app shows the next one.",
        wrong_recovery: "This recovery code is wrong, or was used already. Take another one.",
        use_recovery: "Use a recovery code",
        use_app: "Use the app",
        back: "Back",
        lost_all: "Lost your phone and your recovery codes? An administrator can take the second factor away.",
        with_provider: "Sign in with {name}",
        code_lead_provider: "The provider knows who you are. Now the code that we ask for.",
        refused_provider: "That sign-in does not work now. Sign in with your password, or ask an administrator.",
        refused_unbelieved: "You were not signed in there, or the answer was not right. Try again.",
        refused_over: "This took too long, or was begun in another tab. Begin again.",
        refused_nobody: "There is no account here for who you are there. Ask an administrator.",
        refused_passkey: "A second factor is required here, and yours is a passkey: sign in with it.",
        refused_too_often: "Too many tries. Wait a minute, then try again.",
        refused_fault: "Something broke on our side. Try again.",
    }
}

ui::catalogue! {
    /// Who forgot the password.
    pub struct ForgottenText {
        title: "Forgot your password?",
        lead: "Say who you are. We send a link to your address; with it you choose another password.",
        fill_in: "Say your username or your e-mail address.",
        send: "Send the link",
        sent: "If there is such an account, a link is on its way to its address. It works once, for an hour.",
        nothing_came: "Nothing came? Look among unwanted mail, and whether you wrote the name as it is. An administrator can set a password, too.",
        again: "Send once more",
        back: "Back to signing in",
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

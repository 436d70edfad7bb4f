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
    }
    de = SIGN_IN_GERMAN
}

const SIGN_IN_GERMAN: SignInText = SignInText {
    title: "Anmelden",
    login: "Benutzername oder E-Mail",
    password: "Passwort",
    sign_in: "Anmelden",
    forgotten: "Passwort vergessen?",
    wrong: "Benutzername und Passwort passen nicht zusammen.",
    wait: "one:Zu viele Versuche. Warten Sie {n} Sekunde, dann versuchen Sie es noch einmal.|other:Zu viele Versuche. Warten Sie {n} Sekunden, dann versuchen Sie es noch einmal.",
    wait_minutes: "one:Zu viele Versuche. Warten Sie {n} Minute, dann versuchen Sie es noch einmal.|other:Zu viele Versuche. Warten Sie {n} Minuten, dann versuchen Sie es noch einmal.",
    fill_in: "Füllen Sie beides aus.",
    passkey_needed: "Ein Passwort allein meldet Sie nicht an. Nehmen Sie Ihren Passkey.",
    code_title: "Zweiter Schritt",
    code_lead: "Das Passwort von {login} stimmt. Jetzt noch der Code.",
    code: "Code",
    code_hint: "Die sechs Ziffern, die Ihre App gerade zeigt.",
    recovery: "Wiederherstellungscode",
    recovery_hint: "Einer von denen, die Sie beim Einrichten aufgehoben haben. Er gilt einmal.",
    fill_in_code: "Geben Sie den Code ein, den Ihre App zeigt.",
    fill_in_recovery: "Geben Sie einen Wiederherstellungscode ein.",
    wrong_code: "Dieser Code ist falsch oder wurde schon benutzt. Jeder gilt einmal: Warten Sie, bis Ihre App den nächsten zeigt.",
    wrong_recovery: "Dieser Wiederherstellungscode ist falsch oder wurde schon benutzt. Nehmen Sie einen anderen.",
    use_recovery: "Wiederherstellungscode verwenden",
    use_app: "App verwenden",
    back: "Zurück",
    lost_all: "Telefon und Wiederherstellungscodes verloren? Ein Administrator kann den zweiten Faktor aufheben.",
};

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
    de = FORGOTTEN_GERMAN
}

const FORGOTTEN_GERMAN: ForgottenText = ForgottenText {
    title: "Passwort vergessen?",
    lead: "Sagen Sie, wer Sie sind. Wir senden einen Link an Ihre Adresse; damit wählen Sie ein neues Passwort.",
    fill_in: "Nennen Sie Benutzername oder E-Mail-Adresse.",
    send: "Link senden",
    sent: "Wenn es dieses Konto gibt, ist ein Link an seine Adresse unterwegs. Er gilt einmal, eine Stunde lang.",
    nothing_came: "Nichts angekommen? Sehen Sie bei unerwünschter Post nach, und ob der Name stimmt. Auch ein Administrator kann ein Passwort setzen.",
    again: "Noch einmal senden",
    back: "Zurück zur Anmeldung",
};

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

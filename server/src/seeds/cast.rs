//! Who is in the demo.

/// Somebody of Far Horizon Travel.
pub(super) struct Employee {
    pub name: &'static str,
    pub login: &'static str,
    pub does: &'static str,
}

/// The administrator first, then Sales, then Reservations.
pub(super) const EMPLOYEES: [Employee; 4] = [
    Employee { name: "Oda Wiik", login: "oda", does: "Administrator" },
    Employee { name: "Mari Berg", login: "mari", does: "Agent in Sales" },
    Employee { name: "Lars Kvam", login: "lars", does: "Agent in Sales" },
    Employee { name: "Sofia Nilsen", login: "sofia", does: "Agent in Reservations (hidden)" },
];

/// A customer; those with a username have an account.
pub(super) struct Customer {
    pub name: &'static str,
    pub email: &'static str,
    pub username: &'static str,
    pub phone: &'static str,
}

const fn known(name: &'static str, email: &'static str, username: &'static str, phone: &'static str) -> Customer {
    Customer { name, email, username, phone }
}

const fn passing(name: &'static str, email: &'static str) -> Customer {
    Customer { name, email, username: "", phone: "" }
}

/// The customers of four weeks.
pub(super) const CUSTOMERS: [Customer; 22] = [
    known("Erik Halvorsen", "erik@northwind.example", "erikh", "+47 22 12 34 56"),
    known("Hanna Lie", "hanna.lie@northwind.example", "hannal", "+47 22 12 34 57"),
    known("Ravi Menon", "ravi@menon.example", "ravim", "+1 602-555-0100"),
    known("Anna Berg", "anna.berg@solna.example", "annab", "+46 8 12 34 56"),
    known("Johan Ek", "johan.ek@solna.example", "johane", ""),
    known("Camille Laurent", "camille@atelier-laurent.example", "camille", "+33 1 42 68 53 00"),
    known("Priya Sharma", "priya.sharma@fjordclinic.example", "priyas", "+47 55 10 20 30"),
    known("Tomás Ferreira", "tomas@ferreira.example", "tomasf", "+351 21 123 4567"),
    passing("accounts", "accounts@northwind.example"),
    passing("Jon Tveit", "jon.tveit@fjordclinic.example"),
    passing("Ingrid Solberg", "ingrid.solberg@mail.example"),
    passing("Marek Nowak", "marek.nowak@post.example"),
    passing("Sakura Ito", "sakura.ito@hikari.example"),
    passing("Fatima Zahra El Amrani", "fatima.elamrani@casa.example"),
    passing("Bartholomew Featherstonehaugh-Cholmondeley", "bartholomew.featherstonehaugh@longnames.example"),
    passing("Liam O’Connor", "liam@oconnor.example"),
    passing("Eva Lindqvist", "eva@lindqvistprint.example"),
    passing("Nikos Papadopoulos", "nikos@aegean.example"),
    passing("Grace Mbeki", "grace.mbeki@ubuntu-tours.example"),
    passing("Wei Chen", "wei.chen@lotus.example"),
    passing("Aino Korhonen", "aino@korhonen.example"),
    passing("", "quiet.reader@mail.example"),
];

/// A customer company: name, details, member rules.
pub(super) struct Company {
    pub name: &'static str,
    pub website: &'static str,
    pub phone: &'static str,
    pub city: &'static str,
    pub country: &'static str,
    pub rules: &'static [(contract::organizations::RuleType, &'static str)],
    pub comment: &'static str,
}

/// The companies that gather the customers' activity.
pub(super) const COMPANIES: [Company; 3] = {
    use contract::organizations::RuleType::{Domain, Email, Phone, Username};
    [
        Company {
            name: "Northwind Labs",
            website: "https://www.northwind.example",
            phone: "+47 22 00 11 22",
            city: "Oslo",
            country: "Norway",
            rules: &[(Domain, "northwind.example"), (Email, "ravi@menon.example"), (Username, "hannal")],
            comment: "Invoices always go to accounts@, never to the traveller.",
        },
        Company {
            name: "Solna Kommun",
            website: "https://solna.example",
            phone: "+46 8 12 30 00",
            city: "Solna",
            country: "Sweden",
            rules: &[(Domain, "solna.example")],
            comment: "",
        },
        Company {
            name: "Fjord Clinic",
            website: "",
            phone: "",
            city: "Bergen",
            country: "Norway",
            rules: &[(Domain, "fjordclinic.example"), (Phone, "+47 55 10 20 30")],
            comment: "",
        },
    ]
};

/// How customers hear about the agency.
pub(super) const REFERRERS: [&str; 4] = ["Magazine", "TV", "Web search", "A friend"];

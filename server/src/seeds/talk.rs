//! What is said in the demo's four weeks.

/// A chat: what the visitor (`Some`) and the agent (`None` with a text) say, in turn.
pub(super) struct Talk {
    /// The page the visitor was on.
    pub page: (&'static str, &'static str),
    /// The first is the visitor's; then who speaks is said.
    pub lines: &'static [Line],
}

/// One line of a chat.
pub(super) enum Line {
    /// The visitor says.
    Visitor(&'static str),
    /// The agent says.
    Agent(&'static str),
    /// The agent notes for the colleagues.
    Note(&'static str),
}

use Line::{Agent, Note, Visitor};

/// The chats, told again with other people.
pub(super) const TALKS: [Talk; 9] = [
    Talk {
        page: ("/cities/lisbon", "Lisbon in four days"),
        lines: &[
            Visitor("Hi! I booked Lisbon for 9–13 July with you. Is it still possible to stay one day longer?"),
            Agent("Hello, good to hear from you. Let me look at the fare rules. One moment."),
            Note("FH-2291: the fare allows a change until 48 hours before."),
            Visitor("Thank you. The late flight would be best."),
            Agent("The return can move to the 14th at 19:40 for a fee of 35 euros. Shall I change it?"),
            Visitor("Yes please, that is perfect."),
            Agent("Done. The new ticket is in your mailbox. Have a lovely extra day!"),
        ],
    },
    Talk {
        page: ("/cruises", "Cruises"),
        lines: &[
            Visitor("Do you have cabins for four in July?"),
            Agent(
                "Hello! On the Bergen–Tromsø route there are two family cabins left for 12 July. Inside or with a window?",
            ),
            Visitor("With a window. What would it cost for two adults and two children?"),
            Agent("2,940 euros with breakfast. I can hold it for 24 hours without obligation."),
            Visitor("Please hold it, I will talk to my wife tonight."),
            Agent("It is held until tomorrow evening. The reference is FH-2307."),
        ],
    },
    Talk {
        page: ("/bookings/FH-2188", "Your booking FH-2188"),
        lines: &[
            Visitor(
                "My name is spelled wrong on the ticket, there is a letter missing. Is that a problem at the gate?",
            ),
            Agent("It can be. Which letter is missing? I will have it corrected with the airline."),
            Visitor("It should be Halvorsen with an s, the ticket says Halvoren."),
            Agent("Corrected, free of charge. You will get the new itinerary within ten minutes."),
            Visitor("Great service, thanks!"),
        ],
    },
    Talk {
        page: ("/trains/northern-lights", "Northern Lights by Train"),
        lines: &[
            Visitor("When is the best time for the northern lights trip? We are flexible from November on."),
            Agent("Late January to mid March: dark nights, and usually clearer skies than in November."),
            Visitor("And the glass-roof carriage, is it heated?"),
            Agent("Yes, it is warm enough to sit without a coat."),
            Visitor("Wonderful. I will look at the February dates."),
        ],
    },
    Talk {
        page: ("/baggage", "Baggage on each airline"),
        lines: &[
            Visitor("Can I take skis on the Innsbruck flight?"),
            Agent("Yes: one pair up to 20 kg, 45 euros each way. Shall I add them to your booking?"),
            Visitor("Yes, for two people, booking FH-2240"),
            Note("Two pairs added, 180 euros, charged to the card on file."),
            Agent("Both pairs are added. Anything else?"),
            Visitor("No, that is all."),
        ],
    },
    Talk {
        page: ("/groups", "Travelling as a group"),
        lines: &[
            Visitor("We are 14 people and want to go to Porto in October. Is there a discount?"),
            Agent("From ten people on there is a group fare. Which dates, and do you need hotel rooms as well?"),
            Visitor("2 to 5 October, seven double rooms in the centre."),
            Agent("I will make an offer today. Where should I send it?"),
            Visitor("To this address please. Thank you!"),
        ],
    },
    Talk {
        page: ("/pets", "Travel with a pet"),
        lines: &[
            Visitor("Can my dog travel in the cabin? She weighs 6 kg."),
            Agent("Up to 8 kg including the bag on most airlines. Which flight would it be?"),
            Visitor("Oslo to Nice on 3 June"),
            Agent("That works, there is one place for an animal left on it. I have reserved it for you."),
        ],
    },
    Talk {
        page: ("/", "Far Horizon Travel"),
        lines: &[
            Visitor("hello?"),
            Agent("Hello! How can I help?"),
            Visitor("Sorry, wrong window"),
            Agent("No harm done. Have a nice day!"),
        ],
    },
    Talk {
        page: ("/cities/kyoto", "Kyoto, slowly"),
        lines: &[
            Visitor("Is the rail pass included in the Kyoto trip?"),
            Agent("It is: seven days, second class, from the day you arrive. You exchange the voucher at the airport."),
            Visitor("And if we stay longer?"),
            Agent(
                "Then the fourteen-day pass is 160 euros more per person. I can change it until two weeks before departure.",
            ),
            Visitor("Good to know. We will decide next week."),
            Agent("Just write here, and whoever is on duty will find this conversation."),
        ],
    },
];

/// A message left, and what came of it: subject, text, the answer when there is one.
pub(super) struct Matter {
    pub subject: &'static str,
    pub text: &'static str,
    pub answer: Option<&'static str>,
    pub note: Option<&'static str>,
    pub closed: bool,
}

/// The tickets, told again with other people.
pub(super) const MATTERS: [Matter; 8] = [
    Matter {
        subject: "Two rooms instead of three",
        text: "Good morning,\n\none of us cannot come, so for Lisbon we need two rooms instead of three. Does that change the price?\n\nBest regards",
        answer: Some(
            "Good morning,\n\nthe third room can be cancelled free of charge until Friday. I have done that; the new total is on the attached offer.\n\nKind regards",
        ),
        note: Some("Hotel confirmed by phone, ask for Teresa."),
        closed: false,
    },
    Matter {
        subject: "Invoice for Lisbon",
        text: "Please send the invoice for FH-2291 to our accounts department, with our VAT number NO 987 654 321 on it.",
        answer: Some("Of course. The corrected invoice is on its way to your accounts department."),
        note: None,
        closed: true,
    },
    Matter {
        subject: "",
        text: "Photographer joins the trip. He carries two hard cases with equipment, 22 kg each, and needs a seat beside the window.",
        answer: None,
        note: Some("Airline wants dimensions. Asked for them."),
        closed: false,
    },
    Matter {
        subject: "Change of passenger name",
        text: "Instead of Hanna Lie, Morten Dahl will travel. His passport has the same nationality.",
        answer: Some("The name is changed. The fee of 60 euros goes on the next invoice."),
        note: None,
        closed: true,
    },
    Matter {
        subject: "Refund for the cancelled ferry",
        text: "The ferry on the 18th did not sail. How do we get our money back, and how long does it take?",
        answer: Some(
            "I am sorry about that. The refund of 118 euros was requested today; the ferry company takes up to ten working days.",
        ),
        note: None,
        closed: false,
    },
    Matter {
        subject: "Wheelchair at the airport",
        text: "My mother, 83, needs a wheelchair from check-in to the gate and on arrival. She can manage a few steps.",
        answer: Some("Assistance is booked for both airports. She should be at the desk two hours before departure."),
        note: None,
        closed: true,
    },
    Matter {
        subject: "Visa for Vietnam",
        text: "Do we need a visa for two weeks in Vietnam with Swedish and Indian passports?",
        answer: None,
        note: None,
        closed: false,
    },
    Matter {
        subject: "Lost umbrella, great trip",
        text: "We left a blue umbrella in the hotel in Bergen. Apart from that it was the best week in years, thank you!",
        answer: Some("That is lovely to read. The hotel has found it and will send it to you."),
        note: None,
        closed: true,
    },
];

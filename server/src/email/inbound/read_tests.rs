//! A corpus of mails and what becomes of each, and mails that are too much.

use std::{fmt::Write, fs, path::Path};

use super::*;

/// What became of a mail, for eyes.
fn told(mail: &Result<Mail, Unreadable>) -> String {
    let mut told = String::new();
    match mail {
        Err(why) => write!(told, "{why}").unwrap(),
        Ok(mail) => {
            let names = |people: &[Person]| {
                people.iter().map(|one| format!("{} <{}>", one.name, one.address)).collect::<Vec<_>>()
            };
            writeln!(told, "id: {:?}\nanswers: {:?}", mail.message_id, mail.references).unwrap();
            writeln!(
                told,
                "from: {:?}\nreply to: {:?}",
                names(std::slice::from_ref(&mail.from)),
                names(&mail.reply_to)
            )
            .unwrap();
            writeln!(told, "to: {:?}\ncc: {:?}", names(&mail.to), names(&mail.cc)).unwrap();
            writeln!(told, "subject: {:?}\nautomatic: {:?}\nbounce: {:?}", mail.subject, mail.automatic, mail.bounce)
                .unwrap();
            for one in &mail.enclosed {
                let size = one.content.len();
                writeln!(told, "enclosed: {:?} {} {:?} {size} bytes", one.name, one.media_type, one.content_id)
                    .unwrap();
            }
            writeln!(told, "html: {}\n---\n{}", mail.html.is_some(), mail.text).unwrap();
        }
    }
    told
}

#[test]
fn what_each_mail_became() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/email/inbound/corpus");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 12);
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        insta::assert_snapshot!(name, told(&read(&fs::read(&file).unwrap())));
    }
}

/// A mail of a head and a body, with a part for each of `parts`.
fn of_parts(parts: usize) -> String {
    let part = "--B\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(parts);
    format!(
        "From: a@x.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n{part}--B--\r\n"
    )
}

#[test]
fn class_14_a_mail_that_is_too_much_is_refused_soon() {
    let from = "From: a@x.example\r\n";
    let levels: String = (0..1_000)
        .map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"))
        .collect();
    let ids = " <1@x.example>".repeat(50_000);
    let many = |text: &str, times: usize| text.repeat(times);
    for (what, mail, refused) in [
        ("10,000 parts", of_parts(10_000), true),
        ("as many as may be", of_parts(990), false),
        ("1,000 levels", format!("{from}{levels}"), false),
        ("a head of 1 MB", format!("{from}Subject: {}\r\n\r\nx", many("x", 1_000_000)), true),
        ("50,000 references", format!("{from}References:{ids}\r\n\r\nx"), true),
        ("an unknown charset", format!("{from}Content-Type: text/plain; charset=none\r\n\r\nx"), false),
        (
            "30 MB in base64",
            format!(
                "{from}Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
                many("QUJD", 7_500_000)
            ),
            false,
        ),
        ("more than may be", format!("{from}\r\n{}", many("x", LARGEST)), true),
        (
            "a name of 2 KB",
            format!("{from}Message-ID: <{}@x>\r\nSubject: {}\r\n\r\nx", many("x", 2_000), many("ü", 5_000)),
            false,
        ),
        ("no head", "x".into(), true),
        ("nothing", String::new(), true),
        ("no sender", "Subject: x\r\n\r\nx".into(), true),
    ] {
        // What runs away is ended by whoever runs the tests.
        let mail = read(mail.as_bytes());
        assert_eq!(mail.is_err(), refused, "{what}: {:?}", mail.err());
    }
}

#[test]
fn what_a_stranger_calls_a_mail_is_one_line() {
    let mail = read(b"From: a@x.example\r\nMessage-ID: <a\r\n b@x>\r\nSubject: a\r\n\tb\r\n\r\nx").unwrap();
    assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
    assert!(mail.message_id.is_none_or(|id| !id.contains(['\r', '\n', '<', '>'])));
}

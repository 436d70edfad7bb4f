//! Conditions, demands and changes, as tables and for random templates.

use contract::{OptionId, fields::FieldOption};
use proptest::prelude::*;

use super::*;

fn id(id: u128) -> Uuid {
    Uuid::from_u128(id)
}

fn named(n: u128) -> FieldId {
    FieldId(id(n))
}

fn field(n: u128, kind: FieldType) -> Field {
    let option = |n: u128, text: &str| FieldOption { id: OptionId(id(n)), text: text.into(), archived: false };
    Field {
        id: named(n),
        name: format!("Field {n}"),
        kind,
        options: if kind.has_options() { vec![option(101, "A"), option(102, "B")] } else { Vec::new() },
        default: Vec::new(),
        archived: false,
        version: 1,
    }
}

fn fields(all: impl IntoIterator<Item = Field>) -> Fields {
    all.into_iter().map(|field| (field.id.0, field)).collect()
}

fn line(n: u128) -> TemplateLine {
    TemplateLine {
        field: named(n),
        question: String::new(),
        shown: true,
        required: false,
        before_reply: false,
        before_close: false,
        condition: None,
    }
}

fn depends(n: u128, on: u128, is: &[u128]) -> TemplateLine {
    let is = is.iter().map(|n| id(*n).to_string()).collect();
    TemplateLine { condition: Some(Condition { field: named(on), is }), ..line(n) }
}

fn given(n: u128, value: &[&str]) -> GivenValue {
    GivenValue { field: named(n), value: value.iter().map(|text| (*text).to_owned()).collect() }
}

fn country() -> Country {
    "NO".parse().unwrap()
}

fn said(problems: &[FieldProblem]) -> Vec<String> {
    problems.iter().map(|it| format!("{} {}", it.field.rsplit('0').next().unwrap_or_default(), it.code)).collect()
}

/// What begins where nothing was found.
fn begin(
    lines: &[TemplateLine],
    fields: &Fields,
    given: &[GivenValue],
    giver: Giver,
    country: Country,
) -> Result<Values, Vec<FieldProblem>> {
    super::begin(lines, fields, answered(lines, fields, given, giver, country)?, &Values::new(), giver)
}

const A: &str = "00000000-0000-0000-0000-000000000065";
const B: &str = "00000000-0000-0000-0000-000000000066";

#[test]
fn what_customers_give() {
    let all = fields([field(1, FieldType::Choice), field(2, FieldType::Line), field(3, FieldType::Number)]);
    let lines = [
        TemplateLine { required: true, ..line(1) },
        TemplateLine { required: true, ..depends(2, 1, &[101]) },
        TemplateLine { shown: false, before_reply: true, ..line(3) },
    ];
    let begin = |given: &[GivenValue]| {
        let values = begin(&lines, &all, given, Giver::Customer, country());
        values.map(|values| values.into_keys().collect::<Vec<_>>()).map_err(|problems| said(&problems))
    };
    assert_eq!(begin(&[]), Err(vec!["1 required".to_owned()]), "what depends on it is not asked yet");
    assert_eq!(begin(&[given(1, &[B])]), Ok(vec![id(1)]));
    assert_eq!(begin(&[given(1, &[A])]), Err(vec!["2 required".to_owned()]));
    assert_eq!(begin(&[given(1, &[A]), given(2, &["x"])]), Ok(vec![id(1), id(2)]));
    assert_eq!(begin(&[given(1, &[B]), given(2, &["x"])]), Ok(vec![id(1)]), "what is not asked is not kept");
    assert_eq!(begin(&[given(1, &[B]), given(3, &["7"])]), Err(vec!["3 unknown".to_owned()]), "an agents' field");
    assert_eq!(begin(&[given(1, &[B]), given(4, &["7"])]), Err(vec!["4 unknown".to_owned()]));
    assert_eq!(begin(&[given(1, &[B]), given(1, &[A])]), Err(vec!["1 taken".to_owned()]));
    assert_eq!(
        begin(&[given(1, &["zebra"]), given(4, &[])]),
        Err(vec!["1 unknown".to_owned(), "4 unknown".to_owned()])
    );
}

#[test]
fn defaults_stand_where_nobody_was_asked() {
    let with = |mut field: Field, default: &str| {
        field.default = vec![default.into()];
        field
    };
    let all = fields([with(field(1, FieldType::Line), "one"), with(field(2, FieldType::Line), "two")]);
    let lines = [line(1), TemplateLine { shown: false, ..line(2) }];
    let begin = |given: &[GivenValue], giver| {
        let values = begin(&lines, &all, given, giver, country()).unwrap();
        values.values().map(|parts| shown(parts)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(begin(&[], Giver::Customer), "two", "what a customer cleared stays clear");
    assert_eq!(begin(&[], Giver::Agent), "one two");
    assert_eq!(begin(&[given(2, &[""])], Giver::Agent), "one");
}

#[test]
fn what_agents_change() {
    let mut all = fields([field(1, FieldType::Choice), field(2, FieldType::Line), field(7, FieldType::Line)]);
    let lines = [line(1), depends(2, 1, &[])];
    let none = Values::new();
    let first = [given(1, &[A]), given(2, &["x"])];
    let (values, changes) = change(&lines, &all, &none, &first, country()).unwrap();
    assert_eq!((values.len(), changes.len()), (2, 2));
    // Renamed and archived since: it stays as it was chosen, and can still be kept.
    for option in &mut all.get_mut(&id(1)).unwrap().options {
        (option.text, option.archived) = ("C".into(), true);
    }
    let (same, changes) = change(&lines, &all, &values, &[given(1, &[A])], country()).unwrap();
    assert_eq!((&same, changes), (&values, vec![]));
    assert!(change(&lines, &all, &values, &[given(1, &[B])], country()).is_err(), "an archived option");
    // What depended on it goes with it.
    let (left, changes) = change(&lines, &all, &values, &[given(1, &[])], country()).unwrap();
    let changes: Vec<_> = changes.iter().map(|it| (it.field, it.from.as_deref(), it.to.as_deref())).collect();
    assert_eq!((left.len(), changes), (0, vec![(id(1), Some("A"), None), (id(2), Some("x"), None)]));
    // A field of another template may be set only where it has a value.
    assert!(change(&lines, &all, &values, &[given(7, &["y"])], country()).is_err());
    let elsewhere: Values = [(id(7), parts::read(&all[&id(7)], &["y".into()], &[], country()).unwrap())].into();
    assert!(change(&lines, &all, &elsewhere, &[given(7, &["z"])], country()).is_ok());
}

#[test]
fn demands() {
    let all = fields([field(1, FieldType::Line), field(2, FieldType::Line), field(3, FieldType::Line)]);
    let lines = [
        TemplateLine { required: true, ..line(1) },
        TemplateLine { before_reply: true, ..line(2) },
        TemplateLine { before_close: true, question: "Why?".into(), ..depends(3, 2, &[]) },
    ];
    let filled: Values = [(id(2), parts::read(&all[&id(2)], &["x".into()], &[], country()).unwrap())].into();
    let asked =
        |values: &Values, demand| missing(&lines, values, demand).iter().map(|line| line.field).collect::<Vec<_>>();
    let none = Values::new();
    assert_eq!(asked(&none, Demand::Send), [named(1)]);
    assert_eq!(asked(&none, Demand::Reply), [named(2)]);
    assert_eq!(asked(&none, Demand::Close), []);
    assert_eq!(asked(&filled, Demand::Reply), []);
    assert_eq!(asked(&filled, Demand::Close), [named(3)]);
    let told = required(&missing(&lines, &filled, Demand::Close), &all);
    assert_eq!((&*told[0].code, &*told[0].message), ("required", "Why?"));
}

#[test]
fn what_can_be_wrong_with_a_template() {
    let mut archived = field(5, FieldType::Line);
    archived.archived = true;
    let all = fields([field(1, FieldType::Choice), field(2, FieldType::Line), field(3, FieldType::YesNo), archived]);
    let hidden = |line: TemplateLine| TemplateLine { shown: false, ..line };
    let yes = |on: u128, word: &str| TemplateLine {
        condition: Some(Condition { field: named(on), is: vec![word.into()] }),
        ..line(2)
    };
    for (lines, wrong) in [
        (vec![line(1), depends(2, 1, &[101]), line(3)], ""),
        (vec![depends(2, 1, &[101]), line(1)], ""),
        (vec![line(3), yes(3, "no")], ""),
        (vec![hidden(line(1)), hidden(depends(2, 1, &[]))], ""),
        (vec![line(4)], "lines[0].field unknown"),
        (vec![line(5)], "lines[0].field unknown"),
        (vec![line(1), line(1)], "lines[1].field taken"),
        (vec![hidden(TemplateLine { required: true, ..line(1) })], "lines[0].required hidden"),
        (vec![depends(2, 1, &[])], "lines[0].condition.field unknown"),
        (vec![hidden(line(1)), depends(2, 1, &[])], "lines[1].condition.field hidden"),
        (vec![line(1), depends(2, 1, &[103])], "lines[1].condition.is unknown"),
        (vec![line(3), yes(3, "maybe")], "lines[1].condition.is unknown"),
        (vec![line(2), TemplateLine { field: named(1), ..yes(2, "x") }], "lines[1].condition.is unknown"),
        (vec![depends(1, 1, &[])], "lines[0].condition.field circular"),
        (vec![depends(1, 2, &[]), depends(2, 3, &[]), depends(3, 1, &[])], "lines[0].condition.field circular"),
    ] {
        let found: Vec<String> = check(&lines, &all).iter().map(|it| format!("{} {}", it.field, it.code)).collect();
        assert_eq!(found.join(", "), wrong, "{lines:?}");
    }
}

/// On which field a line depends and whether any value of it will do; and what the line asks of whom.
type Drawn = (Option<(u128, bool)>, [bool; 3]);

/// Templates of six fields, each perhaps depending on some other, in circles too.
fn template() -> impl Strategy<Value = Vec<TemplateLine>> {
    let condition = proptest::option::of((1_u128..=6, proptest::bool::ANY));
    proptest::collection::vec((condition, any::<[bool; 3]>()), 6).prop_map(|lines| {
        let line = |(at, (on, [shown, must, close])): (usize, Drawn)| {
            let condition = on
                .map(|(on, any)| Condition { field: named(on), is: if any { Vec::new() } else { vec![A.to_owned()] } });
            let n = at as u128 + 1;
            TemplateLine {
                shown,
                required: must,
                before_reply: must,
                before_close: close,
                condition,
                ..super::tests::line(n)
            }
        };
        lines.into_iter().enumerate().map(line).collect()
    })
}

proptest! {
    /// A circle is found exactly where following conditions comes back, and nobody in one is ever asked.
    #[test]
    fn circles_are_found(lines in template()) {
        let on_circle = |start: FieldId| {
            let mut at = start;
            for _ in 0..6 {
                let Some(condition) = &lines.iter().find(|line| line.field == at).unwrap().condition else { return false };
                at = condition.field;
                if at == start {
                    return true;
                }
            }
            false
        };
        prop_assert_eq!(circular(&lines).is_some(), lines.iter().any(|line| on_circle(line.field)));
        let all: Values = (1..=6).map(|n| (id(n), parts::read(&field(n, FieldType::Choice), &[A.into()], &[], country()).unwrap())).collect();
        for line in &lines {
            prop_assert!(!on_circle(line.field) || !applies(line, &lines, &all));
        }
    }

    /// What is kept is asked, by everybody's reading; nothing asked is lost; and doing it again changes nothing.
    #[test]
    fn what_is_kept_is_asked(lines in template(), answers in proptest::collection::vec(0_u8..3, 6)) {
        let all = fields((1..=6).map(|n| field(n, FieldType::Choice)));
        let given: Vec<GivenValue> = (1..=6)
            .zip(&answers)
            .map(|(n, answer)| given(n, match answer { 0 => &[], 1 => &[A], _ => &[B] }))
            .collect();
        let (values, changes) = change(&lines, &all, &Values::new(), &given, country()).unwrap();
        for (line, given) in lines.iter().zip(&given) {
            // The naive reading: asked when what it depends on was kept with such a value.
            let asked = match &line.condition {
                None => true,
                Some(condition) => values.get(&condition.field.0).is_some_and(|parts| {
                    condition.is.is_empty() || condition.is.contains(&parts[0].value)
                }),
            };
            if values.contains_key(&line.field.0) {
                prop_assert!(asked && applies(line, &lines, &values));
            } else {
                prop_assert!(given.value.is_empty() || !applies(line, &lines, &values));
            }
            let must = missing(&lines, &values, Demand::Reply).iter().any(|it| it.field == line.field);
            prop_assert_eq!(must, line.before_reply && applies(line, &lines, &values) && !values.contains_key(&line.field.0));
        }
        prop_assert_eq!(changes.len(), values.len());
        let kept: Vec<GivenValue> = values
            .iter()
            .map(|(field, parts)| GivenValue { field: FieldId(*field), value: parts.iter().map(|it| it.value.clone()).collect() })
            .collect();
        let (again, changes) = change(&lines, &all, &values, &kept, country()).unwrap();
        prop_assert_eq!((again, changes), (values, vec![]));
    }
}

//! Statements with named inputs: pure.
//!
//! An input's text is never written into a statement: its name becomes a numbered place, and the text is bound. What is
//! refused here is refused early and by name; what keeps a statement from writing is the database, which is told to.

/// A text in pieces: as it stands, and the inputs between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// An input, by its name.
    Input(&'a str),
}

/// Why a statement is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It does not begin as one that reads.
    #[error("a statement begins with SELECT, WITH or VALUES")]
    NoQuestion,
    /// Something follows.
    #[error("there is more than one statement")]
    Several,
    /// A quote or a comment does not end.
    #[error("a quote or a comment is never closed")]
    Open,
    /// The brackets do not match.
    #[error("a bracket is not closed, or closes nothing")]
    Brackets,
}

/// Takes a statement apart. Names in quotes and comments are no inputs, and `::` is a cast.
///
/// # Errors
/// See [`Flaw`].
pub fn pieces(sql: &str) -> Result<Vec<Piece<'_>>, Flaw> {
    let bytes = sql.as_bytes();
    let (mut pieces, mut from, mut at) = (Vec::new(), 0, 0);
    let (mut depth, mut began, mut ended) = (0_u32, false, None);
    while at < bytes.len() {
        let next = bytes.get(at + 1).copied();
        let after = match bytes[at] {
            b'-' if next == Some(b'-') => sql[at..].find('\n').map_or(bytes.len(), |end| at + end),
            b'/' if next == Some(b'*') => {
                let inner = &sql[at + 2..];
                let end = inner.find("*/").ok_or(Flaw::Open)?;
                // One of the databases counts them, the other does not: whatever ends here, ends for both.
                if inner[..end].contains("/*") {
                    return Err(Flaw::Open);
                }
                at + 2 + end + 2
            }
            byte if byte.is_ascii_whitespace() => at + 1,
            // After the end there is nothing but comments.
            _ if ended.is_some() => return Err(Flaw::Several),
            b';' => {
                ended = Some(at);
                at + 1
            }
            byte => {
                if !began && !asks(&sql[at..]) {
                    return Err(Flaw::NoQuestion);
                }
                began = true;
                match byte {
                    b'\'' => quoted(bytes, at, escapes(bytes, at))?,
                    b'"' | b'`' => quoted(bytes, at, false)?,
                    b'$' => dollars(sql, at)?,
                    b'(' => {
                        depth += 1;
                        at + 1
                    }
                    b')' => {
                        depth = depth.checked_sub(1).ok_or(Flaw::Brackets)?;
                        at + 1
                    }
                    b':' if next == Some(b':') => at + 2,
                    b':' if next.is_some_and(begins_name) => {
                        let end = at + 1 + name(&sql[at + 1..]);
                        pieces.push(Piece::Text(&sql[from..at]));
                        pieces.push(Piece::Input(&sql[at + 1..end]));
                        from = end;
                        end
                    }
                    byte if begins_name(byte) => at + name(&sql[at..]),
                    _ => at + 1,
                }
            }
        };
        at = after;
    }
    if depth > 0 {
        return Err(Flaw::Brackets);
    }
    if !began {
        return Err(Flaw::NoQuestion);
    }
    pieces.push(Piece::Text(&sql[from..ended.unwrap_or(bytes.len()).max(from)]));
    Ok(pieces)
}

/// The statement with numbered places, as a database counts them, inside of one that takes one row of it: there, nothing
/// stands that writes.
pub fn numbered(pieces: &[Piece<'_>], inputs: &[&str], mark: char, columns: &str) -> String {
    let mut sql = format!("SELECT {columns} FROM (\n");
    for piece in pieces {
        match piece {
            Piece::Text(text) => sql.push_str(text),
            Piece::Input(name) => {
                let number = inputs.iter().position(|input| input == name).map_or(0, |at| at + 1);
                sql.push_str(&format!("{mark}{number}"));
            }
        }
    }
    // On a line of its own: the statement may end in a comment.
    sql.push_str("\n) AS found LIMIT 1");
    sql
}

fn asks(sql: &str) -> bool {
    let word = &sql[..name(sql)];
    ["select", "with", "values"].iter().any(|verb| word.eq_ignore_ascii_case(verb))
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// How long the name is that a text begins with.
fn name(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}

/// Where a quote ends; a doubled one does not end it, it begins the next.
fn quoted(bytes: &[u8], from: usize, escapes: bool) -> Result<usize, Flaw> {
    let mut at = from + 1;
    loop {
        match bytes.get(at) {
            None => return Err(Flaw::Open),
            Some(b'\\') if escapes => at += 2,
            Some(byte) if *byte == bytes[from] => return Ok(at + 1),
            Some(_) => at += 1,
        }
    }
}

/// Whether a quote is one of PostgreSQL's `E'…'`.
fn escapes(bytes: &[u8], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|at| bytes[at]);
    let named = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    matches!(before(1), Some(b'e' | b'E')) && !before(2).is_some_and(named)
}

/// Where one of PostgreSQL's `$tag$…$tag$` ends.
fn dollars(sql: &str, at: usize) -> Result<usize, Flaw> {
    let tag = name(&sql[at + 1..]);
    let Some(b'$') = sql.as_bytes().get(at + 1 + tag) else { return Ok(at + 1) };
    let quote = &sql[at..at + tag + 2];
    let rest = at + quote.len();
    sql[rest..].find(quote).map(|end| rest + end + quote.len()).ok_or(Flaw::Open)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn inputs(sql: &str) -> Result<String, Flaw> {
        let names = pieces(sql)?.into_iter().filter_map(|piece| match piece {
            Piece::Input(name) => Some(name),
            Piece::Text(_) => None,
        });
        Ok(names.collect::<Vec<_>>().join(" "))
    }

    #[rstest]
    #[case("SELECT a FROM b WHERE c = :serial", "serial")]
    #[case("select :a, :b_2 , :a", "a b_2 a")]
    #[case("SELECT a FROM b WHERE c = :serial::int AND d::text = ':no'", "serial")]
    #[case("SELECT ':no', '''', 'it''s :no', \":no\", `:no` FROM b -- :no\n WHERE c = :yes", "yes")]
    #[case("SELECT E'\\' :no', 'e\\', :yes", "yes")]
    #[case("SELECT $$ :no ; $$, $tag$ $$ ' :no $tag$, :yes", "yes")]
    #[case("/* :no ; */ WITH a AS (SELECT 1) SELECT * FROM a /* ' */ ; -- done", "")]
    #[case("VALUES (:ä, :a)", "a")]
    #[case("SELECT 'é', :yes", "yes")]
    fn inputs_are_what_stands_outside_of_quotes(#[case] sql: &str, #[case] named: &str) {
        assert_eq!(inputs(sql).unwrap(), named);
    }

    #[rstest]
    #[case("", Flaw::NoQuestion)]
    #[case("-- SELECT", Flaw::NoQuestion)]
    #[case("DELETE FROM a", Flaw::NoQuestion)]
    #[case("/* */ update a set b = 1", Flaw::NoQuestion)]
    #[case("selection", Flaw::NoQuestion)]
    #[case("PRAGMA query_only = OFF", Flaw::NoQuestion)]
    #[case("ATTACH 'other.sqlite' AS other", Flaw::NoQuestion)]
    #[case("(SELECT 1)", Flaw::NoQuestion)]
    #[case(";", Flaw::NoQuestion)]
    #[case("SELECT 1; SELECT 2", Flaw::Several)]
    #[case("SELECT 1;;", Flaw::Several)]
    #[case("SELECT 1; DROP TABLE chats", Flaw::Several)]
    #[case("SELECT 'a", Flaw::Open)]
    #[case("SELECT \"a", Flaw::Open)]
    #[case("SELECT E'\\'", Flaw::Open)]
    #[case("SELECT $a$ b $$", Flaw::Open)]
    #[case("SELECT 1 /* 2", Flaw::Open)]
    #[case("SELECT 1 /* /* */ */", Flaw::Open)]
    #[case("SELECT 1) AS a, (SELECT 2", Flaw::Brackets)]
    #[case("SELECT (1", Flaw::Brackets)]
    fn what_is_no_statement_is_refused(#[case] sql: &str, #[case] flaw: Flaw) {
        assert_eq!(inputs(sql).unwrap_err(), flaw);
    }

    #[test]
    fn an_input_becomes_a_numbered_place() {
        let sql = "SELECT ':b' FROM t WHERE a = :b AND c = :a::int OR d = :b; -- :a";
        let whole = numbered(&pieces(sql).unwrap(), &["a", "b"], '$', "*");
        assert_eq!(
            whole,
            "SELECT * FROM (\nSELECT ':b' FROM t WHERE a = $2 AND c = $1::int OR d = $2\n) AS found LIMIT 1"
        );
        let whole = numbered(&pieces("VALUES (:a) -- end").unwrap(), &["a"], '?', "*");
        assert_eq!(whole, "SELECT * FROM (\nVALUES (?1) -- end\n) AS found LIMIT 1");
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_it(sql in ".{0,60}") {
            let _ = pieces(&sql);
            let _ = pieces(&format!("SELECT {sql}"));
        }

        #[test]
        fn the_pieces_are_the_statement(sql in "[a-z:';$()\"/* -]{0,40}") {
            let sql = format!("SELECT {sql}");
            if let Ok(pieces) = pieces(&sql) {
                let again: String = pieces.iter().map(|piece| match piece {
                    Piece::Text(text) => (*text).to_owned(),
                    Piece::Input(name) => format!(":{name}"),
                }).collect();
                proptest::prop_assert!(sql.starts_with(&again));
            }
        }
    }
}

//! Uploaded tables: CSV, read whole and strictly, so that nothing is looked up in half of one.

use std::{collections::HashSet, io::Cursor};

use contract::searches::{TABLE_BYTES, TABLE_ROWS};
use csv::{Position, ReaderBuilder, StringRecord};

/// The longest cell, in characters: as long as a field's text.
const CELL_CHARS: usize = 10_000;
/// How many columns there may be.
const COLUMNS: usize = 100;
/// What is put behind the last row, and must come out there.
const END: &str = "\u{1}end";

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<String>>,
}

/// Why a file is no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is too large.
    #[error("the file is larger than 5 MB")]
    TooLarge,
    /// It is in another alphabet.
    #[error("line {0}: this is no UTF-8; save the file as “CSV UTF-8”")]
    NotUtf8(usize),
    /// There is nothing in it.
    #[error("the file has no rows")]
    Empty,
    /// There are too many columns.
    #[error("the table has more than 100 columns")]
    TooManyColumns,
    /// A column has no name, or another one's.
    #[error("line 1: column {0} has no name, or one that another column has")]
    Columns(usize),
    /// A row is shorter or longer than the first.
    #[error("line {0}: there are {1} cells instead of {2}")]
    Ragged(u64, usize, usize),
    /// A quote does not end.
    #[error("line {0}: a quote is never closed")]
    OpenQuote(u64),
    /// A cell is too long, or holds what cannot be stored.
    #[error("line {0}: column {1} is longer than 10,000 characters, or holds a NUL")]
    Cell(u64, usize),
    /// There are too many rows.
    #[error("line {0}: the table has more than 100,000 rows")]
    TooManyRows(u64),
}

impl Flaw {
    /// Stable, for the UI.
    pub fn code(&self) -> &'static str {
        match self {
            Flaw::TooLarge | Flaw::TooManyColumns | Flaw::TooManyRows(_) => "too_long",
            Flaw::NotUtf8(_) => "not_utf8",
            Flaw::Empty => "required",
            Flaw::Columns(_) => "columns",
            Flaw::Ragged(..) => "ragged",
            Flaw::OpenQuote(_) => "open_quote",
            Flaw::Cell(..) => "malformed",
        }
    }
}

/// Reads a table. Cells are kept as they are; a formula is a text like any other.
///
/// # Errors
/// See [`Flaw`].
pub fn read(file: &[u8]) -> Result<Sheet, Flaw> {
    if file.len() > TABLE_BYTES {
        return Err(Flaw::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|error| {
        let before = &file[..error.valid_up_to()];
        Flaw::NotUtf8(before.iter().filter(|byte| **byte == b'\n').count() + 1)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end_matches(['\r', '\n']);
    let between = separator(text);
    let rows_of = |text: &str| {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(between);
        builder.from_reader(Cursor::new(text.to_owned())).into_records().filter_map(Result::ok)
    };
    let columns = columns(&rows_of(text).next().ok_or(Flaw::Empty)?)?;
    // A reader takes everything behind an open quote for one cell. What is put at the end would be in it.
    let end = vec![END; columns.len()].join(&char::from(between).to_string());
    let mut rows = Vec::new();
    let mut line = 1;
    for row in rows_of(&format!("{text}\n{end}\n")).skip(1) {
        line = row.position().map_or(line, Position::line);
        if row.iter().all(|cell| cell == END) {
            return if rows.is_empty() { Err(Flaw::Empty) } else { Ok(Sheet { columns, rows }) };
        }
        if row.iter().any(|cell| cell.contains(END)) {
            return Err(Flaw::OpenQuote(line));
        }
        if row.len() != columns.len() {
            return Err(Flaw::Ragged(line, row.len(), columns.len()));
        }
        if rows.len() == TABLE_ROWS {
            return Err(Flaw::TooManyRows(line));
        }
        let unfit = |cell: &str| cell.contains('\0') || cell.chars().count() > CELL_CHARS;
        if let Some(at) = row.iter().position(unfit) {
            return Err(Flaw::Cell(line, at + 1));
        }
        rows.push(row.iter().map(str::to_owned).collect());
    }
    // The first row swallowed all the others.
    Err(Flaw::OpenQuote(1))
}

/// What stands between the cells of the first line.
fn separator(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or_default();
    let count = |byte: &u8| line.bytes().filter(|other| other == byte).count();
    // The last of those that are equally many.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn columns(first: &StringRecord) -> Result<Vec<String>, Flaw> {
    if first.len() > COLUMNS {
        return Err(Flaw::TooManyColumns);
    }
    let mut known = HashSet::new();
    let names: Vec<String> = first.iter().map(|name| name.trim().to_owned()).collect();
    for (at, name) in names.iter().enumerate() {
        let fine = !name.is_empty() && name.chars().count() <= 120 && !name.chars().any(char::is_control);
        if !fine || !known.insert(name) {
            return Err(Flaw::Columns(at + 1));
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_table_is_read_as_it_is() {
        let text = "\u{feff}Serial;Product;Note\r\nA-1;\"Lamp; red\";=1+1\r\n a-2 ;5\" disk;\"say \"\"hi\"\"\nthere\"\r\n;;\r\n";
        let sheet = read(text.as_bytes()).unwrap();
        assert_eq!(sheet.columns, ["Serial", "Product", "Note"]);
        let rows = [["A-1", "Lamp; red", "=1+1"], [" a-2 ", "5\" disk", "say \"hi\"\nthere"], ["", "", ""]];
        assert_eq!(sheet.rows, rows.map(|row| row.map(str::to_owned).to_vec()));
        assert_eq!(read(b"a,b\n1,2").unwrap().rows.len(), 1);
        assert_eq!(read(b"a\tb\n1,5\t2").unwrap().rows[0], ["1,5", "2"]);
        assert_eq!(read(b"a\n1\n2\n").unwrap().rows.len(), 2);
    }

    #[rstest]
    #[case(b"", "the file has no rows")]
    #[case(b"\n\n", "the file has no rows")]
    #[case(b"a,b\n", "the file has no rows")]
    #[case(b"a,,c\n1,2,3", "line 1: column 2 has no name, or one that another column has")]
    #[case(b"a,b, a \n1,2,3", "line 1: column 3 has no name, or one that another column has")]
    #[case(b"a,b\n1,2\n3\n4,5", "line 3: there are 1 cells instead of 2")]
    #[case(b"a,b\n1,2,3", "line 2: there are 3 cells instead of 2")]
    #[case(b"a,b\n1,2\n3,\"4\n5,6\n", "line 3: a quote is never closed")]
    #[case(b"a,b,c\n1,\"2\n5,6,7\n", "line 2: a quote is never closed")]
    #[case(b"a,\"b\n1,2\n", "line 1: column 2 has no name, or one that another column has")]
    #[case(b"a,b\n1,2\n3,\xe9", "line 3: this is no UTF-8; save the file as \u{201c}CSV UTF-8\u{201d}")]
    #[case(b"a,b\n1,2\n3,\0", "line 3: column 2 is longer than 10,000 characters, or holds a NUL")]
    fn what_is_wrong_is_said_with_its_line(#[case] file: &[u8], #[case] told: &str) {
        assert_eq!(read(file).unwrap_err().to_string(), told);
    }

    #[test]
    fn a_table_has_an_end() {
        let rows = |many: usize| format!("a\n{}", "1\n".repeat(many));
        assert_eq!(read(rows(TABLE_ROWS).as_bytes()).unwrap().rows.len(), TABLE_ROWS);
        assert_eq!(read(rows(TABLE_ROWS + 1).as_bytes()).unwrap_err(), Flaw::TooManyRows(100_002));
        assert_eq!(read(&vec![b'a'; TABLE_BYTES + 1]).unwrap_err(), Flaw::TooLarge);
        let long = format!("a\n{}", "x".repeat(CELL_CHARS + 1));
        assert_eq!(read(long.as_bytes()).unwrap_err(), Flaw::Cell(2, 1));
        let wide = format!("{}\n", (0..101).map(|at| at.to_string()).collect::<Vec<_>>().join(","));
        assert_eq!(read(wide.as_bytes()).unwrap_err(), Flaw::TooManyColumns);
    }
}

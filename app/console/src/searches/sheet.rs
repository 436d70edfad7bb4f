//! The first rows of a CSV file, as one sees them before it is uploaded. Whether it is a table, the server says.

/// The first rows of a file that begins with a text, the columns' names first.
pub fn first_rows(text: &str, many: usize) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let between = separator(text);
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            letter if quoted => cell.push(letter),
            '\r' => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                let whole = std::mem::take(&mut row);
                // The server passes over empty lines, too.
                if whole != [""] {
                    rows.push(whole);
                }
                if rows.len() == many {
                    return rows;
                }
            }
            letter if letter == between => row.push(std::mem::take(&mut cell)),
            letter => cell.push(letter),
        }
    }
    if !row.is_empty() || !cell.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

/// What stands between the cells of the first line: what there is most of, and of equally many the comma.
fn separator(text: &str) -> char {
    let line = text.lines().next().unwrap_or_default();
    let count = |letter: &char| line.chars().filter(|other| other == letter).count();
    ['\t', ';', ','].into_iter().max_by_key(count).unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::first_rows;

    #[test]
    fn rows_read_as_they_are_meant() {
        let text = "\u{feff}Serial;Product\r\nA-1;\"Lamp; \"\"small\"\"\"\r\n\r\nA-2;\"two\nlines\"\nA-3;\nA-4;Desk";
        let rows: Vec<String> = first_rows(text, 4).iter().map(|row| row.join("|")).collect();
        assert_eq!(rows, ["Serial|Product", "A-1|Lamp; \"small\"", "A-2|two\nlines", "A-3|"]);
        assert_eq!(first_rows("a,b\n1,2", 9), [["a", "b"], ["1", "2"]]);
        assert_eq!(first_rows("a\tb", 9), [["a", "b"]]);
        assert!(first_rows("", 9).is_empty());
    }
}

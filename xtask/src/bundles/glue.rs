//! A wasm-bindgen for Trunk: the real one, after what is linked was cut into `pieces` where it is to be; then the script
//! and the module it made, smaller.
//!
//! Trunk has no hook between cargo, wasm-bindgen and wasm-opt, and hashes what it finds behind them. So xtask stands where
//! Trunk looks for wasm-bindgen, and whatever is changed is changed before anything is hashed:
//!
//! * Classes that nobody makes go: a dependency of Leptos exports three for streams to servers we do not have. What only
//!   they used goes with them, as wasm-opt finds it. What they do through tables of functions it cannot know to be
//!   theirs: those are emptied.
//! * The names under which the module imports the script's functions become short. Each ends in sixteen signs of chance,
//!   which no compression makes smaller, and stands in both files.
//! * What the script calls its own parts becomes short, too, and it loses its comments and indentation.

use std::{
    cmp::Reverse,
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::{lines, pieces, write};
use crate::{house, run::run};

/// As which program Trunk calls us.
const NAME: &str = "wasm-bindgen";

/// Names before and after.
type Names = Vec<(String, String)>;

/// Puts this program where Trunk finds it first when its folder leads the PATH.
pub fn stand_in() -> Result<PathBuf> {
    let folder = house::scratch().join("glue");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let program = folder.join(NAME);
    if program.symlink_metadata().is_ok() {
        fs::remove_file(&program).with_context(|| format!("replacing {}", program.display()))?;
    }
    let ourselves = env::current_exe().context("finding this program")?;
    std::os::unix::fs::symlink(ourselves, &program).with_context(|| format!("linking {}", program.display()))?;
    Ok(program)
}

/// Whether Trunk means wasm-bindgen by us.
pub fn is_meant() -> bool {
    env::args_os().next().is_some_and(|name| Path::new(&name).file_name().is_some_and(|name| name == NAME))
}

/// What wasm-bindgen does, and more when it builds something.
pub fn run_as_meant() -> Result<()> {
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let loader = pieces::cut(&mut arguments)?;
    run(Command::new(house::wasm_bindgen()).args(&arguments))?;
    let value = |name: &str| arguments.iter().find_map(|word| word.to_str()?.strip_prefix(name));
    let (Some(folder), Some(name)) = (value("--out-dir="), value("--out-name=")) else { return Ok(()) };
    let (script, module) = (format!("{name}.js"), format!("{name}_bg.wasm"));
    let (script_file, module_file) = (Path::new(folder).join(&script), Path::new(folder).join(&module));
    let text = fs::read_to_string(&script_file).with_context(|| format!("reading {}", script_file.display()))?;
    let code = fs::read(&module_file).with_context(|| format!("reading {}", module_file.display()))?;
    let text = match loader {
        Some(loader) => pieces::joined(&text, &loader)?,
        None => text,
    };
    let (text, classes) = without_classes(&text)?;
    let (code, names, exports) = slimmer(&code, &format!("./{name}_bg.js"), &classes)?;
    let text = exports.iter().fold(renamed(&text, &names)?, |text, (before, short)| text.replace(before, short));
    write(&script_file, &lines(&terse(&without_sync(&text))))?;
    fs::write(&module_file, code).with_context(|| format!("writing {}", module_file.display()))
}

/// The script without the classes it exports, and their names.
fn without_classes(script: &str) -> Result<(String, Vec<String>)> {
    let names: Vec<String> = script
        .lines()
        .filter_map(|line| line.strip_prefix("export class ")?.strip_suffix(" {"))
        .map(str::to_owned)
        .collect();
    let mut left = String::with_capacity(script.len());
    // What the last line of what is left out is, or ends with.
    let mut until = None;
    for line in script.lines() {
        if let Some(end) = until {
            if line == end || end == ";" && line.ends_with(end) {
                until = None;
            }
            continue;
        }
        let about = |opening: &str| {
            line.strip_prefix(opening).is_some_and(|rest| names.iter().any(|name| rest.starts_with(name)))
        };
        if about("export class ") {
            until = Some("}");
        } else if about("const ") {
            until = (!line.ends_with(';')).then_some(";");
        } else if !about("if (Symbol.dispose) ") {
            left.push_str(line);
            left.push('\n');
        }
    }
    match names.iter().find(|name| left.contains(*name)) {
        Some(name) => bail!("wasm-bindgen's script mentions {name} in a way that was not expected"),
        None => Ok((left, names)),
    }
}

/// What wasm-bindgen's script calls its own parts: never properties, and in no text.
const OWN: [&str; 30] = [
    "arg0",
    "arg1",
    "arg2",
    "arg3",
    "arg4",
    "ptr1",
    "len1",
    "ret",
    "getStringFromWasm0",
    "passStringToWasm0",
    "addToExternrefTable0",
    "getDataViewMemory0",
    "isLikeNone",
    "handleError",
    "WASM_VECTOR_LEN",
    "cachedDataViewMemory0",
    "cachedUint8ArrayMemory0",
    "getUint8ArrayMemory0",
    "getArrayU8FromWasm0",
    "makeMutClosure",
    "makeClosure",
    "CLOSURE_DTORS",
    "debugString",
    "takeFromExternrefTable0",
    "cachedTextDecoder",
    "MAX_SAFARI_DECODE_BYTES",
    "numBytesDecoded",
    "decodeText",
    "cachedTextEncoder",
    "toStringOutput",
];

/// The script without its way to begin at once, which no page goes.
fn without_sync(script: &str) -> String {
    let function = script.split_once("\nfunction initSync(").and_then(|(before, rest)| {
        let (_, after) = rest.split_once("\n}\n")?;
        Some([before, "\n", after].concat().replace("export { initSync, ", "export { "))
    });
    function.filter(|left| !left.contains("initSync")).unwrap_or_else(|| script.to_owned())
}

/// The script with short names for its own parts.
fn terse(script: &str) -> String {
    let is_of_a_name = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == '$';
    let mut small = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_of_a_name) {
        let (before, named) = rest.split_at(start);
        let (name, after) = named.split_at(named.find(|sign| !is_of_a_name(sign)).unwrap_or(named.len()));
        small.push_str(before);
        match OWN.iter().position(|own| *own == name) {
            Some(at) if !before.ends_with('.') || before.ends_with("...") => {
                small.extend(["$", &short(at)]);
            }
            _ => small.push_str(name),
        }
        rest = after;
    }
    small.push_str(rest);
    small
}

/// The script with the functions it gives the module under other names.
fn renamed(script: &str, names: &[(String, String)]) -> Result<String> {
    let mut renamed = String::with_capacity(script.len());
    let mut given = 0;
    for line in script.lines() {
        let function = line.trim_start().split_once(": function");
        match function.and_then(|(name, rest)| Some((names.iter().find(|(before, _)| before == name)?, rest))) {
            Some(((_, short), rest)) => {
                renamed.extend([short, rest]);
                given += 1;
            }
            None => renamed.push_str(line),
        }
        renamed.push('\n');
    }
    if given == names.len() { Ok(renamed) } else { bail!("the script gives {given} of {} functions", names.len()) }
}

/// The module with short names for what it imports from the script and for the closures it exports, and without what it
/// exports for classes; with each name before and after.
fn slimmer(module: &[u8], script: &str, classes: &[String]) -> Result<(Vec<u8>, Names, Names)> {
    let (head, mut rest) = module.split_at_checked(8).context("no module")?;
    let mut slim = head.to_vec();
    let (mut names, mut closures) = (Vec::new(), Vec::new());
    let dead = if classes.is_empty() { Vec::new() } else { functions_of_classes(rest)? };
    let mut imported = 0;
    while !rest.is_empty() {
        let (kind, section) = next_section(&mut rest)?;
        let section = match kind {
            IMPORTS => {
                imported = number(&mut &*section)?;
                imports(section, script, &mut names)?
            }
            EXPORTS => exports(section, classes, &mut closures)?,
            CODE => emptied(section, imported, &dead)?,
            _ => section.to_vec(),
        };
        slim.push(kind);
        put_number(&mut slim, section.len());
        slim.extend(section);
    }
    // One name may be how another begins.
    closures.sort_by_key(|(name, _)| Reverse(name.len()));
    Ok((slim, names, closures))
}

const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const CODE: u8 = 10;

/// What only the classes do: they alone answer with promises, by what is called through a table. No other name would do:
/// the compiler makes one of functions that are the same, and these are large and their own.
const OF_CLASSES: &str = "::future_to_promise::{{closure}}";
/// A function without locals that is never called: `unreachable`, `end`.
const EMPTY: [u8; 3] = [0, 0x00, 0x0b];

fn next_section<'a>(rest: &mut &'a [u8]) -> Result<(u8, &'a [u8])> {
    let kind = take(rest, 1)?[0];
    let size = number(rest)?;
    Ok((kind, take(rest, size)?))
}

/// The indices of what only the classes do, as far as the module names its functions.
fn functions_of_classes(mut rest: &[u8]) -> Result<Vec<usize>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (kind, mut section) = next_section(&mut rest)?;
        if kind != CUSTOM || text(&mut section)? != "name" {
            continue;
        }
        while !section.is_empty() {
            let (about, mut names) = next_section(&mut section)?;
            if about != 1 {
                continue;
            }
            for _ in 0..number(&mut names)? {
                let (function, name) = (number(&mut names)?, text(&mut names)?);
                if name.contains(OF_CLASSES) {
                    found.push(function);
                }
            }
        }
    }
    Ok(found)
}

/// The code, with nothing in the functions that are dead.
fn emptied(mut section: &[u8], imported: usize, dead: &[usize]) -> Result<Vec<u8>> {
    let count = number(&mut section)?;
    let mut all = Vec::new();
    put_number(&mut all, count);
    for function in imported..imported + count {
        let size = number(&mut section)?;
        let body = take(&mut section, size)?;
        let body = if dead.contains(&function) { &EMPTY } else { body };
        put_number(&mut all, body.len());
        all.extend(body);
    }
    Ok(all)
}

fn imports(mut section: &[u8], script: &str, names: &mut Names) -> Result<Vec<u8>> {
    let count = number(&mut section)?;
    let mut all = Vec::new();
    put_number(&mut all, count);
    for _ in 0..count {
        let (from, name) = (text(&mut section)?, text(&mut section)?);
        put_text(&mut all, from);
        if from == script {
            names.push((name.to_owned(), short(names.len())));
            put_text(&mut all, &short(names.len() - 1));
        } else {
            put_text(&mut all, name);
        }
        let kind = take(&mut section, 1)?;
        if kind != [0] {
            bail!("{name} is imported and no function");
        }
        all.extend(kind);
        put_number(&mut all, number(&mut section)?);
    }
    Ok(all)
}

fn exports(mut section: &[u8], classes: &[String], closures: &mut Names) -> Result<Vec<u8>> {
    let count = number(&mut section)?;
    let (mut kept, mut all) = (0, Vec::new());
    for _ in 0..count {
        let name = text(&mut section)?;
        let kind = take(&mut section, 1)?;
        let index = number(&mut section)?;
        let of = name.strip_prefix("__wbg_").unwrap_or(name);
        let is_of = |class: &String| of.strip_prefix(&class.to_lowercase()).is_some_and(|rest| rest.starts_with('_'));
        if !classes.iter().any(is_of) {
            kept += 1;
            if name.starts_with("wasm_bindgen__convert__closures") {
                let short = format!("_{}", short(closures.len()));
                put_text(&mut all, &short);
                closures.push((name.to_owned(), short));
            } else {
                put_text(&mut all, name);
            }
            all.extend(kind);
            put_number(&mut all, index);
        }
    }
    let mut section = Vec::new();
    put_number(&mut section, kept);
    section.extend(all);
    Ok(section)
}

/// `a`, `b`, … `z`, `aa`, `ba`, …
fn short(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Result<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count).context("the module ends early")?;
    *bytes = rest;
    Ok(taken)
}

fn text<'a>(bytes: &mut &'a [u8]) -> Result<&'a str> {
    let length = number(bytes)?;
    Ok(str::from_utf8(take(bytes, length)?)?)
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_number(bytes, text.len());
    bytes.extend(text.as_bytes());
}

/// LEB128: seven bits in each byte, the lowest first.
fn number(bytes: &mut &[u8]) -> Result<usize> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let byte = take(bytes, 1)?[0];
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    bail!("a number without end")
}

fn put_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::{number, put_number, renamed, short, slimmer, terse, without_classes, without_sync};

    const SCRIPT: &str = "export class Sink {
    close() {
        wasm.sink_close(this.ptr);
    }
}
if (Symbol.dispose) Sink.prototype[Symbol.dispose] = Sink.prototype.free;
function imports() {
    const import0 = {
        __wbg_now_0123456789abcdef: function() {
            return Date.now();
        },
    };
}
const SinkFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_sink_free(ptr, 1));
let wasm;
";

    #[test]
    fn classes_leave_the_script() {
        let (script, names) = without_classes(SCRIPT).unwrap();
        assert_eq!(names, ["Sink"]);
        assert!(script.starts_with("function imports() {\n") && script.ends_with("};\n}\nlet wasm;\n"), "{script}");
        assert!(without_classes(&format!("{SCRIPT}new Sink();\n")).is_err());
    }

    #[test]
    fn functions_are_given_under_other_names() {
        let names = vec![("__wbg_now_0123456789abcdef".to_owned(), "a".to_owned())];
        let script = renamed(SCRIPT, &names).unwrap();
        assert!(script.contains("\na() {\n") && !script.contains("__wbg_now"), "{script}");
        assert!(renamed("let wasm;\n", &names).is_err());
    }

    #[test]
    fn modules_import_by_short_names_and_export_nothing_of_classes() {
        let head = *b"\0asm\x01\0\0\0";
        let imports =
            |name: &str| [&[1, 6], "./x.js".as_bytes(), &[name.len() as u8], name.as_bytes(), &[0, 3]].concat();
        let section = |kind: u8, content: Vec<u8>| [vec![kind, content.len() as u8], content].concat();
        let export = |name: &str| [&[name.len() as u8], name.as_bytes(), &[0, 9]].concat();
        let exports =
            [vec![4], export("sink_close"), export("__wbg_sink_free"), export("sinks"), export("main")].concat();
        let custom = section(0, vec![1, b'x', 7]);
        let module = [&head[..], &section(2, imports("__wbg_now_0")), &section(7, exports), &custom].concat();
        let (slim, names, _) = slimmer(&module, "./x.js", &["Sink".to_owned()]).unwrap();
        let exports = [vec![2], export("sinks"), export("main")].concat();
        assert_eq!(slim, [&head[..], &section(2, imports("a")), &section(7, exports), &custom].concat());
        assert_eq!(names, [("__wbg_now_0".to_owned(), "a".to_owned())]);
        assert!(slimmer(&module[..module.len() - 1], "./x.js", &[]).is_err());
        let (elsewhere, names, closures) = slimmer(&module, "./y.js", &[]).unwrap();
        assert_eq!((elsewhere, names.len(), closures.len()), (module, 0, 0));
    }

    #[test]
    fn modules_export_closures_by_short_names() {
        let exports = |names: [&str; 2]| {
            let export = |name: &str| [&[name.len() as u8], name.as_bytes(), &[0, 9]].concat();
            let all = [vec![2], names.map(export).concat()].concat();
            [&b"\0asm\x01\0\0\0"[..], &[7, all.len() as u8], &all].concat()
        };
        let before = ["wasm_bindgen__convert__closures_h0", "wasm_bindgen__convert__closures_h0_1"];
        let (slim, _, closures) = slimmer(&exports(before), "./x.js", &[]).unwrap();
        assert_eq!(slim, exports(["_a", "_b"]));
        // The longer first: the other is how it begins.
        assert_eq!(closures, [(before[1].to_owned(), "_b".to_owned()), (before[0].to_owned(), "_a".to_owned())]);
    }

    #[test]
    fn scripts_call_their_own_parts_by_short_names() {
        let script = "const ret = [...arg0, x.ret, arg01];\nreturn `${ret}`;\n";
        assert_eq!(terse(script), "const $h = [...$a, x.ret, arg01];\nreturn `${$h}`;\n");
    }

    #[test]
    fn no_page_begins_at_once() {
        let script = "a();\nfunction initSync(module) {\n    if (module) {\n    }\n}\nb();\nexport { initSync, c as default };\n";
        assert_eq!(without_sync(script), "a();\nb();\nexport { c as default };\n");
        let another = format!("{script}initSync();\n");
        assert_eq!(without_sync(&another), another);
    }

    #[test]
    fn what_only_classes_do_is_emptied() {
        let section = |kind: u8, content: Vec<u8>| [vec![kind, content.len() as u8], content].concat();
        let function = |index: u8, name: &str| [&[index, name.len() as u8], name.as_bytes()].concat();
        let names = [vec![2], function(1, "live"), function(2, "x::future_to_promise::{{closure}}::h0")].concat();
        let names = section(0, [&[4], "name".as_bytes(), &section(1, names)].concat());
        let import = section(2, [&[1, 1], "x".as_bytes(), &[1, b'y', 0, 0]].concat());
        let code = |last: &[u8]| section(10, [&[2, 3, 0, 1, 0x0b], last].concat());
        let module = |last: &[u8]| [&b"\0asm\x01\0\0\0"[..], &import, &code(last), &names].concat();
        let before = module(&[5, 0, 1, 1, 1, 0x0b]);
        let (slim, ..) = slimmer(&before, "./x.js", &["Sink".to_owned()]).unwrap();
        assert_eq!(slim, module(&[3, 0, 0, 0x0b]));
        assert_eq!(slimmer(&before, "./x.js", &[]).unwrap().0, before);
    }

    #[test]
    fn short_names_are_different() {
        let mut names: Vec<String> = (0..1_000).map(short).collect();
        assert_eq!((names[0].as_str(), names[25].as_str(), names[26].as_str()), ("a", "z", "aa"));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 1_000);
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for value in [0, 1, 127, 128, 300, 16_384, u32::MAX as usize] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, value);
            assert_eq!(number(&mut bytes.as_slice()).unwrap(), value);
        }
    }
}

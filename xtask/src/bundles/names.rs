//! Names a page's script and module by what is in them.
//!
//! Trunk names both by what cargo linked. What is made of that, by our `glue` or by another wasm-opt, would go out under
//! the name it had before; browsers keep what has a name for ever, and the page's `integrity` then refuses it.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{inputs::listing, write};

/// Gives the script and the module of the bundle of this name theirs. They belong together: each has both in its hash.
pub fn by_content(folder: &Path, name: &str) -> Result<()> {
    let page = folder.join("index.html");
    let mut text = fs::read_to_string(&page).with_context(|| format!("reading {}", page.display()))?;
    let mut hash = Sha256::new();
    let mut pair = Vec::new();
    for file in listing(folder)? {
        let own = file.file_name().and_then(|file| file.to_str()?.strip_prefix(name)?.strip_prefix('-'));
        if let Some(ending) = own.and_then(|own| [".js", "_bg.wasm"].into_iter().find(|end| own.ends_with(end))) {
            hash.update(fs::read(&file).with_context(|| format!("reading {}", file.display()))?);
            pair.push((file, ending));
        }
    }
    let hash: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    for (file, ending) in pair {
        let after = format!("{name}-{hash}{ending}");
        let before = file.file_name().and_then(|before| before.to_str()).context("a name that is no text")?;
        text = text.replace(before, &after);
        fs::rename(&file, folder.join(&after)).with_context(|| format!("renaming {}", file.display()))?;
    }
    write(&page, &text)
}

#[cfg(test)]
mod tests {
    use std::{env, fs, process};

    use super::by_content;

    /// Trunk's name for a script and a module, and the page that names them; what they are called in the end.
    fn named(script: &str, module: &str) -> Vec<String> {
        let folder = env::temp_dir().join(format!("frontdesk-names-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (file, content) in [("page-1.js", script), ("page-1_bg.wasm", module), ("page-2.css", "p{}")] {
            fs::write(folder.join(file), content).unwrap();
        }
        fs::write(folder.join("index.html"), "/a/page-1.js /a/page-1_bg.wasm /a/page-2.css").unwrap();
        by_content(&folder, "page").unwrap();
        let text = fs::read_to_string(folder.join("index.html")).unwrap();
        let names: Vec<String> = text.split(' ').map(|name| name.trim_start_matches("/a/").to_owned()).collect();
        assert!(names.iter().all(|name| folder.join(name).is_file()), "{names:?}");
        fs::remove_dir_all(&folder).unwrap();
        names
    }

    #[test]
    fn another_content_has_another_name() {
        let before = named("glue", "code");
        assert_eq!(before, named("glue", "code"));
        for after in [named("another", "code"), named("glue", "another")] {
            assert!(before[0] != after[0] && before[1] != after[1], "{before:?} {after:?}");
            assert_eq!(before[2], after[2]);
        }
    }
}

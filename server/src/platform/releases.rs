//! The front ends of the last releases: a tab that was opened before an update still asks for their files.
//!
//! Those names carry hashes, so that a name means one content for ever. Each release that is served is copied into a
//! folder of its own; all but the last few are removed.

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use sha2::{Digest, Sha256};

use super::Time;

/// How many releases are kept, the one that runs among them: the next one finds it here.
const KEPT: usize = 2;

/// A built file: its name under `/assets`, and what is in it.
pub type File<'a> = (Cow<'a, str>, Cow<'a, [u8]>);

/// Copies the files of the release that runs, unless they are there, and removes releases nobody can have open.
///
/// # Errors
/// When the folder cannot be written.
pub fn keep(folder: &Path, files: &[File<'_>], now: Time) -> io::Result<()> {
    let release = folder.join(name(files.iter().map(|(name, _)| name.as_ref())));
    if !release.is_dir() {
        // Written aside and put there whole: half a release is never served.
        let half = release.with_extension("half");
        if half.is_dir() {
            fs::remove_dir_all(&half)?;
        }
        for (name, content) in files {
            let file = half.join(name.as_ref());
            if let Some(parent) = file.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(file, content)?;
        }
        fs::rename(half, &release)?;
    }
    let served = SystemTime::UNIX_EPOCH + Duration::from_millis(now.0.unsigned_abs());
    fs::File::open(&release)?.set_modified(served)?;
    let mut all = kept(folder)?;
    all.sort_by_key(|(served, _)| std::cmp::Reverse(*served));
    all.into_iter().skip(KEPT).try_for_each(|(_, release)| fs::remove_dir_all(release))
}

/// A file of any kept release. The path is one the caller has found honest.
pub fn read(folder: &Path, path: &str) -> Option<Vec<u8>> {
    kept(folder).ok()?.into_iter().find_map(|(_, release)| fs::read(release.join(path)).ok())
}

/// The releases' folders, and when each was last begun to be served.
fn kept(folder: &Path) -> io::Result<Vec<(SystemTime, PathBuf)>> {
    let releases = fs::read_dir(folder)?.map(|entry| {
        let entry = entry?;
        Ok((entry.metadata()?.modified()?, entry.path()))
    });
    releases.collect()
}

/// A release's name: whatever changes changes a file's name.
fn name<'a>(files: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = files.collect();
    names.sort_unstable();
    let hash = Sha256::digest(names.join("\n"));
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(version: &str) -> Vec<File<'static>> {
        let file = |name: String| (Cow::Owned(name), Cow::Owned(version.as_bytes().to_vec()));
        vec![file(format!("console/console-{version}.js")), file(format!("console/console-{version}.js.br"))]
    }

    #[test]
    fn the_last_two_that_were_served_stay() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("releases");
        let there = |version: &str| read(&folder, &format!("console/console-{version}.js"));
        assert_eq!(there("a"), None, "there is no folder yet");
        for (now, version) in [(1, "a"), (2, "b"), (3, "a"), (4, "c")] {
            keep(&folder, &release(version), Time(now)).unwrap();
        }
        // Back to the first for a while made the second the oldest.
        assert_eq!((there("a"), there("b"), there("c")), (Some(b"a".to_vec()), None, Some(b"c".to_vec())));
        keep(&folder, &release("c"), Time(5)).unwrap();
        assert_eq!(there("a"), Some(b"a".to_vec()), "the same again pushes nothing out");
    }

    #[test]
    fn half_a_release_is_written_anew() {
        let data = tempfile::tempdir().unwrap();
        let half = data.path().join(name(release("a").iter().map(|(name, _)| name.as_ref()))).with_extension("half");
        fs::create_dir_all(&half).unwrap();
        keep(data.path(), &release("a"), Time(1)).unwrap();
        assert!(!half.exists() && read(data.path(), "console/console-a.js.br").is_some());
    }
}

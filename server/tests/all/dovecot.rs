//! A server for mailboxes of a test's own: Dovecot with its own configuration and mails, on ports of its own. Whoever
//! knows the password has a mailbox there.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Everybody's.
pub const PASSWORD: &str = "sesame-1";

/// A running Dovecot; it ends when dropped.
pub struct Dovecot {
    pub imap: u16,
    pub pop: u16,
    folder: TempDir,
    master: Option<Child>,
}

impl Dovecot {
    pub async fn start() -> Dovecot {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let mut dovecot = Dovecot { imap: free_port(), pop: free_port(), folder, master: None };
        dovecot.configure();
        dovecot.begin().await;
        dovecot
    }

    /// Runs it, again where it was ended.
    pub async fn begin(&mut self) {
        let master = Command::new("/usr/sbin/dovecot")
            .args(["-F", "-c"])
            .arg(self.path("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Dovecot, as root: `cargo xtask setup` installs it");
        self.master = Some(master);
        let began = Instant::now();
        while [self.imap, self.pop].iter().any(|port| TcpStream::connect(("127.0.0.1", *port)).is_err()) {
            let log = fs::read_to_string(self.path("log")).unwrap_or_default();
            assert!(began.elapsed() < Duration::from_secs(30), "Dovecot does not answer: {log}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends it: every connection breaks.
    pub fn end(&mut self) {
        if let Some(mut master) = self.master.take() {
            let _ = Command::new("kill").args(["-TERM", &master.id().to_string()]).status();
            let _ = master.wait();
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn configure(&self) {
        for name in ["run", "state", "mail"] {
            fs::create_dir(self.path(name)).unwrap();
        }
        fs::set_permissions(self.path("mail"), fs::Permissions::from_mode(0o777)).unwrap();
        let (folder, imap, pop) = (self.folder.path().display(), self.imap, self.pop);
        let config = format!(
            "protocols = imap pop3\nlisten = 127.0.0.1\nbase_dir = {folder}/run\nstate_dir = {folder}/state\n\
             log_path = {folder}/log\nssl = no\ndisable_plaintext_auth = no\nauth_mechanisms = plain login\n\
             mail_location = maildir:{folder}/mail/%u\nmail_uid = nobody\nmail_gid = nogroup\nfirst_valid_uid = 1\n\
             default_login_user = nobody\ndefault_internal_user = nobody\ndefault_internal_group = nogroup\n\
             passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n\
             userdb {{\n  driver = static\n  args = uid=nobody gid=nogroup home={folder}/mail/%u\n}}\n\
             service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {imap}\n  }}\n  inet_listener imaps {{\n    port = 0\n  }}\n}}\n\
             service pop3-login {{\n  chroot =\n  inet_listener pop3 {{\n    port = {pop}\n  }}\n  inet_listener pop3s {{\n    port = 0\n  }}\n}}\n\
             service anvil {{\n  chroot =\n}}\n"
        );
        fs::write(self.path("dovecot.conf"), config).unwrap();
    }

    /// Puts a mail into a mailbox, as if it came now.
    pub fn put(&self, mailbox: &str, name: &str, raw: &[u8]) {
        let new = self.path("mail").join(mailbox).join("new");
        for part in ["new", "cur", "tmp"] {
            fs::create_dir_all(new.with_file_name(part)).unwrap();
            fs::set_permissions(new.with_file_name(part), fs::Permissions::from_mode(0o777)).unwrap();
        }
        fs::set_permissions(new.parent().unwrap(), fs::Permissions::from_mode(0o777)).unwrap();
        let part = new.with_file_name("tmp").join(name);
        fs::write(&part, raw).unwrap();
        fs::set_permissions(&part, fs::Permissions::from_mode(0o666)).unwrap();
        fs::rename(&part, new.join(name)).unwrap();
    }

    /// Says of a mail that it came long ago.
    pub fn age(&self, mailbox: &str, name: &str) {
        let file = self.path("mail").join(mailbox).join("new").join(name);
        let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        fs::File::options().write(true).open(file).unwrap().set_modified(long_ago).unwrap();
    }

    /// Numbers the mails of a mailbox anew.
    pub fn renumber(&self, mailbox: &str) {
        for file in fs::read_dir(self.path("mail").join(mailbox)).unwrap() {
            let file = file.unwrap().path();
            if file.file_name().unwrap().to_string_lossy().starts_with("dovecot") {
                let _ = fs::remove_file(file);
            }
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.end();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

//! A server for mail of a test's own: Postfix with its own configuration and queue, on a port of its own. Whatever it is
//! sent, to whomever, it puts into one maildir.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Who owns what is delivered: nobody, who has this number in Debian.
const NOBODY: u32 = 65_534;

/// Where Debian keeps the programs that are started by others.
const PROGRAMS: &str = "/usr/lib/postfix/sbin";

/// A running Postfix; it ends when dropped.
pub struct Postfix {
    pub port: u16,
    folder: TempDir,
    master: Option<Child>,
}

/// A mail that was delivered.
#[derive(Debug)]
pub struct Delivered {
    pub to: String,
    pub head: String,
    /// The plain text, decoded.
    /// All of it.
    pub raw: String,
    pub plain: String,
}

impl Delivered {
    /// The first link in it.
    pub fn link(&self) -> &str {
        let at = self.plain.find("http").unwrap_or_else(|| panic!("no link in {self:?}"));
        self.plain[at..].split_whitespace().next().unwrap()
    }

    /// What stands behind the link's `#`, or its `?token=`.
    pub fn token(&self) -> String {
        self.link().split_once(['#', '=']).unwrap().1.to_owned()
    }
}

impl Postfix {
    pub async fn start() -> Postfix {
        let mut postfix = Postfix::stopped();
        postfix.begin().await;
        postfix
    }

    /// One that is configured and does not run yet.
    pub fn stopped() -> Postfix {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let postfix = Postfix { port, folder, master: None };
        postfix.configure();
        postfix
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub async fn begin(&mut self) {
        let master = Command::new(format!("{PROGRAMS}/master"))
            .arg("-d")
            .arg("-c")
            .arg(self.path("etc"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Its own group, so that it and what it starts can be ended together.
            .process_group(0)
            .spawn()
            .expect("Postfix, as root: `cargo xtask setup` installs it");
        self.master = Some(master);
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "Postfix does not answer: {}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    fn configure(&self) {
        // Its daemons run as users of their own, who must come this far.
        fs::set_permissions(self.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["etc", "queue", "data", "mail"] {
            fs::create_dir(self.path(name)).unwrap();
        }
        run(Command::new("chown").arg("postfix").arg(self.path("data")));
        run(Command::new("chown").arg(NOBODY.to_string()).arg(self.path("mail")));
        let folder = self.folder.path().display();
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {folder}/queue\ndata_directory = {folder}/data\n\
             daemon_directory = {PROGRAMS}\ncommand_directory = /usr/sbin\nmail_owner = postfix\nsetgid_group = postdrop\n\
             maillog_file = {folder}/log\nmaillog_file_prefixes = {folder}\nmyhostname = mail.example\nmydestination =\n\
             mynetworks = 127.0.0.0/8\ninet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nalias_maps =\nlocal_recipient_maps =\n\
             virtual_mailbox_domains = regexp:{folder}/etc/all\nvirtual_mailbox_maps = regexp:{folder}/etc/all\n\
             virtual_mailbox_base = {folder}/mail\nvirtual_uid_maps = static:{NOBODY}\nvirtual_gid_maps = static:{NOBODY}\n\
             smtputf8_enable = no\n"
        );
        let port = self.port;
        let services = format!(
            "127.0.0.1:{port} inet n - n - - smtpd\npickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\n\
             qmgr unix n - n 300 1 qmgr\ntlsmgr unix - - n 1000? 1 tlsmgr\nrewrite unix - - n - - trivial-rewrite\n\
             bounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\nverify unix - - n - 1 verify\n\
             flush unix n - n 1000? 0 flush\nproxymap unix - - n - - proxymap\nproxywrite unix - - n - 1 proxymap\n\
             smtp unix - - n - - smtp\nrelay unix - - n - - smtp\nshowq unix n - n - - showq\nerror unix - - n - - error\n\
             retry unix - - n - - error\ndiscard unix - - n - - discard\nlocal unix - n n - - local\nvirtual unix - n n - - virtual\n\
             anvil unix - - n - 1 anvil\nscache unix - - n - 1 scache\npostlog unix-dgram n - n - 1 postlogd\n"
        );
        fs::write(self.path("etc/main.cf"), main).unwrap();
        fs::write(self.path("etc/master.cf"), services).unwrap();
        fs::write(self.path("etc/all"), "/./ all/\n").unwrap();
        run(Command::new("postfix").arg("-c").arg(self.path("etc")).args(["set-permissions", "create-missing"]));
    }

    /// Every mail that is there, in the order they came.
    pub fn mails(&self) -> Vec<Delivered> {
        let mut files: Vec<PathBuf> = fs::read_dir(self.path("mail/all/new"))
            .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
            .unwrap_or_default();
        files.sort_by_key(|file| fs::metadata(file).unwrap().modified().unwrap());
        files.iter().map(|file| read(file)).collect()
    }

    /// Waits until so many mails are there.
    pub async fn wait_for(&self, count: usize) -> Vec<Delivered> {
        let began = Instant::now();
        loop {
            let mails = self.mails();
            if mails.len() >= count {
                return mails;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "{} of {count} mails: {}", mails.len(), self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        if let Some(mut master) = self.master.take() {
            let group = format!("-{}", master.id());
            let _ = Command::new("kill").args(["-TERM", "--", &group]).status();
            let _ = master.wait();
        }
    }
}

fn run(command: &mut Command) {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn read(file: &Path) -> Delivered {
    let text = fs::read_to_string(file).unwrap().replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    let to = head.lines().find_map(|line| line.strip_prefix("Delivered-To: ")).unwrap_or_default().to_owned();
    let boundary = head.split_once("boundary=\"").unwrap().1.split('"').next().unwrap();
    let part = body.split(&format!("--{boundary}")).find(|part| part.contains("text/plain")).unwrap();
    let (kind, plain) = part.trim_start().split_once("\n\n").unwrap();
    let plain = if kind.contains("quoted-printable") { unquoted(plain) } else { plain.to_owned() };
    Delivered { to, head: head.to_owned(), plain, raw: text.clone() }
}

/// Reads quoted-printable.
fn unquoted(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'=', &[high, low, ref after @ ..]) => {
                let digits = [high, low].map(char::from).iter().collect::<String>();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
                rest = after;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

//! Calls to servers whose address somebody typed: to public addresses only, so that nobody makes us call what only we
//! can reach. What stands in one's own network must be named in the configuration.
//!
//! The address that was looked at is the one that is called; no redirect is followed.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::http::{HeaderValue, Request, Response, Uri, header, uri::PathAndQuery};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// How long a call may take, all in all.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may be.
const MOST_BYTES: usize = 512 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unreached {
    /// The address is none that may be called.
    #[error("{0} may not be called")]
    Forbidden(String),
    /// It did not answer, or not as a web server does.
    #[error("no answer: {0}")]
    Silent(Box<dyn std::error::Error + Send + Sync>),
    /// It took too long.
    #[error("no answer in time")]
    Late,
}

/// What calls; it knows which hosts of one's own network may be called.
#[derive(Clone, Debug)]
pub struct Outside {
    inside: Vec<String>,
    patience: Duration,
}

impl Outside {
    /// With the hosts that are allowed by configuration.
    pub fn new(inside_hosts: &[String]) -> Self {
        let inside = inside_hosts.iter().map(|host| host.to_lowercase()).collect();
        Outside { inside, patience: PATIENCE }
    }

    /// Whether an address can be called as far as it says itself: `https:`, or `http:` of one's own network; no name and
    /// password in it, and no address of a network of ours.
    pub fn may_call(&self, url: &Url) -> bool {
        let Some(host) = url.host() else { return false };
        let inside = self.is_inside(&host);
        let scheme = url.scheme() == "https" || inside && url.scheme() == "http";
        let public = match host {
            Host::Domain(_) => true,
            Host::Ipv4(address) => is_public(address.into()),
            Host::Ipv6(address) => is_public(address.into()),
        };
        scheme && (public || inside) && url.username().is_empty() && url.password().is_none()
    }

    /// Whether a host is one of one's own network that may be called.
    pub fn is_inside(&self, host: &Host<&str>) -> bool {
        self.inside.contains(&host.to_string())
    }

    /// Calls.
    ///
    /// # Errors
    /// See [`Unreached`].
    pub async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unreached> {
        tokio::time::timeout(self.patience, self.call_patiently(request)).await.map_err(|_| Unreached::Late)?
    }

    async fn call_patiently(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unreached> {
        let forbidden = || Unreached::Forbidden(request.uri().to_string());
        let url = Url::parse(&request.uri().to_string()).map_err(silent)?;
        let port = url.port_or_known_default().filter(|_| self.may_call(&url)).ok_or_else(forbidden)?;
        let host = url.host().ok_or_else(forbidden)?;
        let stream = self.reach(&host, port).await?;
        let stream: Line = match url.scheme() {
            "https" => secured(&host, stream).await?,
            _ => stream,
        };
        talk(stream, &url, request).await
    }

    /// Connects to a server that is no web server; what is said to it is not waited for here.
    ///
    /// # Errors
    /// See [`Unreached`].
    pub async fn connect(&self, host: &Host<&str>, port: u16) -> Result<Line, Unreached> {
        tokio::time::timeout(self.patience, self.reach(host, port)).await.map_err(|_| Unreached::Late)?
    }

    async fn reach(&self, host: &Host<&str>, port: u16) -> Result<Line, Unreached> {
        let addresses: Vec<SocketAddr> = match host {
            Host::Domain(name) => lookup_host((*name, port)).await.map_err(silent)?.collect(),
            Host::Ipv4(address) => vec![(*address, port).into()],
            Host::Ipv6(address) => vec![(*address, port).into()],
        };
        let addresses = self.callable(host, addresses).ok_or_else(|| Unreached::Forbidden(host.to_string()))?;
        Ok(Box::new(TcpStream::connect(&*addresses).await.map_err(silent)?))
    }

    /// The addresses a name stands for, unless one of them may not be called.
    fn callable(&self, host: &Host<&str>, addresses: Vec<SocketAddr>) -> Option<Vec<SocketAddr>> {
        let fine = self.is_inside(host) || addresses.iter().all(|address| is_public(address.ip()));
        (fine && !addresses.is_empty()).then_some(addresses)
    }
}

/// What goes to and fro between two machines.
pub trait Stream: AsyncRead + AsyncWrite + std::fmt::Debug + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + std::fmt::Debug + Send + Unpin> Stream for T {}

/// A connection.
pub type Line = Box<dyn Stream>;

/// Speaks TLS over a connection from now on, with who proves to be the host.
///
/// # Errors
/// See [`Unreached`].
pub async fn secured(host: &Host<&str>, line: Line) -> Result<Line, Unreached> {
    let name = match host {
        Host::Domain(name) => ServerName::try_from((*name).to_owned()).map_err(silent)?,
        Host::Ipv4(address) => ServerName::from(IpAddr::V4(*address)),
        Host::Ipv6(address) => ServerName::from(IpAddr::V6(*address)),
    };
    Ok(Box::new(tls()?.connect(name, line).await.map_err(silent)?))
}

fn tls() -> Result<TlsConnector, Unreached> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(silent)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

async fn talk(stream: Line, url: &Url, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Unreached> {
    let (mut parts, body) = request.into_parts();
    let asked = parts.uri.path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    parts.uri = Uri::from(asked);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = format!("{}{port}", url.host_str().unwrap_or_default());
    parts.headers.insert(header::HOST, HeaderValue::from_str(&host).map_err(silent)?);
    parts.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    parts.headers.insert(header::USER_AGENT, HeaderValue::from_static("Frontdesk"));
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(silent)?;
    let answer = async move {
        let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
        let (parts, body) = sender.send_request(request).await.map_err(silent)?.into_parts();
        let body = Limited::new(body, MOST_BYTES).collect().await.map_err(Unreached::Silent)?;
        Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
    };
    // The connection ends when the answer was read, or is not wanted any more.
    let (answer, _) = tokio::join!(answer, connection);
    answer
}

fn silent(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Unreached {
    Unreached::Silent(error.into())
}

/// Whether an address is somebody's on the internet, and none of a network of one's own, of this machine or of nobody.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let [first, second, ..] = address.segments();
    // What is given out, without tunnels to other addresses (2001::/23, 2002::/16) and the documentation's.
    (0x2000..=0x3fff).contains(&first)
        && first != 0x2002
        && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
        && !(first == 0x3fff && second < 0x1000)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    fn may(inside: &[&str], url: &str) -> bool {
        let inside: Vec<String> = inside.iter().map(ToString::to_string).collect();
        Url::parse(url).is_ok_and(|url| Outside::new(&inside).may_call(&url))
    }

    #[test]
    fn class_33_only_what_is_public_is_called() {
        for url in ["https://login.example.com", "https://login.example.com:8443/realms/a", "https://93.184.215.14"] {
            assert!(may(&[], url), "{url}");
        }
        for url in [
            "http://login.example.com",
            "https://127.0.0.1",
            "https://127.1",
            "https://0",
            "https://0x7f.1",
            "https://2130706433",
            "https://017700000001",
            "https://0177.0.0.1",
            "https://[::]",
            "https://[::1]",
            "https://[::ffff:169.254.169.254]",
            "https://[::ffff:7f00:1]",
            "https://[64:ff9b::a9fe:a9fe]",
            "https://[2002:7f00:1::]",
            "https://[fd00::1]",
            "https://[fe80::1]",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1",
            "https://172.16.0.1",
            "https://192.168.1.1",
            "https://100.64.0.1",
            "https://255.255.255.255",
            "https://224.0.0.1",
            "https://ann:secret@login.example.com",
            "https://ann@login.example.com",
            "https://login.example.com@127.0.0.1",
            "file:///etc/passwd",
            "gopher://login.example.com",
            "ftp://login.example.com",
            "javascript:alert(1)",
        ] {
            assert!(!may(&[], url), "{url}");
        }
    }

    #[test]
    fn class_33_what_is_inside_is_called_when_it_is_named() {
        let inside = ["127.0.0.1", "SSO.house", "[::1]"];
        for url in ["http://127.0.0.1:4000", "https://127.1", "http://sso.house", "http://[::1]:4000"] {
            assert!(may(&inside, url), "{url}");
        }
        for url in ["http://127.0.0.2", "http://sso.house.example", "file://127.0.0.1/", "http://ann@127.0.0.1"] {
            assert!(!may(&inside, url), "{url}");
        }
    }

    #[test]
    fn class_33_a_name_that_stands_for_an_address_inside_is_not_called() {
        let outside = Outside::new(&["sso.house".to_owned()]);
        let at = |address: &str| address.parse::<SocketAddr>().unwrap();
        let (public, inside) = (at("93.184.215.14:443"), at("127.0.0.1:443"));
        let callable = |host, addresses: &[SocketAddr]| outside.callable(&Host::Domain(host), addresses.to_vec());
        assert_eq!(callable("login.example.com", &[public]), Some(vec![public]));
        assert_eq!(callable("login.example.com", &[public, inside]), None);
        assert_eq!(callable("login.example.com", &[at("[::ffff:10.0.0.1]:443")]), None);
        assert_eq!(callable("login.example.com", &[]), None);
        assert_eq!(callable("sso.house", &[inside]), Some(vec![inside]));
    }

    #[tokio::test]
    async fn class_33_a_name_of_this_machine_is_not_called() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let request = Request::get(format!("https://localhost:{port}/")).body(Vec::new()).unwrap();
        let answer = Outside::new(&[]).call(request).await;
        assert!(matches!(answer, Err(Unreached::Forbidden(_))), "{answer:?}");
        let nobody = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(nobody.is_err(), "nobody came");
    }

    /// A server of this machine that answers everything with these bytes, and how often it was called.
    async fn answering(bytes: Vec<u8>) -> (u16, Arc<AtomicU32>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let calls = Arc::new(AtomicU32::new(0));
        let counted = calls.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(&bytes).await;
                // Whoever said nothing keeps the line.
                if bytes.is_empty() {
                    std::future::pending::<()>().await;
                }
            }
        });
        (port, calls)
    }

    async fn call(url: String) -> Result<Response<Vec<u8>>, Unreached> {
        let outside = Outside { patience: Duration::from_secs(2), ..Outside::new(&["127.0.0.1".into()]) };
        outside.call(Request::get(url).body(Vec::new()).unwrap()).await
    }

    #[tokio::test]
    async fn class_33_nobody_is_sent_elsewhere() {
        let (secret, calls) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret".to_vec()).await;
        for location in [format!("http://127.0.0.1:{secret}/"), format!("http://localhost:{secret}/")] {
            let redirect = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
            let (port, _) = answering(redirect.into_bytes()).await;
            let answer = call(format!("http://127.0.0.1:{port}/")).await.unwrap();
            assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (302, &*location));
        }
        assert_eq!(calls.load(Ordering::SeqCst), 0);
        assert_eq!(call(format!("http://127.0.0.1:{secret}/")).await.unwrap().body(), b"secret");
    }

    #[tokio::test]
    async fn class_33_an_answer_is_neither_endless_nor_waited_for() {
        let answer = |length: usize| {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
            [head, vec![b'x'; length]].concat()
        };
        let (port, _) = answering(answer(MOST_BYTES)).await;
        assert_eq!(call(format!("http://127.0.0.1:{port}/")).await.unwrap().body().len(), MOST_BYTES);
        let (port, _) = answering(answer(MOST_BYTES + 1)).await;
        let long = call(format!("http://127.0.0.1:{port}/")).await.map(|answer| answer.body().len());
        assert!(matches!(long, Err(Unreached::Silent(_))), "{long:?}");
        // Nor one that does not say how long it is.
        let (port, _) = answering([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 2 * MOST_BYTES]].concat()).await;
        let long = call(format!("http://127.0.0.1:{port}/")).await.map(|answer| answer.body().len());
        assert!(matches!(long, Err(Unreached::Silent(_))), "{long:?}");
        let (port, _) = answering(Vec::new()).await;
        let late = call(format!("http://127.0.0.1:{port}/")).await.map(|answer| answer.body().len());
        assert!(matches!(late, Err(Unreached::Late)), "{late:?}");
    }
}

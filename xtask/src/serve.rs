//! A web server for looking at `dist/` on this machine. Not for anything else.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::bundle::DIST;

const LONGEST_REQUEST: u64 = 64 * 1024;

pub fn serve(port: u16) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .with_context(|| format!("cannot listen on port {port}; `--port N` takes another one"))?;
    println!(
        "\nKeyglass is on http://{}/  (Ctrl+C ends it)",
        listener.local_addr()?
    );
    for stream in listener.incoming() {
        // Browsers open several connections and leave some of them waiting: none may hold up the others.
        // A browser that hangs up early is no reason to say anything.
        thread::spawn(move || stream.map(|stream| answer(&stream)));
    }
    Ok(())
}

fn answer(mut stream: &TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut lines = BufReader::new(stream.take(LONGEST_REQUEST)).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // Closing a connection with unread input would cut off the answer, so the headers are read to their end.
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}

    let mut words = request.split(' ');
    let (method, address) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let (status, kind, content) = match method {
        "GET" | "HEAD" => {
            match file(address).and_then(|path| Some((kind(&path), fs::read(&path).ok()?))) {
                Some((kind, content)) => ("200 OK", kind, content),
                None => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
            }
        }
        _ => (
            "405 Method Not Allowed",
            "text/plain",
            b"only GET and HEAD\n".to_vec(),
        ),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        content.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&content)?;
    }
    stream.flush()
}

/// The file an address stands for; none for an address that would lead out of `dist/`.
fn file(address: &str) -> Option<PathBuf> {
    let path = address.split(['?', '#']).next()?.strip_prefix('/')?;
    let plain = |name: &str| !name.starts_with('.') && !name.contains(['\\', ':', '%', '\0']);
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    // No file of ours needs percent-encoding, so an address with it is not decoded but not found.
    if !names.iter().all(|name| plain(name)) {
        return None;
    }
    let path = names
        .iter()
        .fold(PathBuf::from(DIST), |path, name| path.join(name));
    Some(if path.is_dir() {
        path.join("index.html")
    } else {
        path
    })
}

fn kind(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" | "jsonl" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_for_a_file_of_the_page() {
        let path = |address| file(address).map(|path| path.to_string_lossy().replace('\\', "/"));
        assert_eq!(path("/app.js?v=1").as_deref(), Some("dist/app.js"));
        assert_eq!(
            path("/static//a.json").as_deref(),
            Some("dist/static/a.json")
        );
    }

    #[test]
    fn no_address_leads_out_of_the_folder() {
        for address in [
            "/../Cargo.toml",
            "/a/../../b",
            "/%2e%2e/Cargo.toml",
            "/..\\Cargo.toml",
            "/c:/x",
            "Cargo.toml",
            "",
        ] {
            assert_eq!(file(address), None, "{address}");
        }
    }
}

//! Reads the tags of `index.html`: enough of HTML for one page that is our own, and strict about it.

use std::ops::Range;

use anyhow::{Context, Result, bail};

/// What a tag loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A script or a style sheet.
    Code,
    /// An icon, a picture, the web manifest.
    Other,
}

/// Under which address a file is shipped.
pub struct Shipped {
    pub address: String,
    pub integrity: Option<String>,
}

type Ship<'a> = dyn FnMut(&str, Kind) -> Result<Shipped> + 'a;

/// Puts the address and integrity of each shipped file into the tag that loads it.
///
/// Refuses what the page's own policy would block in the browser: inline scripts, styles and event handlers.
pub fn rewrite(html: &str, ship: &mut Ship) -> Result<String> {
    let mut written = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, from_tag) = rest.split_at(start);
        written.push_str(text);
        let (tag, after) = split_tag(from_tag)?;
        let changed = rewrite_tag(tag, ship).with_context(|| format!("in {tag}"))?;
        written.push_str(&changed);
        rest = after;
    }
    written.push_str(rest);
    Ok(written)
}

/// Replaces the one place where `mark` stands.
pub fn fill(html: &str, mark: &str, content: &str) -> Result<String> {
    if html.matches(mark).count() != 1 {
        bail!("index.html must hold {mark} once");
    }
    Ok(html.replace(mark, content))
}

/// The page without what only people read: comments and indentation.
pub fn plain(html: &str) -> String {
    let mut parts = html.split("<!--");
    let before = parts.next().unwrap_or_default();
    let behind = parts.filter_map(|part| part.split_once("-->").map(|(_, behind)| behind));
    let bare: String = std::iter::once(before).chain(behind).collect();
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The Content Security Policy in the page's head.
pub fn policy(html: &str) -> Result<&str> {
    let rest = html
        .split("http-equiv=\"Content-Security-Policy\" content=\"")
        .nth(1);
    let policy = rest.and_then(|rest| rest.split('"').next());
    policy.context("index.html has no <meta http-equiv=\"Content-Security-Policy\" content=\"…\">")
}

/// A tag or a comment, and what follows it.
fn split_tag(html: &str) -> Result<(&str, &str)> {
    let mut quoted = false;
    let end = if html.starts_with("<!--") {
        html.find("-->").map(|end| end + 3)
    } else {
        html.bytes()
            .position(|byte| {
                quoted ^= byte == b'"';
                byte == b'>' && !quoted
            })
            .map(|end| end + 1)
    };
    let line = || html.lines().next().unwrap_or_default().to_owned();
    Ok(html.split_at(end.with_context(|| format!("index.html: `{}` has no end", line()))?))
}

fn rewrite_tag(tag: &str, ship: &mut Ship) -> Result<String> {
    let name: String = tag
        .chars()
        .skip(1)
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    let attributes = attributes(tag);
    let value = |wanted: &str| {
        attributes
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.clone())
    };
    if name == "style" || value("style").is_some() {
        bail!("the page's policy forbids inline styles");
    }
    if let Some((handler, _)) = attributes.iter().find(|(name, _)| name.starts_with("on")) {
        bail!("the page's policy forbids inline event handlers: {handler}");
    }
    let address = match name.as_str() {
        "link" => value("href"),
        "script" => Some(value("src").context("the page's policy forbids inline scripts")?),
        "img" => value("src"),
        _ => None,
    };
    let Some(range) = address.filter(|range| !tag[range.clone()].starts_with("data:")) else {
        return Ok(tag.to_owned());
    };
    let is_style_sheet = value("rel").is_some_and(|rel| &tag[rel] == "stylesheet");
    let kind = if name == "script" || is_style_sheet {
        Kind::Code
    } else {
        Kind::Other
    };
    let shipped = ship(&tag[range.clone()], kind)?;
    let integrity = shipped
        .integrity
        .map(|hash| format!("\" integrity=\"{hash}"))
        .unwrap_or_default();
    Ok(format!(
        "{}{}{integrity}{}",
        &tag[..range.start],
        shipped.address,
        &tag[range.end..]
    ))
}

/// The attributes with a quoted value, and where in the tag that value is.
fn attributes(tag: &str) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(length) = tag[from..].find("=\"") {
        let name_end = from + length;
        let start = name_end + 2;
        let Some(length) = tag[start..].find('"') else {
            break;
        };
        let name = tag[from..name_end]
            .rsplit([' ', '\n', '\t'])
            .next()
            .unwrap_or_default();
        found.push((name, start..start + length));
        from = start + length + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(html: &str) -> Result<String> {
        rewrite(html, &mut |address, kind| {
            let integrity = (kind == Kind::Code).then(|| "sha384-abc".to_owned());
            Ok(Shipped {
                address: format!("{address}?{kind:?}"),
                integrity,
            })
        })
    }

    fn assert_refused(html: &str, reason: &str) {
        let error = rewritten(html)
            .err()
            .map(|error| format!("{error:#}"))
            .unwrap_or_default();
        assert!(error.contains(reason), "{html} gave {error:?}");
    }

    #[test]
    fn scripts_and_style_sheets_get_integrity() -> Result<()> {
        let html = "<link rel=\"stylesheet\" href=\"a.css\"><script src=\"b.js\" defer></script>";
        let expected = "<link rel=\"stylesheet\" href=\"a.css?Code\" integrity=\"sha384-abc\">\
                        <script src=\"b.js?Code\" integrity=\"sha384-abc\" defer></script>";
        assert_eq!(rewritten(html)?, expected);
        Ok(())
    }

    #[test]
    fn other_files_keep_their_tags() -> Result<()> {
        assert_eq!(
            rewritten("<link rel=\"icon\" href=\"i.svg\">")?,
            "<link rel=\"icon\" href=\"i.svg?Other\">"
        );
        let untouched = "<!-- <script> --><link rel=\"icon\" href=\"data:,\"><a href=\"https://example.org\">a > b</a>";
        assert_eq!(rewritten(untouched)?, untouched);
        Ok(())
    }

    #[test]
    fn what_the_policy_would_block_is_refused() {
        assert_refused("<script>1</script>", "inline scripts");
        assert_refused("<style>p {}</style>", "inline styles");
        assert_refused("<p style=\"color: red\">", "inline styles");
        assert_refused("<p onclick=\"go()\">", "inline event handlers");
    }

    #[test]
    fn comments_and_indentation_go() {
        let html = "<!doctype html>\n  <!-- a <b> -->\n  <p>c <!-- d --> e</p>\n\n";
        assert_eq!(plain(html), "<!doctype html>\n<p>c  e</p>");
    }

    #[test]
    fn the_policy_is_found() -> Result<()> {
        let html = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">";
        assert_eq!(policy(html)?, "default-src 'none'");
        assert!(policy("<html>").is_err());
        Ok(())
    }
}

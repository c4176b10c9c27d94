//! The rooms of `src/` and the one direction in which they may use each other.

use std::fs;
use std::path::{Path, PathBuf};

/// Earlier rooms know nothing of later ones.
const ROOMS: [&str; 14] = [
    "limits",
    "order",
    "index",
    "json",
    "aws",
    "model",
    "read",
    "profile",
    "access",
    "reason",
    "explain",
    "lint",
    "import",
    "workspace",
];

/// Crates that belong to the browser.
const BROWSER: [&str; 5] = ["yew", "web_sys", "js_sys", "wasm_bindgen", "gloo"];

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|name| *name == room)
}

#[test]
fn imports_run_one_way() {
    for (name, text) in sources() {
        let room = name.split(['/', '.']).next().unwrap();
        let Some(here) = rank(room) else { continue };
        for line in text.lines() {
            // Tests within a room may look further.
            if line.contains("mod tests") {
                break;
            }
            let Some((_, after)) = line.split_once("crate::") else {
                continue;
            };
            let target = after.split([':', ';', ' ', ',', '(']).next().unwrap();
            if let Some(there) = rank(target) {
                assert!(there <= here, "{name} reaches back: {line}");
            }
        }
    }
}

#[test]
fn every_room_is_on_the_map() {
    let map = include_str!("../../src/ARCHITECTURE.md");
    for (name, _) in sources() {
        let room = name.split(['/', '.']).next().unwrap();
        if room != "lib" {
            assert!(
                map.contains(&format!("`{room}`")),
                "{room} is not in ARCHITECTURE.md"
            );
            assert!(
                room == "app" || rank(room).is_some(),
                "{room} has no place in the order"
            );
        }
    }
}

#[test]
fn only_the_app_knows_the_browser() {
    for (name, text) in sources() {
        if name.starts_with("app/") {
            continue;
        }
        for browser in BROWSER {
            let used =
                text.contains(&format!("{browser}::")) || text.contains(&format!("use {browser}"));
            assert!(!used, "{name} uses {browser}");
        }
    }
}

#[test]
fn text_of_a_file_is_never_markup() {
    for (name, text) in sources() {
        for danger in [
            "set_inner_html",
            "from_html_unchecked",
            "js_sys::eval",
            "outer_html",
        ] {
            assert!(!text.contains(danger), "{name} uses {danger}");
        }
    }
}

use super::references::Page;
use super::{Confidence, Example, Kind, Needs, Out, Reference, Severity, Subject, registry};

/// One rule. Made by `rule!`. Its texts are with those of all rules ([`super::registry`]).
#[derive(Debug)]
pub struct Rule {
    pub kind: Kind,
    /// The worst that it reports.
    pub severity: Severity,
    pub confidence: Confidence,
    pub needs: Needs,
    pub(super) pages: [Option<Page>; 3],
    pub(super) check: fn(&Subject, &mut Out),
}

/// Name, title, first version, what it checks, why, fix; then the examples that fire and those that do not; the id.
pub(super) type Texts = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// After each example. `concat!` takes no constant, so `rule!` writes these out.
const RECORD: char = '\u{1e}';
/// Between the examples that fire and those that do not.
const SILENT: char = '\u{1c}';

impl Rule {
    pub fn id(&self) -> &'static str {
        self.text(7)
    }

    /// The id for people: lower case, hyphens.
    pub fn name(&self) -> &'static str {
        self.text(0)
    }

    pub fn title(&self) -> &'static str {
        self.text(1)
    }

    /// The first version that has it.
    pub fn since(&self) -> &'static str {
        self.text(2)
    }

    /// What it looks at. Code stands in backticks here and in the next two.
    pub fn checks(&self) -> &'static str {
        self.text(3)
    }

    pub fn why(&self) -> &'static str {
        self.text(4)
    }

    pub fn fix(&self) -> &'static str {
        self.text(5)
    }

    /// Where AWS says what it rests on.
    pub fn references(&self) -> impl Iterator<Item = &'static Reference> + use<> {
        self.pages.into_iter().flatten().filter_map(Page::reference)
    }

    /// Each makes the rule report exactly once.
    pub fn fires(&self) -> impl Iterator<Item = Example> {
        self.examples(0)
    }

    /// Each leaves it silent. The page does not have them.
    pub fn silent(&self) -> impl Iterator<Item = Example> {
        self.examples(1)
    }

    fn examples(&self, kind: usize) -> impl Iterator<Item = Example> + use<> {
        let examples = self.text(6).split(SILENT).nth(kind);
        let examples = examples.unwrap_or_default().split_terminator(RECORD);
        examples.map(Example)
    }

    fn text(&self, field: usize) -> &'static str {
        registry::text(self, field)
    }
}

/// The examples that fire. The page shows the first: the others are for the tests, and a visitor does not download them.
#[cfg(target_arch = "wasm32")]
macro_rules! examples {
    ($one:ident $text:tt $(. $part:ident $value:tt)* $(, $($more:tt)*)?) => {
        concat!(example!($one $text $(. $part $value)*), "\u{1e}")
    };
}

/// The examples that do not, which are for the tests alone.
#[cfg(target_arch = "wasm32")]
macro_rules! silent_examples {
    ($($more:tt)*) => {
        ""
    };
}

#[cfg(not(target_arch = "wasm32"))]
macro_rules! examples {
    ($($one:ident $text:tt $(. $part:ident $value:tt)*),+) => {
        concat!($(example!($one $text $(. $part $value)*), "\u{1e}"),+)
    };
}

#[cfg(not(target_arch = "wasm32"))]
macro_rules! silent_examples {
    ($($examples:tt)*) => {
        examples!($($examples)*)
    };
}

/// A rule, as the constant `RULE` of its file. Its check is a function of that file.
macro_rules! rule {
    (
        id: $id:literal,
        name: $name:literal,
        title: $title:literal,
        kind: $kind:expr,
        severity: $severity:expr,
        confidence: $confidence:expr,
        since: $since:literal,
        needs: $needs:expr,
        checks: $checks:literal,
        why: $why:literal,
        fix: $fix:literal,
        references: [$($reference:ident),+ $(,)?],
        fires: [$($fires:ident $text:tt $(. $part:ident $value:tt)*),+ $(,)?],
        silent: [$($silent:ident $silent_text:tt $(. $silent_part:ident $silent_value:tt)*),+ $(,)?],
        check,
    ) => {
        pub const RULE: $crate::lint::Rule = $crate::lint::Rule {
            kind: $kind,
            severity: $severity,
            confidence: $confidence,
            needs: $needs,
            pages: $crate::lint::references::pages(&[$($crate::lint::references::Page::$reference),+]),
            check,
        };

        pub(super) const TEXTS: $crate::lint::rule::Texts = (
            $name, $title, $since, $checks, $why, $fix,
            concat!(
                examples!($($fires $text $(. $part $value)*),+), "\u{1c}",
                silent_examples!($($silent $silent_text $(. $silent_part $silent_value)*),+),
            ),
            $id,
        );
    };
}

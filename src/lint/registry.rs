//! Every rule, in the order of the catalogue. A new rule is a file, a `mod` line in `lint.rs`, and a name here.

use std::sync::LazyLock;

use super::Rule;

/// Behind the text of each rule: ASCII's group separator.
const GROUP: char = '\u{1d}';

/// One text of all rules, one behind the other. Pointers to each, and texts of one kind between those of another, are what a
/// visitor would download besides.
macro_rules! all {
    ($($text:expr),+) => {{
        const TEXTS: &[&str] = &[$($text),+];
        const BYTES: [u8; length(TEXTS)] = join(TEXTS);
        match str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => "",
        }
    }};
}

const fn length(mut texts: &[&str]) -> usize {
    let mut length = 0;
    while let [first, rest @ ..] = texts {
        length += first.len() + 1;
        texts = rest;
    }
    length
}

const fn join<const N: usize>(mut texts: &[&str]) -> [u8; N] {
    let mut out = [GROUP as u8; N];
    let mut to: &mut [u8] = &mut out;
    while let [first, rest @ ..] = texts {
        let (own, others) = to.split_at_mut(first.len());
        own.copy_from_slice(first.as_bytes());
        (_, to) = others.split_at_mut(1);
        texts = rest;
    }
    out
}

macro_rules! rules {
    ($($rule:ident)+) => {
        pub static RULES: &[Rule] = &[$(super::$rule::RULE),+];

        /// The texts of every rule, in the same order.
        static ALL: [&str; 8] = [
            all!($(super::$rule::TEXTS.0),+),
            all!($(super::$rule::TEXTS.1),+),
            all!($(super::$rule::TEXTS.2),+),
            all!($(super::$rule::TEXTS.3),+),
            all!($(super::$rule::TEXTS.4),+),
            all!($(super::$rule::TEXTS.5),+),
            all!($(super::$rule::TEXTS.6),+),
            all!($(super::$rule::TEXTS.7),+),
        ];
    };
}

rules! {
    syn_001 syn_002 syn_003 syn_004 syn_005 syn_006 syn_007 syn_008 syn_009 syn_010
    syn_011 syn_012 syn_013 syn_014 syn_015 syn_016 syn_017 syn_018 syn_019 syn_020
    syn_021 syn_022 syn_023
    pri_001 pri_002 pri_003 pri_004 pri_005 pri_006 pri_007 pri_008 pri_009 pri_010
    pri_011 pri_012 pri_013 pri_014 pri_015 pri_016 pri_017 pri_018 pri_019 pri_020
    pri_021 pri_022 pri_023 pri_024 pri_025 pri_026
    act_001 act_002 act_003 act_004 act_005 act_006 act_007 act_008 act_009 act_010
    act_011 act_012 act_013 act_014 act_015 act_016 act_017 act_018 act_019 act_020
    act_021
    res_001 res_002 res_003 res_004 res_005 res_006 res_007
    con_001 con_002 con_003 con_004 con_005 con_006 con_007 con_008 con_009 con_010
    con_011 con_012 con_013 con_014 con_015 con_016 con_017 con_018 con_019 con_020
    con_021 con_022 con_023 con_024 con_025 con_026 con_027 con_028 con_029 con_030
    con_031 con_032 con_033 con_034 con_035 con_036 con_037 con_038 con_039 con_040
    con_041 con_042 con_043 con_044 con_045 con_046 con_047 con_048 con_049 con_050
    con_051 con_052
    pol_001 pol_002 pol_003 pol_004 pol_005 pol_006 pol_007 pol_008 pol_009 pol_010
    pol_011 pol_012 pol_013 pol_014 pol_015 pol_016 pol_017 pol_018 pol_019 pol_020
    pol_021 pol_022 pol_023 pol_024 pol_025 pol_026 pol_027 pol_028 pol_029 pol_030
    pol_031 pol_032 pol_033 pol_035 pol_036 pol_037 pol_038 pol_039
    cfg_001 cfg_002 cfg_003 cfg_004 cfg_005 cfg_006 cfg_007 cfg_008 cfg_010 cfg_011
    cfg_012 cfg_013 cfg_014 cfg_015 cfg_016 cfg_020 cfg_021 cfg_022 cfg_030 cfg_031
    cfg_033 cfg_040 cfg_041 cfg_050 cfg_051 cfg_052 cfg_053 cfg_054 cfg_060 cfg_062
    gra_001 gra_002 gra_003 gra_004 gra_005 gra_006 gra_007 gra_008 gra_009 gra_010
    gra_011 gra_012 gra_013 gra_014 gra_015 gra_016 gra_017 gra_018 gra_019
    ali_001 ali_002 ali_003 ali_004 ali_005 ali_006 ali_007
}

/// The same, parted when one is first asked for: the search asks for names of rules very often.
static PARTED: LazyLock<[Vec<&str>; 8]> =
    LazyLock::new(|| ALL.map(|all| all.split(GROUP).collect()));

/// A text of a rule; empty for a rule that is not in the list.
pub(super) fn text(rule: &Rule, field: usize) -> &'static str {
    let texts = PARTED.get(field).zip(place(rule));
    let text = texts.and_then(|(texts, at)| texts.get(at));
    text.copied().unwrap_or_default()
}

/// Where in [`RULES`] a rule stands.
pub fn place(rule: &Rule) -> Option<usize> {
    let from = std::ptr::from_ref(rule)
        .addr()
        .checked_sub(RULES.as_ptr().addr())?;
    let at = from / size_of::<Rule>();
    RULES
        .get(at)
        .filter(|other| std::ptr::eq(*other, rule))
        .map(|_| at)
}

/// The rule of that id or name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .find(|rule| rule.id().eq_ignore_ascii_case(name) || rule.name() == name)
}

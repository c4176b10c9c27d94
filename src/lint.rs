//! Rules and what they find. One rule is one file in `lint/`: its documentation, its check, and the examples that
//! prove it; the registry is in `lint/registry.rs`.

// Before the rules, which use their macros.
#[macro_use]
mod example;
mod finding;
#[macro_use]
mod rule;

mod answer;
mod check;
pub mod compliance;
mod input;
pub mod peers;
mod reach;
mod references;
mod registry;
mod subject;
mod wording;

mod act_001;
mod act_002;
mod act_003;
mod act_004;
mod act_005;
mod act_006;
mod act_007;
mod act_008;
mod act_009;
mod act_010;
mod act_011;
mod act_012;
mod act_013;
mod act_014;
mod act_015;
mod act_016;
mod act_017;
mod act_018;
mod act_019;
mod act_020;
mod act_021;
mod ali_001;
mod ali_002;
mod ali_003;
mod ali_004;
mod ali_005;
mod ali_006;
mod ali_007;
mod cfg_001;
mod cfg_002;
mod cfg_003;
mod cfg_004;
mod cfg_005;
mod cfg_006;
mod cfg_007;
mod cfg_008;
mod cfg_010;
mod cfg_011;
mod cfg_012;
mod cfg_013;
mod cfg_014;
mod cfg_015;
mod cfg_016;
mod cfg_020;
mod cfg_021;
mod cfg_022;
mod cfg_030;
mod cfg_031;
mod cfg_033;
mod cfg_040;
mod cfg_041;
mod cfg_050;
mod cfg_051;
mod cfg_052;
mod cfg_053;
mod cfg_054;
mod cfg_060;
mod cfg_062;
mod con_001;
mod con_002;
mod con_003;
mod con_004;
mod con_005;
mod con_006;
mod con_007;
mod con_008;
mod con_009;
mod con_010;
mod con_011;
mod con_012;
mod con_013;
mod con_014;
mod con_015;
mod con_016;
mod con_017;
mod con_018;
mod con_019;
mod con_020;
mod con_021;
mod con_022;
mod con_023;
mod con_024;
mod con_025;
mod con_026;
mod con_027;
mod con_028;
mod con_029;
mod con_030;
mod con_031;
mod con_032;
mod con_033;
mod con_034;
mod con_035;
mod con_036;
mod con_037;
mod con_038;
mod con_039;
mod con_040;
mod con_041;
mod con_042;
mod con_043;
mod con_044;
mod con_045;
mod con_046;
mod con_047;
mod con_048;
mod con_049;
mod con_050;
mod con_051;
mod con_052;
mod gra_001;
mod gra_002;
mod gra_003;
mod gra_004;
mod gra_005;
mod gra_006;
mod gra_007;
mod gra_008;
mod gra_009;
mod gra_010;
mod gra_011;
mod gra_012;
mod gra_013;
mod gra_014;
mod gra_015;
mod gra_016;
mod gra_017;
mod gra_018;
mod gra_019;
mod pol_001;
mod pol_002;
mod pol_003;
mod pol_004;
mod pol_005;
mod pol_006;
mod pol_007;
mod pol_008;
mod pol_009;
mod pol_010;
mod pol_011;
mod pol_012;
mod pol_013;
mod pol_014;
mod pol_015;
mod pol_016;
mod pol_017;
mod pol_018;
mod pol_019;
mod pol_020;
mod pol_021;
mod pol_022;
mod pol_023;
mod pol_024;
mod pol_025;
mod pol_026;
mod pol_027;
mod pol_028;
mod pol_029;
mod pol_030;
mod pol_031;
mod pol_032;
mod pol_033;
mod pol_035;
mod pol_036;
mod pol_037;
mod pol_038;
mod pol_039;
mod pri_001;
mod pri_002;
mod pri_003;
mod pri_004;
mod pri_005;
mod pri_006;
mod pri_007;
mod pri_008;
mod pri_009;
mod pri_010;
mod pri_011;
mod pri_012;
mod pri_013;
mod pri_014;
mod pri_015;
mod pri_016;
mod pri_017;
mod pri_018;
mod pri_019;
mod pri_020;
mod pri_021;
mod pri_022;
mod pri_023;
mod pri_024;
mod pri_025;
mod pri_026;
mod res_001;
mod res_002;
mod res_003;
mod res_004;
mod res_005;
mod res_006;
mod res_007;
mod syn_001;
mod syn_002;
mod syn_003;
mod syn_004;
mod syn_005;
mod syn_006;
mod syn_007;
mod syn_008;
mod syn_009;
mod syn_010;
mod syn_011;
mod syn_012;
mod syn_013;
mod syn_014;
mod syn_015;
mod syn_016;
mod syn_017;
mod syn_018;
mod syn_019;
mod syn_020;
mod syn_021;
mod syn_022;
mod syn_023;

/// What nearly every rule uses.
mod prelude {
    pub(super) use super::reach::*;
    pub(super) use super::subject::{Subject, action_entries, is_deny, number, service_and_name};
    pub(super) use super::wording::did_you_mean;
    pub(super) use super::{Change, Confidence, Input, Kind, Needs, Out, Severity};
    pub(super) use crate::access::caller::{Home, Who};
    pub(super) use crate::explain::text::{Text, count};
    pub(super) use crate::json::{Span, quote};
    pub(super) use crate::model::policy::{Statement, Test};
}

pub use answer::is_public;
pub use check::{Policies, Report, check, check_some};
pub use example::Example;
pub use finding::{Change, Finding, Place, Undecided};
pub use input::Input;
pub use registry::{RULES, find, place};
pub use rule::Rule;

use finding::Out;
use subject::Subject;

/// Worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

impl Severity {
    pub const ALL: [Severity; 5] = [
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Low,
        Severity::Info,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low => "low",
            Severity::Info => "info",
        }
    }

    /// One step milder.
    fn lower(self) -> Severity {
        match self {
            Severity::Critical => Severity::High,
            Severity::High => Severity::Medium,
            Severity::Medium => Severity::Low,
            Severity::Low | Severity::Info => Severity::Info,
        }
    }
}

/// What sort of trouble a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// KMS refuses such a policy, so it can only be a draft.
    Refused,
    /// Accepted, and without effect.
    DeadText,
    /// More is allowed than was meant.
    OverPermission,
    /// A guard that does not guard.
    Guard,
    /// Access or data can be lost.
    Lockout,
    Configuration,
    Hygiene,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Refused => "refused by KMS",
            Kind::DeadText => "dead text",
            Kind::OverPermission => "over-permission",
            Kind::Guard => "guard that does not guard",
            Kind::Lockout => "lock-out and loss",
            Kind::Configuration => "configuration",
            Kind::Hygiene => "hygiene",
        }
    }
}

/// How often a finding of a rule is what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// It follows from AWS's documentation and the file.
    Certain,
    /// It rests on a custom, a name or a limit, and may be meant as it is.
    Likely,
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Certain => "certain",
            Confidence::Likely => "likely",
        }
    }
}

/// A page of AWS's documentation.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    pub title: &'static str,
    pub address: &'static str,
}

/// What a rule has to see before it can say anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The text of the policy.
    PolicyText,
    /// A policy that is JSON.
    Policy,
    /// Fields of the key.
    Fields,
    /// The key's grants, known to be there or known to be none.
    Grants,
    /// The key's aliases, likewise.
    Aliases,
}

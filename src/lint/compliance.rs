//! Controls of published standards. A mapping counts as published where the standard or its operator names the check;
//! the others are our own reading, and shown as related only.

use crate::aws::names::lists;

#[derive(Debug)]
pub struct Control {
    pub framework: &'static str,
    pub id: &'static str,
    pub published: bool,
    /// Ids of rules, without their `KMS-`, with blanks between them.
    rules: &'static str,
}

/// The controls that a rule belongs to.
pub fn of(rule: &str) -> impl Iterator<Item = &'static Control> {
    let short = rule.strip_prefix("KMS-").unwrap_or(rule).to_string();
    CONTROLS
        .iter()
        .filter(move |control| lists(control.rules, &short))
}

/// Every control, framework by framework.
pub fn all() -> &'static [Control] {
    CONTROLS
}

impl Control {
    /// Framework and id, which name it wherever it is chosen.
    pub fn name(&self) -> String {
        format!("{} {}", self.framework, self.id)
    }
}

const fn published(framework: &'static str, id: &'static str, rules: &'static str) -> Control {
    Control {
        framework,
        id,
        published: true,
        rules,
    }
}

const fn related(id: &'static str, rules: &'static str) -> Control {
    Control {
        framework: "NIST 800-53 r5",
        id,
        published: false,
        rules,
    }
}

#[rustfmt::skip]
static CONTROLS: &[Control] = &[
    published("CIS AWS Foundations 1.2", "2.8", "CFG-001"),
    published("CIS AWS Foundations 1.4 to 2.0", "3.8", "CFG-001"),
    published("CIS AWS Foundations 3.0 to 5.0", "3.6", "CFG-001"),
    published("CIS AWS Foundations 6.0 to 7.0", "4.6", "CFG-001"),
    published("CIS AWS Foundations 7.0", "2.21", "POL-001 POL-002 PRI-018 CON-033 CON-037"),
    published("Security Hub", "KMS.3", "CFG-010"),
    published("Security Hub", "KMS.4", "CFG-001"),
    published("Security Hub", "KMS.5", "POL-001 POL-002 PRI-018 CON-033 CON-037"),
    published("PCI DSS 3.2.1", "3.6.4", "CFG-001"),
    published("PCI DSS 4.0.1", "3.7.4", "CFG-001"),
    published("NIST 800-53 r5", "SC-12", "CFG-001 CFG-010"),
    published("NIST 800-53 r5", "SC-12(2)", "CFG-001 CFG-010"),
    published("NIST 800-53 r5", "SC-28(3)", "CFG-001"),
    published("Panther", "AWS.CMK.KeyRotation", "CFG-001"),
    published("Panther", "AWS.KMS.RestrictsUsage", "POL-001 PRI-018"),
    related("AC-2", "CON-045 GRA-011"),
    related("AC-2(3)", "GRA-012"),
    related("AC-3", "CON-032 GRA-001 GRA-002 GRA-003 POL-001 POL-002 POL-004 POL-005 POL-008 POL-026 POL-033 PRI-010 PRI-012 PRI-019"),
    related("AC-5", "GRA-015 POL-029"),
    related("AC-6", "ACT-006 ACT-008 ACT-010 ACT-014 ACT-016 ACT-019 CON-023 CON-027 CON-034 GRA-004 GRA-005 GRA-006 GRA-007 GRA-008 GRA-016 POL-001 POL-003 POL-006 POL-007 POL-018 POL-030 POL-037 POL-039 PRI-010 PRI-011 PRI-023 PRI-025"),
    related("AC-6(3)", "POL-029"),
    related("CM-3", "ALI-005 POL-036"),
    related("CM-8", "CFG-050 CFG-051"),
    related("CP-9", "CFG-014 CFG-015 CFG-020 POL-011"),
    related("SA-9(5)", "CFG-030 CFG-031 CFG-054"),
    related("SC-12", "ACT-017 ACT-018 ACT-020 ALI-002 ALI-006 CFG-005 CFG-006 CFG-012 CFG-013 CFG-014 CFG-020 CFG-021 CFG-022 CFG-053 GRA-017 POL-009 POL-011 POL-012 POL-013 POL-014 POL-031"),
    related("SC-13", "CFG-040"),
    related("SC-28", "CFG-052"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_of_rules() {
        for control in CONTROLS {
            for rule in control.rules.split(' ') {
                assert!(
                    crate::lint::find(&format!("KMS-{rule}")).is_some(),
                    "{rule}"
                );
            }
        }
        assert_eq!(
            of("KMS-CFG-010")
                .filter(|control| control.published)
                .count(),
            3
        );
    }
}

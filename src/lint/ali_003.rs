use super::prelude::*;

rule! {
    id: "KMS-ALI-003",
    name: "too-many-aliases",
    title: "More aliases than access by alias can take",
    kind: Kind::Guard,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Aliases,
    checks: "Whether the key has more than 50 aliases. Medium where the policy, or by the profile’s word IAM, decides by `kms:ResourceAliases`.",
    why: "With more, KMS lets every condition on `kms:ResourceAliases` fail.",
    fix: "Delete some.",
    references: [QUOTAS, ABAC],
    fires: [fields(r#""Aliases":["alias/1","alias/2","alias/3","alias/4","alias/5","alias/6","alias/7","alias/8","alias/9","alias/10","alias/11","alias/12","alias/13","alias/14","alias/15","alias/16","alias/17","alias/18","alias/19","alias/20","alias/21","alias/22","alias/23","alias/24","alias/25","alias/26","alias/27","alias/28","alias/29","alias/30","alias/31","alias/32","alias/33","alias/34","alias/35","alias/36","alias/37","alias/38","alias/39","alias/40","alias/41","alias/42","alias/43","alias/44","alias/45","alias/46","alias/47","alias/48","alias/49","alias/50","alias/51"]"#),fields(r#""Aliases":["alias/1","alias/2","alias/3","alias/4","alias/5","alias/6","alias/7","alias/8","alias/9","alias/10","alias/11","alias/12","alias/13","alias/14","alias/15","alias/16","alias/17","alias/18","alias/19","alias/20","alias/21","alias/22","alias/23","alias/24","alias/25","alias/26","alias/27","alias/28","alias/29","alias/30","alias/31","alias/32","alias/33","alias/34","alias/35","alias/36","alias/37","alias/38","alias/39","alias/40","alias/41","alias/42","alias/43","alias/44","alias/45","alias/46","alias/47","alias/48","alias/49","alias/50","alias/51"]"#).under(r#""asks":{"abac":true}"#),],
    silent: [fields(r#""Aliases":["alias/1","alias/2","alias/3"]"#),fields(r#""Aliases":["alias/1","alias/2","alias/3"]"#).under(r#""asks":{"abac":true}"#),],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let number = subject.key.aliases.present().map_or(0, Vec::len);
    if number > 50 {
        let used = subject.profile.asks.abac
            || subject
                .tests()
                .any(|(_, test)| is_key(test, "kms:ResourceAliases"));
        let severity = match used {
            true => Severity::Medium,
            false => Severity::Info,
        };
        let message =
            format!("The key has {number} aliases; conditions on them work with 50 at most.");
        out.find_field(severity, "Aliases", message.into(), None);
    }
}

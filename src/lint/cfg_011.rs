use super::prelude::*;

rule! {
    id: "KMS-CFG-011",
    name: "waits-for-replicas",
    title: "The key waits for its replicas to be deleted",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `KeyState` is `PendingReplicaDeletion`.",
    why: "The primary key cannot be used, for as long as a replica exists; then its waiting time begins, and then it is gone.",
    fix: "Cancel the deletion, or delete the replicas.",
    references: [DELETING_KEYS, KEY_STATES],
    fires: [
        fields(r#""KeyState":"PendingReplicaDeletion","MultiRegion":true"#),
        fields(r#""KeyState":"PendingReplicaDeletion","PendingDeletionWindowInDays":30"#),
    ],
    silent: [
        fields(r#""KeyState":"PendingDeletion""#),
        fields(r#""KeyState":"Enabled""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if subject.key.state.is("PendingReplicaDeletion") {
        let message = "The key cannot be used, and will be deleted when its last replica is gone.";
        out.find_field(Severity::High, "KeyState", message.into(), None);
    }
}

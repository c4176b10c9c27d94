use super::prelude::*;

rule! {
    id: "KMS-CFG-010",
    name: "pending-deletion",
    title: "The key will be deleted",
    kind: Kind::Lockout,
    severity: Severity::Critical,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Fields,
    checks: "Whether `KeyState` is `PendingDeletion`.",
    why: "What is encrypted under a deleted key can never be decrypted again. Until then the key cannot be used either.",
    fix: "Unless it is meant: `aws kms cancel-key-deletion --key-id KEY`, then enable the key.",
    references: [DELETING_KEYS, KEY_STATES],
    fires: [
        fields(r#""KeyState": "PendingDeletion", "DeletionDate": "2027-01-01T00:00:00Z""#),
        fields(r#""KeyState": "PendingDeletion", "DeletionDate": null"#),
    ],
    silent: [
        fields(r#""KeyState": "Enabled""#),
        // The primary of a multi-Region key that waits for its replicas has no date yet.
        fields(r#""KeyState": "PendingReplicaDeletion""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    if !subject.key.state.is("PendingDeletion") {
        return;
    }
    let text = Text::from("This key cannot be used, and ");
    let message = match subject.key.deletion.present() {
        Some(date) => {
            let days = subject.now.days_to(date.moment);
            let day = date.moment.day();
            text.words(match days {
                1.. => format!(
                    "will be deleted in {}, on {day}.",
                    count(days as usize, "day", "days")
                ),
                0 => format!("will be deleted within a day, on {day}."),
                _ => format!("was to be deleted on {day}: it may be gone by now."),
            })
        }
        None => text.words("will be deleted; the file does not say when."),
    };
    out.find_field(Severity::Critical, "KeyState", message, None);
}

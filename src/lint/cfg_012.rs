use super::prelude::*;

rule! {
    id: "KMS-CFG-012",
    name: "short-waiting-time",
    title: "The deletion has a short waiting time",
    kind: Kind::Lockout,
    severity: Severity::High,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `PendingDeletionWindowInDays` is below the profile’s limit (30 where it sets none), or fewer than seven days are left until `DeletionDate`.",
    why: "The waiting time is the only chance to find out that somebody needs the key.",
    fix: "Cancel, disable the key instead, and watch for calls that fail; then schedule with 30 days.",
    references: [DELETING_KEYS],
    fires: [
        fields(r#""KeyState":"PendingReplicaDeletion","PendingDeletionWindowInDays":7"#),
        fields(r#""KeyState":"PendingDeletion","DeletionDate":"2026-11-27T00:00:00Z""#),
    ],
    silent: [
        fields(r#""KeyState":"PendingReplicaDeletion","PendingDeletionWindowInDays":30"#),
        fields(r#""KeyState":"PendingDeletion","DeletionDate":"2026-12-20T00:00:00Z""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    let least = subject.profile.limits.deletion_window_days;
    if let Some(days) = key.deletion_window.present().filter(|days| **days < least) {
        let message = format!("The waiting time is {days} days; the limit is {least}.");
        out.find_field(
            Severity::High,
            "PendingDeletionWindowInDays",
            message.into(),
            None,
        );
    } else if let Some(date) = key
        .deletion
        .present()
        .filter(|_| key.state.is("PendingDeletion"))
    {
        let left = subject.now.days_to(date.moment);
        if (0..7).contains(&left) {
            let message = format!(
                "The key is deleted on {}: {} left.",
                date.moment.day(),
                count(left as usize, "day is", "days are")
            );
            out.find_field(Severity::High, "DeletionDate", message.into(), None);
        }
    }
}

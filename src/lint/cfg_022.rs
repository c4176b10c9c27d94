use super::prelude::*;

rule! {
    id: "KMS-CFG-022",
    name: "key-without-use",
    title: "The key has not been used for long",
    kind: Kind::Configuration,
    severity: Severity::Low,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether the last cryptographic use is longer ago than the profile’s limit (90 days where it sets none), or there was none since the key was created.",
    why: "A key that nobody uses costs money and may be used by somebody who should not. It is no proof that nobody needs it.",
    fix: "Disable the key first, and watch for calls that fail.",
    references: [LAST_USAGE, DELETING_KEYS],
    fires: [
        fields(
            r#""KeyLastUsage":{"KeyLastUsage":{"Operation":"Decrypt","Timestamp":"2026-05-01T00:00:00Z"},"TrackingStartDate":"2026-04-23T00:00:00Z"}"#,
        ),
        fields(
            r#""CreationDate":"2026-05-01T00:00:00Z","KeyLastUsage":{"KeyLastUsage":{},"TrackingStartDate":"2026-05-01T00:00:00Z"}"#,
        ),
    ],
    silent: [
        fields(
            r#""KeyLastUsage":{"KeyLastUsage":{"Operation":"Decrypt","Timestamp":"2026-11-20T00:00:00Z"}}"#,
        ),
        fields(
            r#""CreationDate":"2020-05-01T00:00:00Z","KeyLastUsage":{"KeyLastUsage":{},"TrackingStartDate":"2026-04-23T00:00:00Z"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    let Some(usage) = key.last_usage.present() else {
        if !key.is_aws_managed() {
            out.undecided(Input::LastUsage);
        }
        return;
    };
    let most = subject.profile.limits.unused_days;
    let words = match (&usage.at, &usage.tracking_since, key.created.present()) {
        (Some(at), _, _) => {
            let age = at.moment.days_to(subject.now);
            if age <= most {
                return;
            }
            format!(
                "The key was last used on {}, {age} days ago.",
                at.moment.day()
            )
        }
        (None, Some(since), Some(created)) if created.moment >= since.moment => {
            let age = created.moment.days_to(subject.now);
            if age <= most {
                return;
            }
            format!("The key has never been used since it was created, {age} days ago.")
        }
        _ => {
            out.undecided(Input::LastUsage);
            return;
        }
    };
    out.find_field(Severity::Low, "KeyLastUsage", words.into(), None);
}

use super::prelude::*;

rule! {
    id: "KMS-CFG-003",
    name: "rotation-overdue",
    title: "The rotation is overdue",
    kind: Kind::Configuration,
    severity: Severity::Medium,
    confidence: Confidence::Likely,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `NextRotationDate` of an enabled key that rotates lies more than three days in the past; without it, whether the last of its `Rotations` is older than its period.",
    why: "The material is older than was decided. KMS rotates late at most by a little.",
    fix: "Ask AWS Support; `aws kms rotate-key-on-demand --key-id KEY` makes new material now.",
    references: [ROTATION, LIST_ROTATIONS],
    fires: [
        fields(r#""NextRotationDate":"2026-10-01T00:00:00Z""#),
        fields(
            r#""RotationPeriodInDays":365,"Rotations":[{"RotationDate":"2025-01-01T00:00:00Z","RotationType":"AUTOMATIC"}]"#,
        ),
    ],
    silent: [
        fields(r#""NextRotationDate":"2027-10-01T00:00:00Z""#),
        fields(
            r#""RotationPeriodInDays":365,"Rotations":[{"RotationDate":"2026-03-01T00:00:00Z","RotationType":"AUTOMATIC"}]"#,
        ),
        fields(r#""NextRotationDate":"2026-10-01T00:00:00Z","KeyState":"Disabled""#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    if key.rotation.present() != Some(&true) || !key.state.is("Enabled") || key.is_aws_managed() {
        return;
    }
    const GRACE: i64 = 3;
    if let Some(next) = key.next_rotation.present() {
        let late = next.moment.days_to(subject.now);
        if late > GRACE {
            let message = format!(
                "The rotation was due on {}, {late} days ago.",
                next.moment.day()
            );
            out.find_field(Severity::Medium, "NextRotationDate", message.into(), None);
        }
        return;
    }
    let (Some(period), Some(rotations)) = (key.rotation_period.present(), key.rotations.present())
    else {
        out.undecided(Input::RotationStatus);
        return;
    };
    let last = rotations
        .iter()
        .filter_map(|rotation| rotation.date.as_ref())
        .map(|date| date.moment)
        .max();
    if last.is_none() && key.is_cut("Rotations") {
        out.undecided(Input::Rotations);
    } else if let Some(last) = last.or(key.created.present().map(|date| date.moment)) {
        let age = last.days_to(subject.now);
        if age > period + GRACE && key.is_cut("Rotations") {
            out.undecided(Input::Rotations);
        } else if age > period + GRACE {
            let message = format!("The material is {age} days old; the period is {period} days.");
            out.find_field(Severity::Medium, "Rotations", message.into(), None);
        }
    }
}

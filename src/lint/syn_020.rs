use super::prelude::*;

rule! {
    id: "KMS-SYN-020",
    name: "character-out-of-range",
    title: "A character that key policies cannot hold",
    kind: Kind::Refused,
    severity: Severity::Medium,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::PolicyText,
    checks: "Whether the policy’s text has a character other than tab, line feed, carriage return and U+0020 to U+00FF.",
    why: "KMS refuses a policy with such a character.",
    fix: "Replace it: a plain hyphen for a dash, straight quotation marks for curly ones.",
    references: [PUT_KEY_POLICY],
    fires: [
        policy(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"App – use","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}]}"#,
        ),
        statement(
            r#"{"Sid":"🔑","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Sid":"Zugriff für Büro","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Sid":"App \u2013 use","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(policy) = subject.key.policy.present() else {
        return;
    };
    let odd = |c: &char| !matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}');
    let mut all = policy.text.char_indices().filter(|(_, c)| odd(c));
    let Some((at, first)) = all.next() else {
        return;
    };
    let more = all.count();
    let message = Text::from("The text holds ")
        .code(first.to_string())
        .words(format!(
            " (U+{:04X}), which key policies cannot hold",
            u32::from(first)
        ))
        .words(match more {
            0 => ".".to_string(),
            more => format!(", and {more} more such characters."),
        });
    let span = Span {
        start: at as u32,
        end: (at + first.len_utf8()) as u32,
    };
    out.find(Severity::Medium, span, message);
}

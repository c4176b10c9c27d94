use super::prelude::*;
use crate::aws::actions::{ActionSet, Group};
use crate::aws::sets;
use crate::explain::actions::spoken;
use crate::reason::public::Fate;

rule! {
    id: "KMS-POL-001",
    name: "public-use",
    title: "The whole world may use the key",
    kind: Kind::OverPermission,
    severity: Severity::Critical,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether an Allow for everyone leaves cryptography or grants to callers of any account, after every condition and Deny. A condition protects when it fixes who calls.",
    why: "Anyone with an AWS account can use the key: read what it protects, or have it protect what is theirs.",
    fix: "Name the principals, or add a condition on `kms:CallerAccount` or `aws:PrincipalOrgID` with fixed values under `StringEquals`.",
    references: [
        OTHER_ACCOUNTS,
        PUBLIC,
        CONFIG_PUBLIC,
    ],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/Bob"},"Action":"kms:CreateGrant","Resource":"*"}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com","kms:CallerAccount":"111122223333"}}}"#,
        ),
        policy(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}]}"#,
        ),
        statement(r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#),
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:DescribeKey","Resource":"*"}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let use_ = sets::CRYPTO.or(sets::GRANTS);
    report(subject, out, Severity::Critical, |actions| {
        actions.and(use_)
    });
}

/// Reports each Allow that leaves something to unknown callers of which `concerns` keeps anything; a step milder when
/// a Deny may take back all that it keeps.
pub(super) fn report(
    subject: &Subject,
    out: &mut Out,
    severity: Severity,
    concerns: impl Fn(ActionSet) -> ActionSet,
) {
    for open in open_statements(subject) {
        let concerned = concerns(open.actions);
        if concerned.is_empty() {
            continue;
        }
        let severity = match open.contested.contains(concerned) {
            true => severity.lower(),
            false => severity,
        };
        let message = number(open.allow)
            .words(" lets anyone with an AWS account ")
            .words(spoken(open.actions, false));
        let message = because(message, open.allow, open.denied);
        match subject
            .public
            .and_then(|public| public.witness_for(open.allow.index, concerned))
        {
            Some(witness) => out.find_shown(severity, place(open.allow), message, witness.clone()),
            None => out.find(severity, place(open.allow), message),
        }
    }
}

/// Whether this rule or its twins for administration say of the statement that it lets everyone in.
pub(super) fn is_reported(subject: &Subject, statement: &Statement) -> bool {
    let reading = const { ActionSet::of(Group::Read) };
    open_statements(subject)
        .iter()
        .any(|open| open.allow.index == statement.index && !reading.contains(open.actions))
}

/// The words that let everyone in.
fn place(allow: &Statement) -> Span {
    allow.principal.span().unwrap_or(allow.span)
}

/// An Allow statement that leaves something to unknown callers.
struct Open<'a> {
    allow: &'a Statement,
    actions: ActionSet,
    /// What a Deny may take back, and its index.
    contested: ActionSet,
    denied: Option<usize>,
}

fn open_statements<'a>(subject: &Subject<'a>) -> Vec<Open<'a>> {
    let broad = subject
        .public
        .map(|public| public.broad.as_slice())
        .unwrap_or_default();
    broad
        .iter()
        .filter_map(|broad| match &broad.fate {
            Fate::Open {
                actions,
                contested,
                may_be_denied,
            } => Some(Open {
                allow: subject.statements().find(|s| s.index == broad.index)?,
                actions: *actions,
                contested: *contested,
                denied: *may_be_denied,
            }),
            _ => None,
        })
        .collect()
}

/// Why the conditions that are there do not help.
fn because(message: Text, allow: &Statement, denied: Option<usize>) -> Text {
    let keys = allow
        .tests
        .iter()
        .map(|test| Text::new().code(&test.key.value));
    let mut keys: Vec<Text> = keys.collect();
    keys.dedup();
    let message = match keys.len() {
        0 => message.words(", and no condition says who."),
        1 => message
            .words("; its condition on ")
            .then(Text::list(keys, "and", 3))
            .words(" does not fix who calls."),
        _ => message
            .words("; its conditions on ")
            .then(Text::list(keys, "and", 3))
            .words(" do not fix who calls."),
    };
    match denied {
        Some(index) => message.words(format!(" Statement {} may deny some of it.", index + 1)),
        None => message,
    }
}

use super::prelude::*;
use crate::access::condition::value::{is_organization_path, literal_wildcard};
use crate::access::pattern::has_wildcard;
use crate::aws::condition_keys::Kind as Type;
use crate::aws::names::{is_account, is_organization, is_region};
use crate::model::arn::Arn;
use crate::model::date::Moment;
use crate::model::decimal::Decimal;
use crate::model::operator::{Base, Family};

rule! {
    id: "KMS-CON-017",
    name: "value-of-wrong-form",
    title: "A value that no request can carry",
    kind: Kind::DeadText,
    severity: Severity::High,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Policy,
    checks: "Whether accounts, organizations, Regions, VPCs, endpoints, numbers, dates, Booleans and ARNs have their form. Wildcards under `Like` pass. High in a Deny, medium in an Allow.",
    why: "The value matches nothing. An ARN in `kms:CallerAccount` is the usual case: the key holds an account id.",
    fix: "Write the value in the form that the finding names.",
    references: [KMS_CONDITIONS, GLOBAL_KEYS],
    fires: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"arn:aws:iam::111122223333:root"}}}"#,
        ),
        statement(
            r#"{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"a1b2c3d4e5"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Ops"},"Action":"kms:EnableKeyRotation","Resource":"*","Condition":{"NumericLessThan":{"kms:RotationPeriodInDays":"a year"}}}"#,
        ),
    ],
    silent: [
        statement(
            r#"{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"111122223333"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:Decrypt","Resource":"*","Condition":{"StringLike":{"aws:SourceVpce":"vpce-*"}}}"#,
        ),
        statement(
            r#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/App"},"Action":"kms:ImportKeyMaterial","Resource":"*","Condition":{"NumericLessThanEquals":{"kms:ValidTo":1798761599.0}}}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    for (statement, test) in subject.tests() {
        let (Some(operator), Some(key)) = (test.operator, key_of(test)) else {
            continue;
        };
        if operator.base == Base::Null {
            continue;
        }
        for value in &test.values {
            let text = match operator.ignores_case() {
                true => &value.text.to_ascii_lowercase(),
                false => &value.text,
            };
            let of_caller = |part: &str| key.name == "aws:PrincipalArn" && text.contains(part);
            let open = operator.has_wildcards() && has_wildcard(text)
                || text.contains("${")
                || literal_wildcard(text, operator)
                || text.trim() != text;
            let wanted = match (key.kind, operator.family()) {
                // ("aws:PrincipalArn", AWS global condition context keys)
                _ if of_caller(":assumed-role/") => "the role’s own ARN for its sessions",
                // ("Referencing permission sets in resource policies", IAM Identity Center User Guide)
                _ if of_caller(":role/AWSReservedSSO_") => {
                    "the role’s path too, which begins with aws-reserved/sso.amazonaws.com/"
                }
                _ if open => continue,
                _ if of_caller(":group/") => "users and roles, and no groups",
                (Type::Arn, Family::Arn | Family::String)
                    if Arn::split(text)
                        .zip(subject.context.partition.as_deref())
                        .is_some_and(|(arn, own)| arn.partition != own) =>
                {
                    "ARNs of the key’s own partition"
                }
                (Type::Account, _) if !is_account(text) => "12 digits",
                (Type::Organization, _) if !is_organization(text) => {
                    "o- and 10 to 32 letters and digits"
                }
                (Type::OrganizationPath, _) if !is_organization_path(text) => {
                    "a path such as o-a1b2c3d4e5/r-ab12/*"
                }
                (Type::Region, _) if !is_region(text) => "a Region such as us-east-1",
                (Type::Vpc, _) if !is_resource_id(text, "vpc-") => "vpc- and 8 or 17 hex digits",
                (Type::VpcEndpoint, _) if !is_resource_id(text, "vpce-") => {
                    "vpce- and 8 or 17 hex digits"
                }
                (Type::Bool, Family::Bool)
                    if !text.eq_ignore_ascii_case("true")
                        && !text.eq_ignore_ascii_case("false") =>
                {
                    "true or false"
                }
                (_, Family::Numeric) if Decimal::parse(text.trim()).is_none() => "a number",
                (_, Family::Date)
                    if Moment::parse(text)
                        .or_else(|| Moment::from_seconds(text.trim()))
                        .is_none() =>
                {
                    "a date such as 2026-01-31T00:00:00Z"
                }
                (Type::Arn, Family::Arn | Family::String) if Arn::split(text).is_none() => {
                    "an ARN with its six fields"
                }
                _ => continue,
            };
            let message = number(statement)
                .words(" compares ")
                .code(&test.key.value)
                .words(" with ")
                .code(text)
                .words(format!(
                    "; the key holds {wanted}, so this value matches nothing."
                ));
            // The account inside an ARN is what was meant.
            let meant = account_of(text).filter(|_| key.kind == Type::Account);
            let change = meant.map(|account| Change::new(value.span, quote(account)));
            out.find_change(
                worse_in_deny(statement, Severity::Medium),
                value.span,
                message,
                change,
            );
        }
    }
}

/// Identifiers of EC2 have 8 hex digits where they are old, else 17.
fn is_resource_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| {
        matches!(rest.len(), 8 | 17)
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
    })
}

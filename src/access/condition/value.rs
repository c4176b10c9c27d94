//! Single condition values: whether a request could carry a match, and whether the value is fixed.

use super::super::context::Context;
use super::super::pattern::{self, has_wildcard};
use super::cidr::{Address, Cidr};
use crate::aws::condition_keys::{ConditionKey, Kind};
use crate::aws::names::{is_account, is_organization, is_region};
use crate::model::arn::Arn;
use crate::model::operator::{Family, Operator};

/// Whether some request to this key could carry a value that matches. Policy variables are not looked at here.
pub fn possible(text: &str, operator: Operator, key: &ConditionKey, context: &Context) -> bool {
    let wild = operator.has_wildcards() && has_wildcard(text);
    let lower = operator.ignores_case().then(|| text.to_ascii_lowercase());
    let text = lower.as_deref().unwrap_or(text);
    match (operator.family(), key.kind) {
        (Family::Bool, Kind::Bool) => {
            text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
        }
        (Family::Ip, Kind::Ip) => match Cidr::parse(text) {
            // A request over the internet carries a public address, one through a VPC endpoint has no aws:SourceIp
            // ("aws:SourceIp", AWS global condition context keys), so a private range never matches.
            Some(cidr) => !(key.name == "aws:SourceIp" && cidr.is_private()),
            None => false,
        },
        (Family::String | Family::Arn, Kind::Account) => match wild {
            true => could_be_account(text),
            false => is_account(text),
        },
        (Family::String, Kind::Organization) => wild || is_organization(text),
        (Family::String, Kind::OrganizationPath) => wild || is_organization_path(text),
        (Family::String, Kind::Vpc) => wild || text.starts_with("vpc-") && !has_wildcard(text),
        (Family::String, Kind::VpcEndpoint) => {
            wild || text.starts_with("vpce-") && !has_wildcard(text)
        }
        // As a text, an address is one address; a range is no address.
        (Family::String, Kind::Ip) => wild || Address::parse(text).is_some(),
        (Family::String, Kind::ViaService) => {
            (wild || !has_wildcard(text)) && !names_other_region(text, context)
        }
        (Family::String, Kind::UserId) => wild || !has_wildcard(text),
        (Family::String | Family::Arn, Kind::Arn) => {
            let arn = Arn::split(text);
            // "Do not specify the assumed role session ARN as a value for this condition key": it holds the role's
            // ("aws:PrincipalArn", AWS global condition context keys).
            let of_session = key.name == "aws:PrincipalArn"
                && arn.is_some_and(|it| {
                    it.service == "sts" && it.resource.starts_with("assumed-role/")
                });
            let account = |arn: Arn| arn.account.is_empty() || is_account(arn.account);
            !of_session && (wild || arn.is_some_and(account))
        }
        _ => true,
    }
}

/// Whether a `kms:ViaService` value names a Region that is not the key's. KMS is regional: a service calls the KMS of
/// its own Region ("kms:ViaService", Condition keys for AWS KMS).
pub fn names_other_region(text: &str, context: &Context) -> bool {
    match (via_region(text), &context.region) {
        (Some(named), Some(home)) => named != home,
        _ => false,
    }
}

/// The Region of `service.region.amazonaws.com`, when it is written out.
pub fn via_region(text: &str) -> Option<&str> {
    let labels = text
        .strip_suffix(".amazonaws.com.cn")
        .or_else(|| text.strip_suffix(".amazonaws.com"))?;
    let region = labels.rsplit('.').next()?;
    (labels.contains('.') && is_region(region)).then_some(region)
}

/// Whether the value matches whatever the key holds.
pub fn matches_all(text: &str, operator: Operator) -> bool {
    match operator.family() {
        Family::String | Family::Arn if operator.has_wildcards() => {
            pattern::is_stars(text)
                || pattern::arn_fields(text).is_some_and(|arn| {
                    operator.family() == Family::Arn
                        && arn.fields().iter().all(|field| pattern::is_stars(field))
                })
        }
        Family::Ip => Cidr::parse(text).is_some_and(|cidr| cidr.prefix == 0),
        _ => false,
    }
}

/// Whether the value fixes what it speaks of: no wildcard, but for the forms in which what follows a fixed account,
/// organization or unique id is free.
pub fn fixed(text: &str, operator: Operator, key: &ConditionKey) -> bool {
    if key.kind == Kind::Ip && operator.family() != Family::Ip {
        return Address::parse(text).is_some();
    }
    if operator.family() == Family::Ip {
        return Cidr::parse(text).is_some_and(|cidr| cidr.is_narrow());
    }
    if key.kind == Kind::Bool {
        return matches!(operator.family(), Family::Bool | Family::String)
            && text.eq_ignore_ascii_case("true");
    }
    if !matches!(operator.family(), Family::String | Family::Arn) {
        return false;
    }
    if !(operator.has_wildcards() && has_wildcard(text)) {
        return true;
    }
    match key.kind {
        Kind::Arn => arn_under(operator, text).is_some_and(|arn| {
            // Under ArnLike the account stands whatever is before it. Under StringLike a `*` there crosses colons and may
            // take the account along. The ARN that a service sends for its own resource has no account behind the account,
            // as a rule: [`crosses`] is asked where strangers are.
            let free_region =
                matches!(key.name, "aws:SourceArn" | "aws:SourceVpcArn") && arn.region == "*";
            let stays = || {
                let others = [arn.partition, arn.service];
                !others.into_iter().any(has_wildcard) && (free_region || !has_wildcard(arn.region))
            };
            is_account(arn.account) && (operator.family() == Family::Arn || stays())
        }),
        // The organization is fixed, whatever its units are.
        Kind::OrganizationPath => text
            .split_once('/')
            .is_some_and(|(organization, _)| is_organization(organization)),
        Kind::UserId => text
            .split_once(':')
            .is_some_and(|(id, _)| !has_wildcard(id) && !id.is_empty()),
        _ => false,
    }
}

/// Whether a `*` in place of a Region takes a text across colons, up to an account's number behind another account.
pub fn crosses(text: &str, operator: Operator) -> bool {
    // The id of a VPC holds no colon.
    let may_hold = |arn: &Arn| {
        (
            arn.service,
            arn.resource.split_once('/').map_or("", |it| it.0),
        ) != ("ec2", "vpc")
    };
    let wild = || Arn::split(text).is_some_and(|arn| arn.region.contains('*') && may_hold(&arn));
    operator.family() == Family::String && operator.has_wildcards() && wild()
}

/// The fields of an ARN that a test compares with. Under StringLike a `*` in place of `arn` would cross colons.
fn arn_under(operator: Operator, text: &str) -> Option<Arn<'_>> {
    match operator.family() {
        Family::Arn => pattern::arn_fields(text),
        _ => Arn::split(text),
    }
}

fn could_be_account(text: &str) -> bool {
    let fixed = text.chars().filter(|c| *c != '*').count();
    text.chars()
        .all(|c| c.is_ascii_digit() || c == '*' || c == '?')
        && match text.contains('*') {
            true => fixed <= 12,
            false => fixed == 12,
        }
}

/// `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/` ("aws:PrincipalOrgPaths").
pub fn is_organization_path(text: &str) -> bool {
    match text.split_once('/') {
        Some((organization, _)) => is_organization(organization),
        None => false,
    }
}

/// Whether a string value holds `*` or `?` outside of policy variables, under an operator that takes them literally.
pub fn literal_wildcard(text: &str, operator: Operator) -> bool {
    if operator.family() != Family::String || operator.has_wildcards() {
        return false;
    }
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if pattern::has_wildcard(before) {
            return true;
        }
        rest = match after.split_once('}') {
            Some((_, tail)) => tail,
            None => "",
        };
    }
    has_wildcard(rest)
}

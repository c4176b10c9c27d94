use super::principal::service;
use super::text::Text;
use crate::access::condition::{Class, Dead, Idle, Strange, constant};
use crate::aws::condition_keys::{self, Bounds, Kind};
use crate::model::operator::{Base, Family, Operator, Quantifier};
use crate::model::policy::Test;

/// A test in words, to stand after "if": "the caller is in account 1234 5678 9012".
pub fn words(test: &Test) -> Text {
    let Some(operator) = test.operator else {
        return Text::new()
            .code(&test.operator_name.value)
            .words(" of ")
            .code(&test.key.value)
            .words(" holds, which no operator of that name can say");
    };
    if test.broken {
        return Text::new()
            .code(&test.key.value)
            .words(" has a value that cannot be read");
    }
    if test.values.is_empty() {
        return Text::new()
            .code(&test.key.value)
            .words(" has one of no values at all");
    }
    if operator.base == Base::Null {
        return null(test);
    }
    let body = known(test, operator).unwrap_or_else(|| generic(test, operator));
    let key = condition_keys::find(&test.key.value);
    let may_lack = !key.is_some_and(constant::is_everywhere);
    let absent_passes = match operator.quantifier {
        _ if operator.if_exists => true,
        Some(Quantifier::ForAllValues) => !is_of_new_grants(test),
        Some(Quantifier::ForAnyValue) => false,
        None => operator.negated() && may_lack,
    };
    match absent_passes {
        true => body.words(" (or the request does not say)"),
        // A negation that a request without the key does not meet needs the word.
        false if operator.negated() && operator.quantifier == Some(Quantifier::ForAnyValue) => {
            body.words(" (and the request says so)")
        }
        false => body,
    }
}

/// A negated test turned around, to stand after "unless".
pub fn positive(test: &Test) -> Option<Text> {
    let operator = test.operator?;
    let base = match operator.base {
        Base::StringNotEquals => Base::StringEquals,
        Base::StringNotEqualsIgnoreCase => Base::StringEqualsIgnoreCase,
        Base::StringNotLike => Base::StringLike,
        Base::ArnNotEquals => Base::ArnEquals,
        Base::ArnNotLike => Base::ArnLike,
        Base::NotIpAddress => Base::IpAddress,
        _ => return None,
    };
    Some(words(&Test {
        operator: Some(Operator {
            base,
            if_exists: false,
            // "Not for all values not" is "for some value".
            quantifier: operator.quantifier.map(|_| Quantifier::ForAnyValue),
        }),
        ..test.clone()
    }))
}

/// Whether requests for a grant tell the key, and no others. A statement says itself what that means for its other actions.
pub fn is_of_new_grants(test: &Test) -> bool {
    test.key.value.eq_ignore_ascii_case("kms:GrantOperations")
}

fn null(test: &Test) -> Text {
    let text = Text::new().code(&test.key.value);
    let says = |wanted: &str| {
        test.values
            .iter()
            .any(|value| value.text.eq_ignore_ascii_case(wanted))
    };
    let quantifier = test.operator.and_then(|operator| operator.quantifier);
    match quantifier {
        Some(Quantifier::ForAllValues) => text.words(" is in the request or not"),
        Some(Quantifier::ForAnyValue) => text.words(" is both in the request and not"),
        None => match (says("false"), says("true")) {
            (true, true) => text.words(" is in the request or not"),
            (false, true) => text.words(" is not in the request"),
            (true, false) => text.words(" is in the request"),
            (false, false) => text.words(" is neither in the request nor absent"),
        },
    }
}

/// The values, each made by `make`, joined with "or" (which is what several values mean, negated or not).
fn values(test: &Test, make: &dyn Fn(&str) -> Text) -> Text {
    let literal = test.operator.is_some_and(|it| !it.has_wildcards());
    let item = |text: &str| match literal && crate::access::pattern::has_wildcard(text) {
        true => make(text).words(" (as written, not as a pattern)"),
        false => make(text),
    };
    let items = test.values.iter().map(|value| item(&value.text)).collect();
    Text::list(items, "or", 4)
}

fn code(text: &str) -> Text {
    Text::new().code(text)
}

fn account(text: &str) -> Text {
    match crate::aws::names::is_account(text) {
        true => Text::from("account ").account(text),
        false => Text::from("account ").code(text),
    }
}

/// Sentences for the keys that policies use most.
fn known(test: &Test, operator: Operator) -> Option<Text> {
    let key = condition_keys::find(&test.key.value)?;
    let not = operator.negated();
    let is = |positive: &str, negative: &str| Text::from(if not { negative } else { positive });
    let family = operator.family();
    let textual = matches!(family, Family::String | Family::Arn);
    let member = test.key.value.get(key.name.len()..).unwrap_or_default();
    if family == Family::Bool {
        let yes = match test.values.as_slice() {
            [value] if value.text.eq_ignore_ascii_case("true") => true,
            [value] if value.text.eq_ignore_ascii_case("false") => false,
            _ => return None,
        };
        return flag(key.name, yes).map(Text::from);
    }
    if family == Family::Ip && key.name == "aws:SourceIp" {
        return Some(
            is("the request comes from ", "the request does not come from ")
                .then(values(test, &code)),
        );
    }
    if !textual {
        return None;
    }
    Some(match key.name {
        "kms:CallerAccount" | "aws:PrincipalAccount" => {
            is("the caller is in ", "the caller is not in ").then(values(test, &account))
        }
        "kms:ViaService" => is(
            "the request comes through ",
            "the request does not come through ",
        )
        .then(values(test, &|text| via(text, operator))),
        "aws:PrincipalOrgID" => is(
            "the caller belongs to organization ",
            "the caller does not belong to organization ",
        )
        .then(values(test, &code)),
        "aws:PrincipalOrgPaths" => {
            is("the caller is under ", "the caller is not under ").then(values(test, &code))
        }
        "aws:PrincipalArn" => is("the caller is ", "the caller is not ").then(values(test, &code)),
        "aws:PrincipalServiceName" | "aws:PrincipalServiceNamesList" => is(
            "the caller is the service ",
            "the caller is not the service ",
        )
        .then(values(test, &|text| service(text).into())),
        "aws:SourceAccount" | "aws:SourceOwner" => {
            is("the service acts for ", "the service does not act for ")
                .then(values(test, &account))
        }
        "aws:SourceArn" => {
            is("the service acts for ", "the service does not act for ").then(values(test, &code))
        }
        "aws:SourceOrgID" => is(
            "the service acts for organization ",
            "the service does not act for organization ",
        )
        .then(values(test, &code)),
        "aws:SourceVpc" => is("the request comes from ", "the request does not come from ")
            .then(values(test, &code)),
        "aws:SourceVpce" => is(
            "the request comes through endpoint ",
            "the request does not come through endpoint ",
        )
        .then(values(test, &code)),
        "aws:PrincipalTag/" => Text::from("the caller’s tag ")
            .code(member)
            .then(is(" is ", " is not "))
            .then(values(test, &code)),
        "aws:ResourceTag/" => Text::from("the key’s tag ")
            .code(member)
            .then(is(" is ", " is not "))
            .then(values(test, &code)),
        "kms:EncryptionContext:" => Text::from("the encryption context has ")
            .code(member)
            .then(is(" = ", " other than "))
            .then(values(test, &code)),
        "kms:GrantOperations" => {
            let every = match (operator.quantifier, not) {
                (Some(Quantifier::ForAllValues), false) => "every operation of the grant is ",
                (Some(Quantifier::ForAnyValue), true) => "an operation of the grant is none of ",
                (_, true) => "no operation of the grant is ",
                (_, false) => "an operation of the grant is ",
            };
            Text::from(every).then(values(test, &code))
        }
        "aws:ResourceAccount" => {
            is("the key is in ", "the key is not in ").then(values(test, &account))
        }
        "aws:username" => is(
            "the caller’s user name is ",
            "the caller’s user name is not ",
        )
        .then(values(test, &code)),
        _ => return None,
    })
}

fn flag(key: &str, yes: bool) -> Option<&'static str> {
    Some(match (key, yes) {
        ("kms:GrantIsForAWSResource", true) => "the grant is for an AWS service’s resource",
        ("kms:GrantIsForAWSResource", false) => "the grant is not for an AWS service’s resource",
        ("kms:ReEncryptOnSameKey", true) => "the data stays with this key",
        ("kms:ReEncryptOnSameKey", false) => "the data moves between this key and another key",
        ("aws:MultiFactorAuthPresent", true) => "the caller signed in with MFA",
        ("aws:MultiFactorAuthPresent", false) => "the caller did not sign in with MFA",
        ("aws:PrincipalIsAWSService", true) => "the caller is an AWS service",
        ("aws:PrincipalIsAWSService", false) => "the caller is not an AWS service",
        ("aws:ViaAWSService", true) => "an AWS service passes the request on",
        ("aws:ViaAWSService", false) => "the request comes directly from the caller",
        ("aws:SecureTransport", true) => "the request is encrypted with TLS",
        ("aws:SecureTransport", false) => "the request is not encrypted with TLS",
        ("kms:BypassPolicyLockoutSafetyCheck", true) => "the request skips the lock-out check",
        ("kms:BypassPolicyLockoutSafetyCheck", false) => "the request keeps the lock-out check",
        ("kms:MultiRegion", true) => "the key is a multi-Region key",
        ("kms:MultiRegion", false) => "the key is a single-Region key",
        _ => return None,
    })
}

/// `s3.us-east-1.amazonaws.com` is "S3 in us-east-1".
fn via(text: &str, operator: Operator) -> Text {
    // Where a wildcard is a plain character, the value names no service.
    if !operator.has_wildcards() && text.contains(['*', '?']) {
        return code(text);
    }
    let labels = text
        .strip_suffix(".amazonaws.com.cn")
        .or_else(|| text.strip_suffix(".amazonaws.com"));
    match labels.and_then(|labels| labels.rsplit_once('.')) {
        Some((label, "*")) if !label.contains('*') => {
            format!("{} in any Region", crate::aws::names::service(label)).into()
        }
        Some((label, region)) if crate::aws::names::is_region(region) && !label.contains('*') => {
            service(text).into()
        }
        _ => code(text),
    }
}

/// `kms:RotationPeriodInDays is at most 365`.
fn generic(test: &Test, operator: Operator) -> Text {
    let relation = match operator.base {
        Base::NumericLessThan => "is less than",
        Base::NumericLessThanEquals => "is at most",
        Base::NumericGreaterThan => "is more than",
        Base::NumericGreaterThanEquals => "is at least",
        Base::DateLessThan => "is before",
        Base::DateLessThanEquals => "is not after",
        Base::DateGreaterThan => "is after",
        Base::DateGreaterThanEquals => "is not before",
        Base::IpAddress => "is in",
        Base::NotIpAddress => "is not in",
        Base::StringLike | Base::ArnLike | Base::ArnEquals if has_wildcard(test) => "is like",
        Base::StringNotLike | Base::ArnNotLike | Base::ArnNotEquals if has_wildcard(test) => {
            "is not like"
        }
        _ if operator.negated() => "is not",
        _ => "is",
    };
    let multivalued = condition_keys::find(&test.key.value).is_some_and(|key| key.multivalued);
    let each = match operator.quantifier {
        Some(Quantifier::ForAllValues) => "every ",
        Some(Quantifier::ForAnyValue) if multivalued => "some ",
        _ => "",
    };
    let name = match test.key.value.as_str() {
        "aws:CurrentTime" | "aws:EpochTime" => Text::from("the time "),
        name => Text::from(each).code(name).words(" "),
    };
    name.words(relation).words(" ").then(values(test, &code))
}

fn has_wildcard(test: &Test) -> bool {
    test.values
        .iter()
        .any(|value| crate::access::pattern::has_wildcard(&value.text))
}

/// The word for a class, and what it means here.
pub fn class(class: &Class, test: &Test) -> (&'static str, Text) {
    match class {
        Class::Confines { bounds, .. } => ("confines", Text::from(confined(*bounds))),
        Class::Narrows => ("narrows", narrowed(test)),
        Class::NoEffect(idle) => ("no effect", idle_words(idle, test)),
        Class::Never(dead) => ("never true", dead_words(dead)),
        Class::Unrecognised(Strange::Operator) => (
            "unrecognised",
            "no such operator: KMS refuses it, and it is not counted as protection".into(),
        ),
        Class::Unrecognised(Strange::Value) => (
            "unrecognised",
            "a value is not in a form that can be read; not counted as protection".into(),
        ),
        Class::Unrecognised(Strange::Key) => (
            "unrecognised",
            Text::from(format!(
                "not in our catalogue of {}; not counted as protection",
                crate::aws::CATALOGUE_DATE
            )),
        ),
    }
}

fn confined(bounds: Bounds) -> &'static str {
    match bounds {
        Bounds::Account => "fixes the caller’s account",
        Bounds::Organization => "fixes the caller’s organization",
        Bounds::Principal => "fixes the caller",
        Bounds::Network => "fixes the network that the request comes from",
        Bounds::Source => "only a service that acts for this source passes",
        Bounds::Service => "only AWS services pass",
    }
}

fn narrowed(test: &Test) -> Text {
    let key = condition_keys::find(&test.key.value);
    match key.map(|key| key.kind) {
        Some(Kind::ViaService) => {
            "limits how, not who: any account can call through the service".into()
        }
        _ => "limits how, not who".into(),
    }
}

fn idle_words(idle: &Idle, test: &Test) -> Text {
    match idle {
        Idle::Constant(value) => Text::from("always true: for this key it is always ").code(value),
        Idle::MatchesAnything(value) => Text::new().code(value).words(" matches anything"),
        Idle::AbsentPasses => Text::from("a request without ")
            .code(&test.key.value)
            .words(" passes"),
        Idle::ExcludesNothing => "it excludes nothing that can occur".into(),
        Idle::NoValues => "it has no values to compare with".into(),
    }
}

fn dead_words(dead: &Dead) -> Text {
    match dead {
        Dead::Constant(Some(value)) => Text::from("for this key it is always ").code(value),
        Dead::Constant(None) => "this key’s requests never carry it".into(),
        Dead::Impossible => "no request can carry such a value".into(),
        Dead::OtherRegion => {
            "services call KMS in their own Region, and the key is in another".into()
        }
        Dead::NoValues => "it has no values to match".into(),
    }
}

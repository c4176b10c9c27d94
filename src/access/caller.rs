//! What a principal of a statement stands for ("AWS JSON policy elements: Principal", IAM User Guide; "Key policies",
//! KMS Developer Guide).

use super::context::Context;
use super::pattern::has_wildcard;
use crate::aws::names::{PARTITIONS, is_account};
use crate::model::arn::Arn;
use crate::model::policy::{Principal, PrincipalKind};

/// Whose a principal is, seen from the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    Own,
    Foreign,
    /// The owner of the key is not in the file.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Every principal of every account, and every AWS service.
    Everyone,
    /// The account: IAM policies of that account decide, and its root user may by itself.
    Account {
        account: String,
        home: Home,
    },
    User {
        account: String,
        home: Home,
        name: String,
    },
    Role {
        account: String,
        home: Home,
        name: String,
    },
    /// One session of a role, by the name that was chosen when it was assumed.
    Session {
        account: String,
        home: Home,
        role: String,
        session: String,
    },
    FederatedUser {
        account: String,
        home: Home,
        name: String,
    },
    Service(String),
    /// The id that stays in a policy when its user is deleted. It matches nobody.
    DeletedUser(String),
    DeletedRole(String),
    /// KMS refuses it, so it matches nobody.
    Refused(Refusal),
}

/// Why KMS refuses a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Malformed,
    /// `*` or `?` in a principal that is more than the lone `*`.
    Wildcard,
    /// A group, a policy, an identity provider: not something that makes requests.
    NotAPrincipal,
    /// Federated, CanonicalUser, or a type that no service has.
    UnknownType,
    MalformedService,
    /// Of another partition than the key: what accounts of one partition hold, those of another cannot reach ("AWS
    /// partitions", AWS Fault Isolation Boundaries).
    OtherPartition,
}

impl Who {
    pub fn of(principal: &Principal, context: &Context) -> Who {
        match principal.kind {
            PrincipalKind::Aws => Who::aws(&principal.value, context),
            PrincipalKind::Service => service(&principal.value),
            _ => Who::Refused(Refusal::UnknownType),
        }
    }

    pub fn account(&self) -> Option<(&str, Home)> {
        match self {
            Who::Account { account, home }
            | Who::User { account, home, .. }
            | Who::Role { account, home, .. }
            | Who::Session { account, home, .. }
            | Who::FederatedUser { account, home, .. } => Some((account, *home)),
            _ => None,
        }
    }

    /// Whether no request can come from it.
    pub fn is_nobody(&self) -> bool {
        matches!(
            self,
            Who::DeletedUser(_) | Who::DeletedRole(_) | Who::Refused(_)
        )
    }
}

fn service(value: &str) -> Who {
    if is_service(value) {
        Who::Service(value.to_string())
    } else if value != "*" && has_wildcard(value) {
        Who::Refused(Refusal::Wildcard)
    } else {
        Who::Refused(Refusal::MalformedService)
    }
}

/// `service.amazonaws.com`, with a Region or a second label before it where the service has one.
fn is_service(value: &str) -> bool {
    let labels = value
        .strip_suffix(".amazonaws.com.cn")
        .or_else(|| value.strip_suffix(".amazonaws.com"));
    labels.is_some_and(|labels| {
        labels.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        })
    })
}

impl Who {
    /// What an `AWS` principal of this text means.
    pub fn aws(value: &str, context: &Context) -> Who {
        let home = |account: &str| match context.owns(account) {
            Some(true) => Home::Own,
            Some(false) => Home::Foreign,
            None => Home::Unknown,
        };
        if value == "*" {
            return Who::Everyone;
        }
        if is_account(value) {
            return Who::Account {
                account: value.to_string(),
                home: home(value),
            };
        }
        if is_unique_id(value, "AIDA") {
            return Who::DeletedUser(value.to_string());
        }
        if is_unique_id(value, "AROA") {
            return Who::DeletedRole(value.to_string());
        }
        if has_wildcard(value) {
            return Who::Refused(Refusal::Wildcard);
        }
        let Some(arn) = Arn::split(value) else {
            return Who::Refused(Refusal::Malformed);
        };
        if matches!(arn.service, "organizations")
            || (arn.service == "iam"
                && [
                    "group/",
                    "instance-profile/",
                    "policy/",
                    "saml-provider/",
                    "oidc-provider/",
                ]
                .iter()
                .any(|kind| arn.resource.starts_with(kind)))
        {
            return Who::Refused(Refusal::NotAPrincipal);
        }
        if arn.resource.contains(char::is_whitespace) {
            return Who::Refused(Refusal::Malformed);
        }
        if !PARTITIONS.contains(&arn.partition)
            || !arn.region.is_empty()
            || !is_account(arn.account)
        {
            return Who::Refused(Refusal::Malformed);
        }
        let other = |home: &String| home != arn.partition;
        if context.partition.as_ref().is_some_and(other) {
            return Who::Refused(Refusal::OtherPartition);
        }
        let account = arn.account.to_string();
        let home = home(arn.account);
        let (kind, rest) = arn.resource.split_once('/').unwrap_or((arn.resource, ""));
        // The last segment is the name; what stands before it is its path.
        let named = !rest.is_empty() && !rest.starts_with('/') && !rest.ends_with('/');
        let name = rest.to_string();
        match (arn.service, kind) {
            ("iam", "root") if arn.resource == "root" => Who::Account { account, home },
            ("iam", "user") if named => Who::User {
                account,
                home,
                name,
            },
            ("iam", "role") if named => Who::Role {
                account,
                home,
                name,
            },
            ("sts", "federated-user") if named => Who::FederatedUser {
                account,
                home,
                name,
            },
            ("sts", "assumed-role") if named => match rest.split_once('/') {
                Some((role, session)) if !session.contains('/') => Who::Session {
                    account,
                    home,
                    role: role.to_string(),
                    session: session.to_string(),
                },
                _ => Who::Refused(Refusal::Malformed),
            },
            _ => Who::Refused(Refusal::Malformed),
        }
    }
}

/// `AIDA…` or `AROA…` ("IAM identifiers: Unique identifiers"). AWS's examples are as short as nine characters behind
/// the prefix; real ids have seventeen.
fn is_unique_id(value: &str, prefix: &str) -> bool {
    value.strip_prefix(prefix).is_some_and(|rest| {
        rest.len() >= 8
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(value: &str) -> Who {
        let context = Context {
            owner: Some("111122223333".into()),
            ..Context::default()
        };
        Who::aws(value, &context)
    }

    #[test]
    fn twelve_digits_and_the_root_arn_are_one() {
        assert_eq!(who("111122223333"), who("arn:aws:iam::111122223333:root"));
        assert_eq!(
            who("444455556666"),
            Who::Account {
                account: "444455556666".into(),
                home: Home::Foreign
            }
        );
    }

    #[test]
    fn sessions_are_principals() {
        assert_eq!(
            who("arn:aws:sts::111122223333:assumed-role/App/i-0ab"),
            Who::Session {
                account: "111122223333".into(),
                home: Home::Own,
                role: "App".into(),
                session: "i-0ab".into()
            }
        );
        assert_eq!(
            who("arn:aws:sts::111122223333:assumed-role/App"),
            Who::Refused(Refusal::Malformed)
        );
    }

    #[test]
    fn tells_why_kms_would_refuse() {
        for (value, why) in [
            ("arn:aws:iam::111122223333:root/x", Refusal::Malformed),
            ("arn:aws:iam::111122223333:user/", Refusal::Malformed),
            ("arn:aws:iam::111122223333:user/a/", Refusal::Malformed),
            (
                "arn:aws:sts::111122223333:federated-user/",
                Refusal::Malformed,
            ),
            (
                "arn:aws:sts::111122223333:assumed-role/",
                Refusal::Malformed,
            ),
            (
                "arn:aws:sts::111122223333:assumed-role/App/a/b",
                Refusal::Malformed,
            ),
            (
                "arn:aws:sts::111122223333:assumed-role//a",
                Refusal::Malformed,
            ),
            (
                "arn:aws:sts::111122223333:assumed-role/App/",
                Refusal::Malformed,
            ),
            (
                "arn:aws:iam:us-east-1:111122223333:role/App",
                Refusal::Malformed,
            ),
            (
                "arn:aws-mars:iam::111122223333:role/App",
                Refusal::Malformed,
            ),
            ("AIDAshort", Refusal::Malformed),
            ("AIDAlowercaseletters", Refusal::Malformed),
            ("arn:aws:iam:111122223333:root", Refusal::Malformed),
            ("arn:aws:iam::1111:root", Refusal::Malformed),
            ("arn:aws:iam::111122223333:role/", Refusal::Malformed),
            ("AKIAIOSFODNN7EXAMPLE", Refusal::Malformed),
            ("arn:aws:iam::*:root", Refusal::Wildcard),
            (
                "arn:aws:iam::111122223333:group/Dev",
                Refusal::NotAPrincipal,
            ),
        ] {
            assert_eq!(who(value), Who::Refused(why), "{value}");
        }
        assert_eq!(
            who("AROAEXAMPLEID"),
            Who::DeletedRole("AROAEXAMPLEID".into())
        );
    }

    #[test]
    fn services_are_lower_case_dns_names() {
        assert!(is_service("logs.us-east-1.amazonaws.com"));
        assert!(is_service("delivery.logs.amazonaws.com"));
        assert!(is_service("ec2.amazonaws.com.cn"));
        for bad in [
            "lambda",
            "S3.amazonaws.com",
            "https://s3.amazonaws.com",
            ".amazonaws.com",
        ] {
            assert!(!is_service(bad), "{bad}");
        }
        for (value, wanted) in [
            (
                "s3.amazonaws.com",
                Who::Service("s3.amazonaws.com".to_string()),
            ),
            ("*.amazonaws.com", Who::Refused(Refusal::Wildcard)),
            ("*", Who::Refused(Refusal::MalformedService)),
            ("lambda", Who::Refused(Refusal::MalformedService)),
        ] {
            let text = format!(r#"{{"Statement":{{"Principal":{{"Service":"{value}"}}}}}}"#);
            let policy = crate::read::policy::read(
                &crate::json::parse(&text).unwrap(),
                crate::read::policy::Keep::Last,
            );
            let principal = &policy.statements[0].principal.is.as_ref().unwrap().entries[0];
            assert_eq!(Who::of(principal, &Context::default()), wanted, "{value}");
        }
    }
}

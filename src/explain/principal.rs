use super::text::Text;
use crate::access::caller::{Home, Refusal, Who};
use crate::aws::names;

/// Who it is, in a sentence: "role App of account 4444 5555 6666".
pub fn name(who: &Who, value: &str) -> Text {
    let of = |text: Text, account: &str, home: Home| match home {
        Home::Own => text,
        _ => text.words(" of account ").account(account),
    };
    match who {
        Who::Everyone => "anyone".into(),
        Who::Account { account, home } => {
            let foreign = if *home == Home::Foreign {
                "the foreign "
            } else {
                ""
            };
            Text::from(format!("whoever IAM allows in {foreign}account ")).account(account)
        }
        Who::User {
            account,
            home,
            name,
        } => of(Text::from("user ").code(name), account, *home),
        Who::Role {
            account,
            home,
            name,
        } => of(Text::from("role ").code(name), account, *home),
        Who::Session {
            account,
            home,
            role,
            session,
        } => {
            let text = Text::from("session ")
                .code(session)
                .words(" of role ")
                .code(role);
            of(text, account, *home)
        }
        Who::FederatedUser {
            account,
            home,
            name,
        } => of(Text::from("federated user ").code(name), account, *home),
        Who::Service(name) => Text::from("the AWS service ").words(service(name)),
        Who::DeletedUser(id) => Text::from("a deleted user, ").code(id),
        Who::DeletedRole(id) => Text::from("a deleted role, ").code(id),
        Who::Refused(_) => Text::new().code(value),
    }
}

/// "CloudTrail" for `cloudtrail.amazonaws.com`, "CloudWatch Logs in us-east-1" for `logs.us-east-1.amazonaws.com`.
pub fn service(principal: &str) -> String {
    let labels = principal
        .strip_suffix(".amazonaws.com.cn")
        .or_else(|| principal.strip_suffix(".amazonaws.com"))
        .unwrap_or(principal);
    match labels.rsplit_once('.') {
        Some((label, region)) if names::is_region(region) => {
            format!("{} in {region}", names::service(label))
        }
        _ => names::service(labels),
    }
}

/// What kind of principal it is, in two or three words, and what that means where it is not plain.
pub fn class(who: &Who) -> (&'static str, &'static str) {
    match who {
        Who::Everyone => (
            "everyone",
            "every principal of every account; conditions alone can narrow it",
        ),
        Who::Account {
            home: Home::Own, ..
        } => (
            "this account",
            "delegates to IAM: an IAM policy in the account decides who",
        ),
        Who::Account {
            home: Home::Foreign,
            ..
        } => (
            "foreign account",
            "that account's administrators decide who",
        ),
        Who::Account {
            home: Home::Unknown,
            ..
        } => (
            "account",
            "delegates to IAM; whether it owns the key is not in this file",
        ),
        Who::User { home, .. } => (by_home(*home, "user", "foreign user"), ""),
        Who::Role { home, .. } => (by_home(*home, "role", "foreign role"), ""),
        Who::Session { home, .. } => (
            by_home(*home, "role session", "foreign role session"),
            "only the session of this name",
        ),
        Who::FederatedUser { home, .. } => (
            by_home(*home, "federated user", "foreign federated user"),
            "",
        ),
        Who::Service(_) => (
            "AWS service",
            "the service itself, with its own credentials",
        ),
        Who::DeletedUser(_) => ("deleted user", "an id that matches nobody any more"),
        Who::DeletedRole(_) => ("deleted role", "an id that matches nobody any more"),
        Who::Refused(Refusal::Malformed) => ("malformed", "KMS refuses it"),
        Who::Refused(Refusal::OtherPartition) => ("other partition", "it cannot reach the key"),
        Who::Refused(Refusal::Wildcard) => {
            ("malformed", "KMS takes no wildcard inside a principal")
        }
        Who::Refused(Refusal::NotAPrincipal) => {
            ("not a principal", "it makes no requests; KMS refuses it")
        }
        Who::Refused(Refusal::UnknownType) => ("unknown type", "KMS knows AWS and Service only"),
        Who::Refused(Refusal::MalformedService) => ("malformed service", "KMS refuses it"),
    }
}

fn by_home(home: Home, own: &'static str, foreign: &'static str) -> &'static str {
    if home == Home::Foreign { foreign } else { own }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_get_their_everyday_names() {
        assert_eq!(service("cloudtrail.amazonaws.com"), "CloudTrail");
        assert_eq!(
            service("logs.us-east-1.amazonaws.com"),
            "CloudWatch Logs in us-east-1"
        );
        assert_eq!(service("s3.amazonaws.com"), "S3");
    }
}

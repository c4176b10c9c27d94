use super::answer::member;
use super::piece::{Piece, Source, pascal};
use super::within::within;
use super::{Format, Found, get_key_policy};
use crate::json::Node;
use crate::model::arn::Arn;

/// A row of an inventory with names in `snake_case`: Steampipe's `aws_kms_key`, CloudQuery's `aws_kms_keys`.
pub static FORMAT: Format = Format {
    name: "rows",
    title: "Rows of Steampipe or CloudQuery",
    how: "steampipe query \"select * from aws_kms_key\" --output json",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"arn":"arn:aws:kms:us-east-1:111122223333:key/1","id":"1","account_id":"111122223333","region":"us-east-1","key_manager":"CUSTOMER","key_state":"Enabled","key_rotation_enabled":true,"policy":{"Version":"2012-10-17","Statement":[]}}"#,
};

fn claims(record: &Node) -> bool {
    let has = |name: &&str| record.get(name).is_some();
    // Somebody's own table of keys and their policies.
    let any = |names: &[&str]| names.iter().find_map(|name| member(record, name));
    let arn = any(&["Arn", "ARN", "KeyArn"]);
    let arn = arn.and_then(Node::as_str).and_then(Arn::split);
    let of_key = arn.is_some_and(|arn| arn.service == "kms" && arn.resource.starts_with("key/"));
    let mut names = record.members().iter().map(|member| &member.name);
    let mut of_another = || names.any(|name| is_of_another(name));
    let policy = any(&["KeyPolicy"]).is_some() || any(&["Policy"]).is_some() && !of_another();
    if of_key && policy && member(record, "ResourceType").is_none() {
        return true;
    }
    let says = [
        "key_manager",
        "key_state",
        "key_usage",
        "key_spec",
        "rotation_enabled",
        "key_rotation_enabled",
    ];
    // Whoever asks for some columns may leave the names out.
    let names = ["arn", "key_arn", "key_id", "policy"];
    // Tables of secrets, for one, have columns that are called so.
    let of_kms = |name: &&str| {
        let text = record.get(name).and_then(Node::as_str);
        text.and_then(Arn::split)
            .is_none_or(|arn| arn.service == "kms")
    };
    names.iter().any(has) && names.iter().all(of_kms) && says.iter().any(has)
}

/// Whether only a record of something that uses keys has a member or a column of this name.
pub fn is_of_another(name: &str) -> bool {
    let name = pascal(name);
    let kinds = [
        "Bucket",
        "Role",
        "Queue",
        "Secret",
        "Topic",
        "VpcEndpoint",
        "Function",
    ];
    let mut rests = kinds.iter().filter_map(|kind| name.strip_prefix(kind));
    rests.any(|rest| matches!(rest, "" | "Name" | "Arn" | "Id" | "Url"))
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    let mut piece = Piece::new(FORMAT.name, true);
    if let Some(arn) = record.get("arn").or_else(|| record.get("key_arn")) {
        piece.take("Arn", arn, source);
    }
    piece.take_members(record, source);
    found.push(Found::Piece(piece));
    // Whole answers may stand in it. Its own policy was taken.
    let mut inner = Vec::new();
    within(record, source, "", 0, &mut inner);
    let own =
        |it: &Found| matches!(it, Found::Piece(it) if it.format == get_key_policy::FORMAT.name);
    found.extend(inner.into_iter().filter(|it| !own(it)));
}

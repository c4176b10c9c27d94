use super::prelude::*;
use crate::access::pattern::matches;

rule! {
    id: "KMS-CFG-051",
    name: "required-tags-missing",
    title: "A required tag is missing",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether the key has each of the profile’s required tags, with a value that matches. Undecided where the tags are not in the file.",
    why: "Tags say who owns a key and what it costs.",
    fix: "Add the tag: `aws kms tag-resource --key-id KEY --tags TagKey=owner,TagValue=…`.",
    references: [TAGS],
    fires: [
        fields(r#""Tags":{}"#).under(r#""requiredTags":{"owner":"*"}"#),
        fields(r#""Tags":{"owner":"?"}"#).under(r#""requiredTags":{"owner":"team-*"}"#),
    ],
    silent: [
        fields(r#""Tags":{"owner":"team-a"}"#)
            .under(r#""requiredTags":{"owner":"team-*"}"#),
        fields(r#""Tags":null"#).under(r#""requiredTags":{"owner":"*"}"#),
        fields(r#""Tags":{}"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let Some(required) = &subject.profile.required_tags else {
        return;
    };
    if subject.key.is_aws_managed() {
        return;
    }
    let Some(tags) = subject.key.tags.present() else {
        out.undecided(Input::Tags);
        return;
    };
    let lacks = |(name, pattern): &&(String, String)| {
        !tags
            .iter()
            .any(|(tag, value)| tag == name && matches(pattern, value))
    };
    if subject.key.is_cut("Tags") && required.iter().any(|tag| lacks(&tag)) {
        out.undecided(Input::Tags);
        return;
    }
    let missing: Vec<Text> = required
        .iter()
        .filter(lacks)
        .map(|(name, _)| Text::new().code(name))
        .collect();
    if !missing.is_empty() {
        let message = Text::from("The key lacks ")
            .then(Text::list(missing, "and", 4))
            .words(", or the value does not match.");
        out.find_field(Severity::Low, "Tags", message, None);
    }
}

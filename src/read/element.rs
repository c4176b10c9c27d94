//! The names of the policy language's elements, and what a misspelt one was meant to be.

use crate::json::Node;

pub const POLICY_ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];

pub const STATEMENT_ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// The candidate nearest to `text`, letter case ignored, when it is at most `most` letters off.
pub fn nearest<'c>(
    text: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    most: usize,
) -> Option<&'c str> {
    let lower = text.to_ascii_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            let other = candidate.to_ascii_lowercase();
            let distance = strsim::osa_distance(&lower, &other);
            // Of two that are equally near, the text is rather the beginning of one.
            (distance, !other.starts_with(&lower), candidate)
        })
        .min()
        .filter(|(distance, _, _)| *distance <= most)
        .map(|(_, _, candidate)| candidate)
}

/// Whether the object has a member that is no element and looks like one of these.
pub fn misspells(node: &Node, elements: &[&str]) -> bool {
    let mut strange = strangers(node);
    strange.any(|name| nearest(name, elements.iter().copied(), 2).is_some())
}

/// Whether what the object says may be another than what its elements say: one of them is misspelt, or a template's
/// function stands among them, or there are members and none of them is an element.
pub fn obscures(node: &Node, elements: &[&str]) -> bool {
    let function =
        |name: &str| name.starts_with("Fn::") || matches!(name, "Ref" | "<<" | "YamlAlias");
    let none_known = strangers(node).count() == node.members().len();
    misspells(node, elements)
        || strangers(node).any(function)
        || none_known && !node.members().is_empty()
}

/// What a function of a template is called where something else is wanted.
pub const FUNCTION: &str = "a function of a template";

/// Whether the object is a function of a template, whose value is not known.
pub fn is_function(node: &Node) -> bool {
    let is = |name: &str| matches!(name, "Ref" | "YamlAlias") || name.starts_with("Fn::");
    matches!(node.members(), [only] if is(&only.name))
}

/// Whether a principal names somebody, and not everyone: as text, or by a function of a template that can come to nothing but
/// one ARN. Which one may be left open.
pub fn is_somebody(node: &Node) -> bool {
    let begins = |text: &str| text.starts_with("arn:");
    let first = |node: &Node| {
        node.items()
            .first()
            .and_then(Node::as_str)
            .is_some_and(begins)
    };
    if let Some(text) = node.as_str() {
        return text != "*";
    }
    let [function] = node.members() else {
        return false;
    };
    let of = &function.value;
    !holds(of, |text| text.contains(['*', '?']))
        && match function.name.as_ref() {
            "Fn::Sub" => of.as_str().is_some_and(begins) || first(of),
            "Fn::Join" => {
                matches!(of.items(), [by, parts] if by.as_str() == Some("") && first(parts))
            }
            "Fn::If" => {
                let sure = |node: &Node| node.as_str().is_none_or(begins) && is_somebody(node);
                matches!(of.items(), [_, one, other] if sure(one) && sure(other))
            }
            _ => false,
        }
}

/// Whether a text in the value, however deep, is so.
fn holds(node: &Node, is: fn(&str) -> bool) -> bool {
    let members = node.members().iter().map(|member| &member.value);
    node.as_str().is_some_and(is) || members.chain(node.items()).any(|inner| holds(inner, is))
}

/// Whether a function in place of a statement or of its effect may come to a Deny, and to an Allow: of what it may come to one
/// does, or neither is told.
pub fn may_be(function: &Node) -> (bool, bool) {
    let deny = holds(function, |text| text == "Deny");
    let allow = holds(function, |text| text == "Allow");
    (deny || !allow, allow || !deny)
}

/// The names of members that are no elements.
fn strangers<'n>(node: &'n Node) -> impl Iterator<Item = &'n str> {
    let names = node.members().iter().map(|member| member.name.as_ref());
    names.filter(|name| !STATEMENT_ELEMENTS.contains(name) && !POLICY_ELEMENTS.contains(name))
}

//! The names of the policy language's elements, and what a misspelt one was meant to be.

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
            (
                strsim::osa_distance(&lower, &candidate.to_ascii_lowercase()),
                candidate,
            )
        })
        .min()
        .filter(|(distance, _)| *distance <= most)
        .map(|(_, candidate)| candidate)
}

/// Whether the object has a member that is no element and looks like one of these.
pub fn misspells(node: &crate::json::Node, elements: &[&str]) -> bool {
    node.members().iter().any(|member| {
        let name = member.name.as_ref();
        !STATEMENT_ELEMENTS.contains(&name)
            && !POLICY_ELEMENTS.contains(&name)
            && nearest(name, elements.iter().copied(), 2).is_some()
    })
}

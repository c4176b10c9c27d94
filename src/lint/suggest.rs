//! What was probably meant.

/// The candidate nearest to `text`, letter case ignored, when it is at most `most` letters off.
pub fn nearest<'c>(
    text: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    most: usize,
) -> Option<&'c str> {
    let lower = text.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::osa_distance(&lower, &candidate.to_lowercase()),
                candidate,
            )
        })
        .min()
        .filter(|(distance, _)| *distance <= most)
        .map(|(_, candidate)| candidate)
}

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

/// Whether the object has a misspelt form of this element: then that is the finding, and not that the element is absent.
pub fn misspells(node: &crate::json::Node, element: &str) -> bool {
    node.members().iter().any(|member| {
        !STATEMENT_ELEMENTS.contains(&member.name.as_ref())
            && !POLICY_ELEMENTS.contains(&member.name.as_ref())
            && nearest(&member.name, [element], 2).is_some()
    })
}

use super::answer::member;
use super::piece::{Piece, Source};
use super::{Format, Found};
use crate::json::Node;

/// What IAM Access Analyzer found about keys: shown beside the key's own record.
pub static FORMAT: Format = Format {
    name: "access-analyzer",
    title: "Access Analyzer findings about keys",
    how: "aws accessanalyzer list-findings --analyzer-arn ARN --filter '{\"resourceType\":{\"eq\":[\"AWS::KMS::Key\"]}}'",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"findings":[{"id":"f","resource":"arn:aws:kms:us-east-1:111122223333:key/1","resourceType":"AWS::KMS::Key","isPublic":true,"status":"ACTIVE","action":["kms:Decrypt"],"principal":{"AWS":"*"}}]}"#,
};

fn is_finding(item: &Node) -> bool {
    member(item, "ResourceType").and_then(Node::as_str) == Some("AWS::KMS::Key")
        && member(item, "Resource").is_some()
        && member(item, "Status").is_some()
}

fn findings<'n, 't>(record: &'n Node<'t>) -> impl Iterator<Item = &'n Node<'t>> {
    let list = member(record, "Findings")
        .map(Node::items)
        .unwrap_or_default();
    let one = member(record, "Finding").unwrap_or(record);
    let single = is_finding(one).then_some(one);
    list.iter().filter(|item| is_finding(item)).chain(single)
}

fn claims(record: &Node) -> bool {
    findings(record).next().is_some()
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    for finding in findings(record) {
        let mut piece = Piece::new(FORMAT.name, false);
        if let Some(arn) = member(finding, "Resource") {
            piece.take("Arn", arn, source);
        }
        let text = format!("[{}]", finding.span.of(source.text));
        piece.tell("AccessAnalyzerFindings", text, finding.span, source);
        found.push(Found::Piece(piece));
    }
}

use super::prelude::*;

rule! {
    id: "KMS-SYN-016",
    name: "duplicate-sid",
    title: "Two statements have the same Sid",
    kind: Kind::Hygiene,
    severity: Severity::Low,
    confidence: Confidence::Certain,
    since: "0.1.0",
    needs: Needs::Policy,
    checks: "Whether the `Sid` of each statement is its own. Empty ones do not count.",
    why: "Tickets, reviews and tools name a statement by its Sid. With two of the same name they speak of the wrong one sooner or later.",
    fix: "Give each statement a Sid of its own.",
    references: [SID],
    fires: [
        policy(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"a b","Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"},{"Sid":"a b","Effect":"Deny","Principal":"*","Action":"kms:Verify","Resource":"*"}]}"#,
        ),
        policy(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"},{"Sid":"a","Effect":"Deny","Principal":"*","Action":"kms:Verify","Resource":"*"},{"Sid":"a","Effect":"Deny","Principal":"*","Action":"kms:Encrypt","Resource":"*"}]}"#,
        ),
    ],
    silent: [
        policy(
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"},{"Sid":"A","Effect":"Deny","Principal":"*","Action":"kms:Verify","Resource":"*"}]}"#,
        ),
        policy(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"kms:Sign","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"kms:Verify","Resource":"*"}]}"#,
        ),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let mut seen: Vec<(&str, Vec<usize>, Span)> = Vec::new();
    for statement in subject.statements() {
        let Some(sid) = statement.sid.as_ref().filter(|sid| !sid.value.is_empty()) else {
            continue;
        };
        match seen.iter_mut().find(|(name, _, _)| *name == sid.value) {
            Some((_, indexes, span)) => {
                if indexes.len() == 1 {
                    *span = sid.span;
                }
                indexes.push(statement.index);
            }
            None => seen.push((&sid.value, vec![statement.index], sid.span)),
        }
    }
    for (sid, indexes, span) in seen {
        if indexes.len() > 1 {
            let numbers = indexes.iter().map(|i| Text::from((i + 1).to_string()));
            let message = Text::from("Statements ")
                .then(Text::list(numbers.collect(), "and", 6))
                .words(" share the Sid ")
                .code(sid)
                .words(".");
            out.find(Severity::Low, span, message);
        }
    }
}

//! The grammar of key policies ("Grammar of the IAM JSON policy language", IAM User Guide), read leniently: a part that
//! is wrong is noted and the rest is still read.

use super::element::{
    FUNCTION, POLICY_ELEMENTS, STATEMENT_ELEMENTS, is_function, is_somebody, may_be, obscures,
};
use crate::aws::condition_keys::{Kind, find};
use crate::json::{Member, Node, Span, Value};
use crate::model::operator::Operator;
use crate::model::policy::{
    ConditionValue, Defect, Effect, Element, List, Policy, Principal, PrincipalKind, Statement,
    Test, Text,
};

/// Which of two members of the same name counts. AWS refuses such a document, so neither reading is right, and a
/// verdict holds only when both agree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    First,
    Last,
}

/// Reads a policy document that is JSON already.
pub fn read(document: &Node, keep: Keep) -> Policy {
    let mut reader = Reader {
        keep,
        defects: Vec::new(),
        ambiguous: false,
        obscured: false,
        may_deny: false,
        may_allow: false,
    };
    let mut policy = Policy {
        span: document.span,
        ..Policy::default()
    };
    if document.is_object() {
        reader.obscured |= obscures(document, &POLICY_ELEMENTS);
        policy.version = reader.text(document, "Version");
        reader.text(document, "Id");
        if let Some(member) = reader.member(document, "Statement") {
            policy.statements = reader.statements(&member.value);
        }
    } else {
        reader.defect(document, "The policy", "an object");
    }
    policy.defects = reader.defects;
    policy.ambiguous = reader.ambiguous;
    policy.obscured = reader.obscured;
    policy.may_deny = reader.may_deny;
    policy.may_allow = reader.may_allow;
    policy
}

struct Reader {
    keep: Keep,
    defects: Vec<Defect>,
    ambiguous: bool,
    obscured: bool,
    may_deny: bool,
    may_allow: bool,
}

impl Reader {
    fn member<'n, 't>(&mut self, node: &'n Node<'t>, name: &str) -> Option<&'n Member<'t>> {
        let mut same = node.members().iter().filter(|member| member.name == name);
        let first = same.next()?;
        let Some(last) = same.next_back() else {
            return Some(first);
        };
        self.ambiguous = true;
        Some(if self.keep == Keep::First {
            first
        } else {
            last
        })
    }

    /// The members of an object whose names are free, each name once.
    fn members<'n, 't>(&mut self, node: &'n Node<'t>) -> Vec<&'n Member<'t>> {
        let members = node.members();
        let kept = members.iter().enumerate().filter(|(position, member)| {
            let twin = |other: &Member| other.name == member.name;
            let hidden = match self.keep {
                Keep::First => members.iter().take(*position).any(twin),
                Keep::Last => members.iter().skip(position + 1).any(twin),
            };
            !hidden
        });
        let kept: Vec<_> = kept.map(|(_, member)| member).collect();
        self.ambiguous |= kept.len() < members.len();
        kept
    }

    fn defect(&mut self, node: &Node, element: &'static str, wanted: &'static str) {
        if matches!(element, "Statement" | "Effect") && is_function(node) {
            let (deny, allow) = may_be(node);
            self.may_deny |= deny;
            self.may_allow |= allow;
        }
        self.defects.push(Defect {
            span: node.span,
            element,
            wanted,
            found: if is_function(node) {
                FUNCTION
            } else {
                node.kind()
            },
        });
    }

    fn text(&mut self, node: &Node, name: &'static str) -> Option<Text> {
        let member = self.member(node, name)?;
        match member.value.as_str() {
            Some(value) => Some(Text {
                value: value.to_string(),
                span: member.value.span,
            }),
            None => {
                self.defect(&member.value, name, "a string");
                None
            }
        }
    }

    fn statements(&mut self, node: &Node) -> Vec<Statement> {
        match &node.value {
            // A single statement need not stand in a list.
            Value::Object(_) => vec![self.statement(0, node)],
            Value::Array(items) => {
                let mut statements = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    if item.is_object() {
                        statements.push(self.statement(index, item));
                    } else {
                        self.defect(item, "Statement", "an object");
                    }
                }
                statements
            }
            _ => {
                self.defect(node, "Statement", "an object or an array of objects");
                Vec::new()
            }
        }
    }

    fn statement(&mut self, index: usize, node: &Node) -> Statement {
        self.obscured |= obscures(node, &STATEMENT_ELEMENTS);
        if is_function(node) {
            self.defect(node, "Statement", "a known statement");
        }
        let effect_text = self.text(node, "Effect");
        let condition = self.member(node, "Condition");
        let before = self.defects.len();
        let tests = condition
            .map(|member| self.tests(&member.value))
            .unwrap_or_default();
        let condition_broken = self.defects.len() > before;
        let mut resource = self.strings(node, "Resource");
        // It may be this key. A Deny with one is not relied on.
        let allows = |text: &Text| text.value == "Allow";
        if let Some(list) = resource
            .as_mut()
            .filter(|_| effect_text.as_ref().is_some_and(allows))
        {
            list.broken |= list.entries.iter().any(|it| is_mangled(&it.value))
                && list.entries.iter().all(|it| it.value != "*");
        }
        Statement {
            index,
            span: node.span,
            sid: self.text(node, "Sid"),
            effect: match effect_text.as_ref().map(|text| text.value.as_str()) {
                Some("Allow") => Some(Effect::Allow),
                Some("Deny") => Some(Effect::Deny),
                _ => None,
            },
            effect_text,
            principal: Element {
                is: self.principals(node, "Principal"),
                not: self.principals(node, "NotPrincipal"),
            },
            action: Element {
                is: self.strings(node, "Action"),
                not: self.strings(node, "NotAction"),
            },
            resource: Element {
                is: resource,
                not: self.strings(node, "NotResource"),
            },
            tests,
            condition: condition.map(Member::span),
            condition_broken,
            means: Default::default(),
        }
    }

    fn strings(&mut self, node: &Node, name: &'static str) -> Option<List<Text>> {
        let member = self.member(node, name)?;
        let before = self.defects.len();
        let mut entries = Vec::new();
        self.each_string(&member.value, name, &mut |value, span| {
            entries.push(Text {
                value: value.to_string(),
                span,
            });
        });
        Some(List {
            span: member.span(),
            broken: self.defects.len() > before
                || name == "Action" && entries.iter().any(|it| is_mangled(&it.value)),
            entries,
            named: false,
        })
    }

    /// A string, or an array of strings.
    fn each_string(
        &mut self,
        node: &Node,
        element: &'static str,
        take: &mut dyn FnMut(&str, Span),
    ) {
        match &node.value {
            Value::String(value) => take(value, node.span),
            Value::Array(items) => {
                for item in items {
                    match item.as_str() {
                        Some(value) => take(value, item.span),
                        None => self.defect(item, element, "a string"),
                    }
                }
            }
            _ => self.defect(node, element, "a string or an array of strings"),
        }
    }

    fn principals(&mut self, node: &Node, name: &'static str) -> Option<List<Principal>> {
        let member = self.member(node, name)?;
        let mut list = List {
            span: member.span(),
            entries: Vec::new(),
            broken: false,
            named: false,
        };
        match &member.value.value {
            Value::String(value) if value == "*" => list.entries.push(Principal {
                kind: PrincipalKind::Aws,
                value: "*".into(),
                span: member.value.span,
            }),
            // A function of a template in place of principals: whom it will name is not known.
            Value::Object(_) if is_function(&member.value) => {
                self.defect(&member.value, name, "known principals");
                list.broken = true;
            }
            Value::Object(_) => {
                let before = self.defects.len();
                list.named = true;
                for entry in self.members(&member.value) {
                    let kind = match entry.name.as_ref() {
                        "AWS" => PrincipalKind::Aws,
                        "Service" => PrincipalKind::Service,
                        "Federated" => PrincipalKind::Federated,
                        "CanonicalUser" => PrincipalKind::CanonicalUser,
                        other => PrincipalKind::Other(other.to_string()),
                    };
                    let all = match &entry.value.value {
                        Value::Array(items) => items.as_slice(),
                        _ => std::slice::from_ref(&entry.value),
                    };
                    // A service is not everyone, whichever it is.
                    let is_service =
                        |node: &Node| kind == PrincipalKind::Service && is_function(node);
                    list.named &= all.iter().all(|node| is_service(node) || is_somebody(node));
                    self.each_string(&entry.value, name, &mut |value, span| {
                        list.entries.push(Principal {
                            kind: kind.clone(),
                            value: value.to_string(),
                            span,
                        });
                    });
                }
                let mut entries = list.entries.iter();
                let mangled = entries.any(|it| is_mangled(&it.value))
                    && list.entries.iter().all(|it| it.value != "*");
                list.named &= !mangled;
                list.broken = self.defects.len() > before || mangled;
            }
            // A rule of its own speaks of this one (KMS-PRI-001), with what was probably meant.
            _ => list.broken = true,
        }
        Some(list)
    }

    fn tests(&mut self, condition: &Node) -> Vec<Test> {
        let is_known = |node: &Node| node.is_object() && !is_function(node);
        if !is_known(condition) {
            self.defect(condition, "Condition", "an object");
            return Vec::new();
        }
        let mut tests = Vec::new();
        for block in self.members(condition) {
            if !is_known(&block.value) {
                self.defect(&block.value, "Condition operator", "an object");
                continue;
            }
            for entry in self.members(&block.value) {
                let before = self.defects.len();
                let values = self.values(&entry.value);
                let kind = find(&entry.name).map(|key| key.kind);
                let names = matches!(
                    kind,
                    Some(Kind::Account | Kind::Organization | Kind::Region | Kind::ViaService)
                );
                let cut = |text: &str| {
                    text == "System.Object[]"
                        || text.starts_with("/Date(")
                        || text.contains(" arn:")
                        || names && is_mangled(text)
                };
                let cut = values.iter().any(|value| cut(&value.text));
                tests.push(Test {
                    operator_name: Text {
                        value: block.name.to_string(),
                        span: block.name_span,
                    },
                    operator: Operator::parse(&block.name),
                    key: Text {
                        value: entry.name.to_string(),
                        span: entry.name_span,
                    },
                    values,
                    broken: self.defects.len() > before || cut,
                    span: entry.span(),
                });
            }
        }
        tests
    }

    /// Condition values: strings, and the numbers and Booleans that AWS's own policies use in their place.
    fn values(&mut self, node: &Node) -> Vec<ConditionValue> {
        let single = std::slice::from_ref(node);
        let nodes = match &node.value {
            Value::Array(items) => items.as_slice(),
            _ => single,
        };
        let mut values = Vec::with_capacity(nodes.len());
        for value in nodes {
            let text = match &value.value {
                Value::String(text) => text.to_string(),
                Value::Number(number) => (*number).to_string(),
                Value::Bool(flag) => flag.to_string(),
                _ => {
                    self.defect(value, "Condition value", "a string, a number or a Boolean");
                    continue;
                }
            };
            values.push(ConditionValue {
                text,
                span: value.span,
            });
        }
        values
    }
}

/// Whether it cannot be what KMS has, for nothing that is named so has these characters: several names that a tool made one,
/// as PowerShell does with what lies deep (`kms:Encrypt kms:Decrypt`, `System.Object[]`), or a mask.
fn is_mangled(text: &str) -> bool {
    let of_none = |c: char| c.is_whitespace() || "[]<>".contains(c);
    text.trim().contains(of_none) || text.starts_with("System.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn policy(text: &str) -> Policy {
        read(&parse(text).unwrap(), Keep::Last)
    }

    #[test]
    fn reads_single_objects_and_lists_alike() {
        let one = policy(r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*"}}"#);
        let many = policy(
            r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":["kms:*"]}]}"#,
        );
        for policy in [one, many] {
            let statement = &policy.statements[0];
            assert_eq!(statement.effect, Some(Effect::Allow));
            assert_eq!(statement.principal.entries()[0].value, "*");
            assert_eq!(statement.principal.entries()[0].kind, PrincipalKind::Aws);
            assert_eq!(statement.action.entries()[0].value, "kms:*");
            assert_eq!(policy.defects, []);
        }
    }

    #[test]
    fn notes_wrong_types_and_reads_on() {
        let policy = policy(
            r#"{"Version":1,"Statement":[5,{"Effect":"Deny","Action":{"kms":"Decrypt"},"Principal":{"AWS":[1,"*"]},
                "Condition":{"Bool":{"kms:MultiRegion":[true,null]},"StringEquals":"x"}}]}"#,
        );
        let elements: Vec<_> = policy
            .defects
            .iter()
            .map(|d| (d.element, d.found))
            .collect();
        assert_eq!(
            elements,
            [
                ("Version", "a number"),
                ("Statement", "a number"),
                ("Condition value", "null"),
                ("Condition operator", "a string"),
                ("Principal", "a number"),
                ("Action", "an object"),
            ]
        );
        let statement = &policy.statements[0];
        assert_eq!(statement.index, 1);
        assert!(statement.condition_broken && statement.principal.is_broken());
        assert_eq!(statement.principal.entries().len(), 1);
        assert_eq!(statement.tests[0].values[0].text, "true");
    }

    #[test]
    fn keeps_the_first_or_the_last_of_two_members() {
        let text = r#"{"Statement":[{"Effect":"Allow","Effect":"Deny","Condition":{"Bool":{"a:b":"1","a:b":"2"}}}]}"#;
        let node = parse(text).unwrap();
        let first = read(&node, Keep::First);
        let last = read(&node, Keep::Last);
        assert!(first.ambiguous && last.ambiguous);
        assert_eq!(first.statements[0].effect, Some(Effect::Allow));
        assert_eq!(last.statements[0].effect, Some(Effect::Deny));
        assert_eq!(first.statements[0].tests[0].values[0].text, "1");
        assert_eq!(last.statements[0].tests[0].values[0].text, "2");
    }
}

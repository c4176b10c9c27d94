//! Which key of the file a policy, an alias or a grant is of.

use super::{Resource, is_whole};
use crate::json::{Node, Value};

/// A policy of its own for a key of the file.
pub(super) struct Link<'n, 't> {
    /// Its place among the resources. In a state, several can have one address.
    pub at: usize,
    /// The places of the keys that it may be of.
    pub keys: Vec<usize>,
    /// It is of the one key that is named.
    pub certain: bool,
    /// `None` where it is known after apply.
    pub policy: Option<&'n Node<'t>>,
}

/// Each policy that is a resource of its own, with the keys that it may be of.
pub(super) fn links<'n, 't>(
    record: &'n Node<'t>,
    resources: &[Resource<'n, 't>],
) -> Vec<Link<'n, 't>> {
    let places = resources.iter().enumerate();
    places
        .filter(|(_, it)| it.kind == "aws_kms_key_policy")
        .map(|(at, resource)| {
            let text = |node: &'n Node<'t>, name: &str| node.get(name).and_then(Node::as_str);
            let (keys, certain) = match text(resource.values, "key_id") {
                Some(id) => {
                    let is_it = |key: &Resource<'n, 't>| {
                        ["key_id", "arn"]
                            .map(|name| text(key.values, name))
                            .contains(&Some(id))
                    };
                    // The keys of a multi-Region set share their id, and each has a policy of its own.
                    let shared = id.starts_with("mrk-");
                    let here = |key: &Resource<'n, 't>| match shared {
                        true => is_near(key, resource),
                        false => Some(true),
                    };
                    let keys = keys_of(resources, |key| is_it(key) && here(key) != Some(false));
                    let certain = match keys.as_slice() {
                        [only] => resources.get(*only).and_then(here) == Some(true),
                        _ => false,
                    };
                    (keys, certain)
                }
                None => meant(record, resource, resources),
            };
            let policy = resource.values.get("policy");
            Link {
                at,
                certain: certain && !keys.is_empty(),
                keys,
                policy: policy.filter(|policy| policy.value != Value::Null),
            }
        })
        .collect()
}

/// The place of the key that an alias or a grant is of, which a plan names by what will be its id.
pub(super) fn planned(record: &Node, resource: &Resource, resources: &[Resource]) -> Option<usize> {
    let named = ["target_key_id", "target_key_arn", "key_id"];
    let part = matches!(resource.kind, "aws_kms_alias" | "aws_kms_grant");
    let known = named.map(|name| resource.values.get(name).and_then(Node::as_str));
    if !part || known.iter().any(Option::is_some) {
        return None;
    }
    match meant(record, resource, resources) {
        (keys, true) => keys.first().copied(),
        (_, false) => None,
    }
}

/// Whether both are in one Region: by what the provider says of each from its version 6 on, or by the provider itself.
fn is_near(key: &Resource, other: &Resource) -> Option<bool> {
    let [one, two] = [key, other].map(|it| it.values.get("region").and_then(Node::as_str));
    match (one, two) {
        (Some(one), Some(two)) => Some(one == two),
        (None, None) if !key.provider.is_empty() && key.provider == other.provider => Some(true),
        _ => None,
    }
}

/// The places of the keys that are so: of data sources where nothing else is.
fn keys_of<'r, 'n, 't>(
    resources: &'r [Resource<'n, 't>],
    are: impl Fn(&'r Resource<'n, 't>) -> bool,
) -> Vec<usize> {
    let places = resources.iter().enumerate();
    let keys = places.filter(|(_, key)| is_whole(key.kind) && are(key));
    let mut keys: Vec<usize> = keys.map(|(at, _)| at).collect();
    let own = |at: &usize| resources.get(*at).is_some_and(|key| !key.data);
    if keys.iter().any(own) {
        keys.retain(own);
    }
    keys
}

/// The keys that a policy, an alias or a grant may be of, by what the configuration writes as its `key_id`: one where that says which, else all
/// that come into question; and whether that is certain.
fn meant(record: &Node, policy: &Resource, resources: &[Resource]) -> (Vec<usize>, bool) {
    let (modules, references) = written(record, policy).unwrap_or_default();
    let mut bases: Vec<&str> = Vec::new();
    let (mut indexed, mut unsure, mut other) = ("", false, references.is_empty());
    let (mut by_arn, mut by_id) = (false, false);
    for reference in references {
        match base(reference) {
            Some((base, index, attribute)) => {
                // Of two it is not told which is used, and which is only looked at.
                unsure |= ![indexed, index].contains(&"") && indexed != index;
                if !index.is_empty() {
                    indexed = index;
                }
                if !bases.contains(&base) {
                    bases.push(base);
                }
                by_arn |= attribute == ".arn";
                by_id |= [".id", ".key_id"].contains(&attribute);
                // A replica knows its primary, for one.
                other |= !["", ".arn", ".id", ".key_id"].contains(&attribute);
            }
            // What is reckoned of it is not told: `k[count.index + 1]` refers to no more than `k[count.index]`.
            None if ["each.key", "each", "count.index", "count"].contains(&reference) => {
                unsure = true
            }
            None if reference.starts_with("data.") => unsure = true,
            None => other = true,
        }
    }
    // Of `r[*].primary_key_arn` the configuration tells no more than `r`.
    let replica = |base: &&str| base.contains("replica");
    other |= !by_arn && !by_id && bases.iter().any(replica);
    // A data source is read when the plan is made, unless it hangs on what is planned ("Data Sources", Terraform Language).
    other |= unsure && bases.is_empty();
    if let ([base], false) = (bases.as_slice(), other || unsure) {
        let exact = [modules, base, indexed].concat();
        let keys = keys_of(resources, |key| key.address == exact);
        if let [only] = keys.as_slice() {
            let key = resources.get(*only);
            let spread = key.and_then(|key| key.values.get("multi_region"));
            let lone = spread.map(|is| &is.value) == Some(&Value::Bool(false));
            // An id is that of all keys of a multi-Region set, an ARN that of one.
            let near = key.and_then(|key| is_near(key, policy));
            let told = key.is_some_and(|key| !key.provider.is_empty());
            let certain = lone || by_arn || near == Some(true) || spread.is_none() && !told;
            return match near {
                Some(false) => (Vec::new(), false),
                _ => (keys, certain),
            };
        }
    }
    let may_be = |key: &Resource| {
        let own = key.address.strip_prefix(modules).and_then(base);
        other || own.is_some_and(|(base, ..)| bases.contains(&base))
    };
    (keys_of(resources, may_be), false)
}

/// Of a resource's address the modules, and what the configuration refers to for the key that it is of.
fn written<'n>(record: &'n Node, of: &'n Resource) -> Option<(&'n str, Vec<&'n str>)> {
    let (modules, resource) = configured(record, of.kind, &of.address)?;
    let named = match of.kind {
        "aws_kms_alias" => "target_key_id",
        _ => "key_id",
    };
    let references = resource.get("expressions")?.get(named)?.get("references")?;
    let references = references.items().iter().filter_map(Node::as_str).collect();
    Some((modules, references))
}

/// The modules of a resource's address, and the resource as the configuration has it.
pub(super) fn configured<'n, 't>(
    record: &'n Node<'t>,
    kind: &str,
    address: &'n str,
) -> Option<(&'n str, &'n Node<'t>)> {
    // `module.m.aws_kms_key_policy.p[0]`.
    let head = [kind, "."].concat();
    let tail = address.split(&head).last()?;
    let own = address.len().checked_sub(head.len() + tail.len())?;
    let (modules, own) = address.split_at_checked(own)?;
    let (kind, name) = own.split_once('.')?;
    let (name, _) = name.split_at(name.find('[').unwrap_or(name.len()));
    let mut module = record.get("configuration")?.get("root_module")?;
    let mut steps = modules;
    while let Some(step) = steps.strip_prefix("module.") {
        let (called, behind) = step.split_at(step.find(['.', '['])?);
        module = module.get("module_calls")?.get(called)?.get("module")?;
        // An index may hold points of its own.
        let end = behind.find("].").map_or(1, |at| at + 2);
        steps = match behind.starts_with('[') {
            true => behind.get(end..)?,
            false => behind.get(1..)?,
        };
    }
    let is = |node: &Node, member: &str, text: &str| {
        node.get(member).and_then(Node::as_str) == Some(text)
    };
    let mut all = module.get("resources")?.items().iter();
    let resource = all.find(|it| is(it, "type", kind) && is(it, "name", name))?;
    Some((modules, resource))
}

/// `aws_kms_key.k`, `[0]` and `.arn`, of what begins so.
fn base(reference: &str) -> Option<(&str, &str, &str)> {
    let (kind, rest) = reference.split_once('.')?;
    let end = kind.len() + 1 + rest.find(['.', '[']).unwrap_or(rest.len());
    let (base, tail) = reference.split_at(end);
    // An index that holds a bracket of its own is found nowhere, and leaves it open.
    let close = tail.find(']').filter(|_| tail.starts_with('['));
    let (index, attribute) = tail.split_at(close.map_or(0, |at| at + 1));
    is_whole(kind).then_some((base, index, attribute))
}

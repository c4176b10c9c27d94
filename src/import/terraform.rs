mod link;

use super::piece::{Identity, Piece, Source};
use super::{Format, Found};
use crate::json::{Node, Value, quote};
use link::{Link, configured, links, planned};

/// Keys of a Terraform plan or state: `terraform show -json`, or a state file of version 4.
pub static FORMAT: Format = Format {
    name: "terraform",
    title: "Terraform plan or state",
    how: "terraform show -json PLAN, or terraform show -json for the state",
    claims,
    read,
    #[cfg(test)]
    example: r#"{"format_version":"1.2","terraform_version":"1.9.0","values":{"root_module":{"resources":[{"address":"aws_kms_key.a","type":"aws_kms_key","name":"a","values":{"arn":"arn:aws:kms:us-east-1:111122223333:key/1","key_id":"1","enable_key_rotation":true,"policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}}]}}}"#,
};

fn claims(record: &Node) -> bool {
    let state = record.get("terraform_version").is_some() && record.get("resources").is_some();
    let shown = record.get("format_version").is_some()
        && ["values", "planned_values", "resource_changes"]
            .iter()
            .any(|name| record.get(name).is_some());
    state || shown
}

/// Stands for what is known only once a plan is carried out.
const AFTER_APPLY: &str = "\"known after apply\"";

/// A resource of one of the types that tell of keys.
struct Resource<'n, 't> {
    kind: &'n str,
    address: String,
    values: &'n Node<'t>,
    /// The provider, as the state or the configuration calls it, which has one Region; empty where the file does not tell.
    provider: &'n str,
    /// It is a data source: it tells of what is elsewhere, or of a key that the file has besides.
    data: bool,
    /// Which values are known only once a plan is carried out ("JSON Output Format", Terraform documentation).
    unknown: Option<&'n Node<'t>>,
}

fn read(record: &Node, source: &Source, found: &mut Vec<Found>) {
    let mut resources = Vec::new();
    let shown = record
        .get("planned_values")
        .or_else(|| record.get("values"));
    if let Some(root) = shown.and_then(|values| values.get("root_module")) {
        module(record, root, &mut resources, 0);
    }
    for resource in record.get("resources").map(Node::items).unwrap_or_default() {
        let text = |name: &str| resource.get(name).and_then(Node::as_str);
        let (Some(kind), Some(name)) = (text("type"), text("name")) else {
            continue;
        };
        let module = text("module").unwrap_or_default();
        let dot = if module.is_empty() { "" } else { "." };
        for instance in resource
            .get("instances")
            .map(Node::items)
            .unwrap_or_default()
        {
            if let Some(values) = instance.get("attributes") {
                let index = instance.get("index_key");
                let index = index.map_or("", |key| key.span.of(source.text));
                let (open, close) = if index.is_empty() {
                    ("", "")
                } else {
                    ("[", "]")
                };
                resources.push(Resource {
                    kind,
                    address: [module, dot, kind, ".", name, open, index, close].concat(),
                    values,
                    provider: text("provider").unwrap_or_default(),
                    data: is_data(resource),
                    unknown: None,
                });
            }
        }
    }
    let links = links(record, &resources);
    // Of aliases and grants the key that they are of, where it has no id yet.
    let planned = |(at, resource)| Some((at, planned(record, resource, &resources)?));
    let parts: Vec<(usize, usize)> = resources.iter().enumerate().filter_map(planned).collect();
    let before = found.len();
    for (at, resource) in resources.iter().enumerate() {
        // What is certain comes first; two policies of one key, or one that may be its own, leave it open.
        let of_it =
            |link: &&Link| link.keys.contains(&at) || link.at == at && !link.keys.is_empty();
        let certain: Vec<&Link> = links.iter().filter(of_it).filter(|it| it.certain).collect();
        let policy = match certain.as_slice() {
            [] => links.iter().find(of_it).map(|_| None),
            [only] => Some(only.policy),
            _ => Some(None),
        };
        let told = |link: &Link| link.certain && link.at == at;
        if links.iter().any(told) || parts.iter().any(|(part, _)| *part == at) {
            continue;
        }
        let mut piece = piece(resource, policy, source);
        for (part, _) in parts.iter().filter(|(_, key)| *key == at) {
            let part = resources
                .get(*part)
                .and_then(|it| self::piece(it, None, source));
            if let (Some(piece), Some(part)) = (&mut piece, part) {
                piece.join(&part);
            }
        }
        found.extend(piece.map(Found::Piece));
    }
    if found.len() == before {
        found.push(Found::Stranger("a Terraform file without a KMS key".into()));
    }
}

fn module<'n, 't>(
    record: &'n Node<'t>,
    node: &'n Node<'t>,
    out: &mut Vec<Resource<'n, 't>>,
    depth: usize,
) {
    for resource in node.get("resources").map(Node::items).unwrap_or_default() {
        let text = |name: &str| resource.get(name).and_then(Node::as_str);
        if let (Some(kind), Some(values)) = (text("type"), resource.get("values")) {
            let address = text("address").unwrap_or(kind);
            let provider = configured(record, kind, address)
                .and_then(|(_, it)| it.get("provider_config_key")?.as_str());
            out.push(Resource {
                kind,
                address: address.to_string(),
                values,
                provider: provider.unwrap_or_default(),
                data: is_data(resource),
                unknown: unknown(record, kind, address),
            });
        }
    }
    if depth < crate::limits::MAX_DEPTH {
        for child in node
            .get("child_modules")
            .map(Node::items)
            .unwrap_or_default()
        {
            module(record, child, out, depth + 1);
        }
    }
}

/// What a plan leaves open of a grant.
fn unknown<'n, 't>(record: &'n Node<'t>, kind: &str, address: &str) -> Option<&'n Node<'t>> {
    let changes = record.get("resource_changes").map(Node::items);
    let mut changes = changes.filter(|_| kind == "aws_kms_grant")?.iter();
    let change = changes.find(|it| it.get("address").and_then(Node::as_str) == Some(address))?;
    change.get("change")?.get("after_unknown")
}

/// Whether something of a value is not known yet.
fn is_open(unknown: &Node) -> bool {
    let members = unknown.members().iter().map(|member| &member.value);
    unknown.value == Value::Bool(true) || members.chain(unknown.items()).any(is_open)
}

fn is_data(resource: &Node) -> bool {
    resource.get("mode").and_then(Node::as_str) == Some("data")
}

fn is_whole(kind: &str) -> bool {
    matches!(
        kind,
        "aws_kms_key"
            | "aws_kms_replica_key"
            | "aws_kms_external_key"
            | "aws_kms_replica_external_key"
    )
}

/// `linked`: the key's policy is another resource, whose text is known or not; or the policy may be of a key of the file.
fn piece(resource: &Resource, linked: Option<Option<&Node>>, source: &Source) -> Option<Piece> {
    let values = resource.values;
    let get = |name: &str| values.get(name).filter(|node| node.value != Value::Null);
    let whole = is_whole(resource.kind);
    // The policy of a key that is elsewhere is all that is known of it here.
    let alone = resource.kind == "aws_kms_key_policy" && linked.is_none();
    let mut piece = Piece::new(FORMAT.name, whole || alone);
    match resource.kind {
        "aws_kms_key_policy" => {
            key_of(&mut piece, get("key_id"), source);
            if let Some(policy) = get("policy") {
                piece.take("Policy", policy, source);
            }
        }
        "aws_kms_alias" => {
            key_of(
                &mut piece,
                get("target_key_arn").or_else(|| get("target_key_id")),
                source,
            );
            if let Some(name) = get("name") {
                let alias = format!("[{{\"AliasName\": {}}}]", name.span.of(source.text));
                piece.tell("Aliases", alias, name.span, source);
            }
        }
        "aws_kms_grant" => {
            key_of(&mut piece, get("key_id"), source);
            let text = |name: &str| get(name).map(|node| node.span.of(source.text));
            // What is not known yet is there, and must not look as if it was not.
            let open = |name: &str| {
                resource
                    .unknown
                    .and_then(|all| all.get(name))
                    .is_some_and(is_open)
            };
            let mut members = Vec::new();
            for (name, api) in [
                ("grant_id", "GrantId"),
                ("name", "Name"),
                ("grantee_principal", "GranteePrincipal"),
                ("retiring_principal", "RetiringPrincipal"),
                ("operations", "Operations"),
            ] {
                let later = (api.ends_with("Principal") && open(name)).then_some(AFTER_APPLY);
                let value = text(name).or(later);
                members.extend(value.map(|value| format!("\"{api}\": {value}")));
            }
            let constraints = get("constraints").and_then(|list| list.items().first());
            let mut inner = Vec::new();
            for (name, api) in [
                ("encryption_context_equals", "EncryptionContextEquals"),
                ("encryption_context_subset", "EncryptionContextSubset"),
            ] {
                let pairs = constraints.and_then(|node| node.get(name));
                let pairs = pairs.filter(|node| !node.members().is_empty());
                inner.extend(pairs.map(|node| format!("\"{api}\": {}", node.span.of(source.text))));
            }
            if inner.is_empty() && open("constraints") {
                inner.push(format!(
                    "\"EncryptionContextSubset\": {{{AFTER_APPLY}: \"\"}}"
                ));
            }
            if !inner.is_empty() {
                members.push(format!("\"Constraints\": {{{}}}", inner.join(", ")));
            }
            piece.tell(
                "Grants",
                format!("[{{{}}}]", members.join(", ")),
                values.span,
                source,
            );
        }
        _ if whole => {
            // It takes the place of the key's own ("aws_kms_key_policy", Terraform AWS provider).
            match linked {
                Some(Some(policy)) => piece.take("Policy", policy, source),
                Some(None) => {
                    let open = r#"{"Version":"2012-10-17","Statement":{"Fn::Unknown":"known after apply"}}"#;
                    piece.tell("Policy", open.into(), values.span, source);
                }
                None => {}
            }
            for member in values.members() {
                // A data source is asked by an alias as well as by an id.
                let id = if resource.data { "key_id" } else { "id" };
                let name = match member.name.as_ref() {
                    "customer_master_key_spec" => "KeySpec",
                    // The name in the state, which is the key's id again.
                    name if name == id => continue,
                    "policy" if linked.is_some() => continue,
                    // Those of the resource block; beside them stand those of the provider's "default_tags".
                    "tags" if get("tags_all").is_some() => continue,
                    "tags_all" => "Tags",
                    other => other,
                };
                let value = match (name, member.value.items()) {
                    // A block is a list.
                    ("multi_region_configuration", [only]) => only,
                    _ => &member.value,
                };
                // A plan does not know some values yet; what is not there is not said to be null, and no store has no name.
                let none = name == "custom_key_store_id" && value.as_str() == Some("");
                if value.value != Value::Null && !none {
                    piece.take(name, value, source);
                }
            }
            // A data source tells of any key.
            if !resource.data {
                imply(&mut piece, resource, source);
            }
        }
        _ => return None,
    }
    Some(piece)
}

/// What the kind of a managed resource says of its key, and where it stands.
fn imply(piece: &mut Piece, resource: &Resource, source: &Source) {
    let values = resource.values;
    piece.imply("KeyManager", "CUSTOMER", values, source);
    let external = resource.kind.contains("external");
    let mut told = piece.told.iter();
    if external || told.all(|told| told.name != "CustomKeyStoreId") {
        let origin = if external { "EXTERNAL" } else { "AWS_KMS" };
        piece.imply("Origin", origin, values, source);
    }
    let address = quote(&resource.address);
    piece.tell("TerraformAddress", address, values.span, source);
}

/// Whose policy, alias or grant it is: an ARN or an id.
fn key_of(piece: &mut Piece, node: Option<&Node>, source: &Source) {
    let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?))) else {
        return;
    };
    let arn = Identity::parse(text).account.is_some();
    piece.take(if arn { "Arn" } else { "KeyId" }, node, source);
}

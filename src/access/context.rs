use crate::aws::actions::ActionSet;
use crate::aws::sets;
use crate::model::key::Key;

/// What is known of the key that a policy guards. Nothing is assumed where nothing is known.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub owner: Option<String>,
    pub region: Option<String>,
    pub partition: Option<String>,
    pub arn: Option<String>,
    pub spec: Option<String>,
    pub usage: Option<String>,
    pub origin: Option<String>,
    pub multi_region: Option<bool>,
    pub multi_region_type: Option<String>,
    /// The actions that this key can perform, as far as that is known.
    pub fit: ActionSet,
}

impl Context {
    pub fn of(key: &Key) -> Context {
        let text = |value: Option<&str>| value.map(str::to_string);
        // Only values that the catalogue knows rule anything out.
        let known = |field: &str, value: Option<&str>| {
            value
                .filter(|value| matches!(crate::aws::fields::meaning(field, value), Some(Some(_))))
                .map(str::to_string)
        };
        let spec = known("KeySpec", key.spec.text());
        let usage = known("KeyUsage", key.usage.text());
        let origin = known("Origin", key.origin.text());
        let multi_region = key.multi_region.present().copied().or_else(|| {
            // `mrk-` marks a multi-Region key; a UUID is a single-Region one ("Key identifiers", KMS Developer Guide).
            let id = key.key_id()?;
            match id.strip_prefix("mrk-") {
                Some(rest) if is_hex(rest, 32) => Some(true),
                _ if is_uuid(id) => Some(false),
                _ => None,
            }
        });
        Context {
            owner: text(key.owner()),
            region: text(key.home()),
            partition: text(key.partition()),
            arn: text(key.arn_fields().and(key.arn.text())),
            fit: sets::fit(
                spec.as_deref(),
                usage.as_deref(),
                origin.as_deref(),
                multi_region,
            ),
            spec,
            usage,
            origin,
            multi_region,
            multi_region_type: text(key.multi_region_type.text()),
        }
    }

    pub fn owns(&self, account: &str) -> Option<bool> {
        self.owner.as_deref().map(|owner| owner == account)
    }
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == 5
        && parts
            .iter()
            .zip([8, 4, 4, 4, 12])
            .all(|(part, length)| is_hex(part, length))
}

use crate::aws::actions::ActionSet;
use crate::aws::names::{OWN_ORGANIZATION, PARTITIONS, STAND_IN};
use crate::aws::sets;
use crate::model::arn::Arn;
use crate::model::date::Moment;
use crate::model::key::Key;
use crate::model::policy::{Policy, Statement};

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
    /// The time of judging: requests come now or later.
    pub now: Option<Moment>,
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
            // Multi-Region keys and no others have ids that begin so ("Multi-Region keys", KMS Developer Guide).
            // In a template a key has a name instead.
            key.key_id()
                .filter(|id| id.contains('-'))
                .map(|id| id.starts_with("mrk-"))
        });
        Context {
            owner: text(key.sure_owner()),
            region: text(key.sure_home()),
            partition: text(key.partition()),
            arn: text(key.sure_arn()),
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
            now: None,
        }
    }

    /// Takes the partition from the policy where the file does not tell it: KMS takes principals and keys of its own alone.
    pub fn infer(&mut self, policy: &Policy) {
        let named = |statement: &Statement| {
            let entries = statement.principal.entries().iter();
            let mut arns = entries.filter_map(|entry| Arn::split(&entry.value));
            arns.find_map(|arn| PARTITIONS.iter().find(|name| **name == arn.partition))
        };
        let known = self.partition.take();
        // In a template `aws` stands for the partition that it will be used in.
        let stand_in = self.owner.as_deref() == Some(STAND_IN);
        self.partition = known.or_else(|| {
            let first = policy.statements.iter().find_map(named);
            first
                .filter(|name| !(stand_in && **name == "aws"))
                .map(|name| (*name).to_string())
        });
    }

    /// Puts the key's account and organization where the policy has variables that stand for them: they are the key's, not
    /// the caller's ("aws:ResourceAccount", "aws:ResourceOrgID", AWS global condition context keys). AWS's own policies for
    /// IAM Identity Center are written so ("Baseline KMS key policy").
    pub fn settle(&self, policy: &mut Policy) {
        if !policy.has_variables() {
            return;
        }
        let settled = [
            // Whichever it is, it is one account, and no stranger's.
            (
                "aws:ResourceAccount",
                self.owner.as_deref().unwrap_or(STAND_IN),
            ),
            ("aws:ResourceOrgID", OWN_ORGANIZATION),
        ];
        let tests = policy.statements.iter_mut().flat_map(|it| &mut it.tests);
        for value in tests.flat_map(|test| &mut test.values) {
            let mut at = 0;
            while let Some(found) = value.text.get(at..).and_then(|rest| rest.find("${")) {
                let start = at + found;
                let name = value
                    .text
                    .get(start + 2..)
                    .and_then(|it| it.split_once('}'));
                let Some((name, _)) = name else { break };
                let end = start + name.len() + 3;
                at = end;
                let of_key = settled
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(name));
                if let Some((_, is)) = of_key {
                    value.text.replace_range(start..end, is);
                    at = start + is.len();
                }
            }
        }
    }

    /// Whether it is the key's account; `None` where that is not known.
    pub fn owns(&self, account: &str) -> Option<bool> {
        let owner = self.owner.as_deref()?;
        (owner == account || owner != STAND_IN).then_some(owner == account)
    }

    /// The key's account, unless it is a stand-in for one.
    pub fn account(&self) -> Option<&String> {
        self.owner.as_ref().filter(|owner| *owner != STAND_IN)
    }
}

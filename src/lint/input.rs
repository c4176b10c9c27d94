/// Something that a rule would have to see and that the file does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    Policy,
    /// The policy is there and is no JSON.
    PolicyAsJson,
    /// Which account owns the key.
    Owner,
    Arn,
    Grants,
    Aliases,
    Tags,
    RotationStatus,
    Rotations,
    LastUsage,
    PolicyNames,
    /// A field of KeyMetadata, by its name.
    Field(&'static str),
    /// A member of the profile, by its name.
    Profile(&'static str),
    /// A policy that is small enough to reason over.
    SmallerPolicy,
    /// What the functions of a template come to.
    Template,
}

impl Input {
    /// What it is, in the middle of a sentence.
    pub fn words(self) -> String {
        match self {
            Input::Policy => "the key policy".into(),
            Input::PolicyAsJson => "a policy that is JSON".into(),
            Input::Owner => "the account that owns the key".into(),
            Input::Arn => "the ARN of the key".into(),
            Input::Grants => "the grants".into(),
            Input::Aliases => "the aliases".into(),
            Input::Tags => "the tags".into(),
            Input::RotationStatus => "the rotation status".into(),
            Input::Rotations => "the past rotations".into(),
            Input::LastUsage => "the last use".into(),
            Input::PolicyNames => "the names of the key's policies".into(),
            Input::Field(name) => name.into(),
            Input::Profile(name) => format!("{name} in a profile"),
            Input::SmallerPolicy => "a policy with fewer statements and values".into(),
            Input::Template => "what the template’s functions come to".into(),
        }
    }

    /// The command that gets it, KEY standing for the key's id or ARN; `None` where no command does.
    pub fn command(self) -> Option<&'static str> {
        match self {
            Input::Policy => Some("aws kms get-key-policy --key-id KEY --policy-name default"),
            Input::Owner | Input::Arn | Input::Field(_) => {
                Some("aws kms describe-key --key-id KEY")
            }
            Input::Grants => Some("aws kms list-grants --key-id KEY"),
            Input::Aliases => Some("aws kms list-aliases --key-id KEY"),
            Input::Tags => Some("aws kms list-resource-tags --key-id KEY"),
            Input::RotationStatus => Some("aws kms get-key-rotation-status --key-id KEY"),
            Input::Rotations => Some(
                "aws kms list-key-rotations --key-id KEY --include-key-material ALL_KEY_MATERIAL",
            ),
            Input::LastUsage => Some("aws kms get-key-last-usage --key-id KEY"),
            Input::PolicyNames => Some("aws kms list-key-policies --key-id KEY"),
            Input::PolicyAsJson | Input::Profile(_) | Input::SmallerPolicy | Input::Template => {
                None
            }
        }
    }
}

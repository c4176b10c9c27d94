use super::prelude::*;
use crate::aws::fields::meaning;

rule! {
    id: "KMS-CFG-062",
    name: "value-not-in-the-catalogue",
    title: "A value that our catalogue does not list",
    kind: Kind::Hygiene,
    severity: Severity::Info,
    confidence: Confidence::Certain,
    since: "0.2.0",
    needs: Needs::Fields,
    checks: "Whether `KeySpec`, `KeyUsage`, `KeyState`, `Origin` and `KeyManager` have values that the catalogue knows.",
    why: "AWS may have added it since. Rules that hang on it take nothing for granted.",
    fix: "Look it up in AWS’s documentation.",
    references: [KEY_METADATA],
    fires: [
        fields(r#""KeySpec":"SYMMETRIC_XL""#),
        fields(r#""KeyState":"Resting""#),
    ],
    silent: [
        fields(r#""KeySpec":"ML_DSA_65","KeyUsage":"SIGN_VERIFY""#),
        fields(r#""KeySpec":null"#),
    ],
    check,
}

fn check(subject: &Subject, out: &mut Out) {
    let key = subject.key;
    let fields = [
        ("KeySpec", &key.spec),
        ("KeyUsage", &key.usage),
        ("KeyState", &key.state),
        ("Origin", &key.origin),
        ("KeyManager", &key.manager),
    ];
    let odd = fields
        .into_iter()
        .filter_map(|(field, value)| Some((field, value.text()?)))
        .find(|(field, value)| matches!(meaning(field, value), Some(None)));
    if let Some((field, value)) = odd {
        let message = Text::new().code(value).words(format!(
            " is not in our catalogue of {}.",
            crate::aws::CATALOGUE_DATE
        ));
        out.find_field(Severity::Info, field, message, None);
    }
}

//! Condition operators ("IAM JSON policy elements: Condition operators", IAM User Guide).

/// What an operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Null,
}

/// Every base operator by its name.
pub const BASES: &[(&str, Base)] = &[
    ("StringEquals", Base::StringEquals),
    ("StringNotEquals", Base::StringNotEquals),
    ("StringEqualsIgnoreCase", Base::StringEqualsIgnoreCase),
    ("StringNotEqualsIgnoreCase", Base::StringNotEqualsIgnoreCase),
    ("StringLike", Base::StringLike),
    ("StringNotLike", Base::StringNotLike),
    ("NumericEquals", Base::NumericEquals),
    ("NumericNotEquals", Base::NumericNotEquals),
    ("NumericLessThan", Base::NumericLessThan),
    ("NumericLessThanEquals", Base::NumericLessThanEquals),
    ("NumericGreaterThan", Base::NumericGreaterThan),
    ("NumericGreaterThanEquals", Base::NumericGreaterThanEquals),
    ("DateEquals", Base::DateEquals),
    ("DateNotEquals", Base::DateNotEquals),
    ("DateLessThan", Base::DateLessThan),
    ("DateLessThanEquals", Base::DateLessThanEquals),
    ("DateGreaterThan", Base::DateGreaterThan),
    ("DateGreaterThanEquals", Base::DateGreaterThanEquals),
    ("Bool", Base::Bool),
    ("BinaryEquals", Base::BinaryEquals),
    ("IpAddress", Base::IpAddress),
    ("NotIpAddress", Base::NotIpAddress),
    ("ArnEquals", Base::ArnEquals),
    ("ArnLike", Base::ArnLike),
    ("ArnNotEquals", Base::ArnNotEquals),
    ("ArnNotLike", Base::ArnNotLike),
    ("Null", Base::Null),
];

/// How an operator treats a key with several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    ForAllValues,
    ForAnyValue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operator {
    pub quantifier: Option<Quantifier>,
    pub base: Base,
    pub if_exists: bool,
}

impl Operator {
    /// `ForAllValues:StringEqualsIfExists`. Letter case is ignored, which no page of AWS rules on: taking
    /// `stringEquals` for nothing would be the riskier reading.
    pub fn parse(text: &str) -> Option<Operator> {
        let (quantifier, rest) = match text.split_once(':') {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAllValues") => {
                (Some(Quantifier::ForAllValues), rest)
            }
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(Quantifier::ForAnyValue), rest)
            }
            Some(_) => return None,
            None => (None, text),
        };
        let known = |name: &str| {
            BASES
                .iter()
                .find(|(base, _)| base.eq_ignore_ascii_case(name))
                .map(|(_, base)| *base)
        };
        let (base, if_exists) = match known(rest) {
            Some(base) => (base, false),
            None => (known(strip_if_exists(rest)?)?, true),
        };
        // "You can add IfExists to the end of any condition operator name except the Null condition".
        (base != Base::Null || !if_exists).then_some(Operator {
            quantifier,
            base,
            if_exists,
        })
    }

    /// Whether it is true when no value matches: `StringNotEquals`, `NotIpAddress`, ….
    pub fn negated(self) -> bool {
        matches!(
            self.base,
            Base::StringNotEquals
                | Base::StringNotEqualsIgnoreCase
                | Base::StringNotLike
                | Base::NumericNotEquals
                | Base::DateNotEquals
                | Base::NotIpAddress
                | Base::ArnNotEquals
                | Base::ArnNotLike
        )
    }

    pub fn family(self) -> Family {
        match self.base {
            Base::StringEquals
            | Base::StringNotEquals
            | Base::StringEqualsIgnoreCase
            | Base::StringNotEqualsIgnoreCase
            | Base::StringLike
            | Base::StringNotLike => Family::String,
            Base::NumericEquals
            | Base::NumericNotEquals
            | Base::NumericLessThan
            | Base::NumericLessThanEquals
            | Base::NumericGreaterThan
            | Base::NumericGreaterThanEquals => Family::Numeric,
            Base::DateEquals
            | Base::DateNotEquals
            | Base::DateLessThan
            | Base::DateLessThanEquals
            | Base::DateGreaterThan
            | Base::DateGreaterThanEquals => Family::Date,
            Base::Bool => Family::Bool,
            Base::BinaryEquals => Family::Binary,
            Base::IpAddress | Base::NotIpAddress => Family::Ip,
            Base::ArnEquals | Base::ArnLike | Base::ArnNotEquals | Base::ArnNotLike => Family::Arn,
            Base::Null => Family::Null,
        }
    }

    /// Whether `*` and `?` stand for other characters in its values. `ArnEquals` behaves as `ArnLike` does.
    pub fn has_wildcards(self) -> bool {
        self.family() == Family::Arn || matches!(self.base, Base::StringLike | Base::StringNotLike)
    }

    pub fn ignores_case(self) -> bool {
        matches!(
            self.base,
            Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    String,
    Numeric,
    Date,
    Bool,
    Binary,
    Ip,
    Arn,
    Null,
}

/// The name without its `IfExists`.
pub fn strip_if_exists(name: &str) -> Option<&str> {
    let cut = name.len().checked_sub("IfExists".len())?;
    let (head, tail) = (name.get(..cut)?, name.get(cut..)?);
    tail.eq_ignore_ascii_case("IfExists").then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_apart() {
        assert_eq!(
            Operator::parse("ForAllValues:StringEqualsIfExists"),
            Some(Operator {
                quantifier: Some(Quantifier::ForAllValues),
                base: Base::StringEquals,
                if_exists: true
            })
        );
        assert!(
            Operator::parse("StringNotEqualsIgnoreCase")
                .unwrap()
                .negated()
        );
        for unknown in [
            "NullIfExists",
            "StringEqual",
            "ForEach:StringEquals",
            "IfExists",
            "",
            "NullIf",
        ] {
            assert_eq!(Operator::parse(unknown), None, "{unknown}");
        }
    }
}

/// The six fields of an Amazon Resource Name; the last may hold colons of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'t> {
    pub partition: &'t str,
    pub service: &'t str,
    pub region: &'t str,
    pub account: &'t str,
    pub resource: &'t str,
}

impl<'t> Arn<'t> {
    /// `None` unless the text begins with `arn:` and has six fields. The fields themselves may be anything.
    pub fn split(text: &'t str) -> Option<Arn<'t>> {
        Arn::behind(text.strip_prefix("arn:")?)
    }

    /// Of what follows the first colon.
    pub fn behind(mut rest: &'t str) -> Option<Arn<'t>> {
        let mut field = || {
            let end = rest.bytes().position(|byte| byte == b':')?;
            let field = rest.get(..end)?;
            rest = rest.get(end + 1..)?;
            Some(field)
        };
        let (partition, service) = (field()?, field()?);
        let (region, account) = (field()?, field()?);
        Some(Arn {
            partition,
            service,
            region,
            account,
            resource: rest,
        })
    }

    pub fn fields(&self) -> [&'t str; 5] {
        [
            self.partition,
            self.service,
            self.region,
            self.account,
            self.resource,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_into_six_and_no_more() {
        let arn = Arn::split("arn:aws:logs:us-east-1:111122223333:log-group:a:*").unwrap();
        assert_eq!(arn.resource, "log-group:a:*");
        assert_eq!(Arn::split("arn:aws:iam:111122223333:root"), None);
        assert_eq!(Arn::split("*"), None);
    }
}

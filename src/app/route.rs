/// A page and what it shows. The address holds what can be shared, never data of a key: a key is meant by its place
/// in the list, which says something only in the tab that has it open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    #[default]
    Start,
    Keys,
    Key(usize),
    Rules(Option<String>),
}

impl Route {
    /// From the part of the address behind `#`.
    pub fn parse(hash: &str) -> Route {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let mut parts = path.split('/');
        match (parts.next(), parts.next()) {
            (Some("keys"), None) => Route::Keys,
            (Some("key"), Some(number)) => number
                .parse::<usize>()
                .ok()
                .and_then(|number| number.checked_sub(1))
                .map_or(Route::Start, Route::Key),
            (Some("rules"), rule) => Route::Rules(rule.map(str::to_string)),
            _ => Route::Start,
        }
    }

    pub fn hash(&self) -> String {
        match self {
            Route::Start => "#/".into(),
            Route::Keys => "#/keys".into(),
            Route::Key(index) => format!("#/key/{}", index + 1),
            Route::Rules(None) => "#/rules".into(),
            Route::Rules(Some(rule)) => format!("#/rules/{rule}"),
        }
    }
}

use keyglass::aws::actions::ActionSet;
use keyglass::reason::ask::Question;
use keyglass::workspace::query::Query;

/// A page and what it shows. The address holds what can be shared, never data of a key: a key is meant by its place
/// in the list, which says something only in the tab that has it open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    #[default]
    Start,
    Keys,
    /// The list narrowed by terms that say nothing of anybody.
    Found(String),
    Overview,
    Key(usize),
    /// A key's page with a question that holds nothing of the file: who asks, and the action without its service.
    Ask(usize, Asker, String),
    Rules(Option<String>),
    /// Two keys, or two records of one, side by side.
    Compare([usize; 2]),
}

/// Callers that a link can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    Stranger,
    Unsigned,
}

impl Asker {
    const ALL: [Asker; 2] = [Asker::Stranger, Asker::Unsigned];
    /// A role of an account that stands for all accounts that nobody names.
    const STRANGER: &'static str = "arn:aws:iam::444455556666:role/AnotherRole";

    /// Who asks, if the question holds nothing that could be from a file.
    pub fn of(question: &Question) -> Option<Asker> {
        let name = question.action.strip_prefix("kms:")?;
        let known = !ActionSet::named(&[name]).is_empty();
        let asker = Asker::ALL
            .into_iter()
            .find(|asker| asker.caller() == question.caller)?;
        (known && question.keys.is_empty()).then_some(asker)
    }

    fn caller(self) -> &'static str {
        match self {
            Asker::Stranger => Asker::STRANGER,
            Asker::Unsigned => "",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Asker::Stranger => "stranger",
            Asker::Unsigned => "unsigned",
        }
    }

    pub fn question(self, action: &str) -> Question {
        Question {
            caller: self.caller().to_string(),
            action: format!("kms:{action}"),
            keys: Vec::new(),
        }
    }
}

impl Route {
    /// The key that is shown.
    pub fn key(&self) -> Option<usize> {
        match self {
            Route::Key(index) | Route::Ask(index, _, _) => Some(*index),
            _ => None,
        }
    }

    /// From the part of the address behind `#`.
    pub fn parse(hash: &str) -> Route {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let mut parts = path.split('/');
        match (parts.next(), parts.next()) {
            (Some("keys"), None) => Route::Keys,
            (Some("keys"), Some(terms)) => {
                let terms = terms.replace('+', " ");
                match Query::parse(&terms).plain().to_string() {
                    none if none.is_empty() => Route::Keys,
                    terms => Route::Found(terms),
                }
            }
            (Some("overview"), None) => Route::Overview,
            (Some("key"), Some(number)) => {
                let number = number.parse::<usize>().ok();
                let Some(index) = number.and_then(|number| number.checked_sub(1)) else {
                    return Route::Start;
                };
                let asker = match parts.next() {
                    Some("ask") => {
                        let name = parts.next();
                        Asker::ALL
                            .into_iter()
                            .find(|asker| Some(asker.name()) == name)
                    }
                    _ => None,
                };
                let action = parts
                    .next()
                    .filter(|name| !ActionSet::named(&[name]).is_empty());
                match (asker, action) {
                    (Some(asker), Some(action)) => Route::Ask(index, asker, action.to_string()),
                    _ => Route::Key(index),
                }
            }
            (Some("compare"), Some(first)) => {
                let place = |text: &str| text.parse::<usize>().ok()?.checked_sub(1);
                let places = place(first).zip(parts.next().and_then(place));
                places.map_or(Route::Start, |(first, second)| {
                    Route::Compare([first, second])
                })
            }
            (Some("rules"), rule) => Route::Rules(rule.map(str::to_string)),
            _ => Route::Start,
        }
    }

    pub fn hash(&self) -> String {
        match self {
            Route::Start => "#/".into(),
            Route::Keys => "#/keys".into(),
            Route::Found(terms) => format!("#/keys/{}", terms.replace(' ', "+")),
            Route::Overview => "#/overview".into(),
            Route::Key(index) => format!("#/key/{}", index + 1),
            Route::Ask(index, asker, action) => {
                format!("#/key/{}/ask/{}/{action}", index + 1, asker.name())
            }
            Route::Compare([first, second]) => format!("#/compare/{}/{}", first + 1, second + 1),
            Route::Rules(None) => "#/rules".into(),
            Route::Rules(Some(rule)) => format!("#/rules/{rule}"),
        }
    }
}

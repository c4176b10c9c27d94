//! Keys and key policies as plain data: what was read, where it stood, and nothing judged.

pub mod arn;
pub mod companion;
pub mod date;
pub mod decimal;
pub mod key;
pub mod letters;
pub mod operator;
pub mod policy;

/// A value that a file may hold, be silent about, null, or garble. These are four different facts: a null
/// `KeyRotationEnabled` says that nobody asked, never that rotation is off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Given<T> {
    #[default]
    Absent,
    Null,
    /// What stands there, as JSON.
    Malformed(String),
    Present(T),
}

impl<T> Given<T> {
    pub fn present(&self) -> Option<&T> {
        match self {
            Given::Present(value) => Some(value),
            _ => None,
        }
    }
}

impl Given<String> {
    pub fn text(&self) -> Option<&str> {
        self.present().map(String::as_str)
    }

    pub fn is(&self, wanted: &str) -> bool {
        self.text() == Some(wanted)
    }
}

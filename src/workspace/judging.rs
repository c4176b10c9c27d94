//! Which keys are still to be judged, and judging them: here, or in another thread that is told of a key by [`Task`] and
//! answers with a text.

use std::rc::Rc;

use super::Workspace;
use super::names::Names;
use super::summary::{Judge, Summary};
use crate::import::join::Record;
use crate::json;
use crate::lint::{RULES, Severity};
use crate::model::date::Moment;
use crate::profile::{self, Profile};
use crate::reason::public::Answer;

/// What is still to be judged.
#[derive(Default)]
pub(super) struct Judging {
    judge: Judge,
    /// Rows from here on were given to nobody.
    next: usize,
    /// Rows without a summary.
    left: usize,
    /// Rows that are known to be public.
    pub(super) public: usize,
}

/// A key to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub at: usize,
    /// An answer to a key that has changed since comes too late.
    pub stamp: u64,
    /// The key's record, for [`Record::bare`].
    pub text: Rc<str>,
    pub format: &'static str,
    pub made: bool,
}

impl Workspace {
    /// Whether there are keys that are not judged yet.
    pub fn is_judging(&self) -> bool {
        self.judging.left > 0
    }

    /// How many keys are judged.
    pub fn judged(&self) -> usize {
        self.rows.len().saturating_sub(self.judging.left)
    }

    /// How many keys are known to be public.
    pub fn public(&self) -> usize {
        self.judging.public
    }

    /// How many different policies were judged for them.
    pub fn policies_judged(&self) -> usize {
        self.judging.judge.judged()
    }

    /// A row came, or is another now and has lost its summary if it had one.
    pub(super) fn wants_judging(&mut self, at: usize, had_summary: bool) {
        self.judging.next = self.judging.next.min(at);
        self.judging.left += usize::from(had_summary);
    }

    /// Whether there may be keys that nobody was asked to judge.
    pub fn has_task(&self) -> bool {
        self.judging.next < self.rows.len()
    }

    /// The next key that nobody was asked to judge.
    pub fn next_task(&mut self) -> Option<Task> {
        while let Some(row) = self.rows.get(self.judging.next) {
            let at = self.judging.next;
            self.judging.next += 1;
            if row.summary.is_none() {
                let record = self.join.records.get(at)?;
                return Some(Task {
                    at,
                    stamp: row.stamp,
                    text: Rc::clone(&record.text),
                    format: record.format,
                    made: record.made.is_some(),
                });
            }
        }
        None
    }

    /// Whoever was asked will not answer.
    pub fn forget_tasks(&mut self) {
        self.judging.next = 0;
    }

    /// Judges on while `on` says so.
    pub fn judge_some(&mut self, on: &mut dyn FnMut() -> bool) {
        while let Some(task) = self.next_task() {
            let key = self.join.records.get(task.at).map(Record::key);
            let key = key.unwrap_or_default();
            let (judge, names) = (&mut self.judging.judge, &mut self.names);
            let summary = judge.summary(key, &self.profile, self.now, names);
            self.judged_as(task.at, task.stamp, summary);
            if !on() {
                break;
            }
        }
    }

    /// Takes an answer of [`Elsewhere`].
    pub fn take_answer(&mut self, at: usize, stamp: u64, answer: &str) {
        if let Some(summary) = read(answer, &mut self.names) {
            self.judged_as(at, stamp, summary);
        }
    }

    fn judged_as(&mut self, at: usize, stamp: u64, summary: Summary) {
        let row = self.rows.get_mut(at);
        if let Some(row) = row.filter(|row| row.stamp == stamp && row.summary.is_none()) {
            self.judging.public += usize::from(summary.public == Answer::Yes);
            Rc::make_mut(row).summary = Some(Rc::new(summary));
            self.judging.left -= 1;
            self.version += 1;
        }
    }

    /// Every key is judged anew under another profile.
    pub fn judge_under(&mut self, profile: Profile, text: Option<String>, now: Moment) {
        self.profile = profile;
        self.profile_text = text;
        self.now = now;
        self.judging = Judging {
            judge: Judge::new(self.profile_text.is_some()),
            next: 0,
            left: self.rows.len(),
            public: 0,
        };
        self.looked_at.borrow_mut().clear();
        self.version += 1;
        for row in &mut self.rows {
            let row = Rc::make_mut(row);
            row.summary = None;
            row.stamp = self.version;
        }
    }

    pub fn now(&self) -> Moment {
        self.now
    }
}

/// Judges for a workspace that is in another thread.
#[derive(Default)]
pub struct Elsewhere {
    judge: Judge,
    names: Names,
    profile: Profile,
    profile_text: Option<String>,
}

impl Elsewhere {
    /// Judges a key under the profile with this text, and answers for [`Workspace::take_answer`].
    pub fn judge(&mut self, record: &Record, profile: Option<&str>, now: Moment) -> String {
        if self.profile_text.as_deref() != profile {
            self.profile = profile
                .and_then(|text| Some(profile::read(&json::parse(text).ok()?, text).0))
                .unwrap_or_default();
            self.profile_text = profile.map(str::to_string);
            self.judge = Judge::new(profile.is_some());
        }
        let key = record.key();
        let summary = self.judge.summary(key, &self.profile, now, &mut self.names);
        write(&summary)
    }
}

/// `yes;0;3.1,17.4;28:arn:aws:iam::111122223333:root`: public, muted, rules with their severities, principals with their
/// lengths.
fn write(summary: &Summary) -> String {
    let mut text = format!("{};{};", summary.public.name(), summary.muted);
    for (rule, severity) in &summary.findings {
        text.push_str(&format!("{rule}.{},", *severity as usize));
    }
    text.push(';');
    for principal in &summary.principals {
        text.push_str(&format!("{}:", principal.len()));
        text.push_str(principal);
    }
    text
}

fn read(text: &str, names: &mut Names) -> Option<Summary> {
    let (public, rest) = text.split_once(';')?;
    let (muted, rest) = rest.split_once(';')?;
    let (findings, mut rest) = rest.split_once(';')?;
    let public = Answer::ALL
        .into_iter()
        .find(|answer| answer.name() == public)?;
    let finding = |text: &str| {
        let (rule, severity) = text.split_once('.')?;
        let severity = *Severity::ALL.get(severity.parse::<usize>().ok()?)?;
        let rule = rule.parse().ok()?;
        (usize::from(rule) < RULES.len()).then_some((rule, severity))
    };
    let findings = findings.split_terminator(',').map(finding);
    let findings: Option<Box<[(u16, Severity)]>> = findings.collect();
    let mut principals = Vec::new();
    while let Some((length, after)) = rest.split_once(':') {
        let length = length.parse().ok()?;
        principals.push(names.name(after.get(..length)?));
        rest = after.get(length..)?;
    }
    Some(Summary::new(
        public,
        findings?,
        muted.parse().ok()?,
        principals,
        names,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_795_000_000);

    fn record(id: usize, principals: &str) -> String {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/{id:08}-12ab-34cd-56ef-1234567890ab","Policy":"{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":{principals}}},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}}]}}"}}"#
        )
    }

    fn opened(workspace: &mut Workspace, text: &str) {
        workspace.begin("a.json".into(), NOW);
        workspace.feed(text);
        workspace.end();
        while workspace.read_some(&mut || true) {}
    }

    /// A judge in another thread says what the workspace says by itself, odd names of principals too.
    #[test]
    fn an_answer_from_elsewhere_is_the_same() {
        let principals = [
            r#"\"*\""#,
            r#"[\"arn:aws:iam::444455556666:root\",\"111122223333\"]"#,
            r#"[\"12:\\u00e9\\n;x\",\"s3.amazonaws.com\"]"#,
        ];
        let text: Vec<String> = principals
            .iter()
            .enumerate()
            .map(|(id, all)| record(id, all))
            .collect();
        let text = format!("[{}]", text.join(","));
        let (mut here, mut there) = (Workspace::default(), Workspace::default());
        opened(&mut here, &text);
        opened(&mut there, &text);
        here.judge_some(&mut || true);
        assert!(!here.is_judging());
        let mut elsewhere = Elsewhere::default();
        let mut tasks = Vec::new();
        while let Some(task) = there.next_task() {
            tasks.push(task);
        }
        assert_eq!((tasks.len(), there.judged()), (3, 0));
        for task in tasks.iter().rev() {
            let record = Record::bare(task.text.to_string(), task.format, task.made);
            let answer = elsewhere.judge(&record, None, NOW);
            there.take_answer(task.at, task.stamp, &answer);
        }
        assert!(!there.is_judging());
        let said = |workspace: &Workspace| -> Vec<_> {
            let rows = workspace.rows.iter();
            rows.map(|row| write(row.summary.as_ref().unwrap()))
                .collect()
        };
        assert_eq!(said(&here), said(&there));
        assert_eq!(there.rows[1].summary.as_ref().unwrap().accounts.len(), 2);
    }

    #[test]
    fn an_answer_to_what_has_changed_since_is_not_taken() {
        let mut workspace = Workspace::default();
        opened(&mut workspace, &record(1, r#"\"*\""#));
        let task = workspace.next_task().unwrap();
        workspace.judge_under(Profile::default(), Some("{}".into()), NOW);
        workspace.take_answer(task.at, task.stamp, "no;0;;");
        assert!(workspace.is_judging());
        let task = workspace.next_task().unwrap();
        for garbled in [
            "",
            "no;0",
            "maybe;0;;",
            "no;0;9999.1,;",
            "no;0;1.9,;",
            "no;0;;5:abc",
        ] {
            workspace.take_answer(task.at, task.stamp, garbled);
            assert!(workspace.is_judging(), "{garbled}");
        }
        workspace.take_answer(task.at, task.stamp, "no;0;;");
        assert!(!workspace.is_judging());
        // A second answer changes nothing.
        workspace.take_answer(task.at, task.stamp, "yes;0;;");
        assert_eq!(workspace.rows[0].public_name(), Some("no"));
    }

    #[test]
    fn what_nobody_answers_is_judged_here() {
        let mut workspace = Workspace::default();
        opened(&mut workspace, &record(1, r#"\"*\""#));
        assert!(workspace.next_task().is_some() && workspace.next_task().is_none());
        workspace.judge_some(&mut || true);
        assert!(workspace.is_judging());
        workspace.forget_tasks();
        workspace.judge_some(&mut || true);
        assert_eq!((workspace.judged(), workspace.is_judging()), (1, false));
    }
}

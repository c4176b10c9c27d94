//! Which keys are still to be judged, and judging them: here, or in another thread that is told of keys by one parcel and
//! answers by another.

use std::rc::Rc;

use super::Workspace;
use super::names::Names;
use super::parcel::{Parcel, Unread};
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
    fn next_task(&mut self) -> Option<usize> {
        while let Some(row) = self.rows.get(self.judging.next) {
            let at = self.judging.next;
            self.judging.next += 1;
            if row.summary.is_none() {
                return Some(at);
            }
        }
        None
    }

    /// Asks [`Elsewhere`] to judge some keys that nobody was asked to judge: so many, or about so many bytes of them. Empty
    /// when there are none.
    pub fn tasks(&mut self, keys: usize, bytes: usize) -> Parcel {
        let mut parcel = Parcel::default();
        for _ in 0..keys {
            if parcel.text.len() > bytes {
                break;
            }
            let Some(at) = self.next_task() else {
                break;
            };
            if parcel.is_empty() {
                parcel.long(self.now.0 as u64);
                parcel.number(usize::from(self.profile_text.is_some()));
                parcel.text(self.profile_text.as_deref().unwrap_or_default());
            }
            if let (Some(row), Some(record)) = (self.rows.get(at), self.join.records.get(at)) {
                parcel.number(at);
                // An answer to a key that has changed since comes too late.
                parcel.long(row.stamp);
                parcel.number(usize::from(record.made.is_some()));
                parcel.text(record.format);
                parcel.text(&record.text);
            }
        }
        parcel
    }

    /// Whoever was asked will not answer.
    pub fn forget_tasks(&mut self) {
        self.judging.next = 0;
    }

    /// Judges on while `on` says so.
    pub fn judge_some(&mut self, on: &mut dyn FnMut() -> bool) {
        while let Some(at) = self.next_task() {
            let key = self.join.records.get(at).map(Record::key);
            let key = key.unwrap_or_default();
            let (judge, names) = (&mut self.judging.judge, &mut self.names);
            let summary = judge.summary(key, &self.profile, self.now, names);
            let stamp = self.rows.get(at).map_or(0, |row| row.stamp);
            self.judged_as(at, stamp, summary);
            if !on() {
                break;
            }
        }
    }

    /// Takes the answers of [`Elsewhere`].
    pub fn take_answers(&mut self, answers: &Parcel) {
        let mut unread = answers.unread();
        while let Some((at, stamp)) = unread.number().zip(unread.long()) {
            let Some(summary) = read(&mut unread, &mut self.names) else {
                break;
            };
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
    /// Judges what [`Workspace::tasks`] asks for, and answers for [`Workspace::take_answers`].
    pub fn judge(&mut self, tasks: &Parcel) -> Parcel {
        let mut answers = Parcel::default();
        self.judge_all(&mut tasks.unread(), &mut answers);
        answers
    }

    fn judge_all(&mut self, tasks: &mut Unread, answers: &mut Parcel) -> Option<()> {
        let now = Moment(tasks.long()? as i64);
        let has_profile = tasks.number()? == 1;
        let profile = Some(tasks.text()?).filter(|_| has_profile);
        if self.profile_text.as_deref() != profile {
            self.profile = profile
                .and_then(|text| Some(profile::read(&json::parse(text).ok()?, text).0))
                .unwrap_or_default();
            self.profile_text = profile.map(str::to_string);
            self.judge = Judge::new(profile.is_some());
        }
        loop {
            let (at, stamp) = (tasks.number()?, tasks.long()?);
            let made = tasks.number()? == 1;
            let (format, text) = (tasks.text()?, tasks.text()?);
            let key = Record::bare(text.to_string(), format, made).key();
            let names = &mut self.names;
            let summary = self.judge.summary(key, &self.profile, now, names);
            answers.number(at);
            answers.long(stamp);
            write(&summary, answers);
        }
    }
}

fn write(summary: &Summary, out: &mut Parcel) {
    out.number(summary.public as usize);
    out.number(summary.muted.into());
    out.number(summary.findings.len());
    for (rule, severity) in &summary.findings {
        out.number((*rule).into());
        out.number(*severity as usize);
    }
    out.number(summary.principals.len());
    for principal in &summary.principals {
        out.text(principal);
    }
}

fn read(from: &mut Unread, names: &mut Names) -> Option<Summary> {
    let public = *Answer::ALL.get(from.number()?)?;
    let muted = from.number()? as u16;
    let findings = from.list(|from| {
        let rule = from.number().filter(|rule| *rule < RULES.len())?;
        Some((rule as u16, *Severity::ALL.get(from.number()?)?))
    })?;
    let principals = from.list(|from| Some(names.name(from.text()?)))?;
    Some(Summary::new(
        public,
        findings.into(),
        muted,
        principals,
        names,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::opening::Opening;

    const NOW: Moment = Moment(1_795_000_000);

    fn record(id: usize, principals: &str) -> String {
        format!(
            r#"{{"ResourceType":"AWS.KMS.Key","Arn":"arn:aws:kms:us-east-1:111122223333:key/{id:08}-12ab-34cd-56ef-1234567890ab","Policy":"{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":{principals}}},\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}}]}}"}}"#
        )
    }

    fn opened(workspace: &mut Workspace, text: &str) {
        let mut opening = Opening::of_text("a.json", text);
        opening.read(&mut || true);
        workspace.take(opening.take(), NOW);
        workspace.take_some(&mut || true);
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
        // One by one, as by several.
        let tasks: Vec<Parcel> = (0..4).map(|_| there.tasks(1, 1_000_000)).collect();
        assert!(tasks[3].is_empty() && there.judged() == 0);
        for tasks in tasks.iter().rev() {
            there.take_answers(&elsewhere.judge(tasks));
        }
        assert!(!there.is_judging());
        let said = |workspace: &Workspace| -> Vec<_> {
            let rows = workspace.rows.iter();
            rows.map(|row| row.summary.clone().unwrap())
                .map(|summary| {
                    let principals: Vec<String> = summary
                        .principals
                        .iter()
                        .map(|name| name.to_string())
                        .collect();
                    (
                        summary.public,
                        summary.findings.clone(),
                        summary.muted,
                        principals,
                    )
                })
                .collect()
        };
        assert_eq!(said(&here), said(&there));
        assert_eq!(there.rows[1].summary.as_ref().unwrap().accounts.len(), 2);
    }

    #[test]
    fn an_answer_to_what_has_changed_since_is_not_taken() {
        let mut workspace = Workspace::default();
        opened(&mut workspace, &record(1, r#"\"*\""#));
        let tasks = workspace.tasks(10, 1_000_000);
        let late = Elsewhere::default().judge(&tasks);
        workspace.judge_under(Profile::default(), Some("{}".into()), NOW);
        workspace.take_answers(&late);
        assert!(workspace.is_judging());
        let answers = Elsewhere::default().judge(&workspace.tasks(10, 1_000_000));
        for length in 0..answers.numbers.len() {
            let mut cut = answers.clone();
            cut.numbers.truncate(length);
            workspace.take_answers(&cut);
            assert!(workspace.is_judging(), "{length}");
        }
        for at in 3..answers.numbers.len() {
            let mut garbled = answers.clone();
            garbled.numbers[at] = 99_999;
            // Only how many are muted may be any number.
            if at != 4 {
                workspace.take_answers(&garbled);
                assert!(workspace.is_judging(), "{at}");
            }
        }
        workspace.take_answers(&answers);
        assert!(!workspace.is_judging());
        let judged = workspace.version();
        // A second answer changes nothing.
        workspace.take_answers(&answers);
        assert_eq!(workspace.version(), judged);
        assert_eq!(workspace.rows[0].public_name(), Some("yes"));
    }

    #[test]
    fn what_nobody_answers_is_judged_here() {
        let mut workspace = Workspace::default();
        opened(&mut workspace, &record(1, r#"\"*\""#));
        assert!(!workspace.tasks(10, 1_000_000).is_empty());
        assert!(workspace.tasks(10, 1_000_000).is_empty());
        workspace.judge_some(&mut || true);
        assert!(workspace.is_judging());
        workspace.forget_tasks();
        workspace.judge_some(&mut || true);
        assert_eq!((workspace.judged(), workspace.is_judging()), (1, false));
    }
}

//! Answers of servers, found by the server: a long list has many.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::ServerAnswer;

/// A target, and an address and a port of it.
type Place<'a> = (&'a str, Option<IpAddr>, Option<u16>);

/// Answers, each at the place that it is from.
#[derive(Debug, Default)]
pub struct AnswersByServer<'a> {
    all: Vec<&'a ServerAnswer>,
    of_place: HashMap<Place<'a>, Vec<usize>>,
}

impl<'a> AnswersByServer<'a> {
    /// The answers of a list, by their servers.
    pub fn of(answers: impl IntoIterator<Item = &'a ServerAnswer>) -> Self {
        let mut found = Self::default();
        for (index, answer) in answers.into_iter().enumerate() {
            found.all.push(answer);
            found.of_place.entry(place(answer)).or_default().push(index);
        }
        found
    }

    /// The places in the list of the answers that are from the same place as this one.
    pub fn positions<'s>(&'s self, one: &'s ServerAnswer) -> &'s [usize] {
        self.of_place.get(&place(one)).map_or(&[], Vec::as_slice)
    }

    /// The place in the list of the last answer that is the same as this one in that sense.
    pub fn position(
        &self,
        one: &ServerAnswer,
        same: impl Fn(&ServerAnswer, &ServerAnswer) -> bool,
    ) -> Option<usize> {
        self.positions(one).iter().rev().copied().find(|index| same(self.all[*index], one))
    }

    /// That answer.
    pub fn find(
        &self,
        one: &ServerAnswer,
        same: impl Fn(&ServerAnswer, &ServerAnswer) -> bool,
    ) -> Option<&'a ServerAnswer> {
        self.position(one, same).map(|index| self.all[index])
    }

    /// Each server once, as it answered last.
    pub(crate) fn last(&self) -> impl Iterator<Item = &'a ServerAnswer> {
        let is_last = |(index, answer): &(usize, &&ServerAnswer)| {
            self.position(answer, ServerAnswer::is_of_same_server) == Some(*index)
        };
        self.all.iter().enumerate().filter(is_last).map(|(_, answer)| *answer)
    }
}

fn place(answer: &ServerAnswer) -> Place<'_> {
    (&answer.target, answer.server_ip, answer.port)
}

//! A capture file, whole way: container, links, TCP, handshakes, evidence, judgement, roll-up.
#![no_main]

use cutover_evidence::{Handshake, Sink, Taken, csv_table, jsonl};
use cutover_observe::{Control, Options, observe};
use cutover_policy::{Judge, Policy, Rollup, RollupLimits};
use libfuzzer_sys::fuzz_target;

struct Everything<'a> {
    judge: Judge<'a>,
    rollup: Rollup,
}

impl Sink for Everything<'_> {
    fn handshake(&mut self, handshake: &Handshake) -> Taken {
        self.rollup.add(handshake, self.judge.judge(handshake));
        let mut line = Vec::new();
        jsonl::write(&mut line, handshake).unwrap();
        let record = jsonl::read(&line[..]).next().unwrap().unwrap();
        assert_eq!(record, jsonl::Record::Handshake(Box::new(handshake.clone())));
        csv_table::write_row(&mut line, handshake).unwrap();
        Taken::Used
    }
}

fuzz_target!(|file: &[u8]| {
    let policy = Policy::built_in("mozilla-intermediate-5.8").unwrap();
    let mut sink = Everything { judge: Judge::new(&policy), rollup: Rollup::new(RollupLimits::default()) };
    let options = Options { unpack_limit: 1 << 20, ..Options::default() };
    observe("capture:fuzz", file, &mut sink, &options, &Control { messages: Some(&|_, _| ()), ..Control::default() });
    sink.rollup.finish(100);
});

//! thin
use cutover_evidence::{Handshake, jsonl};
use cutover_observe::*;
use std::io::Write;
struct S(Vec<u8>, bool);
impl Sink for S {
    fn handshake(&mut self, h: &Handshake, _: &[Message]) {
        if self.1 {
            jsonl::write(&mut self.0, h).unwrap();
        }
    }
}
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let json = args.iter().any(|a| a == "jsonl");
    let mut code = 0;
    for f in inputs(
        args.iter().filter(|a| !matches!(a.as_str(), "observe" | "--format" | "jsonl")).map(Into::into),
    ) {
        let mut s = S(vec![], json);
        let o = Options { fingerprints: json, ..Options::default() };
        let r = observe(&f.name(), std::fs::File::open(f.name()).unwrap(), &mut s, &o, &Control::default());
        std::io::stdout().write_all(&s.0).unwrap();
        eprintln!("{:?} {:?} {:?}", r.counts, r.loss, r.stopped_by);
        if r.stopped_by.is_some() {
            code = 3;
        }
    }
    std::process::exit(code);
}

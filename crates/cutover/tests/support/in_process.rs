//! Runs a verb within the test, with made ends.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use cutover::{Io, Stop, Terminal, Writer};
use cutover_observe::StandardInput;

use super::Ran;

/// What was written somewhere.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).expect("output is UTF-8")
    }
}

/// Runs a verb with that standard input, in English unless `--lang` says otherwise.
pub fn run(arguments: &[&str], input: &[u8]) -> Ran {
    let (out, err, input) = (Kept::default(), Kept::default(), input.to_vec());
    let io = Io {
        input: StandardInput::new(move || io::Cursor::new(input.clone())),
        out: Writer::new(out.clone()),
        err: Writer::new(err.clone()),
        stop: Stop::default(),
        terminal: Terminal::default(),
        variable: |_| None,
        settings: || None,
        parts: cutover::Parts::default(),
        catch_ctrl_c: |_, _| (),
    };
    let arguments = ["cutover"].iter().chain(arguments).map(Into::into).collect();
    let code = cutover::run(arguments, io);
    Ran { code: Some(code.into()), stdout: out.text(), stderr: err.text() }
}

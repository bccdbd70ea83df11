//! Targets in a table: an export of an inventory as CSV, of which one column has them.

/// Headings of a column of targets, of which the first that is there is taken: what names a whole target before what names
/// half of one.
const HEADINGS: [&str; 24] = [
    "target",
    "targets",
    "url",
    "uri",
    "endpoint",
    "fqdn",
    "dns name",
    "dnsname",
    "dns",
    "hostname",
    "host name",
    "host",
    "server",
    "server name",
    "servername",
    "name",
    "ip address",
    "ipaddress",
    "ip",
    "address",
    "対象",
    "ホスト名",
    "サーバー名",
    "ipアドレス",
];

/// Headings of a column of ports.
const PORTS: [&str; 3] = ["port", "ports", "ポート"];

/// The table has no column of that name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoColumn;

/// The targets of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Targets {
    /// Each on the line on which it stands in the table.
    pub lines: String,
    /// How many rows have none.
    pub rows_without: u64,
}

/// The targets of a table; `None`: this is no table, but a target a line. `column`: the heading that somebody named.
pub(super) fn targets_of(text: &str, column: Option<&str>) -> Result<Option<Targets>, NoColumn> {
    let Some(first) = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))
    else {
        return Ok(None);
    };
    let Some(delimiter) = [b',', b';', b'\t'].into_iter().find(|byte| first.as_bytes().contains(byte)) else {
        // A table may have a single column.
        let is_heading = |heading: &str| same(first, heading);
        return match column {
            Some(column) if !is_heading(column) => Err(NoColumn),
            None if !HEADINGS.into_iter().any(is_heading) => Ok(None),
            _ => Ok(Some(rows(text, b',', 0, None))),
        };
    };
    let mut reader = reader(text, delimiter);
    let Some(Ok(headings)) = reader.records().next() else { return Ok(None) };
    let place = |wanted: &str| headings.iter().position(|heading| same(heading, wanted));
    let of_targets = match column {
        Some(column) => Some(place(column).ok_or(NoColumn)?),
        None => HEADINGS.into_iter().find_map(place),
    };
    let Some(of_targets) = of_targets else { return Ok(None) };
    Ok(Some(rows(text, delimiter, of_targets, PORTS.into_iter().find_map(place))))
}

fn same(heading: &str, wanted: &str) -> bool {
    heading.trim().trim_matches('"').to_lowercase() == wanted.to_lowercase()
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// A line for each row, and as many empty ones as keep it where it was.
fn rows(text: &str, delimiter: u8, of_targets: usize, of_ports: Option<usize>) -> Targets {
    let (mut lines, mut rows_without) = (String::new(), 0);
    let (mut line, mut seen, mut written) = (0, 0, 0);
    for record in reader(text, delimiter).into_records().skip(1).flatten() {
        let begin = record.position().map_or(seen, |position| position.byte() as usize);
        // Empty lines before a row count as part of it.
        let empty = text[begin..].bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        line += text[seen..begin + empty].matches('\n').count();
        seen = begin + empty;
        while written < line {
            lines.push('\n');
            written += 1;
        }
        let cell = |place: usize| record.get(place).unwrap_or_default().trim().replace(['\n', '\r'], " ");
        let (target, port) = (cell(of_targets), of_ports.map(cell).unwrap_or_default());
        rows_without += u64::from(target.is_empty());
        lines.push_str(&with_port(&target, &port));
        lines.push('\n');
        written += 1;
    }
    Targets { lines, rows_without }
}

/// The two together, unless the target has a port or is more than a host.
fn with_port(target: &str, port: &str) -> String {
    match target.parse::<std::net::Ipv6Addr>() {
        _ if target.is_empty() || port.is_empty() => target.to_owned(),
        Ok(address) => format!("[{address}]:{port}"),
        Err(_) if target.contains([':', '/']) => target.to_owned(),
        Err(_) => format!("{target}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, column: Option<&str>) -> Vec<(usize, String)> {
        let of_table = targets_of(text, column).unwrap().unwrap();
        let numbered = (1..).zip(of_table.lines.lines().map(str::to_owned));
        numbered.filter(|(_, line)| !line.is_empty()).collect()
    }

    #[test]
    fn a_column_of_targets_is_found_by_its_heading() {
        let inventory = "Owner,FQDN,Port\n\"Sato, K.\",www.example.test,443\n\nIT,2001:db8::1,8443\n";
        let expected = [(2, "www.example.test:443".to_owned()), (4, "[2001:db8::1]:8443".to_owned())];
        assert_eq!(lines(inventory, None), expected);
        assert_eq!(
            lines("サーバー名;備考\nwww.example.test;x\n", None),
            [(2, "www.example.test".to_owned())]
        );
        assert_eq!(lines("host\na\nb\n", None).len(), 2);
        assert_eq!(lines("a\tb\n1\tx:443\n", Some("B")), [(2, "x:443".to_owned())]);
        assert_eq!(targets_of("a\tb\n", Some("c")), Err(NoColumn));
        assert_eq!(targets_of("host,note\n,lost\na,\n", None).unwrap().unwrap().rows_without, 1);
    }

    #[test]
    fn a_target_a_line_is_no_table() {
        for text in ["www.example.test\n", "a:443,8443\nb\n", "", "# host\na\n"] {
            assert_eq!(targets_of(text, None), Ok(None), "{text:?}");
        }
    }
}

//! Another form for people is one renderer and nothing else: this one makes HTML of any document.

use cutover_catalogue::Catalogue;
use cutover_policy::Policy;
use cutover_registry::{CodePage, Mask, RegFile, Windows, audit};
use cutover_report::{
    AuditReport, Block, Document, Item, Language, ListKind, Section, Style, Text, Texts, client_details,
    client_list, explain_mask, policy_details, policy_list, render,
};

/// The renderer: 40 lines.
fn html(document: &Document) -> String {
    fn shown(text: &Text) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }
    fn item(item: &Item) -> String {
        let under: Vec<_> = item.under.iter().map(|line| format!("<li>{}", shown(line))).collect();
        let under = if under.is_empty() { String::new() } else { format!("<ul>{}</ul>", under.concat()) };
        format!("<li>{}{under}", shown(&item.text))
    }
    fn block(block: &Block) -> String {
        match block {
            Block::Answer(tone, answer) => format!("<h1 class={tone:?}>{}</h1>\n", shown(answer)),
            Block::Paragraph(sentence) => format!("<p>{}</p>\n", shown(sentence)),
            Block::Lines(lines) => {
                format!("<p>{}</p>\n", lines.iter().map(shown).collect::<Vec<_>>().join("<br>"))
            }
            Block::List(list) => {
                let heading = match &list.kind {
                    ListKind::Under(heading) => format!("<h2>{}</h2>\n", shown(heading)),
                    ListKind::Notes | ListKind::Points => String::new(),
                };
                format!("{heading}<ul>{}</ul>\n", list.items.iter().map(item).collect::<Vec<_>>().concat())
            }
            Block::Table(table) => {
                let cell = |lines: &[Text]| {
                    format!("<td>{}", lines.iter().map(shown).collect::<Vec<_>>().join("<br>"))
                };
                let headings = table.columns.iter().map(|column| format!("<th>{}", shown(&column.heading)));
                let row = |row: &Vec<_>| {
                    let cells = row.iter().map(|of: &cutover_report::Cell| cell(&of.0));
                    format!("<tr>{}\n", cells.collect::<Vec<_>>().concat())
                };
                let rows = table.rows.iter().map(row).collect::<Vec<_>>().concat();
                format!("<table><tr>{}\n{rows}</table>\n", headings.collect::<Vec<_>>().concat())
            }
            Block::Chart(chart) => format!("<h2>{}</h2>\n", shown(&chart.title)),
        }
    }
    document.sections().flat_map(Section::blocks).map(block).collect()
}

#[test]
fn every_document_can_be_had_in_another_form() {
    let texts = Texts::new(Language::English);
    let catalogue = Catalogue::built_in();
    let clients: Vec<_> = catalogue.clients().iter().collect();
    let policies: Vec<_> = Policy::built_in_ids().filter_map(Policy::built_in).collect();
    let windows = Windows::named("7");
    let file = RegFile::read(
        b"REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\<b>]\r\n\"a\"=dword:1\r\n".to_vec(),
        CodePage::WESTERN,
    )
    .unwrap();
    let audit = AuditReport { name: "<i>.reg", file: &file, windows, audit: &audit(&file, windows) };
    let documents = [
        client_list(&clients, &texts),
        client_details(clients[0], &texts),
        policy_list(&policies, &texts),
        policy_details(&policies[0], &texts),
        explain_mask(Mask(0xa00), windows, &texts),
        audit.document(&texts, true),
    ];
    for document in &documents {
        let (page, text) = (html(document), render::text(document, Style::default()));
        assert!(!page.contains("<b>") && !page.contains("<i>"), "{page}");
        // Nothing is lost on the way: each word of the text stands on the page.
        let plain =
            page.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        for word in text.split_whitespace().filter(|word| !["–", "→", "-"].contains(word)) {
            assert!(plain.contains(word), "{word} is not on the page:\n{page}");
        }
    }
}

//! What a person is told, before anybody knows in which form.

use crate::text::Text;

/// A report for people: sections, each of blocks that belong together. [`crate::render`] makes text or Markdown of it;
/// another form is another renderer, and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    sections: Vec<Section>,
}

impl Document {
    /// Begins a section.
    pub fn section(&mut self) -> &mut Section {
        self.sections.push(Section::default());
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }

    /// The sections that say something, in their order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| !section.blocks.is_empty())
    }

    /// Adds the sections of another document behind these.
    pub fn append(&mut self, other: Self) {
        self.sections.extend(other.sections);
    }
}

/// Blocks that belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    blocks: Vec<Block>,
}

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// What the whole document comes to, in a sentence or two
    Answer(Tone, Text),
    /// A sentence, or several that follow one another
    Paragraph(Text),
    /// Lines that stay lines
    Lines(Vec<Text>),
    /// A list
    List(List),
    /// A table
    Table(Table),
    /// Numbers by time
    Chart(Chart),
}

/// How good the news of an answer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Neither
    #[default]
    Plain,
    /// All is well
    Good,
    /// Nobody knows, or something is to be looked at
    Unsure,
    /// Something breaks
    Bad,
}

impl Section {
    /// The blocks, in their order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    fn push(&mut self, block: Block) -> &mut Self {
        self.blocks.push(block);
        self
    }

    /// Adds an answer.
    pub fn answer(&mut self, tone: Tone, answer: Text) -> &mut Self {
        self.push(Block::Answer(tone, answer))
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, sentence: Text) -> &mut Self {
        self.push(Block::Paragraph(sentence))
    }

    /// Adds paragraphs.
    pub fn paragraphs(&mut self, sentences: impl IntoIterator<Item = Text>) -> &mut Self {
        self.blocks.extend(sentences.into_iter().map(Block::Paragraph));
        self
    }

    /// Adds lines, if there are any.
    pub fn lines(&mut self, lines: Vec<Text>) -> &mut Self {
        if lines.is_empty() { self } else { self.push(Block::Lines(lines)) }
    }

    /// Adds a list, if it has anything in it.
    pub fn list(&mut self, list: List) -> &mut Self {
        if list.items.is_empty() { self } else { self.push(Block::List(list)) }
    }

    /// Adds a table, with or without rows.
    pub fn table(&mut self, table: Table) -> &mut Self {
        self.push(Block::Table(table))
    }

    /// Adds a chart, if it shows anything.
    pub fn chart(&mut self, chart: Chart) -> &mut Self {
        if chart.series.is_empty() { self } else { self.push(Block::Chart(chart)) }
    }
}

/// A list of things to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// What its items are.
    pub kind: ListKind,
    /// The items.
    pub items: Vec<Item>,
}

/// What the items of a list are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListKind {
    /// Sentences that stand for themselves, a line each
    Notes,
    /// Points of the paragraph before them
    Points,
    /// What a heading announces
    Under(Text),
}

/// One item of a list, and what belongs under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The item.
    pub text: Text,
    /// What stands under it.
    pub under: Vec<Text>,
}

impl List {
    fn of(kind: ListKind, items: impl IntoIterator<Item = Text>) -> Self {
        Self { kind, items: items.into_iter().map(Item::from).collect() }
    }

    /// Sentences that stand for themselves.
    pub fn notes(sentences: impl IntoIterator<Item = Text>) -> Self {
        Self::of(ListKind::Notes, sentences)
    }

    /// Points of the paragraph before them.
    pub fn points(points: impl IntoIterator<Item = Text>) -> Self {
        Self::of(ListKind::Points, points)
    }

    /// A list with a heading.
    pub fn under(heading: Text, items: impl IntoIterator<Item = Text>) -> Self {
        Self::of(ListKind::Under(heading), items)
    }

    /// Adds an item.
    pub fn push(&mut self, item: impl Into<Item>) {
        self.items.push(item.into());
    }
}

impl Extend<Text> for List {
    fn extend<I: IntoIterator<Item = Text>>(&mut self, items: I) {
        self.items.extend(items.into_iter().map(Item::from));
    }
}

impl From<Text> for Item {
    fn from(text: Text) -> Self {
        Self { text, under: Vec::new() }
    }
}

/// Rows of cells under headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows: as many cells as columns each.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: Text,
    /// Where its cells stand.
    pub align: Align,
    /// Whether it goes on with what the column before it says: where columns are dear, it stands under that.
    pub goes_on: bool,
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the start
    #[default]
    Start,
    /// At the end, as numbers do
    End,
    /// At the end where the table is drawn, at the start where whoever shows it decides how wide it is
    EndIfDrawn,
}

/// A cell: lines of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell(pub Vec<Text>);

impl Table {
    /// A table with those headings and no rows yet.
    pub fn new(headings: impl IntoIterator<Item = Text>) -> Self {
        let column = |heading| Column { heading, align: Align::default(), goes_on: false };
        Self { columns: headings.into_iter().map(column).collect(), rows: Vec::new() }
    }

    /// The column at that place, to say more of it.
    pub fn column(&mut self, index: usize) -> &mut Column {
        &mut self.columns[index]
    }

    /// Adds a row.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Leaves a column out.
    pub fn leave_out(&mut self, index: usize) {
        self.columns.remove(index);
        for row in &mut self.rows {
            row.remove(index);
        }
    }
}

impl From<Text> for Cell {
    fn from(text: Text) -> Self {
        Self(vec![text])
    }
}

impl From<Vec<Text>> for Cell {
    fn from(lines: Vec<Text>) -> Self {
        Self(lines)
    }
}

impl Cell {
    /// Its lines as one text.
    pub fn joined(&self, between: &str) -> String {
        self.0.join(between)
    }
}

/// Numbers by time, as bars of parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: Text,
    /// The bars' names, in the order of time: an hour each, a day each.
    pub bars: Vec<Text>,
    /// What the bars are made of: a name, and a number for each bar.
    pub series: Vec<(Text, Vec<u64>)>,
}

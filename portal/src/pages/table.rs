//! Tables: every table of the portal is one of these, drawn by one template.

use askama::Template;
use opkald_storage::book::Language;

use super::address::Address;
use crate::format;
use crate::text::text;

/// A table with its head, its rows, and its total.
#[derive(Debug, Default, Template)]
#[template(path = "table.html")]
pub(crate) struct Table {
    /// Said to those who do not see it.
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Line>,
    pub(crate) total: Option<Line>,
}

/// A column's head.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) title: String,
    /// What its figures mean, shown when it is pointed at.
    pub(crate) hint: &'static str,
    pub(crate) is_figure: bool,
}

impl Column {
    /// A column of figures.
    pub(crate) fn figure(title: impl Into<String>, hint: &'static str) -> Self {
        Self { title: title.into(), hint, is_figure: true }
    }

    /// A column of words.
    pub(crate) fn words(title: impl Into<String>) -> Self {
        Self { title: title.into(), hint: "", is_figure: false }
    }
}

/// One row. Its first cell is its head.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pub(crate) cells: Vec<Cell>,
    /// Nothing happened, or not yet.
    pub(crate) faint: bool,
}

/// One cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// Where the rows are that it counts.
    pub(crate) href: String,
    /// Draws the text as a mark of this kind.
    pub(crate) mark: String,
}

impl Cell {
    /// A text.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A text that leads somewhere.
    pub(crate) fn link(text: impl Into<String>, href: String) -> Self {
        Self { href, ..Self::new(text) }
    }

    /// A mark, such as an outcome.
    pub(crate) fn mark(text: impl Into<String>, kind: &str) -> Self {
        Self { mark: kind.to_owned(), ..Self::new(text) }
    }
}

/// A figure that stands by itself above a table.
#[derive(Debug)]
pub(crate) struct Tile {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) aside: String,
    pub(crate) href: String,
    /// What is counted, where something is.
    count: Option<i64>,
    /// The same figure of the period before.
    pub(crate) before: Option<Before>,
}

/// A figure of the period before.
#[derive(Debug)]
pub(crate) struct Before {
    pub(crate) word: &'static str,
    pub(crate) value: String,
    pub(crate) href: String,
    /// How much more or less it is since; empty where it cannot be said.
    pub(crate) change: String,
}

impl Tile {
    /// A count that opens to the rows it counts; nothing opens to nothing.
    pub(crate) fn counted(name: &'static str, value: i64, lang: Language, rows: Address) -> Self {
        let href = if value == 0 { String::new() } else { rows.build() };
        Self { href, count: Some(value), ..Self::new(name, format::count(value, lang)) }
    }

    /// A figure with its name.
    pub(crate) fn new(name: &'static str, value: String) -> Self {
        Self { name, value, aside: String::new(), href: String::new(), count: None, before: None }
    }

    /// These figures, each with that of the period before. Only what is over is said to be more or less: half a day is
    /// always less than a whole one.
    pub(crate) fn compared(tiles: Vec<Self>, before: Vec<Self>, is_over: bool, lang: Language) -> Vec<Self> {
        let one = |(tile, before): (Self, Self)| {
            let change = match (tile.count, before.count) {
                (Some(now), Some(then)) if is_over && then > 0 => {
                    format::share_more((now - then) as f64 / then as f64, lang)
                }
                _ => String::new(),
            };
            let word = text(lang).before;
            Self { before: Some(Before { word, value: before.value, href: before.href, change }), ..tile }
        };
        tiles.into_iter().zip(before).map(one).collect()
    }

    /// With a quieter text below it.
    #[must_use]
    pub(crate) fn aside(mut self, aside: String) -> Self {
        self.aside = aside;
        self
    }

    /// That leads to what it counts.
    #[must_use]
    pub(crate) fn to(mut self, href: String) -> Self {
        self.href = href;
        self
    }
}

/// What a number means, in words.
#[derive(Debug)]
pub(crate) struct Meaning {
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

impl Meaning {
    /// A name and its meaning.
    pub(crate) fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, text: text.into() }
    }
}

/// A choice of a filter.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

impl Choice {
    /// The choices of a filter: the empty one first.
    pub(crate) fn list(any: &str, chosen: &str, values: impl IntoIterator<Item = (String, String)>) -> Vec<Self> {
        let empty = Self { value: String::new(), name: any.to_owned(), chosen: chosen.is_empty() };
        let rest = values.into_iter().map(|(value, name)| Self { chosen: value == chosen, value, name });
        std::iter::once(empty).chain(rest).collect()
    }
}

//! Charts: figures as JSON in an attribute, drawn by `assets/charts.js`. The same figures stand in the table below.

use serde::Serialize;

use crate::error::PortalError;

/// A chart over the buckets of a table.
#[derive(Debug, Serialize)]
pub(crate) struct Chart {
    /// The name of each bucket.
    pub(crate) labels: Vec<String>,
    pub(crate) series: Vec<Series>,
    /// What decimals look like.
    pub(crate) lang: &'static str,
}

/// One row of figures in a chart.
#[derive(Debug, Serialize)]
pub(crate) struct Series {
    pub(crate) name: String,
    /// Which colour: a name that the stylesheet knows.
    pub(crate) role: &'static str,
    pub(crate) shape: Shape,
    pub(crate) values: Vec<Option<f64>>,
    /// Where each figure opens to what it counts; empty where the table below has the links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) links: Vec<String>,
}

impl Series {
    /// A row of figures without links.
    pub(crate) fn new(name: &str, role: &'static str, shape: Shape, values: impl Iterator<Item = Option<f64>>) -> Self {
        Self { name: name.to_owned(), role, shape, values: values.collect(), links: Vec::new() }
    }

    /// Whether any figure is more than nothing.
    pub(crate) fn has_any(&self) -> bool {
        self.values.iter().flatten().any(|value| *value > 0.0)
    }
}

/// How a row of figures is drawn.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Shape {
    /// Bars, one upon the other.
    Stack,
    /// A line on the axis of the bars.
    Line,
    /// A line of shares from 0 to 1, on an axis of its own.
    Percent,
    /// A line of seconds, on an axis of its own.
    Seconds,
}

impl Chart {
    /// The attribute's text.
    pub(crate) fn json(&self) -> Result<String, PortalError> {
        serde_json::to_string(self).map_err(PortalError::failed)
    }
}

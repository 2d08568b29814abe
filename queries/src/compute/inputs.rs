//! Where a computation finds what it reads.

use std::sync::Arc;

use datafusion::catalog::TableProvider;

use super::Window;
use crate::Result;
use crate::statistics::Statistic;

/// The events, and the statistics that stand already. What is given may hold more than the days that are asked for: that
/// decides about nothing.
pub(crate) trait Inputs {
    /// The events of these days.
    fn events(&self, days: Window) -> Result<Arc<dyn TableProvider>>;

    /// The rows of a table whose instants lie on these days.
    fn stored(&self, statistic: Statistic, days: Window) -> Result<Arc<dyn TableProvider>>;
}

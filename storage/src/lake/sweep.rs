//! Data files that left a table are taken away when nobody can be reading them any more.

use std::time::Duration;

use object_store::ObjectStoreExt;
use object_store::path::Path;

use super::Table;

impl Table {
    /// Deletes the data files that were seen to leave the table longer than `grace` ago, and tells how many.
    ///
    /// Whoever opened the table before they left has so long to read them. One that cannot be deleted is tried again
    /// the next time; what another process left behind before this one opened the table is not known here.
    pub async fn sweep(&mut self, grace: Duration) -> usize {
        let (due, waiting): (Vec<_>, Vec<_>) = self.left.drain(..).partition(|(_, since)| since.elapsed() >= grace);
        self.left = waiting;
        let mut swept = 0;
        for (path, since) in due {
            match self.store.delete(&Path::from(path.as_str())).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => swept += 1,
                Err(error) => {
                    tracing::warn!(table = self.definition.name, path, %error, "a file that is not needed stays");
                    self.left.push((path, since));
                }
            }
        }
        swept
    }
}

//! The object store as a process sees it: every request is a turn, and may go wrong.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions,
    PutOptions, PutPayload, PutResult,
};

use super::turns::{Answer, Asked, Simulation};

pub(super) struct Store {
    simulation: Arc<Simulation>,
    process: usize,
    inner: Arc<InMemory>,
}

/// The answer of a store that did not come.
pub(super) fn timeout() -> object_store::Error {
    object_store::Error::Generic { store: "simulated", source: "the request timed out".into() }
}

impl Store {
    pub(super) fn new(simulation: &Arc<Simulation>, process: usize) -> Self {
        let inner = Arc::clone(&simulation.world().store);
        Self { simulation: Arc::clone(simulation), process, inner }
    }

    /// Whether this request is a turn. What the Delta library does belongs to the turn at hand, since it asks for several
    /// things at once, from several threads; it fails as long as the store is away.
    fn has_turn(&self) -> object_store::Result<bool> {
        let mut world = self.simulation.world();
        let is_away = world.store_is_away();
        let process = &mut world.processes[self.process];
        if !process.is_opening && process.id.is_some() && tokio::task::try_id() == process.id {
            return Ok(true);
        }
        if is_away {
            process.was_failed = true;
            return Err(timeout());
        }
        Ok(false)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "store of process {}", self.process)
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

#[async_trait]
impl ObjectStore for Store {
    async fn put_opts(&self, at: &Path, payload: PutPayload, options: PutOptions) -> object_store::Result<PutResult> {
        if !self.has_turn()? {
            return self.inner.put_opts(at, payload, options).await;
        }
        match self.simulation.turn(self.process, Asked::Put(at.clone(), payload, options)).await {
            Answer::Put(result) => result,
            Answer::Go | Answer::Get(_) => unreachable!("a put was asked for"),
        }
    }

    async fn get_opts(&self, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        if !self.has_turn()? {
            return self.inner.get_opts(at, options).await;
        }
        match self.simulation.turn(self.process, Asked::Get(at.clone(), options)).await {
            Answer::Get(result) => result,
            Answer::Go | Answer::Put(_) => unreachable!("a get was asked for"),
        }
    }

    async fn put_multipart_opts(
        &self,
        at: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(at, options).await
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        self.inner.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        match self.has_turn() {
            Ok(_) => self.inner.list(prefix),
            Err(error) => Box::pin(futures::stream::once(std::future::ready(Err(error)))),
        }
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.has_turn()?;
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

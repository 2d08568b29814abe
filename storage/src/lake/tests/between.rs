//! A store between a table and its real one, which does with puts and reads what a test wants.

use std::fmt;

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, PutMultipartOptions, PutOptions,
    PutPayload, PutResult,
};

use super::*;

/// What happens to an entry of a log that is put, and to what is read.
#[async_trait]
pub(in crate::lake) trait Manner: fmt::Debug + Send + Sync + 'static {
    /// Whether what is put there is put this way.
    fn concerns(&self, at: &Path) -> bool {
        at.as_ref().contains("_delta_log/")
    }

    async fn put_entry(
        &self,
        store: &dyn ObjectStore,
        at: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult>;

    async fn get(&self, store: &dyn ObjectStore, at: &Path, options: GetOptions) -> object_store::Result<GetResult>;
}

#[derive(Debug)]
pub(in crate::lake) struct Between<M> {
    pub(in crate::lake) store: Arc<dyn ObjectStore>,
    pub(in crate::lake) manner: M,
}

/// The answer of a store that did not come.
pub(in crate::lake) fn timeout() -> object_store::Error {
    object_store::Error::Generic { store: "between", source: "the request timed out".into() }
}

impl<M> fmt::Display for Between<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("between")
    }
}

#[async_trait]
impl<M: Manner> ObjectStore for Between<M> {
    async fn put_opts(&self, at: &Path, payload: PutPayload, options: PutOptions) -> object_store::Result<PutResult> {
        if self.manner.concerns(at) {
            return self.manner.put_entry(&self.store, at, payload, options).await;
        }
        self.store.put_opts(at, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        at: &Path,
        options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        self.store.put_multipart_opts(at, options).await
    }

    async fn get_opts(&self, at: &Path, options: GetOptions) -> object_store::Result<GetResult> {
        self.manner.get(&self.store, at, options).await
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        self.store.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        self.store.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> object_store::Result<()> {
        self.store.copy_opts(from, to, options).await
    }
}

//! Writing a row only when it says something new.

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, PrimaryKeyTrait};

use super::Result;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    Added,
    Changed,
    Unchanged,
}

/// Adds a row or changes the one with its key; one that says the same is not touched.
pub(super) async fn put<E>(
    database: &impl ConnectionTrait,
    key: <E::PrimaryKey as PrimaryKeyTrait>::ValueType,
    row: E::Model,
) -> Result<Put>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + PartialEq,
    E::ActiveModel: Send,
{
    let known = E::find_by_id(key).one(database).await?;
    if known.as_ref() == Some(&row) {
        return Ok(Put::Unchanged);
    }
    let whole = row.into_active_model().reset_all();
    if known.is_some() {
        E::update(whole).exec(database).await?;
        return Ok(Put::Changed);
    }
    E::insert(whole).exec_without_returning(database).await?;
    Ok(Put::Added)
}

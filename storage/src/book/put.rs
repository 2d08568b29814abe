//! Writing a row only when it says something new.

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, ModelTrait, PrimaryKeyTrait};

use super::file::Told;
use super::{Error, Result};

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
    write::<E>(database, known, row).await
}

/// Adds a row, or changes of the one with its key what is told of it.
pub(super) async fn put_told<E, T>(
    database: &impl ConnectionTrait,
    key: <E::PrimaryKey as PrimaryKeyTrait>::ValueType,
    told: &T,
) -> Result<Put>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + PartialEq + for<'a> From<&'a T::Whole>,
    E::ActiveModel: Send,
    T: Told<Whole: TryFrom<E::Model, Error = Error>>,
{
    let known = E::find_by_id(key).one(database).await?;
    let row = E::Model::from(&told.over(known.clone().map(T::Whole::try_from).transpose()?));
    write::<E>(database, known, row).await
}

async fn write<E>(database: &impl ConnectionTrait, known: Option<E::Model>, row: E::Model) -> Result<Put>
where
    E: EntityTrait,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel> + PartialEq,
    E::ActiveModel: Send,
{
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

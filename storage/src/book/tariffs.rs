//! The versions of tariffs.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::{plan, tariff};
use super::put::{Put, put};
use super::{Book, Error, Result, damaged};
use crate::money::tariff::{Plan, PlanKind, Tariff};

impl Book {
    /// All versions of all tariffs, by id and date.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tariffs(&self) -> Result<Vec<Tariff>> {
        all(&self.database).await
    }
}

/// All versions of all tariffs, by id and date.
pub(super) async fn all(database: &impl ConnectionTrait) -> Result<Vec<Tariff>> {
    let versions = tariff::Entity::find().all(database).await?;
    let plans = plan::Entity::find().order_by_asc(plan::Column::Place).all(database).await?;
    let mut tariffs = versions.iter().map(|row| read(row, &plans)).collect::<Result<Vec<_>>>()?;
    // Databases differ in how they sort texts.
    tariffs.sort_by(|a, b| (&a.id, a.valid_from).cmp(&(&b.id, b.valid_from)));
    Ok(tariffs)
}

/// Writes a version, whose plans are those that it has now and no others.
pub(super) async fn write(database: &impl ConnectionTrait, tariff: &Tariff) -> Result<Put> {
    let row = tariff::Model {
        id: tariff.id.clone(),
        valid_from: tariff.valid_from,
        name: tariff.name.clone(),
        terms: serde_json::to_string(&tariff.terms).map_err(|error| damaged(&error))?,
    };
    let key = (row.id.clone(), row.valid_from);
    let became = put::<tariff::Entity>(database, key, row).await?;
    let wanted = tariff.plans.iter().enumerate().map(|(place, plan)| plan_row(tariff, place, plan));
    let wanted = wanted.collect::<Result<Vec<_>>>()?;
    let of_version = of_version(&tariff.id, tariff.valid_from);
    let known = of_version.clone().order_by_asc(plan::Column::Place).all(database).await?;
    if known == wanted {
        return Ok(became);
    }
    plan::Entity::delete_many()
        .filter(plan::Column::Tariff.eq(&tariff.id))
        .filter(plan::Column::ValidFrom.eq(tariff.valid_from))
        .exec(database)
        .await?;
    for row in wanted {
        put::<plan::Entity>(database, (row.tariff.clone(), row.valid_from, row.kind.clone(), row.id.clone()), row)
            .await?;
    }
    Ok(if became == Put::Unchanged { Put::Changed } else { became })
}

fn of_version(id: &str, valid_from: NaiveDate) -> sea_orm::Select<plan::Entity> {
    plan::Entity::find().filter(plan::Column::Tariff.eq(id)).filter(plan::Column::ValidFrom.eq(valid_from))
}

fn plan_row(tariff: &Tariff, place: usize, plan: &Plan) -> Result<plan::Model> {
    Ok(plan::Model {
        tariff: tariff.id.clone(),
        valid_from: tariff.valid_from,
        kind: plan.kind.word().to_owned(),
        id: plan.id.clone(),
        place: i32::try_from(place).unwrap_or(i32::MAX),
        name: plan.name.clone(),
        price: plan.price.to_string(),
        allowances: serde_json::to_string(&plan.allowances).map_err(|error| damaged(&error))?,
    })
}

fn read(row: &tariff::Model, plans: &[plan::Model]) -> Result<Tariff> {
    let plans = plans.iter().filter(|plan| plan.tariff == row.id && plan.valid_from == row.valid_from);
    Ok(Tariff {
        id: row.id.clone(),
        name: row.name.clone(),
        valid_from: row.valid_from,
        terms: serde_json::from_str(&row.terms).map_err(|error| damaged(&error))?,
        plans: plans.map(read_plan).collect::<Result<_>>()?,
    })
}

fn read_plan(row: &plan::Model) -> Result<Plan> {
    Ok(Plan {
        kind: PlanKind::from_word(&row.kind)
            .ok_or_else(|| Error::Damaged { what: format!("{:?} as the kind of a plan", row.kind) })?,
        id: row.id.clone(),
        name: row.name.clone(),
        price: row.price.parse().map_err(|error| damaged(&error))?,
        allowances: serde_json::from_str(&row.allowances).map_err(|error| damaged(&error))?,
    })
}

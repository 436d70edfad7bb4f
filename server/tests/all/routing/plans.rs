//! What the databases do to answer routing: what is done long since costs nothing.

use contract::departments::Channel;
use rstest::rstest;
use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};

use crate::support::{Backend, Desk};

#[rstest]
#[tokio::test]
async fn what_is_done_is_not_counted_again_and_again(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let db = desk.server.app.db().migrating();
    let kind = db.get_database_backend();
    if kind == DbBackend::Postgres {
        // Its plans follow the rows there are.
        let done = format!(
            "INSERT INTO work_items (item_id, channel, department_id, group_id, state, epoch, priority, handed_back, \
             arrived_at) SELECT gen_random_uuid(), 'chat', '{}', '{}', 'done', 1, 0, false, 0 \
             FROM generate_series(1, 20000)",
            desk.sales, desk.sales_group
        );
        db.execute_unprepared(&done).await.unwrap();
        db.execute_unprepared("ANALYZE work_items").await.unwrap();
    }
    for channel in [None, Some(Channel::Chat)] {
        let counting = server::routing::counting(&[desk.sales_group.0], channel).build(kind);
        let explain = if kind == DbBackend::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
        let explain = Statement { sql: format!("{explain} {}", counting.sql), ..counting };
        let mut plan = String::new();
        for row in db.query_all_raw(explain).await.unwrap() {
            let column = if kind == DbBackend::Sqlite { "detail" } else { "QUERY PLAN" };
            plan.push_str(&row.try_get::<String>("", column).unwrap());
            plan.push('\n');
        }
        assert!(plan.contains("work_items_group_id_state_channel_agent_id"), "{channel:?}: {plan}");
    }
}

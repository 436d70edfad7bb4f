//! What the databases do to answer routing: what is done long since costs nothing.

use std::sync::atomic::{AtomicU32, Ordering};

use contract::departments::{Channel, CreateGroup, GroupDetails, Part};
use rstest::rstest;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, QueryTrait, Statement};
use server::{departments, platform::db::Reader};

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
             arrived_at, lapsed) SELECT gen_random_uuid(), 'chat', '{}', '{}', 'done', 1, 0, false, 0, '[]' \
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

/// A database that counts what it is asked.
struct Counting(Reader, AtomicU32);

#[async_trait::async_trait]
impl ConnectionTrait for Counting {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.query_all_raw(statement).await
    }
}

#[rstest]
#[tokio::test]
async fn many_groups_ask_no_more_than_one(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let asked = async || {
        let (db, now) = (Counting(desk.server.app.db().read().clone(), AtomicU32::new(0)), desk.clock.now());
        let rows = departments::all_departments(&db).await.unwrap();
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let groups = departments::groups_of_all(&db, &ids).await.unwrap();
        let ids: Vec<_> = groups.iter().map(|group| group.id).collect();
        let members = departments::members_in(&db, &ids).await.unwrap();
        let part = departments::Part { departments: &rows, groups: &groups, members: &members };
        let work = server::routing::now(&db, part, now).await.unwrap();
        let company = db.1.swap(0, Ordering::Relaxed);
        let mine = server::routing::presence_of(&db, lars.id.0, now).await.unwrap();
        (work.members.len(), mine.memberships.len(), company, db.1.load(Ordering::Relaxed))
    };
    let (members, mine, company, presence) = asked().await;
    for n in 0..6 {
        let body = GroupDetails { name: format!("Level {n}"), front_line: false };
        let group = desk.admin.call(CreateGroup { department: desk.sales, body }).await.unwrap();
        desk.join(lars.id, group.id, Part::Primary, 5).await;
    }
    assert_eq!(asked().await, (members + 6, mine + 6, company, presence));
    assert_eq!((company, presence), (8, 14));
}

//! Fetched + pushed = fetched again: for each kind of event, for console, widget and portal, over real sockets.

mod chats;
mod company;
mod console;
mod looking;
mod rights;
mod widget;

use std::{fmt::Debug, net::SocketAddr, time::Duration};

use contract::{
    live::{ClientFrame, PortalFrame},
    portal::GetPortalHome,
    widget::Availability,
};

use self::{console::Console, widget::Widget};
use crate::{
    ears::{Ear, listen, serve},
    scene::Caller,
    support::Desk,
};

/// Waits until what was folded is what is fetched; fails when it never is.
async fn same<T: PartialEq + Debug>(after: &str, fetched: impl AsyncFn() -> T, mut folded: impl FnMut() -> T) {
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if folded() == fetched().await {
            return;
        }
    }
    let (fetched, folded) = (fetched().await, folded());
    assert_eq!(folded, fetched, "after {after}");
}

/// Everybody who is connected in this play.
struct Stage {
    address: SocketAddr,
    lars: Console,
    mia: Console,
    vera: Widget,
    portal: Ear<PortalFrame>,
    open_to_all: Availability,
}

impl Stage {
    async fn on(desk: &Desk) -> Stage {
        let address = serve(&desk.server).await;
        let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
        let mia = desk.agent_in("Mia", desk.sales_group, 1).await;
        desk.join(mia.id, desk.reservations_group, contract::departments::Part::Primary, 1).await;
        let mut portal = listen(address, &Caller::default(), ClientFrame::Portal, &[]).await.unwrap();
        assert_eq!(portal.next().await, Some(PortalFrame::Welcome));
        let vera = Widget::open(desk, address, desk.visitor().await.1).await;
        let open_to_all = vera.availability.clone();
        let lars = Console::open(desk, address, "lars", lars.id, &lars.api).await;
        let mia = Console::open(desk, address, "mia", mia.id, &mia.api).await;
        Stage { address, lars, mia, vera, portal, open_to_all }
    }

    /// After what happened, everybody who only heard knows what who fetches again knows.
    async fn agrees(&mut self, desk: &Desk, after: &str) {
        self.lars.agrees(after).await;
        self.mia.agrees(after).await;
        self.vera.agrees(after).await;
        let anybody = desk.stranger();
        let fetched = async || anybody.call(GetPortalHome { body: () }).await.unwrap().availability;
        same(after, fetched, || {
            for frame in self.portal.now() {
                if let PortalFrame::Availability { availability } = frame {
                    self.open_to_all = availability;
                }
            }
            self.open_to_all.clone()
        })
        .await;
    }
}

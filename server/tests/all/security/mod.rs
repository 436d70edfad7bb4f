//! What it withstands, by class: `files` (6, 7, 25; 1 to 5 beside `server::attachments`), `shown` (2, 8), `visitors` (16, 17, 20, 23), `outside` (18, 32, 36), `sockets` (19),
//! `ended` (26, 27), `remembered` (26 again), `accounts` (28, 30), `links` (28, 29), `customers` (15, 23, 28-30, 32),
//! `tokens` (26, 30), `second_factor` (30), `passkeys` (30). Beside what they guard stand: 21 in `rights::table` and
//! `rights::random`, 22 in `routing::reach` (nothing is merged yet), 24 in `organizations::matrix`, 31 in
//! `people::oidc`, 33 there, in `fields::sources` and in `people::avatars`, 35 in `fields::searches`, `fields::sources`,
//! `fields::report` and `acts::search`. What needs a browser (1, 8 and 18 again) stands in `end2end/security`; what every operation
//! tells strangers, in the strangers table; 40 is `cargo deny`.

mod accounts;
mod customers;
mod ended;
mod files;
mod links;
mod outside;
mod passkeys;
mod remembered;
mod second_factor;
mod shown;
mod sockets;
mod tokens;
mod visitors;

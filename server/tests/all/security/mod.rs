//! What it withstands, by class: `shown` (2, 8), `visitors` (16, 17, 20, 23), `outside` (18, 32, 36), `ended` (26, 27).
//! Sign-in and passwords (28, 30) stand with the people; what every operation tells strangers, in the strangers table.

mod ended;
mod outside;
mod shown;
mod visitors;

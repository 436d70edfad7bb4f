//! Components, browser transport, live connection and catalogues; knows no capability.

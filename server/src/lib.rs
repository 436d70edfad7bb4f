//! Frontdesk's server.

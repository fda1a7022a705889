//! axum routes, WebSocket shell, problem answers, public pages, the binary.

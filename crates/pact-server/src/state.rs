//! What every handler has at hand.

use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusHandle;
use pact_app::App;

use crate::collab::Hub;
use crate::config::Config;

/// Shared by all requests and sockets. Cheap to clone.
#[derive(Clone)]
pub struct ServerState {
    /// The use cases.
    pub app: Arc<App>,
    /// How the installation is set up.
    pub config: Arc<Config>,
    /// The open sockets.
    pub hub: Arc<Hub>,
    /// Where metrics are read from; none in tests of handlers.
    pub metrics: Option<PrometheusHandle>,
}

//! System tests: the real binary, real sockets, stock clients. Each module is one promise.

mod access;
mod acknowledgement;
mod architecture;
mod conflicts;
mod convergence;
mod extensions;
mod fuzz;
mod history;
mod hostile;
mod identity;
mod joining;
mod kill;
mod limits;
mod limits_page;
mod restart;
mod slow_consumer;
mod stock_clients;
mod table;

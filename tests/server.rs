//! The local server, as the real program, from outside.

mod server {
    mod program;

    mod admin;
    mod grants;
    mod hostile;
    mod life;
    mod local;
    mod local_faults;
    mod routes;
    mod sockets;
    mod users;
    mod webhooks;
}

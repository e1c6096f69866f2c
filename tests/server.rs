//! The local server, as the real program, from outside.

mod server {
    mod program;

    mod hostile;
    mod life;
    mod local;
    mod local_faults;
    mod routes;
    mod sockets;
    mod users;
}

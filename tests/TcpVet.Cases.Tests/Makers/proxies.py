"""Proxies and pools: what waits in front belongs to what waits behind."""
import time

from stage import (HERE, THERE, case, dial, echo, every, folder, hang, hold, kept, listen, program, put, remote, run, serve, server,
                   threads, wait_port)


@case
def pool_leaks_connections():
    """A worker takes a new database connection for each job; the old ones stay idle until the database has no place left."""
    remote("postgres", serve, 5432, echo)

    def work():
        made = dial(THERE, 5432)
        made.sendall(b"SELECT 1")
        made.recv(10)
        kept.append(made)

    run("sink", lambda: ([work() for _ in range(200)], time.sleep(64), every(0.4, work)))
    return 72


@case
def nginx_before_hanging_app():
    """Real nginx in front of an application whose only thread hangs: requests wait there, not in nginx."""
    path = folder()
    put(f"{path}/nginx.conf", f"""
worker_processes 1; pid {path}/pid; error_log {path}/errors; events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {path}/a; proxy_temp_path {path}/b; fastcgi_temp_path {path}/c; uwsgi_temp_path {path}/d; scgi_temp_path {path}/e;
  server {{ listen 8080; location / {{ proxy_pass http://127.0.0.1:9000; }} }}
}}
""")

    def application():
        listener = listen(9000, "127.0.0.1", 128)
        kept.append(listener.accept()[0])

    run("wsgi-app", application)
    wait_port(9000)
    program([server("usr/sbin/nginx"), "-p", path, "-e", f"{path}/errors", "-c", f"{path}/nginx.conf", "-g", "daemon off;"], path)
    wait_port(8080)
    remote("browsers", hold, HERE, 8080, 30, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    return 16


@case
def nginx_keepalive_void():
    """Real nginx with keepalive in the upstream block, and without HTTP/1.1 towards it: each request opens a connection."""
    path = folder()
    put(f"{path}/nginx.conf", f"""
worker_processes 1; pid {path}/pid; error_log {path}/errors; events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {path}/a; proxy_temp_path {path}/b; fastcgi_temp_path {path}/c; uwsgi_temp_path {path}/d; scgi_temp_path {path}/e;
  upstream gateway {{ server 127.0.0.1:4985; keepalive 65; }}
  server {{ listen 4984; location / {{ proxy_pass http://gateway; }} }}
}}
""")

    def answer(connection):
        connection.recv(1000)
        connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")
        connection.close()

    run("sync-gateway", serve, 4985, answer, "127.0.0.1")
    wait_port(4985)
    program([server("usr/sbin/nginx"), "-p", path, "-e", f"{path}/errors", "-c", f"{path}/nginx.conf", "-g", "daemon off;"], path)
    wait_port(4984)

    def ask():
        one = dial(HERE, 4984)
        while True:
            one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            one.recv(1000)
            time.sleep(0.05)

    remote("phones", lambda: threads(5, ask))
    return 5


@case
def tunnel_without_idle_timeout():
    """A SOCKS proxy passes bytes for ever: stalled sessions stay on both sides, and their number grows."""
    remote("far", serve, 25, hang)

    def relay(client):
        client.recv(100)
        behind = dial(THERE, 25)
        behind.sendall(b"EHLO x")
        kept.extend((client, behind))

    run("socks-proxy", serve, 1080, relay)
    wait_port(1080)
    run("mta", lambda: (hold("127.0.0.1", 1080, 150, b"CONNECT"), time.sleep(64), every(0.4, hold, "127.0.0.1", 1080, 1, b"CONNECT")))
    return 72

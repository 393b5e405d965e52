namespace TcpVet.Knowledge;

/// <summary>Errors of pools, databases and their clients.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Pools => """
= connection pool exhausted | pool exhausted | pool timeout
: All connections of the program's own pool were in use for as long as the request was ready to wait.
. Nothing was asked of the network: the text comes from the pool. Either requests hold connections for long (slow queries, a lock, a call to another service inside a transaction), or some are never given back: a leak. A leak shows as a number of connections that only grows and stays at the pool's maximum while the program idles.
. Compare the pool's maximum with the threads that use it; look at a thread dump before raising it.
! Not the server's limit: that is "too many connections". Not the host's ports or descriptors.
! A larger pool only hides a leak, and moves the wait to the database.
$ tcpvet peers | connections of this host towards the database
$ tcpvet checkup --samples 7 --interval 10s | whether they only grow
~ ESTABLISHED, CLOSE_WAIT
# TV116 TV101
& connection pool, too many connections, closed by the database
% the programs that print it
> HikariCP [brettwooldridge/HikariCP pool/HikariPool.java, ProxyLeakTask.java]
Connection is not available, request timed out after
Apparent connection leak detected
> HttpClient [apache/httpcomponents-client PoolingHttpClientConnectionManager]
Timeout waiting for connection from pool
ConnectionPoolTimeoutException
ConnectionRequestTimeoutException
> Tomcat DBCP and JDBC pool [tomcat dbcp2, jdbc-pool ConnectionPool.java]
Cannot get a connection, pool error
Timeout waiting for idle object
PoolExhaustedException
> Reactor [reactor/reactor-pool PoolAcquireTimeoutException.java]
PoolAcquireTimeoutException
Pool#acquire(Duration) has been pending for more than the configured timeout of
Pending acquire queue has reached its maximum size of
> Jedis [redis/jedis util/Pool.java]
Could not get a resource from the pool
> go-redis [redis/go-redis internal/pool/pool.go]
redis: connection pool timeout
redis: connection pool exhausted
> Npgsql [npgsql PoolingDataSource.cs]
The connection pool has been exhausted
> ADO.NET [dotnet/SqlClient]
The timeout period elapsed prior to obtaining a connection from the pool
> SQLAlchemy [sqlalchemy pool/impl.py]
QueuePool limit of size … overflow … reached, connection timed out
> Rails [rails activerecord connection_pool/queue.rb]
could not obtain a connection from the pool within
all pooled connections were in use
> mysql2 for Node.js [sidorares/node-mysql2 lib/base/pool.js]
Queue limit reached.
No connections available.
> PgBouncer [pgbouncer]
query_wait_timeout
> urllib3 [urllib3 connectionpool.py]
Connection pool is full, discarding connection
> Chinese [what people write]
连接池耗尽
连接池已满
获取连接超时
连接泄漏
连接泄露

= too many connections | too many clients | connection limit reached
: The server has as many connections as its own setting allows, and refused one more in words.
. The TCP connection was made; the server answered with this error and closed. The connections that fill it belong to clients: too many pools times their size, or idle ones that nobody closes. Count them by client before raising the limit; a pooler in between (PgBouncer, ProxySQL) is the usual cure.
! No limit of the kernel: somaxconn, descriptors and ports are not it.
$ tcpvet peers | on the server: which clients hold how many
$ tcpvet count --by peer,state sport = :PORT | the same for one service
~ ESTABLISHED, CLOSE_WAIT
# TV116 TV113
& connection pool exhausted, max_connections, maxclients
% the programs that print it
> PostgreSQL [postgres src/backend/storage/lmgr/proc.c, utils/init/postinit.c]
sorry, too many clients already
remaining connection slots are reserved
too many connections for role
too many connections for database
> MySQL [MariaDB and MySQL errmsg, ER_CON_COUNT_ERROR]
Too many connections
has more than 'max_user_connections' active connections
Can't create a new thread
> Redis [redis src/networking.c]
max number of clients reached
> PgBouncer [pgbouncer]
no more connections allowed (max_client_conn)
> mysql2 for Node.js [sidorares/node-mysql2 lib/base/connection.js]
ER_CON_COUNT_ERROR
> Chinese [postgres zh_CN.po, what people write]
客户端连接过多
剩余连接槽位保留
数据库连接数已满
连接数过多
连接数超限
连接数已满

= host is blocked | blocked because of many connection errors | max_connect_errors
: MySQL counted too many broken handshakes from this address and refuses it until it is told to forget.
. Each connection that is opened and closed without a complete handshake counts: health checks of a balancer that only connect, port scans, TLS mistakes. max_connect_errors is the limit; mysqladmin flush-hosts empties the list.
! Not a wrong password, and not a limit of connections.
$ tcpvet trace --lives --duration 30s | short connections to the database port
~ ESTABLISHED
# TV115
& scanning, too many connections
% MySQL reference manual, max_connect_errors
> MySQL [MariaDB and MySQL errmsg]
is blocked because of many connection errors
ER_HOST_IS_BLOCKED
> Chinese [what people write]
主机被锁定

= closed by the database | stale database connection | communications link failure
: The client used a connection that the database, or something in between, had closed already or just then.
. Usual reasons, in this order: idle for longer than the server's limit (MySQL wait_timeout 8 h, PostgreSQL idle_session_timeout, PgBouncer, Redis timeout) or a firewall's (often minutes, without a word to anybody); a restart, failover or an administrator's command; a crash of the server. The server's log has its reason.
. Let the pool end connections before the shortest limit on the way (maxLifetime, max idle time), test on borrow, and set keepalive below the firewall's limit.
! No fault of the query: the same one works on a fresh connection.
! autoReconnect hides it and loses transactions.
$ tcpvet list -p -e idle '>' 5m | connections that were silent for long, and whether a keepalive timer runs
$ tcpvet checkup --trace 10s | who resets or closes
~ CLOSE_WAIT, ESTABLISHED
# TV113 TV114 TV408 TV503
& keepalive, conntrack, connection pool exhausted, wait_timeout
% the programs that print it
> Connector/J [mysql-connector-j LocalizedErrorMessages.properties]
Communications link failure
The last packet successfully received from the server was
The last packet sent successfully to the server was
CommunicationsException
> HikariCP [brettwooldridge/HikariCP pool/PoolBase.java]
Failed to validate connection
Possibly consider using a shorter maxLifetime value
> pgjdbc [pgjdbc QueryExecutorImpl.java, PgConnection.java]
An I/O error occurred while sending to the backend.
This connection has been closed.
> MySQL [mysql-server libmysql/errmsg.cc]
MySQL server has gone away
Lost connection to MySQL server during query
Lost connection to MySQL server at
The client was disconnected by the server because of inactivity
> MariaDB [MariaDB libmariadb]
Server has gone away
Lost connection to server during query
Lost connection to server at
> PHP [php-src ext/mysqlnd]
Packets out of order. Expected
Error while sending QUERY packet
> go-sql-driver [go-sql-driver/mysql errors.go, connection.go]
driver: bad connection
invalid connection
closing bad idle connection
unexpected read from socket
> mysql2 for Node.js [sidorares/node-mysql2 lib/base/connection.js]
Connection lost: The server closed the connection
PROTOCOL_CONNECTION_LOST
> libpq [postgres src/interfaces/libpq/fe-misc.c, fe-secure-openssl.c]
server closed the connection unexpectedly
This probably means the server terminated abnormally
SSL connection has been closed unexpectedly
SSL SYSCALL error: EOF detected
no connection to the server
> PostgreSQL [postgres src/backend/tcop/postgres.c, postmaster]
terminating connection due to administrator command
terminating connection due to idle-in-transaction timeout
terminating connection due to idle-session timeout
terminating connection due to conflict with recovery
terminating connection because of crash of another server process
> psycopg2 [psycopg/psycopg2]
connection already closed
> node-postgres [brianc/node-postgres pg/lib/client.js]
Connection terminated unexpectedly
> pgx [jackc/pgx pgconn/errors.go]
conn closed
> Npgsql [npgsql NpgsqlReadBuffer.cs, NpgsqlWriteBuffer.cs]
Exception while reading from stream
Exception while writing to stream
> PgBouncer [pgbouncer]
server conn crashed?
client_idle_timeout
> Redis clients [redis-py socket.py, jedis RedisInputStream.java, ioredis, phpredis library.c]
Connection closed by server.
Unexpected end of stream.
It seems like server has closed the connection.
read error on connection to
Reached the max retries per request limit
> Chinese [postgres zh_CN.po, what people write]
由于管理员命令，正在终止连接
数据库连接断开
通信链路故障

= database client went away | aborted connection
: The database's own log: a client left without saying so.
. The client's process ended or closed its socket without the protocol's farewell, was cut off by a firewall after a silence, or hit the server's time limit for reading or writing. One now and then is harmless; many point to a pool that is shut down hard, to crashing clients, or to a middlebox.
! No fault of the database as a rule. Look at the client whose address the line names.
$ tcpvet peers | which clients are connected, and in which states
$ tcpvet list -p -e idle '>' 1h | silent connections, and whether keepalive runs
~ ESTABLISHED, CLOSE_WAIT
# TV113 TV408 TV503
& closed by the database, keepalive, ECONNRESET
% the programs that print it
> MySQL [MariaDB and MySQL errmsg, sql/sql_connect.cc]
Aborted connection … to db
Got an error reading communication packets
Got timeout reading communication packets
Got an error writing communication packets
Got timeout writing communication packets
> PostgreSQL [postgres src/backend/libpq/pqcomm.c, tcop/postgres.c]
could not receive data from client
could not send data to client
unexpected EOF on client connection
canceling authentication due to timeout
invalid length of startup packet
> Redis [redis src/timeout.c, src/networking.c]
Closing idle client
scheduled to be closed ASAP for overcoming of output buffer limits
Connection with master lost
> Chinese [postgres zh_CN.po]
无法从客户端接收数据
"""u8;
}

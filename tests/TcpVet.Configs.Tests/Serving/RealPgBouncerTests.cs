namespace TcpVet.Configs.Tests;

/// <summary>What PgBouncer does at its limit, asked of the distribution's own.</summary>
public sealed class RealPgBouncerTests
{
    // A startup packet of protocol 3.0: its length, the version, user and database.
    private const string Startup = "\0\0\0\x1b\0\x03\0\0user\0a\0database\0x\0\0";

    [Fact]
    public void Beyond_max_client_conn_it_accepts_and_refuses() => PrivateFolder.Run(folder =>
    {
        string program = Path.Combine(RealServer.Folder(), "usr/sbin/pgbouncer");
        Assert.SkipUnless(File.Exists(program), "pgbouncer is not among the unpacked packages");
        string path = PrivateFolder.Write(folder, "pgbouncer.ini", """
            [databases]
            x = host=127.0.0.1 port=9
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = 6432
            auth_type = any
            max_client_conn = 5
            unix_socket_dir =
            user = nobody
            """);
        using ServedProgram pgbouncer = ServedProgram.Start(folder, $"'{program}' '{path}'", 6432);

        using Clients clients = Clients.Open(20, 6432, Startup);
        Thread.Sleep(1_000);

        Assert.Equal((0, 128), Assert.Single(ServedProgram.Queues(6432)));
        Assert.Contains("no more connections allowed", clients.Read(19), StringComparison.Ordinal);
    });
}

namespace TcpVet.Configs.Tests;

/// <summary>What databases have by default, asked of the programs themselves; none is started.</summary>
public sealed class RealDatabaseTests
{
    [Fact]
    public void PostgreSQL_has_the_defaults_that_are_named()
    {
        string program = ServedProgram.Run("ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | tail -n 1").Trim();
        Assert.SkipWhen(program.Length == 0, "postgres is not installed");

        // One line a setting: name, context, group, type, default, least, most, what it is.
        Dictionary<string, string> defaults = ServedProgram.Run($"'{program}' --describe-config")
            .Split('\n')
            .Select(line => line.Split('\t'))
            .Where(parts => parts.Length > 4)
            .ToDictionary(parts => parts[0], parts => parts[4]);

        Assert.All(
            (string[])["client_connection_check_interval", "idle_in_transaction_session_timeout", "idle_session_timeout", "tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout"],
            name => Assert.Equal("0", defaults[name]));
    }

    [Fact]
    public void MariaDB_has_the_defaults_that_are_named()
    {
        string program = Path.Combine(RealServer.Folder(), "usr/sbin/mariadbd");
        Assert.SkipUnless(File.Exists(program), "mariadbd is not among the unpacked packages");

        Dictionary<string, string> defaults = ServedProgram.Run($"ulimit -n 5000; '{program}' --no-defaults --verbose --help")
            .Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length == 2)
            .DistinctBy(words => words[0]).ToDictionary(words => words[0], words => words[1]);

        Assert.Equal(("28800", "30", "60"), (defaults["wait-timeout"], defaults["net-read-timeout"], defaults["net-write-timeout"]));
        // 50 and a fifth of max_connections (MariaDB; MySQL takes all of them).
        Assert.Equal(("80", "151"), (defaults["back-log"], defaults["max-connections"]));
        Assert.True(defaults.ContainsKey("open-files-limit"));
    }
}

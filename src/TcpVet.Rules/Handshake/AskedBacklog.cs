using TcpVet.Model;

namespace TcpVet.Rules.Handshake;

/// <summary>The backlog that software gives to listen() unless told otherwise. The kernel shows only what is left of it after
/// somaxconn.</summary>
internal static class AskedBacklog
{
    /// <summary>What glibc's SOMAXCONN was until 2.31 and has been since, and what several servers ask for by default: a limit that equals
    /// one of them may be what was asked for.</summary>
    public static IReadOnlyList<long> Usual { get; } = [128, 511, 4096];

    /// <summary>
    /// True for Go: its net package reads somaxconn when the program first listens and asks for that, older ones for 65535 at most
    /// (src/net/sock_linux.go <c>maxListenerBacklog</c>).
    /// </summary>
    public static bool FollowsSomaxconn(ProcessFacts? process) => process?.Runtime == "go";

    /// <summary>The default of recognised software; null when it is not recognised.</summary>
    public static long? Of(ProcessRef? process, ProcessFacts? facts) => (process?.Name, facts?.Runtime) switch
    {
        ("nginx", _) => 511, // src/os/unix/ngx_linux_config.h NGX_LISTEN_BACKLOG
        ("redis-server" or "valkey-server", _) => 511, // redis.conf tcp-backlog
        ("httpd" or "apache2", _) => 511, // ListenBacklog, include/mpm_common.h DEFAULT_LISTENBACKLOG
        (_, "node") => 511, // Node.js documentation, server.listen()
        _ => null,
    };
}

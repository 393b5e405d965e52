using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>One <c>listen</c> of nginx, for TCP.</summary>
/// <param name="Directive">The directive.</param>
/// <param name="Server">The server that it stands in.</param>
/// <param name="Endpoint">Its address and port; null for a UNIX socket, a name or a range of ports.</param>
internal sealed record NginxListen(ConfigDirective Directive, NginxContext Server, InetEndpoint? Endpoint)
{
    /// <summary>NGX_LISTEN_BACKLOG, src/os/unix/ngx_linux_config.h.</summary>
    public const long DefaultBacklog = 511;

    // ngx_http_core_listen: what sets lsopt.set, and may be given once for an address.
    private static readonly string[] SocketOptions = ["setfib=", "fastopen=", "backlog=", "rcvbuf=", "sndbuf=", "accept_filter=", "deferred", "ipv6only=", "so_keepalive=", "reuseport", "bind"];

    /// <summary>What <c>backlog=</c> asks for; the default without it. nginx refuses numbers below 1.</summary>
    public long? Backlog => Option("backlog") is { } text ? Number(text) : DefaultBacklog;

    /// <summary>True when <c>backlog=</c> is written.</summary>
    public bool HasBacklog => Option("backlog") is not null;

    /// <summary>The options that belong to the socket and not to the server.</summary>
    public IEnumerable<string> OptionsOfSocket =>
        Directive.Arguments.Skip(1).Where(word => SocketOptions.Any(option => option.EndsWith('=')
            ? word.StartsWith(option, StringComparison.Ordinal)
            : word == option));

    /// <summary>The value of an option <c>name=value</c>; null when it is not there.</summary>
    public string? Option(string name) =>
        Directive.Arguments.Skip(1).FirstOrDefault(word => word.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>The port in words: <c>:80</c>, or what is written.</summary>
    public Phrase Where => Endpoint is { } endpoint ? Wording.Who.Service(endpoint) : Written.Name(Directive.Argument);

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;
}

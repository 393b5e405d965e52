using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;

namespace TcpVet.Rules.Servers.Chains;

/// <summary>How long a server behind a proxy keeps an idle connection before it closes it.</summary>
/// <param name="Ms">Milliseconds.</param>
/// <param name="Server">What it is, with its port.</param>
/// <param name="Source">Where that is written, or whose default it is.</param>
/// <param name="IsRead">True when its configuration was read, false for a default that may have been changed.</param>
internal sealed record BackendKeepAlive(double Ms, Phrase Server, Phrase Source, bool IsRead)
{
    /// <summary>The keep-alive limit behind an address of this namespace; null when no such server was seen, or none whose limit is
    /// known.</summary>
    public static BackendKeepAlive? Of(RuleInput input, InetEndpoint destination)
    {
        PooledUpstream pool = new("", destination.Addr.ToString(), destination.Port, null, "", default);
        if (ServerChains.Behind(pool, input) is { } read)
        {
            return read.Milliseconds is { } ms ? new(ms, $"{read.Product} at :{destination.Port}", $"{read.Setting}, {read.Spot.Whole}", true) : null;
        }

        if (!input.IsLocalAddress(destination.Addr) || input.ListenerAt(destination) is not { } listener)
        {
            return null;
        }

        return listener.Processes.Select(input.Process)
            .OfType<ProcessFacts>()
            .Select(process => Default(process, destination.Port))
            .FirstOrDefault(known => known is not null);
    }

    private static BackendKeepAlive? Default(ProcessFacts process, ushort port) => KnownSoftware.Recognise(process) switch
    {
        Software.Tomcat => new(20_000, $"Tomcat at :{port}", "connectionTimeout of server.xml as shipped, unless configured otherwise", false),
        Node => new(5_000, $"Node.js at :{port}", "server.keepAliveTimeout, unless configured otherwise", false),
        Software.Httpd => new(5_000, $"httpd at :{port}", "KeepAliveTimeout, unless configured otherwise", false),
        Gunicorn => new(2_000, $"gunicorn at :{port}", "--keep-alive, unless configured otherwise", false),
        Uvicorn => new(5_000, $"uvicorn at :{port}", "--timeout-keep-alive, unless configured otherwise", false),
        _ => null,
    };
}

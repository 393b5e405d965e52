using TcpVet.Model;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>Whether requests of a block are streams, which pause for as long as they like: calls of gRPC, server-sent events.</summary>
internal static class NginxStreaming
{
    /// <summary>True when a block, or one inside it, passes streams on.</summary>
    public static bool Passes(NginxContext context) => Passes(context.Directives)
        || (context.Find("proxy_buffering") is { Argument: "off" } && context.Directives.Any(directive => directive.Name == "proxy_pass"));

    private static bool Passes(IReadOnlyList<ConfigDirective> directives) => directives.Any(directive =>
        directive.Name == "grpc_pass" || (directive.Name is "server" or "location" or "if" && Passes(directive.Children)));
}

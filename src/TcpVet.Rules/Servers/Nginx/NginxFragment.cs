using TcpVet.Model;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>
/// A file as it lies in conf.d or sites-enabled, linted by itself: it is judged as what includes it would be, with <c>http</c> or
/// <c>stream</c> around it.
/// </summary>
internal static class NginxFragment
{
    // What stands in the main context alone: a file with one of these is no fragment.
    private static readonly string[] OfMain =
    [
        "http", "stream", "mail", "events", "user", "pid", "daemon", "worker_processes", "worker_rlimit_nofile", "load_module", "rtmp",
    ];

    // Of stream, and never of http.
    private static readonly string[] OfStream =
    [
        "proxy_timeout", "proxy_responses", "proxy_requests", "proxy_upload_rate", "proxy_download_rate", "proxy_session_drop",
        "ssl_preread", "preread_timeout", "preread_buffer_size", "proxy_protocol_timeout", "proxy_ssl", "js_preread",
    ];

    /// <summary>The block that would stand around a fragment; null for a whole configuration, and for one without a directive.</summary>
    public static ConfigDirective? Around(IReadOnlyList<ConfigDirective> directives)
    {
        ConfigDirective? first = directives.FirstOrDefault(directive => directive.Name != "include");
        if (first is null || directives.Any(directive => OfMain.Contains(directive.Name)))
        {
            return null;
        }

        string name = directives.Any(IsOfStream) ? "stream" : "http";
        return new ConfigDirective(name, [], first.File, first.Line, first.Column, directives);
    }

    // A server of stream passes on by itself, to an address without a scheme; one of http does so in a location.
    private static bool IsOfStream(ConfigDirective directive) => OfStream.Contains(directive.Name)
        || (directive.Name == "server" && directive.Children.Any(child => OfStream.Contains(child.Name)
            || (child.Name == "proxy_pass" && !child.Argument.Contains("://", StringComparison.Ordinal)
                && !child.Argument.StartsWith('$'))
            || (child.Name == "listen" && child.Arguments.Contains("udp"))));
}

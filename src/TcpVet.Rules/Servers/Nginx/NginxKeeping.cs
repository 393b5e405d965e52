using TcpVet.Model;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>Whether the requests that nginx passes on let the connection to the upstream live.</summary>
internal static class NginxKeeping
{
    /// <summary>True when connections of this proxy are kept, which for an unknown version takes the lines that every version
    /// needs.</summary>
    public static bool Keeps(NginxProxy proxy, NginxView view) =>
        (proxy.Upstream?.Keepalive is { } keepalive ? keepalive.Argument != "0" : view.KeepsByDefault == true)
            && !proxy.IsVariable
            && Fault(proxy, view) is null;

    /// <summary>Why connections that are to be kept are closed; null when they are kept, or when that is not known.</summary>
    public static Closing? Fault(NginxProxy proxy, NginxView view)
    {
        if (proxy.Directive.Name == "fastcgi_pass")
        {
            ConfigDirective? keep = proxy.Context.Find("fastcgi_keep_conn");
            return keep?.Argument == "on" ? null : new Closing("The FastCGI server is told to close the connection after each answer, unless fastcgi_keep_conn is on.", "fastcgi_keep_conn on;", keep);
        }

        if (!proxy.IsHttp)
        {
            return null;
        }

        bool old = proxy.HttpVersion is { } version ? version.Argument == "1.0" : view.KeepsByDefault != true;
        if (old)
        {
            return new Closing("Requests are sent as HTTP/1.0, whose connections end with the answer.", "proxy_http_version 1.1;", proxy.HttpVersion);
        }

        ConfigDirective? header = proxy.ConnectionHeader;
        if (header is { Arguments: [_, ['$', ..] variable] })
        {
            return MapSaysClose(variable, proxy) ? new Closing("Ordinary requests are sent with Connection: close: the map says so for an empty Upgrade header.", "'' \"\";", header) { Map = variable } : null;
        }

        return Sends(header, view) ? new Closing("Requests are sent with Connection: close.", "proxy_set_header Connection \"\";", header) : null;
    }

    // Whether a request says close.
    private static bool Sends(ConfigDirective? header, NginxView view)
    {
        if (header is null)
        {
            return view.KeepsByDefault != true;
        }

        return header.Arguments.Count > 1 && header.Arguments[1].Equals("close", StringComparison.OrdinalIgnoreCase);
    }

    // What a variable holds is known only where a map says it.
    private static bool MapSaysClose(string variable, NginxProxy proxy)
    {
        ConfigDirective? map =
            proxy.Context.Around("http")?.Directives.LastOrDefault(directive => directive.Name == "map"
                && directive.Arguments is [_, var made]
                && made == variable);
        // An ordinary request has no Upgrade header.
        ConfigDirective? entry = map is { Argument: "$http_upgrade" }
            ? map.Children.FirstOrDefault(child => child.Name.Length == 0) ?? map.Children.FirstOrDefault(child => child.Name == "default")
            : null;
        return entry is not null && entry.Argument.Equals("close", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What closes the connections.</summary>
    /// <param name="Cause">In a sentence.</param>
    /// <param name="Write">The line that keeps them.</param>
    /// <param name="Line">The line that closes them; null when a default does.</param>
    internal readonly record struct Closing(Phrase Cause, string Write, ConfigDirective? Line)
    {
        /// <summary>True when nothing is written and the default of the version decides.</summary>
        public bool ByDefault => Line is null;

        /// <summary>The variable of the map that closes them; null when no map does.</summary>
        public string? Map { get; init; }
    }
}

using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>TV734: a line that modern versions of nginx refuse or ignore.</summary>
internal sealed class NginxLineRetired : RetiredLineRule
{
    private static readonly RetiredLine Spdy = new(
        "listen … spdy", 1, 9, 5, Refused: true, "Take spdy off the line: HTTP/2 took its place (http2 on; from 1.25.1 on, listen … http2 before)");

    // CHANGES of nginx.org, and the messages in src/http; tried with 1.22.1.
    private static readonly RetiredLine[] Known =
    [
        new("ssl", 1, 25, 1, Refused: true, "Take the line out, and write ssl on the listen lines: listen 443 ssl;"),
        new("limit_zone", 1, 7, 6, Refused: true, "Write limit_conn_zone KEY zone=NAME:SIZE;"),
        new("spdy_headers_comp", 1, 9, 5, Refused: true, "Take the line out"),
        new("spdy_chunk_size", 1, 9, 5, Refused: true, "Take the line out, or write http2_chunk_size"),
        new("spdy_recv_timeout", 1, 9, 5, Refused: true, "Take the line out: client_header_timeout applies"),
        new("spdy_keepalive_timeout", 1, 9, 5, Refused: true, "Take the line out: keepalive_timeout applies"),
        new("connections", 1, 9, 1, Refused: true, "Write worker_connections"),
        new("optimize_server_names", 1, 9, 1, Refused: true, "Take the line out"),
        new("satisfy_any", 1, 9, 1, Refused: true, "Write satisfy any;"),
        new("open_file_cache_retest", 1, 9, 1, Refused: true, "Write open_file_cache_valid"),
        new("http2_recv_timeout", 1, 19, 7, Refused: false, "Take the line out: client_header_timeout applies"),
        new("http2_idle_timeout", 1, 19, 7, Refused: false, "Take the line out: keepalive_timeout applies"),
        new("http2_max_requests", 1, 19, 7, Refused: false, "Take the line out: keepalive_requests applies"),
        new("http2_max_field_size", 1, 19, 7, Refused: false, "Take the line out: large_client_header_buffers applies"),
        new("http2_max_header_size", 1, 19, 7, Refused: false, "Take the line out: large_client_header_buffers applies"),
        new("http2_push", 1, 25, 1, Refused: false, "Take the line out; add_header Link with preload tells browsers the same"),
        new("http2_push_preload", 1, 25, 1, Refused: false, "Take the line out"),
        new("http2_max_concurrent_pushes", 1, 25, 1, Refused: false, "Take the line out"),
    ];

    public override string Code => "TV734";

    public override string Name => "nginx-line-retired";

    public override string Summary => "A line of nginx.conf is of an older version: newer ones refuse it or ignore it";

    public override IReadOnlyList<string> Complaints => ["unknown directive \"ssl\"", "unknown directive \"spdy_headers_comp\"", "invalid parameter \"spdy\"", "directive is obsolete", "nginx does not start after the upgrade"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        The directive was right for the version that the file was written for. A later nginx does not know it any more and does not start, or it writes a warning and goes on without it.

        ## Why it hurts
        What is refused shows at the next start or reload: after an upgrade, at a reboot. What is ignored leaves a limit in the file that is none: a timeout of HTTP/2 that somebody set is the one for all connections now.

        ## How we know
        The table is from nginx's CHANGES and its own messages: `ssl on` went in 1.25.1, SPDY in 1.9.5, `limit_zone` in 1.7.6; the timeouts and sizes of HTTP/2 are ignored since 1.19.7, server push since 1.25.1. Where the version that reads the file is known, only what that version refuses or ignores is told.

        ## What to do
        Write what the finding says, then try it with the version that is to read it: `nginx -t`.

        ## What does not help

        ## When to ignore
        If the file is for an nginx older than the version that the finding names, and stays there.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("a reload", "it fails for what is refused, and the old configuration stays in force"),
        UselessRemedy.OnPage("Building nginx with more modules: the directive is gone, not its module."),
    ];

    private protected override string Product => "nginx";

    private protected override ConfigurationKind Kind => ConfigurationKind.Nginx;

    private protected override string Source => "CHANGES of nginx";

    private protected override IEnumerable<(ConfigDirective Directive, RetiredLine Line)> Found(Configuration configuration) =>
        In(configuration.Directives, block: "");

    private static IEnumerable<(ConfigDirective Directive, RetiredLine Line)> In(IReadOnlyList<ConfigDirective> directives, string block)
    {
        foreach (ConfigDirective directive in directives)
        {
            // "connections" is one of the events block alone; a map has entries of any name.
            RetiredLine? line = directive.Name == "listen" && directive.Arguments.Contains("spdy") ? Spdy
                : directive.Children.Count > 0 || (directive.Name == "connections" && block != "events") ? null
                : Array.Find(Known, known => known.Name == directive.Name);
            if (line is not null)
            {
                yield return (directive, line);
            }

            if (directive.Name is "events" or "http" or "mail" or "stream" or "server" or "location" or "if" or "limit_except")
            {
                foreach ((ConfigDirective, RetiredLine) inner in In(directive.Children, directive.Name))
                {
                    yield return inner;
                }
            }
        }
    }
}

using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>TV772: a RewriteRule passes requests on to a server that nothing declares.</summary>
internal sealed class RewriteToUndeclaredWorker : HttpdRule
{
    public override string Code => "TV772";

    public override string Name => "rewrite-to-undeclared-worker";

    public override string Summary => "RewriteRule [P] passes requests on to a server that no ProxyPass or <Proxy> declares: each request is a new connection";

    public override Severity Severity => Severity.Warning;

    public override IReadOnlyList<string> Complaints => ["thousands of TIME_WAIT towards the application server", "RewriteRule with [P] is slow", "connections to the backend are never used again"];

    protected override ReadOnlySpan<byte> ExplanationText => """
        ## What it means
        A RewriteRule with the flag `P` hands the request to mod_proxy. A server that a ProxyPass, a BalancerMember or a `<Proxy>` section with ProxySet names has a worker of its own, with a pool of connections. This one has none: the default worker carries it, which keeps no connection.

        ## Why it hurts
        Each request opens a connection and closes it after the answer: a handshake, a local port, and 60 seconds of TIME_WAIT on the side that closes first. Timeouts and limits of a worker do not apply either.

        ## How we know
        The target's scheme, host and port are compared with those that the configuration declares (Apache HTTP Server documentation, mod_proxy: Workers, "the default worker does not use HTTP Keep-Alive or connection pooling"). Targets with a variable in the host are left out, since no worker can be declared for them, and so are WebSockets, whose connections are not used twice.

        ## What to do
        Declare it: `<Proxy "http://10.0.0.5:8080">` with `ProxySet connectiontimeout=5 timeout=60` inside; an empty section does not do. Or write `ProxyPass` in place of the rule, where the path alone decides.

        ## What does not help

        ## When to ignore
        If requests meet the rule only now and then, as those for addresses of an older site do.
        """u8;

    public override IReadOnlyList<UselessRemedy> UselessRemedies =>
    [
        new("KeepAlive On", "it is about the clients' connections") { IsCode = true },
        UselessRemedy.OnPage("An empty `<Proxy>` section: only one with ProxySet, or a ProxyPass, makes a worker."),
        new("tcp_fin_timeout", "it is no limit of TIME_WAIT"),
    ];

    private protected override Phrase? Judge(HttpdServer server, RuleInput input, List<Finding> findings)
    {
        HashSet<string> told = new(StringComparer.OrdinalIgnoreCase);
        Phrase? missing = null;
        foreach (HttpdScope scope in server.Scopes)
        {
            foreach (ConfigDirective rule in Rules(scope.Directives))
            {
                string authority = PassedTo(rule);
                if (authority.Length == 0 || server.Declares(authority))
                {
                    continue;
                }

                if (!server.IsWhole)
                {
                    missing ??= server.Hidden("whether a ProxyPass declares the server");
                }
                else if (told.Add(authority))
                {
                    findings.Add(Undeclared(server, server.Spot(rule), authority, input));
                }
            }
        }

        return missing;
    }

    // Sections that decide by path, file or method hold rules as well; those of conditions are open already.
    private static IEnumerable<ConfigDirective> Rules(IEnumerable<ConfigDirective> directives)
    {
        foreach (ConfigDirective directive in directives)
        {
            if (HttpdScope.Is(directive, "RewriteRule"))
            {
                yield return directive;
            }
            else if (directive.Name.ToUpperInvariant() is "LOCATION" or "LOCATIONMATCH" or "DIRECTORY" or "DIRECTORYMATCH" or "FILES" or "FILESMATCH" or "LIMIT" or "LIMITEXCEPT" or "IF")
            {
                foreach (ConfigDirective inner in Rules(HttpdScope.Content(directive)))
                {
                    yield return inner;
                }
            }
        }
    }

    // "http://10.0.0.5:8080" of a rule that passes on; empty for every other.
    private static string PassedTo(ConfigDirective rule)
    {
        if (rule.Arguments is not [_, var target, ['[', .., ']'] flags] || !flags[1..^1].Split(',').Any(IsProxy))
        {
            return "";
        }

        int scheme = target.IndexOf("://", StringComparison.Ordinal);
        string name = scheme > 0 ? target[..scheme] : "";
        if (!name.Equals("http", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("https", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("ajp", StringComparison.OrdinalIgnoreCase))
        {
            return "";
        }

        // A capture behind the port is the path without its slash: "http://127.0.0.1:8080$1".
        int end = target.AsSpan(scheme + 3).IndexOfAny('/', '?', '$');
        string host = end < 0 ? target[(scheme + 3)..] : target.Substring(scheme + 3, end);
        bool whole = end < 0 || target[scheme + 3 + end] != '$' || host.Contains(':');
        return host.Length > 0 && host[^1] != ':' && whole && !host.Contains('%') ? $"{name.ToLowerInvariant()}://{host}" : "";
    }

    private static bool IsProxy(string flag) =>
        flag.Trim() is var word
            && (word.Equals("P", StringComparison.OrdinalIgnoreCase) || word.Equals("proxy", StringComparison.OrdinalIgnoreCase));

    private Finding Undeclared(HttpdServer server, ConfigSpot spot, string authority, RuleInput input) =>
        Found(Severity.Warning, Confidence.Likely, $"httpd opens a connection to {Written.Name(authority)} for each request: [P] without a worker ({spot.Short})", server.Subject(spot, input)) with
        {
            Evidence = [new HttpdValue(spot).Evidence, new("declared workers of this name", "none", "ProxyPass, BalancerMember, <Proxy>")],
            Cause = "The default worker carries it, which neither keeps nor bounds connections.",
            Remedies =
            [
                Write($"Write <Proxy \"{Written.Name(authority)}\"> with ProxySet connectiontimeout=5 timeout=60 in it, beside the rule"),
                Write("Or write ProxyPass in place of the rule, where the path alone decides"),
            ],
            DoesNotHelp = FalseRemedies,
        };
}

using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.Nginx;

/// <summary>What an nginx configuration means: its servers, upstreams and proxies, with what they inherit.</summary>
internal sealed class NginxView
{
    private static readonly string[] Passes = ["proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass"];

    private readonly HashSet<(string File, int Line)> unread;
    private readonly bool hidesAnywhere;
    private readonly List<NginxListen> listens = [];
    private readonly List<NginxContext> contexts = [];
    private readonly List<NginxProxy> proxies = [];
    private readonly Dictionary<string, NginxUpstream> upstreams = new(StringComparer.OrdinalIgnoreCase);

    private NginxView(Configuration configuration)
    {
        Configuration = configuration;
        // What was left out without an include that names the place, a limit's work, may have stood anywhere.
        hidesAnywhere = configuration.Problems.Any(problem => problem.Fatal)
            || (configuration.Incomplete && !configuration.Problems.Any(problem => problem is { Unread: true, Line: > 0 }));
        unread = [.. configuration.Problems.Where(problem => problem.Unread).Select(problem => (problem.File, problem.Line))];
        ConfigDirective? around = NginxFragment.Around(configuration.Directives);
        IsFragment = around is not null;
        IReadOnlyList<ConfigDirective> directives = around is null ? configuration.Directives : [around];
        Main = new NginxContext(null, directives, null);
        foreach (ConfigDirective block in directives.Where(block => block.Name is "http" or "stream"))
        {
            foreach (ConfigDirective upstream in block.Children.Where(child => child.Name == "upstream"))
            {
                upstreams.TryAdd(upstream.Argument, new NginxUpstream(upstream));
            }
        }

        Enter(Main);
    }

    /// <summary>The nginx configurations of a namespace.</summary>
    public static Derived<IReadOnlyList<NginxView>> All { get; } = new(of =>
        [.. of.Netns.Configurations.Where(configuration => configuration.Kind == ConfigurationKind.Nginx)
            .Select(configuration => new NginxView(configuration))]);

    /// <summary>The text behind it.</summary>
    public Configuration Configuration { get; }

    /// <summary>
    /// True for a file of conf.d and its like: what stands around it, and what it inherits from there, is not known beyond the block that
    /// includes it.
    /// </summary>
    public bool IsFragment { get; }

    /// <summary>How sure is what follows from a line that is absent: what includes a fragment may have it.</summary>
    public Confidence Absent => IsFragment ? Confidence.Likely : Confidence.Certain;

    /// <summary>The main context.</summary>
    public NginxContext Main { get; }

    /// <summary>Every block but those that hold no directives for connections.</summary>
    public IReadOnlyList<NginxContext> Contexts => contexts;

    /// <summary>Every <c>listen</c> for TCP. A server without one listens at port 80, or 8000 without privilege, and is not here.</summary>
    public IReadOnlyList<NginxListen> Listens => listens;

    /// <summary>Every place where requests are passed on.</summary>
    public IReadOnlyList<NginxProxy> Proxies => proxies;

    /// <summary>The upstream blocks.</summary>
    public IEnumerable<NginxUpstream> Upstreams => upstreams.Values;

    /// <summary>False when a mistake, a limit or a refusal kept a part away: then nothing may be concluded from what is missing.</summary>
    public bool IsWhole => !Configuration.Incomplete && !Configuration.Problems.Any(problem => problem.Fatal || problem.Unread);

    /// <summary>
    /// Whether lines of these may stand in an include that could not be read, or behind a mistake: then nothing follows from a line that
    /// is absent. What includes these is asked by <see cref="MayHide(NginxContext)"/>.
    /// </summary>
    public bool MayHide(IReadOnlyList<ConfigDirective> directives) => hidesAnywhere
        || directives.Any(line => line.Name == "include" && unread.Contains((Configuration.Files[line.File], line.Line)));

    /// <summary>The same of a block and of all around it.</summary>
    public bool MayHide(NginxContext? context)
    {
        for (NginxContext? block = context; block is not null; block = block.Parent)
        {
            if (MayHide(block.Directives))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>That a number is filled in by something else, as of a template; null when it is not.</summary>
    public Phrase? Unknown(ConfigDirective? line) => line is not null && line.Argument.Contains('$')
        ? (Phrase)$"{line.Name} ({Written.Short(Configuration, line)} leaves it to be filled in)" : null;

    /// <summary>Whether connections to upstreams are kept without being asked for: from 1.29.7 on; null when the version is
    /// unknown.</summary>
    public bool? KeepsByDefault => ServerVersion.IsAtLeast(Configuration.Version, 1, 29, 7);

    /// <summary>The limit of open descriptors of a worker: what is written, else what the process has; null when neither is
    /// known.</summary>
    public (long Limit, Phrase Source)? DescriptorLimit(RuleInput input)
    {
        if (Main.Own("worker_rlimit_nofile") is { } written)
        {
            return Figure(written.Argument) is { } limit ? (limit, $"worker_rlimit_nofile, {Written.Place(Configuration, written)}") : null;
        }

        return input.Process(Configuration.Process)?.FilesLimit is { } real ? (real, "/proc/PID/limits") : null;
    }

    /// <summary>A whole number of nginx: <c>1024</c>; null for anything else.</summary>
    public static long? Figure(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    private void Enter(NginxContext context)
    {
        foreach (ConfigDirective directive in context.Directives)
        {
            if (directive.Name == "listen" && context.Kind == "server" && !directive.Arguments.Contains("udp") && !directive.Arguments.Contains("quic"))
            {
                listens.Add(new NginxListen(directive, context, ListenAddress.Parse(directive.Argument, 80)));
            }
            else if (Passes.Contains(directive.Name) && directive.Arguments.Count == 1)
            {
                proxies.Add(Proxy(directive, context));
            }
            else if (directive.Children.Count > 0 && directive.Name is "http" or "stream" or "server" or "location" or "if" or "limit_except" or "events" or "mail")
            {
                NginxContext inner = new(directive, directive.Children, context);
                contexts.Add(inner);
                Enter(inner);
            }
        }
    }

    private NginxProxy Proxy(ConfigDirective directive, NginxContext context)
    {
        string url = directive.Argument;
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        string rest = scheme < 0 ? url : url[(scheme + 3)..];
        // "unix:/run/a.sock:/uri": its path is full of slashes.
        int slash = rest.StartsWith("unix:", StringComparison.Ordinal) ? -1 : rest.IndexOf('/');
        string target = slash < 0 ? rest : rest[..slash];
        return new NginxProxy(directive, context, target, scheme < 0 ? "" : url[..scheme].ToLowerInvariant(),
            upstreams.GetValueOrDefault(target));
    }
}

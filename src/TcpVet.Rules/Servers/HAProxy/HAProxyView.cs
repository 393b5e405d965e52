using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Servers.HAProxy;

/// <summary>What an HAProxy configuration means: its proxies with what they inherit.</summary>
internal sealed class HAProxyView
{
    private readonly List<HAProxySection> proxies = [];

    private HAProxyView(Configuration configuration)
    {
        Configuration = configuration;
        Global =
            new HAProxySection(new ConfigDirective(
                "global", [], 0, 0, 0,
                [.. configuration.Directives.Where(section => section.Name == "global").SelectMany(section => section.Children)]), null);
        Dictionary<string, HAProxySection> named = new(StringComparer.Ordinal);
        HAProxySection? latest = null;
        foreach (ConfigDirective section in configuration.Directives.Where(section => section.Name is "defaults" or "frontend" or "backend" or "listen"))
        {
            // "the latest one that appears before the newly created section", unless one is named; defaults themselves start from HAProxy's
            // own.
            string? from = HAProxySection.After(section, "from", 0);
            HAProxySection? defaults = from is not null ? named.GetValueOrDefault(from) : section.Name == "defaults" ? null : latest;
            HAProxySection read = new(section, defaults);
            if (section.Name == "defaults")
            {
                latest = read;
                named[read.Name] = read;
            }
            else if (!read.IsDisabled)
            {
                proxies.Add(read);
            }
        }
    }

    /// <summary>The HAProxy configurations of a namespace.</summary>
    public static Derived<IReadOnlyList<HAProxyView>> All { get; } = new(of =>
        [.. of.Netns.Configurations.Where(configuration => configuration.Kind == ConfigurationKind.HAProxy)
            .Select(configuration => new HAProxyView(configuration))]);

    /// <summary>The text behind it.</summary>
    public Configuration Configuration { get; }

    /// <summary>The lines of all global sections.</summary>
    public HAProxySection Global { get; }

    /// <summary>Frontends, backends and listen sections that are switched on.</summary>
    public IReadOnlyList<HAProxySection> Proxies => proxies;

    /// <summary>
    /// True for a file of a folder that <c>-f</c> names, linted by itself: it has neither a global section nor defaults, and what it starts
    /// from stands in another file.
    /// </summary>
    public bool IsFragment => !Configuration.Directives.Any(section => section.Name is "global" or "defaults") && !IsSelfContained;

    /// <summary>
    /// False when a mistake, a limit or a refusal kept a part away, and for a fragment: then nothing may be concluded from what is missing.
    /// </summary>
    public bool IsWhole =>
        !IsFragment && !Configuration.Incomplete && !Configuration.Problems.Any(problem => problem.Fatal || problem.Unread);

    // Frontends, and every backend that they name: nothing speaks of another file.
    private bool IsSelfContained => proxies.Any(proxy => proxy.IsFrontend && proxy.PassesOn && proxy.Kind == "frontend")
        && proxies.SelectMany(proxy => proxy.Directive.Children).Where(line => line.Name is "default_backend" or "use_backend")
            .All(line => Backend(line.Argument) is not null || line.Argument.Contains('%'));

    /// <summary>That a number comes from the environment, of which nothing is known; null when it does not.</summary>
    public Phrase? Unknown(HAProxySection section, string keyword) => section.Find(keyword) is { } line && line.Argument.Contains('$')
        ? (Phrase)$"{keyword} ({Written.Short(Configuration, line)} takes it from the environment)" : null;

    /// <summary>The backend of a name; null when there is none.</summary>
    public HAProxySection? Backend(string? name) => proxies.FirstOrDefault(proxy => proxy.IsBackend && proxy.Name == name);

    /// <summary>The frontends that may send to a backend: those that name it, and all that choose by a rule with a variable.</summary>
    public IEnumerable<HAProxySection> Frontends(HAProxySection backend) =>
        proxies.Where(proxy => proxy.IsFrontend && proxy.Find("default_backend")?.Argument == backend.Name
            || proxy.IsFrontend
                && proxy.Directive.Children.Any(line => line.Name == "use_backend" && (line.Argument == backend.Name || line.Argument.Contains('%'))));

    /// <summary>The TCP addresses of a bind line; names, UNIX sockets, ranges of ports and QUIC are left out.</summary>
    public static IEnumerable<InetEndpoint> Endpoints(ConfigDirective bind) =>
        bind.Argument.Split(',').Select(address => ListenAddress.Parse(WithoutFamily(address))).OfType<InetEndpoint>();

    /// <summary>The address of a server; null when it is a name or a UNIX socket.</summary>
    public static InetEndpoint? Address(ConfigDirective server) =>
        server is { Name: "server", Arguments.Count: > 1 } ? ListenAddress.Parse(WithoutFamily(server.Arguments[1])) : null;

    private static string WithoutFamily(string address) => address.Split('@', 2) switch
    {
        ["ipv4" or "ipv6" or "tcp" or "tcp4" or "tcp6", var rest] => rest,
        _ => address,
    };
}

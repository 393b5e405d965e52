using System.Globalization;
using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>An httpd 2.4 as its configuration has it, with its defaults (Apache HTTP Server documentation: core, mpm_common,
/// mod_proxy).</summary>
internal sealed class HttpdServer
{
    private readonly Configuration configuration;

    private HttpdServer(Configuration configuration)
    {
        this.configuration = configuration;
        Main = new(configuration, configuration.Directives, parent: null, section: null);
        Hosts = [.. Main.Each("VirtualHost").Select(host => new HttpdScope(configuration, host.Children, Main, new(configuration, host)))];
        Mpm = Loaded();
        Listens =
            [.. Main.Each("Listen").Select(directive => (Spot: new ConfigSpot(configuration, directive), Local: Endpoint(directive.Argument)))];
        Targets = [.. Scopes.SelectMany(scope => HttpdProxyTarget.In(configuration, scope))];
    }

    /// <summary>The main server.</summary>
    public HttpdScope Main { get; }

    /// <summary>The virtual hosts.</summary>
    public IReadOnlyList<HttpdScope> Hosts { get; }

    /// <summary>The main server and the virtual hosts.</summary>
    public IEnumerable<HttpdScope> Scopes => Hosts.Prepend(Main);

    /// <summary>How it spreads connections.</summary>
    public HttpdMpm Mpm { get; }

    /// <summary>Where it listens: each Listen, with its address and port where they are known.</summary>
    public IReadOnlyList<(ConfigSpot Spot, InetEndpoint? Local)> Listens { get; }

    /// <summary>The servers behind it.</summary>
    public IReadOnlyList<HttpdProxyTarget> Targets { get; }

    /// <summary>False when an include, or what stands behind a mistake, could not be read: then nothing follows from what is
    /// absent.</summary>
    public bool IsWhole => !configuration.Incomplete && !configuration.Problems.Any(problem => problem.Fatal || problem.Unread);

    /// <summary>What is lacking where <see cref="IsWhole"/> is false.</summary>
    public Phrase Hidden(string what) => Written.Hidden(what, configuration);

    /// <summary>Whether a ProxyPass, a member of a balancer or a <c>&lt;Proxy&gt;</c> with parameters makes a worker for a
    /// server.</summary>
    /// <param name="authority">Scheme, host and port: <c>http://10.0.0.5:8080</c>.</param>
    public bool Declares(string authority) => HttpdProxyTarget.NameOf(authority) is { } name
        && (Targets.Any(target => target.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            || Scopes.SelectMany(scope => scope.Each("Proxy")).Any(section => section.Children.Count > 0
                && HttpdProxyTarget.NameOf(section.Argument)?.Equals(name, StringComparison.OrdinalIgnoreCase) == true));

    /// <summary>The pools of connections that it keeps to them. With prefork each child keeps one, and nothing bounds how long: ttl is
    /// void.</summary>
    public IEnumerable<PooledUpstream> Pools => Targets.Where(target => target.Reuses)
        .Select(target => Mpm == HttpdMpm.Prefork ? target.Pool with { IdleMs = null, Setting = "" } : target.Pool);

    /// <summary>What its listeners keep silent connections for. The main server's times: those of virtual hosts depend on names.</summary>
    public IEnumerable<ServedKeepAlive> KeepAlives
    {
        get
        {
            HttpdValue? timeout = Main["KeepAliveTimeout"];
            long? time = timeout is { } written ? written.Milliseconds : IsWhole ? 5_000 : null;
            if (time is null || Main["KeepAlive"]?.Flag == false || Main["MaxKeepAliveRequests"]?.Number == 1)
            {
                return [];
            }

            return Listens.Where(listen => listen.Local is not null).Select(listen => new ServedKeepAlive(
                "httpd", listen.Local!.Value, time, "KeepAliveTimeout", timeout?.Spot ?? listen.Spot));
        }
    }

    /// <summary>The listening socket of a Listen, where the host was looked at.</summary>
    public ListenerFacts? Listener(RuleInput input, InetEndpoint? local) =>
        local is { } endpoint ? ListenerMatch.Find(input, configuration, endpoint, CanBeHttpd) : null;

    /// <summary>The first listener that was found; null when there is none.</summary>
    public ListenerFacts? AnyListener(RuleInput input) =>
        Listens.Select(listen => Listener(input, listen.Local)).FirstOrDefault(listener => listener is not null);

    /// <summary>What a finding about a directive is about.</summary>
    /// <param name="spot">The directive.</param>
    /// <param name="input">The facts.</param>
    /// <param name="local">Where it listens, when that matters.</param>
    public FindingSubject Subject(ConfigSpot spot, RuleInput input, InetEndpoint? local = null) =>
        spot.Subject(local, ListenerMatch.Process(configuration, local is null ? AnyListener(input) : Listener(input, local)));

    /// <summary>A directive's place.</summary>
    public ConfigSpot Spot(ConfigDirective directive) => new(configuration, directive);

    /// <summary>Whether a module is loaded; null when no LoadModule says.</summary>
    public bool? Has(string module)
    {
        ConfigDirective[] loads = [.. Main.Each("LoadModule")];
        return loads.Length == 0 ? null : Array.Exists(loads, load => load.Argument == module);
    }

    /// <summary>
    /// The servers' settings of each MPM that the configuration speaks of: of the loaded one, or, where that is unknown, those of each
    /// <c>&lt;IfModule&gt;</c> of an MPM with what stands outside.
    /// </summary>
    public IEnumerable<(HttpdMpm Mpm, HttpdScope Settings)> MpmSettings()
    {
        (HttpdMpm Mpm, ConfigDirective Section)[] sections =
            [.. Main.Each("IfModule").Select(section => (OfModule(section.Argument), section)).Where(entry => entry.Item1 != HttpdMpm.Unknown)];
        if (Mpm != HttpdMpm.Unknown || sections.Length == 0)
        {
            return [(Mpm, Main)];
        }

        HashSet<ConfigDirective> others = new(ReferenceEqualityComparer.Instance);
        others.UnionWith(sections.Select(entry => entry.Section));
        HttpdScope outside =
            new(configuration, configuration.Directives.Where(directive => !others.Contains(directive)), parent: null, section: null);
        return sections.Select(entry => (entry.Mpm, new HttpdScope(configuration, entry.Section.Children, outside, section: null)));
    }

    /// <summary>Every httpd of the record's configurations.</summary>
    public static Derived<IReadOnlyList<HttpdServer>> All { get; } = new(facts =>
        [.. facts.Netns.Configurations.Where(configuration => configuration.Kind == ConfigurationKind.Httpd)
            .Select(configuration => new HttpdServer(configuration))]);

    private static bool CanBeHttpd(ProcessRef process, ProcessFacts? facts) =>
        facts is null || KnownSoftware.Recognise(facts) is Software.Httpd;

    private HttpdMpm Loaded() => Main.Each("LoadModule").Select(load => OfModule(load.Argument)).FirstOrDefault(mpm => mpm != HttpdMpm.Unknown);

    private static HttpdMpm OfModule(string name) => name switch
    {
        "mpm_prefork_module" or "prefork.c" or "mod_mpm_prefork.c" => HttpdMpm.Prefork,
        "mpm_worker_module" or "worker.c" or "mod_mpm_worker.c" => HttpdMpm.Worker,
        "mpm_event_module" or "event.c" or "mod_mpm_event.c" => HttpdMpm.Event,
        _ => HttpdMpm.Unknown,
    };

    // Listen [address:]port: a name is not an address here, and none is resolved.
    private static InetEndpoint? Endpoint(string argument)
    {
        int colon = argument.LastIndexOf(':');
        if (!ushort.TryParse(argument.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            return null;
        }

        string address = colon < 0 ? "*" : argument[..colon].Trim('[', ']');
        return address == "*" ? new(InetAddress.AnyIPv6, port)
            : InetAddress.TryParse(address, out InetAddress bound) ? new(bound, port) : null;
    }
}

using TcpVet.Model;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Software;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>A Connector of Tomcat 9.0 to 11.0 with its defaults (Apache Tomcat documentation: The HTTP Connector, The AJP Connector, The
/// Executor; AbstractEndpoint, AbstractProtocol).</summary>
internal sealed class TomcatConnector
{
    /// <summary>The shipped server.xml writes it; without the attribute it is <see cref="DefaultConnectionTimeout"/>.</summary>
    public const int ShippedConnectionTimeout = 20_000;

    private const int DefaultConnectionTimeout = 60_000; // org.apache.coyote.http11.Constants DEFAULT_CONNECTION_TIMEOUT
    private const int Infinite = -1;
    private const int DefaultThreads = 200;

    private readonly Dictionary<string, TomcatValue> attributes = new(StringComparer.Ordinal);

    private TomcatConnector(Configuration configuration, ConfigDirective service, ConfigDirective element)
    {
        (Configuration, Service, Spot) = (configuration, service, new(configuration, element));
        foreach (ConfigDirective attribute in element.Children.Where(child => child.Name.Length > 1 && child.Name[0] == '@'))
        {
            attributes.TryAdd(Bean(attribute.Name[1..]), new(attribute.Argument, new(configuration, attribute)));
        }

        string protocol = this["protocol"]?.Text ?? "HTTP/1.1";
        IsAjp = protocol.Contains("ajp", StringComparison.OrdinalIgnoreCase);
        Local = Endpoint();
        KeepAlive = KeepAliveOf();
    }

    /// <summary>What it is written in.</summary>
    public Configuration Configuration { get; }

    /// <summary>The Service that it belongs to.</summary>
    public ConfigDirective Service { get; }

    /// <summary>The element.</summary>
    public ConfigSpot Spot { get; }

    /// <summary>True for AJP; false for HTTP.</summary>
    public bool IsAjp { get; }

    /// <summary>Where it listens; null when the port is unknown, or any.</summary>
    public InetEndpoint? Local { get; }

    /// <summary>How long it keeps a silent connection; null when unknown, or when it keeps none.</summary>
    public ServedKeepAlive? KeepAlive { get; }

    /// <summary>An attribute, null when it is not there. As for Tomcat, the first letter may be of either case: it makes a setter of
    /// it.</summary>
    public TomcatValue? this[string name] => attributes.TryGetValue(name, out TomcatValue value) ? value : null;

    /// <summary>All attributes by name.</summary>
    public IReadOnlyDictionary<string, TomcatValue> Attributes => attributes;

    /// <summary>The number of an attribute; null when it is absent, or no number.</summary>
    public int? Number(string name) => this[name]?.Number;

    /// <summary>connectionTimeout in ms, or socket.soTimeout, which is the same; the default where neither is written, null when unknown.
    /// From 0 down there is no limit.</summary>
    public int? ConnectionTimeout => (this["connectionTimeout"] ?? this["socket.soTimeout"]) is { } written ? written.Number : IsAjp ? Infinite : DefaultConnectionTimeout;

    /// <summary>maxConnections, 8192 where it is not written; null when unknown.</summary>
    public int? MaxConnections => this["maxConnections"] is { } written ? written.Number : 8192;

    /// <summary>The threads that serve requests; null when unknown, or without limit (virtual threads).</summary>
    public int? Threads
    {
        get
        {
            if (this["executor"] is { } named && Executor(named.Text) is { } executor)
            {
                TomcatValue? most = Attribute(executor, "maxThreads");
                bool known = Attribute(executor, "className") is null && (most is null || most.Value.Number is not null);
                return known ? most?.Number ?? DefaultThreads : null;
            }

            return this["useVirtualThreads"] is null && (this["maxThreads"] is not { } written || written.Number is not null) ? Number("maxThreads") ?? DefaultThreads : null;
        }
    }

    /// <summary>The Executor of a name that stands before it in its Service: a later one is not seen (The Executor,
    /// Introduction).</summary>
    public ConfigDirective? Executor(string name) =>
        Service.Children.TakeWhile(child => !ReferenceEquals(child, Spot.Directive)).FirstOrDefault(child => child.Name == "Executor"
            && Attribute(child, "name")?.Text == name);

    /// <summary>An attribute of another element of the file.</summary>
    public TomcatValue? Attribute(ConfigDirective element, string name) =>
        element.Children.FirstOrDefault(child =>
            child.Name.Length > 1 && child.Name[0] == '@' && Bean(child.Name[1..]) == name) is { } attribute
            ? new(attribute.Argument, new(Configuration, attribute)) : null;

    /// <summary><c>:8080</c>, or <c>the Connector</c> where the port is unknown.</summary>
    public Phrase Name => Local is { } local ? (Phrase)$"the Connector on {Wording.Who.Service(local)}" : "the Connector";

    /// <summary>Its listening socket, where the host was looked at.</summary>
    public ListenerFacts? Listener(RuleInput input) =>
        Local is { } local ? ListenerMatch.Find(input, Configuration, local, CanBeTomcat) : null;

    /// <summary>The process that runs it; null when unknown.</summary>
    public ProcessRef? Process(RuleInput input) => ListenerMatch.Process(Configuration, Listener(input));

    /// <summary>What a finding about an attribute of it, or about itself, is about.</summary>
    public FindingSubject Subject(RuleInput input, ConfigSpot? at = null) => (at ?? Spot).Subject(Local, Process(input));

    /// <summary>Every Connector of the record's configurations.</summary>
    public static Derived<IReadOnlyList<TomcatConnector>> All { get; } = new(facts =>
    [
        .. from configuration in facts.Netns.Configurations
           where configuration.Kind == ConfigurationKind.Tomcat
           from server in configuration.Directives
           where server.Name == "Server"
           from service in server.Children
           where service.Name == "Service"
           from element in service.Children
           where element.Name == "Connector"
           select new TomcatConnector(configuration, service, element),
    ]);

    // A process of which nothing but its name is known may be it: java, or jsvc of commons-daemon.
    private static bool CanBeTomcat(ProcessRef process, ProcessFacts? facts) =>
        facts is null || facts.Runtime == "java" || process.Name is "java" or "jsvc" || KnownSoftware.Recognise(facts) is Software.Tomcat;

    // org.apache.tomcat.util.IntrospectionUtils.capitalize: "AcceptCount" finds setAcceptCount as "acceptCount" does.
    private static string Bean(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private InetEndpoint? Endpoint()
    {
        if (Number("port") is not ({ } port and > 0) || PortOffset() is not { } offset || (long)port + offset is <= 0 or > ushort.MaxValue)
        {
            return null; // Unknown; 0 is a port of the system's choice.
        }

        InetAddress address = InetAddress.AnyIPv6; // Java binds the wildcard of both families.
        if (this["address"] is { } bound && !InetAddress.TryParse(bound.Text, out address))
        {
            return null;
        }

        return new(address, (ushort)(port + offset));
    }

    // Of the Server element: every port of its Connectors moves by it.
    private int? PortOffset()
    {
        ConfigDirective? server =
            Configuration.Directives.FirstOrDefault(directive => directive.Children.Contains(Service, ReferenceEqualityComparer.Instance));
        return server is null || Attribute(server, "portOffset") is not { } offset ? 0 : offset.Number;
    }

    private ServedKeepAlive? KeepAliveOf()
    {
        TomcatValue? own = this["keepAliveTimeout"];
        int? milliseconds = own is { } written ? written.Number : ConnectionTimeout;
        if (milliseconds is not { } time || Local is not { } local || Number("maxKeepAliveRequests") == 1)
        {
            return null;
        }

        TomcatValue? source = own ?? this["connectionTimeout"] ?? this["socket.soTimeout"];
        return new("Tomcat", local, time > 0 ? time : null, own is null ? "connectionTimeout" : "keepAliveTimeout", source?.Spot ?? Spot);
    }
}

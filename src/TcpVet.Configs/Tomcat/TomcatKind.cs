using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tomcat;

/// <summary>Tomcat's server.xml.</summary>
internal sealed class TomcatKind : ConfigKind
{
    private const string FirstFile = "server.xml";

    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.Tomcat;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OtherWords => [FirstFile];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Programs => ["java", "jsvc"];

    /// <inheritdoc/>
    public override Func<ConfigDirective, ConfigDirective?> Keep => NeededOfTomcat.Keep;

    /// <inheritdoc/>
    internal override string LookedFor => "<Server> of Tomcat";

    /// <inheritdoc/>
    internal override XmlSign Root => new(["Server", "Service", "Connector", "Executor"], "the <Server> of Tomcat's server.xml");

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FirstFiles => [FirstFile, $"conf/{FirstFile}"];

    /// <inheritdoc/>
    public override Configuration Read(ConfigSource source, IReadOnlyList<string> paths) => TomcatParser.Parse(source, paths[0]);

    /// <inheritdoc/>
    public override bool IsServer(IReadOnlyList<string> arguments) => TomcatProcess.Of(arguments) is not null;

    /// <inheritdoc/>
    public override ServerFiles? Find(LaunchFacts launch, out string why)
    {
        why = NamesNoFile;
        if (TomcatProcess.Of(launch.Arguments) is not { } found)
        {
            return null;
        }

        return new ServerFiles([found.ServerXml], source => TomcatParser.Parse(source, found.ServerXml))
        {
            VersionFile = found.CatalinaJar is { } jar ? new VersionFile(jar, TomcatVersion.Of) : null,
        };
    }

    /// <inheritdoc/>
    internal override bool IsNamed(string part) => part == FirstFile;
}

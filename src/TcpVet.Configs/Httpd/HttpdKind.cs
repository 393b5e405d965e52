using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Httpd;

/// <summary>httpd.conf, Debian's apache2.conf.</summary>
internal sealed class HttpdKind : ConfigKind
{
    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.Httpd;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OtherWords => ["apache", "apache2"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Programs => ["apache2", "httpd"];

    /// <inheritdoc/>
    public override Func<ConfigDirective, ConfigDirective?> Keep => NeededOfHttpd.Keep;

    /// <inheritdoc/>
    internal override string LookedFor => "directives of httpd";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FirstFiles => ["apache2.conf", "httpd.conf", "conf/httpd.conf"];

    /// <inheritdoc/>
    public override Configuration Read(ConfigSource source, IReadOnlyList<string> paths) => HttpdParser.Parse(source, paths[0]);

    /// <inheritdoc/>
    public override bool IsServer(IReadOnlyList<string> arguments) => true;

    /// <inheritdoc/>
    public override ServerFiles? Find(LaunchFacts launch, out string why)
    {
        HttpdProgram? program = launch.Program() is { } image ? HttpdProgram.Of(image) : null;
        why = NamesNoFile;
        return HttpdProcess.Of(launch.Arguments, program) is { } found
            ? new ServerFiles([found.ConfigFile], source => HttpdParser.Parse(source, found.ConfigFile, found.Start))
            : null;
    }

    /// <inheritdoc/>
    internal override LineSigns Signs() => new HttpdSigns();

    /// <inheritdoc/>
    internal override bool IsNamed(string part) =>
        part.Contains("apache2", StringComparison.Ordinal) || part.Contains("httpd", StringComparison.Ordinal);

    /// <inheritdoc/>
    internal override bool HasTag(ReadOnlySpan<char> name) => HttpdNames.IsSection(name);
}

using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Nginx;

/// <summary>nginx.conf.</summary>
internal sealed class NginxKind : ConfigKind
{
    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.Nginx;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OtherWords => ["nginx.conf"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Programs => ["nginx", "openresty"];

    /// <inheritdoc/>
    public override Func<ConfigDirective, ConfigDirective?> Keep => NeededOfNginx.Keep;

    /// <inheritdoc/>
    internal override string LookedFor => "directives that end in ; or { as nginx's";

    /// <inheritdoc/>
    internal override IReadOnlyList<string> FirstFiles => ["nginx.conf", "conf/nginx.conf"];

    /// <inheritdoc/>
    public override Configuration Read(ConfigSource source, IReadOnlyList<string> paths) => NginxParser.Parse(source, paths[0]);

    /// <inheritdoc/>
    public override bool IsServer(IReadOnlyList<string> arguments) => NginxInvocation.IsMaster(arguments);

    /// <inheritdoc/>
    public override ServerFiles? Find(LaunchFacts launch, out string why)
    {
        NginxBuild? build = launch.Program() is { } program ? NginxBuild.Of(program) : null;
        why = NamesNoFile;
        return NginxInvocation.Of(launch.Arguments, build, launch.Directory).File is { } file
            ? new ServerFiles([file], source => NginxParser.Parse(source, file) with { Version = build?.Version })
            : null;
    }

    /// <inheritdoc/>
    internal override LineSigns Signs() => new NginxSigns();

    /// <inheritdoc/>
    internal override bool IsNamed(string part) => part.Contains("nginx", StringComparison.Ordinal);
}

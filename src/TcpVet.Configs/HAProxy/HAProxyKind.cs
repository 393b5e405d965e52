using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.HAProxy;

/// <summary>haproxy.cfg.</summary>
internal sealed class HAProxyKind : ConfigKind
{
    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.HAProxy;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OtherWords => ["haproxy.cfg"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Programs => ["haproxy"];

    /// <inheritdoc/>
    public override Func<ConfigDirective, ConfigDirective?> Keep => NeededOfHAProxy.Keep;

    /// <inheritdoc/>
    internal override string LookedFor => HAProxySigns.Words;

    /// <inheritdoc/>
    internal override string FolderSign => ".cfg of HAProxy";

    /// <inheritdoc/>
    public override Configuration Read(ConfigSource source, IReadOnlyList<string> paths) => HAProxyParser.Parse(source, paths);

    /// <inheritdoc/>
    public override bool IsServer(IReadOnlyList<string> arguments) => true;

    /// <inheritdoc/>
    public override ServerFiles? Find(LaunchFacts launch, out string why)
    {
        IReadOnlyList<string> paths = HAProxyInvocation.Of(launch.Arguments, launch.Directory).Paths;
        why = "its command line names no file";
        if (paths.Count == 0)
        {
            return null;
        }

        string? version = launch.Program() is { } program ? HAProxyInvocation.VersionOf(program) : null;
        return new ServerFiles(paths, source => HAProxyParser.Parse(source, paths, version, running: true));
    }

    /// <inheritdoc/>
    internal override LineSigns Signs() => new HAProxySigns();

    /// <inheritdoc/>
    internal override bool IsNamed(string part) => part.Contains("haproxy", StringComparison.Ordinal);

    // haproxy -f FOLDER reads every .cfg in it, in the order of the names (management guide, chapter 3).
    /// <inheritdoc/>
    internal override FolderFiles? Inside(ConfigSource source, string folder)
    {
        string[] pieces =
        [
            .. source.Names(folder).Where(name => name.EndsWith(".cfg", StringComparison.Ordinal) && name[0] != '.')
                .Select(name => FolderFiles.Below(folder, name)),
        ];
        return pieces.Length > 0 ? new FolderFiles(pieces, pieces) : null;
    }
}

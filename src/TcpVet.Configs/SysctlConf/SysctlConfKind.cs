using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.SysctlConf;

/// <summary>sysctl.conf and folders of sysctl.d.</summary>
internal sealed class SysctlConfKind : ConfigKind
{
    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.SysctlConf;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OtherWords => ["sysctl.conf", "sysctl.d"];

    /// <inheritdoc/>
    public override bool SetsTheKernel => true;

    /// <summary>Null: any user may read the kernel's settings.</summary>
    public override Func<ConfigDirective, ConfigDirective?>? Keep => null;

    /// <inheritdoc/>
    internal override string LookedFor => "lines like net.ipv4.… = … of sysctl";

    /// <inheritdoc/>
    internal override string FolderSign => "fragments of sysctl.d";

    /// <inheritdoc/>
    public override Configuration Read(ConfigSource source, IReadOnlyList<string> paths) => SysctlConfParser.Parse(source, paths);

    /// <inheritdoc/>
    internal override LineSigns Signs() => new SysctlSigns();

    /// <inheritdoc/>
    internal override bool IsNamed(string part) => part.Contains("sysctl", StringComparison.Ordinal);

    /// <inheritdoc/>
    internal override FolderFiles? Inside(ConfigSource source, string folder)
    {
        if (SysctlFolders.OfSystem.Any(inside => source.Look(folder.TrimEnd('/') + inside) == FileLook.Folder))
        {
            return new FolderFiles([folder], []);
        }

        string[] fragments =
        [
            .. source.Names(folder).Where(name => name.EndsWith(".conf", StringComparison.Ordinal))
                .Select(name => FolderFiles.Below(folder, name)),
        ];
        return fragments.Length > 0 ? new FolderFiles([folder], fragments) : null;
    }
}

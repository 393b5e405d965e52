using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tuned;

/// <summary>Profiles of tuned, the other way beside sysctl.d in which Red Hat's systems set the kernel.</summary>
internal sealed class TunedKind : ConfigKind
{
    private const string Profile = "tuned.conf";

    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.Tuned;

    /// <inheritdoc/>
    public override IReadOnlyList<string> OtherWords => [Profile];

    /// <inheritdoc/>
    public override bool SetsTheKernel => true;

    /// <summary>Null: any user may read the kernel's settings.</summary>
    public override Func<ConfigDirective, ConfigDirective?>? Keep => null;

    /// <inheritdoc/>
    public override Configuration Read(ConfigSource source, IReadOnlyList<string> paths) => TunedParser.Parse(source, paths);

    /// <inheritdoc/>
    internal override LineSigns Signs() => new TunedSigns();

    /// <inheritdoc/>
    internal override bool IsNamed(string part) => part == Profile;

    /// <inheritdoc/>
    internal override FolderFiles? Inside(ConfigSource source, string folder)
    {
        string path = FolderFiles.Below(folder, Profile);
        return source.Look(path) == FileLook.File ? new FolderFiles([path], []) : null;
    }
}

using TcpVet.Configs.Kinds;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.SysctlConf;

/// <summary>What <c>sysctl -a</c> prints. The signs of <see cref="SysctlConfKind"/> tell it from a file that somebody wrote.</summary>
internal sealed class SysctlOutputKind : ConfigKind
{
    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.SysctlOutput;

    /// <inheritdoc/>
    public override bool SetsTheKernel => true;

    /// <summary>Null: any user may read the kernel's settings.</summary>
    public override Func<ConfigDirective, ConfigDirective?>? Keep => null;

    /// <inheritdoc/>
    public override Configuration Read(ConfigSource source, IReadOnlyList<string> paths) =>
        SysctlConfParser.Parse(source, paths, ConfigurationKind.SysctlOutput);
}

using TcpVet.Configs.Kinds;
using TcpVet.Model;

namespace TcpVet.Configs.Nginx;

/// <summary>Counts lines that end in <c>;</c> or a brace, or begin with one.</summary>
internal sealed class NginxSigns : LineSigns
{
    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.Nginx;

    /// <inheritdoc/>
    public override string What => "directives that end in ; or {";

    /// <inheritdoc/>
    public override bool Take(ConfigLine line)
    {
        bool speaks = line.Bare is [.., ';' or '{' or '}'] or ['}', ..];
        Count += speaks ? 1 : 0;
        return speaks;
    }
}

using TcpVet.Configs.Kinds;
using TcpVet.Model;

namespace TcpVet.Configs.HAProxy;

/// <summary>Counts sections of HAProxy and the lines below them.</summary>
internal sealed class HAProxySigns : LineSigns
{
    /// <summary>What they are.</summary>
    public const string Words = "sections of HAProxy";

    // The sections of HAProxy's configuration manual, chapters 2 to 12.
    private static readonly HashSet<string> Sections = new(StringComparer.Ordinal)
    {
        "global", "defaults", "frontend", "backend", "listen", "peers", "mailers", "resolvers", "userlist",
        "program", "cache", "ring", "http-errors", "fcgi-app",
        "log-forward", "crt-store", "traces", "log-profile", "acme",
    };

    private bool inSection;

    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.HAProxy;

    /// <inheritdoc/>
    public override string What => Words;

    /// <inheritdoc/>
    public override bool Take(ConfigLine line)
    {
        bool begins = !line.Indented && Sections.GetAlternateLookup<ReadOnlySpan<char>>().Contains(line.First);
        inSection |= begins;
        bool speaks = begins || (inSection && line.First is [>= 'a' and <= 'z', ..]);
        Count += speaks ? 1 : 0;
        return speaks;
    }
}

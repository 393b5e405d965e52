using TcpVet.Configs.Kinds;
using TcpVet.Model;

namespace TcpVet.Configs.Httpd;

/// <summary>Counts sections and known directives of httpd.</summary>
internal sealed class HttpdSigns : LineSigns
{
    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.Httpd;

    /// <inheritdoc/>
    public override string What => "directives and <Sections> of httpd";

    /// <inheritdoc/>
    public override bool Take(ConfigLine line)
    {
        bool speaks = line.Bare is ['<', ..] ? IsTag(line.Bare) : HttpdNames.IsDirective(line.First);
        Count += speaks ? 1 : 0;
        return speaks;
    }

    private static bool IsTag(ReadOnlySpan<char> bare)
    {
        ReadOnlySpan<char> name = bare[1..].TrimStart('/');
        int end = name.IndexOfAny(' ', '\t', '>');
        return end > 0 && HttpdNames.IsSection(name[..end]);
    }
}

using TcpVet.Configs.Kinds;
using TcpVet.Model;

namespace TcpVet.Configs.Tuned;

/// <summary>Counts the lines of a profile of tuned: once a section is one that tuned alone has, every line of a section.</summary>
internal sealed class TunedSigns : LineSigns
{
    private bool inMain;
    private bool known;

    /// <inheritdoc/>
    public override ConfigurationKind Kind => ConfigurationKind.Tuned;

    /// <inheritdoc/>
    public override string What => "sections of tuned";

    /// <inheritdoc/>
    public override bool Take(ConfigLine line)
    {
        ReadOnlySpan<char> words = line.Bare;
        if (words is ['[', .., ']'])
        {
            ReadOnlySpan<char> section = words[1..^1];
            inMain = section is "main";
            known |= section is "sysctl" || section.StartsWith("sysctl.", StringComparison.Ordinal);
            return Count(known);
        }

        // NetworkManager and others have a [main] as well, without these words.
        known |= inMain && (Sets(words, "summary") || Sets(words, "include"));
        return Count(known);
    }

    private static bool Sets(ReadOnlySpan<char> words, string option) =>
        words.StartsWith(option, StringComparison.Ordinal) && words[option.Length..].TrimStart() is ['=', ..];

    private new bool Count(bool speaks)
    {
        base.Count += speaks ? 1 : 0;
        return speaks;
    }
}

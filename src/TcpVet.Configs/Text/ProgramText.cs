using System.Text;

namespace TcpVet.Configs.Text;

/// <summary>Texts in program files, found without running them.</summary>
internal static class ProgramText
{
    private const int LongestVersion = 40;

    /// <summary>
    /// The version that stands behind a mark: <c>1.22.1</c> behind <c>nginx/</c>. Marks without a version behind them are passed over.
    /// </summary>
    public static string? Version(ReadOnlySpan<byte> program, ReadOnlySpan<byte> mark)
    {
        while (program.IndexOf(mark) is >= 0 and int at)
        {
            program = program[(at + mark.Length)..];
            if (Leading(program) is { } version)
            {
                return version;
            }
        }

        return null;
    }

    /// <summary>The version that a text begins with, at least two numbers with a dot between them; null when there is none.</summary>
    public static string? Leading(ReadOnlySpan<byte> text)
    {
        int end = 0;
        int dots = 0;
        while (end < text.Length && end < LongestVersion && (char.IsAsciiDigit((char)text[end]) || text[end] == '.'))
        {
            dots += text[end] == '.' ? 1 : 0;
            end++;
        }

        return end >= 3 && dots >= 1 && char.IsAsciiDigit((char)text[0]) && char.IsAsciiDigit((char)text[end - 1])
            ? Encoding.ASCII.GetString(text[..end]) : null;
    }
}

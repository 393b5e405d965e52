using System.Text;

namespace TcpVet.Configs.Httpd;

/// <summary>A line of an httpd configuration as httpd sees it: continued lines joined, the space around it taken off.</summary>
/// <param name="Text">Never empty, never a comment.</param>
/// <param name="Line">The line of its first character, from 1.</param>
/// <param name="Column">The column of its first character, from 1.</param>
internal readonly record struct HttpdLine(string Text, int Line, int Column);

/// <summary>Cuts a text into <see cref="HttpdLine"/>s, as server/util.c <c>ap_cfg_getline_core</c> and <c>cfg_trim_line</c> do.</summary>
internal static class HttpdLines
{
    /// <summary>
    /// The lines that say something. A backslash right before the end of a line continues it, whatever stands before, in comments too; a
    /// comment is a whole line.
    /// </summary>
    public static IEnumerable<HttpdLine> Of(string text)
    {
        int at = 0;
        int number = 0;
        while (at < text.Length)
        {
            HttpdLine? line = Next(text, ref at, ref number);
            if (line is { } found)
            {
                yield return found;
            }
        }
    }

    private static HttpdLine? Next(string text, ref int at, ref int number)
    {
        StringBuilder joined = new();
        (int Line, int Column)? first = null;
        bool continued = true;
        while (continued && at < text.Length)
        {
            int end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            ReadOnlySpan<char> piece = text.AsSpan(at, end - at);
            number++;
            // The end of the file ends a line without its newline: there a backslash stays.
            bool ended = end < text.Length;
            piece = ended && piece.EndsWith('\r') ? piece[..^1] : piece;
            continued = ended && piece.EndsWith('\\');
            piece = continued ? piece[..^1] : piece;
            int indent = piece.Length - piece.TrimStart().Length;
            if (first is null && indent < piece.Length)
            {
                first = (number, indent + 1);
            }

            joined.Append(piece);
            at = end + 1;
        }

        string whole = joined.ToString().Trim();
        return first is { } place && whole[0] != '#' ? new(whole, place.Line, place.Column) : null;
    }
}

namespace TcpVet.Configs.SysctlConf;

/// <summary>One line of sysctl.conf(5).</summary>
/// <param name="Key">As written, without a leading <c>-</c>; null for a blank line, a comment and what is none of them.</param>
/// <param name="Value">Between the first <c>=</c> and the end, without blanks around it; null for an exclusion.</param>
/// <param name="Lenient">True with a <c>-</c> before the key.</param>
/// <param name="Column">Of the key's first character, or of what was not understood; from 1.</param>
/// <param name="Expected">What was expected instead; null when the line was understood.</param>
internal readonly record struct SysctlLine(string? Key, string? Value, bool Lenient, int Column, string? Expected)
{
    // WHITESPACE of systemd, isspace(3) of procps. A no-break space, which web pages have, is a part of the value, and the kernel refuses
    // it.
    private const string Blanks = " \t\r\v\f";

    // A longer line is no assignment of anybody: the kernel takes a page, 4096 bytes (sysctl.conf(5), NOTES).
    private const int MostCharacters = 64 << 10;

    /// <summary>Reads a line without its end.</summary>
    /// <remarks>
    /// systemd (src/sysctl/sysctl.c parse_file) and procps agree: the first character that is no blank makes a comment, the first <c>=</c>
    /// separates, and what follows a value is part of it, a <c>#</c> too.
    /// </remarks>
    public static SysctlLine Parse(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.Trim(Blanks);
        int column = line.Length - line.TrimStart(Blanks).Length + 1;
        if (text.IsEmpty || text[0] is '#' or ';')
        {
            return default;
        }

        if (text.Length > MostCharacters)
        {
            return Wrong(column, "expected KEY = VALUE; the line is longer than 65536 characters");
        }

        bool lenient = text[0] == '-';
        ReadOnlySpan<char> rest = lenient ? text[1..].TrimStart(Blanks) : text;
        column += text.Length - rest.Length;
        int equals = rest.IndexOf('=');
        if (rest[..Math.Max(equals, 0)] is ['\uFEFF', ..] || (equals < 0 && rest is ['\uFEFF', ..]))
        {
            return Wrong(column, "expected KEY = VALUE; a byte order mark (EF BB BF) stands before it, which is a part of the line for sysctl");
        }

        if (equals < 0 && !lenient)
        {
            return Wrong(column, $"expected KEY = VALUE; there is no '='{Hint(rest)}");
        }

        ReadOnlySpan<char> key = (equals < 0 ? rest : rest[..equals]).TrimEnd(Blanks);
        if (key.IsEmpty)
        {
            return Wrong(column, "expected a key before '='");
        }

        return key.IndexOfAny(' ', '\t') < 0
            ? new SysctlLine(key.ToString(), equals < 0 ? null : rest[(equals + 1)..].Trim(Blanks).ToString(), lenient, column, null)
            : Wrong(column, $"expected KEY = VALUE; a key has no blanks in it{Hint(rest)}");
    }

    private static SysctlLine Wrong(int column, string expected) => new(null, null, false, column, expected);

    // What guides show for a shell, pasted into a file.
    private static string Hint(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> plain = text.StartsWith("sudo ", StringComparison.Ordinal) ? text[5..].TrimStart(Blanks) : text;
        return plain.StartsWith("sysctl ", StringComparison.Ordinal) || plain.StartsWith("echo ", StringComparison.Ordinal)
            ? ": this is a command for a shell"
            : plain.IndexOf(':') is > 0 and int colon && plain[..colon].IndexOfAny(' ', '\t') < 0 ? ": write '=' in the place of ':'"
            : plain.IndexOfAny(' ', '\t') is > 0 and int blank && plain[..blank].Contains('.')
                ? ": write '=' between the key and the value"
            : "";
    }
}

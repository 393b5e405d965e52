using System.Buffers;
using System.Text;

namespace TcpVet.Configs.Tomcat;

/// <summary>
/// The text of an XML file in the encoding that it declares (XML 1.0, appendix F: byte order mark, else the declaration, else UTF-8).
/// </summary>
internal static class XmlEncoding
{
    private const int LongestDeclaration = 200;
    private const string Keyword = "encoding";

    private static readonly SearchValues<char> NameLetters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>
    /// Decodes a file; bytes that the encoding does not have become U+FFFD. An encoding that .NET does not know is taken for Latin-1, so
    /// that every byte is a character.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => Of(bytes).GetString(bytes);

    private static Encoding Of(ReadOnlySpan<byte> bytes)
    {
        if (Marked(bytes) is { } marked)
        {
            return marked;
        }

        // The declaration itself is ASCII in every encoding that gets here.
        string start = Encoding.Latin1.GetString(bytes[..Math.Min(LongestDeclaration, bytes.Length)]);
        if (Declared(start) is not { } name)
        {
            return Encoding.UTF8;
        }

        try
        {
            Encoding declared = Encoding.GetEncoding(name);
            // A declaration that could be read in one-byte characters is not in two-byte ones, whatever it says.
            return declared.IsSingleByte || declared.CodePage == Encoding.UTF8.CodePage ? declared : Encoding.UTF8;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // Unknown, or known and refused for its dangers, as UTF-7 is.
            return Encoding.Latin1;
        }
    }

    private static Encoding? Marked(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true),
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, ..] or [(byte)'<', 0, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] or [0, (byte)'<', ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    // The value of encoding in <?xml ... ?>, as far as it is a name (XML 1.0, production 81).
    private static string? Declared(string start)
    {
        int end = start.IndexOf('>');
        if (!start.StartsWith("<?xml", StringComparison.Ordinal) || start.Length < 6 || !char.IsWhiteSpace(start[5]))
        {
            return null;
        }

        ReadOnlySpan<char> declaration = start.AsSpan(5, (end < 0 ? start.Length : end) - 5);
        for (int at; (at = declaration.IndexOf(Keyword)) > 0; declaration = declaration[(at + Keyword.Length)..])
        {
            ReadOnlySpan<char> rest = declaration[(at + Keyword.Length)..].TrimStart();
            bool alone = !char.IsLetterOrDigit(declaration[at - 1]) && declaration[at - 1] != '_';
            if (alone && rest is ['=', ..] && rest[1..].TrimStart() is [('"' or '\'') and char quote, .. ReadOnlySpan<char> value]
                && value.IndexOf(quote) is > 0 and int length && IsName(value[..length]))
            {
                return value[..length].ToString();
            }
        }

        return null;
    }

    private static bool IsName(ReadOnlySpan<char> word) => char.IsAsciiLetter(word[0]) && !word.ContainsAnyExcept(NameLetters);
}

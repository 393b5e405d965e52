using System.Text;
using System.Text.RegularExpressions;

namespace TcpVet.Configs.Tomcat;

/// <summary>
/// The text of an XML file in the encoding that it declares (XML 1.0, appendix F: byte order mark, else the declaration, else UTF-8).
/// </summary>
internal static partial class XmlEncoding
{
    private const int LongestDeclaration = 200;

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
        if (Declaration().Match(start) is not { Success: true } declaration)
        {
            return Encoding.UTF8;
        }

        try
        {
            Encoding declared = Encoding.GetEncoding(declaration.Groups["name"].Value);
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

    [GeneratedRegex("""^<\?xml\s[^>]*?\bencoding\s*=\s*["'](?<name>[A-Za-z][A-Za-z0-9._-]*)["']""")]
    private static partial Regex Declaration();
}

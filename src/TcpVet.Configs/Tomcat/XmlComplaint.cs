using System.Text.RegularExpressions;
using System.Xml;

namespace TcpVet.Configs.Tomcat;

/// <summary>What the XML reader says of a malformed file, as what was expected and what was found.</summary>
internal static partial class XmlComplaint
{
    /// <summary>The complaint without the reader's own account of the place, which the problem has as figures.</summary>
    public static string Of(XmlException refused)
    {
        string said = Place().Replace(refused.Message, "");
        if (Token().Match(said) is { Success: true } token)
        {
            return $"expected {token.Groups["wanted"].Value}, found '{token.Groups["found"].Value}'";
        }

        if (EndTag().Match(said) is { Success: true } tag)
        {
            (string open, string line, string found) = (tag.Groups["open"].Value, tag.Groups["line"].Value, tag.Groups["found"].Value);
            return $"expected </{open}> for the element of line {line}, found </{found}>";
        }

        if (Unclosed().Match(said) is { Success: true } unclosed)
        {
            // The innermost is named first.
            return $"expected </{unclosed.Groups["first"].Value}>, found the end of the file";
        }

        return said.TrimEnd('.');
    }

    // The texts are those of the resources of System.Private.Xml; a text that is not among them is shown as it is.
    [GeneratedRegex(@" Line \d+, position \d+\.$")]
    private static partial Regex Place();

    [GeneratedRegex(@"^'(?<found>.*)' is an unexpected token\. The expected token is (?<wanted>.*)\.$", RegexOptions.Singleline)]
    private static partial Regex Token();

    [GeneratedRegex(
        @"^The '(?<open>.*)' start tag on line (?<line>\d+) position \d+ does not match the end tag of '(?<found>.*)'\.$",
        RegexOptions.Singleline)]
    private static partial Regex EndTag();

    [GeneratedRegex(@"^Unexpected end of file.*not closed: (?<first>[^,]+?)(?:, .*)?\.$", RegexOptions.Singleline)]
    private static partial Regex Unclosed();
}

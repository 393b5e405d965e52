using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>A directive of httpd with its first argument.</summary>
/// <param name="Spot">The directive and where it stands.</param>
internal readonly record struct HttpdValue(ConfigSpot Spot)
{
    /// <summary>The first argument; empty when there is none.</summary>
    public string Text => Spot.Directive.Argument;

    /// <summary>True when a variable is in it that was not known.</summary>
    public bool IsVariable => Text.Contains("${", StringComparison.Ordinal);

    /// <summary>A whole number; null for all else.</summary>
    public int? Number => int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>True for <c>On</c>, false for <c>Off</c>; null for all else.</summary>
    public bool? Flag =>
        Text.Equals("on", StringComparison.OrdinalIgnoreCase) ? true : Text.Equals("off", StringComparison.OrdinalIgnoreCase) ? false : null;

    /// <summary>A time in milliseconds: seconds without a unit, else ms, s, mi or h (server/util.c <c>ap_timeout_parameter_parse</c>); null
    /// for all else.</summary>
    public long? Milliseconds
    {
        get
        {
            string text = Text;
            int digits = text.TakeWhile(char.IsAsciiDigit).Count();
            if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                || number > int.MaxValue)
            {
                return null;
            }

            return text[digits..].ToUpperInvariant() switch
            {
                "MS" => number,
                "" or "S" => number * 1_000,
                "MI" or "MIN" => number * 60_000,
                "H" => number * 3_600_000,
                _ => null,
            };
        }
    }

    /// <summary><c>KeepAliveTimeout 15</c>, shortened.</summary>
    public string Written
    {
        get
        {
            string text = string.Join(' ', Spot.Directive.Arguments.Prepend(Spot.Directive.Name));
            return text.Length <= 80 ? text : text[..79] + "…";
        }
    }

    /// <summary>It as evidence.</summary>
    public Evidence Evidence => new("configured", Phrase.Verbatim(Written), Spot.Whole);
}

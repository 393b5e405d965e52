using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>An attribute of server.xml as Tomcat takes it.</summary>
/// <param name="Text">As written.</param>
/// <param name="Spot">Where.</param>
internal readonly record struct TomcatValue(string Text, ConfigSpot Spot)
{
    /// <summary>
    /// What Tomcat takes where no property is set: of a file, <c>${name:-default}</c> stands for the default (from 7.0.104, 8.5.55, 9.0.35
    /// and 10.0 on, org.apache.tomcat.util.IntrospectionUtils replaceProperties). A running process may have the property set.
    /// </summary>
    public string Value => Spot.Configuration.Origin == ConfigurationOrigin.Process ? Text : WithDefaults(Text);

    /// <summary>True when a property is in it: its value is the process's and unknown here.</summary>
    public bool IsProperty => Value.Contains("${", StringComparison.Ordinal);

    /// <summary>A whole number as <c>java.lang.Integer.valueOf</c> takes it: digits with a sign, no unit, no space; null for all
    /// else.</summary>
    public int? Number => int.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>The attribute's name as written.</summary>
    public string Name => Spot.Directive.Name[1..];

    /// <summary><c>acceptCount="100"</c>, shortened.</summary>
    public string Written => $"{Name}=\"{(Text.Length <= 40 ? Text : Text[..39] + "…")}\"";

    /// <summary>It as evidence.</summary>
    public Evidence Evidence => new("configured", Phrase.Verbatim(Written), Spot.Whole);

    private static string WithDefaults(string text)
    {
        int from = text.IndexOf("${", StringComparison.Ordinal);
        while (from >= 0)
        {
            int end = text.IndexOf('}', from);
            int separator = end < 0 ? -1 : text.IndexOf(":-", from, end - from, StringComparison.Ordinal);
            if (separator >= 0)
            {
                text = $"{text[..from]}{text[(separator + 2)..end]}{text[(end + 1)..]}";
            }

            from = separator >= 0 ? text.IndexOf("${", from, StringComparison.Ordinal)
                : end < 0 ? -1 : text.IndexOf("${", end, StringComparison.Ordinal);
        }

        return text;
    }
}

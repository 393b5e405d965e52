using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules.Servers.Tomcat;

/// <summary>An attribute of server.xml as Tomcat takes it.</summary>
/// <param name="Text">As written.</param>
/// <param name="Spot">Where.</param>
internal readonly record struct TomcatValue(string Text, ConfigSpot Spot)
{
    /// <summary>True when a property is in it: its value is the process's and unknown here.</summary>
    public bool IsProperty => Text.Contains("${", StringComparison.Ordinal);

    /// <summary>A whole number as <c>java.lang.Integer.valueOf</c> takes it: digits with a sign, no unit, no space; null for all
    /// else.</summary>
    public int? Number => int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>The attribute's name as written.</summary>
    public string Name => Spot.Directive.Name[1..];

    /// <summary><c>acceptCount="100"</c>, shortened.</summary>
    public string Written => $"{Name}=\"{(Text.Length <= 40 ? Text : Text[..39] + "…")}\"";

    /// <summary>It as evidence.</summary>
    public Evidence Evidence => new("configured", Phrase.Verbatim(Written), Spot.Whole);
}

using TcpVet.Model;

namespace TcpVet.Reports.Forms;

/// <summary>What a colour stands for.</summary>
public enum Style
{
    /// <summary>No meaning.</summary>
    Plain,
    /// <summary>A head or a name.</summary>
    Strong,
    /// <summary>Beside the point.</summary>
    Dim,
    /// <summary>As it should be.</summary>
    Good,
    /// <summary>Worth knowing.</summary>
    Info,
    /// <summary>Hurts a little, or will.</summary>
    Warning,
    /// <summary>Hurts now.</summary>
    Critical,
}

/// <summary>Colours as meanings: the sixteen of every terminal, or none.</summary>
public sealed class Palette
{
    private readonly bool enabled;

    private Palette(bool enabled) => this.enabled = enabled;

    /// <summary>No colour at all.</summary>
    public static Palette None { get; } = new(false);

    /// <summary>The sixteen colours of every terminal.</summary>
    public static Palette Ansi { get; } = new(true);

    /// <summary>The meaning of a severity.</summary>
    public static Style Of(Severity severity) => severity switch
    {
        Severity.Critical => Style.Critical,
        Severity.Warning => Style.Warning,
        _ => Style.Info,
    };

    /// <summary>The bytes that begin a style; none without colours.</summary>
    public ReadOnlySpan<byte> Start(Style style) => !enabled ? default : style switch
    {
        Style.Strong => "\e[1m"u8,
        Style.Dim => "\e[2m"u8,
        Style.Good => "\e[32m"u8,
        Style.Info => "\e[36m"u8,
        Style.Warning => "\e[33m"u8,
        Style.Critical => "\e[1;31m"u8,
        _ => default,
    };

    /// <summary>The bytes that end a style; none without colours.</summary>
    public ReadOnlySpan<byte> End(Style style) => enabled && style != Style.Plain ? "\e[0m"u8 : default;
}

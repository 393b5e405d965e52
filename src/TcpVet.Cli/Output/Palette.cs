using TcpVet.Model;

namespace TcpVet.Cli.Output;

/// <summary>What a colour stands for.</summary>
internal enum Style
{
    Plain,
    Strong,
    Dim,
    Good,
    Info,
    Warning,
    Critical,
}

/// <summary>Colours as meanings: the sixteen of every terminal, or none.</summary>
internal sealed class Palette
{
    private readonly bool enabled;

    private Palette(bool enabled) => this.enabled = enabled;

    public static Palette None { get; } = new(false);

    public static Palette Ansi { get; } = new(true);

    /// <summary>Colours on a terminal, unless the user or the environment (NO_COLOR, TERM=dumb) says no.</summary>
    public static Palette For(bool terminal, bool refused) =>
        terminal && !refused && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") ? Ansi : None;

    public static Style Of(Severity severity) => severity switch
    {
        Severity.Critical => Style.Critical,
        Severity.Warning => Style.Warning,
        _ => Style.Info,
    };

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

    public ReadOnlySpan<byte> End(Style style) => enabled && style != Style.Plain ? "\e[0m"u8 : default;
}

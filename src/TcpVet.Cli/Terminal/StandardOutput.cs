using System.CommandLine;
using TcpVet.Linux.Interop;

namespace TcpVet.Cli.Terminal;

/// <summary>Standard output, as the command line and the environment want it written to.</summary>
internal static class StandardOutput
{
    /// <summary>The bytes alone.</summary>
    public static Utf8Output Open() => new(StandardOutputStream.Output());

    /// <summary>The screen that a command writes to.</summary>
    public static Screen From(ParseResult parse)
    {
        bool terminal = !Console.IsOutputRedirected;
        return new Screen(
            Open(), parse.GetValue(CommonOptions.Output), !parse.GetValue(CommonOptions.NoHeader), terminal,
            MayColor(terminal, parse.GetValue(CommonOptions.NoColor)) ? Palette.Ansi : Palette.None)
        {
            Size = static () => new ScreenSize(Linux.Interop.Terminal.Columns(), Linux.Interop.Terminal.Rows()),
            Warn = Messages.Warn,
            Now = TimeProvider.System.GetUtcNow,
        };
    }

    // Colours on a terminal, unless the user or the environment says no (https://no-color.org).
    private static bool MayColor(bool terminal, bool refused) =>
        terminal && !refused && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}

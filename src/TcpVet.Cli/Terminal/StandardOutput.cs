using System.CommandLine;
using TcpVet.Linux.Interop;

namespace TcpVet.Cli.Terminal;

/// <summary>Standard output, as the command line and the environment want it written to.</summary>
internal static class StandardOutput
{
    /// <summary>Whether the locale's character set is UTF-8; else people get plain ASCII. Data are UTF-8 whatever the locale.</summary>
    public static bool Utf8 { get; } = AsciiText.HasUtf8(Environment.GetEnvironmentVariable);

    // One for the whole process, which knows what went out: a refusal must not be written into the middle of an answer.
    private static readonly StandardOutputStream Stream = StandardOutputStream.Output();

    /// <summary>Whether nothing was written yet.</summary>
    public static bool IsUntouched => !Stream.HasWritten;

    /// <summary>Whether what is written next begins a line.</summary>
    public static bool AtLineStart => Stream.AtLineStart;

    /// <summary>The bytes alone.</summary>
    /// <param name="text">Whether people read them.</param>
    public static Utf8Output Open(bool text = true) => new(Stream, ascii: text && !Utf8);

    /// <summary>The screen that a command writes to.</summary>
    public static Screen From(ParseResult parse)
    {
        bool terminal = !Console.IsOutputRedirected;
        OutputFormat form = ValueOf(CommonOptions.Output, parse, OutputFormat.Table);
        return new Screen(
            Open(form is OutputFormat.Table or OutputFormat.Wide), form, !ValueOf(CommonOptions.NoHeader, parse, false), terminal,
            MayColor(terminal, ValueOf(CommonOptions.NoColor, parse, false)) ? Palette.Ansi : Palette.None)
        {
            Verbose = parse.CommandResult.Command.Options.Contains(CommonOptions.Verbose) && ValueOf(CommonOptions.Verbose, parse, false),
            Size = static () => new ScreenSize(Linux.Interop.Terminal.Columns(), Linux.Interop.Terminal.Rows()),
            Warn = Messages.Warn,
            Now = TimeProvider.System.GetUtcNow,
        };
    }

    /// <summary>An option's value; another where what was written is none: --help answers beside words that are refused without
    /// it.</summary>
    public static T ValueOf<T>(Option<T> option, ParseResult parse, T otherwise)
    {
        try
        {
            return parse.GetValue(option) ?? otherwise;
        }
        catch (InvalidOperationException)
        {
            return otherwise;
        }
    }

    // Colours on a terminal, unless the user or the environment says no (https://no-color.org).
    private static bool MayColor(bool terminal, bool refused) =>
        terminal && !refused && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
}

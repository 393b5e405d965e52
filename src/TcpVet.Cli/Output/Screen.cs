using System.CommandLine;
using TcpVet.Cli.Commands;

namespace TcpVet.Cli.Output;

/// <summary>Where and how a command writes.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Format">The form.</param>
/// <param name="Header">Whether heads are written.</param>
/// <param name="Terminal">Whether a person looks at standard output.</param>
/// <param name="Colors">Colours, or none.</param>
internal sealed record Screen(Utf8Output Out, OutputFormat Format, bool Header, bool Terminal, Palette Colors)
{
    public static Screen From(ParseResult parse)
    {
        bool terminal = !Console.IsOutputRedirected;
        return new Screen(
            Utf8Output.Standard(), parse.GetValue(CommonOptions.Output), !parse.GetValue(CommonOptions.NoHeader), terminal,
            Palette.For(terminal, parse.GetValue(CommonOptions.NoColor)));
    }
}

using System.CommandLine;
using TcpVet.Operations.Explain;
using TcpVet.Operations.Settings;
using TcpVet.Reports.Explain;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet explain WORD…</c>: a state, a rule, a kernel setting, a counter, a term, a symptom.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string[]> Words = new("WORD")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "A state, a rule's code or name, a kernel setting, a counter, a term, an error message or what you see; symptoms for the index of these",
    };

    public static Command Create()
    {
        Command command = new("explain", "Explain a state, a rule, a kernel setting, a counter, a term or a symptom") { Words, CheckupOptions.Config, CheckupOptions.Set };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        string[] words = CommonOptions.Words(parse, Words);
        // Read before anything is told: a mistake in a settings file must not hide behind an explanation.
        CheckupSettings settings = CheckupOptions.Settings(parse, Spoken.Notices());
        screen.Show(ExplainReport.Of(ExplainWords.Find(words), settings.Rules, settings.Files));
        return ExitStatus.Done;
    }
}

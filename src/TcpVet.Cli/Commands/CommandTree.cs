using System.CommandLine;
using TcpVet.Cli.Commands.Tune;

namespace TcpVet.Cli.Commands;

/// <summary>All commands. The root is the check-up.</summary>
internal static class CommandTree
{
    /// <summary>Parses a command line.</summary>
    /// <exception cref="RequestException">It is wrong.</exception>
    public static ParseResult Parse(string[] args)
    {
        RootCommand root = Create();
        ParseResult parse = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        Mistake.RefuseBundle(parse, args);
        if (parse.Errors.Count > 0 && parse.Action is null or { ClearsParseErrors: false })
        {
            throw new RequestException(Mistake.Explain(parse));
        }

        RefuseOptionsOfTheRoot(parse);
        RefuseSarif(parse);
        return parse;
    }

    // Options before a command are the check-up's: silently ignored, they would mislead.
    private static void RefuseOptionsOfTheRoot(ParseResult parse)
    {
        if (parse.CommandResult.Command is not RootCommand
            && parse.RootCommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>()
                .FirstOrDefault(result => !result.Implicit && !result.Option.Recursive) is { } stray)
        {
            string command = parse.CommandResult.Command.Name;
            throw new RequestException($"{stray.Option.Name} stands before '{command}' and would be ignored: write it behind, if '{command}' has it");
        }
    }

    private static void RefuseSarif(ParseResult parse)
    {
        if (parse.Errors.Count == 0
            && StandardOutput.ValueOf(CommonOptions.Output, parse, OutputFormat.Table) == OutputFormat.Sarif
            && parse.CommandResult.Command.Name != LintCommand.Name)
        {
            throw new RequestException($"--output: expected {CommonOptions.Formats}, found 'sarif', which lint alone writes");
        }
    }

    public static RootCommand Create()
    {
        RootCommand root = new("Examines the TCP and UDP connections of this host and says what is wrong and why.\n\nWithout a command: tcpvet checkup. With a word instead: tcpvet TIME_WAIT, :8080, 10.0.0.7, nginx or an error text says what it is and shows it; tcpvet ss … and netstat … do what they always did.");
        for (int i = root.Directives.Count - 1; i >= 0; i--)
        {
            root.Directives.RemoveAt(i);
        }

        root.Add(CommonOptions.Output);
        root.Add(CommonOptions.NoHeader);
        root.Add(CommonOptions.NoColor);
        CheckupCommand.AddTo(root);
        root.Add(CheckupCommand.Create());
        root.Add(StatesCommand.Create());
        root.Add(CountCommand.Create());
        root.Add(PeersCommand.Create());
        root.Add(ListenersCommand.Create());
        root.Add(ListCommand.Create());
        root.Add(ProbeCommand.Create());
        root.Add(TraceCommand.Create());
        root.Add(DropsCommand.Create());
        root.Add(LintCommand.Create());
        root.Add(CloseCommand.Create());
        root.Add(CaptureCommand.Create());
        root.Add(TuneCommand.Create());
        root.Add(TuneExpireCommand.Create());
        root.Add(LabCommand.Create());
        root.Add(LabActorCommand.Create());
        root.Add(ExplainCommand.Create());
        root.Add(LookCommand.Create());
        root.Add(CompletionCommand.Create());
        HelpExamples.Attach(root);
        return root;
    }
}

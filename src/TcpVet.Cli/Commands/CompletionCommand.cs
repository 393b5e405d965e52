using System.CommandLine;
using TcpVet.Cli.Completion;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet completion bash|zsh|fish</c>: prints a completion script made from the commands themselves.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = new("SHELL") { Description = "bash, zsh or fish" };

    public static Command Create()
    {
        Command command = new("completion", "Print a completion script for bash, zsh or fish") { Shell };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        if (parse.GetValue(CommonOptions.Output) != OutputFormat.Table)
        {
            throw new RequestException("completion: it writes a script for a shell, which has no other form: leave --output out");
        }

        using Utf8Output output = StandardOutput.Open();
        output.Text(Script((RootCommand)parse.RootCommandResult.Command, parse.GetRequiredValue(Shell))).Flush();
        return ExitStatus.Done;
    }

    /// <summary>The script for a shell.</summary>
    /// <exception cref="RequestException">There is none for this shell.</exception>
    public static string Script(RootCommand root, string shell) => shell switch
    {
        "bash" => BashScript.Of(new Completions(root)),
        "zsh" => ZshScript.Of(new Completions(root)),
        "fish" => FishScript.Of(new Completions(root)),
        string other => throw new RequestException($"completion: expected bash, zsh or fish, found '{other}'"),
    };
}

using System.CommandLine;
using TcpVet.Cli.Commands;
using TcpVet.Linux.Interop;

namespace TcpVet.Cli;

/// <summary>
/// A refusal for who asked for JSON, and reads standard output alone: one object with the command's schema, the exit status and the
/// message. Standard error has the same message in words.
/// </summary>
internal static class RefusalJson
{
    /// <summary>The word in the schema where no command is named.</summary>
    private const string NoCommand = "error";

    /// <summary>Writes it where JSON was asked for, unless that would land in the middle of an answer.</summary>
    /// <param name="args">What was typed; it may be what is refused.</param>
    /// <param name="message">Why, in safe text.</param>
    /// <param name="status">The exit status.</param>
    public static void WriteIfAsked(string[] args, string message, int status)
    {
        ParseResult parse = CommandTree.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (FormAsked(parse) is not { } form || !Fits(form))
        {
            return;
        }

        try
        {
            using Utf8Output output = StandardOutput.Open(text: false);
            JsonText.Document(output, CommandWord(parse), origin: null, indented: form == OutputFormat.Json, json =>
            {
                json.WriteNumber("status", status);
                json.WriteString("error", message);
            });
            output.Flush();
        }
        catch (Exception exception) when (exception is KernelException or ClosedPipeException)
        {
            // Standard output is closed: the status and standard error have to say it alone.
        }
    }

    /// <summary>The form of JSON that the words ask for; null for none. The words may be wrong otherwise.</summary>
    public static OutputFormat? FormAsked(ParseResult parse)
    {
        foreach (System.CommandLine.Parsing.Token word in parse.GetResult(CommonOptions.Output)?.Tokens ?? [])
        {
            if (Enum.TryParse(word.Value, ignoreCase: true, out OutputFormat form) && form is OutputFormat.Json or OutputFormat.Jsonl)
            {
                return form;
            }
        }

        return null;
    }

    /// <summary>The command's word in the schema: <c>tune-apply</c> for <c>tcpvet tune apply</c>.</summary>
    public static string CommandWord(ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        if (command is RootCommand)
        {
            return parse.UnmatchedTokens.Count > 0 ? NoCommand : "checkup";
        }

        string above = command.Parents.OfType<Command>().FirstOrDefault(parent => parent is not RootCommand) is { } parent ? $"{parent.Name}-" : "";
        return above + command.Name;
    }

    // Lines can follow lines; a document that has begun cannot be mended.
    private static bool Fits(OutputFormat form) =>
        StandardOutput.IsUntouched || (form == OutputFormat.Jsonl && StandardOutput.AtLineStart);
}

using System.CommandLine;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Look;
using TcpVet.Reports.Look;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet WORD</c>: what there is to a state, a port, an address or a process. People type the word alone.</summary>
internal static class LookCommand
{
    /// <summary>The command's name, which nobody has to type.</summary>
    public const string Name = "look";

    private static readonly Argument<string> Word = new("WORD") { Description = "A state, a port (:8080), an address, a process's name or number" };

    public static Command Create()
    {
        Command command = new(Name, "Show what there is to a state, a port, an address or a process") { Word };
        command.Hidden = true;
        foreach (Option option in (Option[])[
            CheckupOptions.Interval, CheckupOptions.Config, CheckupOptions.Set, CommonOptions.Netns, CommonOptions.From,
            CommonOptions.Numeric, CommonOptions.Processes, CommonOptions.Verbose])
        {
            command.Add(option);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        CheckupRequest checkup = CheckupRequests.Of(parse, Spoken.Notices()) with { Record = SelectionOptions.FileOf(parse) };
        LookRequest request = new() { Word = parse.GetRequiredValue(Word), Place = SelectionOptions.Place(parse), Checkup = checkup };
        using Interruption interruption = new();
        using WaitLine wait = new(checkup.Record is null ? checkup.Capture.Lasts : TimeSpan.Zero);
        LookAnswer answer = LookAtWord.Run(HostedInvocation.HostOf(parse), request, wait.Notices(), interruption.Token);
        wait.Dispose();
        StandardOutput.From(parse).Show(LookReport.Of(answer));
        return ExitStatus.Done;
    }
}

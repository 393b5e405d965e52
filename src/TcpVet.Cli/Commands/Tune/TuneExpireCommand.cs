using System.CommandLine;
using TcpVet.Cli.Tuning;
using TcpVet.Linux.Interop;
using TcpVet.Tuning.Applying;
using TcpVet.Tuning.Journaling;

namespace TcpVet.Cli.Commands.Tune;

/// <summary>The hidden command that undoes an entry which nobody confirmed: systemd's timer starts it, or <c>tune apply</c> does, with <c>--wait</c>.</summary>
internal static class TuneExpireCommand
{
    private static readonly Argument<int> Entry = new("ENTRY");
    private static readonly Option<bool> Wait = new(DeadManTimer.WaitOption);

    public static Command Create()
    {
        Command command = new(DeadManTimer.Command, "The timer of tcpvet tune") { Entry, TuneOptions.StateDir, Wait };
        command.Hidden = true;
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        int id = parse.GetValue(Entry);
        Journal journal = TuneOptions.JournalOf(parse);
        if (parse.GetValue(Wait))
        {
            Settle();
            if (!DeadManWatch.Wait(journal, id, Armed))
            {
                return ExitStatus.Done;
            }
        }

        if (journal.Read(id) is { IsOpen: true } entry)
        {
            EntryPlace place = EntryPlace.Of(HostedInvocation.HostOf(parse), entry);
            place.Tune(journal, tuner => place.WhyVoid is { } why ? tuner.Void(id, why) : tuner.Expire(id));
        }

        return ExitStatus.Done;
    }

    private static void Armed()
    {
        using StandardOutputStream output = StandardOutputStream.Output();
        output.Write(System.Text.Encoding.ASCII.GetBytes(DeadManTimer.ArmedLine));
    }

    // It must hold no file system, and be the last that the kernel kills for want of memory: then most of all somebody wants the values back.
    private static void Settle()
    {
        Environment.CurrentDirectory = "/";
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "-1000");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only CAP_SYS_RESOURCE may lower it (proc_pid_oom_score_adj(5)).
        }
    }
}

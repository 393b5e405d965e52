using System.CommandLine;
using System.Text;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Operations.Tune;
using TcpVet.Tuning.Applying;

namespace TcpVet.Cli.Commands.Tune;

/// <summary>
/// The hidden command that undoes an entry which nobody confirmed: systemd's timer starts it, or <c>tune apply</c> does, with
/// <c>--wait</c>. </summary>
internal static class TuneExpireCommand
{
    private static readonly Argument<int> Entry = new("ENTRY");
    private static readonly Option<bool> Wait = new(DeadManTimer.WaitOption);
    private static readonly Option<string?> Held = new(DeadManTimer.HeldOption);

    public static Command Create()
    {
        Command command = new(DeadManTimer.Command, "The timer of tcpvet tune") { Entry, TuneOptions.StateDir, Wait, Held };
        command.Hidden = true;
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        LiveHost host = HostedInvocation.HostOf(parse);
        string folder = TuneOptions.StateFolder(parse);
        int entry = parse.GetValue(Entry);
        if (parse.GetValue(Wait))
        {
            TuneExpiry.Wait(host, folder, entry, Armed);
        }
        else
        {
            TuneExpiry.Run(host, folder, entry, parse.GetValue(Held));
        }

        return ExitStatus.Done;
    }

    private static void Armed()
    {
        using StandardOutputStream output = StandardOutputStream.Output();
        output.Write(Encoding.ASCII.GetBytes(DeadManTimer.ArmedLine));
    }
}
